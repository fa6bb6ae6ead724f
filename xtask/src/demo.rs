//! The app on the simulated school, with a teacher at work.

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use peremena_rig::{Rig, wait_for};
use serde_json::Value;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::{
    FEATURES, cargo, root, run,
    school::{School, built},
    setup,
};

/// A school day at a quarter to eleven: the third lesson is going on.
const NOW: &str = "2026-11-20T10:43:00+03:00";

const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn demo() -> Result<(), String> {
    setup::setup()?;
    setup::build_ui()?;
    run(cargo().args(["build", "--workspace", "--features", FEATURES]))?;
    let seen =
        ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|it| !it.is_empty()));
    if seen { on_this_screen() } else { on_a_screen_of_its_own() }
}

/// What the teacher does, one thing after another.
const DEEDS: &[(&str, &[&str])] = &[
    (
        "The teacher enters a 5 in algebra for Амина",
        &["mark", "--student", "Амина", "--subject", "Алгебра", "--value", "5", "--work", "Контрольная работа"],
    ),
    (
        "The teacher sets homework in physics for Амина",
        &["homework", "--student", "Амина", "--subject", "Физика", "--text", "§ 14, задачи 3–5"],
    ),
    (
        "The teacher enters a 4 in mathematics for Тимур",
        &["mark", "--student", "Тимур", "--subject", "Математика", "--value", "4"],
    ),
];

fn sign_in(command: &mut Command, school: &School, profile: &Path) -> Result<(), String> {
    let mut child = command
        .arg("--profile")
        .arg(profile)
        .args(["--now", NOW, "account", "add", "--system", "dnevnik-ru", "--url", &school.url])
        .args(["--login", "parent", "--password-stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .map_err(|error| format!("peremena-cli: {error}"))?;
    if let Some(mut stdin) = child.stdin.take() {
        // The password of the simulated family; a pipe that breaks shows in the exit code.
        let _ = stdin.write_all(b"Parol-2026\n");
    }
    let status = child.wait().map_err(|error| format!("peremena-cli: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("signing in: {status}")) }
}

fn synced(mut command: Command, profile: &Path) -> Result<(), String> {
    run(command.arg("--profile").arg(profile).args(["--now", NOW, "sync"]).stdout(Stdio::null()))
}

/// With the person's own screen, bus and keyring: the window is theirs to click.
fn on_this_screen() -> Result<(), String> {
    play(&|name| Command::new(built(name)), &root().join("target/demo-profile"))
}

/// Plays it on somebody's desktop, whose programs `program` makes by name, until the window is closed or a signal comes.
/// Leaves neither a file nor a key, however it ends, and takes away what one that was killed has left.
fn play(program: &dyn Fn(&str) -> Command, profile: &Path) -> Result<(), String> {
    let asked = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, asked.clone()).map_err(|error| format!("signals: {error}"))?;
    }
    leave(program, profile)?;
    let played = performed(program, profile, &asked);
    let left = leave(program, profile);
    // Ctrl-C ends what runs at that moment too: that is no failure.
    if asked.load(Ordering::Relaxed) { left } else { played.and(left) }
}

fn performed(program: &dyn Fn(&str) -> Command, profile: &Path, asked: &AtomicBool) -> Result<(), String> {
    let school = School::start(&["--now", NOW])?;
    sign_in(&mut program("peremena-cli"), &school, profile)?;
    synced(program("peremena-cli"), profile)?;
    let mut app = Running(
        program("peremena")
            .arg("--profile")
            .arg(profile)
            .env("PEREMENA_NOW", NOW)
            .env("PEREMENA_EVERY", "5")
            .spawn()
            .map_err(|error| format!("peremena: {error}"))?,
    );
    let mut pause = Duration::from_secs(8);
    for (words, deed) in DEEDS {
        if !app.goes_on(pause, asked) {
            return Ok(());
        }
        println!("{words}");
        school.act(deed)?;
        pause = Duration::from_secs(9);
    }
    if app.goes_on(pause, asked) {
        println!("Close the window and quit in the tray, or press Ctrl-C, to end the demo.");
        while app.goes_on(pause, asked) {}
    }
    Ok(())
}

/// The app; it ends with this.
struct Running(Child);

impl Running {
    /// Waits for as long, and says whether the demo goes on: the app runs, and nobody has asked for the end.
    fn goes_on(&mut self, pause: Duration, asked: &AtomicBool) -> bool {
        let until = Instant::now() + pause;
        loop {
            if asked.load(Ordering::Relaxed) || !matches!(self.0.try_wait(), Ok(None)) {
                return false;
            }
            if Instant::now() >= until {
                return true;
            }
            thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Signs every account out, and with the last one the key goes; then the folder.
fn leave(program: &dyn Fn(&str) -> Command, profile: &Path) -> Result<(), String> {
    if !profile.exists() {
        return Ok(());
    }
    let mut list = program("peremena-cli");
    let list = list.arg("--profile").arg(profile).args(["--json", "account", "list"]).output();
    let list = list.map_err(|error| format!("peremena-cli: {error}"))?;
    // One that does not open says an error in its place: then there is nothing to sign out.
    let accounts: Value = serde_json::from_slice(&list.stdout).unwrap_or_default();
    for account in accounts.as_array().into_iter().flatten() {
        let id = account.get("id").and_then(Value::as_str).unwrap_or_default();
        run(program("peremena-cli").arg("--profile").arg(profile).args(["account", "remove", id]))?;
    }
    fs::remove_dir_all(profile).map_err(|error| format!("{}: {error}", profile.display()))
}

/// Without a screen: on a desktop of its own, with pictures and the list of notifications left in `demo-output`.
fn on_a_screen_of_its_own() -> Result<(), String> {
    let failed = |error: std::io::Error| error.to_string();
    let output = root().join("demo-output");
    fs::create_dir_all(&output).map_err(failed)?;
    let school = School::start(&["--now", NOW])?;
    let mut rig = Rig::whole(1280, 860).map_err(failed)?;
    let profile = rig.home().join("profile");
    sign_in(&mut rig.command(built("peremena-cli")), &school, &profile)?;
    synced(rig.command(built("peremena-cli")), &profile)?;
    let mut app = rig.command(built("peremena"));
    app.arg("--profile").arg(&profile).env("PEREMENA_NOW", NOW).env("PEREMENA_EVERY", "2").env("LANG", "ru_RU.UTF-8");
    rig.spawn(app).map_err(failed)?;
    let picture = |name: &str| rig.screenshot(&output.join(name)).map_err(failed);
    // The window has no other sign of life for an onlooker than its picture: wait until it is no longer one colour.
    wait_for("the window", PATIENCE, || {
        thread::sleep(Duration::from_millis(300));
        picture("1-today.png").ok()?;
        (fs::metadata(output.join("1-today.png")).ok()?.len() > 30_000).then_some(())
    })
    .map_err(failed)?;
    thread::sleep(Duration::from_secs(2));
    picture("1-today.png")?;
    let mut told = 0;
    for (words, deed) in DEEDS {
        println!("{words}");
        school.act(deed)?;
        told += 1;
        rig.wait_notified(told, PATIENCE).map_err(failed)?;
    }
    thread::sleep(Duration::from_secs(1));
    picture("2-notifications.png")?;
    println!("Somebody clicks a notification");
    rig.click_notification().map_err(failed)?;
    rig.close_notifications().map_err(failed)?;
    thread::sleep(Duration::from_secs(3));
    picture("3-clicked.png")?;
    for (name, link) in [("4-feed.png", "peremena://open/feed"), ("5-today.png", "peremena://open/today")] {
        let mut again = rig.command(built("peremena"));
        run(again.arg("--profile").arg(&profile).arg(link))?;
        thread::sleep(Duration::from_secs(2));
        picture(name)?;
    }
    let notified = rig.notified();
    let list: String =
        notified.iter().map(|it| format!("{}\n    {}\n", it.summary, it.body.replace('\n', "\n    "))).collect();
    fs::write(output.join("notifications.txt"), &list).map_err(failed)?;
    println!("\nThe notification daemon received {}:\n{list}\nPictures: {}", notified.len(), output.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use nix::{
        sys::signal::{self, Signal},
        unistd::Pid,
    };

    use super::*;

    /// With the programs of the debug build, as the demo itself.
    #[test]
    fn a_demo_that_is_ended_by_ctrl_c_leaves_nothing_and_begins_anew() {
        for name in ["peremena", "peremena-cli", "school-sim"] {
            assert!(built(name).exists(), "{} is not built: run the tests with --workspace", built(name).display());
        }
        let rig = Rig::whole(1280, 860).unwrap();
        let profile = rig.home().join("demo-profile");
        let program = |name: &str| rig.command(built(name));
        // One that was killed has left its diary.
        let before = School::start(&["--now", NOW]).unwrap();
        sign_in(&mut program("peremena-cli"), &before, &profile).unwrap();
        drop(before);
        let stale = fs::read_to_string(profile.join("profile.json")).unwrap();
        thread::scope(|scope| {
            let played = scope.spawn(|| play(&program, &profile));
            wait_for("a diary of its own", PATIENCE, || {
                let file = fs::read_to_string(profile.join("profile.json")).ok()?;
                (file != stale || played.is_finished()).then_some(())
            })
            .unwrap();
            // A moment later the window is there, or on its way: Ctrl-C comes when it comes.
            thread::sleep(Duration::from_secs(5));
            assert!(!played.is_finished() && profile.exists());
            signal::kill(Pid::this(), Signal::SIGINT).unwrap();
            assert_eq!(played.join().unwrap(), Ok(()));
        });
        assert!(!profile.exists(), "the diary is gone");
        assert!(rig.secrets().unwrap().is_empty(), "and its key");
    }
}
