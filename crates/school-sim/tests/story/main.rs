//! Stories of the simulated school, told in process: no listener, no runtime.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "the helpers of a test may fail as the test does; clippy excuses only the test functions themselves"
)]

mod acts;
mod bad_days;
mod eljur;
mod family;
mod mesh;
mod netschool;
mod past;
mod petersburg;
mod sign_in;
mod site;
mod whose;
mod year;
