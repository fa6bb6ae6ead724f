//! What CI runs is what a person runs.
//!
//! `cargo xtask demo` · `test` · `prove [name] [--minutes N]` · `bench [sync|clients|window|week|notice|idle|phone]` · `generate` ·
//! `check-targets` · `java` · `package [-b KINDS | --android | --check [DEB]]` · `promises [P-nn …]` ·
//! `release FOLDER` · `supply [--binary PATH]` · `windows`. Each does all its own set-up on Debian.

#[cfg(target_os = "linux")]
mod bench;
#[cfg(target_os = "linux")]
mod demo;
mod generate;
mod java;
mod package;
mod promises;
#[cfg(target_os = "linux")]
mod prove;
mod release;
#[cfg(target_os = "linux")]
mod school;
mod setup;
mod supply;
#[cfg(target_os = "linux")]
mod targets;
mod test;
#[cfg(target_os = "linux")]
mod windows;

use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let task = std::env::args().nth(1).unwrap_or_default();
    let words: Vec<String> = std::env::args().skip(2).collect();
    let done = match task.as_str() {
        #[cfg(target_os = "linux")]
        "bench" => bench::bench(&words),
        #[cfg(target_os = "linux")]
        "demo" => demo::demo(),
        "test" => test::test(),
        #[cfg(target_os = "linux")]
        "prove" => prove::prove(&words),
        "promises" => promises::promises(&words),
        "generate" => generate::generate(),
        #[cfg(target_os = "linux")]
        "check-targets" => targets::check(&words),
        "java" => java::test(),
        "release" => release::release(&words),
        "package" => package::package(&words),
        "setup" => setup::setup(),
        "supply" => supply::supply(&words),
        #[cfg(target_os = "linux")]
        "windows" => windows::windows(),
        _ => {
            Err("tasks: demo, test, prove, promises, bench, generate, check-targets, java, package, release, supply, \
             setup, windows"
                .to_owned())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

/// The features with which everything is built for tests and the demo: one set, so that one build serves all.
pub(crate) const FEATURES: &str = "peremena/test-hooks,peremena-app/loopback,peremena-school-sim/server,\
    peremena-school/contract,peremena-vault/quick-passphrases";

/// The root of the workspace.
pub(crate) fn root() -> std::path::PathBuf {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// The cargo that runs this.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Runs a command to its end, saying what is run.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let line = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ");
    eprintln!("▸ {line}");
    let started = std::time::Instant::now();
    let status = command.status().map_err(|error| format!("{line}: {error}"))?;
    eprintln!("  {:.0} s", started.elapsed().as_secs_f64());
    if status.success() { Ok(()) } else { Err(format!("{line}: {status}")) }
}
