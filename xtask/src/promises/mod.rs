//! The table of promises: every numbered line of `docs/threat-model.md`, with the tests that it names, run.
//!
//! `cargo xtask promises` runs them all, `cargo xtask promises P-08 P-10` those of two; behind `--` stands what cargo
//! is to test instead of the whole workspace (`-- -p peremena-school`), and what is not among it is said to be not run.
//! What a row says of itself, "not provable here" and *not yet*, is printed too. `cargo xtask prove promises` runs them all
//! and writes how many of each passed to `docs/proofs/promises.md`.

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

/// Where this is set, tests that need namespaces of their own pass without having proven what they are there for.
const WITHOUT_NAMESPACES: &str = "PEREMENA_WITHOUT_NAMESPACES";

pub(crate) fn promises(words: &[String]) -> Result<(), String> {
    let (only, selection) = match words.iter().position(|word| word == "--") {
        Some(at) => (words.get(..at).unwrap_or_default(), words.get(at + 1..)),
        None => (words, None),
    };
    let promises = table::read()?;
    let all: Vec<&Promise> =
        promises.iter().filter(|promise| only.is_empty() || only.contains(&promise.number)).collect();
    if all.is_empty() {
        return Err("no such promise".to_owned());
    }
    let results = run_all(&all, selection)?;
    print(&all, &results);
    kept(&all, &results, selection.is_some())
}

/// Runs the tests of all promises. The table of how many passed, for a page, and whether all are kept.
#[cfg(target_os = "linux")]
pub(crate) fn counted() -> Result<(String, Result<(), String>), String> {
    let promises = table::read()?;
    let all: Vec<&Promise> = promises.iter().collect();
    let results = run_all(&all, None)?;
    print(&all, &results);
    Ok((summary(&all, &results), kept(&all, &results, false)))
}

fn run_all(promises: &[&Promise], selection: Option<&[String]>) -> Result<BTreeMap<String, Ended>, String> {
    let sources = Sources::read()?;
    let mut results = run(promises, &sources, selection)?;
    results.extend(run_page(promises)?);
    results.extend(run_java(promises));
    Ok(results)
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
    command.env_remove(WITHOUT_NAMESPACES);
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

fn print(promises: &[&Promise], results: &BTreeMap<String, Ended>) {
    println!("| | promise | test | |\n|---|---|---|---|");
    for promise in promises {
        let row = |test: &str, ended: &str| println!("| {} | {} | {test} | {ended} |", promise.number, promise.text);
        for said in besides(promise) {
            row("", said);
        }
        for test in promise.all_tests() {
            let ended = match results.get(test) {
                Some(Ended::Passed) => "passed",
                Some(Ended::Failed) => "FAILED",
                None => "not run",
            };
            row(&format!("`{test}`"), ended);
        }
    }
}

/// What a row says of itself.
fn besides(promise: &Promise) -> Vec<&'static str> {
    let said = [(promise.not_provable, "not provable here"), (promise.not_yet, "not yet, in part")];
    said.into_iter().filter(|(holds, _)| *holds).map(|(_, said)| said).collect()
}

/// How many tests of each promise passed.
#[cfg(any(target_os = "linux", test))]
fn summary(promises: &[&Promise], results: &BTreeMap<String, Ended>) -> String {
    use std::fmt::Write;
    let mut page = "| promise | tests passed | failed | not run | besides |\n|---|---|---|---|---|\n".to_owned();
    let mut of_all = [0; 3];
    for promise in promises {
        let mut counts = [0; 3];
        for test in promise.all_tests() {
            let place = match results.get(test) {
                Some(Ended::Passed) => 0,
                Some(Ended::Failed) => 1,
                None => 2,
            };
            for count in [&mut counts, &mut of_all] {
                if let Some(count) = count.get_mut(place) {
                    *count += 1;
                }
            }
        }
        let [passed, failed, not_run] = counts;
        let besides = besides(promise).join("; ");
        let _ = writeln!(page, "| {} | {passed} | {failed} | {not_run} | {besides} |", promise.number);
    }
    let [passed, failed, not_run] = of_all;
    let _ = write!(page, "\n{} promises: {passed} tests passed, {failed} failed, {not_run} not run.", promises.len());
    page
}

/// Which are not kept: a test that fails, one that was not run though all were to be, and a promise without any.
fn kept(promises: &[&Promise], results: &BTreeMap<String, Ended>, in_part: bool) -> Result<(), String> {
    let mut broken = Vec::new();
    for promise in promises {
        for test in promise.all_tests() {
            match results.get(test) {
                Some(Ended::Passed) => {}
                Some(Ended::Failed) => broken.push(format!("{} {test}: FAILED", promise.number)),
                None if in_part => {}
                None => broken.push(format!("{} {test}: not run", promise.number)),
            }
        }
        if promise.all_tests().next().is_none() && !promise.not_provable {
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

    #[test]
    fn what_failed_and_what_was_not_run_is_counted_and_is_no_kept_promise() {
        let promise = |number: &str, tests: &[&str], not_yet| Promise {
            number: number.into(),
            text: "Nothing is lost".into(),
            tests: tests.iter().map(|test| (*test).to_owned()).collect(),
            page_tests: Vec::new(),
            java_tests: Vec::new(),
            not_provable: false,
            not_yet,
        };
        let (first, second) = (promise("P-01", &["a_1", "b_2"], false), promise("P-02", &["c_3"], true));
        let all = [&first, &second];
        let mut results = BTreeMap::from([("a_1".to_owned(), Ended::Passed), ("b_2".to_owned(), Ended::Failed)]);
        assert_eq!(
            summary(&all, &results).lines().skip(2).collect::<Vec<_>>(),
            [
                "| P-01 | 1 | 1 | 0 |  |",
                "| P-02 | 0 | 0 | 1 | not yet, in part |",
                "",
                "2 promises: 1 tests passed, 1 failed, 1 not run."
            ]
        );
        let error = kept(&all, &results, false).unwrap_err();
        assert!(error.contains("P-01 b_2: FAILED") && error.contains("P-02 c_3: not run"), "{error}");
        results.extend(["b_2", "c_3"].map(|test| (test.to_owned(), Ended::Passed)));
        assert_eq!(kept(&all, &results, false), Ok(()));
        assert!(kept(&[&promise("P-03", &[], false)], &results, true).unwrap_err().contains("no test"));
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
