//! Packages to install, and what a clean machine says of one.

#[cfg(target_os = "linux")]
mod clean_root;
mod flags;
#[cfg(target_os = "linux")]
mod split;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

#[cfg(target_os = "linux")]
use crate::supply;
use crate::{cargo, root, run, setup};
use flags::Flags;

/// For `--check` alone.
#[cfg(target_os = "linux")]
const CHECK: &[&str] = &["debootstrap"];

/// OpenSSL from source, where there is none to link with.
const VENDORED: &str = "vendored-openssl";

/// With it Tauri takes the page from the program itself, as `tauri build` has it.
const BUNDLED_PAGE: &str = "tauri/custom-protocol";

/// What Tauri's bundler makes on this system.
#[cfg(target_os = "linux")]
const KINDS: &[&str] = &["deb", "rpm", "appimage"];
#[cfg(target_os = "macos")]
const KINDS: &[&str] = &["dmg"];
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
const KINDS: &[&str] = &["msi", "nsis"];

/// Processors of phones, as Tauri calls them; `.github/workflows/packages.yml` installs their compilers.
const PHONES: &[&str] = &["aarch64", "armv7", "x86_64"];

const DESKTOP: &str = "src-tauri/linux/app.peremena.Peremena.desktop";
const METAINFO: &str = "src-tauri/linux/app.peremena.Peremena.metainfo.xml";

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Wanted<'a> {
    /// Packages of this system.
    Here(Vec<&'a str>),
    Android,
    /// What a clean Debian says of this .deb, or of the one that was built last.
    #[cfg(target_os = "linux")]
    Check(Option<&'a str>),
}

/// Builds the packages of this system (`-b KINDS` to say which), those for Android (`--android`), or with `--check
/// [DEB]` installs the one that was built in a clean Debian: starts, upgrades and removes it.
pub(crate) fn package(words: &[String]) -> Result<(), String> {
    match wanted(&words.iter().map(String::as_str).collect::<Vec<_>>())? {
        Wanted::Here(kinds) => build(&kinds),
        Wanted::Android => {
            // Of this machine nothing is used but Node and the SDK: the window of a desktop is not built.
            setup::ui_packages()?;
            run(tauri()?.args(["android", "build", "--ci", "--features", VENDORED, "--target"]).args(PHONES))
        }
        #[cfg(target_os = "linux")]
        Wanted::Check(deb) => {
            setup::setup()?;
            setup::install(CHECK)?;
            let deb = match deb {
                Some(path) => PathBuf::from(path),
                None => newest(&root().join("target/release/bundle/deb"), "deb")?,
            };
            clean_root::check(&deb)
        }
    }
}

fn wanted<'a>(words: &[&'a str]) -> Result<Wanted<'a>, String> {
    match *words {
        // An AppImage only where it is named: the bundler fetches what puts it together.
        [] => Ok(Wanted::Here(KINDS.iter().copied().filter(|kind| *kind != "appimage").collect())),
        ["-b", kinds] => {
            let kinds: Vec<&str> = kinds.split(',').collect();
            match kinds.iter().find(|kind| !KINDS.contains(kind)) {
                None => Ok(Wanted::Here(kinds)),
                Some(other) => Err(format!("{other:?}: this system's packages are {}", KINDS.join(", "))),
            }
        }
        ["--android"] => Ok(Wanted::Android),
        #[cfg(target_os = "linux")]
        ["--check"] => Ok(Wanted::Check(None)),
        #[cfg(target_os = "linux")]
        ["--check", deb] if !deb.starts_with('-') => Ok(Wanted::Check(Some(deb))),
        _ => Err("package [-b KINDS] | package --android | package --check [DEB]".to_owned()),
    }
}

fn build(kinds: &[&str]) -> Result<(), String> {
    setup::setup()?;
    #[cfg(target_os = "linux")]
    check_metadata()?;
    // Embedded in the program: without it there is nothing to compile, and with an old one an old page.
    setup::build_ui()?;
    // Debian's own OpenSSL is Debian's to mend.
    let vendored: &[&str] = if cfg!(target_os = "linux") { &[] } else { &["--features", VENDORED] };
    // The flags name the folders of the sources: these have to be there.
    run(cargo().args(["fetch", "--locked"]))?;
    // The package holds the command line too; both come from one build, so that they share what is compiled.
    let mut compile = cargo();
    compile.args(["build", "--release", "--locked", "-p", "peremena-cli", "-p", "peremena", "--bins"]);
    compile.args(["--features", BUNDLED_PAGE]).args(vendored);
    run(Flags::of_this_machine()?.given_to(&mut compile))?;
    #[cfg(target_os = "linux")]
    for program in ["peremena", "peremena-cli"] {
        supply::binary(&root().join("target/release").join(program))?;
    }
    let began = SystemTime::now();
    // What kind of package it is in is of use to an updater alone: all hold the very same program.
    run(tauri()?.args(["bundle", "--no-binary-patching", "-b", &kinds.join(",")]).args(vendored))?;
    for kind in kinds {
        let path = made(&root().join("target/release/bundle").join(kind), kind, began)?;
        #[cfg(target_os = "linux")]
        if *kind == "deb" {
            told(&split::split(&path, seconds_of_commit(&root())?)?);
        }
        told(&path);
    }
    Ok(())
}

fn told(package: &Path) {
    println!("{}  {:.2} MiB", package.display(), size_in_mib(package.metadata().map_or(0, |data| data.len())));
}

/// The package of a kind that was made since. One that was left by an earlier build is none.
fn made(folder: &Path, kind: &str, since: SystemTime) -> Result<PathBuf, String> {
    let ending = if kind == "nsis" { "exe" } else { kind };
    let path = newest(folder, ending)?;
    let modified = path.metadata().and_then(|data| data.modified()).map_err(|error| error.to_string())?;
    if modified >= since { Ok(path) } else { Err(format!("{}: was not made anew", path.display())) }
}

/// When what is built was committed. A package with the time of its packing would be another each time, and nobody
/// would notice: so git's own refusal (no repository, another's folder) ends it.
#[cfg(target_os = "linux")]
fn seconds_of_commit(repository: &Path) -> Result<i64, String> {
    let output = Command::new("git").args(["log", "-1", "--format=%ct"]).current_dir(repository).output();
    let output = output.map_err(|error| format!("git: {error}"))?;
    if !output.status.success() {
        return Err(format!("git log: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.trim().parse().map_err(|_| format!("git log: no time of a commit in {said:?}"))
}

/// The Tauri CLI at the version whose hash is in `xtask/npm/package-lock.json`, run at the root.
pub(crate) fn tauri() -> Result<Command, String> {
    let folder = root().join("xtask/npm");
    setup::npm_packages_of_here(&folder)?;
    let mut command = Command::new("node");
    command.arg(folder.join("node_modules/@tauri-apps/cli/tauri.js")).current_dir(root());
    Ok(command)
}

/// npm by the name that this system starts it under.
pub(crate) fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// What a software centre reads, by the tools that read it.
pub(crate) fn check_metadata() -> Result<(), String> {
    run(Command::new("desktop-file-validate").arg(DESKTOP).current_dir(root()))?;
    run(Command::new("appstreamcli").args(["validate", "--no-net", METAINFO]).current_dir(root()))?;
    let metainfo = fs::read_to_string(root().join(METAINFO)).map_err(|error| error.to_string())?;
    let wanted = format!("<release version=\"{}\"", env!("CARGO_PKG_VERSION"));
    if metainfo.contains(&wanted) { Ok(()) } else { Err(format!("{METAINFO}: no {wanted}…>")) }
}

fn newest(folder: &Path, ending: &str) -> Result<PathBuf, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().to_lowercase().ends_with(&ending.to_lowercase()))
        // The command line's own package comes with the window's.
        .filter(|path| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("peremena-cli")))
        .max_by_key(|path| path.metadata().and_then(|data| data.modified()).ok())
        .ok_or_else(|| format!("{}: nothing is built", folder.display()))
}

fn size_in_mib(bytes: u64) -> f64 {
    // A package is far below what a float can count.
    #[allow(clippy::cast_precision_loss)]
    let bytes = bytes as f64;
    bytes / 1_048_576.0
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_package_has_the_time_of_its_commit_or_is_not_made() {
        // One of the test's own: the sources may have come without a repository, or belong to another user.
        let folder = std::env::temp_dir().join(format!("peremena-commit-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let error = seconds_of_commit(&folder).unwrap_err();
        assert!(error.starts_with("git log: "), "{error}");
        let git = |words: &[&str]| {
            let mut git = Command::new("git");
            git.args(["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgSign=false"]);
            git.args(words).current_dir(&folder).env("GIT_COMMITTER_DATE", "@1763625600 +0000");
            // A hook of git's that runs the tests says which repository it is of.
            assert!(git.env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE").status().unwrap().success(), "{words:?}");
        };
        git(&["init", "-q"]);
        git(&["commit", "-q", "--allow-empty", "-m", "first"]);
        assert_eq!(seconds_of_commit(&folder), Ok(1_763_625_600));
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn only_the_words_that_are_known_are_taken() {
        assert_eq!(wanted(&[]), Ok(Wanted::Here(vec!["deb", "rpm"])));
        assert_eq!(wanted(&["-b", "rpm,appimage"]), Ok(Wanted::Here(vec!["rpm", "appimage"])));
        assert_eq!(wanted(&["--android"]), Ok(Wanted::Android));
        assert_eq!(wanted(&["--check", "a.deb"]), Ok(Wanted::Check(Some("a.deb"))));
        for strange in [
            &["-b"][..],
            &["-b", "msi"],
            &["-b", "deb,"],
            &["-b", "deb", "rpm"],
            &["--android", "--debug"],
            &["--check", "--quick"],
            &["deb"],
        ] {
            assert!(wanted(strange).is_err(), "{strange:?}");
        }
    }

    #[test]
    fn the_workflow_has_a_compiler_for_every_phone() {
        let workflow = fs::read_to_string(root().join(".github/workflows/packages.yml")).unwrap();
        let line =
            workflow.lines().find(|line| line.contains("rustup target add") && line.contains("android")).unwrap();
        let triples: Vec<&str> = line.split(' ').filter(|word| word.contains("-linux-android")).collect();
        assert_eq!(triples.len(), PHONES.len(), "{line}");
        for phone in PHONES {
            assert!(triples.iter().any(|triple| triple.starts_with(phone)), "{phone}: {line}");
        }
    }

    #[test]
    fn the_workflow_keeps_all_that_is_made_for_android() {
        let workflow = fs::read_to_string(root().join(".github/workflows/packages.yml")).unwrap();
        let (_, android) = workflow.split_once("\n          name: android-unsigned\n").unwrap();
        let (kept, _) = android.split_once("\n\n").unwrap();
        // Both are made by `tauri android build`: one to install by hand, one for a shop.
        for pattern in ["outputs/apk/**/*-unsigned.apk", "outputs/bundle/**/*.aab"] {
            assert!(kept.lines().any(|line| line.ends_with(&format!("gen/android/app/build/{pattern}"))), "{pattern}");
        }
    }

    #[test]
    fn a_package_that_is_missing_or_old_is_an_error() {
        let folder = root().join(format!("target/made-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let now = SystemTime::now();
        assert!(made(&folder, "deb", now).unwrap_err().contains("nothing is built"));
        let package = folder.join("peremena_0.1.0_amd64.deb");
        fs::write(&package, "").unwrap();
        assert_eq!(made(&folder, "deb", now - Duration::from_secs(5)), Ok(package));
        assert!(made(&folder, "deb", now + Duration::from_secs(5)).unwrap_err().contains("not made anew"));
        assert!(made(&folder, "rpm", now).is_err());
        fs::remove_dir_all(&folder).unwrap();
    }
}
