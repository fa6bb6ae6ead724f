package android.app;

/** What of the platform's class our code uses, with as much of its behaviour as our tests need. Never packaged. */
public final class PendingIntent {
  public static final int FLAG_UPDATE_CURRENT = 1 << 27;
  public static final int FLAG_IMMUTABLE = 1 << 26;

  private PendingIntent() {}

  public static PendingIntent getActivity(
      android.content.Context context, int requestCode, android.content.Intent intent, int flags) {
    return new PendingIntent();
  }
}
