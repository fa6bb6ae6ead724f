//! Every system's own connector, over a real socket, through a proxy that does to its answers what networks and
//! servers do: a right answer or a clear error, in time, and never the word that the family's password is wrong.
// Helpers of tests may panic as tests do.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod family;
mod memory;
mod reading;
mod signing_in;
#[path = "../school/systems.rs"]
mod systems;
