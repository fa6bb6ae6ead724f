//! The shell: window, tray, notifications, links, lifecycle. No school logic; commands of one line.

#[cfg(desktop)]
mod autostart;
mod commands;
#[cfg(desktop)]
mod desktop;
mod environment;
#[cfg(desktop)]
mod host;
#[cfg(desktop)]
mod options;
#[cfg(mobile)]
mod phone;
#[cfg(desktop)]
mod tray;
mod window;

use peremena_app::{App, views::AppEvent};
use tauri::{AppHandle, Emitter, Manager};

#[cfg(desktop)]
pub use desktop::run;
#[cfg(mobile)]
pub use phone::run;

/// The event under which windows hear [`AppEvent`].
const EVENT: &str = "app";

/// How long closing the file may hold the end up.
const CLOSING: std::time::Duration = std::time::Duration::from_secs(3);

/// Goes where a link leads, as soon as the window can show it.
pub(crate) fn follow(handle: &AppHandle, link: Option<String>) {
    let Some(link) = link else { return };
    let app = handle.state::<App>().inner().clone();
    tauri::async_runtime::spawn(async move { app.open_link(&link).await });
}

/// Hands an event of the app to the window.
fn hand(handle: &AppHandle, event: &AppEvent) {
    if let Err(error) = handle.emit_to(window::MAIN, EVENT, event) {
        tracing::debug!(%error, "no window hears");
    }
}

/// Closes the file before the process ends: its own threads must not be cut off in it.
fn close(handle: &AppHandle) {
    let app = handle.state::<App>().inner().clone();
    tauri::async_runtime::block_on(async {
        let _ = tokio::time::timeout(CLOSING, app.close()).await;
    });
}
