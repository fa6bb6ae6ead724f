//! A folder of copies. Others copy into it too, and it holds what is none of ours: only the profile's own copies are
//! counted and removed.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use peremena_vault::BackupLock;
use time::Date;
use tokio::sync::Mutex;

use super::plan;

/// What a kill left of a copy is removed after this long.
const LEFT_OVER: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a folder is waited for: a drive that sleeps is awake by then, a share whose server is gone may never answer.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// A folder that the family chose.
#[derive(Clone)]
pub(super) struct Folder {
    pub path: PathBuf,
    /// What tells the profile's copies from others ([`peremena_vault::Vault::copies_id`]).
    pub id: String,
    /// Held by who looks into it, on a thread that may never come back: so there is one of those, not one for each look.
    pub turn: Arc<Mutex<()>>,
}

impl Folder {
    /// Where the copy of a day stands.
    pub(super) fn copy_of(&self, day: Date) -> PathBuf {
        self.path.join(plan::name_of(&self.id, day))
    }

    /// The days of which there are copies.
    pub(super) async fn copies(&self) -> io::Result<BTreeSet<Date>> {
        self.look(Folder::listed).await
    }

    /// As [`Folder::copies`], but without that of today where another passphrase opens it than the one of now.
    pub(super) async fn closed_with(&self, lock: &BackupLock, today: Date) -> io::Result<BTreeSet<Date>> {
        let lock = lock.clone();
        self.look(move |folder| {
            let mut days = folder.listed()?;
            if days.contains(&today) && !lock.closes(&folder.copy_of(today)) {
                days.remove(&today);
            }
            Ok(days)
        })
        .await
    }

    async fn look<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Folder) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        self.look_within(PATIENCE, look).await
    }

    /// Looks into the folder, off the runtime, and gives up after `patience`.
    async fn look_within<T: Send + 'static>(
        &self,
        patience: Duration,
        look: impl FnOnce(&Folder) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let looking = async {
            let (folder, turn) = (self.clone(), self.turn.clone().lock_owned().await);
            let looked = tokio::task::spawn_blocking(move || {
                let _turn = turn;
                look(&folder)
            });
            looked.await.map_err(io::Error::other)?
        };
        tokio::time::timeout(patience, looking).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }

    /// Removes the copies whose time is over, and what a kill has left. Best effort: the next copy does it again.
    pub(super) async fn thin(&self, today: Date) {
        let thinning = self.look(move |folder| {
            for day in plan::thinned(&folder.listed()?, today) {
                let _ = fs::remove_file(folder.copy_of(day));
            }
            remove_left_over(&folder.path);
            Ok(())
        });
        let _ = thinning.await;
    }

    fn listed(&self) -> io::Result<BTreeSet<Date>> {
        let mut days = BTreeSet::new();
        for entry in fs::read_dir(&self.path)? {
            days.extend(entry?.file_name().to_str().and_then(|name| plan::day_of(&self.id, name)));
        }
        Ok(days)
    }
}

fn remove_left_over(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let part = name.to_str().is_some_and(|name| name.starts_with(".peremena-") && name.ends_with(".part"));
        let written = entry.metadata().and_then(|of| of.modified()).unwrap_or_else(|_| SystemTime::now());
        if part && written.elapsed().is_ok_and(|since| since > LEFT_OVER) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// A network share whose server is gone: the call does not return.
    #[tokio::test]
    async fn a_folder_that_never_answers_is_given_up_and_holds_one_thread() {
        let path = tempfile::tempdir().unwrap();
        let folder = Folder { path: path.path().to_owned(), id: "7f3a9c21".into(), turn: Arc::default() };
        let (back, gone) = std::sync::mpsc::channel::<()>();
        let soon = Duration::from_millis(100);
        let dead = folder.look_within(soon, move |folder| {
            let _ = gone.recv();
            folder.listed()
        });
        assert_eq!(dead.await.map_err(|error| error.kind()), Err(io::ErrorKind::TimedOut));
        let (began, begun) = std::sync::mpsc::channel();
        let second = folder.look_within(soon, move |_| began.send(()).map_err(io::Error::other));
        assert_eq!(second.await.map_err(|error| error.kind()), Err(io::ErrorKind::TimedOut));
        assert!(begun.try_recv().is_err(), "no second thread waits in it");
        drop(back);
        assert_eq!(folder.copies().await.map_err(|error| error.kind()), Ok(BTreeSet::new()), "it has come back");
    }
}
