//! The Android part without an Android SDK: compiled against stubs of ours, its logic tested on a plain JVM.

use std::{fs, path::Path, path::PathBuf, process::Command};

use crate::{root, run};

/// Compiles `src-tauri/android` with every warning an error, and runs its tests.
pub(crate) fn test() -> Result<(), String> {
    let android = root().join("src-tauri/android");
    let classes = root().join("target/java");
    // What was deleted must not be found as a class that is left.
    let _ = fs::remove_dir_all(&classes);
    fs::create_dir_all(&classes).map_err(|error| error.to_string())?;
    let mut javac = Command::new("javac");
    // Java 8, as the project says; that a newer compiler cannot see the classes of 8 but by name is no news.
    javac.args(["--release", "8", "-encoding", "UTF-8", "-Xlint:all,-options", "-Werror", "-d"]).arg(&classes);
    for folder in ["stubs", "src/main", "src/test"] {
        javac.args(sources(&android.join(folder))?);
    }
    // Not named in full: the list of files is longer than the rest of the log.
    eprintln!("▸ javac src-tauri/android");
    let status = javac.status().map_err(|error| format!("javac: {error}"))?;
    if !status.success() {
        return Err(format!("javac: {status}"));
    }
    let mut java = Command::new("java");
    java.arg(format!("-Dres={}", android.join("src/main/res").display())).arg("-cp").arg(&classes);
    run(java.arg("app.peremena.phone.Tests"))
}

/// Every Java file below a folder, in a fixed order.
fn sources(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "java") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
