//! From the teacher's mark to the notification on the bus: the released app in its window, asking every two seconds.

use std::{
    process::Stdio,
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use peremena_rig::{Rig, wait_for};

use super::{
    Figure, Kept, cli, output, percentile, released, said,
    school::{PARENT, School},
};

const NOW: &str = "2026-11-20T10:43:00+03:00";
const MARKS: usize = 200;
const EVERY: Duration = Duration::from_secs(2);
const SLACK: Duration = Duration::from_millis(300);

/// Who gets marks in what; values go round.
const LESSONS: &[(&str, &str)] =
    &[("Амина", "Алгебра"), ("Тимур", "Математика"), ("Амина", "Физика"), ("Тимур", "Русский язык")];
const VALUES: &[&str] = &["5", "4", "3"];

pub(super) fn bench() -> Result<Vec<Figure>, String> {
    let mut rig = Rig::whole(1280, 900).map_err(said)?;
    let school = School::start(&mut rig, NOW)?;
    let profile = rig.home().join("profile");
    school.sign_in(&rig, &profile, Kept::Keyring, NOW, PARENT)?;
    output(cli(&rig, &profile, Kept::Keyring, NOW).arg("sync"))?;
    let mut app = rig.command(released("peremena"));
    app.arg("--profile")
        .arg(&profile)
        .env("PEREMENA_NOW", NOW)
        .env("PEREMENA_EVERY", EVERY.as_secs().to_string())
        .env("LANG", "ru_RU.UTF-8")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    rig.spawn(app).map_err(said)?;
    // The first mark tells that it runs; it does not count.
    school.requests()?;
    wait_for("a first look at the school", Duration::from_secs(30), || {
        school.requests().ok().filter(|count| *count > 0)
    })
    .map_err(said)?;
    let mut times = Vec::new();
    for number in 0..=MARKS {
        // Any moment of the interval: the same ones at every run.
        let share = (number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
        thread::sleep(EVERY * u32::try_from(share % 1000).unwrap_or(0) / 1000);
        let (student, subject) = LESSONS.get(number % LESSONS.len()).ok_or("no lesson")?;
        let value = VALUES.get(number % VALUES.len()).ok_or("no value")?;
        // Before the act: what it takes to enter the mark counts too.
        let entered = SystemTime::now().duration_since(UNIX_EPOCH).map_err(said)?;
        school.mark(student, subject, value)?;
        let notified = rig.wait_notified(number + 1, Duration::from_secs(20)).map_err(said)?;
        let last = notified.last().ok_or("no notification")?;
        if notified.len() != number + 1 || !last.summary.contains(subject) || !last.body.contains(value) {
            return Err(format!("mark {number}: {} notifications, the last {last:?}", notified.len()));
        }
        if number > 0 {
            times.push(last.at.saturating_sub(entered).as_secs_f64() * 1e3);
        }
        if number % 8 == 7 {
            rig.close_notifications().map_err(said)?;
        }
    }
    // None comes twice.
    let until = Instant::now() + 2 * EVERY;
    while Instant::now() < until {
        thread::sleep(Duration::from_millis(100));
    }
    let count = rig.notified().len();
    if count != MARKS + 1 {
        return Err(format!("{count} notifications of {} marks", MARKS + 1));
    }
    let of = |share: f64| percentile(times.iter().copied(), share);
    println!(
        "{MARKS} marks, asked every {EVERY:?}: p50 {:.0} ms, p99 {:.0} ms, longest {:.0} ms, each told once",
        of(0.5),
        of(0.99),
        of(1.0)
    );
    let goal = (EVERY + SLACK).as_secs_f64() * 1e3;
    Ok(vec![Figure::most("mark entered → notification, p99", of(0.99), goal, "ms")])
}
