//! The private bus and its keyring.

use std::{
    fs::{self, File},
    io::{self, Write},
    process::Stdio,
    time::Duration,
};

use crate::{Keyring, Rig, named, wait_for};

impl Rig {
    pub(crate) fn start_bus(&mut self) -> io::Result<()> {
        let address = self.home.join("bus-address");
        let mut command = self.command("dbus-daemon");
        command
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
            .stdin(Stdio::null())
            .stdout(File::create(&address)?)
            .stderr(Stdio::null());
        self.spawn(command)?;
        let address = wait_for("dbus-daemon", Duration::from_secs(10), || {
            let text = fs::read_to_string(&address).ok()?;
            text.lines().next().filter(|line| line.contains("guid=")).map(str::to_owned)
        })?;
        self.set_env("DBUS_SESSION_BUS_ADDRESS", address);
        Ok(())
    }

    pub(crate) fn start_keyring(&mut self) -> io::Result<()> {
        let mut command = self.command("gnome-keyring-daemon");
        command.arg("--foreground").arg("--components=secrets");
        match self.desktop.keyring {
            Keyring::Absent => return Ok(()),
            Keyring::Unlocked => {
                command.arg("--unlock").stdin(Stdio::piped());
            }
            Keyring::Locked => {
                command.stdin(Stdio::null());
            }
        }
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| named(&command, &error))?;
        if let Some(mut stdin) = child.stdin.take() {
            // The password of a keyring that lives as long as the rig.
            stdin.write_all(b"rig\n")?;
        }
        self.children.push(child);
        wait_for("gnome-keyring-daemon", Duration::from_secs(10), || {
            let mut ask = self.command("dbus-send");
            ask.args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"])
                .args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]);
            let answer = ask.output().ok()?;
            String::from_utf8_lossy(&answer.stdout).contains("boolean true").then_some(())
        })
    }
}
