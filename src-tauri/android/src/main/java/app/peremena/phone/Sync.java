package app.peremena.phone;

import android.content.Context;
import android.content.SharedPreferences;
import android.os.PowerManager;
import java.util.Arrays;
import java.util.Locale;
import java.util.TimeZone;

/** One look at the schools, from whoever wants one. Blocks: never on the main thread. */
final class Sync {
  /** The system gives a job ten minutes; a family's phone should not be kept awake for as long. */
  private static final int DEADLINE_MILLIS = 60_000;

  static final String STATE = "background";
  static final String WANTED_SINCE = "wanted_since";
  static final String LAST = "last";
  static final String RESTS_UNTIL = "rests_until";

  private Sync() {}

  /** What came of it. */
  static final class Ended {
    final int outcome;

    /** Unix milliseconds; 0 where that is not known. */
    final long next;

    Ended(int outcome, long next) {
      this.outcome = outcome;
      this.next = next;
    }
  }

  static Ended run(Context context, Look look, boolean asked) {
    long now = System.currentTimeMillis();
    // That the phone let us run counts, not how it ended.
    state(context).edit().putLong(LAST, now).apply();
    // Nobody may open the window again: what was laid down for another app goes in any case.
    SharedFiles shared = SharedFiles.of(context);
    if (!Profile.hasDiary(context)) {
      shared.removeAll();
      return new Ended(Core.DONE, 0);
    }
    shared.clean(now);
    if (!Library.load(context)) {
      return new Ended(Core.FAILED, 0);
    }
    byte[] key = DeviceKey.get(context);
    if (key == null) {
      // The phone's key store does not give it now; the diary is there, so it did once.
      return new Ended(Core.RETRY, 0);
    }
    PowerManager power = context.getSystemService(PowerManager.class);
    Notices notices = new Notices(context);
    int number = look.begin();
    if (number == 0) {
      Arrays.fill(key, (byte) 0);
      return new Ended(Core.RETRY, 0);
    }
    int outcome =
        Core.sync(
            number,
            Profile.folder(context).getPath(),
            key,
            now,
            offsetSeconds(now),
            Locale.getDefault().toLanguageTag(),
            DEADLINE_MILLIS,
            asked,
            power.isPowerSaveMode(),
            notices);
    DiaryWidget.refresh(context);
    return new Ended(outcome, notices.next);
  }

  static int offsetSeconds(long now) {
    return TimeZone.getDefault().getOffset(now) / 1000;
  }

  /** What is remembered between two jobs: moments, nothing of any child. */
  static SharedPreferences state(Context context) {
    return context.getSharedPreferences(STATE, Context.MODE_PRIVATE);
  }
}
