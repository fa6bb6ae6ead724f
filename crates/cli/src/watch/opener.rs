//! A click on a notification, where there is no window: the app is started on the item. That one says what is seen.

use std::{
    env::consts::EXE_SUFFIX,
    ffi::OsStr,
    io,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use tokio::process::Command;

/// Who has failed to open something has said so within this time; whoever runs on has it open.
const FAILS_WITHIN: Duration = Duration::from_secs(5);

/// Starts the app on a link: the one beside this program, else one that is found by its name, else whatever the desktop
/// opens such links with.
///
/// # Errors
/// Of the last one that was tried.
pub(super) async fn open(link: &str, profile: Option<&Path>) -> io::Result<()> {
    let name = format!("peremena{EXE_SUFFIX}");
    let beside = std::env::current_exe().ok().map(|own| own.with_file_name(&name)).filter(|path| path.is_file());
    let mut app = command(beside.unwrap_or_else(|| PathBuf::from(name)));
    if let Some(profile) = profile {
        app.arg("--profile").arg(profile);
    }
    app.arg(link);
    let Err(error) = stays_or_succeeds(app).await else { return Ok(()) };
    // The desktop would open the app on the default profile, in which there is no such item.
    if profile.is_some() {
        return Err(error);
    }
    tracing::debug!(%error, "the app could not be started");
    let mut desktop = command("xdg-open");
    desktop.arg(link);
    stays_or_succeeds(desktop).await
}

fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = match is_a_unit() {
        // What a unit starts lives by its rules: under ours no page is drawn, and the window would end with the unit.
        true => {
            let mut command = Command::new("systemd-run");
            command.args(["--user", "--collect", "--quiet", "--wait", "--"]).arg(program);
            command
        }
        false => Command::new(program),
    };
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // Ctrl-C in the terminal of this one is not meant for the window.
    #[cfg(unix)]
    command.process_group(0);
    command
}

/// Whether systemd has started this very process (`SYSTEMD_EXEC_PID` of systemd.exec(5)).
fn is_a_unit() -> bool {
    std::env::var("SYSTEMD_EXEC_PID").is_ok_and(|pid| pid == std::process::id().to_string())
}

async fn stays_or_succeeds(mut command: Command) -> io::Result<()> {
    let mut child = command.spawn()?;
    let ended = tokio::time::timeout(FAILS_WITHIN, child.wait()).await;
    match ended {
        Ok(ended) => {
            let status = ended?;
            if status.success() { Ok(()) } else { Err(io::Error::other(status.to_string())) }
        }
        Err(_) => {
            // Waited for to its end, so that it does not stay in the system's list of processes.
            tokio::spawn(async move { child.wait().await });
            Ok(())
        }
    }
}
