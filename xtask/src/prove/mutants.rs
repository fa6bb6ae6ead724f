//! What the tests of the comparison and of the planner would not see: each function's body and each operator is
//! replaced, and some test must fail. Survivors are argued for in `docs/proofs/mutants.md`, or they fail the proof.

use std::{
    collections::HashMap,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::commit;
use crate::{cargo, root, run};

const VERSION: &str = "27.1.0";

/// Mutants of some files of a package.
struct Of {
    package: &'static str,
    files: &'static [&'static str],
    /// Which of its tests are asked: none of them may take long, there are hundreds of mutants.
    tests: &'static [&'static str],
}

const OF: &[Of] = &[
    Of {
        package: "peremena-model",
        files: &["crates/model/src/diff.rs", "crates/model/src/diff/*.rs"],
        tests: &["--lib", "--tests"],
    },
    Of {
        package: "peremena-sync",
        files: &["crates/sync/src/pace.rs", "crates/sync/src/window.rs", "crates/sync/src/weigh.rs"],
        tests: &["--lib", "--test", "pace", "--test", "engine"],
    },
];

/// Below this line of the page nothing is written by a program.
const ARGUED: &str = "## Survivors";

/// Runs all, or the packages that are named, on a copy of the sources; `--again`: only what no earlier run has caught.
pub(super) fn mutants(words: &[String]) -> Result<(), String> {
    let (again, packages) = asked(words)?;
    let (tool, source) = (tool()?, copied()?);
    let page = root().join("docs/proofs/mutants.md");
    let mut unseen = Vec::new();
    for of in packages {
        let (counted, survivors) = one(&tool, &source, of, again)?;
        eprintln!("{counted}");
        let before = fs::read_to_string(&page).unwrap_or_default();
        fs::write(&page, with_row(&before, of.package, &counted)).map_err(|error| error.to_string())?;
        unseen.extend(not_argued(&survivors, &before));
    }
    if unseen.is_empty() { Ok(()) } else { Err(format!("not seen by any test:\n{}", unseen.join("\n"))) }
}

/// Whether to go on from an earlier run, and which packages.
fn asked(words: &[String]) -> Result<(bool, Vec<&'static Of>), String> {
    let (mut again, mut packages) = (false, Vec::new());
    for word in words {
        match (word.as_str(), OF.iter().find(|of| of.package == word)) {
            ("--again", _) => again = true,
            (_, Some(of)) => packages.push(of),
            _ => {
                let names: Vec<&str> = OF.iter().map(|of| of.package).collect();
                return Err(format!("prove mutants [--again] [{}]", names.join(" | ")));
            }
        }
    }
    Ok((again, if packages.is_empty() { OF.iter().collect() } else { packages }))
}

/// Tries the mutants of a package; its row of the table, and who survived.
fn one(tool: &Path, source: &Path, of: &Of, again: bool) -> Result<(String, Vec<String>), String> {
    let to = root().join("target/mutants").join(of.package);
    fs::create_dir_all(&to).map_err(|error| error.to_string())?;
    let of_it = |list: bool| {
        let mut command = Command::new(tool);
        command.current_dir(source).args(["mutants", "--no-shuffle", "--colors=never", "--package", of.package]);
        command.args(of.files.iter().flat_map(|file| ["--file", file]));
        command.args(["--exclude", "**/tests/**", "--exclude", "**/tests.rs"]);
        if list {
            command.arg("--list");
        }
        command
    };
    let listed = of_it(true).output().map_err(|error| error.to_string())?;
    let total = String::from_utf8_lossy(&listed.stdout).lines().filter(|line| line.starts_with("crates/")).count();
    let mut command = of_it(false);
    command.args(["--in-place", "-o"]).arg(&to);
    if again {
        command.arg("--iterate");
    }
    command.arg("--").args(of.tests);
    // A test with fewer cases sees what one with many does, or it is luck.
    command.env("PROPTEST_CASES", "64").env("CARGO_TARGET_DIR", root().join("target/mutants/build"));
    // Each is built and run once: what is asked is whether a test fails, not where.
    command.env("CARGO_PROFILE_DEV_DEBUG", "none").env("CARGO_INCREMENTAL", "1");
    // It ends with an error where there are survivors: which, its list says.
    let ended = run(&mut command);
    let outcome = to.join("mutants.out");
    let lines = |name: &str| -> Result<Vec<String>, String> {
        let text = fs::read_to_string(outcome.join(name)).map_err(|error| format!("{name}: {error} {ended:?}"))?;
        Ok(text.lines().map(str::to_owned).collect())
    };
    let (caught, missed, hung, unbuilt) =
        (lines("caught.txt")?, lines("missed.txt")?, lines("timeout.txt")?, lines("unviable.txt")?);
    let before = if again { lines("previously_caught.txt")? } else { Vec::new() };
    let tried = caught.len() + missed.len() + hung.len() + unbuilt.len() + before.len();
    if caught.len() + before.len() == 0 {
        return Err(format!("{}: none was caught, {ended:?}", of.package));
    }
    let row = format!(
        "| {} | {} | {tried} of {total} | {} | {} | {} | {} |",
        of.package,
        commit(),
        caught.len() + before.len(),
        hung.len(),
        unbuilt.len(),
        missed.len()
    );
    Ok((row, missed.iter().map(|mutant| nameless(mutant)).collect()))
}

/// The page with another row for a package. The other rows, and what stands under [`ARGUED`], stay.
fn with_row(page: &str, package: &str, row: &str) -> String {
    let (head, argued) = page.split_once(ARGUED).unwrap_or((page, "\n"));
    let is_of = |line: &&str, package: &str| line.starts_with(&format!("| {package} |"));
    let mut text = String::from(
        "# mutants\n\n`cargo xtask prove mutants`: in a copy of the sources each function's body and each operator is \
         replaced, one at a\ntime, and the tests of the package run with 64 cases for each property. What hung was \
         ended after its time and\ncounts as seen. Above \"Survivors\" this page is written by the proof.\n\n\
         | package | commit | tried | caught | hung | did not compile | survived |\n|---|---|---|---|---|---|---|\n",
    );
    for of in OF {
        let kept = head.lines().find(|line| is_of(line, of.package));
        if let Some(line) = if of.package == package { Some(row) } else { kept } {
            let _ = writeln!(text, "{line}");
        }
    }
    format!("{text}\n{ARGUED}{argued}")
}

/// The survivors for which no line of the page speaks; of several that read alike, each wants its own.
fn not_argued(survivors: &[String], page: &str) -> Vec<String> {
    let mut lines: HashMap<&str, usize> = HashMap::new();
    for (mutant, _) in page.lines().filter_map(|line| line.strip_prefix("- `")?.split_once('`')) {
        *lines.entry(mutant).or_default() += 1;
    }
    let mut unseen = Vec::new();
    for mutant in survivors {
        match lines.get_mut(mutant.as_str()) {
            Some(left) if *left > 0 => *left -= 1,
            _ => unseen.push(mutant.clone()),
        }
    }
    unseen
}

/// A copy of what git knows and does not ignore, always in the same place: what is built of it once is not built again.
/// The tool's own copy takes along what was built in a second work tree.
fn copied() -> Result<PathBuf, String> {
    let to = root().join("target/mutants/source");
    let failed = |error: std::io::Error| format!("{}: {error}", to.display());
    // A run that was ended has left its mutant there.
    if to.exists() {
        fs::remove_dir_all(&to).map_err(failed)?;
    }
    let listed = Command::new("git").args(["ls-files", "-z", "-co", "--exclude-standard"]).current_dir(root()).output();
    let listed = listed.map_err(failed)?;
    for name in String::from_utf8_lossy(&listed.stdout).split('\0').filter(|name| !name.is_empty()) {
        let (from, copy) = (root().join(name), to.join(name));
        // One that was removed and is still known.
        let Ok(metadata) = from.metadata() else { continue };
        fs::create_dir_all(copy.parent().unwrap_or(&to)).map_err(failed)?;
        fs::copy(&from, &copy).map_err(failed)?;
        let opened = fs::File::options().write(true).open(&copy).map_err(failed)?;
        opened.set_modified(metadata.modified().map_err(failed)?).map_err(failed)?;
    }
    Ok(to)
}

/// A mutant without its place in the file, which every edit above it changes.
fn nameless(mutant: &str) -> String {
    let mut parts = mutant.splitn(4, ':');
    let (file, words) = (parts.next().unwrap_or_default(), parts.nth(2).unwrap_or_default());
    format!("{file}:{words}")
}

/// The program, built into the target folder where it is not there yet.
fn tool() -> Result<PathBuf, String> {
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

#[cfg(test)]
mod tests {
    use super::*;

    const SURVIVOR: &str = "crates/model/src/diff.rs: replace < with <= in diff";

    #[test]
    fn a_mutant_is_known_wherever_it_stands() {
        assert_eq!(nameless("crates/model/src/diff.rs:80:12: replace < with <= in diff"), SURVIVOR);
        assert_eq!(
            nameless("crates/a.rs:1:2: replace Memory::of -> Option<a::B> with None"),
            "crates/a.rs: replace Memory::of -> Option<a::B> with None"
        );
    }

    #[test]
    fn each_survivor_wants_a_line_of_its_own() {
        let survivors = vec![SURVIVOR.to_owned(); 2];
        let line = format!("- `{SURVIVOR}`: the same for whole numbers.\n");
        assert_eq!(not_argued(&survivors, ""), survivors);
        assert_eq!(not_argued(&survivors, &line), survivors[..1]);
        assert!(not_argued(&survivors, &line.repeat(2)).is_empty());
        // Named in passing is not argued.
        assert_eq!(not_argued(&survivors, SURVIVOR), survivors);
    }

    #[test]
    fn a_row_takes_the_place_of_its_package_alone() {
        let first = with_row("", "peremena-sync", "| peremena-sync | a | 3 of 3 | 3 | 0 | 0 | 0 |");
        let argued = format!("{first}- `{SURVIVOR}`: why.\n");
        let both = with_row(&argued, "peremena-model", "| peremena-model | b | 1 of 1 | 1 | 0 | 0 | 0 |");
        let again = with_row(&both, "peremena-model", "| peremena-model | c | 2 of 2 | 2 | 0 | 0 | 0 |");
        let rows: Vec<&str> = again.lines().filter(|line| line.starts_with("| peremena-")).collect();
        assert_eq!(
            rows,
            ["| peremena-model | c | 2 of 2 | 2 | 0 | 0 | 0 |", "| peremena-sync | a | 3 of 3 | 3 | 0 | 0 | 0 |"]
        );
        assert!(again.ends_with(&format!("{ARGUED}\n- `{SURVIVOR}`: why.\n")), "{again}");
    }

    #[test]
    fn packages_are_chosen() {
        let names = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            asked(&words).map(|(again, of)| (again, of.iter().map(|of| of.package).collect::<Vec<_>>()))
        };
        assert_eq!(names(&[]), Ok((false, vec!["peremena-model", "peremena-sync"])));
        assert_eq!(names(&["--again", "peremena-sync"]), Ok((true, vec!["peremena-sync"])));
        assert!(names(&["sync"]).is_err());
    }
}
