//! The shell on a desktop: window, tray, notifications, links of its command line, lifecycle.

use std::{process::ExitCode, sync::Arc};

use peremena_app::{App, Config, desktop::DesktopNotifier, views::AppEvent};
use tauri::{AppHandle, Manager, RunEvent, WindowEvent};
use tokio::sync::broadcast;

use crate::{close, commands, environment, follow, hand, host, options, tray, window};

/// The menu is looked over at least this often while lessons are ahead: a machine that slept has missed their begin.
const LONGEST_LOOK: std::time::Duration = std::time::Duration::from_secs(600);

/// Runs the app until it is quit.
pub fn run() -> ExitCode {
    environment::prepare();
    let options = match options::Options::read(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(message) => {
            eprintln!("peremena: {message}");
            return ExitCode::from(2);
        }
    };
    environment::log();
    match build(options) {
        Ok(app) => {
            // `run` would end the process itself, by way of SQLCipher's clean-up.
            let code = app.run_return(on_run_event);
            peremena_app::exit(u8::try_from(code).unwrap_or(u8::MAX))
        }
        Err(error) => {
            eprintln!("peremena: {error}");
            ExitCode::FAILURE
        }
    }
}

fn build(options: options::Options) -> tauri::Result<tauri::App> {
    tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|handle, args, _cwd| {
            // Somebody started the app again, or opened a link: the one that runs answers.
            let link = args.iter().find(|arg| arg.starts_with("peremena://")).cloned();
            window::show(handle);
            follow(handle, link);
        }))
        .invoke_handler(commands::handler())
        .setup(move |tauri_app| {
            let handle = tauri_app.handle().clone();
            let config = Config {
                profile: options.profile.clone(),
                key: None,
                clock: options.clock.clone(),
                every: options.every,
                locale: environment::locale(),
                window: true,
            };
            let host = Arc::new(host::Windows::new(handle.clone()));
            let (notifier, mut presses) = DesktopNotifier::new("Перемена");
            let app = App::new(config, host, Arc::new(notifier));
            handle.manage(app.clone());
            handle.manage(window::Away::default());
            tray::prepare(&handle);
            // Key and file are fetched while the main thread is busy.
            let opening = tauri::async_runtime::spawn({
                let app = app.clone();
                async move { app.open().await }
            });
            if options.background {
                tray::build(&handle);
            } else {
                window::show(&handle);
                tauri::async_runtime::spawn(tray_after_paint(handle.clone()));
            }
            let link = options.link.clone();
            tauri::async_runtime::spawn(async move {
                // Only a panic within would be an error.
                let _ = opening.await;
                // Heard from here on: the page may ask, and be led on, before the task begins.
                let heard = app.events();
                let events = tauri::async_runtime::spawn(forward(handle.clone(), app.clone(), heard));
                follow(&handle, link);
                if !options.background {
                    window::painted(&handle).await;
                }
                let pulse = app.start_pulse();
                while let Some(press) = presses.next().await {
                    let Some(click) = app.clicked(press).await else { continue };
                    if click.action.is_none() {
                        window::show(&handle);
                        follow(&handle, Some(click.link));
                    } else if let Err(error) = app.act_on(&click).await {
                        tracing::warn!(%error, "what was chosen on a notification could not be done");
                    }
                }
                events.abort();
                drop(pulse);
            });
            Ok(())
        })
        .build(tauri::generate_context!())
}

/// Nothing that the first paint does not need comes before it.
async fn tray_after_paint(handle: AppHandle) {
    window::painted(&handle).await;
    let on_main = handle.clone();
    let built = handle.run_on_main_thread(move || {
        tray::build(&on_main);
        on_main.state::<App>().emit(AppEvent::Status);
    });
    if let Err(error) = built {
        tracing::debug!(%error, "no tray");
    }
}

/// Hands the app's events to the window, and keeps the tray right.
async fn forward(handle: AppHandle, app: App, mut events: broadcast::Receiver<AppEvent>) {
    loop {
        // Before the first paint there is no tray, and nothing is read for it.
        let until = match tray::is_there(&handle) {
            true => {
                let look = app.quick_look().await;
                let until = look.until;
                tray::show(&handle, look);
                until
            }
            false => None,
        };
        // The menu names the next lesson: when that begins it is to name another.
        let begins = async {
            match until {
                Some(until) => tokio::time::sleep(app.until(until).min(LONGEST_LOOK)).await,
                None => std::future::pending().await,
            }
        };
        let event = tokio::select! {
            event = events.recv() => event,
            () = begins => continue,
        };
        match event {
            Ok(event) => hand(&handle, &event),
            // The window re-reads what it shows; what it missed it need not hear.
            Err(broadcast::error::RecvError::Lagged(_)) => {}
            Err(broadcast::error::RecvError::Closed) => return,
        }
    }
}

fn on_run_event(handle: &AppHandle, event: RunEvent) {
    match event {
        RunEvent::WindowEvent { label, event: WindowEvent::CloseRequested { api, .. }, .. }
            if label == window::MAIN =>
        {
            let app = handle.state::<App>();
            if app.stays_in_tray() {
                // The window is kept for a while: a click on a notice shows it at once.
                api.prevent_close();
                window::put_away(handle);
            }
        }
        // Back from the taskbar.
        RunEvent::WindowEvent { label, event: WindowEvent::Focused(true), .. } if label == window::MAIN => {
            handle.state::<App>().set_window_open(true);
        }
        // Into the taskbar, as far as the window manager says it; or behind another, and the system's own lock screen.
        RunEvent::WindowEvent { label, event: WindowEvent::Focused(false), .. } if label == window::MAIN => {
            handle.state::<App>().left_lock_screen();
            let away = handle.get_webview_window(window::MAIN).and_then(|window| window.is_minimized().ok());
            if away == Some(true) {
                handle.state::<App>().set_window_open(false);
            }
        }
        RunEvent::ExitRequested { api, code: None, .. } if handle.state::<App>().stays_in_tray() => {
            // The last window is gone, the app is not: it goes on telling. Quitting has a code.
            api.prevent_exit();
        }
        RunEvent::Exit => close(handle),
        _ => {}
    }
}
