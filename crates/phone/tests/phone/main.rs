//! The doors for other languages, from the other side: a virtual machine and a C program against the simulated school.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(target_os = "linux")]

mod c;
mod house;
mod java;
mod log;
mod window;
