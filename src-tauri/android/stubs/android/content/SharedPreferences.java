package android.content;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public interface SharedPreferences {
  interface Editor {
    Editor putLong(String key, long value);
    Editor putBoolean(String key, boolean value);
    Editor remove(String key);
    void apply();
  }

  long getLong(String key, long defValue);
  boolean getBoolean(String key, boolean defValue);
  Editor edit();
}
