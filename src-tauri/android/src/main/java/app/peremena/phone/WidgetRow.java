package app.peremena.phone;

import java.util.ArrayList;
import java.util.List;

/** One child, as the widget draws it. Pure. */
final class WidgetRow {
  /** More do not fit a home screen. */
  static final int MOST = 4;

  final String name;
  final int colour;
  final String lesson;
  final String undone;
  final String marks;
  final String link;

  private WidgetRow(String name, int colour, String lesson, String undone, String marks, String link) {
    this.name = name;
    this.colour = colour;
    this.lesson = lesson;
    this.undone = undone;
    this.marks = marks;
    this.link = link;
  }

  /** The rows of {@link Core#widget}; none where it gave nothing. */
  static List<WidgetRow> of(String[] fields) {
    List<WidgetRow> rows = new ArrayList<>();
    if (fields == null) {
      return rows;
    }
    for (int at = 0; at + Core.WIDGET_FIELDS <= fields.length && rows.size() < MOST; at += Core.WIDGET_FIELDS) {
      String link = Links.followed(fields[at + 6]);
      rows.add(
          new WidgetRow(
              fields[at + 1], colour(fields[at + 2]), fields[at + 3], fields[at + 4], fields[at + 5], link));
    }
    return rows;
  }

  private static int colour(String text) {
    try {
      return Math.floorMod(Integer.parseInt(text), 6);
    } catch (NumberFormatException error) {
      return 0;
    }
  }
}
