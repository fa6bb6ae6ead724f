//! The one window.

use std::time::Duration;

use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindowBuilder, window::Color};

use peremena_app::App;

/// Its label: the only one that has any capability.
pub(crate) const MAIN: &str = "main";

/// How long the window may be held up for what it draws first. A debug build beside other tests takes its time.
const FIRST_VIEW: Duration = Duration::from_millis(if cfg!(feature = "test-hooks") { 3000 } else { 200 });

/// Shows the window, making it where there is none, and brings it to the front.
pub(crate) fn show(handle: &AppHandle) {
    let window = match handle.get_webview_window(MAIN) {
        Some(window) => window,
        None => match build(handle) {
            Ok(window) => window,
            Err(error) => {
                tracing::error!(%error, "the window cannot be made");
                return;
            }
        },
    };
    // A window manager may refuse any of these; the window is there all the same.
    #[cfg(desktop)]
    let _ = (window.show(), window.unminimize());
    let _ = window.set_focus();
    handle.state::<App>().set_window_open(true);
}

/// Puts the window away, with its page, so that it is there at once when it is wanted: hidden where a tray has a way
/// back to it, else in the taskbar, so that it is never gone for good.
#[cfg(desktop)]
pub(crate) fn put_away(handle: &AppHandle) {
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        let Some(window) = handle.get_webview_window(MAIN) else { return };
        let tray = peremena_app::surroundings::has_tray().await;
        if let Err(error) = if tray { window.hide() } else { window.minimize() } {
            tracing::warn!(%error, "the window cannot be put away");
        }
        let app = handle.state::<App>().inner().clone();
        app.set_window_open(false);
        if tray {
            app.closed_to_tray().await;
        }
    });
}

fn build(handle: &AppHandle) -> tauri::Result<tauri::WebviewWindow> {
    let mut window = WebviewWindowBuilder::new(handle, MAIN, WebviewUrl::App("index.html".into()));
    if let Some(view) = first_view(handle) {
        // In the main frame only, and taken away by the page as soon as it has read it.
        window = window.initialization_script(format!(
            "Object.defineProperty(window, '__PEREMENA_FIRST__', {{ value: {view}, configurable: true }});"
        ));
    }
    // A phone's has the size of its screen.
    #[cfg(desktop)]
    {
        // Shown by `show`, once its page is in it: WebKit on Linux, asked to draw a window that was there before its
        // page, now and then waits half a second for a first picture (docs/figures.md).
        window = window.title("Перемена").inner_size(1180.0, 780.0).min_inner_size(340.0, 480.0).visible(false);
    }
    window
        .background_color(Color(251, 250, 246, 255))
        .devtools(cfg!(feature = "test-hooks"))
        // The page is ours and stays ours: no school, no link and no script takes this window elsewhere.
        .on_navigation(|url| matches!(url.scheme(), "tauri" | "isolation") || url.host_str() == Some("tauri.localhost"))
        .on_new_window(|_, _| tauri::webview::NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .build()
}

/// What the page draws first. A file that does not open at once is no reason to show no window: the page asks then.
fn first_view(handle: &AppHandle) -> Option<String> {
    let app = handle.state::<App>().inner().clone();
    let (ready, view) = std::sync::mpsc::channel();
    tauri::async_runtime::spawn(async move { ready.send(app.first_view().await) });
    view.recv_timeout(FIRST_VIEW).ok().flatten()
}

/// Waits until a window that was just made listens, at most a few seconds: an event before that is lost.
pub(crate) async fn painted(handle: &AppHandle) {
    let Some(app) = handle.try_state::<App>().map(|app| app.inner().clone()) else { return };
    let _ = tokio::time::timeout(Duration::from_secs(5), app.window_listens()).await;
}
