//! The crates: from one registry, under licences that may be, none of those that are unwanted.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use serde_json::Value;

use super::{field, licence};
use crate::{cargo, root};

/// Crates that must not come in by a side door, and why. `openssl-sys` is none of them: SQLCipher's cipher is
/// OpenSSL's, and by it a build brings its own along; without `openssl` nobody can make TLS of it.
const UNWANTED: &[(&str, &str)] = &[
    ("openssl", "TLS is rustls alone"),
    ("native-tls", "TLS is rustls alone"),
    ("hyper-tls", "TLS is rustls alone"),
    ("tokio-native-tls", "TLS is rustls alone"),
    ("aws-lc-rs", "the crypto is ring, chosen once"),
    ("aws-lc-sys", "the crypto is ring, chosen once"),
    ("webpki-roots", "the platform says whom it trusts; a bundle of ours would grow old"),
    ("sentry", "nothing is reported"),
    ("tauri-plugin-shell", "the window starts no programs"),
    ("tauri-plugin-fs", "the window reads no files"),
    ("tauri-plugin-http", "the window has no network"),
    ("tauri-plugin-updater", "no update check leaves the device"),
];

/// Of these a second version in the app would be a second TLS, a second database or a second way to forget a secret.
const ONE_OF_EACH: &[&str] = &[
    "argon2",
    "h2",
    "hyper",
    "libsqlite3-sys",
    "reqwest",
    "ring",
    "rustls",
    "rustls-webpki",
    "serde",
    "sqlx-core",
    "tauri",
    "tokio",
    "url",
    "wry",
    "zeroize",
];

/// Where there is a workspace: the app with its tests and tasks, and what libFuzzer is built into, which is no part of it.
pub(super) const APP: &str = "";
pub(super) const FUZZ: &str = "fuzz";

/// A package of the lock file.
pub(super) struct Locked {
    name: String,
    source: Option<String>,
    checksum: bool,
}

/// The packages of a workspace's `Cargo.lock`, of every platform.
pub(super) fn lock(folder: &str) -> Result<Vec<Locked>, String> {
    let file = Path::new(folder).join("Cargo.lock");
    let text = fs::read_to_string(root().join(&file)).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(locked(&text))
}

fn locked(text: &str) -> Vec<Locked> {
    let field = |entry: &str, name: &str| {
        let line = entry.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = \""))?;
        Some(line.trim_end_matches('"').to_owned())
    };
    text.split("[[package]]")
        .skip(1)
        .filter_map(|entry| {
            let (source, checksum) = (field(entry, "source"), field(entry, "checksum").is_some());
            Some(Locked { name: field(entry, "name")?, source, checksum })
        })
        .collect()
}

pub(super) fn faults_of_lock(lock: &[Locked]) -> Vec<String> {
    let mut faults = Vec::new();
    // Whichever it is: a second one is a side door.
    let is_registry = |source: &&str| source.starts_with("registry+");
    let registry = lock.iter().filter_map(|package| package.source.as_deref()).find(is_registry);
    for package in lock {
        let name = &package.name;
        match package.source.as_deref() {
            // A member of the workspace: cargo knows no other package without a source but a path, and those are ours.
            None if name.starts_with("peremena") || name == "xtask" => {}
            None => faults.push(format!("{name}: from a path")),
            source if source == registry && package.checksum => {}
            source if source == registry => faults.push(format!("{name}: without a checksum")),
            Some(source) => faults.push(format!("{name}: from {source}")),
        }
        if let Some((_, why)) = UNWANTED.iter().find(|(unwanted, _)| unwanted == name) {
            faults.push(format!("{name}: unwanted, since {why}"));
        }
    }
    faults
}

/// What cargo says of the crates of this platform.
#[derive(Debug)]
pub(super) struct Metadata(Value);

/// Asks cargo of a workspace; nothing is downloaded.
pub(super) fn metadata(folder: &str) -> Result<Metadata, String> {
    let host = cargo().args(["-vV"]).output().map_err(|error| error.to_string())?;
    let host = String::from_utf8_lossy(&host.stdout).into_owned();
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("cargo does not name its host")?;
    let mut command = cargo();
    command.args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host]);
    command.arg("--manifest-path").arg(root().join(folder).join("Cargo.toml"));
    let output = command.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    serde_json::from_slice(&output.stdout).map(Metadata).map_err(|error| error.to_string())
}

/// A crate that ends up in the app.
pub(super) struct Part<'a> {
    pub(super) name: &'a str,
    pub(super) version: &'a str,
    pub(super) licence: &'a str,
}

impl Metadata {
    fn packages(&self) -> &[Value] {
        field(&self.0, "packages").as_array().map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn count(&self) -> usize {
        self.packages().len()
    }

    /// Every crate that is compiled into the app or runs while it is built; tests and tasks are not.
    pub(super) fn shipped(&self) -> Vec<Part<'_>> {
        let nodes: BTreeMap<&str, &Value> = field(field(&self.0, "resolve"), "nodes")
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|node| Some((field(node, "id").as_str()?, node)))
            .collect();
        let named: BTreeMap<&str, &Value> =
            self.packages().iter().filter_map(|package| Some((field(package, "id").as_str()?, package))).collect();
        let app = named.iter().find(|(_, package)| *field(package, "name") == "peremena").map(|(id, _)| *id);
        let mut waiting: Vec<&str> = app.into_iter().collect();
        let mut found = BTreeSet::new();
        while let Some(id) = waiting.pop() {
            if !found.insert(id) {
                continue;
            }
            for needed in nodes.get(id).and_then(|node| field(node, "deps").as_array()).into_iter().flatten() {
                let kinds = field(needed, "dep_kinds").as_array();
                let for_tests = kinds.is_some_and(|kinds| kinds.iter().all(|kind| *field(kind, "kind") == "dev"));
                waiting.extend(field(needed, "pkg").as_str().filter(|_| !for_tests));
            }
        }
        let part = |id: &&str| {
            let package = named.get(id)?;
            let licence = field(package, "license").as_str().unwrap_or_default();
            Some(Part { name: field(package, "name").as_str()?, version: field(package, "version").as_str()?, licence })
        };
        let mut parts: Vec<Part<'_>> = found.iter().filter_map(part).collect();
        parts.sort_by_key(|part| (part.name, part.version));
        parts
    }

    /// Crates under licences that may not be.
    fn unlicensed(&self, is_allowed: fn(&str) -> bool) -> Vec<String> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        self.packages()
            .iter()
            .filter(|package| !is_allowed(&text(field(package, "license"))))
            .map(|package| format!("{}: licence {:?}", text(field(package, "name")), text(field(package, "license"))))
            .collect()
    }

    /// What is wrong with a tool's crates: it is given to nobody, and may have two of anything.
    pub(super) fn faults_of_tool(&self) -> Vec<String> {
        let mut faults = self.unlicensed(licence::is_allowed_in_tools);
        if self.count() < 100 {
            faults.push(format!("{} crates in the tool: its tree was not read", self.count()));
        }
        faults
    }

    /// What is wrong with the app's crates, its tests' and its tasks'.
    pub(super) fn faults(&self) -> Vec<String> {
        let mut faults = self.unlicensed(licence::is_allowed);
        let parts = self.shipped();
        if parts.len() < 100 {
            faults.push(format!("{} crates in the app: its tree was not read", parts.len()));
        }
        for name in ONE_OF_EACH {
            let versions: Vec<&str> = parts.iter().filter(|part| part.name == *name).map(|part| part.version).collect();
            if versions.len() > 1 {
                faults.push(format!("{name}: {} versions: {}", versions.len(), versions.join(", ")));
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_crate_comes_from_the_one_registry_under_a_licence_that_may_be() {
        let lock = lock(APP).unwrap();
        assert!(lock.len() > 300, "{}", lock.len());
        assert_eq!(faults_of_lock(&lock), Vec::<String>::new());
        assert_eq!(metadata(APP).unwrap().faults(), Vec::<String>::new());
    }

    /// Its crates are there where it was built, or fetched; its lock file always is.
    #[test]
    fn what_the_fuzzer_is_built_of_is_looked_at_as_well() {
        let lock = lock(FUZZ).unwrap();
        assert!(lock.len() > 300 && lock.iter().any(|package| package.name == "libfuzzer-sys"), "{}", lock.len());
        assert_eq!(faults_of_lock(&lock), Vec::<String>::new());
        match metadata(FUZZ) {
            Ok(metadata) => assert_eq!(metadata.faults_of_tool(), Vec::<String>::new()),
            Err(why) => assert!(why.contains("offline"), "{why}"),
        }
    }

    #[test]
    fn a_tools_crate_under_another_licence_is_seen() {
        let metadata = |licence: &str| {
            let package = serde_json::json!({ "name": "a", "id": "a", "license": licence });
            Metadata(serde_json::json!({ "packages": vec![package; 100] }))
        };
        assert_eq!(metadata("MIT AND NCSA").faults_of_tool(), Vec::<String>::new());
        assert_eq!(metadata("GPL-3.0-only").faults_of_tool().len(), 100);
        assert_eq!(metadata("MIT AND NCSA").unlicensed(licence::is_allowed).len(), 100, "not in the app");
        assert_eq!(Metadata(serde_json::json!({})).faults_of_tool().len(), 1, "nothing was read");
    }

    #[test]
    fn cargo_deny_is_told_the_same() {
        let deny = fs::read_to_string(root().join("deny.toml")).unwrap();
        for (name, _) in UNWANTED {
            assert!(deny.contains(&format!("\"{name}\"")), "{name}");
        }
        for name in licence::ALLOWED {
            assert!(deny.contains(&format!("\"{name}\"")), "{name}");
        }
    }

    #[test]
    fn a_crate_from_elsewhere_is_seen() {
        const ONE: &str = "registry+https://one.example";
        let text = format!(
            "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"{ONE}\"\n\n\
             [[package]]\nname = \"b\"\nversion = \"1.0.0\"\nsource = \"git+https://example.com/b\"\n\n\
             [[package]]\nname = \"c\"\nversion = \"1.0.0\"\n\n\
             [[package]]\nname = \"openssl\"\nversion = \"1.0.0\"\nsource = \"{ONE}\"\nchecksum = \"00\"\n\n\
             [[package]]\nname = \"peremena-model\"\nversion = \"0.1.0\"\n\n\
             [[package]]\nname = \"d\"\nversion = \"1.0.0\"\nsource = \"registry+https://two.example\"\nchecksum = \"00\"\n"
        );
        let faults = faults_of_lock(&locked(&text));
        let words = ["a: without a checksum", "b: from git+https://example.com/b", "c: from a path"];
        assert_eq!(faults[..3], words);
        assert!(faults[3].starts_with("openssl: unwanted"));
        assert_eq!(faults[4], "d: from registry+https://two.example");
        assert_eq!(faults.len(), 5);
    }
}
