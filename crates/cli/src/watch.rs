//! Background sync in the foreground: a line for each notice, and the desktop's notification where there is one.

mod opener;

use std::{
    io::{self, ErrorKind, Write},
    path::PathBuf,
};

use async_trait::async_trait;
use peremena_app::{App, NotShown, Notice, Shown, ShowsNotices, desktop::DesktopNotifier, desktop::Presses};
use serde_json::json;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use crate::output::{self, Failure};

/// Shows a notice on the desktop, where it has notifications, and says it on stdout.
pub(crate) struct Lines {
    desktop: DesktopNotifier,
    json: bool,
    unread: UnboundedSender<io::Error>,
}

/// What who watches listens to.
pub(crate) struct Heard {
    /// What is pressed on notifications.
    presses: Presses,
    /// A line that could not be written.
    unread: UnboundedReceiver<io::Error>,
    /// The profile, where it is not the default one.
    profile: Option<PathBuf>,
}

impl Lines {
    pub(crate) fn new(json: bool, profile: Option<PathBuf>) -> (Lines, Heard) {
        let (broken, unread) = mpsc::unbounded_channel();
        let (desktop, presses) = DesktopNotifier::new("Перемена");
        (Lines { desktop, json, unread: broken }, Heard { presses, unread, profile })
    }

    fn write(&self, notice: &Notice) -> io::Result<()> {
        let line = if self.json {
            let (id, title, body, link) = (&notice.id, &notice.title, &notice.body, &notice.link);
            let line = json!({
                "id": id, "title": title, "body": body, "link": link, "student": notice.student,
                "changes": notice.members,
            });
            output::safe(&line.to_string())
        } else {
            output::plain(&format!("{}: {}", notice.title, notice.body.replace('\n', "; ")))
        };
        let mut stdout = io::stdout().lock();
        writeln!(stdout, "{line}")?;
        stdout.flush()
    }
}

#[async_trait]
impl ShowsNotices for Lines {
    async fn show(&self, notice: &Notice, open_label: &str) -> Result<Option<Shown>, NotShown> {
        let shown = self.desktop.show(notice, open_label).await;
        if let Err(error) = &shown {
            // A server has no desktop: there the line is the notice.
            tracing::info!(%error, "no notification");
        }
        let Err(error) = self.write(notice) else { return Ok(shown.ok().flatten()) };
        let not_read = NotShown(error.to_string());
        // Only an end that has begun already hears no more.
        let _ = self.unread.send(error);
        // What the desktop has shown is told. Where there is none, the next one who watches tells it.
        shown.map_err(|_| not_read)
    }
}

/// Watches until somebody ends it, or nobody reads its lines any more.
pub(crate) async fn watch(app: &App, mut heard: Heard) -> Result<u8, Failure> {
    let pulse = app.start_pulse();
    let mut end = Ends::listen()?;
    let ended = loop {
        tokio::select! {
            () = end.wait() => break Ok(0),
            Some(error) = heard.unread.recv() => break match error.kind() {
                // A reader that has what it wanted.
                ErrorKind::BrokenPipe => Ok(0),
                _ => Err(Failure::other(format!("a notice could not be written: {error}"))),
            },
            Some(press) = heard.presses.next() => {
                let Some(click) = app.clicked(press).await else { continue };
                if click.action.is_none() {
                    // Beside the watching: an app takes its time to start.
                    tokio::spawn(open(click.link, heard.profile.clone()));
                } else if let Err(error) = app.act_on(&click).await {
                    tracing::warn!(%error, "what was chosen on a notification could not be done");
                }
            },
        }
    };
    app.end_pulse(pulse).await;
    ended
}

/// Has the app open what was clicked. It says itself that it was seen: where nothing opens, it is not.
async fn open(link: String, profile: Option<PathBuf>) {
    if let Err(error) = opener::open(&link, profile.as_deref()).await {
        eprintln!("peremena-cli: nothing opens {}: {error}", output::plain(&link));
    }
}

/// Ctrl-C, and what a service manager sends.
pub(crate) struct Ends {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Ends {
    pub(crate) fn listen() -> Result<Ends, Failure> {
        Ok(Ends {
            #[cfg(unix)]
            terminate: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
                .map_err(|error| Failure::other(error.to_string()))?,
        })
    }

    pub(crate) async fn wait(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    }
}
