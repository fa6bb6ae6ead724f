//! What comes from outside, changed by libFuzzer towards branches that were not taken yet.
//!
//! One program for all targets; `PEREMENA_FUZZ` names the one that is tried, `PEREMENA_SEEDS` a folder into which its
//! first inputs are written instead. `cargo xtask prove fuzz [--minutes N]` builds it, makes the seeds and runs each
//! target. What holds: no panic, no overflow, no hang, no memory without end, and the promise that each target names.
#![no_main]

mod backups;
mod connectors;
mod links;
#[path = "../../crates/school/tests/school/look.rs"]
mod look;
#[path = "../../crates/school/tests/school/systems.rs"]
mod systems;

use std::{path::Path, sync::OnceLock};

use libfuzzer_sys::fuzz_target;

/// What is tried.
trait Target: Send + Sync {
    /// Inputs to begin with.
    fn seeds(&self) -> Vec<Vec<u8>>;

    /// Takes one input; panics where a promise does not hold.
    fn take(&self, input: &[u8]);
}

/// The names under which `xtask` calls them (`xtask/src/prove/fuzz.rs` has the same list).
fn target(name: &str) -> Option<Box<dyn Target>> {
    match name {
        "backups" => Some(Box::new(backups::Backups)),
        "links" => Some(Box::new(links::Links::new())),
        system => connectors::Connector::of(system).map(|connector| Box::new(connector) as Box<dyn Target>),
    }
}

static CHOSEN: OnceLock<Box<dyn Target>> = OnceLock::new();

fn begin() {
    let name = std::env::var("PEREMENA_FUZZ").unwrap_or_default();
    let Some(chosen) = target(&name) else {
        eprintln!("PEREMENA_FUZZ: no target {name:?}");
        std::process::exit(2);
    };
    if let Some(folder) = std::env::var_os("PEREMENA_SEEDS") {
        for (number, seed) in chosen.seeds().iter().enumerate() {
            std::fs::write(Path::new(&folder).join(format!("seed-{number}")), seed).expect("a seed is written");
        }
        std::process::exit(0);
    }
    let _ = CHOSEN.set(chosen);
}

fuzz_target!(
    init: begin(),
    |input: &[u8]| {
        if let Some(target) = CHOSEN.get() {
            target.take(input);
        }
    }
);
