//! The unit for systemd that the packages install: what it starts, and that systemd understands it.

use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use peremena_school_sim::PARENT;

use crate::house::House;

const UNIT: &str = include_str!("../../../../src-tauri/linux/peremena-watch.service");

/// The value of a setting in a section; each stands once.
fn setting(section: &str, name: &str) -> &'static str {
    let after = UNIT.split_once(&format!("[{section}]\n")).unwrap_or_else(|| panic!("no section {section}")).1;
    let mut values = after
        .lines()
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once('=').filter(|(key, _)| *key == name))
        .map(|(_, value)| value);
    let value = values.next().unwrap_or_else(|| panic!("no {name} in {section}"));
    assert_eq!(values.next(), None, "{name} in {section}");
    value
}

/// As systemd starts and ends it, on a desktop without notifications.
#[test]
fn what_the_unit_starts_asks_the_school_and_ends_well() {
    let words: Vec<&str> = setting("Service", "ExecStart").split(' ').collect();
    let packages = include_str!("../../../../tauri.conf.json");
    for kept in [words[0], "/usr/lib/systemd/user/peremena-watch.service"] {
        assert_eq!(packages.matches(&format!("\"{kept}\": ")).count(), 2, "{kept} lies in each of the packages");
    }
    assert_eq!(setting("Install", "WantedBy"), "default.target");

    let house = House::new();
    house.sign_in(PARENT).well();
    house.school().clear_journal();
    let mut command = house.command(&words[1..]);
    command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    let mut watching = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let until = Instant::now() + Duration::from_secs(30);
    let mut ended = None;
    while ended.is_none() && house.school().journal().count == 0 && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(20));
        ended = watching.try_wait().unwrap();
    }
    let asked = house.school().journal().count;
    let told = Command::new("kill").arg(watching.id().to_string()).stderr(Stdio::null()).status().unwrap();
    let end = watching.wait().unwrap();
    assert!(asked > 0 && ended.is_none(), "{asked} requests, ended with {ended:?}");
    assert!(told.success());
    // Anything else would be a failure to `Restart=on-failure`, and a word in the journal at every end of a session.
    assert_eq!(end.code(), Some(0));
}

/// What systemd itself says of the unit, where its tools are there.
#[test]
fn systemd_understands_the_unit() {
    let folder = tempfile::tempdir().unwrap();
    let unit = folder.path().join("peremena-watch.service");
    // Not installed here: it is the program that was built.
    let program = setting("Service", "ExecStart").split(' ').next().unwrap();
    std::fs::write(&unit, UNIT.replace(program, env!("CARGO_BIN_EXE_peremena-cli"))).unwrap();
    let mut verify = Command::new("systemd-analyze");
    verify.args(["--user", "--recursive-errors=no", "verify"]).arg(&unit);
    verify.env("XDG_RUNTIME_DIR", folder.path()).env("HOME", folder.path());
    match verify.output() {
        Ok(said) => assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => eprintln!("no systemd-analyze here"),
        Err(error) => panic!("{error}"),
    }
}
