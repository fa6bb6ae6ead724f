package android.webkit;

/** What of the platform's class our code uses, with as much of its behaviour as our tests need. Never packaged. */
public class MimeTypeMap {
  private static final MimeTypeMap SINGLETON = new MimeTypeMap();

  private MimeTypeMap() {}

  public static MimeTypeMap getSingleton() {
    return SINGLETON;
  }
  public String getMimeTypeFromExtension(String extension) {
    return extension.equals("pdf") ? "application/pdf" : null;
  }
}
