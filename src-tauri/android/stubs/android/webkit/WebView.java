package android.webkit;

/** Compile-only: what of the platform's class our code uses. Never packaged. */
public class WebView extends android.view.View {
  public android.print.PrintDocumentAdapter createPrintDocumentAdapter(String documentName) {
    throw new UnsupportedOperationException();
  }
}
