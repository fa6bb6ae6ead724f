//! A child's school year, fetched and kept, against a published client that fetches it and keeps nothing; and what a sync
//! with nothing new costs.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use peremena_rig::{Desktop, Keyring, Rig};
use serde_json::json;

use super::{
    Cost, Figure, Kept, PASSPHRASE, cli, json, median, number, output, released, said,
    school::{AMINA, PARENT, School},
    text, timed,
};
use crate::{root, run};

/// Two days after the last lesson: no term is current any more, and a first sync brings the year so far, from the first
/// of August, and two weeks ahead.
const YEAR_OVER: &str = "2027-05-30T12:00:00+03:00";
const YEAR: (&str, &str, &str) = ("2026-08-01", "2027-06-13", "2027-05-30");
/// A Friday of the second quarter.
const NOW: &str = "2026-11-20T10:43:00+03:00";
const ROUNDS: usize = 12;

pub(super) fn bench() -> Result<Vec<Figure>, String> {
    let mut figures = year()?;
    figures.extend(calm()?);
    Ok(figures)
}

fn year() -> Result<Vec<Figure>, String> {
    let python = python()?;
    let mut rig =
        Rig::start(Desktop { keyring: Keyring::Unlocked, screen: None, notifications: false }).map_err(said)?;
    let school = School::start(&mut rig, YEAR_OVER)?;
    let token = school.token(AMINA)?;
    let mut fetch = rig.command(&python);
    fetch.arg(root().join("tests/clients/fetch_year.py")).args([&school.url, &token, YEAR.0, YEAR.1, YEAR.2]);

    let (mut ours, mut theirs, mut opened, mut again) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut our_requests, mut their_requests, mut again_requests) = (0, 0, 0);
    for round in 0..ROUNDS {
        let profile = rig.home().join(format!("profile-{round}"));
        school.sign_in(&rig, &profile, Kept::Keyring, YEAR_OVER, AMINA)?;
        school.requests()?;
        // A on B on A: what drifts, drifts for both.
        ours.push(timed(cli(&rig, &profile, Kept::Keyring, YEAR_OVER).arg("sync"))?.0);
        our_requests = school.requests()?;
        theirs.push(timed(&mut fetch)?.0);
        their_requests = school.requests()?;
        again.push(timed(cli(&rig, &profile, Kept::Keyring, YEAR_OVER).arg("sync"))?.0);
        again_requests = school.requests()?;
        opened.push(timed(cli(&rig, &profile, Kept::Keyring, YEAR_OVER).args(["account", "list"]))?.0);
    }
    let lost = lost(&rig, &python, &school, &token)?;
    println!("{ROUNDS} rounds, whole processes, medians (least)");
    let line = |name: &str, costs: &[Cost], requests: Option<u64>| {
        let (wall, cpu) = (median(costs.iter().map(|cost| cost.wall)), median(costs.iter().map(|cost| cost.cpu)));
        let least = |of: fn(&Cost) -> f64| costs.iter().map(of).fold(f64::INFINITY, f64::min) * 1e3;
        let (least_wall, least_cpu) = (least(|cost| cost.wall), least(|cost| cost.cpu));
        let requests = requests.map(|count| format!("{count:>3} requests")).unwrap_or_default();
        println!(
            "{name:<58} wall {:>6.1} ms ({least_wall:.1})  cpu {:>6.1} ms ({least_cpu:.1})  {requests}",
            wall * 1e3,
            cpu * 1e3
        );
        (wall, cpu)
    };
    let (our_wall, our_cpu) = line("a school year of one pupil, fetched and kept encrypted", &ours, Some(our_requests));
    let (their_wall, their_cpu) =
        line("pydnevnikruapi 0.1.1, fetching the same, keeping nothing", &theirs, Some(their_requests));
    line("the year once more, nothing new, everything asked", &again, Some(again_requests));
    let (_, open_cpu) = line("a command that only opens the file", &opened, None);
    println!("the year's sync, less opening the file: cpu {:.3} ×", (our_cpu - open_cpu) / their_cpu);
    println!("{lost}");
    let (fields, count) = lost.rsplit_once(": ").unwrap_or((&lost, "?"));
    let fields = fields.split(' ').next().unwrap_or_default();
    let held = count == "0 lost";
    Ok(vec![
        Figure::most("school year against the client, CPU", our_cpu / their_cpu, 0.05, "×"),
        Figure::most("school year against the client, wall", our_wall / their_wall, 1.0 / 3.0, "×"),
        Figure {
            what: "school year against the client, requests".into(),
            goal: format!("≤ {their_requests}"),
            measured: our_requests.to_string(),
            held: our_requests <= their_requests,
        },
        Figure {
            what: format!("the school year's {fields} fields"),
            goal: "0 lost".into(),
            measured: count.to_owned(),
            held,
        },
    ])
}

/// What the client fetched, looked for in what the command line shows of the file.
fn lost(rig: &Rig, python: &Path, school: &School, token: &str) -> Result<String, String> {
    let theirs = rig.home().join("theirs.json");
    let mut fetch = rig.command(python);
    fetch.arg(root().join("tests/clients/fetch_year.py")).args([&school.url, token, YEAR.0, YEAR.1, YEAR.2]);
    output(fetch.arg(&theirs))?;
    let profile = rig.home().join("profile-0");
    let ours = |args: &[&str]| json(cli(rig, &profile, Kept::Keyring, YEAR_OVER).args(args));
    let accounts = ours(&["account", "list"])?;
    let student = text(&accounts, "/0/students/0/id")?;
    let of = |what: &str| ours(&[what, "--student", &student]);
    let kept = json!({
        "diary": ours(&["diary", "--student", &student, "--from", YEAR.0, "--to", YEAR.1])?,
        "marks": of("marks")?,
        "homework": of("homework")?,
        "attendance": of("attendance")?,
        "terms": of("terms")?,
    });
    let file = rig.home().join("ours.json");
    fs::write(&file, kept.to_string()).map_err(said)?;
    let mut compare = rig.command(python);
    compare.arg(root().join("tests/clients/lost_fields.py")).arg(&file).arg(&theirs);
    Ok(output(&mut compare)?.trim().to_owned())
}

/// Syncs with nothing new of three children, in a process that runs on, as the app does in the tray.
fn calm() -> Result<Vec<Figure>, String> {
    let mut rig = Rig::start(Desktop { keyring: Keyring::Absent, screen: None, notifications: false }).map_err(said)?;
    let school = School::start(&mut rig, NOW)?;
    let profile = rig.home().join("calm");
    school.sign_in(&rig, &profile, Kept::Passphrase, NOW, PARENT)?;
    let mut store = rig.command(released("bare-store"));
    store.arg("calm").arg(&profile).args([NOW, "30"]).env("PEREMENA_PASSPHRASE", PASSPHRASE);
    let seen = json(&mut store)?;
    let of = |what: &str, which: &str| number(&seen, &format!("/{what}/{which}"));
    let children = number(&seen, "/children");
    for (what, words) in [("quick", "by the change feed"), ("whole", "everything asked")] {
        println!(
            "nothing new, {words}, {children} children: wall {:.1} ms, cpu {:.1} ms (p99 {:.1}), {} requests",
            of(what, "wall"),
            of(what, "cpu"),
            of(what, "cpu_p99"),
            of(what, "requests")
        );
    }
    let rows = number(&seen, "/rows");
    Ok(vec![
        Figure {
            what: "a sync with nothing new, rows in data, log and outbox".into(),
            goal: "0".into(),
            measured: rows.to_string(),
            held: rows == 0.0,
        },
        Figure::most("a sync with nothing new, CPU, three children", of("quick", "cpu"), 15.0, "ms"),
        Figure::most("a whole sync with nothing new, CPU, three children", of("whole", "cpu"), 15.0, "ms"),
        Figure::most(
            "a sync with nothing new, requests a child by the feed",
            of("quick", "requests") / children,
            2.0,
            "",
        ),
    ])
}

fn python() -> Result<PathBuf, String> {
    let home = root().join("target").join("bench-venv");
    let python = home.join("bin").join("python");
    if !python.exists() {
        run(Command::new("python3").args(["-m", "venv"]).arg(&home))?;
        let wanted = root().join("tests/clients/requirements.txt");
        run(Command::new(&python).args(["-m", "pip", "install", "-q", "-r"]).arg(wanted))?;
    }
    Ok(python)
}
