package app.peremena.phone;

import android.app.Activity;
import android.app.job.JobInfo;
import android.app.job.JobScheduler;
import android.appwidget.AppWidgetManager;
import android.content.ComponentName;
import android.content.Context;
import android.content.Intent;
import android.content.SharedPreferences;
import android.print.PrintAttributes;
import android.print.PrintDocumentAdapter;
import android.print.PrintJob;
import android.print.PrintManager;
import android.view.Window;
import android.widget.RemoteViews;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A phone of a test's own, seen from an activity: its jobs, what is remembered, one widget on its home screen. */
final class Phone extends Activity {
  final File files = emptyFolder();

  final File cache = emptyFolder();

  /** What was started, in order. */
  final List<Intent> started = new ArrayList<>();

  /** Nothing can be started: a phone that was made for children, say. */
  boolean startsNothing;

  /** The flags of its window. */
  int flags;

  /** What was printed, by its name. */
  final List<String> printed = new ArrayList<>();

  /** What is scheduled, by the number of the job. */
  final Map<Integer, JobInfo> jobs = new TreeMap<>();

  /** What was remembered: moments. */
  final Map<String, Long> state = new HashMap<>();

  /** What was drawn on the home screen, from whatever thread. */
  final BlockingQueue<RemoteViews> drawn = new LinkedBlockingQueue<>();

  /** As after a sign-in. */
  void signIn() throws IOException {
    File profile = Profile.folder(this);
    Files.createDirectories(profile.toPath());
    Files.createFile(new File(profile, Profile.DIARY).toPath());
  }

  static File emptyFolder() {
    try {
      File folder = Files.createTempDirectory("peremena").toFile();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
      return folder;
    } catch (IOException error) {
      throw new AssertionError(error);
    }
  }

  private static void remove(File file) {
    File[] within = file.listFiles();
    for (File each : within == null ? new File[0] : within) {
      remove(each);
    }
    file.delete();
  }

  @Override
  public Object getSystemService(String name) {
    if (name.equals(JobScheduler.class.getName())) {
      return scheduler;
    }
    if (name.equals(AppWidgetManager.class.getName())) {
      return widgets;
    }
    if (name.equals(PrintManager.class.getName())) {
      return printer;
    }
    throw new AssertionError(name);
  }

  @Override
  public Window getWindow() {
    return window;
  }

  @Override
  public File getCacheDir() {
    return cache;
  }

  @Override
  public void startActivity(Intent intent) {
    if (startsNothing) {
      throw new IllegalStateException("no such activity");
    }
    started.add(intent);
  }

  @Override
  public File getNoBackupFilesDir() {
    return files;
  }

  @Override
  public Context getApplicationContext() {
    return this;
  }

  @Override
  public String getPackageName() {
    return "app.peremena.Peremena";
  }

  @Override
  public SharedPreferences getSharedPreferences(String name, int mode) {
    return preferences;
  }

  private final JobScheduler scheduler =
      new JobScheduler() {
        @Override
        public int schedule(JobInfo job) {
          jobs.put(job.getId(), job);
          return 1;
        }

        @Override
        public void cancel(int jobId) {
          jobs.remove(jobId);
        }

        @Override
        public void cancelAll() {
          jobs.clear();
        }

        @Override
        public JobInfo getPendingJob(int jobId) {
          return jobs.get(jobId);
        }
      };

  private final Window window =
      new Window() {
        @Override
        public void addFlags(int added) {
          flags |= added;
        }

        @Override
        public void clearFlags(int cleared) {
          flags &= ~cleared;
        }
      };

  private final PrintManager printer =
      new PrintManager() {
        @Override
        public PrintJob print(String printJobName, PrintDocumentAdapter adapter, PrintAttributes attributes) {
          printed.add(printJobName);
          return null;
        }
      };

  private final AppWidgetManager widgets =
      new AppWidgetManager() {
        @Override
        public int[] getAppWidgetIds(ComponentName provider) {
          return new int[] {1};
        }

        @Override
        public void updateAppWidget(ComponentName provider, RemoteViews views) {
          drawn.add(views);
        }
      };

  private final SharedPreferences preferences =
      new SharedPreferences() {
        @Override
        public long getLong(String key, long defValue) {
          return state.getOrDefault(key, defValue);
        }

        @Override
        public boolean getBoolean(String key, boolean defValue) {
          return defValue;
        }

        @Override
        public Editor edit() {
          return editor;
        }
      };

  /** What is put is there at once: who reads before {@code apply} would see it too. */
  private final SharedPreferences.Editor editor =
      new SharedPreferences.Editor() {
        @Override
        public SharedPreferences.Editor putLong(String key, long value) {
          state.put(key, value);
          return this;
        }

        @Override
        public SharedPreferences.Editor putBoolean(String key, boolean value) {
          throw new UnsupportedOperationException();
        }

        @Override
        public SharedPreferences.Editor remove(String key) {
          state.remove(key);
          return this;
        }

        @Override
        public void apply() {}
      };
}
