//! The same harnesses as `test`, with the full counts. What came of it goes to `docs/proofs/`.

mod fuzz;
mod mutants;

use std::{fs, process::Command};

use crate::{FEATURES, cargo, promises, root, run, setup};

/// A harness: the file under `docs/proofs`, what cargo is asked to test, and its counts.
struct Proof {
    name: &'static str,
    of: Of,
    /// How many test programs have a test to run.
    programs: usize,
    counts: &'static [(&'static str, &'static str)],
}

enum Of {
    /// A test program of the whole: the app and everything that it is tested with.
    Whole(&'static str),
    /// A program, or the tests within, of one crate, optimised as it is released: what only computes is done in minutes.
    /// Not linked as it is: that takes longer than most of these run, and what they count does not depend on it.
    Pure(&'static [&'static str]),
    /// The tests of these names, built as for `test`: what they do is wait for the disk.
    Named(&'static [&'static str]),
}

const PROOFS: &[Proof] = &[
    Proof { name: "kills", of: Of::Whole("kill"), programs: 1, counts: &[("PEREMENA_KILLS", "1000")] },
    Proof { name: "kill-points", of: Of::Whole("kill_points"), programs: 1, counts: &[("PEREMENA_POINTS", "all")] },
    Proof {
        name: "faults-of-the-file",
        of: Of::Named(&["-p", "peremena-vault", "-p", "peremena-cli", "--lib", "--test", "contract", "disk::"]),
        programs: 2,
        counts: &[("PEREMENA_POINTS", "all")],
    },
    Proof {
        name: "soak",
        of: Of::Named(&["-p", "peremena-cli", "--test", "contract", "soak::"]),
        programs: 1,
        counts: &[("PEREMENA_DAYS", "200")],
    },
    Proof {
        name: "region",
        of: Of::Pure(&["-p", "peremena-sync", "--test", "region"]),
        programs: 1,
        counts: &[("PEREMENA_CHILDREN", "500000")],
    },
    Proof {
        name: "histories",
        of: Of::Pure(&["-p", "peremena-model", "--test", "histories"]),
        programs: 1,
        counts: &[("PROPTEST_CASES", "10000")],
    },
    Proof {
        name: "spoiled",
        of: Of::Pure(&["-p", "peremena-school", "--features", "contract", "--test", "fuzz"]),
        programs: 1,
        counts: &[("PEREMENA_FUZZ_SECONDS", "600")],
    },
    Proof {
        name: "links",
        of: Of::Pure(&["-p", "peremena-app", "--lib", "any_link_at_all"]),
        programs: 1,
        counts: &[("PEREMENA_LINKS", "20000000")],
    },
    Proof {
        name: "telling",
        of: Of::Pure(&["-p", "peremena-app", "--lib", "over_time"]),
        programs: 1,
        counts: &[("PEREMENA_HISTORIES", "10000")],
    },
];

/// Runs all proofs, or the one of this name. Three are run only where they are named: two have tools of their own, the
/// third is the tests of all promises.
pub(crate) fn prove(words: &[String]) -> Result<(), String> {
    let only = words.first().map(String::as_str);
    match only {
        Some("fuzz") => return fuzz::fuzz(words.get(1..).unwrap_or_default()),
        Some("mutants") => return mutants::mutants(words.get(1..).unwrap_or_default()),
        Some("promises") => return promised(),
        _ => {}
    }
    let wanted: Vec<&Proof> = PROOFS.iter().filter(|proof| only.is_none_or(|only| only == proof.name)).collect();
    if wanted.is_empty() {
        let names: Vec<&str> = PROOFS.iter().map(|proof| proof.name).chain(["fuzz", "mutants", "promises"]).collect();
        return Err(format!("proofs: {}", names.join(", ")));
    }
    setup::setup()?;
    setup::build_ui()?;
    fs::create_dir_all(root().join("docs/proofs")).map_err(|error| error.to_string())?;
    let mut failed = Vec::new();
    for proof in wanted {
        if let Err(why) = proof.run() {
            failed.push(format!("{} ({why})", proof.name));
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("not proven: {}", failed.join(", "))) }
}

/// The tests of all promises, and how many of each passed.
fn promised() -> Result<(), String> {
    setup::setup()?;
    setup::build_ui()?;
    let began = std::time::Instant::now();
    let (table, outcome) = promises::counted()?;
    let not_kept = outcome.as_ref().err().map(|why| format!("**Not proven**: {why}\n\n")).unwrap_or_default();
    let text = format!(
        "# promises\n\n{not_kept}`cargo xtask prove promises` on commit {}, {:.0} s: the tests that [the threat \
         model](../threat-model.md) names. A name that stands in several programs, or has several cases, counts \
         once.\n\n{table}\n",
        commit(),
        began.elapsed().as_secs_f64(),
    );
    let folder = root().join("docs/proofs");
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    fs::write(folder.join("promises.md"), text).map_err(|error| error.to_string())?;
    outcome
}

impl Proof {
    /// Runs it, and writes what came of it, whatever that is.
    fn run(&self) -> Result<(), String> {
        if let Of::Whole(_) = self.of {
            // A test program of its own builds no other program, and these kill the command line.
            run(cargo().args(["build", "--workspace", "--features", FEATURES, "--bins"]))?;
        }
        let mut command = cargo();
        match &self.of {
            Of::Whole(program) => command.args(["test", "--workspace", "--features", FEATURES, "--test", *program]),
            Of::Pure(tests) => command
                .args(["test", "--release"])
                .args(*tests)
                .env("CARGO_PROFILE_RELEASE_LTO", "off")
                .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
            Of::Named(tests) => command.arg("test").args(*tests),
        };
        command.args(["--", "--nocapture"]);
        command.envs(self.counts.iter().copied());
        let counts: Vec<String> = self.counts.iter().map(|(name, value)| format!("{name}={value}")).collect();
        eprintln!("▸ {} ({})", self.name, counts.join(" "));
        let began = std::time::Instant::now();
        let output = command.output().map_err(|error| error.to_string())?;
        let (said, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let outcome = match output.status.success() {
            true => tried(&said, &errors, self.programs),
            false => Err("a test fails".to_owned()),
        };
        // What the harness counted, and how its tests ended; the rest is cargo's, or a line for each of thousands.
        let counted = |line: &&str| match &self.of {
            Of::Named(_) => line.starts_with("= ") || line.starts_with("test "),
            _ => !line.trim().is_empty() && !line.starts_with("running "),
        };
        let told: Vec<&str> = said.lines().filter(counted).filter(|line| !is_empty(line)).collect();
        let text = format!(
            "# {}\n\n{}`cargo xtask prove {}` on commit {}, {:.0} s, {}.\n\n```\n{}\n```\n",
            self.name,
            outcome.as_ref().err().map(|why| format!("**Not proven**: {why}. ")).unwrap_or_default(),
            self.name,
            commit(),
            began.elapsed().as_secs_f64(),
            counts.join(" "),
            told.join("\n"),
        );
        let file = root().join("docs/proofs").join(format!("{}.md", self.name));
        fs::write(file, text).map_err(|error| error.to_string())?;
        if outcome.is_err() {
            eprintln!("{said}{errors}");
        }
        outcome
    }
}

/// Whether a line tells how a test program ended in which nothing was tried.
fn is_empty(line: &str) -> bool {
    passed(line) == Some(0)
}

/// How many tests of a program passed, in the line that says so.
fn passed(line: &str) -> Option<u64> {
    let (_, rest) = line.strip_prefix("test result: ")?.split_once(". ")?;
    rest.split_once(" passed")?.0.parse().ok()
}

/// A proof that tried nothing proves nothing: a test that was renamed leaves a filter that finds none, which cargo takes
/// for success; and a harness may say itself that this machine lacks what it needs.
fn tried(said: &str, errors: &str, programs: usize) -> Result<(), String> {
    let at_work = said.lines().filter_map(passed).filter(|count| *count > 0).count();
    if at_work < programs {
        return Err(format!("{at_work} of {programs} test programs had a test to run"));
    }
    match said.lines().chain(errors.lines()).find(|line| line.starts_with("NOT PROVEN")) {
        Some(line) => Err(line.to_owned()),
        None => Ok(()),
    }
}

fn commit() -> String {
    let output = Command::new("git").args(["rev-parse", "--short", "HEAD"]).current_dir(root()).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "running 1 test\ntest soak::a_process ... ok\n\n\
        test result: ok. 1 passed; 0 failed; 2 ignored; 0 measured; 40 filtered out; finished in 9.12s\n";
    const NONE: &str = "running 0 tests\n\n\
        test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 42 filtered out; finished in 0.00s\n";

    #[test]
    fn a_proof_that_tried_nothing_proves_nothing() {
        assert_eq!(tried(ONE, "", 1), Ok(()));
        assert_eq!(tried(&format!("{NONE}{ONE}"), "", 1), Ok(()));
        assert!(tried(NONE, "", 1).is_err() && tried("", "", 1).is_err());
        // One of two programs has lost its tests.
        assert!(tried(&format!("{ONE}{NONE}"), "", 2).is_err());
        assert_eq!(tried(&format!("{ONE}{NONE}{ONE}"), "", 2), Ok(()));
        assert!(tried(ONE, "NOT PROVEN: no namespace\n", 1).is_err());
    }

    #[test]
    fn what_had_nothing_to_do_is_not_told() {
        let told: Vec<&str> = [ONE, NONE].into_iter().flat_map(str::lines).filter(|line| is_empty(line)).collect();
        assert_eq!(told.len(), 1);
        assert!(!is_empty("test result: ok. 10 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out"));
    }
}
