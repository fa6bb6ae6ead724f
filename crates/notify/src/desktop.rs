//! The desktop's notifications (freedesktop over D-Bus, Notification Center, Windows toasts), by notify-rust.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use tokio::{
    sync::{OnceCell, mpsc::UnboundedSender},
    task::AbortHandle,
};

use crate::{NotShown, Notice, Notifier};

/// A notification that was clicked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clicked {
    /// Id of the notice.
    pub notice: String,
    /// Its link.
    pub link: String,
}

/// Shows notices on the desktop and hears the clicks.
pub struct DesktopNotifier {
    app_name: &'static str,
    clicks: Option<UnboundedSender<Clicked>>,
    /// Notifications whose click is waited for, oldest first.
    waiting: Mutex<VecDeque<AbortHandle>>,
    /// Whether the server reads bodies as markup; asked once.
    markup: OnceCell<bool>,
}

/// Each waited-for notification holds a connection to the bus: beyond this many the oldest is given up.
const MOST_WAITING: usize = 24;

/// A click after this long opens nothing: the feed has it all.
const CLICK_WITHIN: Duration = Duration::from_secs(12 * 60 * 60);

impl DesktopNotifier {
    /// A notifier that sends clicks to `clicks`, where somebody listens.
    pub fn new(app_name: &'static str, clicks: Option<UnboundedSender<Clicked>>) -> Self {
        Self { app_name, clicks, waiting: Mutex::new(VecDeque::new()), markup: OnceCell::new() }
    }
}

#[async_trait]
impl Notifier for DesktopNotifier {
    async fn show(&self, notice: &Notice, open_label: &str) -> Result<Option<u32>, NotShown> {
        let markup = *self.markup.get_or_init(server_reads_markup).await;
        let body = if markup { escaped(&notice.body) } else { notice.body.clone() };
        let mut notification = notify_rust::Notification::new();
        notification.appname(self.app_name).summary(&notice.title).body(&body).icon("peremena");
        #[cfg(all(unix, not(target_os = "macos")))]
        {
            notification
                .id(notice.number())
                .hint(notify_rust::Hint::DesktopEntry("app.peremena.Peremena".to_owned()))
                .hint(notify_rust::Hint::Category("im.received".to_owned()))
                // Without an action of this name a click on the body is not reported.
                .action("default", open_label);
            let handle = notification.show_async().await.map_err(|error| NotShown(error.to_string()))?;
            let server_id = handle.id();
            if let Some(clicks) = self.clicks.clone() {
                let clicked = Clicked { notice: notice.id.clone(), link: notice.link.clone() };
                let wait = tokio::spawn(async move {
                    let heard = handle.wait_for_action_async(|response| {
                        if matches!(response, notify_rust::NotificationResponse::Default) {
                            // The listener goes only when the app ends.
                            let _ = clicks.send(clicked);
                        }
                    });
                    let _ = tokio::time::timeout(CLICK_WITHIN, heard).await;
                });
                let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
                waiting.retain(|task| !task.is_finished());
                waiting.push_back(wait.abort_handle());
                if waiting.len() > MOST_WAITING
                    && let Some(oldest) = waiting.pop_front()
                {
                    oldest.abort();
                }
            }
            Ok(Some(server_id))
        }
        #[cfg(not(all(unix, not(target_os = "macos"))))]
        {
            let _ = open_label;
            notification.show().map_err(|error| NotShown(error.to_string()))?;
            Ok(None)
        }
    }
}

/// Servers with "body-markup" read the body as HTML: what the school wrote must stay text.
fn escaped(body: &str) -> String {
    body.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(all(unix, not(target_os = "macos")))]
async fn server_reads_markup() -> bool {
    let asked = tokio::task::spawn_blocking(notify_rust::get_capabilities).await;
    matches!(asked, Ok(Ok(capabilities)) if capabilities.iter().any(|capability| capability == "body-markup"))
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
async fn server_reads_markup() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("§ 12, № 5", "§ 12, № 5")]
    #[case("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d")]
    #[case("<img src=\"http://x\"> <b>", "&lt;img src=\"http://x\"&gt; &lt;b&gt;")]
    #[case("&lt;", "&amp;lt;")]
    #[case("\u{202e}\u{1f600}", "\u{202e}\u{1f600}")]
    fn what_the_school_wrote_stays_text(#[case] body: &str, #[case] shown: &str) {
        assert_eq!(escaped(body), shown);
    }
}
