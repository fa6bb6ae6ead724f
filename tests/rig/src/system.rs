//! Mocks of the system's own services, on the desktop's bus, which programs take for the system's.

use std::{io, time::Duration};

use zbus::{
    blocking::{Connection, Proxy, connection::Builder},
    zvariant::{OwnedValue, Value},
};

use crate::{Rig, quiet, wait_for};

/// Debian's own Python, which has the mocks.
const PYTHON: &str = "/usr/bin/python3";

const LOGIND: (&str, &str) = ("org.freedesktop.login1", "/org/freedesktop/login1");

pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

impl Rig {
    /// The address of its bus, for programs that take it for the system's.
    pub fn bus_address(&self) -> String {
        let address = self.env().iter().find(|(name, _)| name == "DBUS_SESSION_BUS_ADDRESS");
        address.map(|(_, address)| address.clone()).unwrap_or_default()
    }

    /// Starts the mock that python-dbusmock has a template of.
    ///
    /// # Errors
    /// Where it does not start.
    pub fn mock(&mut self, template: &str) -> io::Result<()> {
        let mut mock = quiet(self.command(PYTHON));
        mock.args(["-m", "dbusmock", "--template", template]).env("DBUS_SYSTEM_BUS_ADDRESS", self.bus_address());
        self.spawn(mock).map(drop)
    }

    /// Runs a script in the Python that knows the mocks, with their bus as its session's, until it succeeds.
    ///
    /// # Errors
    /// Where it does not within some seconds: the mock is not there.
    pub fn script(&self, script: &str) -> io::Result<()> {
        wait_for("a mock", PATIENCE, || {
            let output = self.command(PYTHON).args(["-c", script]).output().ok()?;
            output.status.success().then_some(())
        })
    }

    /// What programs have asked logind's mock to wait for: each "what mode".
    ///
    /// # Errors
    /// Those of the bus.
    pub fn inhibitors(&self) -> io::Result<Vec<String>> {
        let asked = || -> zbus::Result<Vec<String>> {
            let list: Vec<(String, String, String, String, u32, u32)> =
                self.logind("org.freedesktop.login1.Manager")?.call("ListInhibitors", &())?;
            Ok(list.into_iter().map(|(what, _, _, mode, ..)| format!("{what} {mode}")).collect())
        };
        wait_for("logind", PATIENCE, || asked().ok())
    }

    /// Has logind's mock say that the machine is about to sleep, or is awake again.
    ///
    /// # Errors
    /// Those of the bus.
    pub fn prepare_for_sleep(&self, sleeps: bool) -> io::Result<()> {
        let said = || -> zbus::Result<()> {
            let arguments: Vec<OwnedValue> = vec![Value::from(sleeps).try_into()?];
            let signal = ("org.freedesktop.login1.Manager", "PrepareForSleep", "b", arguments);
            self.logind("org.freedesktop.DBus.Mock")?.call("EmitSignal", &signal)
        };
        said().map_err(io::Error::other)
    }

    fn logind(&self, interface: &'static str) -> zbus::Result<Proxy<'static>> {
        let bus: Connection = Builder::address(self.bus_address().as_str())?.build()?;
        Proxy::new(&bus, LOGIND.0, LOGIND.1, interface)
    }
}
