//! A desktop of a test's own: a private D-Bus with a real keyring daemon and a real notification
//! daemon, a screen under Xvfb, a home folder that is thrown away.
//!
//! Nothing of the person's own session is touched, and everything that is started is ended by its id.

mod bus;
mod disk;
#[cfg(unix)]
mod fprintd;
mod keyring;
#[cfg(target_os = "linux")]
mod memory;
mod notices;
mod screen;
#[cfg(unix)]
mod system;
mod tray;

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

pub use disk::{Calls, FailingDisk, Fault};
#[cfg(unix)]
pub use fprintd::{Claimed, Fprintd};
#[cfg(target_os = "linux")]
pub use memory::in_memory;
pub use notices::Notified;

/// What a desktop is to have.
#[derive(Clone, Copy, Debug)]
pub struct Desktop {
    /// The keyring.
    pub keyring: Keyring,
    /// Width and height of the screen; none for no screen.
    pub screen: Option<(u32, u32)>,
    /// A notification daemon (dunst), which needs a screen.
    pub notifications: bool,
}

/// The keyring of a desktop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyring {
    /// There, and unlocked.
    Unlocked,
    /// There, locked, and nobody to ask for its password.
    Locked,
    /// A bus without any keyring.
    Absent,
}

/// A desktop of a test's own. Everything ends when it is dropped.
pub struct Rig {
    home: PathBuf,
    env: Vec<(String, String)>,
    children: Vec<Child>,
    desktop: Desktop,
    /// The process that stands in for a tray.
    tray: Option<u32>,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

impl Rig {
    /// Starts a desktop.
    ///
    /// # Errors
    /// Where a program that it needs is missing or does not start; the text names it.
    pub fn start(desktop: Desktop) -> io::Result<Rig> {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let home = std::env::temp_dir().join(format!("peremena-rig-{}-{count}", std::process::id()));
        for folder in ["run", "data", "config", "cache"] {
            fs::create_dir_all(home.join(folder))?;
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(home.join("run"), fs::Permissions::from_mode(0o700))?;
        }
        let path = |folder: &str| home.join(folder).to_string_lossy().into_owned();
        let env = vec![
            ("HOME".to_owned(), home.to_string_lossy().into_owned()),
            ("XDG_RUNTIME_DIR".to_owned(), path("run")),
            ("XDG_DATA_HOME".to_owned(), path("data")),
            ("XDG_CONFIG_HOME".to_owned(), path("config")),
            ("XDG_CACHE_HOME".to_owned(), path("cache")),
            ("WEBKIT_DISABLE_DMABUF_RENDERER".to_owned(), "1".to_owned()),
            // No accessibility bus: it would outlive the rig.
            ("NO_AT_BRIDGE".to_owned(), "1".to_owned()),
            ("GTK_A11Y".to_owned(), "none".to_owned()),
        ];
        let mut rig = Rig { home, env, children: Vec::new(), desktop, tray: None };
        rig.start_bus()?;
        rig.start_keyring()?;
        if let Some((width, height)) = desktop.screen {
            rig.start_screen(width, height)?;
        }
        if desktop.notifications {
            rig.start_notifications()?;
        }
        Ok(rig)
    }

    /// A desktop with everything on it.
    ///
    /// # Errors
    /// As [`Rig::start`].
    pub fn whole(width: u32, height: u32) -> io::Result<Rig> {
        Rig::start(Desktop { keyring: Keyring::Unlocked, screen: Some((width, height)), notifications: true })
    }

    /// Its home folder.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// What programs on it find in their environment.
    pub fn env(&self) -> &[(String, String)] {
        &self.env
    }

    /// A program to be run on it: with its environment, and nothing of the person's own session.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        for name in ["DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XAUTHORITY", "GNOME_KEYRING_CONTROL"] {
            command.env_remove(name);
        }
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Puts a program of the test's own (a script of the shell) before those of the system, under this name: whatever is
    /// started on the desktop from then on finds it.
    ///
    /// # Errors
    /// Those of the file system.
    #[cfg(unix)]
    pub fn install(&mut self, name: &str, script: &str) -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt;

        let folder = self.home.join("programs");
        fs::create_dir_all(&folder)?;
        let program = folder.join(name);
        fs::write(&program, script)?;
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
        let path = std::env::var("PATH").unwrap_or_default();
        self.set_env("PATH", format!("{}:{path}", folder.display()));
        Ok(())
    }

    /// Starts a program that ends with the rig.
    ///
    /// # Errors
    /// Where it does not start.
    pub fn spawn(&mut self, mut command: Command) -> io::Result<u32> {
        let child = command.spawn().map_err(|error| named(&command, &error))?;
        let id = child.id();
        self.children.push(child);
        Ok(id)
    }

    fn set_env(&mut self, name: &str, value: String) {
        self.env.retain(|(known, _)| known != name);
        self.env.push((name.to_owned(), value));
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        for child in self.children.iter_mut().rev() {
            // One that has ended by itself is no trouble.
            let _ = child.kill();
            let _ = child.wait();
        }
        if std::env::var_os("PEREMENA_KEEP_RIG").is_none() {
            let _ = fs::remove_dir_all(&self.home);
        }
    }
}

/// Waits until `ready` gives something, at most `patience`.
///
/// # Errors
/// [`io::ErrorKind::TimedOut`] naming `what`.
pub fn wait_for<T>(what: &str, patience: Duration, mut ready: impl FnMut() -> Option<T>) -> io::Result<T> {
    let until = Instant::now() + patience;
    loop {
        if let Some(value) = ready() {
            return Ok(value);
        }
        if Instant::now() >= until {
            return Err(io::Error::new(io::ErrorKind::TimedOut, format!("{what}: not within {patience:?}")));
        }
        thread::sleep(Duration::from_millis(20));
    }
}

fn named(command: &Command, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", command.get_program().to_string_lossy()))
}

fn quiet(mut command: Command) -> Command {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}
