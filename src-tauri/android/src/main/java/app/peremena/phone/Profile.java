package app.peremena.phone;

import android.content.Context;
import java.io.File;

/** Where the family's diary lies on this phone: a folder that no backup takes along. */
final class Profile {
  private Profile() {}

  static File folder(Context context) {
    return new File(context.getNoBackupFilesDir(), "profile");
  }

  /** Whether somebody has signed in. */
  static boolean hasDiary(Context context) {
    return new File(folder(context), "peremena.db").exists();
  }

  /** Whether the family wants no pictures of the screen: a file that the settings page makes. */
  static boolean isSecure(Context context) {
    return new File(folder(context), "secure-screen").exists();
  }
}
