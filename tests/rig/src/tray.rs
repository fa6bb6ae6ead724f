//! A tray, as far as programs see one: the watcher with which their icons register, and their menus.

use std::{fs, io, process::Stdio, time::Duration};

use crate::{Rig, wait_for};

/// Debian's own Python, which has the mocks.
const PYTHON: &str = "/usr/bin/python3";

const WATCHER: &str = "org.kde.StatusNotifierWatcher";

const READY: &str = "\
import dbus
bus = dbus.SessionBus()
it = dbus.Interface(bus.get_object('org.kde.StatusNotifierWatcher', '/StatusNotifierWatcher'),
                    'org.freedesktop.DBus.Mock')
it.AddMethod('org.kde.StatusNotifierWatcher', 'RegisterStatusNotifierItem', 's', '', '')
it.AddProperty('org.kde.StatusNotifierWatcher', 'IsStatusNotifierHostRegistered', True)
";

/// Finds the one program in the tray, and asks it.
const ITEM: &str = "\
import dbus
bus = dbus.SessionBus()
it = dbus.Interface(bus.get_object('org.kde.StatusNotifierWatcher', '/StatusNotifierWatcher'),
                    'org.freedesktop.DBus.Mock')
path = [args[0] for _, name, args in it.GetCalls() if name == 'RegisterStatusNotifierItem'][-1]

def ask(wanted):
    for name in bus.list_names():
        if not name.startswith(':'):
            continue
        try:
            item = dbus.Interface(bus.get_object(name, path, introspect=False), 'org.freedesktop.DBus.Properties')
            # Whoever only asks on this bus answers nobody.
            return name, item.Get('org.kde.StatusNotifierItem', wanted, timeout=2)
        except dbus.DBusException:
            continue
    raise SystemExit('nobody is in the tray')

";

const MENU: &str = "\
name, menu = ask('Menu')
layout = dbus.Interface(bus.get_object(name, menu, introspect=False), 'com.canonical.dbusmenu')
_, (_, _, rows) = layout.GetLayout(0, -1, dbus.Array([], signature='s'))
for _, properties, _ in rows:
    print(properties.get('label', '-'))
";

const ICON: &str = "\
print(ask('IconName')[1])
";

impl Rig {
    /// Puts a tray on the desktop, before the programs that are to find one.
    ///
    /// # Errors
    /// Where the mock does not start.
    pub fn start_tray(&mut self) -> io::Result<()> {
        let mut mock = self.command(PYTHON);
        mock.args(["-m", "dbusmock", WATCHER, "/StatusNotifierWatcher", WATCHER]);
        mock.stdout(Stdio::null()).stderr(Stdio::null());
        self.tray = Some(self.spawn(mock)?);
        wait_for("a tray", Duration::from_secs(10), || {
            let output = self.command(PYTHON).args(["-c", READY]).output().ok()?;
            output.status.success().then_some(())
        })
    }

    /// The labels in the menu of the one program in the tray, from the top; `-` for a line.
    ///
    /// # Errors
    /// Where there is none yet.
    pub fn tray_menu(&self) -> io::Result<Vec<String>> {
        Ok(self.ask_item(MENU)?.lines().map(str::to_owned).collect())
    }

    /// The picture of the one program in the tray: the bytes of the file that it names.
    ///
    /// # Errors
    /// Where there is none yet, or it is just being changed.
    pub fn tray_icon(&self) -> io::Result<Vec<u8>> {
        fs::read(self.ask_item(ICON)?.trim_end())
    }

    /// The tray goes away, as where a panel is ended; the programs in it stay.
    ///
    /// # Errors
    /// Where there is none, or it cannot be ended.
    pub fn end_tray(&mut self) -> io::Result<()> {
        let tray = self.tray.take();
        let mock = self.children.iter_mut().find(|child| Some(child.id()) == tray);
        let mock = mock.ok_or_else(|| io::Error::other("there is no tray"))?;
        mock.kill()?;
        mock.wait().map(drop)
    }

    fn ask_item(&self, what: &str) -> io::Result<String> {
        let output = self.command(PYTHON).args(["-c", &format!("{ITEM}{what}")]).output()?;
        if !output.status.success() {
            return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}
