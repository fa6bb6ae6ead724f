//! The small plain file beside the database: which key opens it and how that key is kept. No secret stands in it.
//!
//! It is written twice (`profile.json`, `profile.copy.json`), since with a passphrase it is all that leads to the
//! key, and replaced by rename, so a crash leaves the old or the new one.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::home::{Home, beside};
use crate::key::{FileId, LockedKey};
use crate::{KeyStore, VaultError};

const NAMES: [&str; 2] = ["profile.json", "profile.copy.json"];
const VERSION: i64 = 1;

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Marker {
    version: i64,
    /// The file it belongs to.
    pub(crate) id: FileId,
    pub(crate) key_store: KeyStore,
    /// See [`crate::key::Key::check`].
    pub(crate) check: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) locked_key: Option<LockedKey>,
    /// The last account signed out: whoever comes next finishes the wipe.
    #[serde(default)]
    pub(crate) leaving: bool,
    /// The key is kept in another way by now, and the keyring was not yet seen to forget it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) to_forget: bool,
}

impl Marker {
    pub(crate) fn new(id: FileId, key_store: KeyStore, check: String, locked_key: Option<LockedKey>) -> Marker {
        Marker { version: VERSION, id, key_store, check, locked_key, leaving: false, to_forget: false }
    }

    /// The same, with whether the keyring is still to forget the key.
    pub(crate) fn forgetting(self, to_forget: bool) -> Marker {
        Marker { to_forget, ..self }
    }

    /// Whether the keyring has, or may have, the key.
    pub(crate) fn is_in_keyring(&self) -> bool {
        self.key_store == KeyStore::Keyring || self.to_forget
    }

    /// The marker; none where there is none, or none that makes sense.
    ///
    /// # Errors
    /// [`VaultError::Newer`] where a newer version of the app wrote it; [`VaultError::Io`] where the disk gives neither
    /// copy: a key that cannot be looked for is not gone.
    pub(crate) fn read(home: &Home) -> Result<Option<Marker>, VaultError> {
        #[derive(Deserialize)]
        struct Version {
            version: i64,
        }
        let mut unread = None;
        for name in NAMES {
            let text = match fs::read_to_string(home.file(name)) {
                Ok(text) => text,
                Err(error) => {
                    if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::InvalidData) {
                        unread = Some(error);
                    }
                    continue;
                }
            };
            let Ok(Version { version }) = serde_json::from_str(&text) else { continue };
            if version > VERSION {
                return Err(VaultError::Newer { found: version, known: VERSION });
            }
            if let Ok(marker) = serde_json::from_str(&text) {
                return Ok(Some(marker));
            }
        }
        unread.map_or(Ok(None), |error| Err(error.into()))
    }

    /// The marker of a file that is not in its place: restored, or set aside.
    pub(crate) fn read_at(path: &Path) -> Option<Marker> {
        serde_json::from_str(&fs::read_to_string(path).ok()?).ok()
    }

    /// Writes both copies.
    pub(crate) fn write(&self, home: &Home) -> Result<(), VaultError> {
        for name in NAMES {
            self.write_at(&home.file(name))?;
        }
        home.sync();
        Ok(())
    }

    /// Writes one copy, whole or not at all.
    pub(crate) fn write_at(&self, path: &Path) -> Result<(), VaultError> {
        let text =
            serde_json::to_string_pretty(self).map_err(|_| VaultError::Store("the marker cannot be written".into()))?;
        // Named by the process: two that put back a lost marker must not write into one file.
        let fresh = beside(path, &format!(".{}", std::process::id()));
        let mut file = Home::make_file(&fresh)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        Ok(fs::rename(&fresh, path)?)
    }

    pub(crate) fn remove(home: &Home) -> Result<(), VaultError> {
        for name in NAMES {
            match fs::remove_file(home.file(name)) {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}
