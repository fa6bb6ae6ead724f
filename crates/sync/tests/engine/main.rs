//! The engine over a real file and a school that does what it is told.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod alive;
mod beside;
mod children;
mod going;
mod history;
mod letters;
mod renewal;
mod rules;
mod school;
mod ticks;
mod turns;
