//! A finished program, looked at from outside with binutils' `readelf`: hardened, and free of what belongs to builders
//! and testers.

use std::{env, path::Path, process::Command};

/// Words that stand only in a program built with the tests' hooks.
const HOOKS: &[&str] = &[
    "PEREMENA_NOW",
    "PEREMENA_EVERY",
    "PEREMENA_KEPT",
    "PEREMENA_SCREEN",
    "PEREMENA_QUICK_PASSPHRASES",
    "peremena-loopback",
];

/// Functions of the web view that open its inspector.
const DEVTOOLS: &[&str] = &["webkit_web_inspector_show"];

/// What `readelf` says, and the bytes.
struct Looked {
    header: String,
    segments: String,
    dynamic: String,
    symbols: String,
    sections: String,
    bytes: Vec<u8>,
}

/// What is not as it should be.
///
/// # Errors
/// Where the file is no ELF program, or there is no `readelf`.
pub(super) fn faults(path: &Path) -> Result<Vec<String>, String> {
    let ask = |flags: &str| -> Result<String, String> {
        let output = Command::new("readelf").args(["-W", flags]).arg(path).env("LC_ALL", "C").output();
        let output = output.map_err(|error| format!("readelf (binutils): {error}"))?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let looked = Looked {
        header: ask("-h")?,
        segments: ask("-l")?,
        dynamic: ask("-d")?,
        symbols: ask("--dyn-syms")?,
        sections: ask("-S")?,
        bytes: std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?,
    };
    if !looked.header.contains("ELF Header") {
        return Err(format!("{}: no ELF program", path.display()));
    }
    Ok([looked.hardening(), looked.traces()].concat())
}

impl Looked {
    fn hardening(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut check = |sound: bool, fault: &str| faults.extend((!sound).then(|| fault.to_owned()));
        let kind = self.header.lines().find(|line| line.trim_start().starts_with("Type:")).unwrap_or_default();
        check(kind.contains("DYN"), "not position-independent (PIE): it lies at one address always");
        check(self.segments.contains("GNU_RELRO"), "no RELRO: its table of functions can be written to");
        check(
            self.dynamic.contains("BIND_NOW") || self.dynamic.contains(" NOW"),
            "RELRO in part only: functions are bound late (-z now)",
        );
        let stack = self.segments.lines().find(|line| line.contains("GNU_STACK")).unwrap_or_default();
        let flags = stack.split_whitespace().find(|word| word.starts_with("RW")).unwrap_or("E");
        check(!flags.contains('E'), "the stack can be run (no NX)");
        let both = |line: &str| line.contains("LOAD") && line.contains(" RWE ");
        check(!self.segments.lines().any(both), "a segment can be written to and run");
        check(
            !self.dynamic.contains("RPATH") && !self.dynamic.contains("RUNPATH"),
            "libraries are looked for elsewhere (RPATH)",
        );
        check(
            self.symbols.contains("__stack_chk_fail"),
            "the C in it (SQLite) has no stack protector: CFLAGS=-fstack-protector-strong",
        );
        check(!self.sections.contains(".symtab"), "symbols are left in it (strip)");
        check(!self.sections.contains(".debug_info"), "debug information is left in it");
        faults
    }

    fn traces(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let root = crate::root().to_string_lossy().into_owned();
        let home = env::var("HOME").unwrap_or_default();
        let cargo = env::var("CARGO_HOME").unwrap_or_else(|_| format!("{home}/.cargo"));
        let paths = [root, format!("{cargo}/registry"), format!("{home}/"), "/rustup/toolchains/".to_owned()];
        for path in paths.iter().filter(|path| path.len() > 3) {
            if let Some(found) = self.around(path) {
                faults.push(format!("a path of whoever built it: {found} (--remap-path-prefix)"));
            }
        }
        for hook in HOOKS {
            faults.extend(self.around(hook).map(|_| format!("built with the tests' hooks: {hook}")));
        }
        for function in DEVTOOLS {
            if self.symbols.contains(function) {
                faults.push(format!("the web view's inspector can be opened: {function}"));
            }
        }
        faults
    }

    /// The first text with `word` in it, 80 signs at most.
    fn around(&self, word: &str) -> Option<String> {
        let at = self.bytes.windows(word.len()).position(|window| window == word.as_bytes())?;
        let text = self.bytes.get(at..(at + 80).min(self.bytes.len()))?;
        let text = text.split(|byte| !byte.is_ascii_graphic()).next()?;
        Some(String::from_utf8_lossy(text).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_program_of_the_tests_is_no_release_and_is_seen_as_none() {
        let faults = faults(&env::current_exe().unwrap()).unwrap();
        let seen = |part: &str| faults.iter().any(|fault| fault.contains(part));
        // Built here, with everything that helps to find a fault, and with the words above in it.
        assert!(seen("symbols are left") && seen("a path of whoever built it") && seen("hooks"), "{faults:#?}");
        // And hardened as Rust does by itself.
        assert!(!seen("PIE") && !seen("NX") && !seen("no RELRO"), "{faults:#?}");
    }

    /// What a released program asks its environment for: passphrases for scripts, as docs/cli.md has them.
    const RELEASED: &[&str] = &["PEREMENA_PASSPHRASE", "PEREMENA_NEW_PASSPHRASE", "PEREMENA_BACKUP_PASSPHRASE"];

    /// What modules of tests ask for: they are in no program that is built to be used.
    const OF_TESTS: &[&str] = &["PEREMENA_GENERATE", "PEREMENA_TEST_ZONE", "PEREMENA_POINTS", "PEREMENA_OLD_FILE"];

    /// The words of this kind that stand in the sources below a folder, but for its tests.
    fn asked_for(folder: &Path, found: &mut BTreeSet<String>) {
        for path in std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name == "tests" || name == "tests.rs" {
                continue;
            }
            if path.is_dir() {
                asked_for(&path, found);
            } else if name.ends_with(".rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let words = text.split('"').filter(|word| word.starts_with("PEREMENA_"));
                found.extend(words.map(str::to_owned));
            }
        }
    }

    /// Whatever else the sources ask their environment for is a hook of the tests: a release is searched for it.
    #[test]
    fn every_hook_of_the_tests_is_looked_for() {
        let mut found = BTreeSet::new();
        asked_for(&crate::root().join("src-tauri/src"), &mut found);
        for room in std::fs::read_dir(crate::root().join("crates")).unwrap().flatten() {
            asked_for(&room.path().join("src"), &mut found);
        }
        let known = [HOOKS, RELEASED, OF_TESTS].concat();
        let unknown: Vec<&String> = found.iter().filter(|word| !known.contains(&word.as_str())).collect();
        assert!(unknown.is_empty(), "a hook or not? {unknown:?}");
        assert!(found.contains("PEREMENA_EVERY") && found.contains("PEREMENA_PASSPHRASE"), "{found:?}");
    }

    #[test]
    fn what_is_no_program_is_an_error() {
        assert!(faults(&crate::root().join("Cargo.toml")).is_err());
    }
}
