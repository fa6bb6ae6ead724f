//! A process that lives through days of school: what it holds of the machine stays what it was after the first of them.
//!
//! Time is an argument, so a day takes a second. The app under test is a process of its own (this program, run again),
//! with a real encrypted file and a real network; the school is asked six times a day, and its teachers put, correct and
//! take back. `PEREMENA_DAYS` says how many days, as `cargo xtask prove soak` does.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use peremena_app::{App, Config, KeyChoice, NoWindows, NotShown, Notice, Occasion, Shown, ShowsNotices, views::Typed};
use peremena_school_sim::{PARENT, act::Act};
use serde::{Deserialize, Serialize};
use time::{
    OffsetDateTime, Time,
    format_description::well_known::Rfc3339,
    macros::{datetime, time},
};

use crate::house::{House, NOW, PASSPHRASE, mark};

const PROFILE: &str = "PEREMENA_SOAK_PROFILE";

/// When it looks, each day.
const HOURS: [Time; 6] = [time!(07:30), time!(10:15), time!(12:50), time!(15:20), time!(18:40), time!(21:30)];
const DEADLINE: Duration = Duration::from_secs(100);

/// What the process holds at the end of a day.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Held {
    /// Memory of its own, KiB (`RssAnon`).
    memory: u64,
    handles: u64,
    threads: u64,
    /// Bytes of the file and of its log.
    file: u64,
    log: u64,
    /// The changes that were told that day.
    told: Vec<String>,
    /// How many of the day's looks asked the school, and did not get what they asked for.
    asked: u64,
    failed: u64,
}

#[test]
fn a_process_that_lives_for_days_holds_no_more_than_after_the_first() {
    let days = std::env::var("PEREMENA_DAYS").ok().and_then(|days| days.parse().ok()).unwrap_or(8);
    let house = House::new();
    let mut midnight = datetime!(2026-09-10 00:00 +3);
    house.set_clocks(midnight);
    house.sign_in(PARENT).well();
    let mut app = Command::new(std::env::current_exe().unwrap());
    app.args(["--exact", "soak::lives", "--ignored", "--nocapture"]).env(PROFILE, house.profile());
    app.env_remove("RUST_LOG").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut app = app.spawn().unwrap();
    let (mut ask, answers) = (app.stdin.take().unwrap(), BufReader::new(app.stdout.take().unwrap()));
    let mut answers = answers.lines().map_while(Result::ok).filter_map(|line| serde_json::from_str::<Held>(&line).ok());
    let mut held: Vec<Held> = Vec::new();
    let mut told = BTreeSet::new();
    for day in 0..days {
        for hour in HOURS {
            let now = midnight.replace_time(hour);
            house.set_clocks(now);
            if hour == HOURS[day % HOURS.len()] {
                the_teachers_are_at_work(&house, day);
            }
            writeln!(ask, "{}", now.format(&Rfc3339).unwrap()).unwrap();
            let mut now = answers.next().unwrap_or_else(|| panic!("it ended on day {day} at {hour}"));
            assert_eq!(now.failed, 0, "day {day}, {hour}");
            for change in std::mem::take(&mut now.told) {
                assert!(told.insert(change.clone()), "day {day}: {change} is told twice");
            }
            if hour == HOURS[0] {
                held.push(now);
            }
        }
        house.school().clear_journal();
        midnight += time::Duration::DAY;
    }
    drop(ask);
    assert!(app.wait().unwrap().success());
    for (day, held) in held.iter().enumerate().filter(|(day, _)| day % (days / 10).max(1) == 0 || day + 1 == days) {
        println!("= day {day}: {held:?}");
    }
    println!("= {days} days, {} looks, {} changes told, each once", days * HOURS.len(), told.len());
    assert!(told.len() >= days, "a day without any news is no test");
    flat(&held, told.len());
}

/// The second half against what was reached in the first quarter. The goal for the memory is a bound that does not grow
/// with the file: what a look reads of a term, let go of after it (`Vault::cool`), with some slack for the allocator.
fn flat(held: &[Held], told: usize) {
    let (first, later) = (&held[1..held.len() / 4 + 1], &held[held.len() / 2..]);
    let most = |of: &[Held], what: fn(&Held) -> u64| of.iter().map(what).max().unwrap();
    for (name, what, slack) in [
        ("threads", (|held| held.threads) as fn(&Held) -> u64, 3),
        ("handles", |held| held.handles, 4),
        ("memory, KiB", |held| held.memory, 12 * 1024),
        ("log, bytes", |held| held.log, 0),
    ] {
        let (before, after) = (most(first, what), most(later, what));
        // The log is cut back to this by SQLite, and is as long as the longest pass in between.
        let allowed = if name.starts_with("log") { 5 * 1024 * 1024 } else { before + slack };
        assert!(after <= allowed, "{name}: {before} at first, {after} later");
    }
    let grown = most(later, |held| held.file) - first[0].file;
    let each = grown / u64::try_from(told).unwrap();
    println!("= the file grew by {each} bytes for each change that was told");
    assert!(each < 8 * 1024, "{each} bytes for each change");
}

/// Something is put, corrected and taken back: what is known of the day ends nearly as it was.
fn the_teachers_are_at_work(house: &House, day: usize) {
    let put = house.act(mark(["5", "4", "3"][day % 3]));
    if day % 3 == 1 {
        house.act(Act::Correct { mark: put.mark.unwrap(), value: "4-".into() });
    }
    house.act(super::disk::life::homework());
}

/// The app under test: at each moment that it is told, one look, and what it then holds.
#[test]
#[ignore = "run by a_process_that_lives_for_days_holds_no_more_than_after_the_first"]
fn lives() {
    let Some(profile) = std::env::var_os(PROFILE).map(PathBuf::from) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (clock, told) = (Arc::new(Mutex::new(NOW)), Arc::new(Mutex::new(Vec::new())));
    let (shown, hand) = (clock.clone(), Arc::new(Ear(told.clone())));
    let config = Config {
        profile: profile.clone(),
        key: Some(KeyChoice::Passphrase(Typed::new(PASSPHRASE.to_owned()))),
        clock: Arc::new(move || *shown.lock().unwrap()),
        every: None,
        locale: Some("ru_RU.UTF-8".into()),
        window: false,
    };
    let app = App::new(config, Arc::new(NoWindows), hand);
    runtime.block_on(app.open());
    for line in std::io::stdin().lines().map_while(Result::ok) {
        let now = OffsetDateTime::parse(&line, &Rfc3339).unwrap();
        *clock.lock().unwrap() = now;
        let occasion = if now.time() == HOURS[0] { Occasion::Asked } else { Occasion::Planned };
        let looked = runtime.block_on(app.look_once(occasion, DEADLINE)).unwrap();
        let faults = looked.report.iter().flat_map(|report| report.faults()).count();
        let told = std::mem::take(&mut *told.lock().unwrap());
        let held = held(&profile, told, looked.report.is_some(), faults);
        println!("{}", serde_json::to_string(&held).unwrap());
    }
    runtime.block_on(app.close());
}

/// Hears what is told.
struct Ear(Arc<Mutex<Vec<String>>>);

#[async_trait]
impl ShowsNotices for Ear {
    async fn show(&self, notice: &Notice, _open_label: &str) -> Result<Option<Shown>, NotShown> {
        self.0.lock().unwrap().extend(notice.members.iter().map(|id| id.as_str().to_owned()));
        Ok(None)
    }
}

fn held(profile: &Path, told: Vec<String>, asked: bool, failed: usize) -> Held {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let number = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    };
    let bytes = |name: &str| std::fs::metadata(profile.join(name)).map_or(0, |file| file.len());
    Held {
        memory: number("RssAnon:"),
        handles: std::fs::read_dir("/proc/self/fd").unwrap().count().try_into().unwrap(),
        threads: number("Threads:"),
        file: bytes("peremena.db"),
        log: bytes("peremena.db-wal"),
        told,
        asked: asked.into(),
        failed: failed.try_into().unwrap(),
    }
}
