package android.os;

/** What of the platform's class our code uses, with as much of its behaviour as our tests need. Never packaged. */
public final class Looper {
  private static final Looper MAIN = new Looper();

  private Looper() {}

  public static Looper getMainLooper() {
    return MAIN;
  }
}
