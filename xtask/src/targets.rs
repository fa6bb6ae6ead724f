//! The same sources for other systems, as far as one machine can tell: types, not behaviour.
//!
//! No toolchain is downloaded: Debian's compiler for browsers knows every target, and the standard library is built
//! from its sources. Build scripts that compile C (SQLCipher, ring) find a compiler that makes nothing: what is checked
//! is all Rust code, not a line of C, and nothing is linked.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{cargo, root, run, setup};

/// Debian's packages, unpacked and not installed: the machine keeps its own compiler.
const COMPILER: &[&str] = &["rustc-web", "libstd-rust-web-1.96", "libstd-rust-web-dev", "rust-web-src", "libllvm22"];

/// What rustc asks for import libraries when it compiles for Windows, also where nothing is linked.
const DLLTOOL: &[&str] = &["binutils-mingw-w64-x86-64"];

/// It embeds the page.
const SHELL: &str = "peremena";

struct Target {
    triple: &'static str,
    packages: &'static [&'static str],
    /// The whole app: its C parts want a compiler.
    whole: bool,
}

const TARGETS: &[Target] = &[
    Target {
        triple: "aarch64-apple-ios",
        // What is pure Rust; the rest needs Apple's headers.
        packages: &["peremena-model"],
        whole: false,
    },
    Target { triple: "aarch64-linux-android", packages: &["peremena-phone", SHELL], whole: true },
    Target { triple: "x86_64-pc-windows-gnu", packages: &["peremena-cli", SHELL], whole: true },
];

/// Checks all targets, or those named; `--package NAME` checks one package instead of the target's own.
pub(crate) fn check(args: &[String]) -> Result<(), String> {
    let mut args = args.iter().map(String::as_str);
    let (mut named, mut package) = (Vec::new(), None);
    while let Some(arg) = args.next() {
        match arg {
            "--package" => package = Some(args.next().ok_or("--package wants a name")?),
            triple if TARGETS.iter().any(|target| target.triple == triple) => named.push(triple),
            other => {
                let known: Vec<&str> = TARGETS.iter().map(|target| target.triple).collect();
                return Err(format!("{other}: the targets are {}", known.join(", ")));
            }
        }
    }
    let compiler = compiler()?;
    let mut failed = Vec::new();
    for target in TARGETS.iter().filter(|target| named.is_empty() || named.contains(&target.triple)) {
        let packages = package.map_or(target.packages.to_vec(), |one| vec![one]);
        for package in packages {
            if let Err(error) = check_one(&compiler, target, package) {
                failed.push(error);
            }
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
}

fn check_one(compiler: &Path, target: &Target, package: &str) -> Result<(), String> {
    let mut command = cargo_for(compiler, target.triple, &["check", "-p", package]);
    if target.whole {
        let tools = no_tools()?;
        if package == SHELL {
            setup::ui_packages()?;
            setup::build_ui()?;
        }
        let named = target.triple.replace('-', "_");
        command
            .env(format!("CC_{named}"), tools.join("cc"))
            .env(format!("CXX_{named}"), tools.join("cc"))
            .env(format!("AR_{named}"), tools.join("ar"))
            // SQLCipher asks for OpenSSL before it compiles: it is told where there would be one.
            .env("OPENSSL_DIR", &tools)
            .env("OPENSSL_LIB_DIR", tools.join("lib"))
            .env("OPENSSL_INCLUDE_DIR", tools.join("include"))
            .env("OPENSSL_NO_VENDOR", "1")
            .env("WINDRES", tools.join("cc"));
    }
    if target.triple.contains("windows") {
        let tools = unpacked("target/dlltool", DLLTOOL)?.join("usr/bin");
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{}:{path}", tools.display()));
    }
    run(&mut command).map_err(|error| format!("{}: {error}", target.triple))
}

/// A cargo that compiles for another system, its standard library included.
pub(crate) fn cargo_for(compiler: &Path, triple: &str, words: &[&str]) -> Command {
    let mut command = cargo();
    command
        .args(words)
        .args(["--target", triple, "-Z", "build-std=std,panic_abort,panic_unwind", "--target-dir"])
        .arg(root().join("target/targets"))
        .env("RUSTC", compiler.join("usr/bin/rustc"))
        .env("LD_LIBRARY_PATH", compiler.join("usr/lib/x86_64-linux-gnu"))
        // `build-std` is not stable; nothing that we ship is built so.
        .env("RUSTC_BOOTSTRAP", "1")
        .env_remove("RUSTC_WRAPPER");
    command
}

/// The compiler's folder.
pub(crate) fn compiler() -> Result<PathBuf, String> {
    unpacked("target/compiler", COMPILER)
}

/// A folder with what Debian's packages hold, unpacked once.
fn unpacked(folder: &str, packages: &[&str]) -> Result<PathBuf, String> {
    let folder = root().join(folder);
    let ready = folder.join("ready");
    if ready.exists() {
        return Ok(folder);
    }
    let debs = folder.join("debs");
    fs::create_dir_all(&debs).map_err(|error| error.to_string())?;
    run(Command::new("apt-get").arg("download").args(packages).current_dir(&debs))?;
    for entry in fs::read_dir(&debs).map_err(|error| error.to_string())?.flatten() {
        run(Command::new("dpkg-deb").arg("-x").arg(entry.path()).arg(&folder))?;
    }
    fs::remove_dir_all(&debs).map_err(|error| error.to_string())?;
    fs::write(ready, "").map_err(|error| error.to_string())?;
    Ok(folder)
}

/// A C compiler and an archiver that make empty files.
fn no_tools() -> Result<PathBuf, String> {
    let folder = root().join("target/no-tools");
    let made = (|| {
        fs::create_dir_all(folder.join("lib"))?;
        fs::create_dir_all(folder.join("include/openssl"))?;
        for (name, text) in [("cc", CC), ("ar", AR)] {
            let path = folder.join(name);
            fs::write(&path, text)?;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
        }
        for name in ["libcrypto.a", "libssl.a", "crypto.lib", "libcrypto.lib"] {
            fs::write(folder.join("lib").join(name), "")?;
        }
        fs::write(folder.join("include/openssl/opensslv.h"), "#define OPENSSL_VERSION_NUMBER 0x30000000L\n")
    })();
    made.map(|()| folder).map_err(|error: std::io::Error| error.to_string())
}

/// Makes what `-o` names; preprocessing and questions are the real compiler's, so that versions can be asked for.
const CC: &str = r#"#!/bin/sh
for word in "$@"; do
  case "$word" in -E | --version | -dumpmachine | -print-*) exec cc "$@" ;; esac
done
out=
while [ $# -gt 0 ]; do
  case "$1" in
    -o) out=$2; shift ;;
    -o*) out=${1#-o} ;;
  esac
  shift
done
[ -z "$out" ] || : > "$out"
"#;

const AR: &str = r#"#!/bin/sh
for word in "$@"; do
  case "$word" in *.a | *.lib) printf '!<arch>\n' > "$word" ;; esac
done
"#;
