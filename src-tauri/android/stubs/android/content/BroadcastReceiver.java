package android.content;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public abstract class BroadcastReceiver {
  public static class PendingResult {
    public final void finish() {
    throw new UnsupportedOperationException();
  }
  }

  public final PendingResult goAsync() {
    throw new UnsupportedOperationException();
  }
}
