package android.view;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public interface WindowManager {
  class LayoutParams {
    public static final int FLAG_SECURE = 0x00002000;
  }
}
