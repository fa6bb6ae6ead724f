//! The one window.

#[cfg(desktop)]
use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};
use std::time::Duration;

use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindowBuilder, window::Color};
#[cfg(desktop)]
use tauri::{PhysicalPosition, PhysicalSize, WebviewWindow};

use peremena_app::App;

/// Its label: the only one that has any capability.
pub(crate) const MAIN: &str = "main";

/// How long the window may be held up for what it draws first. A debug build beside other tests takes its time.
const FIRST_VIEW: Duration = Duration::from_millis(if cfg!(feature = "test-hooks") { 3000 } else { 200 });

/// How long a window in the tray keeps its page. The page is most of the app's memory and of what it costs while nobody
/// looks (docs/figures.md); one that is made anew takes half a second.
#[cfg(all(desktop, not(feature = "test-hooks")))]
fn kept() -> Duration {
    Duration::from_secs(5 * 60)
}

/// As above, or as many seconds as a test says in PEREMENA_KEPT.
#[cfg(all(desktop, feature = "test-hooks"))]
fn kept() -> Duration {
    let said = std::env::var("PEREMENA_KEPT").ok().and_then(|text| text.parse().ok());
    Duration::from_secs(said.unwrap_or(5 * 60))
}

/// A window that was put away.
#[cfg(desktop)]
#[derive(Default)]
pub(crate) struct Away {
    /// Counts what is done to the window: who meant to end it and was late sees that it was wanted meanwhile.
    turn: AtomicU64,
    /// Where the one was that has ended.
    place: Mutex<Option<Place>>,
    /// Who sees to it that a hidden one has a way back.
    watching: Mutex<Option<tauri::async_runtime::JoinHandle<()>>>,
}

/// Where a window stood and what it showed.
#[cfg(desktop)]
struct Place {
    /// The part of the page's address that says which screen.
    screen: Option<String>,
    size: Option<PhysicalSize<u32>>,
    position: Option<PhysicalPosition<i32>>,
    maximized: bool,
}

#[cfg(desktop)]
impl Away {
    fn place(&self) -> std::sync::MutexGuard<'_, Option<Place>> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has somebody else watch over the window, or nobody.
    fn watch(&self, watching: Option<tauri::async_runtime::JoinHandle<()>>) {
        let mut watches = self.watching.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = std::mem::replace(&mut *watches, watching) {
            before.abort();
        }
    }

    fn is_wanted_since(&self, turn: u64) -> bool {
        self.turn.load(Ordering::SeqCst) != turn
    }
}

#[cfg(desktop)]
impl Place {
    /// Of a window that is on the screen.
    fn of(window: &WebviewWindow) -> Place {
        Place {
            screen: None,
            size: window.inner_size().ok(),
            position: window.outer_position().ok(),
            maximized: window.is_maximized().unwrap_or(false),
        }
    }

    /// A window manager may refuse any of these; the window is there all the same.
    fn give(&self, window: &WebviewWindow) {
        if self.maximized {
            let _ = window.maximize();
            return;
        }
        if let Some(size) = self.size {
            let _ = window.set_size(size);
        }
        if let Some(position) = self.position {
            let _ = window.set_position(position);
        }
    }
}

/// Shows the window, making it where there is none, and brings it to the front.
pub(crate) fn show(handle: &AppHandle) {
    #[cfg(desktop)]
    {
        let away = handle.state::<Away>();
        away.turn.fetch_add(1, Ordering::SeqCst);
        away.watch(None);
    }
    let on_main = handle.clone();
    // There alone, so that nobody shows what is ended just then.
    if let Err(error) = handle.run_on_main_thread(move || show_now(&on_main)) {
        tracing::error!(%error, "the window cannot be shown");
    }
}

fn show_now(handle: &AppHandle) {
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

/// Puts the window away, at first with its page, so that it is there at once when it is wanted again soon: hidden where a
/// tray has a way back to it, else in the taskbar, so that it is never gone for good.
#[cfg(desktop)]
pub(crate) fn put_away(handle: &AppHandle) {
    let turn = handle.state::<Away>().turn.fetch_add(1, Ordering::SeqCst) + 1;
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        let Some(window) = handle.get_webview_window(MAIN) else { return };
        let tray = peremena_app::surroundings::has_tray().await;
        if handle.state::<Away>().is_wanted_since(turn) {
            return;
        }
        let place = Place::of(&window);
        if let Err(error) = if tray { window.hide() } else { window.minimize() } {
            tracing::warn!(%error, "the window cannot be put away");
        }
        let app = handle.state::<App>().inner().clone();
        app.set_window_open(false);
        if tray {
            tauri::async_runtime::spawn(end_in_time(handle.clone(), turn, place));
            let watching = tauri::async_runtime::spawn(while_there_is_a_tray(handle.clone(), turn));
            let away = handle.state::<Away>();
            away.watch(Some(watching));
            if away.is_wanted_since(turn) {
                away.watch(None);
            }
            app.closed_to_tray().await;
        }
    });
}

/// Once the tray of a hidden window has gone, and with it the way back, the window waits in the taskbar.
#[cfg(desktop)]
async fn while_there_is_a_tray(handle: AppHandle, turn: u64) {
    peremena_app::surroundings::tray_gone().await;
    let on_main = handle.clone();
    if let Err(error) = handle.run_on_main_thread(move || to_taskbar(&on_main, turn)) {
        tracing::debug!(%error, "the app ends");
    }
}

#[cfg(desktop)]
fn to_taskbar(handle: &AppHandle, turn: u64) {
    let away = handle.state::<Away>();
    // Who means to end it is late from here on: in the taskbar a window keeps its page.
    let next = turn.wrapping_add(1);
    if away.turn.compare_exchange(turn, next, Ordering::SeqCst, Ordering::SeqCst).is_err() {
        return;
    }
    let window = handle.get_webview_window(MAIN).map_or_else(|| build(handle), Ok);
    // In this order, so that it does not come before what somebody is doing.
    let placed = window.and_then(|window| window.minimize().and_then(|()| window.show()));
    if let Err(error) = placed {
        tracing::warn!(%error, "the window cannot be put into the taskbar");
    }
}

/// Ends a window that nobody wanted for long.
#[cfg(desktop)]
async fn end_in_time(handle: AppHandle, turn: u64, place: Place) {
    tokio::time::sleep(kept()).await;
    // A sign-in that is under way is answered to the page that began it.
    while crate::host::signs_in(&handle) {
        tokio::time::sleep(kept()).await;
    }
    let on_main = handle.clone();
    let ended = handle.run_on_main_thread(move || {
        if let Err(error) = end(&on_main, turn, place) {
            tracing::warn!(%error, "the window cannot be ended");
        }
    });
    if let Err(error) = ended {
        tracing::debug!(%error, "the app ends");
    }
}

#[cfg(desktop)]
fn end(handle: &AppHandle, turn: u64, place: Place) -> tauri::Result<()> {
    let (away, app) = (handle.state::<Away>(), handle.state::<App>());
    let Some(window) = handle.get_webview_window(MAIN) else { return Ok(()) };
    if away.is_wanted_since(turn) {
        return Ok(());
    }
    // Who wants it from here on waits for the next page to listen.
    app.set_window_listens(false);
    if away.is_wanted_since(turn) {
        app.set_window_listens(true);
        let app = app.inner().clone();
        tauri::async_runtime::spawn(async move { app.follow_kept_link().await });
        return Ok(());
    }
    let screen = window.url().ok().and_then(|url| url.fragment().map(str::to_owned));
    #[cfg(feature = "test-hooks")]
    note(screen.as_deref());
    *away.place() = Some(Place { screen, ..place });
    window.destroy()
}

/// Notes where a page ended, in the file that a test names in PEREMENA_SCREEN.
#[cfg(all(desktop, feature = "test-hooks"))]
fn note(screen: Option<&str>) {
    if let Ok(path) = std::env::var("PEREMENA_SCREEN") {
        let _ = std::fs::write(path, screen.unwrap_or_default());
    }
}

fn build(handle: &AppHandle) -> tauri::Result<tauri::WebviewWindow> {
    #[cfg(desktop)]
    let place = handle.state::<Away>().place().take();
    #[cfg(desktop)]
    let screen = place.as_ref().and_then(|place| place.screen.as_deref());
    #[cfg(mobile)]
    let screen: Option<&str> = None;
    let page = screen.map_or_else(|| "index.html".to_owned(), |screen| format!("/#{screen}"));
    let mut window = WebviewWindowBuilder::new(handle, MAIN, WebviewUrl::App(page.into()));
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
    let window = window
        .background_color(Color(251, 250, 246, 255))
        .devtools(cfg!(feature = "test-hooks"))
        // The page is ours and stays ours: no school, no link and no script takes this window elsewhere.
        .on_navigation(|url| matches!(url.scheme(), "tauri" | "isolation") || url.host_str() == Some("tauri.localhost"))
        .on_new_window(|_, _| tauri::webview::NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .build()?;
    #[cfg(desktop)]
    if let Some(place) = place {
        place.give(&window);
    }
    Ok(window)
}

/// What the page draws first. A file that does not open at once is no reason to show no window: the page asks then.
fn first_view(handle: &AppHandle) -> Option<String> {
    let app = handle.state::<App>().inner().clone();
    let (ready, view) = std::sync::mpsc::channel();
    tauri::async_runtime::spawn(async move { ready.send(app.first_view().await) });
    view.recv_timeout(FIRST_VIEW).ok().flatten()
}

/// Waits until a window that was just made listens, at most a few seconds: what begins after the first paint begins
/// without one, too.
pub(crate) async fn painted(handle: &AppHandle) {
    let Some(app) = handle.try_state::<App>().map(|app| app.inner().clone()) else { return };
    let _ = tokio::time::timeout(Duration::from_secs(5), app.window_listens()).await;
}
