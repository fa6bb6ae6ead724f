package android.app.job;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public abstract class JobScheduler {
  public abstract int schedule(JobInfo job);
  public abstract void cancel(int jobId);
  public abstract void cancelAll();
  public abstract JobInfo getPendingJob(int jobId);
}
