package app.peremena.phone;

import static app.peremena.phone.Tests.holds;
import static app.peremena.phone.Tests.same;

import android.content.Intent;
import android.net.Uri;
import android.os.Handler;
import android.print.PrintDocumentAdapter;
import android.webkit.WebView;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;

/** What goes to other apps: which file, as what, who may read it, and when it is gone. */
final class SharingTest {
  private static final long NOW = 1_763_625_600_000L;
  private static final long MINUTE = 60_000;
  private static final byte[] MARKS = "5;4".getBytes(StandardCharsets.UTF_8);

  /** Files and folders that lie there, below the one folder. */
  private static int laidDown(Phone phone) {
    File[] places = new File(phone.cache, SharedFiles.FOLDER).listFiles();
    return places == null ? 0 : places.length;
  }

  void testAFileGoesToTheSheetAndOnlyItMayBeRead() throws IOException {
    Phone phone = new Phone();
    holds(new Sharing(phone).share("peremena-Амина-2026-11-21.csv", MARKS), "shared");
    same(1, phone.started.size());
    Intent sheet = phone.started.get(0);
    same(Intent.ACTION_CHOOSER, sheet.getAction());
    same(Intent.FLAG_ACTIVITY_NEW_TASK | Intent.FLAG_GRANT_READ_URI_PERMISSION, sheet.getFlags());
    Intent send = sheet.getParcelableExtra(Intent.EXTRA_INTENT);
    same(Intent.ACTION_SEND, send.getAction());
    same("text/csv", send.getType());
    same(Intent.FLAG_GRANT_READ_URI_PERMISSION, send.getFlags());
    Uri uri = send.getParcelableExtra(Intent.EXTRA_STREAM);
    same(uri, send.getClipData().getItemAt(0).getUri());
    File place = new File(phone.cache, SharedFiles.FOLDER).listFiles()[0];
    same(
        "content://app.peremena.Peremena.fileprovider/shared/"
            + place.getName()
            + "/peremena-%D0%90%D0%BC%D0%B8%D0%BD%D0%B0-2026-11-21.csv",
        uri.toString());
    File file = new File(place, "peremena-Амина-2026-11-21.csv");
    same("5;4", new String(Files.readAllBytes(file.toPath()), StandardCharsets.UTF_8));
  }

  void testEachKindSaysWhatItIs() {
    String[][] kinds = {
      {"a.csv", "text/csv"},
      {"a.ICS", "text/calendar"},
      {"a.json", "application/json"},
      {"a.svg", "image/svg+xml"},
      {"a.txt", "text/plain"},
      {"Вариант 7.pdf", "application/pdf"},
      {"a.7z", "application/octet-stream"},
      {"без окончания", "application/octet-stream"},
    };
    for (String[] kind : kinds) {
      Phone phone = new Phone();
      new Sharing(phone).share(kind[0], MARKS);
      Intent send = phone.started.get(0).getParcelableExtra(Intent.EXTRA_INTENT);
      same(kind[1], send.getType());
    }
  }

  void testANameThatASchoolHasChosenLeadsNowhereElse() throws IOException {
    same("-..-shared-x.csv", SharedFiles.named("/../shared/x.csv"));
    same("peremena", SharedFiles.named(".."));
    same("peremena", SharedFiles.named(""));
    same("bashrc", SharedFiles.named(".bashrc"));
    same("а-б.pdf", SharedFiles.named("а\u0000б.pdf"));
    same("Вариант 7.pdf", SharedFiles.named("Вариант 7.pdf"));
    StringBuilder endless = new StringBuilder();
    for (int at = 0; at < 300; at++) {
      endless.appendCodePoint(0x10400);
    }
    String cut = SharedFiles.named(endless + ".pdf");
    holds(cut.endsWith(".pdf") && cut.getBytes(StandardCharsets.UTF_8).length <= 255, cut);
    holds(SharedFiles.named("x." + endless).getBytes(StandardCharsets.UTF_8).length <= 255, "an ending without end");
    Phone phone = new Phone();
    File file = SharedFiles.of(phone).put("../../files/profile/peremena.db", MARKS, NOW);
    same(new File(phone.cache, SharedFiles.FOLDER), file.getParentFile().getParentFile());
  }

  void testAFileIsGoneAfterAnHourAndNotBefore() throws IOException {
    Phone phone = new Phone();
    SharedFiles files = SharedFiles.of(phone);
    File first = files.put("a.csv", MARKS, NOW);
    File second = files.put("a.csv", MARKS, NOW);
    holds(first.exists() && second.exists() && !first.equals(second), "two of one name do not meet");
    files.clean(NOW + 59 * MINUTE);
    same(2, laidDown(phone));
    files.clean(NOW + 60 * MINUTE + 1);
    same(0, laidDown(phone));
    // A clock that was set back keeps nothing for ever, and what is not ours to know goes at once.
    files.put("a.csv", MARKS, NOW + 120 * MINUTE);
    holds(new File(phone.cache, "shared/rest").mkdirs(), "made");
    files.clean(NOW);
    same(0, laidDown(phone));
  }

  void testTheWindowAndTheJobBothClean() throws IOException {
    Phone phone = new Phone();
    phone.signIn();
    SharedFiles files = SharedFiles.of(phone);
    long now = System.currentTimeMillis();
    File old = files.put("old.csv", MARKS, now - 61 * MINUTE);
    File fresh = files.put("new.csv", MARKS, now - MINUTE);
    holds(!old.exists(), "what is shared next removes what has stayed long enough");
    old = files.put("old.csv", MARKS, now - 61 * MINUTE);
    new MainWindow(phone).onPause();
    holds(!old.exists() && fresh.exists(), "the window that is left");
    old = files.put("old.csv", MARKS, now - 61 * MINUTE);
    Sync.run(phone, new Look(() -> 0, number -> {}), false);
    holds(!old.exists() && fresh.exists(), "the job");
  }

  void testAfterASignOutTheJobLeavesNothing() throws IOException {
    Phone phone = new Phone();
    SharedFiles.of(phone).put("a.csv", MARKS, System.currentTimeMillis());
    same(Core.DONE, Sync.run(phone, new Look(() -> 0, number -> {}), false).outcome);
    same(0, laidDown(phone));
    holds(!new File(phone.cache, SharedFiles.FOLDER).exists(), "nor the folder");
  }

  void testAPhoneWithoutASheetSaysNo() {
    Phone phone = new Phone();
    phone.startsNothing = true;
    holds(!new Sharing(phone).share("a.csv", MARKS), "no");
  }

  void testThePageIsPrintedFromItsActivity() {
    Phone phone = new Phone();
    Sharing sharing = new Sharing(phone);
    WebView page =
        new WebView() {
          @Override
          public PrintDocumentAdapter createPrintDocumentAdapter(String documentName) {
            same("peremena-2026-11-21", documentName);
            return new PrintDocumentAdapter() {};
          }
        };
    new MainWindow(phone).onWebViewCreate(page);
    Handler.POSTED.clear();
    holds(sharing.print("peremena-2026-11-21"), "printed");
    holds(phone.printed.isEmpty(), "not from the core's own thread");
    Handler.POSTED.remove().run();
    same(1, phone.printed.size());
    same("peremena-2026-11-21", phone.printed.get(0));
  }

  /** The generated project's provider gives to others what lies in this folder, and nothing else of the cache. */
  void testTheProviderKnowsThisFolderAlone() throws IOException {
    Path app = Paths.get(System.getProperty("res")).resolve("../../../../../gen/android/app/src/main");
    String paths = new String(Files.readAllBytes(app.resolve("res/xml/file_paths.xml")), StandardCharsets.UTF_8);
    same(1, paths.split("-path ").length - 1);
    holds(paths.contains("<cache-path name=\"shared\" path=\"shared/\" />"), paths);
    String manifest = new String(Files.readAllBytes(app.resolve("AndroidManifest.xml")), StandardCharsets.UTF_8);
    String provider = manifest.substring(manifest.indexOf("<provider"), manifest.indexOf("</provider>"));
    holds(provider.contains("android:authorities=\"${applicationId}.fileprovider\""), provider);
    holds(provider.contains("android:exported=\"false\""), provider);
  }
}
