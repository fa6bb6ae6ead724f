//! The shell on a phone: one window, no tray, no command line. What the native part has prepared is what it starts with
//! (`crates/phone`): the app of the window and the job that the system runs share file, key, locks and the way to show
//! a notice.

use std::process::ExitCode;

use peremena_app::{App, views::AppEvent};
use tauri::{AppHandle, Manager, RunEvent, WindowEvent};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use crate::{close, commands, environment, follow, hand, window};

/// A phone starts the library; there is no program to be run.
pub fn run() -> ExitCode {
    ExitCode::FAILURE
}

#[tauri::mobile_entry_point]
fn start() {
    environment::log();
    // None where this phone cannot load the native part, or it cannot check certificates: then there is nothing to
    // show.
    let Some(prepared) = peremena_phone::prepared() else {
        tracing::error!("the native part has prepared nothing");
        return;
    };
    let built = tauri::Builder::default()
        .invoke_handler(commands::handler())
        .setup(move |tauri_app| {
            begin(tauri_app.handle(), prepared.app());
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(app) => app.run(on_run_event),
        Err(error) => tracing::error!(%error, "the app cannot be started"),
    }
}

fn begin(handle: &AppHandle, app: App) {
    handle.manage(app.clone());
    let opening = tauri::async_runtime::spawn({
        let app = app.clone();
        async move { app.open().await }
    });
    window::show(handle);
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        // Only a panic within would be an error.
        let _ = opening.await;
        // Heard from here on: the page may ask, and be led on, before the task begins.
        tauri::async_runtime::spawn(forward(handle.clone(), app.events()));
        window::painted(&handle).await;
        let _pulse = app.start_pulse();
        loop {
            let link = peremena_phone::next_link().await;
            follow(&handle, Some(link));
        }
    });
}

/// Hands the app's events to the window.
async fn forward(handle: AppHandle, mut events: Receiver<AppEvent>) {
    loop {
        match events.recv().await {
            Ok(event) => hand(&handle, &event),
            // The window re-reads what it shows; what it missed it need not hear.
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

fn on_run_event(handle: &AppHandle, event: RunEvent) {
    match event {
        // Back in front, perhaps after days: what is here is shown at once, and the schools are asked.
        RunEvent::Resumed => handle.state::<App>().set_window_open(true),
        RunEvent::WindowEvent { event: WindowEvent::Focused(front), .. } => {
            handle.state::<App>().set_window_open(front);
        }
        RunEvent::Exit => close(handle),
        _ => {}
    }
}
