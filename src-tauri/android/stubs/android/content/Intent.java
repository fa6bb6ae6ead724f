package android.content;

import android.os.Parcelable;
import java.util.HashMap;
import java.util.Map;

/** What of the platform's class our code uses, with as much of its behaviour as our tests need. Never packaged. */
public class Intent implements Parcelable {
  public static final String ACTION_VIEW = "android.intent.action.VIEW";
  public static final String ACTION_SEND = "android.intent.action.SEND";
  public static final String ACTION_CHOOSER = "android.intent.action.CHOOSER";
  public static final String EXTRA_STREAM = "android.intent.extra.STREAM";
  public static final String EXTRA_INTENT = "android.intent.extra.INTENT";
  public static final int FLAG_GRANT_READ_URI_PERMISSION = 0x00000001;
  public static final int FLAG_GRANT_WRITE_URI_PERMISSION = 0x00000002;
  public static final int FLAG_ACTIVITY_NEW_TASK = 0x10000000;

  private final String action;
  private final android.net.Uri uri;
  private final Map<String, Parcelable> extras = new HashMap<>();
  private String type;
  private ClipData clip;
  private int flags;

  public Intent(String action) {
    this(action, null);
  }
  public Intent(String action, android.net.Uri uri) {
    this.action = action;
    this.uri = uri;
  }
  /** As the platform's: what is shared, and the right to read it, go along to who shows the choice. */
  public static Intent createChooser(Intent target, CharSequence title) {
    Intent chooser = new Intent(ACTION_CHOOSER);
    chooser.putExtra(EXTRA_INTENT, target);
    int rights = target.flags & (FLAG_GRANT_READ_URI_PERMISSION | FLAG_GRANT_WRITE_URI_PERMISSION);
    if (rights != 0 && target.clip != null) {
      chooser.setClipData(target.clip);
      chooser.addFlags(rights);
    }
    return chooser;
  }
  public String getAction() {
    return action;
  }
  public android.net.Uri getData() {
    return uri;
  }
  public Intent setPackage(String packageName) {
    return this;
  }
  public Intent setType(String type) {
    this.type = type;
    return this;
  }
  public String getType() {
    return type;
  }
  public Intent putExtra(String name, Parcelable value) {
    extras.put(name, value);
    return this;
  }
  @SuppressWarnings("unchecked")
  public <T extends Parcelable> T getParcelableExtra(String name) {
    return (T) extras.get(name);
  }
  public void setClipData(ClipData clip) {
    this.clip = clip;
  }
  public ClipData getClipData() {
    return clip;
  }
  public Intent addFlags(int flags) {
    this.flags |= flags;
    return this;
  }
  public int getFlags() {
    return flags;
  }
}
