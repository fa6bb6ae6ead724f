package app.peremena.phone;

/**
 * One key for a process. What its window was given is what a diary is made with at the first sign-in, however often the
 * activity is made anew until then: what is kept must not become another meanwhile. Pure.
 */
final class KeyOnce {
  /** Where keys are kept. */
  interface Keys {
    /** The one that is kept; null where there is none, or the phone does not give it now. */
    byte[] kept();

    /** A new one, kept in the place of the one before; null where it cannot be kept. */
    byte[] fresh();
  }

  private boolean given;

  /**
   * The key for a window that starts.
   *
   * @param inUse whether there is anything that the kept key opens: a diary, or one that was set aside
   */
  synchronized byte[] get(boolean inUse, Keys keys) {
    byte[] key = given || inUse ? keys.kept() : keys.fresh();
    given |= key != null;
    return key;
  }

  /** Whether a file of this name in the profile's folder is sealed with its key, or was until it was set aside. */
  static boolean seals(String name) {
    return name.startsWith(Profile.DIARY);
  }
}
