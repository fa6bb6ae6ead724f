//! `peremena-cli.exe`, C and all (SQLCipher with its own OpenSSL, ring), built here by mingw and used under Wine
//! against the simulated school. Not Windows: no Credential Manager, no notifications, no window; but its calls for
//! files, locks, sockets and time, as Wine has them.

use std::{
    fs,
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::{cargo, root, run, school::School, setup, targets};

const PACKAGES: &[&str] = &["gcc-mingw-w64-x86-64-win32", "g++-mingw-w64-x86-64-win32", "wine64"];
const TRIPLE: &str = "x86_64-pc-windows-gnu";
const WINE: &str = "/usr/lib/wine/wine64";
const NOW: &str = "2026-11-20T12:00:00+03:00";

/// Wine 8 lacks the one call by which Rust's library asks for random bytes.
const RANDOM: &str = "#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length) {
  return SystemFunction036(data, (ULONG)length);
}
";

/// Builds it, and lets a family live with it for a moment.
pub(crate) fn windows() -> Result<(), String> {
    setup::install(PACKAGES)?;
    let words = ["build", "-p", "peremena-cli", "--features", "vendored-openssl"];
    let mut build = targets::cargo_for(&targets::compiler()?, TRIPLE, &words);
    build.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_INCREMENTAL", "0");
    run(build.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER", "x86_64-w64-mingw32-gcc"))?;
    run(cargo().args(["build", "-p", "peremena-school-sim", "--features", "server", "--bin", "school-sim"]))?;
    House::new()?.lives()
}

struct House {
    folder: PathBuf,
    school: School,
}

impl House {
    fn new() -> Result<House, String> {
        let folder = root().join("target/windows");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        let built = root().join("target/targets").join(TRIPLE).join("debug/peremena-cli.exe");
        fs::copy(&built, folder.join("peremena-cli.exe")).map_err(|error| format!("{}: {error}", built.display()))?;
        let source = folder.join("random.c");
        fs::write(&source, RANDOM).map_err(|error| error.to_string())?;
        let mut compile = Command::new("x86_64-w64-mingw32-gcc");
        compile.args(["-shared", "-o"]).arg(folder.join("bcryptprimitives.dll")).arg(&source).arg("-ladvapi32");
        run(&mut compile)?;
        Ok(House { folder, school: School::start(&["--port", "0", "--now", NOW])? })
    }

    /// Signs in, syncs, is told of a mark, backs up, moves to another folder, signs out.
    fn lives(&self) -> Result<(), String> {
        let wine = |done: bool, what: &str| if done { Ok(()) } else { Err(format!("under Wine: {what}")) };
        let words = ["account", "add", "--system", "dnevnik-ru", "--url", &self.school.url, "--login", "parent"];
        let added = self.cli("one", &[&words[..], &["--password-stdin"]].concat(), "Parol-2026\n")?;
        wine(added.pointer("/students/2").is_some(), "three children sign in")?;
        self.cli("one", &["sync"], "")?;
        self.school.act(&["mark", "--student", "Амина", "--subject", "Алгебра", "--value", "5"])?;
        let told = self.cli("one", &["sync"], "")?.to_string();
        wine(told.contains("Алгебра"), "a new mark is found")?;
        let plain = fs::read(self.folder.join("one/peremena.db")).map_err(|error| error.to_string())?;
        let seen = |word: &str| plain.windows(word.len()).any(|bytes| bytes == word.as_bytes());
        wine(!seen("SQLite format 3") && !seen("Амина") && !seen("Алгебра"), "the file is encrypted")?;

        let backup = self.path("diary.backup");
        self.cli("one", &["backup", "create", &backup], "")?;
        let whole = self.cli("one", &["backup", "verify", &backup], "")?;
        wine(whole.pointer("/whole") == Some(&Value::Bool(true)), "the backup is whole")?;
        self.cli("two", &["backup", "restore", &backup], "")?;
        let moved = self.cli("two", &["changes"], "")?.to_string();
        wine(moved.contains("Алгебра"), "the diary has moved with its history")?;
        let id = added.pointer("/account").and_then(Value::as_str).unwrap_or_default();
        self.cli("one", &["account", "remove", id], "")?;
        wine(!self.folder.join("one/peremena.db").exists(), "the last account takes the file along")?;
        println!("peremena-cli.exe: signs in, syncs, tells, backs up, restores and signs out under Wine");
        Ok(())
    }

    /// Something in the folder, as Windows names it.
    fn path(&self, name: &str) -> String {
        format!("Z:{}", self.folder.join(name).display()).replace('/', "\\")
    }

    /// What a command says, in JSON; an error where it does not end with 0.
    fn cli(&self, profile: &str, words: &[&str], stdin: &str) -> Result<Value, String> {
        let mut command = Command::new(WINE);
        command.arg(self.folder.join("peremena-cli.exe"));
        command.arg("--profile").arg(self.path(profile));
        command.args(["--key-store", "passphrase", "--now", NOW, "--json"]).args(words);
        command.env("WINEPREFIX", self.folder.join("wine")).env("WINEDEBUG", "-all");
        command.env("PEREMENA_PASSPHRASE", "канарейка поёт на рассвете").env("LC_ALL", "C.UTF-8");
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let said = |error: std::io::Error| format!("{WINE}: {error}");
        let mut child = command.spawn().map_err(said)?;
        if let Some(mut input) = child.stdin.take() {
            input.write_all(stdin.as_bytes()).map_err(said)?;
        }
        let output = child.wait_with_output().map_err(said)?;
        let stdout = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() {
            return Err(format!("under Wine: {}: {}: {stdout}", words.join(" "), output.status));
        }
        serde_json::from_str(&stdout).map_err(|error| format!("under Wine: {}: {error}: {stdout}", words.join(" ")))
    }
}

impl Drop for House {
    fn drop(&mut self) {
        // Wine's own folder is large; the program is built and stays where it was built.
        let _ = fs::remove_dir_all(&self.folder);
    }
}
