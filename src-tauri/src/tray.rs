//! The tray: a way back to the window, and a dot for what is unread.

use peremena_app::App;
use tauri::{
    AppHandle, Manager,
    image::Image,
    menu::{Menu, MenuItem},
    tray::{MouseButton, MouseButtonState, TrayIconBuilder, TrayIconEvent},
};

use crate::window;

const TRAY: &str = "tray";

/// Builds the tray. A desktop without a tray loses a shortcut only: starting the app again shows the window.
pub(crate) fn build(handle: &AppHandle) {
    if let Err(error) = try_build(handle) {
        tracing::info!(%error, "no tray here");
    }
}

fn try_build(handle: &AppHandle) -> tauri::Result<()> {
    TrayIconBuilder::with_id(TRAY)
        .icon(icon(false)?)
        .tooltip("Перемена")
        .menu(&menu(handle)?)
        .show_menu_on_left_click(false)
        .on_menu_event(|handle, event| match event.id().as_ref() {
            "open" => window::show(handle),
            "sync" => {
                let app = handle.state::<App>().inner().clone();
                tauri::async_runtime::spawn(async move {
                    // What went wrong is shown with the children; a menu has no place for it.
                    let _ = app.sync(None, peremena_app::SYNC_DEADLINE).await;
                });
            }
            "quit" => handle.exit(0),
            _ => {}
        })
        .on_tray_icon_event(|tray, event| {
            if let TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. } = event {
                window::show(tray.app_handle());
            }
        })
        .build(handle)?;
    Ok(())
}

fn menu(handle: &AppHandle) -> tauri::Result<Menu<tauri::Wry>> {
    let app = handle.state::<App>();
    let item = |id: &str, words: &str| MenuItem::with_id(handle, id, app.say(words), true, None::<&str>);
    Menu::with_items(handle, &[&item("open", "tray-open")?, &item("sync", "tray-sync")?, &item("quit", "tray-quit")?])
}

fn icon(unread: bool) -> tauri::Result<Image<'static>> {
    let png: &[u8] =
        if unread { include_bytes!("../../icons/tray-unread.png") } else { include_bytes!("../../icons/tray.png") };
    Image::from_bytes(png)
}

/// Says the menu in the language that was just chosen.
pub(crate) fn relabel(handle: &AppHandle, _app: &App) {
    if let (Some(tray), Ok(menu)) = (handle.tray_by_id(TRAY), menu(handle)) {
        let _ = tray.set_menu(Some(menu));
    }
}

/// Shows or takes away the dot.
pub(crate) fn show_unread(handle: &AppHandle, unread: bool) {
    if let (Some(tray), Ok(icon)) = (handle.tray_by_id(TRAY), icon(unread)) {
        let _ = tray.set_icon(Some(icon));
    }
}
