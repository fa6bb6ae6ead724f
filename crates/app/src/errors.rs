//! Errors, and how they are said.

use peremena_notify::{Arg, Words};
use peremena_school::SchoolError;
use peremena_sync::SyncFault;
use peremena_vault::{BackupError, KeyTrouble, VaultError};
use thiserror::Error;

use crate::{
    App,
    views::{ErrorCode, ErrorView, TroubleView},
};

/// What went wrong in a command.
#[derive(Debug, Error)]
pub enum AppError {
    /// The school.
    #[error(transparent)]
    School(#[from] SchoolError),
    /// A sign-in was refused: the message of the way that was tried.
    #[error("sign-in refused")]
    Refused(&'static str),
    /// The file.
    #[error(transparent)]
    Store(#[from] VaultError),
    /// A backup.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// A question about letters.
    #[error("letters: {fault}")]
    Letters {
        /// What went wrong.
        fault: SyncFault,
        /// Name of the school system.
        system: String,
    },
    /// The file is not open.
    #[error("the diary is not open")]
    Closed,
    /// What was asked makes no sense; the message says why.
    #[error("request: {0}")]
    Request(&'static str),
    /// A file holds several certificates, with whom the first of them name.
    #[error("several certificates in one file")]
    SeveralAuthorities(Vec<String>),
    /// The last account has signed out, and another process keeps the empty file open.
    #[error("the empty file is still open elsewhere")]
    StillOpen,
    /// The sign-in window was closed.
    #[error("cancelled")]
    Cancelled,
    /// The window is locked.
    #[error("the window is locked")]
    Locked,
    /// There is no window to sign in through a page.
    #[error("no page here")]
    NoPage,
}

impl App {
    /// The error as the UI gets it.
    pub fn said(&self, error: &AppError) -> ErrorView {
        let words = self.words();
        let (code, message, retry_after) = match error {
            AppError::School(SchoolError::Refused(_)) => (ErrorCode::Credentials, words.say("error-page"), None),
            AppError::School(fault) => {
                let trouble = trouble(&words, fault_word(fault), "", false);
                let wait = fault.retry_after().map(|wait| wait.as_secs());
                (ErrorCode::School, format!("{} {}", trouble.what, trouble.todo), wait)
            }
            AppError::Refused(message) => (ErrorCode::Credentials, words.say(message), None),
            AppError::Store(VaultError::WrongKey) => (ErrorCode::Storage, words.say("error-passphrase"), None),
            AppError::Store(VaultError::Busy) => (ErrorCode::Storage, words.say("error-busy"), None),
            AppError::Store(_) => (ErrorCode::Storage, words.say("error-storage"), None),
            AppError::Backup(error) => {
                let (code, message) = backup(&words, error);
                (code, message, None)
            }
            AppError::Letters { fault, system } => {
                let code = match fault.word() {
                    "credentials" => ErrorCode::Credentials,
                    "storage" => ErrorCode::Storage,
                    _ => ErrorCode::School,
                };
                let todo = match code {
                    ErrorCode::Credentials => "letters-todo-sign-in",
                    _ => "letters-todo",
                };
                let message = format!("{} {}", letters(&words, fault, system), words.say(todo));
                (code, message, fault.retry_after().map(|wait| wait.as_secs()))
            }
            AppError::Closed => (ErrorCode::Storage, words.say("error-closed"), None),
            AppError::Request(message) => (ErrorCode::Request, words.say(message), None),
            AppError::SeveralAuthorities(names) => {
                let names: Vec<String> = names.iter().map(|name| format!("«{name}»")).collect();
                let message = words.say_with("error-authority-several", &[("names", Arg::Text(&names.join(", ")))]);
                (ErrorCode::Request, message, None)
            }
            AppError::StillOpen => (ErrorCode::Storage, words.say("error-still-open"), None),
            AppError::Cancelled => (ErrorCode::Cancelled, words.say("error-cancelled"), None),
            AppError::Locked => (ErrorCode::Locked, words.say("error-locked"), None),
            AppError::NoPage => (ErrorCode::Request, words.say("error-no-page"), None),
        };
        tracing::info!(%error, "a command failed");
        ErrorView { code, message, retry_after }
    }

    pub(crate) fn no_such_request(&self) -> ErrorView {
        self.said(&AppError::Request("error-request"))
    }
}

/// What is wrong with a backup, and one thing to do.
fn backup(words: &Words, error: &BackupError) -> (ErrorCode, String) {
    let (code, id) = match error {
        BackupError::WrongPassphrase => (ErrorCode::Storage, "error-backup-passphrase"),
        BackupError::Damaged => (ErrorCode::Storage, "error-backup-damaged"),
        BackupError::Foreign => (ErrorCode::Storage, "error-backup-foreign"),
        BackupError::Empty => (ErrorCode::Storage, "error-backup-empty"),
        BackupError::Newer { app } => {
            return (ErrorCode::Storage, words.say_with("error-backup-newer", &[("version", Arg::Text(app))]));
        }
        BackupError::NoFile => (ErrorCode::Request, "error-backup-no-file"),
        BackupError::NoFolder => (ErrorCode::Request, "error-backup-no-folder"),
        BackupError::InTheWay => (ErrorCode::Request, "error-backup-in-the-way"),
        BackupError::Occupied => (ErrorCode::Request, "error-backup-occupied"),
        BackupError::Cancelled => (ErrorCode::Cancelled, "error-backup-cancelled"),
        BackupError::Vault(VaultError::Full) => (ErrorCode::Storage, "error-backup-full"),
        BackupError::Vault(VaultError::WrongKey) => (ErrorCode::Storage, "error-passphrase"),
        BackupError::Vault(VaultError::KeyUnavailable(KeyTrouble::PassphraseNeeded)) => {
            (ErrorCode::Storage, "error-backup-own-passphrase")
        }
        BackupError::Vault(VaultError::Busy) => (ErrorCode::Storage, "error-backup-busy"),
        BackupError::Vault(_) => (ErrorCode::Storage, "error-storage"),
    };
    (code, words.say(id))
}

/// What is wrong with a school that was asked about letters.
pub(crate) fn letters(words: &Words, fault: &SyncFault, system: &str) -> String {
    match fault.word() {
        "forbidden" => words.say_with("letters-forbidden", &[("system", Arg::Text(system))]),
        word => trouble(words, word, system, false).what,
    }
}

pub(crate) fn fault_word(error: &SchoolError) -> &'static str {
    SyncFault::School(error.clone()).word()
}

/// What is wrong, by the word of a [`SyncFault`], and one thing to do. `system` is the school system's name.
pub(crate) fn trouble(words: &Words, word: &str, system: &str, with_sign_in: bool) -> TroubleView {
    let known = words.has(&format!("trouble-{word}"));
    let word = if known { word } else { "unreachable" };
    let args = [("system", Arg::Text(system))];
    TroubleView {
        what: words.say_with(&format!("trouble-{word}"), &args),
        todo: words.say_with(&format!("trouble-{word}-todo"), &args),
        sign_in: with_sign_in && word == "credentials",
        next_try: None,
    }
}
