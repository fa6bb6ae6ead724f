package android.print;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public class PrintManager {
  public PrintJob print(String printJobName, PrintDocumentAdapter documentAdapter, PrintAttributes attributes) {
    throw new UnsupportedOperationException();
  }
}
