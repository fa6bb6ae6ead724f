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

    /** The last job, Unix milliseconds; 0 where there was none yet. */
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
    boolean heldBack = known.lastJob != 0 && !known.rests && known.now - known.lastJob > HELD_BACK;
    if (known.allowed && heldBack && !known.unrestricted && !known.askedForBattery) {
      return Ask.BATTERY;
    }
    return Ask.NOTHING;
  }
}
