package app.peremena.phone;

import android.app.job.JobParameters;
import android.app.job.JobService;
import android.os.Handler;
import android.os.Looper;

/** The job that the system runs: no window, no web view, no foreground service. */
public final class SyncJob extends JobService {
  /** The core's own work is deep where it parses; a thread of Java's is given less by default. */
  private static final long STACK_BYTES = 4L << 20;

  private final Handler main = new Handler(Looper.getMainLooper());

  /** The job that runs; a later one means that this one was stopped. Main thread only. */
  private JobParameters running;

  @Override
  public boolean onStartJob(JobParameters parameters) {
    running = parameters;
    new Thread(null, () -> look(parameters), "peremena-sync", STACK_BYTES).start();
    return true;
  }

  private void look(JobParameters parameters) {
    Sync.Ended ended = Sync.run(this, false);
    main.post(() -> finished(parameters, ended));
  }

  private void finished(JobParameters parameters, Sync.Ended ended) {
    if (running == parameters) {
      running = null;
      jobFinished(parameters, Schedule.triesAgain(ended.outcome));
    }
    // After the end: scheduling a job anew stops the one that runs.
    if (!Profile.hasDiary(this)) {
      Jobs.end(this);
    } else {
      Jobs.plan(this, Schedule.after(ended.outcome, ended.next, System.currentTimeMillis()));
    }
  }

  @Override
  public boolean onStopJob(JobParameters parameters) {
    running = null;
    if (Library.load(this)) {
      Core.stop();
    }
    return true;
  }
}
