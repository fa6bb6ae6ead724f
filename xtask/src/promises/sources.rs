//! Where a test stands, by its name.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use crate::root;

/// A test program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    package: String,
    argument: String,
}

impl Place {
    /// What chooses it on cargo's command line: "--test http", "--lib".
    pub(super) fn argument(&self) -> String {
        self.argument.clone()
    }

    /// Whether these words of a command line choose its package.
    pub(super) fn is_selected(&self, words: &[String]) -> bool {
        words.windows(2).any(|pair| matches!(pair, [flag, package] if flag == "-p" && *package == self.package))
    }
}

/// The tests of all sources, by name.
pub(super) struct Sources(BTreeMap<String, Vec<Place>>);

impl Sources {
    pub(super) fn read() -> Result<Sources, String> {
        let mut files = Vec::new();
        for folder in ["crates", "src-tauri", "tests", "xtask"] {
            walk(&root().join(folder), &mut files)?;
        }
        let mut found: BTreeMap<String, Vec<Place>> = BTreeMap::new();
        for file in files {
            let path = file.strip_prefix(root()).unwrap_or(&file);
            let Some(place) = place(path) else { continue };
            let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
            for name in tests(&text) {
                found.entry(name).or_default().push(place.clone());
            }
        }
        Ok(Sources(found))
    }

    pub(super) fn places(&self, test: &str) -> &[Place] {
        self.0.get(test).map(Vec::as_slice).unwrap_or_default()
    }
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            walk(&path, found)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    Ok(())
}

/// The package and the program that a file of sources belongs to.
fn place(path: &Path) -> Option<Place> {
    let parts: Vec<&str> = path.iter().filter_map(|part| part.to_str()).collect();
    let of = |package: &str, argument: String| Some(Place { package: package.to_owned(), argument });
    let program = |file: &str| format!("--test {}", file.trim_end_matches(".rs"));
    match parts.as_slice() {
        ["crates", room, "tests", file, ..] => of(&format!("peremena-{room}"), program(file)),
        ["crates", "cli", "src", ..] => of("peremena-cli", "--bins".to_owned()),
        ["crates", room, "src", "bin", ..] => of(&format!("peremena-{room}"), "--bins".to_owned()),
        ["crates", room, "src", ..] => of(&format!("peremena-{room}"), "--lib".to_owned()),
        ["src-tauri", ..] => of("peremena", "--lib".to_owned()),
        ["xtask", ..] => of("xtask", "--bins".to_owned()),
        // Folders below are rooms of their own, or parts of the file of their name.
        ["tests", file] => of("peremena", program(file)),
        ["tests", "rig" | "bare", ..] => None,
        ["tests", "hostile" | "tray", ..] => of("peremena", program("window")),
        ["tests", folder, ..] => of("peremena", program(folder)),
        _ => None,
    }
}

/// Names of the functions that stand under an attribute which makes them tests.
fn tests(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut marked = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") || line.starts_with("#[rstest") {
            marked = true;
        } else if let Some(name) = function(line) {
            // Tests of proptest! stand under the same attribute.
            found.extend(marked.then(|| name.to_owned()));
            marked = false;
        }
    }
    // One for every system, below a module of its name.
    for names in text.split("for_every_system!(").skip(1) {
        let names = names.split(')').next().unwrap_or_default().split(',');
        found.extend(names.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()));
    }
    found
}

fn function(line: &str) -> Option<&str> {
    let line = line.strip_prefix("pub ").unwrap_or(line);
    let line = line.strip_prefix("async ").unwrap_or(line);
    line.strip_prefix("fn ")?.split(['(', '<']).next()
}

#[cfg(test)]
mod tests_of_this {
    use super::*;

    #[test]
    fn a_file_belongs_to_a_program() {
        let argument = |path: &str| place(Path::new(path)).map(|place| format!("{} {}", place.package, place.argument));
        assert_eq!(argument("crates/school/tests/http.rs").as_deref(), Some("peremena-school --test http"));
        assert_eq!(argument("crates/school/tests/faults/reading.rs").as_deref(), Some("peremena-school --test faults"));
        assert_eq!(argument("crates/app/src/lock/tests.rs").as_deref(), Some("peremena-app --lib"));
        assert_eq!(argument("tests/window.rs").as_deref(), Some("peremena --test window"));
        assert_eq!(argument("tests/rig/src/lib.rs"), None);
        // One whose folder has no file of its name is a part of another, which says so.
        assert_eq!(argument("tests/hostile/mod.rs").as_deref(), Some("peremena --test window"));
        let window = fs::read_to_string(root().join("tests/window.rs")).unwrap();
        assert!(window.contains("\nmod hostile;\n") && window.contains("\nmod tray;\n"));
    }

    #[test]
    fn only_what_is_run_is_a_test() {
        let text =
            "#[test]\nfn one() {}\nfn none() {}\n#[rstest]\n#[case(1)]\n#[tokio::test]\nasync fn two(#[case] x: u8) {}";
        assert_eq!(tests(text), ["one", "two"]);
        assert_eq!(tests("for_every_system!(\n    three,\n    four,\n);\nasync fn three() {}"), ["three", "four"]);
    }
}
