package android.content;

/** What of the platform's class our code uses, with as much of its behaviour as our tests need. Never packaged. */
public final class ComponentName {
  public ComponentName(Context pkg, Class<?> cls) {}
}
