//! A disk that fails at a chosen call, for any program that is run on it.
//!
//! The program is given a library that stands before the C library and answers the calls that concern one folder in its
//! stead (`disk/failing.c`). What it counts is what the program asked of the system, in the order in which it did.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

/// Which calls are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calls {
    /// Whatever opens for writing, writes, flushes, cuts, renames or removes.
    Changes,
    /// Of those, what a full disk refuses.
    Space,
    /// Whatever opens for reading, or reads.
    Reads,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// Which calls are counted.
    pub calls: Calls,
    /// The first that fails, from 1; 0 for none, to count them.
    pub first: u64,
    /// Whether every later one fails too.
    pub lasts: bool,
}

/// The library.
#[derive(Debug)]
pub struct FailingDisk {
    library: PathBuf,
    log: PathBuf,
}

impl FailingDisk {
    /// Compiles it with `cc` into `folder`, which is not the one that fails.
    ///
    /// # Errors
    /// Where there is no C compiler, or it has complaints.
    pub fn compile(folder: &Path) -> io::Result<FailingDisk> {
        let source = folder.join("failing.c");
        fs::write(&source, include_str!("disk/failing.c"))?;
        let library = folder.join("failing.so");
        let mut compiler = Command::new("cc");
        compiler.args(["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-O1", "-o"]);
        let output = compiler.arg(&library).arg(&source).arg("-ldl").output()?;
        match output.status.success() {
            true => Ok(FailingDisk { library, log: folder.join("failed calls") }),
            false => Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned())),
        }
    }

    /// Lets what `command` asks of files below `below` fail. A full disk says so, any other gives an I/O error.
    ///
    /// # Errors
    /// Where the log of the run before cannot be removed.
    pub fn under(&self, command: &mut Command, below: &Path, fault: Fault) -> io::Result<()> {
        match fs::remove_file(&self.log) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let (calls, number) = match fault.calls {
            Calls::Changes => ("changes", "5"),
            Calls::Space => ("space", "28"),
            Calls::Reads => ("reads", "5"),
        };
        let last = if fault.lasts { u64::MAX } else { fault.first };
        command.env("LD_PRELOAD", &self.library).env("PEREMENA_DISK_BELOW", below).env("PEREMENA_DISK_CALLS", calls);
        command.env("PEREMENA_DISK_FIRST", fault.first.to_string()).env("PEREMENA_DISK_LAST", last.to_string());
        command.env("PEREMENA_DISK_ERRNO", number).env("PEREMENA_DISK_LOG", &self.log);
        Ok(())
    }

    /// What failed in the last run: the number of the call, the call, the file's name.
    pub fn failed(&self) -> Vec<String> {
        self.lines().filter(|line| !line.starts_with("in all ")).collect()
    }

    /// How many calls the last run made; none where it was killed.
    pub fn counted(&self) -> Option<u64> {
        self.lines().filter_map(|line| line.strip_prefix("in all ")?.parse().ok()).last()
    }

    fn lines(&self) -> impl Iterator<Item = String> {
        let text = fs::read_to_string(&self.log).unwrap_or_default();
        text.lines().map(str::to_owned).collect::<Vec<_>>().into_iter()
    }
}
