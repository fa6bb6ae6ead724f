//! The encrypted file of one profile, its key, and what it keeps.
//!
//! Promises: nothing readable touches the disk; a pass is one transaction; a file is never thrown away because its
//! key is not to be had; wrong key, damage and a newer shape are three different errors; what no school can give
//! again stands in other tables than what can be rebuilt.
//!
//! Not here: what a pass writes (`peremena-sync`), how a notice is worded (`peremena-notify`).

mod account;
mod backup;
mod connect;
mod data_version;
mod error;
mod exit;
mod has_keyring;
mod home;
mod item;
mod kept_file;
mod key;
mod keyring;
mod letter;
mod log;
mod marker;
mod open;
mod outbox;
mod own_task;
mod pass;
mod recover;
mod row;
mod salvage;
mod schema;
mod session;
mod setting;
mod status;
mod summary;
mod tick;
mod vault;

/// What is freed is overwritten, in every program that has a vault: libraries for TLS, HTTP and SQL keep copies of keys
/// and tokens in memory of their own.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

// The tests in here share the stories' families, which name the crate from outside.
#[cfg(test)]
extern crate self as peremena_vault;
#[cfg(test)]
mod plain_file;
#[cfg(test)]
mod plans;

pub use account::{AccountRecord, StudentChoice, StudentRecord};
#[cfg(feature = "fuzzing")]
pub use backup::fuzzing;
pub use backup::{BackupError, BackupFacts, BackupLock, Progress, Restored, Unlock, verify_backup};
pub use data_version::DataVersion;
pub use error::{KeyTrouble, VaultError};
pub use exit::exit;
pub use has_keyring::has_keyring;
pub use home::Trace;
pub use item::Wanted;
pub use kept_file::FileKey;
pub use key::{DeviceKey, KeySource, KeyStore, Passphrase, Verifier};
pub use letter::{Addressee, LetterStage, OwnLetter};
pub use log::{ChangeFilter, LoggedChange};
pub use outbox::{NoticePlace, NoticeRecord, NoticeThere, OutboxEntry, Telling, ToldIn};
pub use own_task::OwnTask;
pub use pass::PassWrite;
pub use recover::Recovered;
pub use status::{SourceError, SourceStatus};
pub use tick::{Sending, TickEnd, Ticks, WaitingTick};
pub use vault::Vault;
