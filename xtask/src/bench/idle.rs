//! An hour in the tray: what the app costs while nobody looks at it, in school hours and at night, against a bare window
//! that does nothing. All of them in the same hour.

use std::{
    fs,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use peremena_rig::Rig;
use serde_json::json;

use super::{
    Figure, Kept, cli, output, released, said,
    school::{PARENT, School},
    screen::{Picture, Screen},
    tree,
};

/// A Friday: a planned look every few minutes.
const SCHOOL_HOURS: &str = "2026-11-20T09:35:00+03:00";
/// The night after it.
const NIGHT: &str = "2026-11-21T00:35:00+03:00";

/// How long is looked; `PEREMENA_IDLE` says it in seconds.
const HOUR: Duration = Duration::from_secs(3600);

/// After the window was closed: what is still going on then is no idling.
const SETTLING: Duration = Duration::from_secs(45);

/// One program on a desktop of its own.
struct Idler {
    name: &'static str,
    rig: Rig,
    school: Option<School>,
    id: u32,
}

pub(super) fn bench() -> Result<Vec<Figure>, String> {
    let hour = std::env::var("PEREMENA_IDLE").ok().and_then(|text| text.parse().ok()).map_or(HOUR, Duration::from_secs);
    let idlers = [app("in school hours", SCHOOL_HOURS)?, app("at night", NIGHT)?, bare()?];
    thread::sleep(SETTLING);
    for school in idlers.iter().filter_map(|idler| idler.school.as_ref()) {
        school.requests()?;
    }
    let before: Vec<tree::Spent> = idlers.iter().map(|idler| tree::spent(&tree::of(idler.id, idler.name))).collect();
    let began = Instant::now();
    thread::sleep(hour);
    let over = began.elapsed().as_secs_f64();
    let mut spent = Vec::new();
    for (idler, before) in idlers.iter().zip(before) {
        let ids = tree::of(idler.id, idler.name);
        let after = tree::spent(&ids);
        let (cpu, woken) = (after.cpu - before.cpu, after.woken.saturating_sub(before.woken));
        let asked = idler.school.as_ref().map(School::requests).transpose()?;
        println!(
            "{:<16} {cpu:>6.2} s of CPU in {over:.0} s, woken {:.1} times a second, {} processes, {:.0} MiB{}",
            idler.name,
            woken as f64 / over,
            ids.len(),
            tree::pss(&ids),
            asked.map_or_else(String::new, |count| format!(", {count} requests")),
        );
        spent.push(cpu);
    }
    for idler in &idlers {
        tree::end(idler.id, idler.name);
    }
    let [school_hours, night, bare] = spent[..] else { return Err("three were started".to_owned()) };
    if bare <= 0.0 {
        return Err("the bare window used no measurable time: look longer".to_owned());
    }
    Ok(vec![
        Figure::most("an hour in the tray in school hours, CPU against a bare window", school_hours / bare, 1.1, "×"),
        Figure::most("the same at night", night / bare, 1.1, "×"),
    ])
}

/// The app, shown once and closed into the tray.
fn app(name: &'static str, now: &str) -> Result<Idler, String> {
    let mut rig = Rig::whole(1280, 900).map_err(said)?;
    rig.start_tray().map_err(said)?;
    let school = School::start(&mut rig, now)?;
    let profile = rig.home().join("profile");
    school.sign_in(&rig, &profile, Kept::Keyring, now, PARENT)?;
    output(cli(&rig, &profile, Kept::Keyring, now).arg("sync"))?;
    // What is said once of the tray would stand on the screen.
    fs::write(profile.join("appearance.json"), json!({ "tray_said": true }).to_string()).map_err(said)?;
    let mut command = rig.command(released("peremena"));
    command.arg("--profile").arg(&profile).env("PEREMENA_NOW", now).env("LANG", "ru_RU.UTF-8");
    let (idler, screen, empty) = shown(Idler { name, rig, school: Some(school), id: 0 }, command)?;
    screen.close_windows()?;
    screen.wait_empty(&empty)?;
    Ok(idler)
}

fn bare() -> Result<Idler, String> {
    let rig = Rig::whole(1280, 900).map_err(said)?;
    let command = rig.command(released("bare-window"));
    shown(Idler { name: "bare window", rig, school: None, id: 0 }, command).map(|(idler, ..)| idler)
}

/// Starts it and waits until its window stands still.
fn shown(mut idler: Idler, mut command: Command) -> Result<(Idler, Screen, Picture), String> {
    let display = idler.rig.env().iter().find(|(name, _)| name == "DISPLAY").map(|(_, value)| value.clone());
    let screen = Screen::open(&display.ok_or("no display")?)?;
    let empty = screen.empty()?;
    command.env(tree::MARKER, idler.name).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    idler.id = idler.rig.spawn(command).map_err(said)?;
    screen.watch(Instant::now(), Duration::from_secs(3), Duration::from_secs(30))?;
    Ok((idler, screen, empty))
}
