package android.net;

/** What of the platform's class our code uses, with as much of its behaviour as our tests need. Never packaged. */
public abstract class Uri implements android.os.Parcelable {
  /** Letters, figures and a few marks stay. */
  public static String encode(String s) {
    try {
      return java.net.URLEncoder.encode(s, "UTF-8").replace("+", "%20");
    } catch (java.io.UnsupportedEncodingException error) {
      throw new AssertionError(error);
    }
  }
  public static Uri parse(String uriString) {
    return new Uri() {
      @Override
      public String toString() {
        return uriString;
      }
    };
  }
}
