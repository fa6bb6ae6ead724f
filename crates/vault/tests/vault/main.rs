//! The file and its key, told with real SQLCipher files and a real keyring.

mod crash;
mod file;
mod key;
mod recovery;
mod rig;
#[path = "../school/mod.rs"]
mod school;
