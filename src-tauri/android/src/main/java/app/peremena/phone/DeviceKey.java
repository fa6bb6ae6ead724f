package app.peremena.phone;

import android.content.Context;
import android.security.keystore.KeyGenParameterSpec;
import android.security.keystore.KeyProperties;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;

/**
 * The key of the diary's file: 32 random bytes, kept in a file that only a key within the Android Keystore opens.
 *
 * <p>A key is made only where there is no diary, nor one that was set aside. One that does not open is kept: the phone
 * may yet give it.
 */
final class DeviceKey {
  private static final String PROVIDER = "AndroidKeyStore";
  private static final String ALIAS = "app.peremena.diary";
  private static final int LARGEST_BOX = 256;

  private static final KeyOnce ONCE = new KeyOnce();

  private DeviceKey() {}

  /** The key, for a call that zeroes it; null where the phone does not give it now. Never makes one. */
  static synchronized byte[] get(Context context) {
    try {
      File file = file(context);
      SecretKey wrapping = wrapping();
      return file.exists() && wrapping != null ? KeyBox.unwrap(wrapping, read(file)) : null;
    } catch (GeneralSecurityException | IOException | ProviderException error) {
      return null;
    }
  }

  /** The key, made where nothing needs the one before. A new diary in a new process never gets the key of one that was
   * left; one that follows it in the same process has the same. */
  static synchronized byte[] getOrMake(Context context) {
    return ONCE.get(
        Profile.holdsSealed(context),
        new KeyOnce.Keys() {
          @Override
          public byte[] kept() {
            return get(context);
          }

          @Override
          public byte[] fresh() {
            return make(context) ? get(context) : null;
          }
        });
  }

  /** Only a key that comes back is one to make a file with: this one goes, and is fetched. */
  private static boolean make(Context context) {
    byte[] key = new byte[KeyBox.KEY_BYTES];
    try {
      new SecureRandom().nextBytes(key);
      SecretKey wrapping = wrapping();
      write(file(context), KeyBox.wrap(wrapping != null ? wrapping : newWrapping(), key));
      return true;
    } catch (GeneralSecurityException | IOException | ProviderException error) {
      return false;
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static File file(Context context) {
    return new File(context.getNoBackupFilesDir(), "diary.key");
  }

  private static SecretKey wrapping() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(PROVIDER);
    store.load(null);
    return (SecretKey) store.getKey(ALIAS, null);
  }

  /** Not bound to a screen lock: the job reads marks while the phone lies locked on the table. */
  private static SecretKey newWrapping() throws GeneralSecurityException {
    KeyGenerator generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, PROVIDER);
    generator.init(
        new KeyGenParameterSpec.Builder(ALIAS, KeyProperties.PURPOSE_ENCRYPT | KeyProperties.PURPOSE_DECRYPT)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(256)
            .build());
    return generator.generateKey();
  }

  private static byte[] read(File file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (InputStream in = new FileInputStream(file)) {
      byte[] part = new byte[LARGEST_BOX];
      for (int count = in.read(part); count >= 0; count = in.read(part)) {
        bytes.write(part, 0, count);
        if (bytes.size() > LARGEST_BOX) {
          throw new IOException("not a wrapped key");
        }
      }
    }
    return bytes.toByteArray();
  }

  /** Whole or not at all. */
  private static void write(File file, byte[] box) throws IOException {
    File fresh = new File(file.getPath() + ".new");
    try (FileOutputStream out = new FileOutputStream(fresh)) {
      out.write(box);
      out.getFD().sync();
    }
    if (!fresh.renameTo(file)) {
      throw new IOException("the key cannot be kept");
    }
  }
}
