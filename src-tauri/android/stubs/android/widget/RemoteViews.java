package android.widget;

/** What of the platform's class our code uses, with as much of its behaviour as our tests need. Never packaged. */
public class RemoteViews {
  private final java.util.Map<Integer, Integer> visibility = new java.util.HashMap<>();

  public RemoteViews(String packageName, int layoutId) {}
  public void addView(int viewId, RemoteViews nestedView) {}
  public void removeAllViews(int viewId) {}
  public void setTextViewText(int viewId, CharSequence text) {}
  public void setTextColor(int viewId, int color) {}
  public void setViewVisibility(int viewId, int visibility) {
    this.visibility.put(viewId, visibility);
  }
  public void setOnClickPendingIntent(int viewId, android.app.PendingIntent pendingIntent) {}

  /** Of the stub alone: what a view was set to; null where it was not. */
  public Integer visibilityOf(int viewId) {
    return visibility.get(viewId);
  }
}
