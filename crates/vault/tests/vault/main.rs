//! The file and its key, told with real SQLCipher files and a real keyring.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod backup;
mod crash;
mod data_version;
mod file;
mod key;
mod memory;
mod read_only;
mod recovery;
mod rig;
#[path = "../school/mod.rs"]
mod school;
mod summary;
