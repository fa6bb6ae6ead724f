//! Backups: one now, one a day, whether one is whole, and one in the profile's place.
//!
//! What a backup is, the vault knows; here is who asks, with which passphrase, where to, and what is said of it.

mod copies;
mod folder;
mod plan;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use peremena_notify::{Arg, dates};
use peremena_sync::ProfileLock;
use peremena_vault::{BackupError, BackupFacts, BackupLock, KeySource, KeyStore, Progress, Unlock, Vault};
use serde::Serialize;
use time::OffsetDateTime;

use crate::{
    App, AppError, KeyChoice,
    key::{chosen, words_of},
    profile::{KeyKept, Standing},
    views::{
        AppEvent, BackupMadeView, BackupProgressView, CreateBackupRequest, ErrorView, Nothing, RestoreBackupRequest,
        RestoredView, Typed, VerifyBackupRequest,
    },
};

/// How long a sync that runs is waited for before a file is put in its place.
const SYNC_ENDS: Duration = Duration::from_secs(110);

/// What a process knows of its backups.
#[derive(Default)]
pub(crate) struct Backups {
    /// The one that runs.
    running: Mutex<Option<Progress>>,
    /// Folders in which the last copy failed: when, and the words for it.
    failed: Mutex<BTreeMap<PathBuf, (OffsetDateTime, &'static str)>>,
    /// Whose turn it is to look into a folder.
    turns: Mutex<BTreeMap<PathBuf, Arc<tokio::sync::Mutex<()>>>>,
    /// Something was chosen anew: the copies are looked at again.
    pub(crate) chosen: tokio::sync::Notify,
}

/// A backup, for scripts.
#[derive(Debug, Serialize)]
pub struct BackupFact {
    /// The file.
    pub file: String,
    /// Its bytes.
    pub size: u64,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// The version of the app that made it.
    pub app: String,
    /// Version of the file's format.
    pub format: u32,
    /// Version of what its rows mean.
    pub schema: i64,
    /// What it holds.
    pub holds: BackupHolds,
}

/// What a backup holds, counted.
#[derive(Debug, Serialize)]
pub struct BackupHolds {
    /// Sign-ins at a school's system; each is to be signed in to again after a restore.
    pub accounts: u64,
    /// Children, of all accounts.
    pub students: u64,
    /// Entries of the change log.
    pub changes: u64,
    /// Lessons, marks, homework and all other items.
    pub items: u64,
}

/// A backup that was restored, for scripts.
#[derive(Debug, Serialize)]
pub struct RestoredFact {
    /// The backup.
    pub backup: BackupFact,
    /// Where the file is that was there before.
    pub set_aside: Option<String>,
}

impl BackupFact {
    fn of(file: &Path, facts: BackupFacts) -> BackupFact {
        let rows = |table: &str| facts.rows.get(table).copied().unwrap_or(0);
        BackupFact {
            file: file.display().to_string(),
            size: facts.size,
            created_at: facts.created_at,
            holds: BackupHolds {
                accounts: rows("account"),
                students: rows("student"),
                changes: rows("change_log"),
                items: rows("item"),
            },
            app: facts.app,
            format: facts.format,
            schema: facts.shape,
        }
    }
}

/// The right to be the one backup that runs; it ends with this.
pub(crate) struct Running<'a> {
    app: &'a App,
    progress: Progress,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        *self.app.inner.backups.running.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.app.emit(AppEvent::Status);
    }
}

impl App {
    pub(crate) fn begin_backup(&self) -> Result<Running<'_>, AppError> {
        let mut running = self.inner.backups.running.lock().unwrap_or_else(PoisonError::into_inner);
        if running.is_some() {
            return Err(AppError::Request("error-backup-running"));
        }
        let progress = Progress::default();
        *running = Some(progress.clone());
        drop(running);
        self.emit(AppEvent::Status);
        Ok(Running { app: self, progress })
    }

    fn backup_running(&self) -> Option<BackupProgressView> {
        let running = self.inner.backups.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.as_ref().map(|progress| {
            let (done, total) = progress.seen();
            let percent = done.saturating_mul(100).checked_div(total);
            BackupProgressView { percent: percent.and_then(|percent| u8::try_from(percent.min(100)).ok()) }
        })
    }

    /// Makes a backup of the family's own profile in a file.
    ///
    /// # Errors
    /// [`AppError::Closed`] where no file is open; a passphrase that is too short; [`AppError::Backup`].
    pub async fn back_up(&self, file: &Path, passphrase: Option<&Typed>) -> Result<BackupFact, AppError> {
        let profile = self.own_profile().await?;
        let running = self.begin_backup()?;
        let lock = match passphrase {
            Some(typed) => BackupLock::of_passphrase(&chosen(typed)?).await?,
            None => profile.vault.backup_lock().await?.ok_or(AppError::Request("error-backup-no-passphrase"))?,
        };
        let made = profile.vault.back_up(file, &lock, self.now(), env!("CARGO_PKG_VERSION"), &running.progress).await?;
        Ok(BackupFact::of(file, made))
    }

    /// Reads a backup from end to end; needs no profile but for the passphrase of the copies.
    ///
    /// # Errors
    /// [`AppError::Backup`].
    pub async fn check_backup(&self, file: &Path, passphrase: Option<&Typed>) -> Result<BackupFact, AppError> {
        let running = self.begin_backup()?;
        let unlock = match passphrase {
            Some(typed) => Unlock::Passphrase(words_of(typed)),
            None => {
                let kept = self.own_profile().await?.vault.backup_lock().await?;
                Unlock::Lock(kept.ok_or(AppError::Request("error-backup-no-passphrase"))?)
            }
        };
        Ok(BackupFact::of(file, peremena_vault::verify_backup(file, unlock, &running.progress).await?))
    }

    /// Puts a backup in the profile's place. With `replace` a file that is there is set aside. `own` is the passphrase
    /// that the profile is kept with, or is to be kept with. A backup that is not whole, and anything else that goes
    /// wrong, leaves the profile as it was, and open where it was open.
    ///
    /// # Errors
    /// [`AppError::Backup`]; a new passphrase that is too short.
    pub async fn restore(
        &self,
        file: &Path,
        passphrase: &Typed,
        replace: bool,
        own: Option<&Typed>,
    ) -> Result<RestoredFact, AppError> {
        let path = &self.inner.config.profile;
        if Vault::exists(path) && !replace {
            return Err(BackupError::Occupied.into());
        }
        // What can be seen to be wrong is said before the diary is closed for it.
        let source = self.own_source(own).await?;
        self.check_backup(file, Some(passphrase)).await?;
        let running = self.begin_backup()?;
        // Before the standing is taken: the diary is read while a sync is waited for, by that sync too.
        let _no_sync = match Vault::exists(path) {
            true => ProfileLock::take(path, Instant::now() + SYNC_ENDS).await.ok(),
            false => None,
        };
        let mut standing = self.inner.standing.write().await;
        let lock = match &*standing {
            Standing::Open(profile) => App::lock_of(&profile.vault).await?,
            _ => None,
        };
        let before = std::mem::replace(&mut *standing, Standing::Unopened);
        if let Standing::Open(profile) = &before {
            profile.vault.clone().close().await;
        }
        let unlock = Unlock::Passphrase(words_of(passphrase));
        let restored = Vault::restore(path, &source, file, unlock, replace, &running.progress).await;
        drop(running);
        let restored = match restored {
            Ok((vault, restored)) => {
                if let Err(error) = App::keep_lock(lock, &vault).await {
                    // The settings show that there is none.
                    tracing::warn!(%error, "the lock could not be kept");
                    self.forget_lock();
                }
                *standing = Standing::Open(self.profile_over(vault, KeyKept::of(&source)));
                Ok(restored)
            }
            Err(error) => {
                *standing = match before {
                    // The passphrase that was typed for this opens it again: nobody has to type it once more.
                    // The lock stands as it stood, or has fallen meanwhile.
                    Standing::Open(_) => match Vault::open(path, source.clone()).await {
                        Ok(vault) => Standing::Open(self.profile_over(vault, KeyKept::of(&source))),
                        Err(error) => Standing::closed_by(&error, source),
                    },
                    other => other,
                };
                Err(error)
            }
        };
        drop(standing);
        // Also of a diary that is as it was: it is another open file.
        self.emit(AppEvent::Family);
        self.inner.pulse.notify_one();
        self.inner.backups.chosen.notify_one();
        let restored = restored?;
        let set_aside = restored.set_aside.map(|path| path.display().to_string());
        Ok(RestoredFact { backup: BackupFact::of(file, restored.backup), set_aside })
    }

    /// What leads to the key of the file that is to come: the profile's own, or for a profile without one a
    /// passphrase that may be new.
    async fn own_source(&self, own: Option<&Typed>) -> Result<KeySource, AppError> {
        let path = &self.inner.config.profile;
        if let Some(device @ KeyChoice::Device(_)) = &self.inner.config.key {
            return Ok(device.source());
        }
        let typed = match (own, &self.inner.config.key) {
            (Some(typed), _) | (None, Some(KeyChoice::Passphrase(typed)))
                if Vault::key_store(path) != Some(KeyStore::Keyring) =>
            {
                Some(typed)
            }
            _ => None,
        };
        let source = typed.map_or(KeySource::Keyring, |typed| KeySource::Passphrase(words_of(typed)));
        let has_key = Vault::has_key(path, &source).await.map_err(BackupError::from)?;
        match typed {
            Some(typed) if !has_key => Ok(KeySource::Passphrase(chosen(typed)?)),
            _ => Ok(source),
        }
    }

    /// Whether a backup that is restored here wants a passphrase for this device: there is no diary yet, and nothing
    /// that would keep the key of one.
    pub(crate) async fn wants_own_passphrase(&self) -> bool {
        let fresh = matches!(*self.inner.standing.read().await, Standing::Fresh);
        fresh && self.inner.config.key.is_none() && !peremena_vault::has_keyring().await
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn create_backup(&self, request: CreateBackupRequest) -> Result<BackupMadeView, ErrorView> {
        let made = async {
            let words = match &request.file {
                Some(file) => {
                    self.made_words("backup-made", &self.back_up(&asked(file)?, request.passphrase.as_ref()).await?)
                }
                None => self.copy_now().await?,
            };
            Ok(BackupMadeView { words, backup: self.backup_view().await? })
        };
        made.await.map_err(|error: AppError| self.said(&error))
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn cancel_backup(&self, _: Nothing) -> Result<Nothing, ErrorView> {
        if let Some(progress) = &*self.inner.backups.running.lock().unwrap_or_else(PoisonError::into_inner) {
            progress.cancel();
        }
        Ok(Nothing {})
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn verify_backup(&self, request: VerifyBackupRequest) -> Result<BackupMadeView, ErrorView> {
        let checked = async {
            let fact = self.check_backup(&asked(&request.file)?, request.passphrase.as_ref()).await?;
            Ok(BackupMadeView { words: self.made_words("backup-whole", &fact), backup: self.backup_view().await? })
        };
        checked.await.map_err(|error: AppError| self.said(&error))
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn restore_backup(&self, request: RestoreBackupRequest) -> Result<RestoredView, ErrorView> {
        let own = request.own_passphrase.as_ref();
        let restored = async { self.restore(&asked(&request.file)?, &request.passphrase, request.replace, own).await };
        let fact = restored.await.map_err(|error| self.said(&error))?;
        let start = self.start_view().await?;
        self.follow_kept_link().await;
        Ok(RestoredView { words: self.made_words("backup-restored", &fact.backup), start })
    }

    fn made_words(&self, id: &str, fact: &BackupFact) -> String {
        let words = self.words();
        let now = self.now();
        let made = fact.created_at.to_offset(now.offset());
        let (day, time) = (dates::day_and_month(&words, made.date(), now.date()), dates::clock(made.time()));
        let args = [
            ("day", Arg::Text(&day)),
            ("time", Arg::Text(&time)),
            ("children", Arg::count(fact.holds.students)),
            ("changes", Arg::count(fact.holds.changes)),
        ];
        words.say_with(id, &args)
    }
}

/// A path from the window: whole, since nobody there knows which folder the program stands in.
fn asked(path: &str) -> Result<PathBuf, AppError> {
    let path = PathBuf::from(path.trim());
    if path.is_absolute() { Ok(path) } else { Err(AppError::Request("error-backup-path")) }
}

#[cfg(test)]
mod tests;
