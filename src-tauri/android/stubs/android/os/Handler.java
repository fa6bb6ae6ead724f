package android.os;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public class Handler {
  public Handler(Looper looper) {
    throw new UnsupportedOperationException();
  }
  public final boolean post(Runnable r) {
    throw new UnsupportedOperationException();
  }
  public final boolean postDelayed(Runnable r, long delayMillis) {
    throw new UnsupportedOperationException();
  }
  public final void removeCallbacks(Runnable r) {
    throw new UnsupportedOperationException();
  }
}
