//! The workspace's test programs, several at a time. Most of them wait: for a school that hangs on purpose, for a
//! deadline, for a process that is to be killed. One after the other, as cargo runs them, they leave the machine idle.

use std::{
    collections::VecDeque,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Mutex,
    thread,
    time::Instant,
};

use serde_json::Value;

use crate::{FEATURES, cargo, run};

/// What drives a window, or looks at how long something takes: two at a time and nothing beside them, so that there is
/// a core for each. Most of their time is waiting for a desktop.
const WATCHING: &[&str] = &["window", "screens", "actions", "kill", "kill_points", "speed", "phone"];

/// How many others run at once.
const AT_ONCE: usize = 3;

/// Those known to take long begin first, so that the end is not a wait for one of them.
const LONG: &[&str] = &["contract", "faults", "window", "screens"];

/// A test program as cargo built it.
#[derive(Debug, Clone, PartialEq)]
struct Program {
    /// As cargo names the target.
    name: String,
    path: PathBuf,
    /// Where its package lies: cargo runs it there.
    home: PathBuf,
}

/// Builds and runs every test of the workspace. All are run, also where one fails.
///
/// # Errors
///
/// What could not be built, or the names of what failed.
pub(super) fn run_all() -> Result<(), String> {
    let mut others: Vec<Program> = built()?;
    others.sort_by_key(|program| !LONG.contains(&program.name.as_str()));
    let watching: Vec<Program> = others.extract_if(.., |program| WATCHING.contains(&program.name.as_str())).collect();
    let mut failed = several(others, AT_ONCE);
    failed.extend(several(watching, 2));
    run(cargo().args(["test", "--workspace", "--features", FEATURES, "--doc"]))?;
    if failed.is_empty() { Ok(()) } else { Err(format!("tests failed: {}", failed.join(", "))) }
}

/// Builds them; cargo says on its standard output where they lie.
fn built() -> Result<Vec<Program>, String> {
    let mut build = cargo();
    build.args(["test", "--workspace", "--features", FEATURES, "--no-run", "--message-format=json-render-diagnostics"]);
    eprintln!("▸ cargo test --workspace --no-run");
    let started = Instant::now();
    let output = build.stderr(Stdio::inherit()).output().map_err(|error| format!("cargo: {error}"))?;
    eprintln!("  {:.0} s", started.elapsed().as_secs_f64());
    if !output.status.success() {
        return Err(format!("the tests were not built: {}", output.status));
    }
    let programs: Vec<Program> = String::from_utf8_lossy(&output.stdout).lines().filter_map(program).collect();
    if programs.is_empty() { Err("cargo built no test program".to_owned()) } else { Ok(programs) }
}

/// The test program that a line of cargo's tells of, where it tells of one
/// (<https://doc.rust-lang.org/cargo/reference/external-tools.html#artifact-messages>).
fn program(line: &str) -> Option<Program> {
    let said: Value = serde_json::from_str(line).ok()?;
    if said.pointer("/reason")? != "compiler-artifact" || said.pointer("/profile/test")? != true {
        return None;
    }
    Some(Program {
        name: said.pointer("/target/name")?.as_str()?.to_owned(),
        path: said.pointer("/executable")?.as_str()?.into(),
        home: Path::new(said.pointer("/manifest_path")?.as_str()?).parent()?.to_owned(),
    })
}

/// Runs them, this many at a time, and returns the names of those that failed. What one printed comes in one piece.
fn several(programs: Vec<Program>, at_once: usize) -> Vec<String> {
    let waiting = Mutex::new(VecDeque::from(programs));
    let failed = Mutex::new(Vec::new());
    let next = || waiting.lock().ok().and_then(|mut waiting| waiting.pop_front());
    thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(|| {
                while let Some(program) = next() {
                    let well = one(&program);
                    if let (false, Ok(mut failed)) = (well, failed.lock()) {
                        failed.push(program.name);
                    }
                }
            });
        }
    });
    failed.into_inner().unwrap_or_default()
}

/// Runs one program to its end; whether its tests passed.
fn one(program: &Program) -> bool {
    let started = Instant::now();
    let ended =
        Command::new(&program.path).current_dir(&program.home).env("CARGO_MANIFEST_DIR", &program.home).output();
    let took = started.elapsed().as_secs_f64();
    let mut out = std::io::stderr().lock();
    let place = program.home.file_name().unwrap_or_default().to_string_lossy();
    let _ = writeln!(out, "▸ {} of {place}: {took:.0} s", program.name);
    match ended {
        Ok(output) => {
            let _ = out.write_all(&output.stdout);
            let _ = out.write_all(&output.stderr);
            output.status.success()
        }
        Err(error) => {
            let _ = writeln!(out, "{}: {error}", program.path.display());
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Program, program, several};

    #[test]
    fn a_test_program_is_found_in_what_cargo_says_and_nothing_else_is() {
        let said = |test: bool, executable: &str| {
            format!(
                r#"{{"reason":"compiler-artifact","manifest_path":"/house/crates/vault/Cargo.toml","target":{{"name":"store"}},"profile":{{"test":{test}}},"executable":{executable}}}"#
            )
        };
        assert_eq!(
            program(&said(true, "\"/house/target/store-1\"")),
            Some(Program {
                name: "store".into(),
                path: "/house/target/store-1".into(),
                home: "/house/crates/vault".into()
            })
        );
        assert_eq!(program(&said(false, "\"/house/target/store\"")), None, "a program that is only built");
        assert_eq!(program(&said(true, "null")), None, "a library");
        assert_eq!(program(r#"{"reason":"build-finished","success":true}"#), None);
        assert_eq!(program("   Compiling"), None);
    }

    #[test]
    fn every_program_runs_and_each_that_fails_is_named() {
        let called = |name: &str, path: &str| Program { name: name.into(), path: path.into(), home: "/".into() };
        let programs = vec![
            called("well", "/bin/true"),
            called("ill", "/bin/false"),
            called("gone", "/no/such/program"),
            called("well too", "/bin/true"),
        ];
        let mut failed = several(programs, 2);
        failed.sort();
        assert_eq!(failed, ["gone", "ill"]);
    }
}
