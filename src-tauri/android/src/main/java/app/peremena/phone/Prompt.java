package app.peremena.phone;

/** What a person is asked, and when: one thing at a time, once, and only when there is a reason to show. Pure. */
final class Prompt {
  enum Ask {
    NOTHING,
    /** Whether we may notify: there is a diary now, so there will be something to tell. */
    NOTIFICATIONS,
    /** Whether this phone may be told not to stop us: it has stopped us. */
    BATTERY
  }

  /** Android 13, the first that asks. */
  static final int ASKS_FROM = 33;

  /** Without a job for so long, with a diary, the phone holds our jobs back. */
  static final long HELD_BACK = 24L * 60 * 60 * 1000;

  private Prompt() {}

  /** What is known when the window is in front. */
  static final class Known {
    int sdk;
    boolean diary;
    boolean allowed;
    boolean askedToNotify;
    boolean askedForBattery;
    boolean unrestricted;

    /** No job is wanted: the holidays. */
    boolean rests;

    /** Since when jobs are wanted, Unix milliseconds; 0 where that is not known. */
    long wantedSince;

    /** The last job, however it ended, Unix milliseconds; 0 where there was none yet. */
    long lastJob;

    long now;
  }

  static Ask of(Known known) {
    if (!known.diary) {
      return Ask.NOTHING;
    }
    if (known.sdk >= ASKS_FROM && !known.allowed && !known.askedToNotify) {
      return Ask.NOTIFICATIONS;
    }
    // A phone that never let a job run holds us back most of all.
    long heard = Math.max(known.lastJob, known.wantedSince);
    boolean heldBack = heard != 0 && !known.rests && known.now - heard > HELD_BACK;
    if (known.allowed && heldBack && !known.unrestricted && !known.askedForBattery) {
      return Ask.BATTERY;
    }
    return Ask.NOTHING;
  }
}
