package android.print;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public final class PrintJob {}
