package app.peremena.phone;

/** What the resource compiler will make of `res`: kept right by a test. */
public final class R {
  public static final class string {
    public static final int app = 1;
    public static final int channel_silent = 2;
    public static final int notify_title = 3;
    public static final int notify_why = 4;
    public static final int notify_yes = 5;
    public static final int battery_title = 6;
    public static final int battery_why = 7;
    public static final int battery_yes = 8;
    public static final int later = 9;
  }

  public static final class drawable {
    public static final int notice = 1;
  }

  public static final class layout {
    public static final int widget = 1;
    public static final int widget_row = 2;
  }

  public static final class id {
    public static final int widget = 1;
    public static final int rows = 2;
    public static final int nothing = 3;
    public static final int row = 4;
    public static final int name = 5;
    public static final int lesson = 6;
    public static final int undone = 7;
    public static final int marks = 8;
  }

  public static final class color {
    public static final int child_0 = 1;
    public static final int child_1 = 2;
    public static final int child_2 = 3;
    public static final int child_3 = 4;
    public static final int child_4 = 5;
    public static final int child_5 = 6;
  }
}
