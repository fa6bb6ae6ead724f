//! What is done on a notification itself, with the real notification daemon and the app in the tray.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::{
    fs::{self, File},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use peremena_rig::{Desktop, Keyring, Rig, wait_for};
use peremena_school_sim::Act;
use serde_json::Value;
use support::{PATIENCE, Window, built, mark, school};

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

/// The app without a window, as the desktop starts it with the session.
fn in_tray(rig: &Rig, profile: &Path) -> Child {
    let mut app = rig.command(env!("CARGO_BIN_EXE_peremena"));
    app.arg("--profile").arg(profile).arg("--background");
    app.env("PEREMENA_NOW", "2026-11-20T10:43:00+03:00").env("PEREMENA_EVERY", "0.5").env("LANG", "ru_RU.UTF-8");
    app.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
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

    let mut app = in_tray(&rig, &profile);
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

/// How much is unread of both children, as widgets say it.
fn unread(rig: &Rig, profile: &Path) -> u64 {
    let summary = cli(rig, profile, &["summary"]);
    summary["children"].as_array().into_iter().flatten().filter_map(|child| child["unread"].as_u64()).sum()
}

/// A notice outlives the process that showed it: a crash, an update, a machine that was started anew.
#[tokio::test(flavor = "multi_thread")]
async fn a_click_on_what_an_ended_app_showed_opens_the_item_in_the_next() {
    let school = school().await;
    let mut rig = Rig::whole(1280, 900).unwrap();
    let profile = rig.home().join("profile");
    sign_in(&rig, &profile, &school.url());
    let accounts = cli(&rig, &profile, &["account", "list"]);
    let amina = accounts[0]["students"][0]["id"].as_str().unwrap().to_owned();
    cli(&rig, &profile, &["sync"]);

    let mut app = in_tray(&rig, &profile);
    mark(&school, "Амина", "Алгебра", "5");
    let notified = rig.wait_notified(1, PATIENCE).unwrap();
    wait_for("the unread mark", PATIENCE, || (unread(&rig, &profile) == 1).then_some(())).unwrap();
    // What was shown is noted a moment after it.
    tokio::time::sleep(Duration::from_secs(2)).await;
    app.kill().unwrap();
    app.wait().unwrap();

    let window = Window::open(&mut rig, &profile).await;
    window.shows("Амина").await;
    let wanted = format!("#/marks/{amina}/Алгебра?mark=");
    let until = Instant::now() + PATIENCE;
    while !window.route().await.starts_with(&wanted) {
        assert!(Instant::now() < until, "the window is at {}", window.route().await);
        // Another program's notification, then ours.
        press(&rig, notified[0].replaces.wrapping_add(1), "default");
        press(&rig, notified[0].replaces, "default");
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    window.shows("Контрольная работа").await;
    wait_for("it to be seen", PATIENCE, || (unread(&rig, &profile) == 0).then_some(())).unwrap();
    assert_eq!(rig.notified().len(), 1, "it was not shown anew, so the next app did not know it by that");
    window.close().await;
}

/// `watch` has no window: it starts the app on the item, and takes nothing for seen that nobody could open.
#[tokio::test(flavor = "multi_thread")]
async fn a_click_on_what_watch_showed_starts_the_app_on_the_item() {
    let school = school().await;
    let rig = Rig::whole(800, 600).unwrap();
    let profile = rig.home().join("profile");
    sign_in(&rig, &profile, &school.url());
    cli(&rig, &profile, &["sync"]);

    // Away from the app that is built beside it.
    let alone = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("watch-{}", std::process::id()));
    fs::create_dir_all(&alone).unwrap();
    let program = alone.join("peremena-cli");
    let _ = fs::remove_file(&program);
    fs::hard_link(built("peremena-cli"), &program).unwrap();
    let named = rig.home().join("bin");
    fs::create_dir_all(&named).unwrap();
    // In a moment, so that it is whole whenever it is started.
    let app = |script: &str| {
        fs::write(named.join("next"), script).unwrap();
        fs::set_permissions(named.join("next"), fs::Permissions::from_mode(0o755)).unwrap();
        fs::rename(named.join("next"), named.join("peremena")).unwrap();
    };
    app("#!/bin/sh\nexit 3\n");

    let said = rig.home().join("said.log");
    let mut watch = rig.command(&program);
    watch.arg("--profile").arg(&profile).args(["--now", "2026-11-20T10:43:00+03:00", "watch", "--interval", "1"]);
    watch.env("PATH", format!("{}:{}", named.display(), std::env::var("PATH").unwrap())).env("LANG", "ru_RU.UTF-8");
    watch.stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&said).unwrap());
    let mut watch = watch.spawn().unwrap();
    mark(&school, "Амина", "Алгебра", "5");
    let notified = rig.wait_notified(1, PATIENCE).unwrap();
    let changes = cli(&rig, &profile, &["changes"]);
    let link = format!("peremena://open/change/{}", changes["items"][0]["id"].as_str().unwrap());
    wait_for("the unread mark", PATIENCE, || (unread(&rig, &profile) == 1).then_some(())).unwrap();

    let refused = wait_for("the line", PATIENCE, || {
        press(&rig, notified[0].replaces, "default");
        std::thread::sleep(Duration::from_secs(1));
        let said = fs::read_to_string(&said).unwrap_or_default();
        said.contains(&format!("nothing opens {link}")).then_some(())
    });
    app("#!/bin/sh\nprintf '%s\\n' \"$@\" > \"$HOME/part\" && mv \"$HOME/part\" \"$HOME/opened\"\n");
    let opened = wait_for("the app", PATIENCE, || {
        press(&rig, notified[0].replaces, "default");
        std::thread::sleep(Duration::from_secs(1));
        fs::read_to_string(rig.home().join("opened")).ok()
    });
    // Time enough for the summary, had `watch` taken it for seen.
    tokio::time::sleep(Duration::from_secs(4)).await;
    let left = unread(&rig, &profile);
    watch.kill().unwrap();
    watch.wait().unwrap();
    fs::remove_dir_all(&alone).unwrap();
    refused.unwrap();
    assert_eq!(opened.unwrap(), format!("--profile\n{}\n{link}\n", profile.display()));
    assert_eq!(left, 1, "the app says what is seen, and this one says nothing");
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
