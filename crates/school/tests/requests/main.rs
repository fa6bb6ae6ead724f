//! Every request that leaves the device, held as text: one file for each system in `golden`. After a wanted change
//! `GOLDEN=write cargo test -p peremena-school --test requests` writes them anew, and `docs/privacy.md` is to say it.
//!
//! What is recorded is what a connector hands over to be sent: method, host, path, names of the query, headers and
//! body. No value of any of them is: they are ids, dates and secrets. (The four headers that the connection adds are
//! held in `tests/http.rs`.)
// Helpers of tests may panic as tests do.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod journeys;
mod privacy;
mod shape;
mod syncs;
#[path = "../school/systems.rs"]
mod systems;

use std::{collections::BTreeSet, fs, path::PathBuf};

use journeys::{Journey, SYSTEMS};

fn golden(system: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/requests/golden").join(format!("{system}.txt"))
}

/// The golden list of a system: one request a line.
pub fn recorded(system: &str) -> Vec<String> {
    let text = fs::read_to_string(golden(system)).unwrap_or_else(|error| panic!("{system}: {error}"));
    text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[tokio::test]
async fn every_request_is_one_that_is_written_down() {
    for (system, journeys) in SYSTEMS {
        let mut lines = BTreeSet::new();
        for (place, Journey { values, enter }) in journeys.iter().enumerate() {
            lines.extend(journeys::travelled(system, values, *enter, place == 0).await);
        }
        assert!(lines.len() >= 8, "{system}: {} requests", lines.len());
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        if std::env::var("GOLDEN").is_ok_and(|word| word == "write") {
            fs::write(golden(system), &text).unwrap();
        }
        let known: BTreeSet<String> = recorded(system).into_iter().collect();
        let new: Vec<&String> = lines.difference(&known).collect();
        let gone: Vec<&String> = known.difference(&lines).collect();
        assert!(new.is_empty() && gone.is_empty(), "{system}: new {new:#?}, no longer {gone:#?}");
    }
}

#[test]
fn every_system_has_its_journeys() {
    assert_eq!(SYSTEMS.iter().map(|(word, _)| *word).collect::<Vec<_>>(), systems::words());
}

/// What a family typed or was given stands in no line: the lists hold names alone.
#[test]
fn no_list_holds_a_secret() {
    for (system, _) in SYSTEMS {
        let text = recorded(system).join("\n");
        for secret in ["Parol-2026", "parent", "canary", "eyJ", "Bearer "] {
            assert!(!text.contains(secret), "{system}: {secret}");
        }
    }
}
