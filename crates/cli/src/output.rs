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
            ErrorCode::Cancelled | ErrorCode::Locked | ErrorCode::Other => (OTHER, "other"),
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
            ProfileState::NoAccess | ProfileState::Locked | ProfileState::Ready | ProfileState::Welcome => "storage",
        };
        Failure { exit: STORAGE, code, message }
    }

    /// Prints it and gives the exit code.
    pub(crate) fn print(&self, json: bool) -> u8 {
        complain(&self.message);
        if json {
            print(&json!({ "error": { "code": self.code, "message": self.message } }));
        }
        self.exit
    }
}

/// Whether a sign tells a terminal to do something, or to show other signs in another way. What a school sends may
/// hold any.
fn commands(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// One line for people: without any such sign.
pub(crate) fn plain(text: &str) -> String {
    let seen = |sign: char| match sign {
        '\n' | '\r' | '\t' => ' ',
        sign if commands(sign) => char::REPLACEMENT_CHARACTER,
        sign => sign,
    };
    text.replace("\r\n", "\n").chars().map(seen).collect()
}

/// JSON that says the same, with such signs written as escapes. (Those below U+0020 are by JSON itself; those between
/// its words are its own.)
pub(crate) fn safe(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for sign in json.chars() {
        if commands(sign) && sign != '\n' {
            safe.push_str(&format!("\\u{:04x}", u32::from(sign)));
        } else {
            safe.push(sign);
        }
    }
    safe
}

/// Words for people, on stderr.
pub(crate) fn complain(message: &str) {
    let lines: Vec<String> = message.lines().map(plain).collect();
    eprintln!("peremena-cli: {}", lines.join("\n"));
}

/// Prints one JSON document on stdout.
pub(crate) fn print<T: Serialize>(value: &T) {
    match serde_json::to_string_pretty(value) {
        // A closed pipe leaves nobody to tell.
        Ok(text) => drop(writeln!(std::io::stdout(), "{}", safe(&text))),
        Err(error) => complain(&error.to_string()),
    }
}

/// Logs go to stderr, warnings only unless RUST_LOG says otherwise.
pub(crate) fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).init();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_told_nothing() {
        assert_eq!(plain("2\u{8}5 \u{1b}[31m\u{9b}2J\u{202e}x\r\ny"), "2\u{fffd}5 \u{fffd}[31m\u{fffd}2J\u{fffd}x y");
        let text = "\u{9b}31m \u{202e}5\u{7f} \u{1b}[m Алгебра\n👨‍👩‍👧";
        let json = safe(&serde_json::to_string(text).unwrap_or_default());
        assert!(!json.chars().any(commands), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).ok().as_deref(), Some(text));
    }
}
