//! Keys and passphrases: zeroed on drop, never printed.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{VaultError, open::off_the_runtime};

/// How a profile's key is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyStore {
    /// In the system's keyring.
    Keyring,
    /// Beside the file, locked with a passphrase.
    Passphrase,
    /// In the phone's own key store, which only the shell's native part can ask: it is given with each opening.
    Device,
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
    /// The key itself, from who keeps it. It opens the file however else the key is kept; a new file is made with it.
    Device(DeviceKey),
}

/// A file's own key, as the phone's key store has given it: 32 random bytes. Zeroed on drop, never printed.
#[derive(Clone)]
pub struct DeviceKey(Key);

impl DeviceKey {
    /// The key of these bytes; none where they are not 32, or all the same: that is no key but a mistake.
    pub fn new(bytes: &[u8]) -> Option<DeviceKey> {
        let first = bytes.first()?;
        Key::from_bytes(bytes).filter(|_| bytes.iter().any(|byte| byte != first)).map(DeviceKey)
    }

    pub(crate) fn key(&self) -> &Key {
        &self.0
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

impl KeySource {
    /// What of the three it is.
    pub fn store(&self) -> KeyStore {
        match self {
            KeySource::Keyring => KeyStore::Keyring,
            KeySource::Passphrase(_) => KeyStore::Passphrase,
            KeySource::Device(_) => KeyStore::Device,
        }
    }
}

/// The public name of one file: 16 random bytes in hex. It is the file's salt, so it stands in the first bytes of
/// the file, in the marker, and as the user of the keyring entry. It says nothing about the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct FileId([u8; 16]);

impl FileId {
    pub(crate) fn random() -> Result<FileId, VaultError> {
        Ok(FileId(random()?))
    }

    pub(crate) fn from_bytes(bytes: [u8; 16]) -> FileId {
        FileId(bytes)
    }

    pub(crate) fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    pub(crate) fn text(&self) -> String {
        hex::encode(self.0)
    }
}

impl TryFrom<String> for FileId {
    type Error = String;

    fn try_from(text: String) -> Result<FileId, String> {
        let mut bytes = [0; 16];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| "not a file id".to_owned())?;
        Ok(FileId(bytes))
    }
}

impl From<FileId> for String {
    fn from(id: FileId) -> String {
        id.text()
    }
}

/// The key of one file. Zeroed on drop; it has no `Debug`, so that nothing can print it. It stands in one place however
/// often it is handed on: what is moved stays on the stack as it was.
pub(crate) struct Key(Box<Zeroizing<[u8; 32]>>);

impl Key {
    /// Of no bytes yet: they are written where they stay.
    fn blank() -> Key {
        Key(Box::new(Zeroizing::new([0; 32])))
    }

    pub(crate) fn random() -> Result<Key, VaultError> {
        let mut key = Key::blank();
        fill(key.0.as_mut_slice())?;
        Ok(key)
    }

    /// For a new file: the one that the source holds, else one that nobody has had.
    pub(crate) fn fresh(source: &KeySource) -> Result<Key, VaultError> {
        match source {
            KeySource::Device(given) => Ok(given.key().clone()),
            KeySource::Keyring | KeySource::Passphrase(_) => Key::random(),
        }
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Key> {
        let mut key = Key::blank();
        (bytes.len() == key.0.len()).then(|| key.0.copy_from_slice(bytes))?;
        Some(key)
    }

    /// For the keyring, and for locking it.
    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The value of `PRAGMA key`: the raw key and the salt, so that a destroyed header does not hide the rest.
    pub(crate) fn pragma(&self, id: &FileId) -> Zeroizing<String> {
        let key = Zeroizing::new(hex::encode(self.0.as_slice()));
        Zeroizing::new(format!("\"x'{}{}'\"", key.as_str(), id.text()))
    }

    /// Tells this key from another without the file: with a key known right, a file that does not open is damaged.
    /// One way, and the key has 256 random bits: the value gives nothing away.
    pub(crate) fn check(&self, id: &FileId) -> String {
        let mut hash = Sha256::new();
        hash.update(b"peremena key check 1\0");
        hash.update(id.0);
        hash.update(self.0.as_slice());
        hex::encode(hash.finalize().iter().take(16).copied().collect::<Vec<u8>>())
    }
}

impl Clone for Key {
    fn clone(&self) -> Key {
        let mut key = Key::blank();
        key.0.copy_from_slice(self.bytes());
        key
    }
}

pub(crate) fn random<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut bytes = [0; N];
    fill(&mut bytes)?;
    Ok(bytes)
}

fn fill(bytes: &mut [u8]) -> Result<(), VaultError> {
    getrandom::fill(bytes).map_err(|_| VaultError::Io("no random numbers".into()))
}

/// Argon2id, above OWASP's table (19 MiB and 2 rounds, or 46 MiB and 1): 64 MiB, 3 rounds, 1 lane.
/// <https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html>
const MEMORY_KIB: u32 = 64 * 1024;
const ROUNDS: u32 = 3;
const LANES: u32 = 1;
/// A marker that asks for more was not written by us: opening must not eat the machine.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
const MOST_ROUNDS: u32 = 64;

/// What guessing is to cost: memory in KiB, and rounds over it.
#[cfg(not(feature = "quick-passphrases"))]
fn cost() -> (u32, u32) {
    (MEMORY_KIB, ROUNDS)
}

/// The same, but where a test asks for what costs next to nothing. A test of the command line starts the program
/// hundreds of times, and three quarters of what these took went into this.
#[cfg(feature = "quick-passphrases")]
fn cost() -> (u32, u32) {
    match std::env::var_os("PEREMENA_QUICK_PASSPHRASES") {
        Some(_) => (Params::MIN_M_COST, Params::MIN_T_COST),
        None => (MEMORY_KIB, ROUNDS),
    }
}

/// How a passphrase is made a key. Public as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Derivation {
    kdf: String,
    memory_kib: u32,
    rounds: u32,
    lanes: u32,
    salt: String,
}

impl Derivation {
    /// Ours, with a salt that nobody has used.
    pub(crate) fn fresh() -> Result<Derivation, VaultError> {
        let salt: [u8; 16] = random()?;
        let (memory_kib, rounds) = cost();
        Ok(Derivation { kdf: "argon2id".into(), memory_kib, rounds, lanes: LANES, salt: hex::encode(salt) })
    }

    /// The key. Takes about a third of a second of one core (much longer unoptimised): not on an async thread.
    pub(crate) fn derive(&self, passphrase: &Passphrase) -> Result<Key, VaultError> {
        let unknown = || VaultError::Store("the key is locked in an unknown way".into());
        if self.kdf != "argon2id" || self.memory_kib > MOST_MEMORY_KIB || self.rounds > MOST_ROUNDS {
            return Err(unknown());
        }
        let salt = hex::decode(&self.salt).map_err(|_| unknown())?;
        let params = Params::new(self.memory_kib, self.rounds, self.lanes, Some(32)).map_err(|_| unknown())?;
        let mut key = Key::blank();
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.0.as_bytes(), &salt, key.0.as_mut_slice())
            .map_err(|_| unknown())?;
        Ok(key)
    }
}

/// Tells whether somebody types the same words again, without keeping them: Argon2id as for a passphrase.
#[derive(Clone, Serialize, Deserialize)]
pub struct Verifier {
    #[serde(flatten)]
    derivation: Derivation,
    check: String,
}

impl Verifier {
    /// Of these words.
    ///
    /// # Errors
    /// Where the system has no random numbers.
    pub async fn of(words: Passphrase) -> Result<Verifier, VaultError> {
        off_the_runtime(move || {
            let derivation = Derivation::fresh()?;
            let check = digest(&derivation.derive(&words)?);
            Ok(Verifier { derivation, check })
        })
        .await
    }

    /// Whether these are the words. Takes about a third of a second.
    ///
    /// # Errors
    /// [`VaultError::Store`] where it was made in an unknown way.
    pub async fn fits(&self, words: Passphrase) -> Result<bool, VaultError> {
        let verifier = self.clone();
        off_the_runtime(move || Ok(digest(&verifier.derivation.derive(&words)?) == verifier.check)).await
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

/// Compared as hashes: how many of their bytes agree says nothing about the words.
fn digest(derived: &Key) -> String {
    let mut hash = Sha256::new();
    hash.update(b"peremena app lock 1\0");
    hash.update(derived.0.as_slice());
    hex::encode(hash.finalize())
}

/// A key locked with a passphrase: XChaCha20-Poly1305 under Argon2id. The passphrase can change without touching
/// the file. Public as a whole.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct LockedKey {
    #[serde(flatten)]
    derivation: Derivation,
    nonce: String,
    sealed: String,
}

impl LockedKey {
    /// Locks a key; as slow as [`Derivation::derive`].
    pub(crate) fn lock(key: &Key, passphrase: &Passphrase, id: &FileId) -> Result<LockedKey, VaultError> {
        let (derivation, nonce): (Derivation, [u8; 24]) = (Derivation::fresh()?, random()?);
        let payload = Payload { msg: key.bytes(), aad: &id.0 };
        let sealed = cipher(&derivation.derive(passphrase)?)
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|_| VaultError::Store("the key cannot be locked".into()))?;
        Ok(LockedKey { derivation, nonce: hex::encode(nonce), sealed: hex::encode(sealed) })
    }

    /// Unlocks the key; as slow as locking it.
    ///
    /// # Errors
    /// [`VaultError::WrongKey`] where the passphrase is another.
    pub(crate) fn unlock(&self, passphrase: &Passphrase, id: &FileId) -> Result<Key, VaultError> {
        let unreadable = |_| VaultError::Store("the locked key cannot be read".into());
        let mut nonce = [0; 24];
        hex::decode_to_slice(&self.nonce, &mut nonce).map_err(unreadable)?;
        let sealed = hex::decode(&self.sealed).map_err(unreadable)?;
        let opened = cipher(&self.derivation.derive(passphrase)?)
            .decrypt(XNonce::from_slice(&nonce), Payload { msg: &sealed, aad: &id.0 })
            .map(Zeroizing::new)
            .map_err(|_| VaultError::WrongKey)?;
        Key::from_bytes(&opened).ok_or(VaultError::WrongKey)
    }
}

fn cipher(wrapping: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(wrapping.bytes().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Also in a build for tests: a passphrase is cheap only where the one test says so.
    #[test]
    fn guessing_a_passphrase_costs_what_it_is_to_cost() {
        let derivation = Derivation::fresh().unwrap();
        assert_eq!((derivation.memory_kib, derivation.rounds), (64 * 1024, 3));
    }
}
