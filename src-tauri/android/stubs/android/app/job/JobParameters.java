package android.app.job;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public class JobParameters {
  public int getJobId() {
    throw new UnsupportedOperationException();
  }
}
