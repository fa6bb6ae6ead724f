package android.app;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public class Notification {
  public static final int VISIBILITY_PRIVATE = 0;
  public static final int GROUP_ALERT_CHILDREN = 2;

  public abstract static class Style {}

  public static class BigTextStyle extends Style {
    public BigTextStyle bigText(CharSequence text) {
    throw new UnsupportedOperationException();
  }
  }

  public static class Builder {
    public Builder(android.content.Context context, String channelId) {
    throw new UnsupportedOperationException();
  }
    public Builder setSmallIcon(int icon) {
    throw new UnsupportedOperationException();
  }
    public Builder setContentTitle(CharSequence title) {
    throw new UnsupportedOperationException();
  }
    public Builder setContentText(CharSequence text) {
    throw new UnsupportedOperationException();
  }
    public Builder setContentIntent(PendingIntent intent) {
    throw new UnsupportedOperationException();
  }
    public Builder setAutoCancel(boolean autoCancel) {
    throw new UnsupportedOperationException();
  }
    public Builder setStyle(Style style) {
    throw new UnsupportedOperationException();
  }
    public Builder setVisibility(int visibility) {
    throw new UnsupportedOperationException();
  }
    public Builder setPublicVersion(Notification notification) {
    throw new UnsupportedOperationException();
  }
    public Builder setGroup(String groupKey) {
    throw new UnsupportedOperationException();
  }
    public Builder setGroupSummary(boolean isGroupSummary) {
    throw new UnsupportedOperationException();
  }
    public Builder setGroupAlertBehavior(int groupAlertBehavior) {
    throw new UnsupportedOperationException();
  }
    public Notification build() {
    throw new UnsupportedOperationException();
  }
  }
}
