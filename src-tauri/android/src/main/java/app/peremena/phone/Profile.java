package app.peremena.phone;

import android.content.Context;
import java.io.File;

/** Where the family's diary lies on this phone: a folder that no backup takes along. */
final class Profile {
  /** The diary's file; what is set aside has names that begin with it. */
  static final String DIARY = "peremena.db";

  private Profile() {}

  static File folder(Context context) {
    return new File(context.getNoBackupFilesDir(), "profile");
  }

  /** Whether somebody has signed in. */
  static boolean hasDiary(Context context) {
    return new File(folder(context), DIARY).exists();
  }

  /** Whether anything lies here that the kept key opens: the diary, or one that was set aside. */
  static boolean holdsSealed(Context context) {
    return holdsSealed(folder(context));
  }

  /** A folder that is there and cannot be listed may hold a diary: then its key is not to be replaced. */
  static boolean holdsSealed(File folder) {
    String[] names = folder.list((within, name) -> KeyOnce.seals(name));
    return names == null ? folder.exists() : names.length > 0;
  }

  /** Whether the family wants no pictures of the screen: a file that the settings page makes. */
  static boolean isSecure(Context context) {
    return new File(folder(context), "secure-screen").exists();
  }
}
