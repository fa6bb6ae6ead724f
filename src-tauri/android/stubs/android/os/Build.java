package android.os;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public class Build {
  public static class VERSION {
    /** Computed, so that the compiler takes neither branch for dead. */
    public static final int SDK_INT = Integer.parseInt("0");
  }
}
