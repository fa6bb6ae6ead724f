//! The notification daemon, and a record of what it was told.

use std::{
    fs::{self, File},
    io,
    process::Stdio,
    time::Duration,
};

use crate::{Rig, quiet, wait_for};

/// One call of `Notify`, as it went over the bus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notified {
    /// Name of the app.
    pub app: String,
    /// Number of the notification that it replaces: ours is made from the notice.
    pub replaces: u32,
    /// First line.
    pub summary: String,
    /// The rest, with the daemon's markup taken back.
    pub body: String,
    /// When it went over the bus, since 1970, by the monitor's clock.
    pub at: Duration,
}

impl Rig {
    pub(crate) fn start_notifications(&mut self) -> io::Result<()> {
        let mut command = self.command("dbus-monitor");
        command
            .args(["--session", "interface='org.freedesktop.Notifications',member='Notify'"])
            .stdin(Stdio::null())
            .stdout(File::create(self.home.join("notify.log"))?)
            .stderr(Stdio::null());
        self.spawn(command)?;
        let config = self.home.join("dunstrc");
        // A left click is the default action, as on every desktop; nothing vanishes by itself.
        fs::write(
            &config,
            "[global]\nmouse_left_click = do_action, close_current\nwidth = 360\noffset = 12x12\n\
             font = Sans 10\nnotification_limit = 8\n[urgency_normal]\ntimeout = 0\n",
        )?;
        let mut command = quiet(self.command("dunst"));
        command.arg("-config").arg(&config);
        self.spawn(command)?;
        wait_for("dunst", Duration::from_secs(10), || {
            let running = self.command("dunstctl").arg("is-paused").output().ok()?;
            running.status.success().then_some(())
        })
    }

    /// Everything that the notification daemon was told so far, in order.
    pub fn notified(&self) -> Vec<Notified> {
        // The monitor may be in the middle of a character.
        let log = fs::read(self.home.join("notify.log")).unwrap_or_default();
        parse(&String::from_utf8_lossy(&log))
    }

    /// Waits for at least `count` calls of `Notify`.
    ///
    /// # Errors
    /// Where there are fewer after `patience`.
    pub fn wait_notified(&self, count: usize, patience: Duration) -> io::Result<Vec<Notified>> {
        wait_for(&format!("{count} notifications"), patience, || {
            let notified = self.notified();
            (notified.len() >= count).then_some(notified)
        })
    }

    /// Clicks the notification that is shown on top.
    ///
    /// # Errors
    /// Where `dunstctl` fails.
    pub fn click_notification(&self) -> io::Result<()> {
        let status = self.command("dunstctl").args(["action", "0"]).status()?;
        if status.success() { Ok(()) } else { Err(io::Error::other(format!("dunstctl: {status}"))) }
    }

    /// Takes every shown notification off the screen.
    ///
    /// # Errors
    /// Where `dunstctl` fails.
    pub fn close_notifications(&self) -> io::Result<()> {
        self.command("dunstctl").arg("close-all").status().map(drop)
    }
}

/// Reads the text of `dbus-monitor`: a call is its arguments, four of them strings, the last of which may span lines.
fn parse(log: &str) -> Vec<Notified> {
    log.split("method call ")
        .filter(|call| call.contains("member=Notify\n"))
        // A call that is still being written has no actions yet.
        .filter_map(|call| {
            let (head, _) = call.split_once("\n   array [")?;
            let at = head.strip_prefix("time=")?.split_whitespace().next()?.parse().ok()?;
            let mut arguments = head.split("\n   ").skip(1);
            let app = text(arguments.next()?)?;
            let replaces = arguments.next()?.strip_prefix("uint32 ")?.trim().parse().ok()?;
            let _icon = arguments.next()?;
            let summary = text(arguments.next()?)?;
            let body = text(&arguments.collect::<Vec<_>>().join("\n   "))?;
            Some(Notified { app, replaces, summary, body, at: Duration::try_from_secs_f64(at).ok()? })
        })
        .collect()
}

fn text(argument: &str) -> Option<String> {
    let inner = argument.trim_end().strip_prefix("string \"")?.strip_suffix('"')?;
    Some(inner.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_with_a_body_of_two_lines_is_read_whole() {
        let log = "signal time=1 sender=x\nmethod call time=2.5 sender=:1.4 -> destination=:1.2 serial=9 \
                   path=/org/freedesktop/Notifications; interface=org.freedesktop.Notifications; member=Notify\n   \
                   string \"Перемена\"\n   uint32 77\n   string \"peremena\"\n   string \"Амина · Алгебра\"\n   \
                   string \"первая &lt;строка&gt;\nвторая\"\n   array [\n      string \"default\"\n   ]\n";
        assert_eq!(
            parse(log),
            vec![Notified {
                app: "Перемена".into(),
                replaces: 77,
                summary: "Амина · Алгебра".into(),
                body: "первая <строка>\nвторая".into(),
                at: Duration::from_millis(2500),
            }]
        );
    }

    #[test]
    fn half_a_call_is_no_call() {
        assert!(parse("method call time=2 member=Notify\n   string \"Пере").is_empty());
    }
}
