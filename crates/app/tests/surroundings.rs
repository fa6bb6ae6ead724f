//! Battery, network and sleep, as the system's own services say them: mocks of the real UPower, power-profiles-daemon,
//! NetworkManager and logind on a private bus.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{process::Stdio, time::Duration};

use futures_util::StreamExt;
use peremena_app::surroundings::{Surroundings, before_sleep, on_bus};
use peremena_rig::{Desktop, Keyring, Rig};
use tokio::sync::mpsc;

/// Debian's own Python, which has the mocks.
const PYTHON: &str = "/usr/bin/python3";

fn bus_address(rig: &Rig) -> String {
    rig.env().iter().find(|(name, _)| name == "DBUS_SESSION_BUS_ADDRESS").unwrap().1.clone()
}

/// A mock of one of the system's services, on the rig's bus as the system's.
fn mock(rig: &mut Rig, template: &str) {
    let mut command = rig.command(PYTHON);
    command.args(["-m", "dbusmock", "--template", template]).env("DBUS_SYSTEM_BUS_ADDRESS", bus_address(rig));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    rig.spawn(command).unwrap();
}

/// Sets a property of a mock, as the real service would.
fn set(rig: &Rig, service: &str, path: &str, interface: &str, property: &str, value: &str) {
    let script = format!(
        "import dbus, time\n\
         bus = dbus.bus.BusConnection('{address}')\n\
         for _ in range(100):\n\
         \x20   if bus.name_has_owner('{service}'): break\n\
         \x20   time.sleep(0.05)\n\
         mock = dbus.Interface(bus.get_object('{service}', '{path}'), 'org.freedesktop.DBus.Mock')\n\
         try: mock.AddProperty('{interface}', '{property}', {value})\n\
         except dbus.DBusException: pass\n\
         mock.UpdateProperties('{interface}', {{'{property}': {value}}})\n",
        address = bus_address(rig),
    );
    let done = rig.command(PYTHON).args(["-c", &script]).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
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
    let desktop = Desktop { keyring: Keyring::Absent, screen: None, notifications: false };
    let mut rig = Rig::start(desktop).unwrap();
    let bus = zbus::connection::Builder::address(bus_address(&rig).as_str()).build().await.unwrap();
    let (tell, mut told) = mpsc::unbounded_channel();
    let watch = tokio::spawn(async move {
        on_bus(&bus, move |seen| {
            let _ = tell.send(seen);
        })
        .await
    });

    let plain = Surroundings { saving: false, online: None };
    seen(&mut told, plain).await;

    const POWER: (&str, &str, &str) =
        ("org.freedesktop.UPower", "/org/freedesktop/UPower/devices/DisplayDevice", "org.freedesktop.UPower.Device");
    mock(&mut rig, "upower");
    set(&rig, POWER.0, POWER.1, POWER.2, "WarningLevel", "dbus.UInt32(3)");
    seen(&mut told, Surroundings { saving: true, ..plain }).await;
    set(&rig, POWER.0, POWER.1, POWER.2, "WarningLevel", "dbus.UInt32(1)");
    seen(&mut told, plain).await;

    const NETWORK: (&str, &str, &str) =
        ("org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager", "org.freedesktop.NetworkManager");
    mock(&mut rig, "networkmanager");
    set(&rig, NETWORK.0, NETWORK.1, NETWORK.2, "State", "dbus.UInt32(20)");
    seen(&mut told, Surroundings { online: Some(false), ..plain }).await;
    set(&rig, NETWORK.0, NETWORK.1, NETWORK.2, "State", "dbus.UInt32(70)");
    seen(&mut told, Surroundings { online: Some(true), ..plain }).await;
    set(&rig, NETWORK.0, NETWORK.1, NETWORK.2, "Metered", "dbus.UInt32(1)");
    seen(&mut told, Surroundings { online: Some(true), saving: true }).await;
    set(&rig, NETWORK.0, NETWORK.1, NETWORK.2, "Metered", "dbus.UInt32(4)");
    seen(&mut told, Surroundings { online: Some(true), saving: false }).await;

    mock(&mut rig, "power_profiles_daemon");
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

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_goes_to_sleep_says_so_before() {
    let desktop = Desktop { keyring: Keyring::Absent, screen: None, notifications: false };
    let mut rig = Rig::start(desktop).unwrap();
    let bus = zbus::connection::Builder::address(bus_address(&rig).as_str()).build().await.unwrap();
    let mut sleeps = before_sleep(&bus).await.unwrap();
    mock(&mut rig, "logind");
    let prepare = |sleeps: bool| {
        let script = format!(
            "import dbus, time\n\
             bus = dbus.bus.BusConnection('{address}')\n\
             for _ in range(100):\n\
             \x20   if bus.name_has_owner('org.freedesktop.login1'): break\n\
             \x20   time.sleep(0.05)\n\
             mock = dbus.Interface(bus.get_object('org.freedesktop.login1', '/org/freedesktop/login1'), \
             'org.freedesktop.DBus.Mock')\n\
             mock.EmitSignal('org.freedesktop.login1.Manager', 'PrepareForSleep', 'b', [{sleeps}])\n",
            address = bus_address(&rig),
            sleeps = if sleeps { "True" } else { "False" },
        );
        let done = rig.command(PYTHON).args(["-c", &script]).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    prepare(false);
    prepare(true);
    let first = tokio::time::timeout(Duration::from_secs(20), sleeps.next()).await;
    assert_eq!(first.unwrap(), Some(()));
    // The first that was said was that it woke up.
    assert!(tokio::time::timeout(Duration::from_millis(300), sleeps.next()).await.is_err());
}
