//! A tiny summary beside the file, for widgets and watch faces: sealed with a key of its own, so that who draws it
//! need not open the diary, and with what it holds the diary cannot be opened.
//!
//! `peremena.db.summary`: a byte of version, a nonce of 24 bytes, XChaCha20-Poly1305. Its key is made from the file's
//! key, one way; it goes with the profile's other files.

use std::{fs, io::Write, path::Path, sync::Arc};

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;
use zeroize::Zeroizing;

use crate::connect::Door;
use crate::home::Home;
use crate::key::{FileId, Key};
use crate::{KeySource, Vault, VaultError, open};

const VERSION: u8 = 1;
const NONCE: usize = 24;
/// What a widget draws fits many times over; more was not written by us.
const LARGEST: u64 = 256 * 1024;

/// What seals the summary of one file.
pub(crate) struct Summary {
    home: Home,
    key: Zeroizing<[u8; 32]>,
    id: FileId,
    /// Held by who writes.
    turn: Arc<Mutex<()>>,
}

impl Summary {
    pub(crate) fn of(home: Home, key: &Key, id: &FileId) -> Summary {
        // The key has 256 random bits: one hash makes another of it, and does not lead back.
        let mut hash = Sha256::new();
        hash.update(b"peremena summary key 1\0");
        hash.update(id.text());
        hash.update(key.bytes());
        Summary { home, key: Zeroizing::new(hash.finalize().into()), id: id.clone(), turn: Arc::default() }
    }

    /// The file whose summary it is.
    pub(crate) fn id(&self) -> &FileId {
        &self.id
    }

    /// Replaces what was there in one step. Under a name of its own: the app and a command beside it may write at once.
    fn write(&self, text: &[u8]) -> Result<(), VaultError> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| VaultError::Io("no random numbers".into()))?;
        let sealed = self
            .cipher()
            .encrypt(XNonce::from_slice(&nonce), self.payload(text))
            .map_err(|_| VaultError::Store("the summary cannot be sealed".into()))?;
        let place = self.home.summary();
        let folder = place.parent().ok_or_else(|| VaultError::Io("the profile has no folder".into()))?;
        // For the user alone, and gone where it does not come to its place.
        let mut unfinished = tempfile::Builder::new().prefix("peremena.db.summary.").tempfile_in(folder)?;
        unfinished.write_all(&[&[VERSION], &nonce[..], &sealed].concat())?;
        // A summary that is lost in a power cut is written with the next sync: nothing waits for the disk.
        unfinished.persist(place).map_err(|error| error.error)?;
        Ok(())
    }

    /// None where there is none, or none that this key opens: it is drawn as "nothing yet".
    fn read(&self) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        let path = self.home.summary();
        match fs::metadata(&path) {
            Ok(file) if file.len() <= LARGEST => {}
            Ok(_) => return Ok(None),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        let bytes = fs::read(&path)?;
        let (Some((&VERSION, rest)), true) = (bytes.split_first(), bytes.len() > 1 + NONCE) else { return Ok(None) };
        let (nonce, sealed) = rest.split_at(NONCE);
        Ok(self.cipher().decrypt(XNonce::from_slice(nonce), self.payload(sealed)).map(Zeroizing::new).ok())
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.key.as_slice().into())
    }

    fn payload<'a>(&'a self, msg: &'a [u8]) -> Payload<'a, 'a> {
        Payload { msg, aad: self.id.bytes() }
    }
}

impl Vault {
    pub(crate) fn with_summary(self, door: &Door) -> Vault {
        if let Some(folder) = door.path.parent() {
            // Set once, right after opening.
            let _ = self.inner.summary.set(Summary::of(Home::new(folder), &door.key, &door.id));
        }
        self
    }

    /// Replaces the summary for widgets; of several at once, that of the last call stays. In memory there is none, and
    /// nothing is done.
    ///
    /// # Errors
    /// [`VaultError::Io`] and [`VaultError::Full`]: the one before stays.
    pub async fn put_summary(&self, text: Zeroizing<Vec<u8>>) -> Result<(), VaultError> {
        let Some(summary) = self.inner.summary.get() else { return Ok(()) };
        let turn = summary.turn.clone().lock_owned().await;
        let vault = self.clone();
        let written = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            vault.inner.summary.get().map_or(Ok(()), |summary| summary.write(&text))
        });
        written.await.map_err(|error| VaultError::Store(error.to_string()))?
    }

    /// Reads a profile's summary without opening its file. None where there is none yet.
    ///
    /// # Errors
    /// Those of the key, as [`Vault::open`].
    pub async fn read_summary(profile: &Path, source: KeySource) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        let home = Home::new(profile);
        if !home.summary().exists() {
            return Ok(None);
        }
        let door = open::door(&home, &source).await?;
        Summary::of(home, &door.key, &door.id).read()
    }
}
