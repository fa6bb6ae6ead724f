package android.content;

/** What of the platform's class our code uses, with as much of its behaviour as our tests need. Never packaged. */
public abstract class Context {
  public static final int MODE_PRIVATE = 0;
  /** As the platform's: by a name. Here it is the name of the class. */
  public final <T> T getSystemService(Class<T> serviceClass) {
    return serviceClass.cast(getSystemService(serviceClass.getName()));
  }
  public Object getSystemService(String name) {
    throw new UnsupportedOperationException();
  }
  public final String getString(int resId) {
    throw new UnsupportedOperationException();
  }
  public final String getString(int resId, Object... formatArgs) {
    throw new UnsupportedOperationException();
  }
  public final int getColor(int id) {
    throw new UnsupportedOperationException();
  }
  public java.io.File getNoBackupFilesDir() {
    throw new UnsupportedOperationException();
  }
  public java.io.File getCacheDir() {
    throw new UnsupportedOperationException();
  }
  public Context getApplicationContext() {
    throw new UnsupportedOperationException();
  }
  public String getPackageName() {
    throw new UnsupportedOperationException();
  }
  public SharedPreferences getSharedPreferences(String name, int mode) {
    throw new UnsupportedOperationException();
  }
  public void startActivity(Intent intent) {
    throw new UnsupportedOperationException();
  }
}
