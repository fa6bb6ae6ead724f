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

use peremena_app::App;
use tauri::{AppHandle, Manager};

#[cfg(desktop)]
pub use desktop::run;
#[cfg(mobile)]
pub use phone::run;

/// The event under which windows hear [`AppEvent`](peremena_app::views::AppEvent).
const EVENT: &str = "app";

/// How long closing the file may hold the end up.
const CLOSING: std::time::Duration = std::time::Duration::from_secs(3);

/// Goes where a link leads.
pub(crate) fn follow(handle: &AppHandle, link: Option<String>) {
    let Some(link) = link else { return };
    let app = handle.state::<App>().inner().clone();
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        window::painted(&handle).await;
        app.open_link(&link).await;
    });
}
