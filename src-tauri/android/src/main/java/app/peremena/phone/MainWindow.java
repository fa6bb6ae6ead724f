package app.peremena.phone;

import android.Manifest;
import android.app.Activity;
import android.app.AlertDialog;
import android.app.NotificationManager;
import android.content.Context;
import android.content.Intent;
import android.content.SharedPreferences;
import android.net.Uri;
import android.os.Build;
import android.os.Handler;
import android.os.Looper;
import android.os.PowerManager;
import android.provider.Settings;
import android.view.WindowManager;
import android.webkit.WebView;
import java.util.Locale;

/** What the activity does beside its web view. The activity calls each method from that of its own of the same name. */
public final class MainWindow {
  private static final long LOOK_EVERY_MILLIS = 3_000;
  private static final String ASKED_TO_NOTIFY = "asked_to_notify";
  private static final String ASKED_FOR_BATTERY = "asked_for_battery";

  private final Activity activity;
  private final Handler main = new Handler(Looper.getMainLooper());
  private final Runnable look = this::look;

  public MainWindow(Activity activity) {
    this.activity = activity;
  }

  /** Before the activity's own: the key must be given before Rust starts. */
  public void onCreate() {
    secure();
    if (Library.load(activity)) {
      // Of the app, not of this activity: it is kept as long as the process lives.
      Context context = activity.getApplicationContext();
      int offset = Sync.offsetSeconds(System.currentTimeMillis());
      String locale = Locale.getDefault().toLanguageTag();
      byte[] key = DeviceKey.getOrMake(context);
      Core.prepare(
          Profile.folder(context).getPath(), key, offset, locale, new Notices(context), new Sharing(context));
    }
    SharedFiles.of(activity).clean(System.currentTimeMillis());
    onNewIntent(activity.getIntent());
  }

  /** The page, which can be printed from now on. */
  public void onWebViewCreate(WebView page) {
    Sharing.shown(activity, page);
  }

  /** Somebody followed a link into the app: a notification, the widget, another app. */
  public void onNewIntent(Intent intent) {
    Uri data = intent == null || !Intent.ACTION_VIEW.equals(intent.getAction()) ? null : intent.getData();
    String link = data == null ? null : Links.followed(data.toString());
    if (link != null && Library.load(activity)) {
      Core.open(link);
    }
  }

  public void onResume() {
    secure();
    look();
  }

  public void onPause() {
    // Chosen since the window came to the front: before the system takes its picture for the list of apps.
    secure();
    main.removeCallbacks(look);
    SharedFiles.of(activity).clean(System.currentTimeMillis());
    if (Profile.hasDiary(activity)) {
      // An account that was added here may have lessons in the holidays of the others.
      Jobs.begin(activity);
    }
    // What was signed out, hidden or fetched here shows on the home screen at once, not at the system's next turn.
    DiaryWidget.refreshSoon(activity.getApplicationContext());
  }

  /** Whether the system may take pictures of the screen, as the family has chosen. */
  private void secure() {
    if (Profile.isSecure(activity)) {
      activity.getWindow().addFlags(WindowManager.LayoutParams.FLAG_SECURE);
    } else {
      activity.getWindow().clearFlags(WindowManager.LayoutParams.FLAG_SECURE);
    }
  }

  /** Looked at while the window is in front, until there is a diary: that is right after the first sign-in. */
  private void look() {
    if (!Profile.hasDiary(activity)) {
      main.postDelayed(look, LOOK_EVERY_MILLIS);
      return;
    }
    Jobs.begin(activity);
    switch (Prompt.of(known())) {
      case NOTIFICATIONS:
        ask(ASKED_TO_NOTIFY, R.string.notify_title, R.string.notify_why, R.string.notify_yes, this::askToNotify);
        break;
      case BATTERY:
        ask(ASKED_FOR_BATTERY, R.string.battery_title, R.string.battery_why, R.string.battery_yes, this::showBattery);
        break;
      default:
        break;
    }
  }

  private Prompt.Known known() {
    SharedPreferences state = Sync.state(activity);
    Prompt.Known known = new Prompt.Known();
    known.now = System.currentTimeMillis();
    known.sdk = Build.VERSION.SDK_INT;
    known.diary = true;
    known.allowed = activity.getSystemService(NotificationManager.class).areNotificationsEnabled();
    known.askedToNotify = state.getBoolean(ASKED_TO_NOTIFY, false);
    known.askedForBattery = state.getBoolean(ASKED_FOR_BATTERY, false);
    PowerManager power = activity.getSystemService(PowerManager.class);
    known.unrestricted = power.isIgnoringBatteryOptimizations(activity.getPackageName());
    known.wantedSince = state.getLong(Sync.WANTED_SINCE, 0);
    known.lastJob = state.getLong(Sync.LAST, 0);
    known.rests = state.getLong(Sync.RESTS_UNTIL, 0) > known.now - Prompt.HELD_BACK;
    return known;
  }

  /** Says why before the system asks: its own question has no words of ours, and comes once. */
  private void ask(String asked, int title, int why, int yes, Runnable chosen) {
    Sync.state(activity).edit().putBoolean(asked, true).apply();
    new AlertDialog.Builder(activity)
        .setTitle(title)
        .setMessage(why)
        .setPositiveButton(yes, (dialog, button) -> chosen.run())
        .setNegativeButton(R.string.later, null)
        .show();
  }

  private void askToNotify() {
    if (Build.VERSION.SDK_INT >= Prompt.ASKS_FROM) {
      activity.requestPermissions(new String[] {Manifest.permission.POST_NOTIFICATIONS}, 0);
    }
  }

  /** The system's own list: no permission is needed to show it, and the family chooses there. */
  private void showBattery() {
    activity.startActivity(new Intent(Settings.ACTION_IGNORE_BATTERY_OPTIMIZATION_SETTINGS));
  }
}
