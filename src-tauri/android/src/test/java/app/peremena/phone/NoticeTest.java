package app.peremena.phone;

import static app.peremena.phone.Tests.holds;
import static app.peremena.phone.Tests.same;

import java.util.List;

/** Channels, links and rows of the widget. */
final class NoticeTest {
  void testASilentKindIsAChannelOfItsOwn() {
    Channel mark = Channel.of("mark", true, false);
    same("mark", mark.id);
    same(Channel.DEFAULT, mark.importance);
    Channel silent = Channel.of("mark", false, false);
    same("mark.silent", silent.id);
    same(Channel.LOW, silent.importance);
    holds(silent.isSilent() && !mark.isSilent(), "told apart");
    same(Channel.LOW, Channel.of("visit", true, true).importance);
  }

  void testALinkLeadsIntoTheAppOrNowhere() {
    same("peremena://open/feed/s1", Links.followed("peremena://open/feed/s1"));
    for (String link :
        new String[] {null, "", "https://example.org", "peremena://wipe", "javascript:alert(1)", "Peremena://open/x"}) {
      same(null, Links.followed(link));
    }
    StringBuilder longLink = new StringBuilder("peremena://open/");
    while (longLink.length() <= 2_000) {
      longLink.append('x');
    }
    same(null, Links.followed(longLink.toString()));
  }

  void testAWidgetDrawsWholeRowsAndNoMoreThanFit() {
    same(0, WidgetRow.of(null).size());
    String[] fields = new String[5 * Core.WIDGET_FIELDS + 3];
    for (int at = 0; at < fields.length; at++) {
      fields[at] = "x" + at;
    }
    fields[2] = "7";
    fields[6] = "peremena://open/diary/s1/2026-11-20";
    List<WidgetRow> rows = WidgetRow.of(fields);
    same(WidgetRow.MOST, rows.size());
    same("x1", rows.get(0).name);
    same(1, rows.get(0).colour);
    same("peremena://open/diary/s1/2026-11-20", rows.get(0).link);
    same("x8", rows.get(1).name);
    same(0, rows.get(1).colour);
    same(null, rows.get(1).link);
  }
}
