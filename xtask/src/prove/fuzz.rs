//! libFuzzer over what comes from outside (`fuzz/`), with the compiler that builds everything else.

use std::{fmt::Write, fs, path::Path, process::Command};

use super::commit;
use crate::{cargo, root, run};

/// The targets, as `fuzz/src/main.rs` knows them.
const TARGETS: &[&str] =
    &["dnevnik-ru", "mesh", "my-school", "netschool", "netschool-mobile", "eljur", "petersburg", "backups", "links"];

/// LLVM's own pass counts the branches; what a nightly's `-Zsanitizer` adds is a check of memory, and there is no
/// `unsafe` of ours in what is tried.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Tries each target for some time (`--minutes N` or `--seconds N`, else a minute), or those that are named, beginning
/// with pages of the simulated school and with what earlier runs have found new.
pub(super) fn fuzz(words: &[String]) -> Result<(), String> {
    let (seconds, targets) = asked(words)?;
    let (folder, host) = (root().join("fuzz"), host()?);
    // Named, though it is this one: else the counters would go into build scripts too, which nobody links them to.
    let mut build = cargo();
    build.args(["build", "--manifest-path"]).arg(folder.join("Cargo.toml")).args(["--target", &host]);
    // A folder of its own, whatever folder the rest is built into: nothing of it is of use without the counters.
    run(build.env("RUSTFLAGS", FLAGS).env("CARGO_TARGET_DIR", folder.join("target")))?;
    let program = folder.join("target").join(&host).join("debug/peremena-fuzz");
    let mut table =
        String::from("| target | executions | a second | branches reached | finding |\n|---|---|---|---|---|\n");
    let mut found = Vec::new();
    for target in targets {
        let line = one(&program, &folder, target, seconds)?;
        eprintln!("{line}");
        if !line.ends_with("| none |") {
            found.push(target);
        }
        let _ = writeln!(table, "{line}");
    }
    let text = format!(
        "# fuzz\n\n`cargo xtask prove fuzz --seconds {seconds}` on commit {}: each target for so long. What earlier runs had \
         found new was kept.\n\n{table}",
        commit(),
    );
    fs::write(root().join("docs/proofs/fuzz.md"), text).map_err(|error| error.to_string())?;
    if found.is_empty() { Ok(()) } else { Err(format!("findings of {}: see fuzz/target/findings", found.join(", "))) }
}

/// For how many seconds, and which targets.
fn asked(words: &[String]) -> Result<(u64, Vec<&'static str>), String> {
    let usage = || format!("prove fuzz [--minutes N | --seconds N] [{}]", TARGETS.join(" | "));
    let (mut seconds, mut targets) = (60, Vec::new());
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let unit = match word.as_str() {
            "--minutes" => 60,
            "--seconds" => 1,
            word => {
                targets.push(*TARGETS.iter().find(|target| **target == word).ok_or_else(usage)?);
                continue;
            }
        };
        let number = words.next().and_then(|number| number.parse::<u64>().ok()).filter(|number| *number > 0);
        // libFuzzer takes none for "without end".
        seconds = number.ok_or_else(usage)?.saturating_mul(unit);
    }
    Ok((seconds, if targets.is_empty() { TARGETS.to_vec() } else { targets }))
}

/// Makes the seeds of a target and runs it; a line of the table.
fn one(program: &Path, folder: &Path, target: &str, seconds: u64) -> Result<String, String> {
    let (corpus, findings) = (folder.join("target/corpus").join(target), folder.join("target/findings"));
    for folder in [&corpus, &findings] {
        fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    }
    run(Command::new(program).env("PEREMENA_FUZZ", target).env("PEREMENA_SEEDS", &corpus))?;
    let mut fuzzer = Command::new(program);
    fuzzer.env("PEREMENA_FUZZ", target).arg(format!("-max_total_time={seconds}"));
    // A page that takes longer is a hang, one that takes more memory a bomb.
    fuzzer.args(["-timeout=20", "-rss_limit_mb=2048", "-max_len=262144", "-print_final_stats=1"]);
    fuzzer.arg(format!("-artifact_prefix={}/{target}-", findings.display()));
    fuzzer.arg(format!("-dict={}", folder.join("json.dict").display())).arg(&corpus);
    let output = fuzzer.output().map_err(|error| format!("{target}: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    line(target, &said, output.status.success(), &output.status.to_string())
}

/// What the fuzzer has said of a target, as a line of the table.
///
/// # Errors
/// Where nothing was tried, or the program has no counters: it would find nothing by itself.
fn line(target: &str, said: &str, well: bool, ended: &str) -> Result<String, String> {
    let stat = |name: &str| said.lines().find_map(|line| line.strip_prefix(name)).map_or("?", str::trim).to_owned();
    let branches = said.lines().filter_map(|line| line.split(" cov: ").nth(1)?.split(' ').next()).next_back();
    let executions = stat("stat::number_of_executed_units:");
    let finding = match well {
        true if executions.parse::<u64>().unwrap_or_default() == 0 => {
            return Err(format!("{target}: nothing was tried"));
        }
        true if branches.is_none_or(|branches| branches == "0") => {
            return Err(format!("{target}: no branch is counted"));
        }
        true => "none".to_owned(),
        false => said
            .lines()
            .find(|line| line.contains("panicked at") || line.contains("ERROR:"))
            .map_or_else(|| ended.to_owned(), |line| line.replace('|', "/")),
    };
    let (a_second, branches) = (stat("stat::average_exec_per_sec:"), branches.unwrap_or("?"));
    Ok(format!("| {target} | {executions} | {a_second} | {branches} | {finding} |"))
}

/// The triple of this machine.
fn host() -> Result<String, String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("-vV").output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout);
    said.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_owned).ok_or_else(|| "no host".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn time_and_targets_are_read() {
        assert_eq!(asked(&[]), Ok((60, TARGETS.to_vec())));
        assert_eq!(asked(&words("--minutes 10 links")), Ok((600, vec!["links"])));
        assert_eq!(asked(&words("mesh backups --seconds 150")), Ok((150, vec!["mesh", "backups"])));
        for wrong in ["--seconds", "--seconds 0", "--seconds x", "nothing", "--hours 1"] {
            assert!(asked(&words(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_run_that_tried_nothing_is_none() {
        let said = |executed: &str, branches: &str| {
            format!(
                "#2\tINITED cov: {branches} ft: 20 corp: 2/20b\n\
                 stat::number_of_executed_units: {executed}\nstat::average_exec_per_sec:     400\n"
            )
        };
        assert_eq!(line("links", &said("1200", "31"), true, "0"), Ok("| links | 1200 | 400 | 31 | none |".into()));
        assert!(line("links", &said("0", "31"), true, "0").is_err());
        assert!(line("links", &said("1200", "0"), true, "0").is_err(), "without counters");
        assert!(line("links", "", true, "0").is_err());
        let found = line("links", &format!("thread 'a' panicked at b:\n{}", said("7", "31")), false, "signal: 6");
        assert_eq!(found, Ok("| links | 7 | 400 | 31 | thread 'a' panicked at b: |".into()));
    }
}
