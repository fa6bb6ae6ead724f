//! What the tray shows of what is unread, and where the window is once the tray has gone.

use std::{process::Stdio, time::Duration};

use peremena_rig::{Rig, wait_for};
use time::format_description::well_known::Rfc3339;

use super::{
    DESKTOP, add_account, close_by_key, on_screen, pages, started, state_of,
    support::{NOW, PATIENCE, built, mark, school},
};

/// Waits until the tray says something of a child.
fn glanced(rig: &Rig) {
    wait_for("the tray's quick look", PATIENCE, || {
        rig.tray_menu().ok().filter(|menu| menu.iter().any(|line| line.starts_with("Амина: ")))
    })
    .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_has_a_dot_as_long_as_something_is_unread() {
    let _desktop = DESKTOP.lock().await;
    let mut rig = Rig::whole(800, 600).unwrap();
    rig.start_tray().unwrap();
    let (profile, school) = (rig.home().join("profile"), school().await);
    add_account(&rig, &profile, &school);
    let mut sync = rig.command(built("peremena-cli"));
    sync.arg("--profile").arg(&profile).args(["--now", &NOW.format(&Rfc3339).unwrap(), "sync"]);
    assert!(sync.stdout(Stdio::null()).status().unwrap().success());
    let mut tray = started(&rig, &profile);
    tray.arg("--background");
    rig.spawn(tray).unwrap();
    glanced(&rig);
    let calm = wait_for("the icon", PATIENCE, || rig.tray_icon().ok()).unwrap();

    mark(&school, "Амина", "Алгебра", "5");
    let notified = rig.wait_notified(1, PATIENCE).unwrap();
    wait_for("the dot", PATIENCE, || rig.tray_icon().ok().filter(|icon| *icon != calm)).unwrap();

    // "Seen", on the notification itself; said again where nobody listened yet.
    wait_for("the icon as it was", PATIENCE, || {
        let mut press = rig.command("dbus-send");
        press.args(["--session", "--type=signal", "/org/freedesktop/Notifications"]);
        press.arg("org.freedesktop.Notifications.ActionInvoked");
        press.arg(format!("uint32:{}", notified[0].replaces)).arg("string:seen");
        assert!(press.status().unwrap().success());
        std::thread::sleep(Duration::from_millis(500));
        rig.tray_icon().ok().filter(|icon| *icon == calm)
    })
    .unwrap();
}

/// The window that waits in the taskbar.
fn in_taskbar(rig: &Rig) -> Option<String> {
    let found = rig.command("xdotool").args(["search", "--class", "peremena"]).output().ok()?;
    let found = String::from_utf8_lossy(&found.stdout).into_owned();
    found.split_whitespace().find(|id| state_of(rig, id) == "Iconic").map(str::to_owned)
}

/// The window is hidden in the tray, with its page or without; then whoever showed the tray ends.
async fn the_tray_goes(page_ends: bool) {
    let _desktop = DESKTOP.lock().await;
    let mut rig = Rig::whole(1000, 700).unwrap();
    rig.start_tray().unwrap();
    let (profile, school) = (rig.home().join("profile"), school().await);
    add_account(&rig, &profile, &school);
    let mut first = started(&rig, &profile);
    first.env("PEREMENA_KEPT", if page_ends { "1" } else { "600" });
    rig.spawn(first).unwrap();
    let id = wait_for("the window", PATIENCE, || on_screen(&rig)).unwrap();
    glanced(&rig);
    close_by_key(&rig, &id);
    if page_ends {
        wait_for("the page to go", PATIENCE, || (pages(&rig) == 0).then_some(())).unwrap();
    }
    // As long as the tray is there, so is the way back.
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!((in_taskbar(&rig), on_screen(&rig)), (None, None));

    rig.end_tray().unwrap();
    wait_for("the window in the taskbar", PATIENCE, || in_taskbar(&rig)).unwrap();
    assert_eq!(on_screen(&rig), None, "it does not push itself before anybody");
    // It stays there, and comes when it is wanted.
    std::thread::sleep(Duration::from_secs(3));
    let id = in_taskbar(&rig).expect("the window in the taskbar");
    assert!(started(&rig, &profile).status().unwrap().success(), "the one that runs answers");
    wait_for("the window to come", PATIENCE, || (state_of(&rig, &id) == "Normal").then_some(())).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_window_is_in_the_taskbar_once_the_tray_has_gone() {
    the_tray_goes(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_has_given_its_page_back_comes_into_the_taskbar_too() {
    the_tray_goes(true).await;
}
