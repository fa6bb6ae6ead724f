package app.peremena.Peremena

import android.content.Intent
import android.os.Bundle
import android.webkit.WebView
import androidx.activity.enableEdgeToEdge
import app.peremena.phone.MainWindow

/** The one activity; what is ours beside the web view is in `MainWindow` (src-tauri/android). */
class MainActivity : TauriActivity() {
  private val ours = MainWindow(this)

  override fun onCreate(savedInstanceState: Bundle?) {
    // First of all: Rust starts in what follows, and wants the key.
    ours.onCreate()
    enableEdgeToEdge()
    super.onCreate(savedInstanceState)
  }

  override fun onWebViewCreate(webView: WebView) {
    super.onWebViewCreate(webView)
    ours.onWebViewCreate(webView)
  }

  override fun onNewIntent(intent: Intent) {
    super.onNewIntent(intent)
    ours.onNewIntent(intent)
  }

  override fun onResume() {
    super.onResume()
    ours.onResume()
  }

  override fun onPause() {
    ours.onPause()
    super.onPause()
  }
}
