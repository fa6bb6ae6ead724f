package android.net;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public abstract class Uri {
  public static Uri parse(String uriString) {
    throw new UnsupportedOperationException();
  }
}
