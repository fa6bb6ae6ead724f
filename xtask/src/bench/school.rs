//! The simulated school beside the bench, and families that go to it.

use std::{
    fs::{self, File},
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use peremena_rig::{Rig, wait_for};
use serde_json::{Value, json};

use super::{
    Cost, Kept, children_cpu, cli,
    clients::{DNEVNIK_RU, Secret, System},
    released, said, text,
};

/// The mother of three children.
pub(super) const PARENT: (&str, &str) = ("parent", "Parol-2026");
/// One of them, with an account of her own.
pub(super) const AMINA: (&str, &str) = ("amina", "Amina-2026");

/// What a school was asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) requests: u64,
    /// Of the answers' bodies.
    pub(super) bytes: u64,
}

/// A school that ends with its rig.
pub(super) struct School {
    pub(super) url: String,
}

impl School {
    pub(super) fn start(rig: &mut Rig, now: &str) -> Result<School, String> {
        let file = rig.home().join(format!("school-{}.json", now.replace(':', "-")));
        let mut school = rig.command(released("school-sim"));
        school.args(["serve", "--port", "0", "--now", now]).stdout(File::create(&file).map_err(said)?);
        rig.spawn(school).map_err(said)?;
        let url = wait_for("school-sim", Duration::from_secs(20), || {
            let text = fs::read_to_string(&file).ok()?;
            text.split('"').find(|part| part.starts_with("http")).map(str::to_owned)
        });
        Ok(School { url: url.map_err(said)? })
    }

    /// One request to the school.
    pub(super) fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let host = self.url.trim_start_matches("http://");
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let mut stream = TcpStream::connect(host).map_err(said)?;
        let head = format!(
            "{method} {path} HTTP/1.0\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).map_err(said)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).map_err(said)?;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        if head.split_whitespace().nth(1).is_none_or(|status| !status.starts_with('2')) {
            return Err(format!("{method} {path}: {answer}"));
        }
        Ok(serde_json::from_str(body).unwrap_or(Value::Null))
    }

    /// The requests since the last time, by the school's own journal.
    pub(super) fn requests(&self) -> Result<u64, String> {
        Ok(self.asked()?.requests)
    }

    /// The same with the bytes of its answers.
    pub(super) fn asked(&self) -> Result<Asked, String> {
        let journal = self.new_journal()?;
        let number =
            |what: &str| journal.pointer(what).and_then(Value::as_u64).ok_or_else(|| format!("no {what} in {journal}"));
        Ok(Asked { requests: number("/count")?, bytes: number("/bytes")? })
    }

    /// The same, one by one: `method`, `path`, `status`, `bytes`.
    pub(super) fn journal(&self) -> Result<Vec<Value>, String> {
        let mut journal = self.new_journal()?;
        match journal.pointer_mut("/entries").map(Value::take) {
            Some(Value::Array(entries)) => Ok(entries),
            _ => Err(format!("no entries in {journal}")),
        }
    }

    /// What was asked since the last time; the journal begins anew.
    fn new_journal(&self) -> Result<Value, String> {
        let journal = self.ask("GET", "/_control/journal", &Value::Null)?;
        self.ask("DELETE", "/_control/journal", &Value::Null)?;
        Ok(journal)
    }

    /// Sets the school's clock; in another school year it begins anew.
    pub(super) fn set_clock(&self, at: &str) -> Result<(), String> {
        self.ask("PUT", "/_control/clock", &json!({ "clock": "fixed", "at": at })).map(drop)
    }

    /// The teacher enters a mark for the latest lesson of the subject.
    pub(super) fn mark(&self, student: &str, subject: &str, value: &str) -> Result<(), String> {
        let act = json!({ "act": "mark", "student": student, "subject": subject, "value": value });
        self.ask("POST", "/_control/act", &act).map(drop)
    }

    /// A token of МЭШ, as its own page would leave it.
    fn mesh_token(&self, (login, password): (&str, &str)) -> Result<String, String> {
        let wanted = json!({ "login": login, "password_plain": password });
        text(&self.ask("POST", "/lms/api/sessions", &wanted)?, "/authentication_token")
    }

    /// Makes a profile that is signed in to Дневник.ру. Nothing is synced yet.
    pub(super) fn sign_in(
        &self,
        rig: &Rig,
        profile: &Path,
        kept: Kept,
        now: &str,
        who: (&str, &str),
    ) -> Result<(), String> {
        self.add(rig, profile, kept, now, &DNEVNIK_RU, who).map(drop)
    }

    /// Makes a profile that is signed in to a system, and says what that cost. Nothing is synced yet.
    pub(super) fn add(
        &self,
        rig: &Rig,
        profile: &Path,
        kept: Kept,
        now: &str,
        system: &System,
        (login, password): (&str, &str),
    ) -> Result<Cost, String> {
        let mut command = cli(rig, profile, kept, now);
        command.args(["account", "add", "--system", system.word, "--url", &self.url]).args(system.settings);
        let secret = match system.secret {
            Secret::Password => {
                command.args(["--login", login, "--password-stdin"]);
                password.to_owned()
            }
            Secret::Token => {
                command.arg("--token-stdin");
                self.mesh_token((login, password))?
            }
        };
        let (before, started) = (children_cpu()?, Instant::now());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().map_err(said)?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(secret.as_bytes()).and_then(|()| stdin.write_all(b"\n")).map_err(said)?;
        }
        let status = child.wait().map_err(said)?;
        let wall = started.elapsed().as_secs_f64();
        if !status.success() {
            return Err(format!("account add: {status}"));
        }
        Ok(Cost { wall, cpu: children_cpu()? - before })
    }
}
