package app.peremena.phone;

import android.app.job.JobParameters;
import android.app.job.JobService;
import android.os.Handler;
import android.os.Looper;
import java.util.HashMap;
import java.util.Map;

/** The job that the system runs: no window, no web view, no foreground service. */
public final class SyncJob extends JobService {
  /** The core's own work is deep where it parses; a thread of Java's is given less by default. */
  private static final long STACK_BYTES = 4L << 20;

  private final Handler main = new Handler(Looper.getMainLooper());

  /** What runs, by the number of its job: the system hands over other parameters at the end. Main thread only. */
  private final Map<Integer, Look> running = new HashMap<>();

  @Override
  public boolean onStartJob(JobParameters parameters) {
    Look look = new Look(Core::announce, Core::stop);
    running.put(parameters.getJobId(), look);
    new Thread(null, () -> run(parameters, look), "peremena-sync", STACK_BYTES).start();
    return true;
  }

  private void run(JobParameters parameters, Look look) {
    Sync.Ended ended = Sync.run(this, look, false);
    main.post(() -> finished(parameters, look, ended));
  }

  private void finished(JobParameters parameters, Look look, Sync.Ended ended) {
    // What was stopped is the system's to run again, as it was scheduled.
    if (running.remove(parameters.getJobId(), look)) {
      jobFinished(parameters, Schedule.triesAgain(ended.outcome));
      // That was no more than a message to this very thread. Scheduling a job anew before the system has it would stop
      // the job as one that runs.
      main.post(() -> plan(ended, Jobs.isEndOfRest(parameters.getJobId())));
    }
  }

  private void plan(Sync.Ended ended, boolean rested) {
    if (!Profile.hasDiary(this)) {
      Jobs.end(this);
    } else {
      Jobs.plan(this, Schedule.after(ended.outcome, ended.next, System.currentTimeMillis(), rested));
    }
  }

  @Override
  public boolean onStopJob(JobParameters parameters) {
    Look look = running.remove(parameters.getJobId());
    if (look != null) {
      look.stop();
    }
    return true;
  }
}
