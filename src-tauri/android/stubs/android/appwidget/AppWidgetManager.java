package android.appwidget;

/** What of the platform's class our code uses, with as much of its behaviour as our tests need. Never packaged. */
public class AppWidgetManager {
  /** As the platform's: a service of the context. */
  public static AppWidgetManager getInstance(android.content.Context context) {
    return context.getSystemService(AppWidgetManager.class);
  }
  public int[] getAppWidgetIds(android.content.ComponentName provider) {
    throw new UnsupportedOperationException();
  }
  public void updateAppWidget(android.content.ComponentName provider, android.widget.RemoteViews views) {
    throw new UnsupportedOperationException();
  }
}
