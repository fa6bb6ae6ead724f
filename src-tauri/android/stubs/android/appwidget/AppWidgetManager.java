package android.appwidget;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public class AppWidgetManager {
  public static AppWidgetManager getInstance(android.content.Context context) {
    throw new UnsupportedOperationException();
  }
  public int[] getAppWidgetIds(android.content.ComponentName provider) {
    throw new UnsupportedOperationException();
  }
  public void updateAppWidget(android.content.ComponentName provider, android.widget.RemoteViews views) {
    throw new UnsupportedOperationException();
  }
}
