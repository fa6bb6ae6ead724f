package android.os;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public final class Looper {
  public static Looper getMainLooper() {
    throw new UnsupportedOperationException();
  }
}
