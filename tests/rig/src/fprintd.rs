//! A reader of fingerprints: the real fprintd on the desktop's bus, with the simulated device that libfprint has for its
//! own tests (`virtual_device`), and a mock of the authority that permits everybody everything.

use std::{
    io::{self, Write},
    os::unix::net::UnixStream,
    path::PathBuf,
    process::{Command, Stdio},
};

use zbus::blocking::{Connection, Proxy, connection::Builder};

use crate::{Rig, quiet, system::PATIENCE, wait_for};

/// Where Debian has it.
const FPRINTD: &str = "/usr/libexec/fprintd";

const SERVICE: &str = "net.reactivated.Fprint";
const DEVICE: &str = "net.reactivated.Fprint.Device";

/// Whoever asks may.
const PERMIT: &str = "\
import dbus
bus = dbus.SessionBus()
mock = bus.get_object('org.freedesktop.PolicyKit1', '/org/freedesktop/PolicyKit1/Authority')
dbus.Interface(mock, 'org.freedesktop.DBus.Mock').AllowUnknown(True)
";

/// A reader that a test puts fingers on.
pub struct Fprintd {
    id: u32,
    socket: PathBuf,
    bus: Connection,
}

impl Rig {
    /// Puts a reader on the desktop that knows no finger yet.
    ///
    /// # Errors
    /// Where a program that it needs is missing or does not start.
    pub fn start_fprintd(&mut self) -> io::Result<Fprintd> {
        self.mock("polkitd")?;
        self.script(PERMIT)?;
        self.start_reader()
    }

    /// The reader's service alone, anew after it was ended. It knows the fingers that it knew.
    ///
    /// # Errors
    /// As [`Rig::start_fprintd`].
    pub fn start_reader(&mut self) -> io::Result<Fprintd> {
        // A socket's path is short.
        let socket = self.home().join("fp");
        let prints = self.home().join("prints");
        std::fs::create_dir_all(&prints)?;
        let mut service = quiet(self.command(FPRINTD));
        service.arg("--no-timeout").env("DBUS_SYSTEM_BUS_ADDRESS", self.bus_address());
        service.env("STATE_DIRECTORY", prints).env("FP_VIRTUAL_DEVICE", &socket).stdin(Stdio::null());
        // As libfprint calls it now, and as it did.
        service.env("FP_DRIVERS_ALLOWLIST", "virtual_device").env("FP_DRIVERS_WHITELIST", "virtual_device");
        let id = self.spawn(service)?;
        let address = self.bus_address();
        let bus = Builder::address(address.as_str()).and_then(Builder::build).map_err(io::Error::other)?;
        let reader = Fprintd { id, socket, bus };
        wait_for("fprintd", PATIENCE, || reader.device().ok())?;
        Ok(reader)
    }
}

impl Fprintd {
    /// Has it know a finger of this user: `finger` as fprintd names it ("right-index-finger"), `skin` whatever is put
    /// on the reader for it.
    ///
    /// # Errors
    /// Where it does not take it.
    pub fn enrol(&self, finger: &str, skin: &str) -> io::Result<()> {
        let device = self.device()?;
        let mut said = device.receive_signal("EnrollStatus").map_err(io::Error::other)?;
        call(&device, "Claim", Some(""))?;
        call(&device, "EnrollStart", Some(finger))?;
        loop {
            self.put(skin)?;
            let status = said.next().ok_or(io::ErrorKind::UnexpectedEof)?;
            let (status, done): (String, bool) = status.body().deserialize().map_err(io::Error::other)?;
            if done && status != "enroll-completed" {
                return Err(io::Error::other(status));
            }
            if done {
                break;
            }
        }
        call(&device, "EnrollStop", None)?;
        call(&device, "Release", None)
    }

    /// Puts a finger on it, once somebody uses it.
    ///
    /// # Errors
    /// Where nobody uses it within some seconds.
    pub fn put(&self, skin: &str) -> io::Result<()> {
        self.tell(&format!("SCAN {skin}"))
    }

    /// A finger that cannot be read: libfprint's `FpDeviceRetry` by its number (1: too short).
    ///
    /// # Errors
    /// As [`Fprintd::put`].
    pub fn smear(&self, why: u8) -> io::Result<()> {
        self.tell(&format!("RETRY {why}"))
    }

    /// Pulls the reader out.
    ///
    /// # Errors
    /// As [`Fprintd::put`].
    pub fn unplug(&self) -> io::Result<()> {
        self.tell("UNPLUG")
    }

    /// The service hangs from now on.
    ///
    /// # Errors
    /// Where it is gone.
    pub fn hang(&self) -> io::Result<()> {
        self.signal("STOP")
    }

    /// It hangs no more.
    ///
    /// # Errors
    /// Where it is gone.
    pub fn wake(&self) -> io::Result<()> {
        self.signal("CONT")
    }

    /// The service ends at once.
    ///
    /// # Errors
    /// Where it is gone.
    pub fn kill(&self) -> io::Result<()> {
        self.signal("KILL")
    }

    /// Somebody else takes the reader, until what is given is dropped.
    ///
    /// # Errors
    /// Where it is in use.
    pub fn claim(&self) -> io::Result<Claimed> {
        let device = self.device()?;
        call(&device, "Claim", Some(""))?;
        Ok(Claimed(device))
    }

    /// Whether nobody uses it.
    pub fn is_free(&self) -> bool {
        self.claim().is_ok()
    }

    /// The unique name of the service, and the path of its device.
    ///
    /// # Errors
    /// Where it is gone.
    pub fn who(&self) -> io::Result<(String, String)> {
        let owner = Proxy::new(&self.bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
            .and_then(|bus| bus.call("GetNameOwner", &(SERVICE,)))
            .map_err(io::Error::other)?;
        Ok((owner, self.device()?.path().to_string()))
    }

    fn device(&self) -> io::Result<Proxy<'static>> {
        let found = || -> zbus::Result<Proxy<'static>> {
            let manager =
                Proxy::new(&self.bus, SERVICE, "/net/reactivated/Fprint/Manager", "net.reactivated.Fprint.Manager")?;
            let path: zbus::zvariant::OwnedObjectPath = manager.call("GetDefaultDevice", &())?;
            Proxy::new(&self.bus, SERVICE, path, DEVICE)
        };
        found().map_err(io::Error::other)
    }

    fn tell(&self, what: &str) -> io::Result<()> {
        let mut stream = wait_for("a reader in use", PATIENCE, || UnixStream::connect(&self.socket).ok())?;
        stream.write_all(what.as_bytes())
    }

    fn signal(&self, signal: &str) -> io::Result<()> {
        let status = Command::new("kill").args(["-s", signal, &self.id.to_string()]).status()?;
        if status.success() { Ok(()) } else { Err(io::ErrorKind::NotFound.into()) }
    }
}

/// A reader that somebody else uses.
pub struct Claimed(Proxy<'static>);

impl Drop for Claimed {
    fn drop(&mut self) {
        // A service that is gone has let it go.
        let _ = call(&self.0, "Release", None);
    }
}

fn call(device: &Proxy<'_>, method: &str, argument: Option<&str>) -> io::Result<()> {
    let called = match argument {
        Some(argument) => device.call_method(method, &(argument,)),
        None => device.call_method(method, &()),
    };
    called.map(drop).map_err(io::Error::other)
}
