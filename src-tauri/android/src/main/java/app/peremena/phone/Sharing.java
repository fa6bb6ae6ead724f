package app.peremena.phone;

import android.app.Activity;
import android.content.ClipData;
import android.content.Context;
import android.content.Intent;
import android.net.Uri;
import android.os.Handler;
import android.os.Looper;
import android.print.PrintManager;
import android.webkit.MimeTypeMap;
import android.webkit.WebView;
import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;

/** Hands files to other apps by the system's share sheet, and the page to its print dialog. */
final class Sharing implements Core.Window {
  private static volatile Page shown;

  private final Context context;
  private final SharedFiles files;
  private final Handler main = new Handler(Looper.getMainLooper());

  /** Outlives every activity: the core keeps it as long as the process lives. */
  Sharing(Context context) {
    this.context = context;
    files = SharedFiles.of(context);
  }

  /** The page as it stands in an activity: only from one may be printed. Neither is kept by it. */
  private static final class Page {
    final WeakReference<Activity> activity;
    final WeakReference<WebView> view;

    Page(Activity activity, WebView view) {
      this.activity = new WeakReference<>(activity);
      this.view = new WeakReference<>(view);
    }
  }

  static void shown(Activity activity, WebView view) {
    shown = new Page(activity, view);
  }

  @Override
  public boolean share(String name, byte[] content) {
    try {
      File file = files.put(name, content, System.currentTimeMillis());
      context.startActivity(chooser(file));
      return true;
    } catch (IOException | RuntimeException error) {
      // Full, or a phone without a share sheet. What was laid down goes with the others.
      return false;
    }
  }

  /** The one app that is chosen may read, and this file alone. */
  private Intent chooser(File file) {
    Uri uri = uri(context.getPackageName(), file);
    Intent send =
        new Intent(Intent.ACTION_SEND)
            .setType(type(file.getName()))
            .putExtra(Intent.EXTRA_STREAM, uri)
            .addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION);
    // By it the right to read goes along, also to the sheet, which shows what is shared.
    send.setClipData(ClipData.newRawUri(null, uri));
    // From no activity: that of the start may be gone.
    return Intent.createChooser(send, null).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK);
  }

  /** As the provider of the generated project reads it. */
  static Uri uri(String packageName, File file) {
    String place = file.getParentFile().getName() + "/" + Uri.encode(file.getName());
    return Uri.parse("content://" + packageName + ".fileprovider/" + SharedFiles.FOLDER + "/" + place);
  }

  private static String type(String name) {
    String ending = SharedFiles.ending(name);
    String ours = SharedFiles.type(ending);
    String known = ours == null ? MimeTypeMap.getSingleton().getMimeTypeFromExtension(ending) : ours;
    return known == null ? "application/octet-stream" : known;
  }

  @Override
  public boolean print(String name) {
    Page page = shown;
    Activity activity = page == null ? null : page.activity.get();
    WebView view = page == null ? null : page.view.get();
    PrintManager printer = activity == null ? null : activity.getSystemService(PrintManager.class);
    if (view == null || printer == null) {
      return false;
    }
    main.post(() -> printer.print(name, view.createPrintDocumentAdapter(name), null));
    return true;
  }
}
