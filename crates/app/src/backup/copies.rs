//! One copy a day in up to two folders that the family chose, and the old ones thinned.

use std::{
    path::{Path, PathBuf},
    sync::PoisonError,
    time::Duration,
};

use peremena_notify::{Arg, dates};
use peremena_vault::{BackupError, BackupLock, Progress, Vault, VaultError};
use serde_json::json;
use time::{Date, OffsetDateTime};

use super::{
    asked, chosen,
    folder::{self, Folder},
    plan,
};
use crate::{
    App, AppError,
    profile::KeyKept,
    telling::nap_until,
    views::{BackupFolderView, BackupView, ChangeBackupRequest, ErrorView, Nothing},
};

/// As the regulation asks: two places, kept apart.
const MOST_FOLDERS: usize = 2;

/// The folders; of this device, and in no backup.
const FOLDERS: &str = "device.backup_folders";

/// The clock is looked at this often; the folders, which may lie on a drive that sleeps, only when a copy is due.
const LONGEST_NAP: Duration = Duration::from_secs(60);

/// How long the first window is waited for.
const WITHOUT_WINDOW: Duration = Duration::from_secs(60);

/// What the family chose.
struct Copies {
    folders: Vec<Folder>,
    lock: Option<BackupLock>,
}

impl App {
    /// Makes the copies of every day, for ever. A drive that does not answer holds up this and nothing else.
    pub(crate) async fn keep_copies(&self) {
        // The first paint has the disk for itself; where there is no window, the start of the system has.
        let _ = tokio::time::timeout(WITHOUT_WINDOW, self.window_listens()).await;
        loop {
            let next = self.copy_where_due().await;
            loop {
                let nap = nap_until(next, self.now(), LONGEST_NAP);
                let chosen = tokio::time::timeout(nap, self.inner.backups.chosen.notified()).await.is_ok();
                if chosen || next.is_none_or(|next| next <= self.now()) {
                    break;
                }
            }
        }
    }

    /// Makes the copies that are due, and says when the next one is; none where there are to be none.
    pub(super) async fn copy_where_due(&self) -> Option<OffsetDateTime> {
        let profile = self.own_profile().await.ok()?;
        let Copies { folders, lock } = self.copies_of(&profile.vault).await.ok()?;
        let lock = lock?;
        let mut next = None;
        for folder in folders {
            let mut due = self.due_in(&folder, &lock).await;
            if due <= self.now() {
                match self.begin_backup() {
                    Ok(running) => drop(self.copy_into(&profile.vault, &folder, &lock, &running.progress).await),
                    Err(_) => return Some(self.now().saturating_add(time::Duration::MINUTE)),
                }
                due = self.due_in(&folder, &lock).await;
            }
            next = next.into_iter().chain([due]).min();
        }
        next
    }

    /// When the next copy is due in a folder. One whose copies cannot be listed is tried all the same, to say why.
    async fn due_in(&self, folder: &Folder, lock: &BackupLock) -> OffsetDateTime {
        let copies = folder.closed_with(lock, self.now().date()).await.unwrap_or_default();
        plan::due(&copies, self.failed_at(&folder.path), self.now())
    }

    /// A copy in every folder, now. One that fails does not keep the other from being made.
    pub(super) async fn copy_now(&self) -> Result<String, AppError> {
        let profile = self.own_profile().await?;
        let Copies { folders, lock } = self.copies_of(&profile.vault).await?;
        let lock = lock.ok_or(AppError::Request("error-backup-no-passphrase"))?;
        if folders.is_empty() {
            return Err(AppError::Request("error-backup-no-folders"));
        }
        let running = self.begin_backup()?;
        let (mut made, mut failed) = (0, None);
        for folder in &folders {
            match self.copy_into(&profile.vault, folder, &lock, &running.progress).await {
                Ok(()) => made += 1,
                Err(BackupError::Cancelled) => return Err(BackupError::Cancelled.into()),
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        match failed {
            Some(error) if made == 0 => Err(error.into()),
            _ => Ok(self.words().say_with("backup-copied", &[("count", Arg::Count(made))])),
        }
    }

    async fn copy_into(
        &self,
        vault: &Vault,
        folder: &Folder,
        lock: &BackupLock,
        progress: &Progress,
    ) -> Result<(), BackupError> {
        let now = self.now();
        let made = match folder.copies().await {
            Ok(_) => vault.back_up(&folder.copy_of(now.date()), lock, now, env!("CARGO_PKG_VERSION"), progress).await,
            // Asked for first, since a backup that is begun waits for the folder without end.
            Err(_) => Err(BackupError::NoFolder),
        };
        {
            let mut failed = self.inner.backups.failed.lock().unwrap_or_else(PoisonError::into_inner);
            match &made {
                Ok(_) => drop(failed.remove(&folder.path)),
                Err(error) => drop(failed.insert(folder.path.clone(), (now, trouble(error)))),
            }
        }
        if let Err(error) = &made {
            tracing::warn!(%error, "a copy could not be made");
        } else {
            folder.thin(now.date()).await;
        }
        made.map(drop)
    }

    fn failed_at(&self, folder: &Path) -> Option<OffsetDateTime> {
        let failed = self.inner.backups.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.get(folder).map(|(at, _)| *at)
    }

    /// The folders that copies go to.
    pub(crate) async fn copies_folders(&self, vault: &Vault) -> Result<Vec<PathBuf>, AppError> {
        let kept = vault.setting(FOLDERS).await?;
        Ok(kept.and_then(|kept| serde_json::from_value(kept).ok()).unwrap_or_default())
    }

    async fn copies_of(&self, vault: &Vault) -> Result<Copies, AppError> {
        let mut folders = Vec::new();
        for path in self.copies_folders(vault).await? {
            let id = vault.copies_id().await?;
            let mut turns = self.inner.backups.turns.lock().unwrap_or_else(PoisonError::into_inner);
            let turn = turns.entry(path.clone()).or_default().clone();
            folders.push(Folder { path, id, turn });
        }
        Ok(Copies { folders, lock: vault.backup_lock().await? })
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn backup_settings(&self, _: Nothing) -> Result<BackupView, ErrorView> {
        self.backup_view().await.map_err(|error| self.said(&error))
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn change_backup(&self, request: ChangeBackupRequest) -> Result<BackupView, ErrorView> {
        let changed = async {
            let profile = self.own_profile().await?;
            let folders = match request.folders {
                Some(paths) => Some(folders_asked(paths).await?),
                None => None,
            };
            let passphrase = request.passphrase.as_ref().map(chosen).transpose()?;
            if let Some(passphrase) = passphrase {
                let lock = BackupLock::of_passphrase(&passphrase).await?;
                profile.vault.put_backup_lock(Some(&lock)).await?;
            }
            if let Some(folders) = folders {
                profile.vault.put_setting(FOLDERS, &json!(folders)).await?;
                let mut failed = self.inner.backups.failed.lock().unwrap_or_else(PoisonError::into_inner);
                failed.retain(|folder, _| folders.contains(folder));
            }
            self.inner.backups.chosen.notify_one();
            self.backup_view().await
        };
        changed.await.map_err(|error: AppError| self.said(&error))
    }

    pub(super) async fn backup_view(&self) -> Result<BackupView, AppError> {
        let words = self.words();
        let running = self.backup_running();
        let most_folders = u32::try_from(MOST_FOLDERS).unwrap_or(u32::MAX);
        let Ok(profile) = self.own_profile().await else {
            let words = words.say("backup-off");
            return Ok(BackupView {
                folders: Vec::new(),
                most_folders,
                has_passphrase: false,
                has_own_passphrase: self.wants_own_passphrase().await,
                words,
                running,
            });
        };
        let Copies { folders: chosen, lock } = self.copies_of(&profile.vault).await?;
        let (mut folders, mut latest) = (Vec::new(), None);
        for folder in chosen {
            let found = folder.copies().await;
            let last = found.as_ref().ok().and_then(|copies| copies.last().copied());
            latest = latest.max(last);
            let failed = {
                let failed = self.inner.backups.failed.lock().unwrap_or_else(PoisonError::into_inner);
                failed.get(&folder.path).map(|(_, id)| *id)
            };
            let trouble = failed.or(found.is_err().then_some("backup-trouble-folder")).map(|id| words.say(id));
            folders.push(BackupFolderView {
                path: folder.path.display().to_string(),
                words: self.last_words(last),
                trouble,
            });
        }
        let on = lock.is_some() && !folders.is_empty();
        Ok(BackupView {
            words: if on { self.last_words(latest) } else { words.say("backup-off") },
            has_passphrase: lock.is_some(),
            has_own_passphrase: profile.key == KeyKept::Passphrase,
            folders,
            most_folders,
            running,
        })
    }

    fn last_words(&self, last: Option<Date>) -> String {
        let words = self.words();
        match last {
            Some(day) => {
                let day = dates::day_and_month(&words, day, self.now().date());
                words.say_with("backup-last", &[("day", Arg::Text(&day))])
            }
            None => words.say("backup-none-yet"),
        }
    }
}

/// The folders that were asked for: whole paths that are there, each once.
async fn folders_asked(paths: Vec<String>) -> Result<Vec<PathBuf>, AppError> {
    let mut folders: Vec<PathBuf> = Vec::new();
    for path in paths.iter().filter(|path| !path.trim().is_empty()) {
        let path = asked(path)?;
        let is_there = tokio::time::timeout(folder::PATIENCE, tokio::fs::metadata(&path)).await;
        if !is_there.is_ok_and(|found| found.is_ok_and(|found| found.is_dir())) {
            return Err(BackupError::NoFolder.into());
        }
        if !folders.contains(&path) {
            folders.push(path);
        }
    }
    if folders.len() > MOST_FOLDERS {
        return Err(AppError::Request("error-backup-folders"));
    }
    Ok(folders)
}

fn trouble(error: &BackupError) -> &'static str {
    match error {
        BackupError::NoFolder => "backup-trouble-folder",
        BackupError::Vault(VaultError::Full) => "backup-trouble-full",
        _ => "backup-trouble",
    }
}
