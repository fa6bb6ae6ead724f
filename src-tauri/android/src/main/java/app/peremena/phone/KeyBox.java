package app.peremena.phone;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * The file's key, wrapped with a key that never leaves the phone's key store: AES-256-GCM.
 *
 * <p>A byte of version, a byte with the length of the nonce, the nonce, the sealed key.
 */
final class KeyBox {
  static final int KEY_BYTES = 32;

  private static final byte VERSION = 1;
  private static final int TAG_BITS = 128;
  private static final byte[] PURPOSE = {'p', 'e', 'r', 'e', 'm', 'e', 'n', 'a', ' ', 'k', 'e', 'y', ' ', '1'};

  private KeyBox() {}

  /** The wrapped key. The key store chooses the nonce itself, and refuses one of ours. */
  static byte[] wrap(SecretKey wrapping, byte[] key) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, wrapping);
    cipher.updateAAD(PURPOSE);
    byte[] sealed = cipher.doFinal(key);
    byte[] nonce = cipher.getIV();
    byte[] box = new byte[2 + nonce.length + sealed.length];
    box[0] = VERSION;
    box[1] = (byte) nonce.length;
    System.arraycopy(nonce, 0, box, 2, nonce.length);
    System.arraycopy(sealed, 0, box, 2 + nonce.length, sealed.length);
    return box;
  }

  /** The key. Fails where the box was changed, cut short, or wrapped with another key. */
  static byte[] unwrap(SecretKey wrapping, byte[] box) throws GeneralSecurityException {
    // The length is known to the byte: some providers meet a text cut short with an error that nobody declares.
    if (box.length < 2 || box[0] != VERSION || box[1] < 12 || box.length != 2 + box[1] + KEY_BYTES + TAG_BITS / 8) {
      throw new GeneralSecurityException("not a wrapped key");
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(Cipher.DECRYPT_MODE, wrapping, new GCMParameterSpec(TAG_BITS, box, 2, box[1]));
    cipher.updateAAD(PURPOSE);
    byte[] key = cipher.doFinal(box, 2 + box[1], box.length - 2 - box[1]);
    if (key.length != KEY_BYTES) {
      Arrays.fill(key, (byte) 0);
      throw new GeneralSecurityException("not a key of ours");
    }
    return key;
  }
}
