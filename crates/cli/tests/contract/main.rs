//! The contract of `peremena-cli` (docs/cli.md), against the simulated school over http.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod accounts;
mod backup;
mod canary;
mod codes;
#[cfg(unix)]
mod dates;
#[cfg(target_os = "linux")]
mod disk;
mod door;
mod faults;
mod files;
mod history;
mod hostile;
mod house;
mod key;
#[cfg(target_os = "linux")]
mod memory;
mod messages;
mod remarks;
mod renewal;
mod rows;
#[cfg(target_os = "linux")]
mod soak;
#[cfg(target_os = "linux")]
mod unit;
mod update;
mod watch;
mod wire;
