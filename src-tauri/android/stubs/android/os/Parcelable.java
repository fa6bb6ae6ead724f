package android.os;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public interface Parcelable {}
