//! Keys and passphrases: zeroed on drop, never printed.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// How a profile's key is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyStore {
    /// In the system's keyring.
    Keyring,
    /// Beside the file, locked with a passphrase.
    Passphrase,
}

/// What the user types to open the file. Zeroed on drop, never printed.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes the words of the user.
    pub fn new(words: String) -> Passphrase {
        Passphrase(Zeroizing::new(words))
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

/// Where the key is to come from.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// The system's keyring.
    Keyring,
    /// A passphrase.
    Passphrase(Passphrase),
}
