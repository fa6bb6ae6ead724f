//! What must be right in the environment before anything is started.

use tracing_subscriber::EnvFilter;

/// Sets what the web view reads from the environment. To be called first, while there is one thread.
#[cfg(target_os = "linux")]
pub(crate) fn prepare() {
    // The DMABUF renderer leaves a blank window on many drivers. What somebody has set is left as it is.
    if let Err(error) = glib::setenv("WEBKIT_DISABLE_DMABUF_RENDERER", "1", false) {
        eprintln!("peremena: {error}");
    }
    // With it anybody could drive the window of a released app.
    if !cfg!(feature = "test-hooks") {
        glib::unsetenv("TAURI_WEBVIEW_AUTOMATION");
    }
}

#[cfg(all(desktop, not(target_os = "linux")))]
pub(crate) fn prepare() {}

/// Logs go to stderr: warnings of ours only, unless RUST_LOG says otherwise.
pub(crate) fn log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("error,peremena=warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

/// Language of the system, where it says one ("C" is none). A phone's native part says it.
#[cfg(desktop)]
pub(crate) fn locale() -> Option<String> {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty() && !value.starts_with('C') && value != "POSIX")
}
