//! The packages of the page, and of the tool that makes packages to install, by their lock files alone.

use std::fs;

use serde_json::Value;

use super::{field, licence};
use crate::root;

/// Where there is a lock file: the page, and what bundles it.
pub(super) const PAGE: &str = "ui";
pub(super) const BUNDLER: &str = "xtask/npm";

pub(super) struct Lock {
    file: String,
    json: Value,
}

/// A package that ends up in the page.
pub(super) struct Package<'a> {
    pub(super) name: &'a str,
    pub(super) version: &'a str,
    pub(super) licence: &'a str,
}

/// The lock file of a folder.
pub(super) fn lock(folder: &str) -> Result<Lock, String> {
    let file = format!("{folder}/package-lock.json");
    let text = fs::read_to_string(root().join(&file)).map_err(|error| format!("{file}: {error}"))?;
    let json = serde_json::from_str(&text).map_err(|error| format!("{file}: {error}"))?;
    Ok(Lock { file, json })
}

impl Lock {
    fn packages(&self) -> impl Iterator<Item = (&str, &Value)> {
        let all = field(&self.json, "packages").as_object().into_iter().flatten();
        // The first, without a name, is the page itself.
        all.filter(|(path, _)| !path.is_empty()).map(|(path, package)| (path.as_str(), package))
    }

    pub(super) fn count(&self) -> usize {
        self.packages().count()
    }

    /// Those that are no tools.
    pub(super) fn shipped(&self) -> Vec<Package<'_>> {
        self.packages()
            .filter(|(_, package)| *field(package, "dev") != true)
            .filter_map(|(path, package)| {
                let name = path.rsplit_once("node_modules/")?.1;
                let text = |name: &str| field(package, name).as_str().unwrap_or_default();
                Some(Package { name, version: text("version"), licence: text("license") })
            })
            .collect()
    }

    pub(super) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.count() == 0 || field(&self.json, "lockfileVersion").as_u64().unwrap_or_default() < 3 {
            faults.push(format!("{}: not read", self.file));
        }
        for (path, package) in self.packages() {
            let integrity = field(package, "integrity").as_str().unwrap_or_default();
            if !integrity.starts_with("sha512-") {
                faults.push(format!("{path}: no sha512 of it"));
            }
            // None says where it comes from: the registry is the machine's choice, and the sum says that it is the one.
            if field(package, "resolved").is_string() {
                faults.push(format!("{path}: from {}", field(package, "resolved")));
            }
            if *field(package, "hasInstallScript") == true {
                faults.push(format!("{path}: runs a script when it is installed"));
            }
            let licence = field(package, "license").as_str().unwrap_or_default();
            if !licence::is_allowed(licence) {
                faults.push(format!("{path}: licence {licence:?}"));
            }
        }
        // What has a version that floats is another thing tomorrow.
        let own = field(field(&self.json, "packages"), "");
        for list in ["dependencies", "devDependencies"] {
            for (name, version) in field(own, list).as_object().into_iter().flatten() {
                let version = version.as_str().unwrap_or_default();
                if !version.starts_with(|first: char| first.is_ascii_digit()) {
                    faults.push(format!("{name}: {version:?} is no one version"));
                }
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_package_of_the_page_is_pinned_and_runs_nothing_when_installed() {
        let lock = lock(PAGE).unwrap();
        assert!(lock.count() > 50 && !lock.shipped().is_empty());
        assert_eq!(lock.faults(), Vec::<String>::new());
    }

    #[test]
    fn what_makes_packages_is_pinned_too_and_is_no_part_of_the_app() {
        let lock = lock(BUNDLER).unwrap();
        assert!(lock.count() > 1 && lock.shipped().is_empty());
        assert_eq!(lock.faults(), Vec::<String>::new());
    }

    #[test]
    fn a_package_that_is_not_in_order_is_seen() {
        let json = json!({"lockfileVersion": 3, "packages": {
            "": {"dependencies": {"a": "^1.0.0"}},
            "node_modules/a": {"version": "1.0.0", "license": "MIT", "integrity": "sha512-x",
                "resolved": "https://evil.example/a.tgz"},
            "node_modules/b": {"version": "1.0.0", "license": "SSPL-1.0", "hasInstallScript": true},
        }});
        let lock = Lock { file: "package-lock.json".into(), json };
        let faults = lock.faults();
        let seen = |part: &str| assert!(faults.iter().any(|fault| fault.contains(part)), "{part}: {faults:?}");
        ["a: from", "b: no sha512", "b: runs a script", "b: licence", "a: \"^1.0.0\""].into_iter().for_each(seen);
        assert_eq!(faults.len(), 5);
    }
}
