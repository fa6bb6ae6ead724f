package android.content;

/** What of the platform's class our code uses, with as much of its behaviour as our tests need. Never packaged. */
public class ClipData {
  private final android.net.Uri uri;

  private ClipData(android.net.Uri uri) {
    this.uri = uri;
  }
  public static ClipData newRawUri(CharSequence label, android.net.Uri uri) {
    return new ClipData(uri);
  }
  public Item getItemAt(int index) {
    return new Item(uri);
  }

  public static class Item {
    private final android.net.Uri uri;

    public Item(android.net.Uri uri) {
      this.uri = uri;
    }
    public android.net.Uri getUri() {
      return uri;
    }
  }
}
