//! The simulated school beside a task, as a program of its own.

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use crate::{root, run};

/// A program of the debug build.
pub(crate) fn built(name: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join("debug").join(name)
}

/// The simulated school as a program; it ends with this.
pub(crate) struct School {
    child: Child,
    pub(crate) url: String,
}

impl School {
    /// Starts it with the words of `school-sim serve`.
    pub(crate) fn start(words: &[&str]) -> Result<School, String> {
        let mut command = Command::new(built("school-sim"));
        command.arg("serve").args(words).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|error| format!("school-sim: {error}"))?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line).map_err(|error| format!("school-sim: {error}"))?;
        }
        let url = line.split('"').find(|part| part.starts_with("http")).ok_or("school-sim does not say its address")?;
        Ok(School { child, url: url.to_owned() })
    }

    /// Somebody at the school does something: the words of `school-sim act`.
    pub(crate) fn act(&self, args: &[&str]) -> Result<(), String> {
        let mut command = Command::new(built("school-sim"));
        run(command.args(["act", "--url", &self.url]).args(args).stdout(Stdio::null()))
    }
}

impl Drop for School {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
