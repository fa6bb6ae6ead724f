package app.peremena.phone;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A phone of a test's own: a JVM that loads the library and does what a job does. Says what happened on stdout, a line
 * each, fields apart by tabs.
 *
 * <p>{@code Harness <library> <profile> <key in hex> <now millis> <offset seconds> <deadline millis> <what>...} where
 * each what is {@code planned}, {@code asked}, {@code twice} (two threads at once), {@code refusing} (no notice is
 * shown), {@code throwing}, {@code dying} (the process is killed while it shows), {@code widget}, {@code stopped} (the
 * system ends it after half a second), {@code early} (before it begins), {@code others} (another one is ended) or
 * {@code measure}.
 */
public final class Harness {
  private static String profile;
  private static byte[] key;
  private static long now;
  private static int offset;
  private static int deadline;
  private static final long BEGAN = System.nanoTime();

  private Harness() {}

  public static void main(String[] args) throws Exception {
    // What the virtual machine itself takes, before the library is there.
    long bare = status("VmHWM:");
    System.load(args[0]);
    if (!Core.trust(new Object())) {
      throw new IllegalStateException("certificates cannot be checked");
    }
    profile = args[1];
    key = bytes(args[2]);
    now = Long.parseLong(args[3]);
    offset = Integer.parseInt(args[4]);
    deadline = Integer.parseInt(args[5]);
    for (String what : Arrays.copyOfRange(args, 6, args.length)) {
      if (what.equals("widget")) {
        String[] fields = Core.widget(profile, key.clone(), moment(), offset, "ru-RU");
        say("widget", fields == null ? "nothing" : String.join("|", fields));
      } else if (what.equals("measure")) {
        say("memory", bare, status("VmHWM:"), status("VmRSS:"));
      } else if (what.equals("twice")) {
        Thread other = new Thread(() -> sync("asked"));
        other.start();
        sync("asked");
        other.join();
      } else {
        sync(what);
      }
    }
  }

  private static void sync(String what) {
    byte[] mine = key.clone();
    List<Long> next = new ArrayList<>();
    Core.Caller caller = caller(what, next);
    int number = Core.announce();
    if (what.equals("early")) {
      Core.stop(number);
    } else if (what.equals("others")) {
      Core.stop(Core.announce());
    } else if (what.equals("stopped")) {
      Thread system = new Thread(() -> stopSoon(number));
      system.setDaemon(true);
      system.start();
    }
    long wall = System.nanoTime();
    long cpu = cpu();
    int outcome =
        Core.sync(
            number, profile, mine, moment(), offset, "ru-RU", deadline, !what.equals("planned"), false, caller);
    long tookCpu = cpu() - cpu;
    long took = (System.nanoTime() - wall) / 1_000_000;
    boolean zeroed = Arrays.equals(mine, new byte[mine.length]);
    say("ended", outcome, next.isEmpty() ? 0 : next.get(0), took, tookCpu, zeroed);
  }

  private static void stopSoon(int number) {
    try {
      Thread.sleep(500);
    } catch (InterruptedException error) {
      return;
    }
    Core.stop(number);
  }

  private static Core.Caller caller(String what, List<Long> next) {
    return new Core.Caller() {
      @Override
      public boolean show(
          int number,
          String id,
          String channel,
          String channelName,
          String title,
          String text,
          String hiddenText,
          String link,
          String group,
          boolean sound,
          boolean low) {
        say("notice", number, id, channel, channelName, title, text.replace('\n', '/'), hiddenText, link, group, sound);
        if (what.equals("throwing")) {
          throw new IllegalStateException("no notification service");
        }
        if (what.equals("dying")) {
          Runtime.getRuntime().halt(9);
        }
        return !what.equals("refusing");
      }

      @Override
      public void nextLook(long unixMillis) {
        next.add(unixMillis);
      }
    };
  }

  /** Time goes on from the moment that the test has set. */
  private static long moment() {
    return now + (System.nanoTime() - BEGAN) / 1_000_000;
  }

  /** Milliseconds of all threads of this process, those of the library too. */
  private static long cpu() {
    com.sun.management.OperatingSystemMXBean system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1_000_000;
  }

  /** A line of this process's status, in KiB. */
  private static long status(String name) throws IOException {
    Path status = Paths.get("/proc/self/status");
    for (String line : Files.readAllLines(status, StandardCharsets.UTF_8)) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return 0;
  }

  private static byte[] bytes(String hex) {
    byte[] bytes = new byte[hex.length() / 2];
    for (int place = 0; place < bytes.length; place++) {
      bytes[place] = (byte) Integer.parseInt(hex.substring(2 * place, 2 * place + 2), 16);
    }
    return bytes;
  }

  private static synchronized void say(Object... fields) {
    StringBuilder line = new StringBuilder();
    for (Object field : fields) {
      line.append(line.length() == 0 ? "" : "\t").append(field);
    }
    System.out.println(line);
    System.out.flush();
  }
}
