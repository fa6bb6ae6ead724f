package android.app;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public final class NotificationChannel {
  public NotificationChannel(String id, CharSequence name, int importance) {
    throw new UnsupportedOperationException();
  }
  public void setLockscreenVisibility(int visibility) {
    throw new UnsupportedOperationException();
  }
}
