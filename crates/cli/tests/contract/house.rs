//! A house with a profile folder and the command line, and a simulated school down the street that it asks over http.

use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use peremena_school_sim::{
    Clock, FamilyAccount, PARENT, Proxy, School, SchoolSettings, Server,
    act::{Act, Acted},
};
use serde_json::Value;
use tempfile::TempDir;
use time::{OffsetDateTime, format_description::well_known::Rfc3339, macros::datetime};
use tokio::runtime::Runtime;

/// Saturday afternoon in the third week of the second quarter.
pub const NOW: OffsetDateTime = datetime!(2026-11-21 15:00 +3);
pub const PASSPHRASE: &str = "канарейка поёт на рассвете";

pub struct House {
    folder: TempDir,
    runtime: Runtime,
    server: Option<Server>,
    url: String,
    school: School,
    now: Mutex<OffsetDateTime>,
}

/// How a command ended.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// The one document on stdout.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The document of a command that went well.
    pub fn well(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        self.json()
    }

    /// The code of the error of a command that ended with `exit`.
    pub fn failed(&self, exit: i32) -> String {
        assert_eq!(self.code, exit, "{self:?}");
        let error = &self.json()["error"];
        assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{self:?}");
        error["code"].as_str().unwrap().to_owned()
    }
}

/// The command, with another program around it that starts it.
pub fn under(mut around: Command, command: &Command) -> Command {
    around.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => around.env(name, value),
            None => around.env_remove(name),
        };
    }
    around.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    around
}

/// A command under way.
pub struct Running(Child);

/// A `watch` under way, with the lines it has said.
pub struct Watching {
    child: Child,
    lines: Arc<Mutex<Vec<Value>>>,
}

impl Watching {
    /// What it has told so far.
    pub fn told(&self) -> Vec<Value> {
        self.lines.lock().unwrap().clone()
    }

    /// Waits until it has told so many notices.
    pub fn wait_told(&self, count: usize) -> Vec<Value> {
        let until = Instant::now() + Duration::from_secs(30);
        while self.told().len() < count {
            assert!(Instant::now() < until, "told {:?}", self.told());
            std::thread::sleep(Duration::from_millis(20));
        }
        self.told()
    }

    /// Ends it as a service manager does; gives its exit code.
    pub fn end(mut self) -> i32 {
        let ended = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(ended.success());
        self.child.wait().unwrap().code().unwrap()
    }

    /// Kills it, without a word.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Running {
    pub fn ended(self) -> Ran {
        let output = self.0.wait_with_output().unwrap();
        Ran {
            // None: it did not end by itself.
            code: output.status.code().unwrap_or_else(|| panic!("{output:?}")),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl House {
    /// Nobody has signed in yet.
    pub fn new() -> House {
        House::with_past_years(0)
    }

    /// The same, at a school that tells so many school years before this one.
    pub fn with_past_years(past_years: u8) -> House {
        let clock = Clock::Fixed(NOW);
        let school = School::new(SchoolSettings { clock, past_years, ..SchoolSettings::default() });
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let server = runtime.block_on(Server::start(school.clone(), ([127, 0, 0, 1], 0).into())).unwrap();
        let (folder, url) = (tempfile::tempdir().unwrap(), server.url());
        House { folder, runtime, server: Some(server), url, school, now: Mutex::new(NOW) }
    }

    /// Nobody has signed in yet, and the way to the school leads through a proxy.
    pub fn behind_a_proxy() -> (House, Proxy) {
        let mut house = House::new();
        let school = house.server.as_ref().unwrap().address();
        let proxy = house.runtime.block_on(Proxy::start(school)).unwrap();
        house.url = proxy.url();
        (house, proxy)
    }

    /// The parent is signed in, and the first, silent sync is over.
    pub fn synced() -> House {
        let house = House::new();
        house.sign_in(PARENT).well();
        let synced = house.run(&["sync"]).well();
        assert!(
            synced["students"].as_array().unwrap().iter().all(|student| student["changes"] == Value::Array(vec![]))
        );
        house.school.clear_journal();
        house
    }

    pub fn school(&self) -> &School {
        &self.school
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn profile(&self) -> PathBuf {
        self.folder.path().join("profile")
    }

    /// The school is gone.
    pub fn stop_school(&mut self) {
        self.runtime.block_on(self.server.take().unwrap().stop());
    }

    /// A minute passes at home. The school's clock stands: nothing happens there that a test did not do.
    pub fn later(&self) {
        *self.now.lock().unwrap() += time::Duration::MINUTE;
    }

    /// It is this moment, at home and at school.
    pub fn set_clocks(&self, now: OffsetDateTime) {
        *self.now.lock().unwrap() = now;
        self.school.set_clock(Clock::Fixed(now));
    }

    pub fn now(&self) -> String {
        self.now.lock().unwrap().format(&Rfc3339).unwrap()
    }

    /// A command as it is, with nothing but where the profile lies.
    pub fn bare(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_peremena-cli"));
        command.arg("--profile").arg(self.profile()).args(words);
        command.env_remove("RUST_LOG").env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", "en_GB.UTF-8");
        command.env("PEREMENA_PASSPHRASE", PASSPHRASE).env("PEREMENA_QUICK_PASSPHRASES", "1");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// The command as the tests give it: the passphrase, the clock, JSON.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = self.bare(words);
        command.args(["--key-store", "passphrase", "--json", "--now", &self.now()]);
        command
    }

    pub fn run(&self, words: &[&str]) -> Ran {
        start(self.command(words), "").ended()
    }

    pub fn run_with(&self, words: &[&str], stdin: &str) -> Ran {
        start(self.command(words), stdin).ended()
    }

    /// Starts `watch`, which looks every second.
    pub fn watch(&self) -> Watching {
        // No desktop of the person who runs the tests.
        self.watch_on(&[("DBUS_SESSION_BUS_ADDRESS".to_owned(), "unix:path=/nonexistent".to_owned())])
    }

    /// The same on a desktop with this environment.
    pub fn watch_on(&self, desktop: &[(String, String)]) -> Watching {
        let mut command = self.command(&["watch", "--interval", "1"]);
        command.envs(desktop.iter().cloned()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let lines = Arc::new(Mutex::new(Vec::new()));
        let (said, stdout) = (lines.clone(), child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                said.lock().unwrap().push(serde_json::from_str(&line).unwrap());
            }
        });
        Watching { child, lines }
    }

    /// Signs in with a password.
    pub fn sign_in(&self, family: FamilyAccount) -> Ran {
        self.sign_in_as(family.login, family.password)
    }

    pub fn sign_in_as(&self, login: &str, password: &str) -> Ran {
        let words =
            ["account", "add", "--system", "dnevnik-ru", "--url", &self.url, "--login", login, "--password-stdin"];
        self.run_with(&words, &format!("{password}\n"))
    }

    /// A teacher does something.
    #[track_caller]
    pub fn act(&self, act: Act) -> Acted {
        self.school.act(act).unwrap()
    }

    /// A minute later, one sync: what it found for each child, as "first name: kind what".
    pub fn news(&self) -> Vec<String> {
        let (synced, names) = (self.sync(), self.names());
        let mut news = Vec::new();
        for student in synced["students"].as_array().unwrap() {
            assert_eq!(student["error"], Value::Null, "{synced}");
            for change in student["changes"].as_array().unwrap() {
                assert_eq!(change["student"], student["student"]);
                let name = &names.iter().find(|(id, _)| *id == change["student"]).unwrap().1;
                news.push(format!("{name}: {} {}{}", text(&change["kind"]), text(&change["what"]), said(change)));
            }
        }
        news
    }

    /// A minute later, one sync that goes well.
    pub fn sync(&self) -> Value {
        self.later();
        self.run(&["sync"]).well()
    }

    /// Ids and first names of the children.
    pub fn names(&self) -> Vec<(Value, String)> {
        let accounts = self.run(&["account", "list"]).well();
        let students = accounts.as_array().unwrap().iter().flat_map(|account| account["students"].as_array().unwrap());
        students
            .map(|student| {
                let name = text(&student["name"]);
                let known = ["Амина", "Тимур", "Мадина", "Илья"].into_iter().find(|known| name.contains(known));
                (student["id"].clone(), known.unwrap().to_owned())
            })
            .collect()
    }

    /// The id of the child with this first name.
    pub fn id(&self, first_name: &str) -> String {
        let names = self.names();
        text(&names.iter().find(|(_, name)| name == first_name).unwrap().0).to_owned()
    }
}

fn said(change: &Value) -> String {
    let value = |side: &str| {
        let item = &change[side];
        ["value", "text", "status"].iter().find_map(|field| item[*field].as_str()).map(str::to_owned)
    };
    match (value("old"), value("new")) {
        (Some(old), Some(new)) => format!(": {old} → {new}"),
        (Some(only), None) | (None, Some(only)) => format!(": {only}"),
        (None, None) => String::new(),
    }
}

pub fn start(mut command: Command, stdin: &str) -> Running {
    let mut child = command.spawn().unwrap();
    // A command that does not read leaves a broken pipe, which is its right.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    Running(child)
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

pub fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("no list: {value}"))
}

pub fn mark(value: &str) -> Act {
    Act::Mark {
        student: "Амина".into(),
        subject: "Алгебра".into(),
        value: value.into(),
        work: None,
        date: None,
        comment: None,
    }
}

/// Every file below `folder`.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// Checks that `object` has these fields of these types: "text", "number", "bool", "list", "object", "date",
/// "time", each with "?" where it may be null. More fields are welcome.
#[track_caller]
pub fn has_shape(object: &Value, fields: &[(&str, &str)]) {
    for (name, kind) in fields {
        let value = object.get(name).unwrap_or_else(|| panic!("no `{name}` in {object}"));
        let (kind, may_be_null) = kind.strip_suffix('?').map_or((*kind, false), |kind| (kind, true));
        let fits = match kind {
            "text" => value.is_string(),
            "number" => value.is_number(),
            "bool" => value.is_boolean(),
            "list" => value.is_array(),
            "object" => value.is_object(),
            "date" => value.as_str().is_some_and(is_date),
            "time" => value.as_str().is_some_and(|text| OffsetDateTime::parse(text, &Rfc3339).is_ok()),
            other => panic!("no such type: {other}"),
        };
        assert!(fits || (may_be_null && value.is_null()), "`{name}` is no {kind} in {object}");
    }
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && text.split('-').map(str::len).eq([4, 2, 2])
}
