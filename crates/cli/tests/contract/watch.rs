//! `watch`, and several commands at once.

use std::collections::HashSet;
#[cfg(target_os = "linux")]
use std::{process::Stdio, time::Duration};

use peremena_school_sim::{Misbehaviour, Scope};
use serde_json::Value;

use crate::house::{House, has_shape, list, mark, start, text};

#[test]
fn two_syncs_at_once_ask_the_school_once() {
    let house = House::synced();
    house.act(mark("5"));
    house.later();
    // Long enough for the second one to come while the first one asks.
    house.school().misbehave(Misbehaviour::Slow { millis: 2_500 }, Scope::next(1).on("context"));
    let first = start(house.command(&["sync"]), "");
    let second = start(house.command(&["sync"]), "");
    let (first, second) = (first.ended().well(), second.ended().well());
    let schedules = house.school().journal().entries.iter().filter(|entry| entry.path.contains("/schedules")).count();
    assert_eq!(schedules, 3, "each child's timetable, once");
    for synced in [&first, &second] {
        let changes: usize = list(&synced["students"]).iter().map(|student| list(&student["changes"]).len()).sum();
        assert_eq!(changes, 1, "both say what was found");
    }
    assert_eq!(list(&house.run(&["changes"]).well()["items"]).len(), 1);
}

/// What one line of `watch` tells.
const NOTICE: &[(&str, &str)] =
    &[("id", "text"), ("title", "text"), ("body", "text"), ("link", "text"), ("student", "text?"), ("changes", "list")];

#[test]
fn watching_tells_each_change_in_one_line_once() {
    let house = House::synced();
    let watching = house.watch();
    house.school().act(mark("4")).unwrap();
    let told = watching.wait_told(1);
    has_shape(&told[0], NOTICE);
    assert!(text(&told[0]["title"]).contains("Алгебра") && text(&told[0]["body"]).contains('4'), "{told:?}");
    assert_eq!(list(&told[0]["changes"]).len(), 1);
    house.school().act(mark("5")).unwrap();
    assert_eq!(watching.wait_told(2).len(), 2);
    // The others' turns come a moment after the first child's, not half a minute.
    let asked = |school: &peremena_school_sim::School| school.journal().count;
    let before = asked(house.school());
    std::thread::sleep(std::time::Duration::from_secs(8));
    assert!(asked(house.school()) - before >= 12, "{} requests in 8 s", asked(house.school()) - before);
    assert_eq!(watching.end(), 0, "ended by its service manager, it ends well");

    // What came while nobody watched is told by the next one who does; what was told is not told again.
    house.later();
    house.school().act(mark("3")).unwrap();
    house.run(&["sync"]).well();
    let watching = house.watch();
    let told = watching.wait_told(1);
    assert!(text(&told[0]["body"]).contains('3'), "{told:?}");
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert_eq!(watching.told().len(), 1, "{:?}", watching.told());
    watching.kill();
    let watching = house.watch();
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert_eq!(watching.told(), Vec::<Value>::new());
    assert_eq!(watching.end(), 0);
}

#[test]
fn two_who_watch_and_a_sync_beside_them_tell_everything_once() {
    let house = House::synced();
    let (one, two) = (house.watch(), house.watch());
    let mut changes = HashSet::new();
    for round in 0..6 {
        house.school().act(mark(["2", "3", "4", "5", "3", "4"][round])).unwrap();
        house.run(&["sync"]);
        std::thread::sleep(std::time::Duration::from_millis(700));
    }
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        let told: Vec<Value> = [one.told(), two.told()].concat();
        let members: Vec<String> =
            told.iter().flat_map(|notice| list(&notice["changes"]).clone()).map(|id| id.to_string()).collect();
        changes.extend(members.iter().cloned());
        assert_eq!(members.len(), changes.len(), "told twice: {told:?}");
        if changes.len() == 6 {
            break;
        }
        assert!(std::time::Instant::now() < until, "{} of 6 told", changes.len());
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!((one.end(), two.end()), (0, 0));
}

/// `watch | head -1` on a desktop, once the one line was read.
#[cfg(target_os = "linux")]
#[test]
fn a_reader_that_leaves_ends_it_and_nothing_is_shown_twice() {
    use peremena_rig::{Desktop, Keyring, Rig, wait_for};

    let desktop = Desktop { keyring: Keyring::Absent, screen: Some((640, 480)), notifications: true };
    let rig = Rig::start(desktop).unwrap();
    let house = House::synced();
    let mut command = house.command(&["watch", "--interval", "1"]);
    let mut watching = command.envs(rig.env().iter().cloned()).stderr(Stdio::null()).spawn().unwrap();
    drop(watching.stdout.take());
    for value in ["4", "5"] {
        house.act(mark(value));
    }
    let ended = wait_for("the end", Duration::from_secs(30), || watching.try_wait().unwrap());
    let _ = watching.kill();
    assert_eq!(ended.unwrap().code(), Some(0));
    // Who watches next tells what is left, and nothing that the desktop has shown.
    house.later();
    let watching = house.watch_on(rig.env());
    rig.wait_notified(2, Duration::from_secs(20)).unwrap();
    std::thread::sleep(Duration::from_secs(3));
    let mut bodies: Vec<String> = rig.notified().into_iter().map(|notified| notified.body).collect();
    bodies.sort();
    assert_eq!(bodies.len(), 2, "{bodies:?}");
    assert!(bodies[0].contains('4') && bodies[1].contains('5'), "{bodies:?}");
    assert_eq!(watching.end(), 0);
}

/// As a server that was stopped (`kill -STOP`), or waits for a disk: it is there, and answers nothing.
#[cfg(target_os = "linux")]
#[test]
fn a_notification_server_that_hangs_does_not_hold_the_line() {
    use peremena_rig::{Desktop, Keyring, Rig};

    let mut rig = Rig::start(Desktop { keyring: Keyring::Absent, screen: None, notifications: false }).unwrap();
    let mut hanging = rig.command("/usr/bin/python3");
    let name = "org.freedesktop.Notifications";
    hanging.args(["-c", &format!("import dbus, time\ndbus.SessionBus().request_name('{name}')\ntime.sleep(600)")]);
    rig.spawn(hanging).unwrap();
    let is_there = format!("import dbus\nassert dbus.SessionBus().name_has_owner('{name}')");
    rig.script(&is_there).unwrap();
    let house = House::synced();
    let watching = house.watch_on(rig.env());
    house.act(mark("4"));
    assert_eq!(watching.wait_told(1).len(), 1);
    assert_eq!(watching.end(), 0);
}

#[test]
fn watching_without_an_account_says_what_to_do() {
    let house = House::new();
    assert_eq!(house.run(&["watch"]).failed(2), "usage");
    assert_eq!(house.run(&["watch", "--interval", "0"]).code, 2);
}
