package android.security.keystore;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public final class KeyGenParameterSpec implements java.security.spec.AlgorithmParameterSpec {
  public static final class Builder {
    public Builder(String keystoreAlias, int purposes) {
    throw new UnsupportedOperationException();
  }
    public Builder setBlockModes(String... blockModes) {
    throw new UnsupportedOperationException();
  }
    public Builder setEncryptionPaddings(String... paddings) {
    throw new UnsupportedOperationException();
  }
    public Builder setKeySize(int keySize) {
    throw new UnsupportedOperationException();
  }
    public KeyGenParameterSpec build() {
    throw new UnsupportedOperationException();
  }
  }
}
