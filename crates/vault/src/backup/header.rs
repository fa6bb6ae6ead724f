//! The open part of a backup: what it is, when and by which version it was made, and its locked key. Nothing of a child.

use std::io::{Read, Write};

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use zeroize::Zeroizing;

use super::{BackupError, BackupLock, Unlock};
use crate::key::{Derivation, Key, random};
use crate::{VaultError, row, schema};

pub(super) const MAGIC: &[u8; 16] = b"PEREMENA BACKUP\n";
/// The format that this program writes, and the newest it reads.
pub(super) const FORMAT: u32 = 1;
/// A header is of a few hundred bytes.
const LONGEST: usize = 16 * 1024;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) format: u32,
    /// Version of the app that made it.
    pub(super) app: String,
    #[serde(with = "time::serde::rfc3339")]
    pub(super) created_at: OffsetDateTime,
    /// Shape of the rows, as [`schema::known`] counts.
    pub(super) shape: i64,
    derivation: Derivation,
    nonce: String,
    sealed: String,
}

/// SHA-256 of the header as it stands in the file; every chunk is bound to it.
pub(super) type Bound = [u8; 32];

impl Header {
    /// A header for a new backup, and the key of the backup that is locked in it.
    pub(super) fn new(
        lock: &BackupLock,
        created_at: OffsetDateTime,
        app: &str,
        shape: i64,
    ) -> Result<(Header, Key), VaultError> {
        let (key, nonce): (Key, [u8; 24]) = (Key::random()?, random()?);
        let sealed = cipher(&lock.key)
            .encrypt(XNonce::from_slice(&nonce), Payload { msg: key.bytes(), aad: MAGIC })
            .map_err(|_| VaultError::Store("the key cannot be locked".into()))?;
        let header = Header {
            format: FORMAT,
            app: app.to_owned(),
            created_at,
            shape,
            derivation: lock.derivation.clone(),
            nonce: hex::encode(nonce),
            sealed: hex::encode(sealed),
        };
        Ok((header, key))
    }

    /// Whether its key is locked with the key of this derivation.
    pub(super) fn is_of(&self, derivation: &Derivation) -> bool {
        self.derivation == *derivation
    }

    /// The key of the backup. As slow as opening a file with a passphrase.
    pub(super) fn unlock(&self, unlock: &Unlock) -> Result<Key, BackupError> {
        let mut nonce = [0; 24];
        hex::decode_to_slice(&self.nonce, &mut nonce).map_err(|_| BackupError::Damaged)?;
        let sealed = hex::decode(&self.sealed).map_err(|_| BackupError::Damaged)?;
        let locking = unlock.key(&self.derivation)?;
        let opened = cipher(&locking)
            .decrypt(XNonce::from_slice(&nonce), Payload { msg: &sealed, aad: MAGIC })
            .map(Zeroizing::new)
            .map_err(|_| BackupError::WrongPassphrase)?;
        Key::from_bytes(&opened).ok_or(BackupError::WrongPassphrase)
    }

    pub(super) fn write(&self, to: &mut impl Write) -> Result<Bound, BackupError> {
        let text = row::json(self)?;
        let length = u32::try_from(text.len()).map_err(|_| BackupError::Damaged)?;
        let parts: [&[u8]; 3] = [MAGIC, &length.to_be_bytes(), text.as_bytes()];
        let bound = hash(parts);
        for part in parts {
            to.write_all(part)?;
        }
        to.write_all(&bound)?;
        Ok(bound)
    }

    /// Reads the open part and leaves the chunks.
    pub(super) fn read(from: &mut impl Read) -> Result<(Header, Bound), BackupError> {
        magic(from)?;
        let mut length = [0; 4];
        from.read_exact(&mut length)?;
        let long = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
        if long > LONGEST {
            return Err(BackupError::Damaged);
        }
        let mut text = vec![0; long];
        from.read_exact(&mut text)?;
        let mut bound: Bound = [0; 32];
        from.read_exact(&mut bound)?;
        if hash([MAGIC, &length, &text]) != bound {
            return Err(BackupError::Damaged);
        }
        // Its maker before its rest: another format may say the rest in another way.
        let Maker { format, app } = serde_json::from_slice(&text).map_err(|_| BackupError::Damaged)?;
        if format > FORMAT {
            return Err(BackupError::Newer { app });
        }
        let header: Header = serde_json::from_slice(&text).map_err(|_| BackupError::Damaged)?;
        match header.shape {
            shape if shape > schema::known() => Err(BackupError::Newer { app }),
            shape if shape < 1 => Err(BackupError::Damaged),
            _ => Ok((header, bound)),
        }
    }
}

#[derive(Deserialize)]
struct Maker {
    format: u32,
    app: String,
}

/// Reads the first bytes, and tells nothing, something else and a piece of a backup apart.
fn magic(from: &mut impl Read) -> Result<(), BackupError> {
    let mut first = Vec::with_capacity(MAGIC.len());
    from.take(MAGIC.len() as u64).read_to_end(&mut first)?;
    match first.as_slice() {
        [] => Err(BackupError::Empty),
        whole if whole == MAGIC => Ok(()),
        piece if MAGIC.starts_with(piece) => Err(BackupError::Damaged),
        _ => Err(BackupError::Foreign),
    }
}

fn hash(parts: [&[u8]; 3]) -> Bound {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().into()
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.bytes().into())
}
