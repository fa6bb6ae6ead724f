//! The isolated window for a school system's own sign-in page.
//!
//! It is in no capability and in a session of its own that lives in memory; it may go to the hosts of
//! that sign-in only; it hands over the cookies that are wanted or one redirect and is thrown away with all it holds.

use std::{path::PathBuf, pin::Pin, sync::Mutex, time::Duration};

use async_trait::async_trait;
use peremena_app::{
    AppError, Catch, HeldCookie, Host, Outside, PickDialog, SchoolPage, viewer,
    views::{PickKind, Typed},
};
use tauri::{
    AppHandle, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent, webview::NewWindowResponse,
};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Its label: in no capability, so no command runs for it.
const SIGN_IN: &str = "sign-in";

/// A family may need to find its password.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// How often the cookies are looked at when nothing happens.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Whether a window for a sign-in is open.
pub(crate) fn signs_in(handle: &AppHandle) -> bool {
    handle.get_webview_window(SIGN_IN).is_some()
}

/// What happens in the window.
enum Happening {
    /// A page was loaded: look at the cookies.
    Loaded,
    /// A wanted redirect, which was not followed.
    Redirect(Typed),
    /// The page wanted a window of its own.
    Popup(Url),
    /// The window is gone.
    Closed,
}

/// The host of a shell with windows.
pub(crate) struct Windows {
    handle: AppHandle,
    current: Mutex<Option<UnboundedSender<Happening>>>,
}

impl Windows {
    pub(crate) fn new(handle: AppHandle) -> Windows {
        Windows { handle, current: Mutex::new(None) }
    }

    /// The AppImage that this program was started from; none for a program that was installed.
    fn app_image(&self) -> Option<PathBuf> {
        #[cfg(target_os = "linux")]
        return self.handle.env().appimage.map(PathBuf::from);
        #[cfg(not(target_os = "linux"))]
        None
    }

    fn remember(&self, sender: Option<UnboundedSender<Happening>>) {
        *self.current.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = sender;
    }

    fn open(&self, page: &SchoolPage, sender: UnboundedSender<Happening>) -> tauri::Result<WebviewWindow> {
        if let Some(old) = self.handle.get_webview_window(SIGN_IN) {
            // One sign-in at a time: the older window is thrown away.
            let _ = old.destroy();
        }
        let (navigation, popup, loaded, closed) = (sender.clone(), sender.clone(), sender.clone(), sender);
        let wanted = page.clone();
        let window = WebviewWindowBuilder::new(&self.handle, SIGN_IN, WebviewUrl::External(page.start.clone()))
            .title(page.start.host_str().unwrap_or("Перемена"))
            .inner_size(480.0, 760.0)
            .incognito(true)
            .devtools(false)
            // As the main window: shown with its page in it.
            .visible(false)
            .on_navigation(move |url| match caught_redirect(&wanted, url) {
                Some(value) => {
                    let _ = navigation.send(Happening::Redirect(value));
                    false
                }
                None => allowed(&wanted, url),
            })
            .on_new_window(move |url, _| {
                // A popup would have no allow-list: the one window goes there instead, through the list.
                let _ = popup.send(Happening::Popup(url));
                NewWindowResponse::Deny
            })
            .on_download(|_, _| false)
            .on_page_load(move |_, _| {
                let _ = loaded.send(Happening::Loaded);
            })
            .build()?;
        window.show()?;
        window.on_window_event(move |event| {
            if let WindowEvent::Destroyed = event {
                let _ = closed.send(Happening::Closed);
            }
        });
        Ok(window)
    }
}

#[async_trait]
impl Host for Windows {
    async fn sign_in_page(&self, page: SchoolPage) -> Result<Option<Typed>, AppError> {
        let (sender, happenings) = unbounded_channel();
        self.remember(Some(sender.clone()));
        let window = self.open(&page, sender).map_err(|error| {
            tracing::error!(%error, "the sign-in window cannot be made");
            AppError::NoPage
        })?;
        let caught = tokio::time::timeout(PATIENCE, wait(&window, &page, happenings)).await.unwrap_or(None);
        self.remember(None);
        // In memory only, so nothing is left on the disk; the window itself goes here.
        let _ = window.destroy();
        Ok(caught)
    }

    fn cancel_sign_in(&self) {
        if let Some(sender) = self.current.lock().unwrap_or_else(std::sync::PoisonError::into_inner).as_ref() {
            let _ = sender.send(Happening::Closed);
        }
    }

    fn is_signing_in(&self) -> bool {
        // It has no script of ours in it, and its system tells of no input: being in front is what is known.
        self.handle.get_webview_window(SIGN_IN).is_some_and(|window| window.is_focused().unwrap_or(false))
    }

    fn starts_with_system(&self) -> Option<bool> {
        crate::autostart::is_on(self.app_image().as_deref())
    }

    fn start_with_system(&self, on: bool) -> Result<(), AppError> {
        crate::autostart::set(self.app_image().as_deref(), on).map_err(|error| {
            tracing::warn!(%error, "starting with the system could not be changed");
            AppError::Request("error-autostart")
        })
    }

    fn downloads(&self) -> Option<PathBuf> {
        let path = self.handle.path();
        // Many a desktop has no folder of that name before something was downloaded.
        [path.download_dir(), path.document_dir(), path.home_dir()].into_iter().flatten().find(|folder| folder.is_dir())
    }

    fn opens_files(&self) -> bool {
        true
    }

    fn picks(&self) -> bool {
        true
    }

    async fn pick(&self, dialog: PickDialog) -> Result<Option<PathBuf>, AppError> {
        let (sender, chosen) = tokio::sync::oneshot::channel();
        let handle = self.handle.clone();
        // Every system wants its dialogs made where its windows are.
        let asked = self.handle.run_on_main_thread(move || {
            let shown = begin_dialog(&handle, dialog);
            tauri::async_runtime::spawn(async move { drop(sender.send(shown.await)) });
        });
        if let Err(error) = asked {
            tracing::warn!(%error, "no dialog could be shown");
        }
        // A dialog that could not be shown tells nothing: nothing was chosen.
        Ok(chosen.await.ok().flatten().map(|file| file.path().to_owned()))
    }

    async fn open_outside(&self, what: Outside) -> Result<(), AppError> {
        viewer::show(what).await
    }
}

/// Shows a dialog over the main window; what it gives is what was chosen in it.
fn begin_dialog(
    handle: &AppHandle,
    dialog: PickDialog,
) -> Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>> {
    let mut shown = rfd::AsyncFileDialog::new().set_title(dialog.title).set_can_create_directories(true);
    if let Some(window) = handle.get_webview_window(crate::window::MAIN) {
        shown = shown.set_parent(&window);
    }
    if let Some(folder) = dialog.folder {
        shown = shown.set_directory(folder);
    }
    if let Some(name) = dialog.name {
        shown = shown.set_file_name(name);
    }
    match dialog.kind {
        PickKind::Folder => Box::pin(shown.pick_folder()),
        PickKind::Backup => Box::pin(shown.pick_file()),
        PickKind::NewFile => Box::pin(shown.save_file()),
    }
}

async fn wait(
    window: &WebviewWindow,
    page: &SchoolPage,
    mut happenings: UnboundedReceiver<Happening>,
) -> Option<Typed> {
    // Some of the wanted cookies: the others may come a moment later.
    let mut some: Option<Typed> = None;
    loop {
        match tokio::time::timeout(LOOK_EVERY, happenings.recv()).await {
            Ok(Some(Happening::Redirect(value))) => return Some(value),
            Ok(Some(Happening::Popup(url))) => {
                if allowed(page, &url) {
                    let _ = window.navigate(url);
                }
            }
            Ok(Some(Happening::Closed) | None) => return None,
            Ok(Some(Happening::Loaded)) | Err(_) => match caught_cookies(window, page).await {
                Some((value, all)) if all || some.as_ref().is_some_and(|seen| seen.expose() == value.expose()) => {
                    return Some(value);
                }
                caught => some = caught.map(|(value, _)| value),
            },
        }
    }
}

/// What the page wants of the window's cookies, and whether that is all. `cookies`, not `cookies_for_url`: the latter
/// panics where the window goes away meanwhile.
async fn caught_cookies(window: &WebviewWindow, page: &SchoolPage) -> Option<(Typed, bool)> {
    if !page.catch.iter().any(|catch| matches!(catch, Catch::Cookie { .. })) {
        return None;
    }
    let window = window.clone();
    // Off the main thread, which on some systems must be free to answer.
    let cookies = tauri::async_runtime::spawn_blocking(move || window.cookies()).await.ok()?.ok()?;
    let held: Vec<HeldCookie<'_>> = cookies
        .iter()
        .map(|cookie| HeldCookie { name: cookie.name(), domain: cookie.domain(), value: cookie.value() })
        .collect();
    page.caught(&held).map(|(value, all)| (Typed::new(value.expose()), all))
}

fn is_server(url: &Url, of: &Url) -> bool {
    url.scheme() == of.scheme() && url.host() == of.host() && url.port_or_known_default() == of.port_or_known_default()
}

/// The value of a wanted redirect: scheme, host and path exactly, state as it must be.
fn caught_redirect(page: &SchoolPage, url: &Url) -> Option<Typed> {
    page.catch.iter().find_map(|catch| match catch {
        Catch::Returned { to, parameter } => {
            let value = url.query_pairs().find(|(key, _)| key == parameter).map(|(_, value)| value.into_owned());
            // Where it begins may name one as well.
            let is_back = is_server(url, to) && url.path() != page.start.path();
            value.filter(|value| is_back && !value.is_empty()).map(Typed::new)
        }
        Catch::Redirect { to, parameter, state } => {
            if !is_server(url, to) || url.path() != to.path() {
                return None;
            }
            let value = |name: &str| {
                let fragment = url.fragment().unwrap_or_default();
                url.query_pairs()
                    .chain(tauri::Url::parse(&format!("x:?{fragment}")).ok()?.query_pairs())
                    .find(|(key, _)| key == name)
                    .map(|(_, value)| value.into_owned())
            };
            if state.is_some() && value("state") != *state {
                return None;
            }
            value(parameter).filter(|value| !value.is_empty()).map(Typed::new)
        }
        Catch::Cookie { .. } => None,
    })
}

/// Http(s) to a host of this sign-in; everything else stays shut.
fn allowed(page: &SchoolPage, url: &Url) -> bool {
    url.as_str() == "about:blank"
        || (matches!(url.scheme(), "https" | "http") && page.hosts.iter().any(|rule| rule.allows(url)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(catch: Catch) -> SchoolPage {
        SchoolPage {
            start: Url::parse("https://login.school.example/login").unwrap(),
            needs: Vec::new(),
            hosts: vec![peremena_app::HostRule::Below("school.example".into())],
            catch: vec![catch],
        }
    }

    fn redirect() -> SchoolPage {
        page(Catch::Redirect {
            to: Url::parse("https://app.invalid/done").unwrap(),
            parameter: "access_token".into(),
            state: Some("s1".into()),
        })
    }

    #[test]
    fn the_window_goes_to_the_hosts_of_the_sign_in_and_nowhere_else() {
        let page = redirect();
        for url in ["https://login.school.example/x", "https://school.example/"] {
            assert!(allowed(&page, &Url::parse(url).unwrap()), "{url}");
        }
        for url in [
            "https://evil.example/",
            "https://school.example.evil.example/",
            "tauri://localhost/",
            "file:///etc/passwd",
            "data:text/html,x",
            "javascript:alert(1)",
        ] {
            assert!(!allowed(&page, &Url::parse(url).unwrap()), "{url}");
        }
    }

    #[test]
    fn only_the_exact_redirect_with_the_right_state_is_taken() {
        let page = redirect();
        let value =
            |url: &str| caught_redirect(&page, &Url::parse(url).unwrap()).map(|typed| typed.expose().to_owned());
        assert_eq!(value("https://app.invalid/done?result=success#access_token=t%2B1&state=s1"), Some("t+1".into()));
        for url in [
            "https://app.invalid/done#access_token=t&state=other",
            "https://app.invalid/done#access_token=t",
            "https://app.invalid/done/more#access_token=t&state=s1",
            "http://app.invalid/done#access_token=t&state=s1",
            "https://app.invalid.evil/done#access_token=t&state=s1",
            "https://app.invalid/done#access_token=&state=s1",
        ] {
            assert_eq!(value(url), None, "{url}");
        }
    }

    /// Where «Сетевой город» leads back to is written nowhere: any path of that one server will do, and no other server.
    #[test]
    fn what_leads_back_to_the_server_with_its_parameter_is_taken() {
        let to = Url::parse("https://sgo.school.example:444/").unwrap();
        let start = to.join("webapi/sso/esia/crosslogin").unwrap();
        let page = SchoolPage { start, ..page(Catch::Returned { to, parameter: "loginState".into() }) };
        let value =
            |url: &str| caught_redirect(&page, &Url::parse(url).unwrap()).map(|typed| typed.expose().to_owned());
        let back = "https://sgo.school.example:444/authorize/login?esia=1&loginState=5e3a-1";
        assert_eq!(value(back), Some("5e3a-1".into()));
        for url in [
            "https://sgo.school.example/authorize/login?loginState=5e3a-1",
            "http://sgo.school.example:444/authorize/login?loginState=5e3a-1",
            "https://esia.gosuslugi.ru/login?loginState=5e3a-1",
            "https://esia.gosuslugi.ru/?to=https://sgo.school.example:444/?loginState=5e3a-1",
            "https://sgo.school.example:444/authorize/login?loginState=",
            "https://sgo.school.example:444/webapi/sso/esia/crosslogin?loginState=5e3a-1",
            "https://sgo.school.example:444/authorize/login?state=5e3a-1#loginState=5e3a-1",
        ] {
            assert_eq!(value(url), None, "{url}");
        }
    }
}
