//! Kill −9 at chosen points: before every write to the file, every flush to the disk and every message to the bus.
//!
//! `strace` counts the system's calls, each kind by itself, and kills at the n-th: before the commit and after it,
//! between a notification that is shown and the note that it was. `PEREMENA_POINTS=all` takes every point, as `prove`
//! does.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::{
    collections::{BTreeMap, VecDeque},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use peremena_rig::{Notified, Rig, wait_for};
use peremena_school_sim::Server;
use support::{PATIENCE, built, content, mark, school};

/// What is killed at, and which points of it a test takes: of writes the first are the shared memory's and the change's,
/// then come those of the telling; of messages the first speak to the keyring.
const CALLS: &[(&str, &[usize])] =
    &[("pwrite64", &[1, 14, 28]), ("fsync", &[1, 3]), ("fdatasync", &[]), ("ftruncate", &[]), ("sendmsg", &[2, 20])];

fn cli(rig: &Rig, profile: &Path, before: &[String], words: &[&str]) -> Command {
    let cli = built("peremena-cli");
    let mut command = match before.split_first() {
        Some((program, rest)) => {
            let mut command = rig.command(program);
            command.args(rest).arg(cli);
            command
        }
        None => rig.command(cli),
    };
    command.arg("--json").arg("--profile").arg(profile).args(["--now", "2026-11-20T10:43:00+03:00"]).args(words);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// How many notices the person has before them: a repeat under its own number replaces the first.
fn live(rig: &Rig) -> Vec<Notified> {
    let notices: BTreeMap<u32, Notified> = rig.notified().into_iter().map(|it| (it.replaces, it)).collect();
    notices.into_values().collect()
}

/// Waits for the end of a process: true where it ended by itself within the time.
fn ended(child: &mut Child, within: Duration) -> bool {
    let until = Instant::now() + within;
    while Instant::now() < until {
        if child.try_wait().unwrap().is_some() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    false
}

/// How many marks one diary is told of: with many more its account's budget of requests for a day would run out, and the
/// app would rest.
const MARKS: usize = 12;

/// A diary of its own on the same desktop, signed in and up to date.
struct Family<'a> {
    rig: &'a Rig,
    profile: PathBuf,
    /// What the person had before them when it began.
    before: usize,
    /// How many marks the teacher has entered since.
    marks: usize,
}

impl<'a> Family<'a> {
    fn begin(rig: &'a Rig, school: &Server, number: usize) -> Family<'a> {
        let profile = rig.home().join(format!("profile-{number}"));
        let add = ["account", "add", "--system", "dnevnik-ru", "--url", &school.url(), "--login", "parent"];
        let mut add = cli(rig, &profile, &[], &[&add[..], &["--password-stdin"]].concat());
        let mut child = add.stdin(Stdio::piped()).spawn().unwrap();
        std::io::Write::write_all(child.stdin.as_mut().unwrap(), b"Parol-2026\n").unwrap();
        drop(child.stdin.take());
        assert!(child.wait().unwrap().success());
        assert!(cli(rig, &profile, &[], &["sync"]).status().unwrap().success());
        Family { rig, profile, before: live(rig).len(), marks: 0 }
    }

    /// How many notices of its own the person has before them.
    fn told(&self) -> usize {
        live(self.rig).len() - self.before
    }

    /// Every mark stands in the log once, another sync finds nothing new, the file is whole and says what the school does.
    async fn end(self, school: &Server) {
        let log = cli(self.rig, &self.profile, &[], &["changes"]).stdout(Stdio::piped()).output().unwrap();
        let log: serde_json::Value = serde_json::from_slice(&log.stdout).unwrap();
        let added = log["items"].as_array().unwrap().iter().filter(|it| it["kind"] == "mark" && it["what"] == "added");
        assert_eq!(added.count(), self.marks, "every mark stands in the log once");
        let again = cli(self.rig, &self.profile, &[], &["sync"]).stdout(Stdio::piped()).output().unwrap();
        let again: serde_json::Value = serde_json::from_slice(&again.stdout).unwrap();
        for student in again["students"].as_array().unwrap() {
            assert_eq!(student["changes"], serde_json::json!([]));
        }
        content::assert_as_new(self.rig, school, &self.profile).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_any_point_of_telling_loses_nothing_and_tells_nothing_twice() {
    let school = school().await;
    let rig = Rig::whole(800, 600).unwrap();
    let mut family = Family::begin(&rig, &school, 0);

    let all = std::env::var("PEREMENA_POINTS").is_ok_and(|points| points == "all");
    // In all: each kind of call until a run no longer reaches the point.
    let points = |(call, few): &(&'static str, &'static [usize])| match all {
        true => (*call, (1..2_000).collect::<Vec<_>>()),
        false => (*call, few.to_vec()),
    };
    let mut points: VecDeque<(&str, VecDeque<usize>)> =
        CALLS.iter().map(points).map(|(call, points)| (call, points.into())).collect();
    let subjects = ["Алгебра", "Физика", "История"];
    let (mut families, mut killed) = (1, 0);
    while let Some((call, mut left)) = points.pop_front() {
        let Some(point) = left.pop_front() else { continue };
        if family.marks == MARKS {
            family.end(&school).await;
            family = Family::begin(&rig, &school, families);
            families += 1;
        }
        // Only what waited for nobody is told by itself: each round begins with everything told.
        mark(&school, "Амина", subjects[family.marks % 3], "5");
        family.marks += 1;
        let strace: Vec<String> = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e"]
            .map(str::to_owned)
            .into_iter()
            .chain([format!("inject={call}:signal=KILL:when={point}")])
            .collect();
        let mut watch = cli(&rig, &family.profile, &strace, &["watch", "--interval", "1"]).spawn().unwrap();
        let before = Instant::now();
        let dead = loop {
            if ended(&mut watch, Duration::from_millis(200)) {
                break true;
            }
            // It told and went on living: so many calls of this kind no thread makes by then.
            if family.told() >= family.marks && before.elapsed() > Duration::from_secs(4) {
                break false;
            }
            let took = before.elapsed();
            assert!(took < PATIENCE, "{call} {point}: neither dead nor told within {PATIENCE:?}: {took:?}");
        };
        if !dead {
            // The one that is traced outlives the tracer.
            let children = format!("/proc/{0}/task/{0}/children", watch.id());
            for traced in std::fs::read_to_string(children).unwrap().split_whitespace() {
                assert!(Command::new("kill").args(["-9", traced]).status().unwrap().success());
            }
            watch.kill().unwrap();
            watch.wait().unwrap();
            continue;
        }
        killed += 1;
        points.push_back((call, left));
        // The file opens and is read, whatever the kill left.
        assert!(cli(&rig, &family.profile, &[], &["account", "list"]).status().unwrap().success(), "{call} {point}");
        // One who watches in peace tells what is still to be told, and nothing else.
        let mut watch = cli(&rig, &family.profile, &[], &["watch", "--interval", "1"]).spawn().unwrap();
        wait_for("the mark to be told", PATIENCE, || (family.told() >= family.marks).then_some(()))
            .unwrap_or_else(|error| panic!("{call} {point}: {error}"));
        std::thread::sleep(Duration::from_millis(1200));
        watch.kill().unwrap();
        watch.wait().unwrap();
        assert_eq!(family.told(), family.marks, "{call} {point}: {:#?}", rig.notified());
    }
    family.end(&school).await;
    println!("{killed} kills, {families} diaries");
    assert!(killed >= 4, "killed {killed} times only: strace counts nothing");
}
