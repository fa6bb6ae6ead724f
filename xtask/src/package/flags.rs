//! How a release is compiled: hardened, and the same wherever it is built: it names no folder of whoever built it.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::root;

/// What Rust's compiler and C's are told.
pub(super) struct Flags {
    rust: Vec<String>,
    c: Vec<String>,
}

impl Flags {
    /// # Errors
    /// Where the compiler does not say where it is.
    pub(super) fn of_this_machine() -> Result<Flags, String> {
        let home = env::home_dir().ok_or("no home folder")?;
        let crates = env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
        let ask = |words: &[&str]| -> Result<String, String> {
            let output = Command::new("rustc").args(words).output().map_err(|error| format!("rustc: {error}"))?;
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        };
        let version = ask(&["-vV"])?;
        let commit = version.lines().find_map(|line| line.strip_prefix("commit-hash: ")).unwrap_or("unknown");
        // Its sources stand elsewhere only where somebody has installed them; without them it says this.
        let sources = Path::new(&ask(&["--print", "sysroot"])?).join("lib/rustlib/src/rust");
        let mut places = vec![(home, "/home".to_owned()), (sources, format!("/rustc/{commit}"))];
        // One folder for each registry, named after it and so after whatever stands in between.
        for registry in fs::read_dir(crates.join("registry/src")).into_iter().flatten().flatten() {
            places.push((registry.path(), "/crates".to_owned()));
        }
        places.push((root(), "/peremena".to_owned()));
        Ok(Flags::of(&places))
    }

    /// Folders, with what is to stand for each; of several that fit, the last.
    fn of(places: &[(PathBuf, String)]) -> Flags {
        let map = |flag: &'static str| {
            places.iter().map(move |(folder, stands)| format!("{flag}={}={stands}", folder.display()))
        };
        let mut c: Vec<String> = Vec::new();
        // Of Microsoft's compiler the defaults are enough, and it knows no such words.
        if cfg!(unix) {
            c.push("-fstack-protector-strong".to_owned());
            c.extend(map("-ffile-prefix-map"));
        }
        Flags { rust: map("--remap-path-prefix").collect(), c }
    }

    /// They are the only ones: what the machine's own environment adds would be another program.
    pub(super) fn given_to<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        // Parted by a sign that stands in no path.
        command.env("CARGO_ENCODED_RUSTFLAGS", self.rust.join("\u{1f}")).env("CFLAGS", self.c.join(" "))
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    fn said(command: &mut Command) -> String {
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    #[test]
    fn a_program_does_not_say_where_it_was_built() {
        let folder = root().join(format!("target/flags-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let (source, program) = (folder.join("main.rs"), folder.join("main"));
        fs::write(&source, "fn main() { println!(\"{}\", file!()); }").unwrap();
        let built = |flags: &Flags| {
            said(Command::new("rustc").args(&flags.rust).arg(&source).arg("-o").arg(&program));
            said(&mut Command::new(&program))
        };
        let here = Flags::of(&[(root(), "/above".to_owned()), (folder.clone(), "/peremena".to_owned())]);
        assert_eq!(built(&Flags { rust: Vec::new(), c: Vec::new() }), source.to_string_lossy());
        assert_eq!(built(&here), "/peremena/main.rs");

        let (source, program) = (folder.join("main.c"), folder.join("main-of-c"));
        let text = "#include <stdio.h>\nint main(int n, char **w) {\n  char b[64];\n  \
                    snprintf(b, sizeof b, \"%s%d\", w[0], n);\n  return puts(__FILE__) < 0 || b[0] == 0;\n}\n";
        fs::write(&source, text).unwrap();
        said(Command::new("cc").args(&here.c).arg(&source).arg("-o").arg(&program));
        assert_eq!(said(&mut Command::new(&program)), "/peremena/main.c");
        let symbols = said(Command::new("readelf").args(["-W", "--dyn-syms"]).arg(&program));
        assert!(symbols.contains("__stack_chk_fail"), "{symbols}");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn this_machines_folders_all_have_something_that_stands_for_them() {
        let flags = Flags::of_this_machine().unwrap();
        for place in [root(), env::home_dir().unwrap()] {
            let word = format!("--remap-path-prefix={}=/", place.display());
            assert!(flags.rust.iter().any(|flag| flag.starts_with(&word)), "{word}: {:?}", flags.rust);
        }
        assert!(flags.rust.iter().any(|flag| flag.ends_with("=/crates")), "{:?}", flags.rust);
    }
}
