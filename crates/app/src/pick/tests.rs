#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::{Arc, Mutex};

use super::*;
use crate::{
    Host, NoWindows,
    testing::*,
    views::{ChangeLockRequest, ErrorCode, Nothing, StartRequest, Typed},
};

/// A shell whose dialog is answered by the test.
#[derive(Default)]
struct Dialogs {
    shown: Mutex<Vec<PickDialog>>,
    answer: Mutex<Option<PathBuf>>,
    /// The dialog stands open until somebody lets it close.
    waits: Option<Arc<tokio::sync::Semaphore>>,
    entered: tokio::sync::Notify,
}

#[async_trait::async_trait]
impl Host for Dialogs {
    async fn sign_in_page(&self, page: crate::SchoolPage) -> Result<Option<Typed>, AppError> {
        NoWindows.sign_in_page(page).await
    }

    fn downloads(&self) -> Option<PathBuf> {
        Some("/home/family/Downloads".into())
    }

    fn picks(&self) -> bool {
        true
    }

    async fn pick(&self, dialog: PickDialog) -> Result<Option<PathBuf>, AppError> {
        self.shown.lock().unwrap().push(dialog);
        self.entered.notify_one();
        if let Some(waits) = &self.waits {
            let _ = waits.acquire().await.unwrap();
        }
        Ok(self.answer.lock().unwrap().clone())
    }
}

fn app(host: Arc<Dialogs>) -> (tempfile::TempDir, App) {
    let folder = tempfile::tempdir().unwrap();
    let config = crate::Config {
        profile: folder.path().join("profile"),
        key: Some(crate::KeyChoice::Passphrase(Typed::new("a passphrase of tests"))),
        clock: Arc::new(|| NOW),
        every: None,
        locale: Some("ru".into()),
        window: true,
    };
    let app = App::new(config, host, Arc::new(Desktop::default()));
    (folder, app)
}

fn wanted(kind: PickKind, path: &str) -> PickRequest {
    PickRequest { kind: Some(kind), path: path.into() }
}

#[tokio::test]
async fn a_dialog_begins_where_the_field_stands_and_gives_the_whole_path() {
    let host = Arc::new(Dialogs::default());
    *host.answer.lock().unwrap() = Some("/media/stick/Копии".into());
    let (_folder, app) = app(host.clone());
    assert!(app.start(StartRequest::default()).await.unwrap().picks);
    let picked = app.pick(wanted(PickKind::Folder, "/home/family/Облако")).await.unwrap();
    assert_eq!(picked.path.as_deref(), Some("/media/stick/Копии"));
    *host.answer.lock().unwrap() = None;
    for (kind, path) in
        [(PickKind::NewFile, " /tmp/amina.csv"), (PickKind::Backup, ""), (PickKind::NewFile, "amina.ics")]
    {
        assert_eq!(app.pick(wanted(kind, path)).await.unwrap().path, None, "it was closed without a choice");
    }
    let shown = host.shown.lock().unwrap();
    let begun: Vec<_> =
        shown.iter().map(|it| (it.folder.as_deref().and_then(Path::to_str), it.name.as_deref())).collect();
    let downloads = Some("/home/family/Downloads");
    assert_eq!(
        begun,
        [
            (Some("/home/family/Облако"), None),
            (Some("/tmp"), Some("amina.csv")),
            (downloads, None),
            (downloads, Some("amina.ics"))
        ]
    );
    let titles: std::collections::BTreeSet<_> = shown.iter().map(|it| it.title.as_str()).collect();
    assert_eq!(titles.len(), 3, "each kind has words of its own");
}

#[tokio::test]
async fn where_there_is_no_dialog_the_window_knows_and_asks_for_none() {
    let home = Home::new().await;
    assert!(!home.app.start(StartRequest::default()).await.unwrap().picks);
    assert_eq!(home.app.pick(wanted(PickKind::Folder, "")).await.unwrap_err().code, ErrorCode::Request);
}

#[tokio::test]
async fn one_dialog_stands_open_at_a_time_and_a_locked_window_is_told_nothing() {
    let waits = Arc::new(tokio::sync::Semaphore::new(0));
    let host = Arc::new(Dialogs { waits: Some(waits.clone()), ..Dialogs::default() });
    *host.answer.lock().unwrap() = Some("/home/family/x".into());
    let (_folder, app) = app(host.clone());
    app.open_or_make().await.unwrap();
    let lock = ChangeLockRequest { new: Some(Typed::new("4711")), ..ChangeLockRequest::default() };
    app.change_lock(lock).await.unwrap();
    let first = tokio::spawn({
        let app = app.clone();
        async move { app.pick(wanted(PickKind::Folder, "")).await }
    });
    host.entered.notified().await;
    assert_eq!(app.pick(wanted(PickKind::Folder, "")).await.unwrap_err().code, ErrorCode::Request);
    app.lock_now(Nothing {}).await.unwrap();
    waits.add_permits(9);
    assert_eq!(first.await.unwrap().unwrap_err().code, ErrorCode::Locked);
    assert_eq!(host.shown.lock().unwrap().len(), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn a_name_that_no_text_holds_is_refused_rather_than_bent() {
    use std::os::unix::ffi::OsStringExt;
    let host = Arc::new(Dialogs::default());
    *host.answer.lock().unwrap() = Some(std::ffi::OsString::from_vec(b"/tmp/\xff".to_vec()).into());
    let (_folder, app) = app(host);
    assert_eq!(app.pick(wanted(PickKind::Folder, "")).await.unwrap_err().code, ErrorCode::Request);
}
