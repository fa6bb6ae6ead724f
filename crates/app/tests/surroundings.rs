//! Battery, network and sleep, as the system's own services say them: mocks of the real UPower, power-profiles-daemon,
//! NetworkManager and logind on a private bus.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{path::Path, process::Stdio, sync::Arc, time::Duration};

use peremena_app::{
    App, Config, KeyChoice, NoWindows, NotShown, Notice, ShowsNotices,
    surroundings::{Surroundings, lock_on_sleep, on_bus},
    views::{ChangeLockRequest, Typed},
};
use peremena_rig::{Desktop, Keyring, Rig};
use peremena_vault::{KeySource, Passphrase, Vault};
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
async fn the_app_is_locked_before_the_machine_sleeps_and_the_machine_waits_for_it() {
    let desktop = Desktop { keyring: Keyring::Absent, screen: None, notifications: false };
    let mut rig = Rig::start(desktop).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let app = locked_with_a_pin(folder.path()).await;
    mock(&mut rig, "logind");
    let logind = |does: &str| {
        let script = format!(
            "import dbus, time\n\
             bus = dbus.bus.BusConnection('{address}')\n\
             for _ in range(100):\n\
             \x20   if bus.name_has_owner('org.freedesktop.login1'): break\n\
             \x20   time.sleep(0.05)\n\
             logind = bus.get_object('org.freedesktop.login1', '/org/freedesktop/login1')\n\
             {does}\n",
            address = bus_address(&rig),
        );
        let done = rig.command(PYTHON).args(["-c", &script]).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap().trim().to_owned()
    };
    let waits = || logind("print(*[(i[0], i[3]) for i in logind.ListInhibitors()])");
    let prepare = |sleeps: &str| {
        logind(&format!(
            "logind.EmitSignal('org.freedesktop.login1.Manager', 'PrepareForSleep', 'b', [{sleeps}], \
             dbus_interface='org.freedesktop.DBus.Mock')"
        ))
    };
    assert_eq!(waits(), "");
    let bus = zbus::connection::Builder::address(bus_address(&rig).as_str()).build().await.unwrap();
    let watched = app.clone();
    let watch = tokio::spawn(async move { lock_on_sleep(&watched, &bus).await });
    let held = "(dbus.String('sleep'), dbus.String('delay'))";
    until("it is waited for", || waits() == held).await;
    prepare("False");
    until("it is waited for still", || waits() == held).await;
    assert!(!app.is_locked(), "it woke up");
    prepare("True");
    until("nothing is waited for", || waits().is_empty()).await;
    assert!(app.is_locked(), "before the machine was let sleep");
    assert!(app.storage_trouble().await.is_some(), "and the file closed");
    prepare("False");
    until("it is waited for the next time", || waits() == held).await;
    watch.abort();
    app.close().await;
}

/// An app over a file of its own, with a strict lock that somebody has opened.
async fn locked_with_a_pin(folder: &Path) -> App {
    struct Silent;

    #[async_trait::async_trait]
    impl ShowsNotices for Silent {
        async fn show(&self, _: &Notice, _: &str) -> Result<Option<u32>, NotShown> {
            Err(NotShown("a test".into()))
        }
    }

    const WORDS: &str = "ключ этой машины";
    let profile = folder.join("profile");
    let key = KeySource::Passphrase(Passphrase::new(WORDS.into()));
    Vault::open(&profile, key).await.unwrap().close().await;
    let config = Config {
        profile,
        key: Some(KeyChoice::Passphrase(Typed::new(WORDS))),
        clock: Arc::new(time::OffsetDateTime::now_utc),
        every: None,
        locale: Some("ru_RU".into()),
        window: true,
    };
    let app = App::new(config, Arc::new(NoWindows), Arc::new(Silent));
    app.open().await;
    let pin = ChangeLockRequest { new: Some(Typed::new("4711")), strict: Some(true), ..ChangeLockRequest::default() };
    app.change_lock(pin).await.unwrap();
    assert!(!app.is_locked());
    app
}

async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..100 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("never: {what}");
}
