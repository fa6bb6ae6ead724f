//! Which update may be installed. Pure: bytes in, a verdict out; nothing is fetched here, and nothing is installed.
//!
//! A release is one list of its files, as JSON, signed with minisign (Ed25519 over BLAKE2b). One signature stands for
//! all files, so none of another release can be slipped in among them.
//!
//! ```json
//! {"app": "app.peremena.Peremena", "version": "0.2.0",
//!  "files": {"peremena_0.2.0_amd64.deb": {"bytes": 5242880, "sha256": "…"}}}
//! ```
//!
//! Promises: what is not signed with the given key, was changed, is cut short, belongs to another app, or is not newer
//! than what runs is refused; so is a file that the list does not name.

use std::collections::BTreeMap;

use minisign_verify::{PublicKey, Signature};
pub use semver::Version;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use thiserror::Error;

/// minisign's public key of our releases, in base64: none was made yet (docs/decisions/0017).
pub const KEY: Option<&str> = None;

/// Whose list it is: that of another app, signed with the same key, is not ours.
pub const APP: &str = "app.peremena.Peremena";

/// What a release's list is called beside its files; with `.minisig` behind it, its signature.
pub const LIST: &str = "release.json";

/// A list names some dozen files; more bytes were not written by us.
pub const LARGEST: usize = 64 * 1024;

/// Why an update is refused.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Refused {
    /// The key in the app makes no sense.
    #[error("the public key cannot be read")]
    Key,
    /// There is no signature, or it is none of this key over this list.
    #[error("the release is not signed by us")]
    Unsigned,
    /// Signed, and yet no list of a release of this app.
    #[error("the list of the release cannot be read")]
    Strange,
    /// Older than what runs, or the same: an old hole is not to be brought back.
    #[error("{offered} is not newer than {running}")]
    NotNewer {
        /// What is offered.
        offered: Version,
        /// What runs.
        running: Version,
    },
    /// The list does not name this file.
    #[error("the release has no such file")]
    Unknown,
    /// Not the bytes that were signed.
    #[error("the file is not the one that was signed")]
    Changed,
}

/// A release whose list was signed, and which is newer than what runs.
#[derive(Debug, PartialEq, Eq)]
pub struct Release {
    version: Version,
    files: BTreeMap<String, Listed>,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
struct Listed {
    bytes: u64,
    sha256: String,
}

#[derive(Deserialize)]
struct List {
    app: String,
    version: Version,
    files: BTreeMap<String, Listed>,
}

impl Release {
    /// Reads a list. `key` is minisign's public key in base64, `signature` the text of its file, `running` the version
    /// that runs.
    ///
    /// # Errors
    /// As [`Refused`] says; nothing of the list is looked at before its signature holds.
    pub fn verified(list: &[u8], signature: &str, key: &str, running: &Version) -> Result<Release, Refused> {
        let key = PublicKey::from_base64(key).map_err(|_| Refused::Key)?;
        let signature = Signature::decode(signature).map_err(|_| Refused::Unsigned)?;
        if list.len() > LARGEST {
            return Err(Refused::Strange);
        }
        // No legacy signatures: over the bytes themselves, not their hash.
        key.verify(list, &signature, false).map_err(|_| Refused::Unsigned)?;
        let List { app, version, files } = serde_json::from_slice(list).map_err(|_| Refused::Strange)?;
        if app != APP {
            return Err(Refused::Strange);
        }
        // By precedence: what follows a plus says nothing of which is newer.
        if version.cmp_precedence(running).is_le() {
            return Err(Refused::NotNewer { offered: version, running: running.clone() });
        }
        Ok(Release { version, files })
    }

    /// The version.
    pub fn version(&self) -> &Version {
        &self.version
    }

    /// How many bytes the file of this name has, so that nobody need read more.
    ///
    /// # Errors
    /// [`Refused::Unknown`].
    pub fn length(&self, name: &str) -> Result<u64, Refused> {
        self.files.get(name).map(|listed| listed.bytes).ok_or(Refused::Unknown)
    }

    /// Whether these are the bytes of the file of this name.
    ///
    /// # Errors
    /// [`Refused::Unknown`] and [`Refused::Changed`].
    pub fn accepts(&self, name: &str, bytes: &[u8]) -> Result<(), Refused> {
        let listed = self.files.get(name).ok_or(Refused::Unknown)?;
        let same = u64::try_from(bytes.len()) == Ok(listed.bytes)
            && hex::encode(Sha256::digest(bytes)).eq_ignore_ascii_case(&listed.sha256);
        if same { Ok(()) } else { Err(Refused::Changed) }
    }
}

#[cfg(test)]
mod tests;
