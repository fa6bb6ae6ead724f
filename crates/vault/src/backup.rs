//! Backups: one encrypted file that holds what the profile holds, restorable on another machine without its keyring.
//!
//! Promises: rows are read in one snapshot, sealed as they are read, and never stand unsealed on a disk; a file takes
//! its place only after it was read back whole; one changed, missing, added or moved byte is found; memory does not
//! grow with the file; the header says when and by which version, never whose.
//!
//! The file, in this order:
//!
//! | bytes | what |
//! |---|---|
//! | 16 | `PEREMENA BACKUP\n` |
//! | 4 | length of the header, big endian |
//! | … | the header, JSON: format, version of the app, time, shape, how the passphrase is made a key, the locked key |
//! | 32 | SHA-256 of all before it: tells a damaged header from a wrong passphrase |
//! | … | chunks of 64 KiB and a tag of 16 bytes each, XChaCha20-Poly1305 in the STREAM construction; the last may be short |
//!
//! Each chunk is bound to its place, to being the last or not, and to the SHA-256 above. Within, gzip; within that, one
//! JSON line for each table and row, and a last one that counts them.
//!
//! Not in it: what accounts sign in with, caches that the next sync makes anew, and settings that belong to the device
//! (`docs/decisions/0011-backups.md`).

mod behind;
mod create;
mod error;
mod fill;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod header;
mod lines;
mod lock;
mod place;
mod progress;
mod restore;
mod seal;
mod verify;

pub use error::BackupError;
pub use lock::{BackupLock, Unlock};
pub use progress::Progress;
pub use restore::Restored;
pub use verify::{BackupFacts, verify_backup};

pub(crate) use place::{drop_pending, make_way, take_place};

#[cfg(test)]
mod tests;

/// Settings whose key begins so belong to the device: its folders, its locks. They are in no backup.
pub(crate) const OF_THE_DEVICE: &str = "device.";
