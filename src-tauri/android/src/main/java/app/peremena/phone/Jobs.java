package app.peremena.phone;

import android.app.job.JobInfo;
import android.app.job.JobScheduler;
import android.content.ComponentName;
import android.content.Context;
import android.content.SharedPreferences;

/** What the system is asked to run, and when. */
final class Jobs {
  private static final int PERIODIC = 1;
  private static final int AFTER_A_REST = 2;

  private static final long BACK_OFF_MILLIS = 15L * 60 * 1000;

  private Jobs() {}

  /** Sees to it that there is a periodic job, once somebody has signed in: at the window, which may end a rest. */
  static void begin(Context context) {
    SharedPreferences state = Sync.state(context);
    long before = state.getLong(Sync.WANTED_SINCE, 0);
    long since = Schedule.wantedSince(before, state.getLong(Sync.RESTS_UNTIL, 0), System.currentTimeMillis());
    if (since != before) {
      state.edit().putLong(Sync.WANTED_SINCE, since).apply();
    }
    boolean periodic = context.getSystemService(JobScheduler.class).getPendingJob(PERIODIC) != null;
    plan(context, Schedule.atTheWindow(periodic));
  }

  /** Nobody is signed in any more. */
  static void end(Context context) {
    context.getSystemService(JobScheduler.class).cancelAll();
    Sync.state(context).edit().remove(Sync.WANTED_SINCE).remove(Sync.LAST).remove(Sync.RESTS_UNTIL).apply();
  }

  /** Whether this job comes once, at the end of a rest. */
  static boolean isEndOfRest(int job) {
    return job == AFTER_A_REST;
  }

  /** Schedules what is another than what is scheduled; null leaves it. */
  static void plan(Context context, Schedule schedule) {
    if (schedule == null) {
      return;
    }
    JobScheduler scheduler = context.getSystemService(JobScheduler.class);
    long until = schedule.rest ? System.currentTimeMillis() + schedule.millis : 0;
    Sync.state(context).edit().putLong(Sync.RESTS_UNTIL, until).apply();
    if (schedule.rest) {
      scheduler.schedule(info(context, AFTER_A_REST).setMinimumLatency(schedule.millis).build());
      scheduler.cancel(PERIODIC);
      return;
    }
    JobInfo pending = scheduler.getPendingJob(PERIODIC);
    if (pending == null || !schedule.isAlready(pending.getIntervalMillis())) {
      scheduler.schedule(info(context, PERIODIC).setPeriodic(schedule.millis).build());
    }
    scheduler.cancel(AFTER_A_REST);
  }

  private static JobInfo.Builder info(Context context, int id) {
    return new JobInfo.Builder(id, new ComponentName(context, SyncJob.class))
        .setRequiredNetworkType(JobInfo.NETWORK_TYPE_ANY)
        .setRequiresBatteryNotLow(true)
        .setBackoffCriteria(BACK_OFF_MILLIS, JobInfo.BACKOFF_POLICY_EXPONENTIAL)
        .setPersisted(true);
  }
}
