package app.peremena.phone;

import android.content.Context;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Locale;

/**
 * Files that were handed to other apps. They are readable, and the other app reads when it likes: a letter's file only
 * once the letter is sent. So each stays for an hour, in a folder of the cache that holds nothing else.
 */
final class SharedFiles {
  /** As the provider of the generated project names it, too: {@code res/xml/file_paths.xml}. */
  static final String FOLDER = "shared";

  static final long STAYS_MILLIS = 60 * 60_000L;

  /** Of letters that take four bytes each, no more fit in a file's name. */
  private static final int LONGEST = 60;

  private static final int LONGEST_ENDING = 8;

  private final File folder;

  SharedFiles(File folder) {
    this.folder = folder;
  }

  static SharedFiles of(Context context) {
    return new SharedFiles(new File(context.getCacheDir(), FOLDER));
  }

  /** Lays a file down, in a folder that is named for the moment. Two of one name do not meet. */
  File put(String name, byte[] content, long now) throws IOException {
    clean(now);
    long at = now;
    File place = new File(folder, Long.toString(at));
    while (place.exists()) {
      at++;
      place = new File(folder, Long.toString(at));
    }
    if (!place.mkdirs()) {
      throw new IOException("no room for a file to share");
    }
    File file = new File(place, named(name));
    try (FileOutputStream out = new FileOutputStream(file)) {
      out.write(content);
    } catch (IOException error) {
      // Half a file is readable, too.
      remove(place);
      throw error;
    }
    return file;
  }

  /** Removes what has stayed long enough, and whatever else is found here. */
  void clean(long now) {
    for (File place : within(folder)) {
      if (isOver(place.getName(), now)) {
        remove(place);
      }
    }
  }

  void removeAll() {
    remove(folder);
  }

  /** Whether what was laid down at that moment goes now. Of a moment to come a clock was set back since: nobody knows. */
  static boolean isOver(String at, long now) {
    try {
      long since = now - Long.parseLong(at);
      return since < -STAYS_MILLIS || since >= STAYS_MILLIS;
    } catch (NumberFormatException error) {
      return true;
    }
  }

  /** A name that every file system and every other app takes, with its ending: a school may have chosen it. */
  static String named(String name) {
    StringBuilder made = new StringBuilder();
    name.codePoints()
        .map(letter -> Character.isLetterOrDigit(letter) || "-_. ".indexOf(letter) >= 0 ? letter : '-')
        .forEach(made::appendCodePoint);
    String whole = made.toString().replaceFirst("^[. ]+", "").replaceFirst("[. ]+$", "");
    int dot = whole.lastIndexOf('.');
    boolean ends = dot > 0 && whole.length() - dot - 1 <= LONGEST_ENDING;
    String stem = ends ? whole.substring(0, dot) : whole;
    String ending = ends ? whole.substring(dot) : "";
    if (stem.codePointCount(0, stem.length()) > LONGEST - ending.length()) {
      stem = stem.substring(0, stem.offsetByCodePoints(0, LONGEST - ending.length()));
    }
    return (stem.isEmpty() ? "peremena" : stem) + ending;
  }

  /** What stands after the last dot; empty where there is none. */
  static String ending(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /** What our own files are, since not every phone knows it; null of others. */
  static String type(String ending) {
    switch (ending) {
      case "csv":
        return "text/csv";
      case "ics":
        return "text/calendar";
      case "json":
        return "application/json";
      case "svg":
        return "image/svg+xml";
      case "txt":
        return "text/plain";
      default:
        return null;
    }
  }

  private static void remove(File file) {
    for (File each : within(file)) {
      remove(each);
    }
    file.delete();
  }

  private static File[] within(File folder) {
    File[] files = folder.listFiles();
    return files == null ? new File[0] : files;
  }
}
