package android.os;

/** What of the platform's class our code uses; what is posted never runs. Never packaged. */
public class Handler {
  public Handler(Looper looper) {}
  public final boolean post(Runnable r) {
    return true;
  }
  public final boolean postDelayed(Runnable r, long delayMillis) {
    return true;
  }
  public final void removeCallbacks(Runnable r) {}
}
