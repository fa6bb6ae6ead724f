package android.app;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public class NotificationManager {
  public boolean areNotificationsEnabled() {
    throw new UnsupportedOperationException();
  }
  public void createNotificationChannel(NotificationChannel channel) {
    throw new UnsupportedOperationException();
  }
  public void notify(String tag, int id, Notification notification) {
    throw new UnsupportedOperationException();
  }
}
