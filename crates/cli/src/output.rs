//! What goes to stdout, what goes to stderr, and the exit codes.

use std::io::Write;

use peremena_app::{
    BackupError, VaultError,
    views::{ErrorCode, ErrorView, ProfileState},
};
use serde::Serialize;
use serde_json::json;
use tracing_subscriber::EnvFilter;

/// Anything else.
pub(crate) const OTHER: u8 = 1;
/// What was asked makes no sense.
pub(crate) const USAGE: u8 = 2;
/// Credentials refused or expired.
pub(crate) const CREDENTIALS: u8 = 3;
/// School not reachable, or not answering as a school.
pub(crate) const SCHOOL: u8 = 4;
/// The encrypted file.
pub(crate) const STORAGE: u8 = 5;

/// A command that failed.
#[derive(Debug)]
pub(crate) struct Failure {
    pub exit: u8,
    pub code: &'static str,
    pub message: String,
}

impl Failure {
    pub(crate) fn usage(message: impl Into<String>) -> Failure {
        Failure { exit: USAGE, code: "usage", message: message.into() }
    }

    pub(crate) fn other(message: impl Into<String>) -> Failure {
        Failure { exit: OTHER, code: "other", message: message.into() }
    }

    pub(crate) fn of(said: ErrorView) -> Failure {
        let (exit, code) = match said.code {
            ErrorCode::Credentials => (CREDENTIALS, "credentials"),
            ErrorCode::School => (SCHOOL, "school"),
            ErrorCode::Storage => (STORAGE, "storage"),
            ErrorCode::Request => (USAGE, "usage"),
            ErrorCode::Cancelled | ErrorCode::Other => (OTHER, "other"),
        };
        Failure { exit, code, message: said.message }
    }

    /// What is wrong with a backup.
    pub(crate) fn of_backup(error: &BackupError, said: ErrorView) -> Failure {
        let code = match error {
            BackupError::WrongPassphrase | BackupError::Vault(VaultError::WrongKey) => "wrong_key",
            BackupError::Damaged | BackupError::Vault(VaultError::Damaged) => "damaged",
            BackupError::Foreign | BackupError::Empty => "foreign",
            BackupError::Newer { .. } | BackupError::Vault(VaultError::Newer { .. }) => "newer",
            BackupError::Vault(VaultError::KeyUnavailable(_)) => "key",
            BackupError::Vault(_) => "storage",
            BackupError::NoFile
            | BackupError::NoFolder
            | BackupError::InTheWay
            | BackupError::Occupied
            | BackupError::Cancelled => return Failure::of(said),
        };
        Failure { exit: STORAGE, code, message: said.message }
    }

    pub(crate) fn storage(state: ProfileState, message: String) -> Failure {
        let code = match state {
            ProfileState::WrongKey => "wrong_key",
            ProfileState::Damaged => "damaged",
            ProfileState::Newer => "newer",
            ProfileState::AwaitKey | ProfileState::ChoosePassphrase | ProfileState::EnterPassphrase => "key",
            ProfileState::NoAccess | ProfileState::Ready | ProfileState::Welcome => "storage",
        };
        Failure { exit: STORAGE, code, message }
    }

    /// Prints it and gives the exit code.
    pub(crate) fn print(&self, json: bool) -> u8 {
        eprintln!("peremena-cli: {}", self.message);
        if json {
            print(&json!({ "error": { "code": self.code, "message": self.message } }));
        }
        self.exit
    }
}

/// Prints one JSON document on stdout.
pub(crate) fn print<T: Serialize>(value: &T) {
    match serde_json::to_string_pretty(value) {
        // A closed pipe leaves nobody to tell.
        Ok(text) => drop(writeln!(std::io::stdout(), "{text}")),
        Err(error) => eprintln!("peremena-cli: {error}"),
    }
}

/// Logs go to stderr, warnings only unless RUST_LOG says otherwise.
pub(crate) fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).init();
}
