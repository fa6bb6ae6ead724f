//! The contract of `peremena-cli` (docs/cli.md), against the simulated school over http.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod accounts;
mod backup;
mod codes;
mod faults;
mod history;
mod hostile;
mod house;
mod messages;
mod rows;
mod update;
mod watch;
mod wire;
