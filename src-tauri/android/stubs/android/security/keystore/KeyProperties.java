package android.security.keystore;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public abstract class KeyProperties {
  public static final int PURPOSE_ENCRYPT = 1;
  public static final int PURPOSE_DECRYPT = 1 << 1;
  public static final String KEY_ALGORITHM_AES = "AES";
  public static final String BLOCK_MODE_GCM = "GCM";
  public static final String ENCRYPTION_PADDING_NONE = "NoPadding";
}
