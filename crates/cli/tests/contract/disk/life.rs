//! One profile, states of it that are kept, and commands that are run on a failing disk.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use peremena_rig::{FailingDisk, Fault};
use peremena_school_sim::{PARENT, act::Act};
use serde_json::Value;
use tempfile::TempDir;

use crate::house::{House, Ran, files, list, start, text};

/// How long a `watch` may take to tell once the disk is well again.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long one is left alone that has nothing (more) to tell: more than its interval.
const SILENCE: Duration = Duration::from_millis(1_600);

pub struct Life {
    pub house: House,
    disk: FailingDisk,
    /// Outside of what fails: the library and the states that are kept.
    outside: TempDir,
    kept: Mutex<usize>,
}

/// A command on a state of the profile; none for no profile.
pub struct Stage<'a> {
    pub from: Option<&'a Path>,
    pub words: &'a [&'a str],
    pub stdin: &'a str,
}

/// A kind of fault, and at which parts of the way (of 1) a test lets it happen.
pub type Spread<'a> = (Fault, &'a [f64]);

pub fn homework() -> Act {
    let (student, subject) = ("Тимур".into(), "Русский язык".into());
    Act::Homework { student, subject, text: Some("§ 12, упр. 3".into()), date: None, files: Vec::new() }
}

/// Whether more is wanted than what a test tries.
pub fn asked_for_more() -> bool {
    std::env::var_os("PEREMENA_POINTS").is_some()
}

/// The faults of one kind at the calls that are to be tried, of `count`.
pub fn points((fault, few): Spread<'_>, count: u64) -> Vec<Fault> {
    let at = |first| Fault { first, ..fault };
    match std::env::var("PEREMENA_POINTS").ok().as_deref() {
        None => few.iter().map(|part| at(((count as f64 * part) as u64).clamp(1, count))).collect(),
        // A little more than was counted: no two runs are quite alike.
        Some("all") => (1..=count + 5).map(at).collect(),
        Some(number) => {
            let number: u64 = number.parse().unwrap();
            (0..number).map(|step| at(1 + step * count / number)).collect()
        }
    }
}

pub fn ids(notices: &[Value]) -> BTreeSet<String> {
    notices.iter().map(|notice| text(&notice["id"]).to_owned()).collect()
}

pub fn members<'a>(notices: impl Iterator<Item = &'a Value>) -> BTreeSet<String> {
    notices.flat_map(|notice| list(&notice["changes"])).map(Value::to_string).collect()
}

impl Life {
    /// Nobody has signed in yet.
    pub fn new() -> Life {
        let outside = tempfile::tempdir().unwrap();
        let disk = FailingDisk::compile(outside.path()).unwrap();
        Life { house: House::new(), disk, outside, kept: Mutex::new(0) }
    }

    /// The parent is signed in, and the first sync is over.
    pub fn synced() -> Life {
        let life = Life::new();
        life.house.sign_in(PARENT).well();
        life.house.sync();
        life
    }

    /// The words that sign the parent in.
    pub fn add(&self) -> Vec<String> {
        let url = self.house.url();
        ["account", "add", "--system", "dnevnik-ru", "--url", url, "--login", PARENT.login, "--password-stdin"]
            .map(str::to_owned)
            .to_vec()
    }

    /// The folder that fails: the profile and what lies beside it.
    fn below(&self) -> PathBuf {
        self.house.profile().parent().unwrap().to_owned()
    }

    /// A file beside the profile.
    pub fn shelf(&self, name: &str) -> Value {
        Value::String(self.below().join(name).to_str().unwrap().to_owned())
    }

    /// Keeps the profile as it is now.
    pub fn keep(&self) -> PathBuf {
        let mut kept = self.kept.lock().unwrap();
        *kept += 1;
        let to = self.outside.path().join(format!("state {kept}"));
        copy(&self.house.profile(), &to);
        to
    }

    /// Takes the profile back to what was kept.
    pub fn reset(&self, from: Option<&Path>) {
        let profile = self.house.profile();
        if profile.exists() {
            fs::remove_dir_all(&profile).unwrap();
        }
        if let Some(from) = from {
            copy(from, &profile);
        }
    }

    fn run_under(&self, stage: &Stage<'_>, fault: Fault) -> Ran {
        let mut command = self.house.command(stage.words);
        self.disk.under(&mut command, &self.below(), fault).unwrap();
        start(command, stage.stdin).ended()
    }

    /// Runs the command with each of the faults, and `check` after each.
    pub fn each(&self, stage: &Stage<'_>, faults: &[Spread<'_>], check: impl Fn(&Ran)) {
        let mut runs = BTreeMap::new();
        for &(fault, few) in faults {
            if few.is_empty() && !asked_for_more() {
                continue;
            }
            self.reset(stage.from);
            assert_eq!(self.run_under(stage, fault).code, 0, "without a fault");
            for fault in points((fault, few), self.disk.counted().unwrap()) {
                self.reset(stage.from);
                let ran = self.run_under(stage, fault);
                let failed = self.disk.failed();
                // Printed where the test fails: what to run it again with.
                println!(
                    "{} {fault:?} {:?} → {}",
                    stage.words[..2.min(stage.words.len())].join(" "),
                    failed.first(),
                    ran.code
                );
                if ran.code != 0 {
                    ran.failed(5);
                    assert!(!failed.is_empty(), "nothing failed beneath it: {ran:?}");
                }
                *runs.entry((format!("{:?}", fault.calls), fault.lasts, ran.code)).or_insert(0) += 1;
                check(&ran);
            }
        }
        for ((calls, lasts, code), count) in runs {
            let lasts = if lasts { "from there on" } else { "once" };
            println!(
                "= {}: {calls} failed {lasts}: {count} ended with {code}",
                stage.words[..2.min(stage.words.len())].join(" ")
            );
        }
    }

    /// What is known of the children, without when it was learned.
    pub fn content(&self) -> Vec<Value> {
        let file = self.outside.path().join("export.json");
        let of_child = |(id, _): (Value, String)| {
            let words = ["export", "--format", "json", "--student", text(&id), file.to_str().unwrap()];
            self.house.run(&words).well();
            let mut known: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
            let fields = known.as_object_mut().unwrap();
            fields.remove("as_of");
            fields.remove("changes");
            known
        };
        // Two of the three: in their diaries something happens.
        self.house.names().into_iter().filter(|(_, name)| name != "Мадина").map(of_child).collect()
    }

    /// The log, without its moments.
    pub fn changes(&self) -> Vec<String> {
        let log = self.house.run(&["changes"]).well();
        let said = |change: &Value| {
            let (kind, what) = (text(&change["kind"]), text(&change["what"]));
            format!("{} {kind} {what}: {} → {}", text(&change["student"]), change["old"], change["new"])
        };
        let mut found: Vec<String> = list(&log["items"]).iter().map(said).collect();
        found.sort();
        found
    }

    /// What is still there of a diary whose family has signed out.
    pub fn left_of_the_diary(&self) -> Vec<String> {
        let name = |path: PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
        let ours = |name: &String| name.starts_with("peremena.db") || name.starts_with("profile");
        files(&self.house.profile()).into_iter().map(name).filter(ours).collect()
    }

    /// How many calls of this kind a `watch` makes until it has told everything.
    pub fn calls_of_telling(&self, fault: Fault) -> u64 {
        let mut watch = Telling::start(self.watch_under(fault));
        watch.until(2);
        watch.end();
        self.disk.counted().unwrap()
    }

    fn watch_under(&self, fault: Fault) -> Command {
        let mut command = self.house.command(&["watch", "--interval", "1"]);
        self.disk.under(&mut command, &self.below(), fault).unwrap();
        command
    }

    /// What a `watch` says on a failing disk. One that fails for a moment is waited for until it has told everything.
    pub fn told_under(&self, fault: Fault) -> Vec<Value> {
        let mut watch = Telling::start(self.watch_under(fault));
        if watch.is_over_within(Duration::from_millis(1_500)) {
            // It could not even open the file, and said so.
            let (code, told) = watch.end();
            assert_eq!(code, 5, "{fault:?}: {told:?}");
            return told;
        }
        match fault.lasts {
            true => std::thread::sleep(SILENCE * 2),
            false => watch.until(2),
        }
        watch.end().1
    }

    /// What a `watch` says on a sound disk after `told` was said.
    pub fn told_in_peace(&self, told: &[Value]) -> Vec<Value> {
        let mut watch = Telling::start(self.house.command(&["watch", "--interval", "1"]));
        let missing = 2 - members(told.iter()).len();
        watch.until(missing);
        std::thread::sleep(SILENCE);
        let (code, told) = watch.end();
        assert_eq!(code, 0);
        told
    }
}

/// A `watch` under way.
struct Telling {
    child: Child,
    lines: Arc<Mutex<Vec<Value>>>,
}

impl Telling {
    fn start(mut command: Command) -> Telling {
        command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent").stderr(Stdio::null()).stdin(Stdio::null());
        let mut child = command.spawn().unwrap();
        let lines = Arc::new(Mutex::new(Vec::new()));
        let (said, stdout) = (lines.clone(), child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                // An error is a document of several lines.
                if let Ok(notice) = serde_json::from_str::<Value>(&line)
                    && notice.get("changes").is_some()
                {
                    said.lock().unwrap().push(notice);
                }
            }
        });
        Telling { child, lines }
    }

    fn is_over_within(&mut self, time: Duration) -> bool {
        let until = Instant::now() + time;
        while Instant::now() < until {
            if self.child.try_wait().unwrap().is_some() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        false
    }

    /// Waits until it has told so many changes.
    fn until(&mut self, count: usize) {
        let until = Instant::now() + PATIENCE;
        while members(self.lines.lock().unwrap().iter()).len() < count {
            assert!(Instant::now() < until, "{count} to be told: {:?}", self.lines.lock().unwrap());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Ends it as a service manager does: its exit code and what it has told.
    fn end(mut self) -> (i32, Vec<Value>) {
        // One that has ended by itself is no trouble.
        let _ = Command::new("kill").arg(self.child.id().to_string()).stderr(Stdio::null()).status();
        let code = self.child.wait().unwrap().code().unwrap();
        (code, std::mem::take(&mut *self.lines.lock().unwrap()))
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for file in files(from) {
        fs::copy(&file, to.join(file.file_name().unwrap())).unwrap();
    }
}
