package app.peremena.phone;

import static app.peremena.phone.Tests.holds;
import static app.peremena.phone.Tests.same;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

final class KeyBoxTest {
  private static SecretKey wrapping(int seed) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) seed);
    return new SecretKeySpec(bytes, "AES");
  }

  private static byte[] key() {
    byte[] key = new byte[32];
    for (int place = 0; place < key.length; place++) {
      key[place] = (byte) (place * 7 + 1);
    }
    return key;
  }

  private static boolean opens(SecretKey wrapping, byte[] box) {
    try {
      return Arrays.equals(key(), KeyBox.unwrap(wrapping, box));
    } catch (GeneralSecurityException error) {
      return false;
    }
  }

  void testAKeyComesBack() throws GeneralSecurityException {
    byte[] box = KeyBox.wrap(wrapping(1), key());
    holds(opens(wrapping(1), box), "the same key");
    same(62, box.length);
    holds(!Arrays.equals(box, KeyBox.wrap(wrapping(1), key())), "a nonce of its own each time");
  }

  void testAChangedBoxOrAnotherKeyOpensNothing() throws GeneralSecurityException {
    byte[] box = KeyBox.wrap(wrapping(1), key());
    holds(!opens(wrapping(2), box), "another key");
    for (int place = 0; place < box.length; place++) {
      byte[] changed = box.clone();
      changed[place] ^= 1;
      holds(!opens(wrapping(1), changed), "byte " + place + " was changed");
    }
    for (int length = 0; length < box.length; length++) {
      holds(!opens(wrapping(1), Arrays.copyOf(box, length)), "cut to " + length);
    }
  }

  void testWhatIsNoKeyOfOursIsRefused() throws GeneralSecurityException {
    holds(!opens(wrapping(1), KeyBox.wrap(wrapping(1), new byte[16])), "16 bytes");
  }
}
