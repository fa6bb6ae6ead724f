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

/// Tries each target for some minutes (`--minutes N`, else one), beginning with pages of the simulated school and with
/// what earlier runs have found new.
pub(super) fn fuzz(words: &[String]) -> Result<(), String> {
    let minutes = match words {
        [] => 1,
        [flag, number] if flag == "--minutes" => {
            number.parse::<u64>().map_err(|error| format!("--minutes: {error}"))?
        }
        _ => return Err("prove fuzz [--minutes N]".into()),
    };
    let (folder, host) = (root().join("fuzz"), host()?);
    // Named, though it is this one: else the counters would go into build scripts too, which nobody links them to.
    let mut build = cargo();
    build.args(["build", "--manifest-path"]).arg(folder.join("Cargo.toml")).args(["--target", &host]);
    run(build.env("RUSTFLAGS", FLAGS))?;
    let program = folder.join("target").join(&host).join("debug/peremena-fuzz");
    let mut table =
        String::from("| target | executions | a second | branches reached | finding |\n|---|---|---|---|---|\n");
    let mut found = Vec::new();
    for target in TARGETS {
        let line = one(&program, &folder, target, minutes)?;
        eprintln!("{line}");
        if !line.ends_with("| none |") {
            found.push(*target);
        }
        let _ = writeln!(table, "{line}");
    }
    let text = format!(
        "# fuzz\n\n`cargo xtask prove fuzz --minutes {minutes}` on commit {}. What earlier runs had found new was kept.\n\n\
         {table}",
        commit(),
    );
    fs::write(root().join("docs/proofs/fuzz.md"), text).map_err(|error| error.to_string())?;
    if found.is_empty() { Ok(()) } else { Err(format!("findings of {}: see fuzz/target/findings", found.join(", "))) }
}

/// Makes the seeds of a target and runs it; a line of the table.
fn one(program: &Path, folder: &Path, target: &str, minutes: u64) -> Result<String, String> {
    let (corpus, findings) = (folder.join("target/corpus").join(target), folder.join("target/findings"));
    for folder in [&corpus, &findings] {
        fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    }
    run(Command::new(program).env("PEREMENA_FUZZ", target).env("PEREMENA_SEEDS", &corpus))?;
    let mut fuzzer = Command::new(program);
    fuzzer.env("PEREMENA_FUZZ", target).arg(format!("-max_total_time={}", minutes * 60));
    // A page that takes longer is a hang, one that takes more memory a bomb.
    fuzzer.args(["-timeout=20", "-rss_limit_mb=2048", "-max_len=262144", "-print_final_stats=1"]);
    fuzzer.arg(format!("-artifact_prefix={}/{target}-", findings.display()));
    fuzzer.arg(format!("-dict={}", folder.join("json.dict").display())).arg(&corpus);
    let output = fuzzer.output().map_err(|error| format!("{target}: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let stat = |name: &str| said.lines().find_map(|line| line.strip_prefix(name)).map_or("?", str::trim).to_owned();
    let branches = said.lines().filter_map(|line| line.split(" cov: ").nth(1)?.split(' ').next()).next_back();
    let finding = match output.status.success() {
        true => "none".to_owned(),
        false => said
            .lines()
            .find(|line| line.contains("panicked at") || line.contains("ERROR:"))
            .map_or_else(|| output.status.to_string(), |line| line.replace('|', "/")),
    };
    Ok(format!(
        "| {target} | {} | {} | {} | {finding} |",
        stat("stat::number_of_executed_units:"),
        stat("stat::average_exec_per_sec:"),
        branches.unwrap_or("?"),
    ))
}

/// The triple of this machine.
fn host() -> Result<String, String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("-vV").output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout);
    said.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_owned).ok_or_else(|| "no host".to_owned())
}
