package android.content;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public final class ComponentName {
  public ComponentName(Context pkg, Class<?> cls) {
    throw new UnsupportedOperationException();
  }
}
