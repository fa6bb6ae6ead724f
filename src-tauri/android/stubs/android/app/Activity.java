package android.app;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public class Activity extends android.content.Context {
  public android.view.Window getWindow() {
    throw new UnsupportedOperationException();
  }
  public android.content.Intent getIntent() {
    throw new UnsupportedOperationException();
  }
  public final void requestPermissions(String[] permissions, int requestCode) {
    throw new UnsupportedOperationException();
  }
}
