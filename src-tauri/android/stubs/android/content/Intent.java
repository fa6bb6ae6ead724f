package android.content;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public class Intent {
  public static final String ACTION_VIEW = "android.intent.action.VIEW";
  public Intent(String action) {
    throw new UnsupportedOperationException();
  }
  public Intent(String action, android.net.Uri uri) {
    throw new UnsupportedOperationException();
  }
  public String getAction() {
    throw new UnsupportedOperationException();
  }
  public android.net.Uri getData() {
    throw new UnsupportedOperationException();
  }
  public Intent setPackage(String packageName) {
    throw new UnsupportedOperationException();
  }
}
