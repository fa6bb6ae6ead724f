package app.peremena.phone;

import android.appwidget.AppWidgetManager;
import android.appwidget.AppWidgetProvider;
import android.content.BroadcastReceiver;
import android.content.ComponentName;
import android.content.Context;
import android.view.View;
import android.widget.RemoteViews;
import java.util.List;
import java.util.Locale;

/** The home-screen widget: it draws what was prepared, and never opens the diary. */
public final class DiaryWidget extends AppWidgetProvider {
  private static final int[] COLOURS = {
    R.color.child_0, R.color.child_1, R.color.child_2, R.color.child_3, R.color.child_4, R.color.child_5
  };

  @Override
  public void onUpdate(Context context, AppWidgetManager manager, int[] ids) {
    BroadcastReceiver.PendingResult result = goAsync();
    Thread drawing =
        new Thread(
            () -> {
              try {
                refresh(context);
              } finally {
                // However it ends: the system holds the process for a broadcast that is not finished.
                result.finish();
              }
            },
            "peremena-widget");
    drawing.start();
  }

  /** Draws every widget anew, on a thread of its own. */
  static void refreshSoon(Context context) {
    new Thread(() -> refresh(context), "peremena-widget").start();
  }

  /**
   * Draws every widget anew. Reads and decrypts a small file: not on the main thread. One at a time, so that who reads
   * last draws last.
   */
  static synchronized void refresh(Context context) {
    AppWidgetManager manager = AppWidgetManager.getInstance(context);
    ComponentName ours = new ComponentName(context, DiaryWidget.class);
    int[] ids = manager == null ? null : manager.getAppWidgetIds(ours);
    if (ids != null && ids.length > 0) {
      manager.updateAppWidget(ours, drawn(context, rows(context)));
    }
  }

  private static List<WidgetRow> rows(Context context) {
    byte[] key = Profile.hasDiary(context) && Library.load(context) ? DeviceKey.get(context) : null;
    if (key == null) {
      return WidgetRow.of(null);
    }
    long now = System.currentTimeMillis();
    String profile = Profile.folder(context).getPath();
    return WidgetRow.of(
        Core.widget(profile, key, now, Sync.offsetSeconds(now), Locale.getDefault().toLanguageTag()));
  }

  private static RemoteViews drawn(Context context, List<WidgetRow> rows) {
    RemoteViews widget = new RemoteViews(context.getPackageName(), R.layout.widget);
    widget.removeAllViews(R.id.rows);
    widget.setViewVisibility(R.id.nothing, rows.isEmpty() ? View.VISIBLE : View.GONE);
    widget.setOnClickPendingIntent(R.id.widget, Notices.opening(context, "peremena://open/today", 0));
    for (int place = 0; place < rows.size(); place++) {
      widget.addView(R.id.rows, drawn(context, rows.get(place), place + 1));
    }
    return widget;
  }

  private static RemoteViews drawn(Context context, WidgetRow row, int request) {
    RemoteViews child = new RemoteViews(context.getPackageName(), R.layout.widget_row);
    child.setTextViewText(R.id.name, row.name);
    child.setTextColor(R.id.name, context.getColor(COLOURS[row.colour]));
    text(child, R.id.lesson, row.lesson);
    text(child, R.id.undone, row.undone);
    text(child, R.id.marks, row.marks);
    if (row.link != null) {
      child.setOnClickPendingIntent(R.id.row, Notices.opening(context, row.link, request));
    }
    return child;
  }

  private static void text(RemoteViews views, int id, String text) {
    views.setTextViewText(id, text);
    views.setViewVisibility(id, text.isEmpty() ? View.GONE : View.VISIBLE);
  }
}
