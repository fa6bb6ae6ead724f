package android.app.job;

/** What of the platform's class our code uses, with as much of its behaviour as our tests need. Never packaged. */
public class JobInfo {
  public static final int NETWORK_TYPE_ANY = 1;
  public static final int BACKOFF_POLICY_EXPONENTIAL = 1;

  private final int id;
  private final long interval;
  private final long latency;

  private JobInfo(int id, long interval, long latency) {
    this.id = id;
    this.interval = interval;
    this.latency = latency;
  }
  public int getId() {
    return id;
  }
  public long getIntervalMillis() {
    return interval;
  }
  public long getMinLatencyMillis() {
    return latency;
  }

  public static final class Builder {
    private final int id;
    private long interval;
    private long latency;

    public Builder(int jobId, android.content.ComponentName jobService) {
      id = jobId;
    }
    public Builder setRequiredNetworkType(int networkType) {
      return this;
    }
    public Builder setRequiresBatteryNotLow(boolean batteryNotLow) {
      return this;
    }
    public Builder setBackoffCriteria(long initialBackoffMillis, int backoffPolicy) {
      return this;
    }
    public Builder setPersisted(boolean isPersisted) {
      return this;
    }
    public Builder setPeriodic(long intervalMillis) {
      interval = intervalMillis;
      return this;
    }
    public Builder setMinimumLatency(long minLatencyMillis) {
      latency = minLatencyMillis;
      return this;
    }
    public JobInfo build() {
      return new JobInfo(id, interval, latency);
    }
  }
}
