//! The tray: a way back to the window, a dot for what is unread, and a quick look at the day.

use std::sync::Mutex;

use peremena_app::{App, QuickLook};
use tauri::{
    AppHandle, Manager,
    image::Image,
    menu::{IsMenuItem, Menu, MenuItem, PredefinedMenuItem},
    tray::{MouseButton, MouseButtonState, TrayIconBuilder, TrayIconEvent},
};

use crate::window;

const TRAY: &str = "tray";

/// What the tray shows, so that it is touched only where it is to show something else.
#[derive(Default)]
pub(crate) struct Shown(Mutex<Option<(QuickLook, String)>>);

/// Makes room for what the tray shows.
pub(crate) fn prepare(handle: &AppHandle) {
    handle.manage(Shown::default());
}

/// Builds the tray, on the main thread. A desktop without a tray loses a shortcut only: closing the window leaves it in
/// the taskbar there, and starting the app again shows it.
pub(crate) fn build(handle: &AppHandle) {
    if let Err(error) = try_build(handle) {
        tracing::info!(%error, "no tray here");
    }
}

fn try_build(handle: &AppHandle) -> tauri::Result<()> {
    TrayIconBuilder::with_id(TRAY)
        .icon(icon(false)?)
        .tooltip("Перемена")
        .menu(&menu(handle, &QuickLook::default())?)
        .show_menu_on_left_click(false)
        .on_menu_event(|handle, event| match event.id().as_ref() {
            "open" => window::show(handle),
            "unread" => {
                window::show(handle);
                crate::follow(handle, Some("peremena://open/feed".to_owned()));
            }
            "sync" => {
                let app = handle.state::<App>().inner().clone();
                tauri::async_runtime::spawn(async move {
                    // What went wrong is shown with the children; a menu has no place for it.
                    let _ = app.sync(None, peremena_app::SYNC_DEADLINE).await;
                });
            }
            "quit" => handle.exit(0),
            _ => window::show(handle),
        })
        .on_tray_icon_event(|tray, event| {
            if let TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. } = event {
                window::show(tray.app_handle());
            }
        })
        .build(handle)?;
    Ok(())
}

fn menu(handle: &AppHandle, look: &QuickLook) -> tauri::Result<Menu<tauri::Wry>> {
    let app = handle.state::<App>();
    let item = |id: &str, words: &str| MenuItem::with_id(handle, id, words, true, None::<&str>);
    let mut items = Vec::new();
    for (place, line) in look.lines.iter().enumerate() {
        items.push(item(&format!("child-{place}"), line)?);
    }
    if let Some(words) = &look.unread_words {
        items.push(item("unread", words)?);
    }
    let glance = items.len();
    for (id, words) in [("open", "tray-open"), ("sync", "tray-sync"), ("quit", "tray-quit")] {
        items.push(item(id, &app.say(words))?);
    }
    let line = PredefinedMenuItem::separator(handle)?;
    let mut all: Vec<&dyn IsMenuItem<tauri::Wry>> = items.iter().map(|item| item as _).collect();
    if glance > 0 {
        all.insert(glance, &line);
    }
    Menu::with_items(handle, &all)
}

fn icon(unread: bool) -> tauri::Result<Image<'static>> {
    let png: &[u8] =
        if unread { include_bytes!("../../icons/tray-unread.png") } else { include_bytes!("../../icons/tray.png") };
    Image::from_bytes(png)
}

/// Whether it was built.
pub(crate) fn is_there(handle: &AppHandle) -> bool {
    handle.tray_by_id(TRAY).is_some()
}

/// Shows a quick look, in the language that is in use.
pub(crate) fn show(handle: &AppHandle, look: QuickLook) {
    let Some(tray) = handle.tray_by_id(TRAY) else { return };
    let now = (look, handle.state::<App>().say("tray-open"));
    let shown = handle.state::<Shown>();
    let mut shown = shown.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let (before, words) = match shown.as_ref() {
        Some((look, words)) => (Some(look), Some(words)),
        None => (None, None),
    };
    if before.map(|look| look.unread > 0) != Some(now.0.unread > 0)
        && let Ok(icon) = icon(now.0.unread > 0)
    {
        let _ = tray.set_icon(Some(icon));
    }
    let same = before.is_some_and(|look| look.lines == now.0.lines && look.unread_words == now.0.unread_words);
    if (!same || words != Some(&now.1))
        && let Ok(menu) = menu(handle, &now.0)
    {
        let _ = tray.set_menu(Some(menu));
    }
    *shown = Some(now);
}
