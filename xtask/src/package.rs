//! Packages to install, and what a clean machine says of one.

#[cfg(target_os = "linux")]
mod clean_root;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{cargo, root, run, setup};

/// For `--check` alone.
#[cfg(target_os = "linux")]
const CHECK: &[&str] = &["debootstrap"];

/// OpenSSL from source, where there is none to link with.
const VENDORED: &str = "vendored-openssl";

const DESKTOP: &str = "src-tauri/linux/app.peremena.Peremena.desktop";
const METAINFO: &str = "src-tauri/linux/app.peremena.Peremena.metainfo.xml";

/// Builds the packages of this system (`-b KINDS` to say which), those for Android (`--android`), or with `--check [DEB]` installs the one that was built
/// in a clean Debian: starts, upgrades and removes it.
pub(crate) fn package(args: &[String]) -> Result<(), String> {
    match args.split_first() {
        #[cfg(target_os = "linux")]
        Some((check, rest)) if check == "--check" => {
            setup::setup()?;
            setup::install(CHECK)?;
            let deb = match rest.first() {
                Some(path) => PathBuf::from(path),
                None => newest(&root().join("target/release/bundle/deb"), "deb")?,
            };
            clean_root::check(&deb)
        }
        Some((android, _)) if android == "--android" => {
            setup::setup()?;
            run(tauri()?.args(["android", "build", "--features", VENDORED]))
        }
        Some((bundle, rest)) if bundle == "-b" => build(rest.first().map_or("deb,rpm", String::as_str)),
        Some((other, _)) => {
            Err(format!("{other}: `package [-b KINDS]`, `package --android` or `package --check [DEB]`"))
        }
        None => build("deb,rpm"),
    }
}

fn build(kinds: &str) -> Result<(), String> {
    setup::setup()?;
    // Debian's own OpenSSL is Debian's to mend.
    let vendored: &[&str] = if cfg!(target_os = "linux") { &[] } else { &["--features", VENDORED] };
    #[cfg(target_os = "linux")]
    check_metadata()?;
    // The package holds the command line too; both come from one build, so that they share what is compiled.
    run(cargo().args(["build", "--release", "-p", "peremena-cli", "-p", "peremena", "--bins"]).args(vendored))?;
    let began = std::time::SystemTime::now();
    run(tauri()?.args(["build", "-b", kinds]).args(vendored))?;
    for kind in kinds.split(',') {
        let folder = root().join("target/release/bundle").join(kind);
        let Ok(path) = newest(&folder, kind) else { continue };
        let modified = path.metadata().and_then(|data| data.modified());
        if modified.is_ok_and(|at| at >= began) {
            #[cfg(target_os = "linux")]
            if kind == "deb" {
                settle(&path)?;
            }
            println!("{}  {:.2} MiB", path.display(), size_in_mib(path.metadata().map_or(0, |data| data.len())));
        }
    }
    Ok(())
}

/// Packs a .deb anew with the times of the commit, so that the same programs make the same package.
#[cfg(target_os = "linux")]
fn settle(deb: &Path) -> Result<(), String> {
    let folder = root().join("target/settled-deb");
    let _ = fs::remove_dir_all(&folder);
    run(Command::new("dpkg-deb").arg("-R").arg(deb).arg(&folder))?;
    let committed = seconds_of_commit(&root())?;
    let mut pack = Command::new("dpkg-deb");
    // One compressor, one thread: what it makes of the same bytes does not depend on the machine.
    pack.args(["--root-owner-group", "--threads-max=1", "-Zxz", "-b"]).arg(&folder).arg(deb);
    pack.env("SOURCE_DATE_EPOCH", committed.to_string());
    run(&mut pack)
}

/// When what is built was committed. A package with the time of its packing would be another each time, and nobody would
/// notice: so git's own refusal (no repository, another's folder) ends it.
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
    let program = folder.join("node_modules/@tauri-apps/cli/tauri.js");
    if !program.exists() {
        run(npm().args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder))?;
    }
    let mut command = Command::new("node");
    command.arg(program).current_dir(root());
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
        .max_by_key(|path| path.metadata().and_then(|data| data.modified()).ok())
        .ok_or_else(|| format!("{}: nothing is built", folder.display()))
}

fn size_in_mib(bytes: u64) -> f64 {
    // A package is far below what a float can count.
    #[allow(clippy::cast_precision_loss)]
    let bytes = bytes as f64;
    bytes / 1_048_576.0
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_package_has_the_time_of_its_commit_or_is_not_made() {
        assert!(seconds_of_commit(&root()).unwrap() > 1_700_000_000);
        let error = seconds_of_commit(Path::new("/")).unwrap_err();
        assert!(error.starts_with("git log: "), "{error}");
    }
}
