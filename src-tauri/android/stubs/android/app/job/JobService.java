package android.app.job;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public abstract class JobService extends android.content.Context {
  public abstract boolean onStartJob(JobParameters params);
  public abstract boolean onStopJob(JobParameters params);
  public final void jobFinished(JobParameters params, boolean wantsReschedule) {
    throw new UnsupportedOperationException();
  }
}
