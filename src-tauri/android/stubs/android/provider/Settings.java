package android.provider;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public final class Settings {
  public static final String ACTION_IGNORE_BATTERY_OPTIMIZATION_SETTINGS =
      "android.settings.IGNORE_BATTERY_OPTIMIZATION_SETTINGS";
}
