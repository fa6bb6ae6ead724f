package android.content;

/** What of the platform's class our code uses, with as much of its behaviour as our tests need. Never packaged. */
public class Intent {
  public static final String ACTION_VIEW = "android.intent.action.VIEW";

  private final String action;
  private final android.net.Uri uri;

  public Intent(String action) {
    this(action, null);
  }
  public Intent(String action, android.net.Uri uri) {
    this.action = action;
    this.uri = uri;
  }
  public String getAction() {
    return action;
  }
  public android.net.Uri getData() {
    return uri;
  }
  public Intent setPackage(String packageName) {
    return this;
  }
}
