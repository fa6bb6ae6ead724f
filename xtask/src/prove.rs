//! The same harnesses as `test`, with the full counts. What came of it goes to `docs/proofs/`.

mod fuzz;
mod mutants;

use std::{fs, process::Command};

use crate::{FEATURES, cargo, root, run, setup};

/// A harness: the file under `docs/proofs`, what cargo is asked to test, and its counts.
struct Proof {
    name: &'static str,
    of: Of,
    counts: &'static [(&'static str, &'static str)],
}

enum Of {
    /// A test program of the whole: the app and everything that it is tested with.
    Whole(&'static str),
    /// A program, or the tests within, of one crate, built as it is released: what only computes is done in minutes.
    Pure(&'static [&'static str]),
    /// The tests of these names, built as for `test`: what they do is wait for the disk.
    Named(&'static [&'static str]),
}

const PROOFS: &[Proof] = &[
    Proof { name: "kills", of: Of::Whole("kill"), counts: &[("PEREMENA_KILLS", "1000")] },
    Proof { name: "kill-points", of: Of::Whole("kill_points"), counts: &[("PEREMENA_POINTS", "all")] },
    Proof {
        name: "faults-of-the-file",
        of: Of::Named(&["-p", "peremena-vault", "-p", "peremena-cli", "--lib", "--test", "contract", "disk::"]),
        counts: &[("PEREMENA_POINTS", "all")],
    },
    Proof {
        name: "soak",
        of: Of::Named(&["-p", "peremena-cli", "--test", "contract", "soak::"]),
        counts: &[("PEREMENA_DAYS", "200")],
    },
    Proof {
        name: "region",
        of: Of::Pure(&["-p", "peremena-sync", "--test", "region"]),
        counts: &[("PEREMENA_CHILDREN", "500000")],
    },
    Proof {
        name: "histories",
        of: Of::Pure(&["-p", "peremena-model", "--test", "histories"]),
        counts: &[("PROPTEST_CASES", "10000")],
    },
    Proof {
        name: "spoiled",
        of: Of::Pure(&["-p", "peremena-school", "--features", "contract", "--test", "fuzz"]),
        counts: &[("PEREMENA_FUZZ_SECONDS", "600")],
    },
    Proof {
        name: "links",
        of: Of::Pure(&["-p", "peremena-app", "--lib", "any_link_at_all"]),
        counts: &[("PEREMENA_LINKS", "20000000")],
    },
    Proof {
        name: "telling",
        of: Of::Pure(&["-p", "peremena-app", "--lib", "over_time"]),
        counts: &[("PEREMENA_HISTORIES", "10000")],
    },
];

/// Runs all proofs, or the one of this name. Two have tools of their own and are run only where they are named.
pub(crate) fn prove(words: &[String]) -> Result<(), String> {
    let only = words.first().map(String::as_str);
    match only {
        Some("fuzz") => return fuzz::fuzz(words.get(1..).unwrap_or_default()),
        Some("mutants") => return mutants::mutants(),
        _ => {}
    }
    setup::setup()?;
    setup::build_ui()?;
    let folder = root().join("docs/proofs");
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let wanted: Vec<&Proof> = PROOFS.iter().filter(|proof| only.is_none_or(|only| only == proof.name)).collect();
    if wanted.is_empty() {
        let names: Vec<&str> = PROOFS.iter().map(|proof| proof.name).chain(["fuzz", "mutants"]).collect();
        return Err(format!("proofs: {}", names.join(", ")));
    }
    let mut failed = Vec::new();
    for proof in wanted {
        if let Of::Whole(_) = proof.of {
            // A test program of its own builds no other program, and these kill the command line.
            run(cargo().args(["build", "--workspace", "--features", FEATURES, "--bins"]))?;
        }
        let mut command = cargo();
        match &proof.of {
            Of::Whole(program) => command.args(["test", "--workspace", "--features", FEATURES, "--test", *program]),
            Of::Pure(tests) => command.args(["test", "--release"]).args(*tests),
            Of::Named(tests) => command.arg("test").args(*tests),
        };
        command.args(["--", "--nocapture"]);
        command.envs(proof.counts.iter().copied());
        let counts: Vec<String> = proof.counts.iter().map(|(name, value)| format!("{name}={value}")).collect();
        eprintln!("▸ {} ({})", proof.name, counts.join(" "));
        let began = std::time::Instant::now();
        let output = command.output().map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&output.stdout);
        // What the harness counted, and how its tests ended; the rest is cargo's, or a line for each of thousands.
        let counted = |line: &&str| match &proof.of {
            Of::Named(_) => line.starts_with("= ") || line.starts_with("test "),
            _ => !line.trim().is_empty() && !line.starts_with("running "),
        };
        let told: Vec<&str> = said.lines().filter(counted).filter(|line| !line.contains(" 0 passed")).collect();
        let text = format!(
            "# {}\n\n`cargo xtask prove {}` on commit {}, {:.0} s, {}.\n\n```\n{}\n```\n",
            proof.name,
            proof.name,
            commit(),
            began.elapsed().as_secs_f64(),
            counts.join(" "),
            told.join("\n"),
        );
        fs::write(folder.join(format!("{}.md", proof.name)), text).map_err(|error| error.to_string())?;
        if !output.status.success() {
            eprintln!("{}", String::from_utf8_lossy(&output.stderr));
            failed.push(proof.name);
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("not proven: {}", failed.join(", "))) }
}

fn commit() -> String {
    let output = Command::new("git").args(["rev-parse", "--short", "HEAD"]).current_dir(root()).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}
