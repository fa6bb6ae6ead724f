package app.peremena.phone;

import static app.peremena.phone.Tests.holds;
import static app.peremena.phone.Tests.same;

final class ScheduleTest {
  private static final long NOW = 1_763_625_600_000L;
  private static final long MINUTE = 60_000L;
  private static final long HOUR = 60 * MINUTE;

  private static long period(long gap) {
    Schedule schedule = Schedule.after(Core.DONE, NOW + gap, NOW, false);
    holds(!schedule.rest, "a period");
    return schedule.millis / MINUTE;
  }

  void testALookIsNeverLateByMoreThanThePlannersPause() {
    for (long gap = 15 * MINUTE; gap < 12 * HOUR; gap += MINUTE) {
      holds(period(gap) * MINUTE <= gap, "a gap of " + gap);
    }
  }

  void testThereAreFewPeriodsAndNoneThatAndroidRefuses() {
    same(15L, period(-HOUR));
    same(15L, period(9 * MINUTE));
    same(15L, period(29 * MINUTE));
    same(30L, period(38 * MINUTE));
    same(60L, period(90 * MINUTE));
    same(240L, period(4 * HOUR));
    same(240L, period(12 * HOUR - 1));
  }

  void testTheHolidaysAreOneLongRest() {
    Schedule rest = Schedule.after(Core.DONE, NOW + 6 * 24 * HOUR, NOW, false);
    holds(rest.rest, "no periodic job");
    same(6 * 24 * HOUR, rest.millis);
    holds(!rest.isAlready(6 * 24 * HOUR), "a rest is scheduled anew");
  }

  void testAMomentFarAwayDoesNotSilenceTheAppForYears() {
    same(100L * 24 * HOUR, Schedule.after(Core.DONE, Long.MAX_VALUE, 1, false).millis);
    same(100L * 24 * HOUR, Schedule.after(Core.DONE, NOW + 5_000L * 24 * HOUR, NOW, false).millis);
  }

  void testWhereTheCoreDidNotSayEverythingStaysAsItIs() {
    same(null, Schedule.after(Core.DONE, 0, NOW, false));
  }

  void testAfterARestSomethingIsAlwaysScheduled() {
    for (int outcome : new int[] {Core.DONE, Core.FAILED}) {
      for (long next : new long[] {0, NOW - HOUR, NOW + HOUR, NOW + 48 * HOUR}) {
        holds(Schedule.after(outcome, next, NOW, true) != null, outcome + " and " + next);
      }
      holds(!Schedule.after(outcome, 0, NOW, true).rest, "looked again, since nobody said when");
    }
    same(null, Schedule.after(Core.RETRY, 0, NOW, true));
    holds(Schedule.triesAgain(Core.RETRY), "the system itself brings it back");
  }

  void testAnOpenedWindowEndsARestAndLeavesAPeriodAlone() {
    Schedule opened = Schedule.atTheWindow(false);
    holds(opened != null && !opened.rest, "a period in the place of a rest, or of nothing");
    same(null, Schedule.atTheWindow(true));
  }

  void testDaysOfRestAreNotDaysOnWhichThePhoneHeldUsBack() {
    same(NOW, Schedule.wantedSince(0, 0, NOW));
    same(NOW - HOUR, Schedule.wantedSince(NOW - HOUR, 0, NOW));
    long september = NOW - 60 * 24 * HOUR;
    same(NOW, Schedule.wantedSince(september, NOW + 3 * 24 * HOUR, NOW));
    same(NOW - 48 * HOUR, Schedule.wantedSince(september, NOW - 48 * HOUR, NOW));
  }

  void testWhatTheSystemTriesAgainKeepsItsPauses() {
    same(null, Schedule.after(Core.RETRY, NOW + 20 * MINUTE, NOW, false));
    holds(Schedule.after(Core.FAILED, NOW + 20 * MINUTE, NOW, false) != null, "a file that does not open");
  }

  void testWhatIsScheduledAlreadyIsLeftAlone() {
    Schedule schedule = Schedule.after(Core.DONE, NOW + 20 * MINUTE, NOW, false);
    holds(schedule.isAlready(15 * MINUTE), "the same");
    holds(!schedule.isAlready(30 * MINUTE), "another");
  }

  void testOnlyWhatMayGetBetterByItselfIsTriedAgain() {
    holds(Schedule.triesAgain(Core.RETRY), "no network");
    holds(!Schedule.triesAgain(Core.DONE), "done");
    holds(!Schedule.triesAgain(Core.FAILED), "a key that does not fit");
  }
}
