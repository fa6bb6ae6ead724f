//! Background sync in the foreground: a line for each notice, and the desktop's notification where there is one.

use std::io::Write;

use async_trait::async_trait;
use peremena_app::{App, NotShown, Notice, ShowsNotices, desktop::Clicked, desktop::DesktopNotifier};
use serde_json::json;
use tokio::sync::mpsc::{self, UnboundedReceiver};

use crate::output::{self, Failure};

/// Shows a notice on the desktop, where it has notifications, and says it on stdout.
pub(crate) struct Lines {
    desktop: DesktopNotifier,
    json: bool,
}

impl Lines {
    /// With what is done about the notifications.
    pub(crate) fn new(json: bool) -> (Lines, UnboundedReceiver<Clicked>) {
        let (clicks, clicked) = mpsc::unbounded_channel();
        (Lines { desktop: DesktopNotifier::new("Перемена", Some(clicks)), json }, clicked)
    }
}

#[async_trait]
impl ShowsNotices for Lines {
    async fn show(&self, notice: &Notice, open_label: &str) -> Result<Option<u32>, NotShown> {
        let number = match self.desktop.show(notice, open_label).await {
            Ok(number) => number,
            Err(error) => {
                // A server has no desktop: there the line is the notice.
                tracing::info!(%error, "no notification");
                None
            }
        };
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
        let mut stdout = std::io::stdout().lock();
        // Where nobody reads any more the notice is not told: the next one who watches tells it.
        writeln!(stdout, "{line}").and_then(|()| stdout.flush()).map_err(|error| NotShown(error.to_string()))?;
        Ok(number)
    }
}

/// Watches until somebody ends it.
pub(crate) async fn watch(app: &App, mut clicked: UnboundedReceiver<Clicked>) -> Result<u8, Failure> {
    let pulse = app.start_pulse();
    let mut end = Ends::listen()?;
    loop {
        tokio::select! {
            () = end.wait() => break,
            Some(click) = clicked.recv() => match click.action {
                Some(_) => {
                    if let Err(error) = app.act_on(&click).await {
                        tracing::warn!(%error, "what was chosen on a notification could not be done");
                    }
                }
                // There is no window to open: what was clicked was seen.
                None => app.open_link(&click.link).await,
            },
        }
    }
    drop(pulse);
    Ok(0)
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
