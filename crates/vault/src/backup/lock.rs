//! What closes a backup: the key that a passphrase makes.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::BackupError;
use crate::key::{Derivation, Key};
use crate::open::off_the_runtime;
use crate::{Passphrase, Vault, VaultError, row};

/// Where the lock of the scheduled copies is kept, in the encrypted file.
const SETTING: &str = "device.backup_lock";

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
}
