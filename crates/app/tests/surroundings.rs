//! Battery, network and sleep, as the system's own services say them: mocks of the real UPower, power-profiles-daemon,
//! NetworkManager and logind on a private bus.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::{path::Path, time::Duration};

use peremena_app::{
    App,
    surroundings::{Surroundings, lock_on_sleep, on_bus},
    views::{ChangeLockRequest, Typed},
};
use peremena_rig::Rig;
use support::{app_over, rig, until};
use tokio::sync::mpsc;

/// Sets a property of a mock, as the real service would.
fn set(rig: &Rig, service: &str, path: &str, interface: &str, property: &str, value: &str) {
    let script = format!(
        "import dbus\n\
         mock = dbus.Interface(dbus.SessionBus().get_object('{service}', '{path}'), 'org.freedesktop.DBus.Mock')\n\
         try: mock.AddProperty('{interface}', '{property}', {value})\n\
         except dbus.DBusException as refused:\n\
         \x20   if 'ServiceUnknown' in refused.get_dbus_name(): raise\n\
         mock.UpdateProperties('{interface}', {{'{property}': {value}}})\n",
    );
    rig.script(&script).unwrap();
}

const POWER: (&str, &str, &str) =
    ("org.freedesktop.UPower", "/org/freedesktop/UPower/devices/DisplayDevice", "org.freedesktop.UPower.Device");

/// What is said of the room's system, and the task that says it.
async fn watched(rig: &Rig) -> (mpsc::UnboundedReceiver<Surroundings>, tokio::task::JoinHandle<()>) {
    let bus = zbus::connection::Builder::address(rig.bus_address().as_str()).build().await.unwrap();
    let (tell, told) = mpsc::unbounded_channel();
    let watch = tokio::spawn(async move {
        on_bus(&bus, move |seen| {
            let _ = tell.send(seen);
        })
        .await;
    });
    (told, watch)
}

async fn seen(told: &mut mpsc::UnboundedReceiver<Surroundings>, wanted: Surroundings) {
    let found = tokio::time::timeout(Duration::from_secs(20), async {
        while let Some(seen) = told.recv().await {
            if seen == wanted {
                return;
            }
        }
    });
    assert!(found.await.is_ok(), "never saw {wanted:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn battery_and_network_are_heeded_as_far_as_the_system_says_them() {
    let mut rig = rig();
    let (mut told, watch) = watched(&rig).await;

    let plain = Surroundings { saving: false, online: None };
    seen(&mut told, plain).await;

    rig.mock("upower").unwrap();
    set(&rig, POWER.0, POWER.1, POWER.2, "WarningLevel", "dbus.UInt32(3)");
    seen(&mut told, Surroundings { saving: true, ..plain }).await;
    set(&rig, POWER.0, POWER.1, POWER.2, "WarningLevel", "dbus.UInt32(1)");
    seen(&mut told, plain).await;

    const NETWORK: (&str, &str, &str) =
        ("org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager", "org.freedesktop.NetworkManager");
    rig.mock("networkmanager").unwrap();
    set(&rig, NETWORK.0, NETWORK.1, NETWORK.2, "State", "dbus.UInt32(20)");
    seen(&mut told, Surroundings { online: Some(false), ..plain }).await;
    set(&rig, NETWORK.0, NETWORK.1, NETWORK.2, "State", "dbus.UInt32(70)");
    seen(&mut told, Surroundings { online: Some(true), ..plain }).await;
    set(&rig, NETWORK.0, NETWORK.1, NETWORK.2, "Metered", "dbus.UInt32(1)");
    seen(&mut told, Surroundings { online: Some(true), saving: true }).await;
    set(&rig, NETWORK.0, NETWORK.1, NETWORK.2, "Metered", "dbus.UInt32(4)");
    seen(&mut told, Surroundings { online: Some(true), saving: false }).await;

    rig.mock("power_profiles_daemon").unwrap();
    set(
        &rig,
        "net.hadess.PowerProfiles",
        "/net/hadess/PowerProfiles",
        "net.hadess.PowerProfiles",
        "ActiveProfile",
        "'power-saver'",
    );
    seen(&mut told, Surroundings { online: Some(true), saving: true }).await;
    watch.abort();
}

/// A laptop that is plugged in and out: more signals at once than there is room for while a property is asked for.
#[tokio::test(flavor = "multi_thread")]
async fn a_burst_of_signals_stops_nothing() {
    let mut rig = rig();
    rig.mock("upower").unwrap();
    let (mut told, watch) = watched(&rig).await;
    let plain = Surroundings { saving: false, online: None };
    seen(&mut told, plain).await;
    set(&rig, POWER.0, POWER.1, POWER.2, "WarningLevel", "dbus.UInt32(1)");
    let script = format!(
        "import dbus\n\
         mock = dbus.Interface(dbus.SessionBus().get_object('{0}', '{1}'), 'org.freedesktop.DBus.Mock')\n\
         for level in 200 * (1, 2):\n\
         \x20   mock.UpdateProperties('{2}', {{'WarningLevel': dbus.UInt32(level)}}, ignore_reply=True)\n\
         mock.UpdateProperties('{2}', {{'WarningLevel': dbus.UInt32(1)}})\n",
        POWER.0, POWER.1, POWER.2,
    );
    rig.script(&script).unwrap();
    set(&rig, POWER.0, POWER.1, POWER.2, "WarningLevel", "dbus.UInt32(3)");
    seen(&mut told, Surroundings { saving: true, ..plain }).await;
    watch.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_is_locked_before_the_machine_sleeps_and_the_machine_waits_for_it() {
    let mut rig = rig();
    let folder = tempfile::tempdir().unwrap();
    let app = locked_with_a_pin(folder.path()).await;
    rig.mock("logind").unwrap();
    let waits = || rig.inhibitors().unwrap();
    let prepare = |sleeps| rig.prepare_for_sleep(sleeps).unwrap();
    assert_eq!(waits(), [""; 0]);
    let bus = zbus::connection::Builder::address(rig.bus_address().as_str()).build().await.unwrap();
    let watched = app.clone();
    let watch = tokio::spawn(async move { lock_on_sleep(&watched, &bus).await });
    let held = ["sleep delay"];
    until("it is waited for", || waits() == held).await;
    prepare(false);
    until("it is waited for still", || waits() == held).await;
    assert!(!app.is_locked(), "it woke up");
    prepare(true);
    until("nothing is waited for", || waits().is_empty()).await;
    assert!(app.is_locked(), "before the machine was let sleep");
    assert!(app.storage_trouble().await.is_some(), "and the file closed");
    prepare(false);
    until("it is waited for the next time", || waits() == held).await;
    watch.abort();
    app.close().await;
}

/// An app over a file of its own, with a strict lock that somebody has opened.
async fn locked_with_a_pin(folder: &Path) -> App {
    let app = app_over(folder).await;
    app.open().await;
    let pin = ChangeLockRequest { new: Some(Typed::new("4711")), strict: Some(true), ..ChangeLockRequest::default() };
    app.change_lock(pin).await.unwrap();
    assert!(!app.is_locked());
    app
}
