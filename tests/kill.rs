//! Kill −9 at any moment: the file opens, nothing is lost, nothing is told twice.
//!
//! The app runs as it does in the tray: real window system, keyring, notification daemon and file. The moments
//! are drawn over the length of a calm run from its start to its quiet; in each round the teacher enters a mark. In every
//! fifth a `watch` and a `sync` of the command line run beside the app, in every tenth the app is started a second time
//! too; each of them is killed at a moment of its own.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::{
    collections::BTreeMap,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use peremena_rig::{Notified, Rig, wait_for};
use support::{PATIENCE, built, content, mark, school};

/// Rounds; `prove` asks for more.
fn rounds() -> usize {
    std::env::var("PEREMENA_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(50)
}

/// A sequence of numbers between 0 and 1 that can be had again by its seed.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / f64::from(u32::MAX >> 1)
    }
}

fn cli(rig: &Rig, profile: &std::path::Path) -> Command {
    let mut command = rig.command(built("peremena-cli"));
    command.arg("--json").arg("--profile").arg(profile).args(["--now", "2026-11-20T10:43:00+03:00"]);
    command
}

/// What happens in a round, each at a moment of its own.
enum Event {
    Mark,
    Sync,
    Kill(&'static str, Child),
}

/// How many changes a notification tells: one, or what its digest counts.
fn told_by(notified: &Notified) -> usize {
    if !notified.summary.contains("что нового") && !notified.summary.contains("Что нового") {
        return 1;
    }
    notified.body.split(|letter: char| !letter.is_ascii_digit()).filter_map(|number| number.parse::<usize>().ok()).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_kills_lose_nothing_and_tell_nothing_twice() {
    let school = school().await;
    let rig = Rig::whole(800, 600).unwrap();
    let profile = rig.home().join("profile");
    let mut add = cli(&rig, &profile);
    add.args(["account", "add", "--system", "dnevnik-ru", "--url", &school.url(), "--login", "parent"]);
    let mut child = add.arg("--password-stdin").stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    std::io::Write::write_all(child.stdin.as_mut().unwrap(), b"Parol-2026\n").unwrap();
    assert!(child.wait().unwrap().success());
    assert!(cli(&rig, &profile).arg("sync").stdout(Stdio::null()).status().unwrap().success());

    let start = || {
        let mut app = rig.command(env!("CARGO_BIN_EXE_peremena"));
        app.arg("--profile").arg(&profile).arg("--background");
        app.env("PEREMENA_NOW", "2026-11-20T10:43:00+03:00").env("PEREMENA_EVERY", "0.3").env("LANG", "ru_RU.UTF-8");
        app.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    // A calm run: from the start of the process until the notice is there.
    let began = Instant::now();
    let mut app = start();
    mark(&school, "Амина", "Алгебра", "5");
    rig.wait_notified(1, PATIENCE).unwrap();
    let calm = began.elapsed() + Duration::from_millis(300);
    app.kill().unwrap();
    app.wait().unwrap();

    let subjects = ["Алгебра", "Русский язык", "Физика", "История", "Биология", "География"];
    let values = ["5", "4", "3", "5-", "4-"];
    let seed = std::env::var("PEREMENA_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(20_261_120);
    let mut chance = Chance(seed);
    let rounds = rounds();
    let beside = |words: &[&str]| {
        let mut command = cli(&rig, &profile);
        command.args(words).env("LANG", "ru_RU.UTF-8");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    // Of each who was killed before it had ended.
    let mut killed: BTreeMap<&str, usize> = BTreeMap::new();
    for round in 0..rounds {
        let pick = |of: &[&'static str], number: f64| of[((number * of.len() as f64) as usize).min(of.len() - 1)];
        let moment = calm.mul_f64(chance.next());
        // The mark comes at a moment of its own, before or while the app runs.
        let entered = moment.mul_f64(chance.next());
        let began = Instant::now();
        let mut events = vec![(entered, Event::Mark), (moment, Event::Kill("app", start()))];
        if round % 5 == 4 {
            events.push((calm.mul_f64(chance.next()), Event::Kill("watch", beside(&["watch", "--interval", "1"]))));
            events.push((entered, Event::Sync));
        }
        if round % 10 == 9 {
            events.push((calm.mul_f64(chance.next()), Event::Kill("second app", start())));
        }
        while let Some(next) = (0..events.len()).min_by_key(|place| events[*place].0) {
            let (at, event) = events.swap_remove(next);
            tokio::time::sleep(at.saturating_sub(began.elapsed())).await;
            match event {
                Event::Mark => {
                    mark(&school, "Амина", pick(&subjects, chance.next()), pick(&values, chance.next()));
                }
                Event::Sync => {
                    // It is over in half of the time, or sooner.
                    events.push((at + calm.mul_f64(chance.next() / 2.0), Event::Kill("sync", beside(&["sync"]))));
                }
                Event::Kill(who, mut process) => {
                    if process.try_wait().unwrap().is_none() {
                        *killed.entry(who).or_default() += 1;
                        process.kill().unwrap();
                        process.wait().unwrap();
                    }
                }
            }
        }
        if round % 10 == 9 {
            // The file opens and is read, whatever the kill left.
            let list = cli(&rig, &profile).args(["account", "list"]).output().unwrap();
            assert!(list.status.success(), "round {round}, seed {seed}: {}", String::from_utf8_lossy(&list.stderr));
        }
    }

    // One last run, left in peace, tells what is still to be told.
    let mut app = start();
    let total = rounds + 1;
    let told = || {
        // One notice however often it was shown: a repeat under its own number replaces it.
        let notices: BTreeMap<u32, Notified> = rig.notified().into_iter().map(|it| (it.replaces, it)).collect();
        notices.values().map(told_by).sum::<usize>()
    };
    wait_for("everything to be told", PATIENCE, || (told() >= total).then_some(())).unwrap_or_else(|error| {
        panic!("{error}: {} of {total} told, seed {seed}: {:#?}", told(), rig.notified());
    });
    tokio::time::sleep(Duration::from_secs(3)).await;
    app.kill().unwrap();
    app.wait().unwrap();
    assert_eq!(told(), total, "nothing is told twice, seed {seed}: {:#?}", rig.notified());

    // The log holds every mark once, and another sync finds nothing new.
    let log = cli(&rig, &profile).arg("changes").output().unwrap();
    let log: serde_json::Value = serde_json::from_slice(&log.stdout).unwrap();
    let added = log["items"].as_array().unwrap().iter().filter(|it| it["kind"] == "mark" && it["what"] == "added");
    assert_eq!(added.count(), total);
    let again = cli(&rig, &profile).arg("sync").output().unwrap();
    let again: serde_json::Value = serde_json::from_slice(&again.stdout).unwrap();
    for student in again["students"].as_array().unwrap() {
        assert_eq!(student["changes"], serde_json::json!([]));
    }
    content::assert_as_new(&rig, &school, &profile).await;
    println!("{rounds} rounds, killed: {killed:?}");
    assert!(killed.contains_key("watch") || rounds < 5, "who ends by itself is not killed: {killed:?}");
}
