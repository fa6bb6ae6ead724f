//! The table of promises: every numbered line of `docs/threat-model.md`, with the tests that it names, run.
//!
//! `cargo xtask promises` runs them all, `cargo xtask promises P-08 P-10` those of two; behind `--` stands what cargo
//! is to test instead of the whole workspace (`-- -p peremena-school`), and what is not among it is said to be not run.
//! What a row says of itself, "not provable here" and *not yet*, is printed too.

mod sources;
mod table;

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use crate::{FEATURES, cargo, java, root};
use sources::{Place, Sources};
use table::Promise;

/// How a test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    Passed,
    Failed,
}

pub(crate) fn promises(words: &[String]) -> Result<(), String> {
    let (only, selection) = match words.iter().position(|word| word == "--") {
        Some(at) => (words.get(..at).unwrap_or_default(), words.get(at + 1..)),
        None => (words, None),
    };
    let promises = table::read()?;
    let wanted: Vec<&Promise> =
        promises.iter().filter(|promise| only.is_empty() || only.contains(&promise.number)).collect();
    if wanted.is_empty() {
        return Err("no such promise".to_owned());
    }
    let sources = Sources::read()?;
    let mut results = run(&wanted, &sources, selection)?;
    results.extend(run_page(&wanted)?);
    results.extend(run_java(&wanted));
    print(&wanted, &results, selection.is_some())
}

/// Runs the tests that Rust has, in one go, so that everything is built once.
fn run(
    promises: &[&Promise],
    sources: &Sources,
    selection: Option<&[String]>,
) -> Result<BTreeMap<String, Ended>, String> {
    let names: Vec<&str> = promises.iter().flat_map(|promise| &promise.tests).map(String::as_str).collect();
    let mut command = cargo();
    command.arg("test");
    match selection {
        Some(selection) => command.args(selection),
        None => command.args(["--workspace", "--features", FEATURES]),
    };
    let mut programs: Vec<String> = names
        .iter()
        .flat_map(|name| sources.places(name))
        .filter(|place| selection.is_none_or(|words| place.is_selected(words)))
        .map(Place::argument)
        .collect();
    programs.sort();
    programs.dedup();
    if programs.is_empty() {
        return Ok(BTreeMap::new());
    }
    command.args(programs.iter().flat_map(|program| program.split(' ')));
    command.args(["--no-fail-fast", "--"]).args(&names);
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| error.to_string())?;
    let mut results = BTreeMap::new();
    for line in child.stdout.take().into_iter().flat_map(|out| BufReader::new(out).lines()).map_while(Result::ok) {
        if let Some((name, ended)) = told(&line, &names) {
            eprintln!("  {line}");
            // A name may be told more than once: one of several cases, or of two crates. All must pass.
            let known = results.entry(name).or_insert(ended);
            if ended == Ended::Failed {
                *known = ended;
            }
        }
    }
    // What failed is in the table; that nothing could be built is not.
    let status = child.wait().map_err(|error| error.to_string())?;
    if !status.success() && results.is_empty() {
        return Err("the tests could not be built".to_owned());
    }
    Ok(results)
}

/// "test http::tests::name::case_1_word ... ok" as the name that the table has; one of its `names`, where that is
/// within, since what runs for every system has its tests below a module of its name.
fn told(line: &str, names: &[&str]) -> Option<(String, Ended)> {
    let (path, outcome) = line.strip_prefix("test ")?.rsplit_once(" ... ")?;
    let ended = match outcome.trim() {
        "ok" => Ended::Passed,
        "FAILED" => Ended::Failed,
        // One that another runs in a process of its own.
        _ => return None,
    };
    let path = path.split(" - ").next().unwrap_or(path);
    let parts: Vec<&str> = path.split("::").filter(|part| !part.starts_with("case_")).collect();
    let named = parts.iter().rev().find(|part| names.contains(part)).or(parts.last());
    named.map(|name| ((*name).to_owned(), ended))
}

/// Runs the tests of the page: the rows name their files.
fn run_page(promises: &[&Promise]) -> Result<BTreeMap<String, Ended>, String> {
    let mut results = BTreeMap::new();
    let mut files: Vec<&String> = promises.iter().flat_map(|promise| &promise.page_tests).collect();
    files.sort();
    files.dedup();
    for file in files {
        let path = file.strip_prefix("ui/").unwrap_or(file);
        let mut command = Command::new("npx");
        command.args(["vitest", "run", path]).current_dir(root().join("ui"));
        let status = command.status().map_err(|error| format!("npx: {error}"))?;
        results.insert(file.clone(), if status.success() { Ended::Passed } else { Ended::Failed });
    }
    Ok(results)
}

/// Runs the tests of the Android part, all in one program, where a row names one of its classes.
fn run_java(promises: &[&Promise]) -> BTreeMap<String, Ended> {
    let classes: Vec<&String> = promises.iter().flat_map(|promise| &promise.java_tests).collect();
    if classes.is_empty() {
        return BTreeMap::new();
    }
    let ended = match java::test() {
        Ok(()) => Ended::Passed,
        Err(error) => {
            eprintln!("  {error}");
            Ended::Failed
        }
    };
    classes.into_iter().map(|class| (class.clone(), ended)).collect()
}

fn print(promises: &[&Promise], results: &BTreeMap<String, Ended>, in_part: bool) -> Result<(), String> {
    let mut broken = Vec::new();
    println!("| | promise | test | |\n|---|---|---|---|");
    for promise in promises {
        let row = |test: &str, ended: &str| println!("| {} | {} | {test} | {ended} |", promise.number, promise.text);
        if promise.not_provable {
            row("", "not provable here");
        }
        if promise.not_yet {
            row("", "not yet, in part");
        }
        for test in promise.all_tests() {
            let ended = match results.get(test) {
                Some(Ended::Passed) => "passed",
                Some(Ended::Failed) => "FAILED",
                None => "not run",
            };
            row(&format!("`{test}`"), ended);
            if ended == "FAILED" || (ended == "not run" && !in_part) {
                broken.push(format!("{} {test}: {ended}", promise.number));
            }
        }
        if promise.all_tests().next().is_none() && !promise.not_provable {
            row("", "no test");
            broken.push(format!("{}: no test", promise.number));
        }
    }
    match broken.len() {
        0 => Ok(()),
        count => Err(format!("{count} not kept:\n  {}", broken.join("\n  "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_test_program_is_read() {
        let told = |line: &str| told(line, &["for_all"]).map(|(name, ended)| (name, ended == Ended::Passed));
        assert_eq!(told("test http::tests::a_case ... ok"), Some(("a_case".into(), true)));
        assert_eq!(told("test reading::every_fault::case_1_dnevnik ... FAILED"), Some(("every_fault".into(), false)));
        assert_eq!(told("test reading::for_all::eljur ... ok"), Some(("for_all".into(), true)));
        assert_eq!(told("test memory::child_that_asks ... ignored, run by another"), None);
        assert_eq!(told("running 3 tests"), None);
    }

    /// A promise whose test has gone, or was given another name, is a promise no more.
    #[test]
    fn every_test_that_a_promise_names_is_there() {
        let promises = table::read().unwrap();
        let numbers: Vec<&str> = promises.iter().map(|promise| promise.number.as_str()).collect();
        let counted: Vec<String> = (1..=numbers.len()).map(|number| format!("P-{number:02}")).collect();
        assert_eq!(numbers, counted, "promises keep their numbers");
        let sources = Sources::read().unwrap();
        let java = root().join("src-tauri/android/src/test/java/app/peremena/phone/Tests.java");
        let java = std::fs::read_to_string(java).unwrap();
        for promise in &promises {
            let held = promise.all_tests().next().is_some();
            assert!(held || promise.not_provable, "{}: by no test", promise.number);
            for test in &promise.tests {
                assert!(!sources.places(test).is_empty(), "{}: no test is called {test}", promise.number);
            }
            for file in &promise.page_tests {
                assert!(root().join(file).exists(), "{}: no file {file}", promise.number);
            }
            for class in &promise.java_tests {
                assert!(java.contains(&format!("{class}.class")), "{}: no test is called {class}", promise.number);
            }
        }
    }
}
