//! A folder of copies. Others copy into it too, and it holds what is none of ours: only the profile's own copies are
//! counted and removed.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use peremena_vault::BackupLock;
use time::Date;

use super::plan;

/// What a kill left of a copy is removed after this long.
const LEFT_OVER: Duration = Duration::from_secs(24 * 60 * 60);

/// A folder that the family chose.
#[derive(Clone)]
pub(super) struct Folder {
    pub path: PathBuf,
    /// What tells the profile's copies from others ([`peremena_vault::Vault::copies_id`]).
    pub id: String,
}

impl Folder {
    /// Where the copy of a day stands.
    pub(super) fn copy_of(&self, day: Date) -> PathBuf {
        self.path.join(plan::name_of(&self.id, day))
    }

    /// The days of which there are copies.
    pub(super) async fn copies(&self) -> io::Result<BTreeSet<Date>> {
        let folder = self.clone();
        tokio::task::spawn_blocking(move || folder.listed()).await.map_err(io::Error::other)?
    }

    /// As [`Folder::copies`], but without that of today where another passphrase opens it than the one of now.
    pub(super) async fn closed_with(&self, lock: &BackupLock, today: Date) -> io::Result<BTreeSet<Date>> {
        let (folder, lock) = (self.clone(), lock.clone());
        let listing = tokio::task::spawn_blocking(move || {
            let mut days = folder.listed()?;
            if days.contains(&today) && !lock.closes(&folder.copy_of(today)) {
                days.remove(&today);
            }
            Ok(days)
        });
        listing.await.map_err(io::Error::other)?
    }

    /// Removes the copies whose time is over, and what a kill has left. Best effort: the next copy does it again.
    pub(super) async fn thin(&self, today: Date) {
        let folder = self.clone();
        let _ = tokio::task::spawn_blocking(move || {
            for day in plan::thinned(&folder.listed().unwrap_or_default(), today) {
                let _ = fs::remove_file(folder.copy_of(day));
            }
            remove_left_over(&folder.path);
        })
        .await;
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
