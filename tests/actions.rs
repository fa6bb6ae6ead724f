//! What is done on a notification itself, with the real notification daemon and the app in the tray.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::{path::Path, process::Stdio};

use peremena_rig::{Desktop, Keyring, Rig, wait_for};
use peremena_school_sim::Act;
use serde_json::Value;
use support::{PATIENCE, built, mark, school};

fn cli(rig: &Rig, profile: &Path, arguments: &[&str]) -> Value {
    let mut command = rig.command(built("peremena-cli"));
    command.arg("--json").arg("--profile").arg(profile).args(["--now", "2026-11-20T10:43:00+03:00"]);
    let output = command.args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn sign_in(rig: &Rig, profile: &Path, school: &str) {
    let mut add = rig.command(built("peremena-cli"));
    add.arg("--profile").arg(profile).args(["--now", "2026-11-20T10:43:00+03:00"]);
    add.args(["account", "add", "--system", "dnevnik-ru", "--url", school, "--login", "parent"]);
    let mut child = add.arg("--password-stdin").stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    std::io::Write::write_all(child.stdin.as_mut().unwrap(), b"Parol-2026\n").unwrap();
    assert!(child.wait().unwrap().success());
}

/// What the daemon says when a person presses a button of a notification.
fn press(rig: &Rig, notification: u32, key: &str) {
    let said = rig
        .command("dbus-send")
        .args(["--session", "--type=signal", "/org/freedesktop/Notifications"])
        .arg("org.freedesktop.Notifications.ActionInvoked")
        .args([format!("uint32:{notification}"), format!("string:{key}")])
        .status()
        .unwrap();
    assert!(said.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn homework_is_ticked_from_its_notification() {
    let school = school().await;
    let rig = Rig::whole(800, 600).unwrap();
    let profile = rig.home().join("profile");
    sign_in(&rig, &profile, &school.url());
    let accounts = cli(&rig, &profile, &["account", "list"]);
    let amina = accounts[0]["students"][0]["id"].as_str().unwrap().to_owned();
    cli(&rig, &profile, &["sync"]);

    let mut app = rig.command(env!("CARGO_BIN_EXE_peremena"));
    app.arg("--profile").arg(&profile).arg("--background");
    app.env("PEREMENA_NOW", "2026-11-20T10:43:00+03:00").env("PEREMENA_EVERY", "0.5").env("LANG", "ru_RU.UTF-8");
    let mut app = app.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let text = "<b>§ 40</b> & № 7";
    let homework = Act::Homework {
        student: "Амина".into(),
        subject: "Физика".into(),
        text: Some(text.into()),
        date: None,
        files: Vec::new(),
    };
    school.school().act(homework).unwrap();
    let notified = rig.wait_notified(1, PATIENCE).unwrap();
    assert_eq!(notified[0].summary, "Амина · Физика");
    assert!(notified[0].body.ends_with(text), "what the school wrote is text: {notified:?}");

    let done = || {
        let homework = cli(&rig, &profile, &["homework", "--student", &amina]);
        let items = homework["items"].as_array().unwrap();
        items.iter().find(|item| item["text"] == text).is_some_and(|item| item["done"] == true)
    };
    assert!(!done());
    // An action that nobody offered does nothing and costs nothing.
    mark(&school, "Амина", "Алгебра", "5");
    let notified = rig.wait_notified(2, PATIENCE).unwrap();
    press(&rig, notified[1].replaces, "no-such-action");
    press(&rig, notified[0].replaces, "done");
    wait_for("the tick", PATIENCE, || done().then_some(())).unwrap();
    assert!(app.try_wait().unwrap().is_none(), "the app goes on telling");
    app.kill().unwrap();
    app.wait().unwrap();
    let log = std::fs::read_to_string(rig.home().join("notify.log")).unwrap_or_default();
    for sent in ["string \"seen\"", "string \"done\"", "string \"x-peremena.homework\""] {
        assert!(log.contains(sent), "{sent}");
    }
}

/// A server that can do nothing but show: no actions, no markup, no sound.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_actions_shows_the_notice_all_the_same() {
    let school = school().await;
    let desktop = Desktop { keyring: Keyring::Unlocked, screen: None, notifications: false };
    let mut rig = Rig::start(desktop).unwrap();
    let log = rig.home().join("server.log");
    let mut server = rig.command("/usr/bin/python3");
    server.args(["-m", "dbusmock", "--session", "--template", "notification_daemon"]);
    server.args(["-p", r#"{"capabilities": "body"}"#, "-l"]).arg(&log);
    rig.spawn(server).unwrap();
    let profile = rig.home().join("profile");
    sign_in(&rig, &profile, &school.url());
    cli(&rig, &profile, &["sync"]);
    mark(&school, "Амина", "Алгебра", "5");

    let mut watch = rig.command(built("peremena-cli"));
    watch.arg("--json").arg("--profile").arg(&profile).args(["--now", "2026-11-20T10:43:00+03:00"]);
    watch.args(["watch", "--interval", "1"]).env("LANG", "ru_RU.UTF-8");
    let mut watch = watch.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let notify = wait_for("the notice", PATIENCE, || {
        let said = std::fs::read_to_string(&log).unwrap_or_default();
        said.lines().find(|line| line.contains("Notify ") && line.contains("Алгебра")).map(str::to_owned)
    });
    watch.kill().unwrap();
    watch.wait().unwrap();
    let notify = notify.unwrap();
    assert!(notify.contains("Амина · Алгебра") && notify.contains("Оценка 5"), "{notify}");
    assert!(notify.contains(" [] "), "no action is offered to whom knows none: {notify}");
    assert!(!notify.contains("sound-name"), "{notify}");
}
