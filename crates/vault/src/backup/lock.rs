//! What closes a backup: the key that a passphrase makes.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use zeroize::Zeroizing;

use super::BackupError;
use super::header::Header;
use super::verify::open;
use crate::key::{Derivation, Key, random};
use crate::open::off_the_runtime;
use crate::{Passphrase, Vault, VaultError, row};

/// Where the lock of the scheduled copies is kept, in the encrypted file.
const SETTING: &str = "device.backup_lock";

/// Where the name of this profile's copies is kept.
const COPIES: &str = "device.backup_copies";

/// The key that a passphrase makes, with the salt it was made with. It closes any number of backups: each has a key of
/// its own, which this one locks. Kept for copies at set times, in place of the passphrase, which is kept nowhere.
#[derive(Clone)]
pub struct BackupLock {
    pub(super) derivation: Derivation,
    pub(super) key: Key,
}

/// As it stands in the encrypted file.
#[derive(Serialize, Deserialize)]
struct Kept {
    derivation: Derivation,
    key: Zeroizing<String>,
}

impl BackupLock {
    /// The lock of a passphrase, with a fresh salt. As slow as opening a file with a passphrase.
    ///
    /// # Errors
    /// Where the system has no random numbers or no memory for it.
    pub async fn of_passphrase(passphrase: &Passphrase) -> Result<BackupLock, VaultError> {
        let passphrase = passphrase.clone();
        off_the_runtime(move || {
            let derivation = Derivation::fresh()?;
            let key = derivation.derive(&passphrase)?;
            Ok(BackupLock { derivation, key })
        })
        .await
    }
}

impl BackupLock {
    /// Whether the backup at `file` was closed with this very lock; false where there is none that can be read. Reads
    /// a few hundred bytes, and not for an async thread.
    pub fn closes(&self, file: &Path) -> bool {
        let header = open(file).and_then(|mut file| Header::read(&mut file));
        header.is_ok_and(|(header, _)| header.is_of(&self.derivation))
    }
}

/// What opens a backup.
#[derive(Clone)]
pub enum Unlock {
    /// The passphrase it was made with.
    Passphrase(Passphrase),
    /// The very lock it was made with; it opens no backup of another salt.
    Lock(BackupLock),
}

impl Unlock {
    /// The key of the derivation that a header names. Slow, and not for an async thread.
    pub(super) fn key(&self, derivation: &Derivation) -> Result<Key, BackupError> {
        match self {
            // One that we do not know, or that would eat the machine, is none of ours.
            Unlock::Passphrase(passphrase) => derivation.derive(passphrase).map_err(|_| BackupError::Damaged),
            Unlock::Lock(lock) if lock.derivation == *derivation => Ok(lock.key.clone()),
            Unlock::Lock(_) => Err(BackupError::WrongPassphrase),
        }
    }
}

impl Vault {
    /// Keeps the lock of the copies at set times; none forgets it. It is in no backup.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn put_backup_lock(&self, lock: Option<&BackupLock>) -> Result<(), VaultError> {
        let kept = match lock {
            Some(BackupLock { derivation, key }) => {
                let kept = Kept { derivation: derivation.clone(), key: Zeroizing::new(hex::encode(key.bytes())) };
                Zeroizing::new(row::json(&kept)?)
            }
            None => {
                sqlx::query("DELETE FROM setting WHERE key = ?1").bind(SETTING).execute(self.writer()).await?;
                return Ok(());
            }
        };
        sqlx::query("INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2")
            .bind(SETTING)
            .bind(kept.as_str())
            .execute(self.writer())
            .await?;
        Ok(())
    }

    /// The lock of the copies at set times, where one is kept.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn backup_lock(&self) -> Result<Option<BackupLock>, VaultError> {
        let text: Option<String> = sqlx::query_scalar("SELECT value FROM setting WHERE key = ?1")
            .bind(SETTING)
            .fetch_optional(self.reader())
            .await?;
        let Some(text) = text.map(Zeroizing::new) else { return Ok(None) };
        let unreadable = || row::unreadable("the lock of the backups");
        let kept: Kept = serde_json::from_str(&text).map_err(|_| unreadable())?;
        let mut bytes = Zeroizing::new([0; 32]);
        hex::decode_to_slice(kept.key.as_str(), bytes.as_mut_slice()).map_err(|_| unreadable())?;
        let key = Key::from_bytes(bytes.as_slice()).ok_or_else(unreadable)?;
        Ok(Some(BackupLock { derivation: kept.derivation, key }))
    }

    /// What tells this profile's copies from another's in the same folder: eight hex digits, made when they are first
    /// asked for. They say nothing of the family, and are in no backup: who restores one makes copies of its own.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn copies_id(&self) -> Result<String, VaultError> {
        if let Some(Value::String(id)) = self.setting(COPIES).await? {
            return Ok(id);
        }
        // Whoever comes second takes what the first has written.
        sqlx::query("INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO NOTHING")
            .bind(COPIES)
            .bind(row::json(&hex::encode(random::<4>()?))?)
            .execute(self.writer())
            .await?;
        match self.setting(COPIES).await? {
            Some(Value::String(id)) => Ok(id),
            _ => Err(row::unreadable("the name of the copies")),
        }
    }
}
