//! Everything that a fresh Debian with Rust and Node (20.19 or newer) lacks.

use std::{path::Path, process::Command};

use crate::{package::npm, root, run};

/// To build the window.
const BUILD: &[&str] = &[
    "build-essential",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "libssl-dev",
    "libxdo-dev",
    "perl",
    "make",
    "binutils",
];

/// To run it on a desktop of its own.
const DESKTOP: &[&str] = &[
    "xvfb",
    "webkit2gtk-driver",
    "dbus",
    "gnome-keyring",
    "dunst",
    "imagemagick",
    "x11-utils",
    "xdotool",
    "openbox",
    "fonts-dejavu-core",
    "chromium",
    "python3",
    "python3-dbusmock",
    "fprintd",
    "strace",
    "iproute2",
    "openssl",
    "python3-venv",
];

/// For the part that is written in Java, and for packages: what stands beside the program in one, and when it was
/// committed.
const DEVICES: &[&str] = &["openjdk-17-jdk-headless", "appstream", "desktop-file-utils", "git"];

/// Installs what is missing, and the packages of the UI.
pub(crate) fn setup() -> Result<(), String> {
    packages()?;
    ui_packages()
}

fn packages() -> Result<(), String> {
    if !Path::new("/usr/bin/dpkg-query").exists() {
        eprintln!("xtask: not a Debian; needed are the equivalents of: {}", wanted().join(" "));
        return Ok(());
    }
    install(&wanted())
}

fn wanted() -> Vec<&'static str> {
    [BUILD, DESKTOP, DEVICES].concat()
}

/// Installs those of Debian's packages that are missing.
pub(crate) fn install(wanted: &[&'static str]) -> Result<(), String> {
    let missing: Vec<&str> = wanted.iter().copied().filter(|package| !installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.starts_with(b"0\n"));
    let apt = |args: &[&str]| {
        let mut command = if root { Command::new("apt-get") } else { Command::new("sudo") };
        if !root {
            command.arg("apt-get");
        }
        command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
        run(&mut command)
    };
    apt(&["update", "-q"])?;
    let mut words = vec!["install", "-y", "-q", "--no-install-recommends"];
    words.extend(missing);
    apt(&words)
}

fn installed(package: &str) -> bool {
    Command::new("dpkg-query")
        .args(["-W", "-f=${Status}", package])
        .output()
        .is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("install ok installed"))
}

/// The packages of the page, and nothing of the system.
pub(crate) fn ui_packages() -> Result<(), String> {
    npm_packages(&root().join("ui"))
}

/// Installs what a folder's lock file names, where that is not what is there.
pub(crate) fn npm_packages(folder: &Path) -> Result<(), String> {
    brought(folder, &["ci"])
}

/// The same where the lock file names only what systems need that packages are built on, each with its hash: `npm ci` wants
/// to see all that its package could need anywhere.
pub(crate) fn npm_packages_of_here(folder: &Path) -> Result<(), String> {
    brought(folder, &["install", "--no-save", "--ignore-scripts"])
}

fn brought(folder: &Path, how: &[&str]) -> Result<(), String> {
    let modified = |path: &str| folder.join(path).metadata().and_then(|data| data.modified()).ok();
    let current = match (modified("node_modules/.package-lock.json"), modified("package-lock.json")) {
        (Some(installed), Some(lock)) => installed >= lock,
        _ => false,
    };
    if current {
        return Ok(());
    }
    run(npm().args(how).args(["--no-audit", "--no-fund"]).current_dir(folder))
}

/// Builds the UI into `ui/dist`, which the window embeds.
pub(crate) fn build_ui() -> Result<(), String> {
    run(npm().args(["run", "build"]).current_dir(root().join("ui")))
}
