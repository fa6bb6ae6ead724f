//! The app on the simulated school, with a teacher at work.

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use peremena_rig::{Rig, wait_for};

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
    let school = School::start(&["--now", NOW])?;
    let profile = root().join("target").join("demo-profile");
    sign_in(&mut Command::new(built("peremena-cli")), &school, &profile)?;
    synced(Command::new(built("peremena-cli")), &profile)?;
    let mut app = Command::new(built("peremena"))
        .arg("--profile")
        .arg(&profile)
        .env("PEREMENA_NOW", NOW)
        .env("PEREMENA_EVERY", "5")
        .spawn()
        .map_err(|error| format!("peremena: {error}"))?;
    thread::sleep(Duration::from_secs(8));
    for (words, deed) in DEEDS {
        println!("{words}");
        school.act(deed)?;
        thread::sleep(Duration::from_secs(9));
    }
    println!("Close the window and quit in the tray, or press Ctrl-C, to end the demo.");
    let _ = app.wait();
    // The demo leaves nothing: neither a file nor a key.
    leave(&profile)
}

fn leave(profile: &Path) -> Result<(), String> {
    let list = Command::new(built("peremena-cli")).arg("--profile").arg(profile).args(["account", "list"]).output();
    let list = list.map_err(|error| format!("peremena-cli: {error}"))?;
    if let Some(id) = String::from_utf8_lossy(&list.stdout).split_whitespace().next() {
        run(Command::new(built("peremena-cli")).arg("--profile").arg(profile).args(["account", "remove", id]))?;
    }
    fs::remove_dir_all(profile).map_err(|error| error.to_string())
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
