//! What the tests of the comparison and of the planner would not see: each function's body and each operator is
//! replaced, and some test must fail. Survivors are argued for in `docs/proofs/mutants.md`, or they fail the proof.

use std::{fs, path::Path, process::Command};

use crate::{cargo, root, run};

const VERSION: &str = "27.1.0";

/// A package, its files, and which of its tests are asked.
const OF: &[(&str, &[&str], &[&str])] = &[
    ("peremena-model", &["crates/model/src/diff.rs", "crates/model/src/diff/*.rs"], &[]),
    (
        "peremena-sync",
        &["crates/sync/src/pace.rs", "crates/sync/src/window.rs", "crates/sync/src/weigh.rs"],
        &["--lib", "--test", "pace", "--test", "engine"],
    ),
];

/// Runs both, on a copy of the sources.
pub(super) fn mutants() -> Result<(), String> {
    let tool = tool()?;
    let argued = fs::read_to_string(root().join("docs/proofs/mutants.md")).unwrap_or_default();
    let mut unseen = Vec::new();
    for (package, files, tests) in OF {
        let to = root().join("target/mutants").join(package);
        fs::create_dir_all(&to).map_err(|error| error.to_string())?;
        let mut command = Command::new(&tool);
        command.current_dir(root()).args(["mutants", "--no-shuffle", "--colors=never", "--package", package, "-o"]);
        command.arg(&to).args(files.iter().flat_map(|file| ["--file", file])).args(["--exclude", "**/tests/**"]);
        command.args(["--exclude", "**/tests.rs"]);
        if !tests.is_empty() {
            command.arg("--").args(*tests);
        }
        // A test with fewer cases sees what one with many does, or it is luck.
        command.env("PROPTEST_CASES", "64").env("CARGO_TARGET_DIR", root().join("target/mutants/build"));
        // It ends with an error where there are survivors: which, its list says.
        let ended = run(&mut command);
        let outcome = to.join("mutants.out");
        let lines =
            |name: &str| fs::read_to_string(outcome.join(name)).map_err(|error| format!("{name}: {error:?} {ended:?}"));
        let (caught, missed, timeout) = (lines("caught.txt")?, lines("missed.txt")?, lines("timeout.txt")?);
        let count = |text: &str| text.lines().count();
        eprintln!("{package}: {} caught, {} survived, {} hung", count(&caught), count(&missed), count(&timeout));
        if caught.is_empty() && missed.is_empty() {
            return Err(format!("{package}: no mutant was tried, {ended:?}"));
        }
        unseen.extend(missed.lines().map(nameless).filter(|line| !argued.contains(line.as_str())));
    }
    if unseen.is_empty() { Ok(()) } else { Err(format!("not seen by any test:\n{}", unseen.join("\n"))) }
}

/// A mutant without its place in the file, which every edit above it changes.
fn nameless(mutant: &str) -> String {
    let mut parts = mutant.splitn(4, ':');
    let (file, words) = (parts.next().unwrap_or_default(), parts.nth(2).unwrap_or_default());
    format!("{file}:{words}")
}

/// The program, built into the target folder where it is not there yet.
fn tool() -> Result<std::path::PathBuf, String> {
    let folder = root().join("target/tools");
    let tool = folder.join("bin/cargo-mutants");
    if !is_there(&tool) {
        let mut install = cargo();
        install.args(["install", "cargo-mutants", "--locked", "--force", "--version", VERSION, "--root"]);
        run(install.arg(&folder))?;
    }
    Ok(tool)
}

fn is_there(tool: &Path) -> bool {
    let output = Command::new(tool).args(["mutants", "--version"]).output();
    output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).trim().ends_with(VERSION))
}
