//! A room for one test: a private D-Bus, a private keyring, a private home.
//!
//! The test runs itself again inside the room: `dbus-run-session` starts a bus, gnome-keyring unlocks a fresh
//! keyring on it. Needs the packages `dbus` and `gnome-keyring`.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// Succeeds once the keyring is on the bus, which is a moment after its daemon says so.
const OWNER: &str = "dbus-send --session --print-reply --dest=org.freedesktop.DBus /org/freedesktop/DBus \
    org.freedesktop.DBus.GetNameOwner string:org.freedesktop.secrets";

/// Written at the end of a test in its room: a test program that finds no test of a name takes that for success.
const ENDED: &str = "ended";

/// What answers on the bus when the test begins.
#[derive(Clone, Copy, PartialEq)]
pub enum Room {
    /// A keyring that is open.
    Open,
    /// A bus that nobody will ever answer on for secrets.
    NoService,
    /// No bus at all.
    NoBus,
}

/// Runs `body` in a room. `name` is the test's own path.
pub fn in_room<F: Future<Output = ()>>(room: Room, name: &str, body: impl FnOnce(PathBuf) -> F) {
    if let Ok(scratch) = std::env::var("PEREMENA_TEST_ROOM") {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let scratch = PathBuf::from(scratch);
        runtime.block_on(body(scratch.join("profile")));
        std::fs::write(scratch.join(ENDED), "").unwrap();
        // As our programs end: what libraries left to be run at the end of a process may crash it.
        peremena_vault::exit(0);
    }
    let scratch = tempfile::tempdir().unwrap();
    let at = |name: &str| {
        let path = scratch.path().join(name);
        std::fs::create_dir_all(&path).unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        path
    };
    let inside = r#"exec "$0" --exact "$1" --nocapture --include-ignored"#;
    let script = match room {
        Room::Open => format!(
            r#"eval "$(printf 'pw\n' | gnome-keyring-daemon --unlock --components=secrets)"
               for n in $(seq 100); do {OWNER} > /dev/null 2>&1 && break; sleep 0.05; done
               {inside}"#
        ),
        Room::NoService | Room::NoBus => inside.to_owned(),
    };
    let config = scratch.path().join("bus.conf");
    // A bus of our own making: without service folders nothing is started behind the test's back.
    std::fs::write(
        &config,
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
            "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
           <busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
           <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
           <allow own="*"/></policy></busconfig>"#,
    )
    .unwrap();
    let mut command = match room {
        Room::NoBus => Command::new("bash"),
        Room::Open | Room::NoService => {
            let mut command = Command::new("dbus-run-session");
            command.arg("--config-file").arg(&config).args(["--", "bash"]);
            command
        }
    };
    let ended = command
        .args(["-c", &script])
        .arg(std::env::current_exe().unwrap())
        .arg(name)
        .env("PEREMENA_TEST_ROOM", scratch.path())
        .env("HOME", at("home"))
        .env("XDG_DATA_HOME", at("data"))
        .env("XDG_RUNTIME_DIR", at("run"))
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        // nextest's own switches are not for the inner run.
        .env_remove("NEXTEST")
        .status()
        .expect("the packages dbus and gnome-keyring");
    assert!(ended.success(), "see the inner run above");
    assert!(scratch.path().join(ENDED).exists(), "no test is called {name}: nothing was tried");
}

/// Runs a `role_…` test of this binary as a process of its own.
pub fn role(name: &str, profile: &Path, word: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", name, "--nocapture", "--include-ignored"])
        .env("PEREMENA_TEST_PROFILE", profile)
        .env("PEREMENA_TEST_WORD", word);
    command
}

pub fn role_output(name: &str, profile: &Path, word: &str) -> Output {
    role(name, profile, word).output().unwrap()
}

pub fn role_start(name: &str, profile: &Path, word: &str) -> Child {
    role(name, profile, word).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// What a role was told; none where nobody called it.
pub fn told() -> Option<(PathBuf, String)> {
    Some((std::env::var_os("PEREMENA_TEST_PROFILE")?.into(), std::env::var("PEREMENA_TEST_WORD").ok()?))
}

fn bus(arguments: &[&str]) {
    let answer = Command::new("dbus-send")
        .args(["--session", "--print-reply", "--dest=org.freedesktop.secrets"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
}

/// Locks the keyring, as a desktop does after a while.
pub fn lock_keyring() {
    bus(&[
        "/org/freedesktop/secrets",
        "org.freedesktop.Secret.Service.Lock",
        "array:objpath:/org/freedesktop/secrets/collection/login",
    ]);
}

/// Unlocks it. A new daemon takes the place of the locked one, as after a new login.
pub fn unlock_keyring() {
    let unlocked = Command::new("bash")
        .args(["-c", "printf 'pw\\n' | gnome-keyring-daemon --replace --unlock --components=secrets > /dev/null"])
        .status()
        .unwrap();
    assert!(unlocked.success());
}

/// Stops the keyring of this room in its tracks, or lets it go on.
pub fn signal_keyring(signal: &str) {
    // The bus knows the process: no guess may hit the keyring of another room.
    static PID: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    let pid = PID.get_or_init(|| {
        let answer = Command::new("dbus-send")
            .args(["--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"])
            .args(["org.freedesktop.DBus.GetConnectionUnixProcessID", "string:org.freedesktop.secrets"])
            .output()
            .unwrap();
        String::from_utf8(answer.stdout).unwrap().trim().rsplit(' ').next().unwrap().to_owned()
    });
    assert!(Command::new("kill").args([signal, pid.as_str()]).status().unwrap().success());
}

/// The keyring's entry for the profile, for those who must know the key.
pub fn entry(profile: &Path) -> keyring_core::Entry {
    let marker: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(profile.join("profile.json")).unwrap()).unwrap();
    entry_of(marker["id"].as_str().unwrap())
}

pub fn entry_of(id: &str) -> keyring_core::Entry {
    use keyring_core::api::CredentialStoreApi;
    zbus_secret_service_keyring_store::Store::new().unwrap().build("app.peremena.Peremena", id, None).unwrap()
}

/// How many entries of ours the keyring has.
pub fn entries() -> usize {
    use keyring_core::api::CredentialStoreApi;
    let store = zbus_secret_service_keyring_store::Store::new().unwrap();
    store.search(&[("service", "app.peremena.Peremena")].into()).unwrap().len()
}

/// Names and bytes of everything in the profile.
pub fn files(profile: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<(String, Vec<u8>)> = std::fs::read_dir(profile)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())
        })
        .collect();
    found.sort();
    found
}
