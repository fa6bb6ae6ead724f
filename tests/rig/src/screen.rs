//! The screen.

use std::{
    fs::{self, File},
    io,
    path::Path,
    process::Stdio,
    time::Duration,
};

use crate::{Rig, quiet, wait_for};

impl Rig {
    pub(crate) fn start_screen(&mut self, width: u32, height: u32) -> io::Result<()> {
        let number = self.home.join("display");
        let mut command = self.command("Xvfb");
        // The server picks a free number and says which.
        command
            .args(["-displayfd", "1", "-screen", "0", &format!("{width}x{height}x24"), "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(File::create(&number)?)
            .stderr(Stdio::null());
        self.spawn(command)?;
        let display = wait_for("Xvfb", Duration::from_secs(15), || {
            let text = fs::read_to_string(&number).ok()?;
            text.ends_with('\n').then(|| text.trim().to_owned()).filter(|text| !text.is_empty())
        })?;
        self.set_env("DISPLAY", format!(":{display}"));
        // A window manager, so that windows get the focus and can be closed as a person closes them.
        self.spawn(quiet(self.command("openbox")))?;
        Ok(())
    }

    /// Writes a picture of the whole screen.
    ///
    /// # Errors
    /// Where ImageMagick's `import` is missing or fails.
    pub fn screenshot(&self, to: &Path) -> io::Result<()> {
        let status = self.command("import").args(["-window", "root"]).arg(to).status()?;
        if status.success() { Ok(()) } else { Err(io::Error::other(format!("import: {status}"))) }
    }
}
