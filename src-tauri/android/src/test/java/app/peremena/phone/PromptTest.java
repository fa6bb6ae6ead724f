package app.peremena.phone;

import static app.peremena.phone.Tests.same;

final class PromptTest {
  private static final long NOW = 1_763_625_600_000L;

  /** Android 14, signed in, allowed to notify, a job an hour ago. */
  private static Prompt.Known known() {
    Prompt.Known known = new Prompt.Known();
    known.sdk = 34;
    known.diary = true;
    known.allowed = true;
    known.now = NOW;
    known.lastJob = NOW - 60 * 60 * 1000;
    return known;
  }

  void testNobodyIsAskedBeforeThereIsADiary() {
    Prompt.Known known = known();
    known.diary = false;
    known.allowed = false;
    same(Prompt.Ask.NOTHING, Prompt.of(known));
  }

  void testAfterTheFirstSignInThePhoneIsAskedOnce() {
    Prompt.Known known = known();
    known.allowed = false;
    known.lastJob = 0;
    same(Prompt.Ask.NOTIFICATIONS, Prompt.of(known));
    known.askedToNotify = true;
    same(Prompt.Ask.NOTHING, Prompt.of(known));
  }

  void testAnOlderAndroidDoesNotAsk() {
    Prompt.Known known = known();
    known.allowed = false;
    known.sdk = 32;
    same(Prompt.Ask.NOTHING, Prompt.of(known));
  }

  void testTheBatteryIsSpokenOfOnlyWhereThePhoneHeldUsBack() {
    Prompt.Known known = known();
    same(Prompt.Ask.NOTHING, Prompt.of(known));
    known.lastJob = NOW - Prompt.HELD_BACK - 1;
    same(Prompt.Ask.BATTERY, Prompt.of(known));
    known.rests = true;
    same(Prompt.Ask.NOTHING, Prompt.of(known));
    known.rests = false;
    known.unrestricted = true;
    same(Prompt.Ask.NOTHING, Prompt.of(known));
    known.unrestricted = false;
    known.askedForBattery = true;
    same(Prompt.Ask.NOTHING, Prompt.of(known));
  }

  void testAPhoneThatNeverLetAJobRunIsSpokenOfToo() {
    Prompt.Known known = known();
    known.lastJob = 0;
    known.wantedSince = NOW - Prompt.HELD_BACK + 1;
    same(Prompt.Ask.NOTHING, Prompt.of(known));
    known.wantedSince = NOW - Prompt.HELD_BACK - 1;
    same(Prompt.Ask.BATTERY, Prompt.of(known));
  }

  void testADiaryThatWasBegunAnewIsNotMeasuredByTheOneBefore() {
    Prompt.Known known = known();
    known.lastJob = NOW - 90 * Prompt.HELD_BACK;
    known.wantedSince = NOW - 1;
    same(Prompt.Ask.NOTHING, Prompt.of(known));
  }

  void testOneThingAtATime() {
    Prompt.Known known = known();
    known.lastJob = NOW - Prompt.HELD_BACK - 1;
    known.allowed = false;
    same(Prompt.Ask.NOTIFICATIONS, Prompt.of(known));
  }
}
