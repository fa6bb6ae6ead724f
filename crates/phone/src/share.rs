//! The window's host on a phone: the ways out of the window, the system's share sheet and its print dialog, which only the
//! native part can show; and whether the system may take a picture of it.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;
use peremena_app::{AppError, Host, NoWindows, SchoolPage, SharedFile, views::Typed};

/// The native part's ways to hand something to another app. Called from any thread, also while the window is behind.
pub trait Shares: Send + Sync {
    /// Lays the file where other apps may read it, and lets the family choose one. False where that cannot be.
    fn share(&self, name: &str, content: &[u8]) -> bool;

    /// Shows the print dialog for the page, under this name. False where there is none.
    fn print(&self, name: &str) -> bool;
}

/// The window's host.
pub(crate) struct Phone {
    ways: Arc<dyn Shares>,
    /// Where it is, the native part keeps pictures of the screen away (`Profile.java`): it asks before the diary is open.
    secure: PathBuf,
}

impl Phone {
    /// The host of a window over the diary in this folder.
    pub(crate) fn new(ways: Box<dyn Shares>, profile: &Path) -> Phone {
        Phone { ways: ways.into(), secure: profile.join("secure-screen") }
    }
}

#[async_trait]
impl Host for Phone {
    /// Pages of schools would need a window of their own, apart from ours: there is none on phones yet.
    async fn sign_in_page(&self, page: SchoolPage) -> Result<Option<Typed>, AppError> {
        NoWindows.sign_in_page(page).await
    }

    fn secures_screen(&self) -> Option<bool> {
        // iOS has no such switch.
        (!cfg!(target_os = "ios")).then(|| self.secure.exists())
    }

    fn secure_screen(&self, on: bool) -> Result<(), AppError> {
        let kept = match on {
            true => fs::write(&self.secure, ""),
            false => fs::remove_file(&self.secure),
        };
        match kept {
            Err(error) if on || error.kind() != ErrorKind::NotFound => Err(AppError::Store(error.into())),
            _ => Ok(()),
        }
    }

    fn shares(&self) -> bool {
        true
    }

    async fn share(&self, file: SharedFile) -> Result<(), AppError> {
        let ways = self.ways.clone();
        // It writes a file.
        let shared = tokio::task::spawn_blocking(move || ways.share(&file.name, &file.content)).await;
        done(shared.unwrap_or(false), "error-share")
    }

    async fn print(&self, name: String) -> Result<(), AppError> {
        let ways = self.ways.clone();
        let printed = tokio::task::spawn_blocking(move || ways.print(&name)).await;
        done(printed.unwrap_or(false), "error-print")
    }
}

fn done(done: bool, otherwise: &'static str) -> Result<(), AppError> {
    if done { Ok(()) } else { Err(AppError::Request(otherwise)) }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// What was shared and printed.
    type Told = Arc<Mutex<Vec<String>>>;

    /// A native part that does it, refuses, or breaks.
    struct Native(Told, Option<bool>);

    impl Shares for Native {
        fn share(&self, name: &str, content: &[u8]) -> bool {
            self.0.lock().unwrap().push(format!("{name}: {}", String::from_utf8_lossy(content)));
            self.1.unwrap()
        }

        fn print(&self, name: &str) -> bool {
            self.0.lock().unwrap().push(name.to_owned());
            self.1.unwrap()
        }
    }

    fn file() -> SharedFile {
        SharedFile { name: "peremena-Амина.csv".into(), content: b"5;4".to_vec().into() }
    }

    #[tokio::test]
    async fn a_file_and_a_page_go_out_by_the_native_part() {
        let told = Told::default();
        let phone = Phone::new(Box::new(Native(told.clone(), Some(true))), Path::new("/nowhere"));
        assert!(phone.shares());
        phone.share(file()).await.unwrap();
        phone.print("peremena-2026-11-21".into()).await.unwrap();
        assert_eq!(*told.lock().unwrap(), ["peremena-Амина.csv: 5;4", "peremena-2026-11-21"]);
    }

    #[test]
    fn a_screen_that_is_secured_is_so_for_the_native_part_until_it_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let phone = Phone::new(Box::new(Native(Told::default(), None)), folder.path());
        assert_eq!(phone.secures_screen(), Some(false));
        for _ in 0..2 {
            phone.secure_screen(true).unwrap();
            // The name that Profile.java knows.
            assert!(folder.path().join("secure-screen").exists());
            assert_eq!(phone.secures_screen(), Some(true));
        }
        for _ in 0..2 {
            phone.secure_screen(false).unwrap();
            assert_eq!(phone.secures_screen(), Some(false));
        }
        let gone = Phone::new(Box::new(Native(Told::default(), None)), &folder.path().join("none"));
        assert!(gone.secure_screen(true).is_err(), "what cannot be kept is said");
    }

    #[tokio::test]
    async fn a_native_part_that_refuses_or_breaks_is_said_and_ends_nothing() {
        for answer in [Some(false), None] {
            let phone = Phone::new(Box::new(Native(Told::default(), answer)), Path::new("/nowhere"));
            assert!(matches!(phone.share(file()).await, Err(AppError::Request("error-share"))));
            assert!(matches!(phone.print(String::new()).await, Err(AppError::Request("error-print"))));
        }
    }
}
