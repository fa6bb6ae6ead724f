package app.peremena.phone;

import android.content.Context;

/** The one native library of the app: the window's, so that there is one SQLite in the process. */
final class Library {
  private static final String NAME = "peremena_shell";

  private static boolean ready;

  private Library() {}

  /** Loads it; again does nothing. False where this phone cannot load it. */
  static synchronized boolean load(Context context) {
    if (!ready) {
      try {
        System.loadLibrary(NAME);
        ready = Core.trust(context.getApplicationContext());
      } catch (UnsatisfiedLinkError error) {
        return false;
      }
    }
    return ready;
  }
}
