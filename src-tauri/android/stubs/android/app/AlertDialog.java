package android.app;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public class AlertDialog {
  public static class Builder {
    public Builder(android.content.Context context) {
    throw new UnsupportedOperationException();
  }
    public Builder setTitle(int title) {
    throw new UnsupportedOperationException();
  }
    public Builder setMessage(int message) {
    throw new UnsupportedOperationException();
  }
    public Builder setPositiveButton(int text, android.content.DialogInterface.OnClickListener listener) {
    throw new UnsupportedOperationException();
  }
    public Builder setNegativeButton(int text, android.content.DialogInterface.OnClickListener listener) {
    throw new UnsupportedOperationException();
  }
    public AlertDialog show() {
    throw new UnsupportedOperationException();
  }
  }
}
