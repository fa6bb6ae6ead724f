package app.peremena.phone;

/**
 * The diary's core in Rust (crates/phone/src/java.rs), called without a window.
 *
 * <p>The library that holds it must be loaded before: {@link Library#load}. Arrays with keys are zeroed by each call.
 */
public final class Core {
  /** All there was to do is done, or only a person can do more. */
  public static final int DONE = 0;

  /** No network, a school that does not answer, a deadline: to be tried again, later each time. */
  public static final int RETRY = 1;

  /** The file does not open: trying again changes nothing. */
  public static final int FAILED = 2;

  /** Strings for each child that {@link #widget} gives. */
  public static final int WIDGET_FIELDS = 7;

  /** Who shows what is due. {@link #sync} calls it on the thread that it was called on. */
  public interface Caller {
    /**
     * Shows a notice, in the place of one of the same number. False, or an exception, where it is not shown: it is
     * tried again later.
     *
     * @param channel the kind: a topic's word, "digest" or "app"
     * @param hiddenText what a locked screen shows that hides the rest
     * @param group the child, or empty
     */
    boolean show(
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
        boolean low);

    /** When it is of use to look again; not called where that is not known. */
    void nextLook(long unixMillis);
  }

  /** What the window wants to have handed to other apps. Called from any thread. */
  public interface Window {
    /** Lays the file where other apps may read it, and lets the family choose one. False where that cannot be. */
    boolean share(String name, byte[] content);

    /** Shows the system's print dialog for the page. False where there is none. */
    boolean print(String name);
  }

  private Core() {}

  /** Announces a sync: the number, never 0, under which it is run, once, and stopped. */
  public static native int announce();

  /**
   * Asks what is due, tells what is new, writes the summary; ends within the deadline, whatever the network does.
   *
   * @param number as {@link #announce} gave it
   * @param asked somebody wants to know now
   * @param saving the phone saves power
   * @return {@link #DONE}, {@link #RETRY} or {@link #FAILED}
   */
  public static native int sync(
      int number,
      String profile,
      byte[] key,
      long nowMillis,
      int offsetSeconds,
      String locale,
      int deadlineMillis,
      boolean asked,
      boolean saving,
      Caller caller);

  /**
   * What a widget draws, {@link #WIDGET_FIELDS} strings for each child: id, name, index of the colour, lesson, what is
   * not done, marks, link; null where there is nothing to draw. Opens the sealed summary, not the diary.
   */
  public static native String[] widget(
      String profile, byte[] key, long nowMillis, int offsetSeconds, String locale);

  /**
   * Tells the core whom to ask about certificates. Once, before anything else; false where nothing can be fetched.
   *
   * @param context an android.content.Context
   */
  public static native boolean trust(Object context);

  /** Ends this sync at once, to be tried again; one that was not run yet is forgotten, and is not run any more. */
  public static native void stop(int number);

  /**
   * What the window's own start wants to know: the folder of the diary, its key, or null where there is none, who shows
   * what is told while the window is there, and who hands to other apps what it wants to have handed over.
   *
   * @param caller called from any thread, as long as the process lives
   * @param window as the caller
   */
  public static native void prepare(
      String profile, byte[] key, int offsetSeconds, String locale, Caller caller, Window window);

  /** A link that somebody followed, for the window. */
  public static native void open(String link);
}
