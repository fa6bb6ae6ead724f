package android.content;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public interface DialogInterface {
  interface OnClickListener {
    void onClick(DialogInterface dialog, int which);
  }
}
