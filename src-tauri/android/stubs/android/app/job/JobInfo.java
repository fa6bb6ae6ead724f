package android.app.job;

/** What of the platform's class our code uses, with as much of its behaviour as our tests need. Never packaged. */
public class JobInfo {
  public static final int NETWORK_TYPE_ANY = 1;
  public static final int BACKOFF_POLICY_EXPONENTIAL = 1;

  private final Builder made;

  private JobInfo(Builder made) {
    this.made = made;
  }
  public int getId() {
    return made.id;
  }
  public long getIntervalMillis() {
    return made.interval;
  }
  public long getMinLatencyMillis() {
    return made.latency;
  }
  public int getNetworkType() {
    return made.network;
  }
  public boolean isRequireBatteryNotLow() {
    return made.batteryNotLow;
  }
  public long getInitialBackoffMillis() {
    return made.backOff;
  }
  public int getBackoffPolicy() {
    return made.backOffPolicy;
  }
  public boolean isPersisted() {
    return made.persisted;
  }

  public static final class Builder {
    private final int id;
    private long interval;
    private long latency;
    private int network;
    private boolean batteryNotLow;
    private long backOff;
    private int backOffPolicy;
    private boolean persisted;

    public Builder(int jobId, android.content.ComponentName jobService) {
      id = jobId;
    }
    public Builder setRequiredNetworkType(int networkType) {
      network = networkType;
      return this;
    }
    public Builder setRequiresBatteryNotLow(boolean batteryNotLow) {
      this.batteryNotLow = batteryNotLow;
      return this;
    }
    public Builder setBackoffCriteria(long initialBackoffMillis, int backoffPolicy) {
      backOff = initialBackoffMillis;
      backOffPolicy = backoffPolicy;
      return this;
    }
    public Builder setPersisted(boolean isPersisted) {
      persisted = isPersisted;
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
    /** Ours builds each of them once: nothing is copied. */
    public JobInfo build() {
      return new JobInfo(this);
    }
  }
}
