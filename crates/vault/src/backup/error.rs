//! What can go wrong with a backup. Each has one clear action.

use thiserror::Error;

use crate::VaultError;

/// What can go wrong with a backup. No text holds a path, a name or a mark.
#[derive(Debug, Error)]
pub enum BackupError {
    /// The passphrase is another than the one the backup was made with.
    #[error("the passphrase does not open this backup")]
    WrongPassphrase,
    /// It is a backup, and it is not whole or was altered.
    #[error("the backup is damaged")]
    Damaged,
    /// It is not a backup of this app.
    #[error("the file is not a backup of Peremena")]
    Foreign,
    /// There is nothing in the file.
    #[error("the file is empty")]
    Empty,
    /// A newer version of the app made it.
    #[error("the backup was made by a newer version ({app})")]
    Newer {
        /// That version.
        app: String,
    },
    /// There is no such file.
    #[error("there is no such file")]
    NoFile,
    /// The folder for the backup is not there: a drive that is not plugged in, say.
    #[error("the folder is not there")]
    NoFolder,
    /// Where the backup is to be written stands a file that is none; it is not overwritten.
    #[error("a file that is no backup stands there")]
    InTheWay,
    /// The profile has a file, and nobody said that it may be set aside.
    #[error("the profile has a file already")]
    Occupied,
    /// Somebody called it off.
    #[error("cancelled")]
    Cancelled,
    /// The profile's own file, its key or the disk.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl From<std::io::Error> for BackupError {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            // What the seal, the packing and the lines say of bytes that are not as they were written.
            ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::UnexpectedEof => BackupError::Damaged,
            _ if error.get_ref().is_some_and(|inner| inner.is::<Stopped>()) => BackupError::Cancelled,
            _ => BackupError::Vault(error.into()),
        }
    }
}

/// The wish to stop, on its way through readers that know nothing of it.
#[derive(Debug, Error)]
#[error("cancelled")]
pub(super) struct Stopped;

impl From<sqlx::Error> for BackupError {
    fn from(error: sqlx::Error) -> Self {
        BackupError::Vault(error.into())
    }
}
