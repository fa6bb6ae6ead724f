package android.view;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public class View {
  public static final int VISIBLE = 0;
  public static final int GONE = 8;
}
