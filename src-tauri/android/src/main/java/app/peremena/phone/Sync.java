package app.peremena.phone;

import android.content.Context;
import android.content.SharedPreferences;
import android.os.PowerManager;
import java.util.Locale;
import java.util.TimeZone;

/** One look at the schools, from whoever wants one. Blocks: never on the main thread. */
final class Sync {
  /** The system gives a job ten minutes; a family's phone should not be kept awake for as long. */
  private static final int DEADLINE_MILLIS = 60_000;

  static final String STATE = "background";
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

  static Ended run(Context context, boolean asked) {
    if (!Profile.hasDiary(context)) {
      return new Ended(Core.DONE, 0);
    }
    byte[] key = Library.load(context) ? DeviceKey.get(context) : null;
    if (key == null) {
      return new Ended(Core.FAILED, 0);
    }
    PowerManager power = context.getSystemService(PowerManager.class);
    Notices notices = new Notices(context);
    long now = System.currentTimeMillis();
    int outcome =
        Core.sync(
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
    state(context).edit().putLong(LAST, now).apply();
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
