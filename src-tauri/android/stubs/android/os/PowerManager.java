package android.os;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public final class PowerManager {
  public boolean isPowerSaveMode() {
    throw new UnsupportedOperationException();
  }
  public boolean isIgnoringBatteryOptimizations(String packageName) {
    throw new UnsupportedOperationException();
  }
}
