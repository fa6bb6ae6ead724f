//! What can go wrong, in the words the shells act on. No text holds a key, a name or a mark.

use std::sync::atomic::{AtomicBool, Ordering};

use thiserror::Error;

/// Whether a page of some file did not open in this process.
static IN_DOUBT: AtomicBool = AtomicBool::new(false);

/// Whether a connection is to be asked before it is used: one that met a page that does not open is of no use any more.
pub(crate) fn in_doubt() -> bool {
    IN_DOUBT.load(Ordering::Relaxed)
}

/// Whether a write was refused in this process because a connection may only read.
static REFUSED: AtomicBool = AtomicBool::new(false);

/// Whether a connection that writes is to be asked whether it may, before it is used.
pub(crate) fn was_refused() -> bool {
    REFUSED.load(Ordering::Relaxed)
}

/// Why the key of the file is not to be had right now. The file itself is untouched in every case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyTrouble {
    /// This system has no keyring, or none that answers: offer a passphrase.
    #[error("this system has no keyring")]
    NoKeyring,
    /// The keyring is locked: ask the user to unlock it, then try again.
    #[error("the keyring is locked")]
    Locked,
    /// The file is there and the keyring is open, but it has no key for the file. Offer a backup; never a new key.
    #[error("the keyring has no key for this file")]
    MissingKey,
    /// The keyring did not answer in time; it may be asking the user something. Try again: the question
    /// that is already under way is waited for, not asked a second time.
    #[error("the keyring did not answer in time")]
    TimedOut,
    /// This file is opened with a passphrase, and none was given.
    #[error("this file is opened with a passphrase")]
    PassphraseNeeded,
}

/// What can go wrong with the file. Each has one clear action.
#[derive(Debug, Error)]
pub enum VaultError {
    /// The key is not to be had right now; see the trouble.
    #[error("the key is not available: {0}")]
    KeyUnavailable(#[from] KeyTrouble),
    /// The passphrase, or the key in the keyring, is not the one this file was made with.
    #[error("the key does not belong to this file")]
    WrongKey,
    /// The key is right and the file is not whole: [`crate::Vault::recover`].
    #[error("the file is damaged")]
    Damaged,
    /// A newer version of the app made the file. It was not touched: update the app.
    #[error("the file was made by a newer version (its shape is {found}, known is {known})")]
    Newer {
        /// The shape of the file.
        found: i64,
        /// The newest shape that this program knows.
        known: i64,
    },
    /// The disk is full. Nothing of what was to be written is there.
    #[error("the disk is full")]
    Full,
    /// Another process holds the file. Nothing of what was to be written is there; try again.
    #[error("the file is in use")]
    Busy,
    /// The folder or the file cannot be read or written.
    #[error("the file cannot be read or written: {0}")]
    Io(String),
    /// Anything else the store says.
    #[error("the store failed: {0}")]
    Store(String),
}

impl From<std::io::Error> for VaultError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => VaultError::Full,
            // The kind alone: the full text may hold a path, and a path may hold a name.
            kind => VaultError::Io(kind.to_string()),
        }
    }
}

impl From<sqlx::Error> for VaultError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) => {
                let code = error.code().and_then(|code| code.parse::<i32>().ok()).unwrap_or(1);
                of_code(code, error.message())
            }
            sqlx::Error::PoolTimedOut => VaultError::Busy,
            sqlx::Error::PoolClosed => VaultError::Store("the vault is closed".into()),
            sqlx::Error::Io(error) => error.into(),
            other => VaultError::Store(other.to_string()),
        }
    }
}

/// That the connection may only read, or its file is closed to writing.
pub(crate) const READ_ONLY: i32 = 8;

/// SQLite's result codes: <https://www.sqlite.org/rescode.html>. The low byte is the primary code.
fn of_code(code: i32, message: &str) -> VaultError {
    // No words, no memory, no reading, no page, no file: all that SQLCipher has been seen to say of a bad page.
    if matches!(code & 0xff, 1 | 7 | 10 | 11 | 26) {
        IN_DOUBT.store(true, Ordering::Relaxed);
    }
    if code & 0xff == READ_ONLY {
        REFUSED.store(true, Ordering::Relaxed);
    }
    match code & 0xff {
        5 | 6 => VaultError::Busy,
        READ_ONLY | 10 | 14 => VaultError::Io(format!("code {code}")),
        11 | 26 => VaultError::Damaged,
        // A page whose seal is broken: SQLCipher answers with the plain error code and no words of its own
        // (`sqlcipher_codec_ctx_set_error`). A mistake in a statement always has words.
        1 if message == "SQL logic error" => VaultError::Damaged,
        13 => VaultError::Full,
        // SQLite's texts name tables and columns, never values.
        _ => VaultError::Store(format!("code {code}: {message}")),
    }
}
