package android.view;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public abstract class Window {
  public void addFlags(int flags) {
    throw new UnsupportedOperationException();
  }
  public void clearFlags(int flags) {
    throw new UnsupportedOperationException();
  }
}
