package android.appwidget;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public class AppWidgetProvider extends android.content.BroadcastReceiver {
  public void onUpdate(android.content.Context context, AppWidgetManager appWidgetManager, int[] appWidgetIds) {
    throw new UnsupportedOperationException();
  }
}
