package android;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public final class Manifest {
  public static final class permission {
    public static final String POST_NOTIFICATIONS = "android.permission.POST_NOTIFICATIONS";
  }
}
