package android.app.job;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public class JobInfo {
  public static final int NETWORK_TYPE_ANY = 1;
  public static final int BACKOFF_POLICY_EXPONENTIAL = 1;
  public long getIntervalMillis() {
    throw new UnsupportedOperationException();
  }

  public static final class Builder {
    public Builder(int jobId, android.content.ComponentName jobService) {
    throw new UnsupportedOperationException();
  }
    public Builder setRequiredNetworkType(int networkType) {
    throw new UnsupportedOperationException();
  }
    public Builder setRequiresBatteryNotLow(boolean batteryNotLow) {
    throw new UnsupportedOperationException();
  }
    public Builder setBackoffCriteria(long initialBackoffMillis, int backoffPolicy) {
    throw new UnsupportedOperationException();
  }
    public Builder setPersisted(boolean isPersisted) {
    throw new UnsupportedOperationException();
  }
    public Builder setPeriodic(long intervalMillis) {
    throw new UnsupportedOperationException();
  }
    public Builder setMinimumLatency(long minLatencyMillis) {
    throw new UnsupportedOperationException();
  }
    public JobInfo build() {
    throw new UnsupportedOperationException();
  }
  }
}
