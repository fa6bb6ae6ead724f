//! What must be right in the environment before anything is started.

use std::process::ExitCode;

use tracing_subscriber::EnvFilter;

/// Sets what the web view reads from the environment. A process may not change its own environment safely
/// once it has threads, so it is started anew with the right one; gives the exit code where that failed.
#[cfg(target_os = "linux")]
pub(crate) fn prepared() -> Option<ExitCode> {
    use std::os::unix::process::CommandExt;

    // The DMABUF renderer leaves a blank window on many drivers.
    const RENDERER: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    // With it anybody could drive the window of a released app.
    const AUTOMATION: &str = "TAURI_WEBVIEW_AUTOMATION";
    let wants_renderer = std::env::var_os(RENDERER).is_none();
    let unwanted_automation = !cfg!(feature = "test-hooks") && std::env::var_os(AUTOMATION).is_some();
    if !wants_renderer && !unwanted_automation {
        return None;
    }
    let mut again = std::process::Command::new(std::env::current_exe().ok()?);
    again.args(std::env::args_os().skip(1));
    if wants_renderer {
        again.env(RENDERER, "1");
    }
    if unwanted_automation {
        again.env_remove(AUTOMATION);
    }
    // Only comes back where it failed.
    eprintln!("peremena: {}", again.exec());
    Some(ExitCode::FAILURE)
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn prepared() -> Option<ExitCode> {
    None
}

/// Logs go to stderr: warnings of ours only, unless RUST_LOG says otherwise.
pub(crate) fn log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("error,peremena=warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

/// Language of the system, where it says one ("C" is none).
pub(crate) fn locale() -> Option<String> {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty() && !value.starts_with('C') && value != "POSIX")
}
