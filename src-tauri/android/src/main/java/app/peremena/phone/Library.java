package app.peremena.phone;

/** The one native library of the app: the window's, so that there is one SQLite in the process. */
final class Library {
  private static final String NAME = "peremena_shell";

  private Library() {}

  /** Loads it; again does nothing. False where this phone cannot load it. */
  static boolean load() {
    try {
      System.loadLibrary(NAME);
      return true;
    } catch (UnsatisfiedLinkError error) {
      return false;
    }
  }
}
