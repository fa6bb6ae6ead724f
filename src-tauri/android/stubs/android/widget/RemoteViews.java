package android.widget;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public class RemoteViews {
  public RemoteViews(String packageName, int layoutId) {
    throw new UnsupportedOperationException();
  }
  public void addView(int viewId, RemoteViews nestedView) {
    throw new UnsupportedOperationException();
  }
  public void removeAllViews(int viewId) {
    throw new UnsupportedOperationException();
  }
  public void setTextViewText(int viewId, CharSequence text) {
    throw new UnsupportedOperationException();
  }
  public void setTextColor(int viewId, int color) {
    throw new UnsupportedOperationException();
  }
  public void setViewVisibility(int viewId, int visibility) {
    throw new UnsupportedOperationException();
  }
  public void setOnClickPendingIntent(int viewId, android.app.PendingIntent pendingIntent) {
    throw new UnsupportedOperationException();
  }
}
