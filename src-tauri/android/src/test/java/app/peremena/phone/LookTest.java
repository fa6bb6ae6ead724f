package app.peremena.phone;

import static app.peremena.phone.Tests.same;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

final class LookTest {
  private final List<Integer> stopped = new ArrayList<>();
  private int last;

  private Look look() {
    return new Look(() -> ++last, stopped::add);
  }

  void testAStopBeforeTheThreadHasBegunIsNotLost() {
    Look look = look();
    look.stop();
    same(0, look.begin());
    same(Collections.emptyList(), stopped);
  }

  void testAStopEndsItsOwnLookAndNoOther() {
    stopped.clear();
    Look one = look();
    Look other = look();
    int first = one.begin();
    int second = other.begin();
    one.stop();
    same(Collections.singletonList(first), stopped);
    other.stop();
    same(Arrays.asList(first, second), stopped);
  }
}
