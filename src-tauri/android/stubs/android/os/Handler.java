package android.os;

/**
 * What of the platform's class our code uses. What is posted runs only where a test takes it; what is posted for later,
 * never. Never packaged.
 */
public class Handler {
  /** Not the platform's: for tests. */
  public static final java.util.Queue<Runnable> POSTED = new java.util.concurrent.ConcurrentLinkedQueue<>();

  public Handler(Looper looper) {}
  public final boolean post(Runnable r) {
    return POSTED.add(r);
  }
  public final boolean postDelayed(Runnable r, long delayMillis) {
    return true;
  }
  public final void removeCallbacks(Runnable r) {}
}
