//! The desktop's notifications, and what is pressed on them: freedesktop over D-Bus (`bus`), Notification Center and
//! Windows toasts by notify-rust. Clicks are heard over D-Bus only.

#[cfg(all(unix, not(target_os = "macos")))]
mod bus;

use std::collections::HashSet;
#[cfg(all(unix, not(target_os = "macos")))]
use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::sync::OnceCell;
#[cfg(all(unix, not(target_os = "macos")))]
use tokio::{sync::mpsc, task::JoinHandle};

use peremena_model::ChangeId;

use crate::{Action, Capabilities, Dressed, DueWork, NotShown, Notice, Notifier, Shown};

/// A notification that somebody did something with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clicked {
    /// Id of the notice.
    pub notice: String,
    /// Its link.
    pub link: String,
    /// What was chosen; none for a click that opens it.
    pub action: Option<Action>,
    /// The changes that it tells.
    pub members: Vec<ChangeId>,
    /// What [`Action::Done`] ticks, where that is no change of its own.
    pub work: Vec<DueWork>,
}

impl Clicked {
    /// What an action on `notice` means, or a click that opens it.
    pub fn on(notice: &Notice, action: Option<Action>) -> Clicked {
        Clicked {
            notice: notice.id.clone(),
            link: notice.link.clone(),
            action,
            members: notice.members.clone(),
            work: notice.work.clone(),
        }
    }
}

/// What somebody pressed on a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Press {
    /// On a notice that this process showed.
    Own(Clicked),
    /// On one that it does not know: an earlier process of this profile may have shown it, another one that runs, or
    /// another program.
    Other(OtherPress),
}

/// A press on a notification of which only its place is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherPress {
    /// As [`Shown::server`].
    pub server: String,
    /// As [`Shown::number`].
    pub number: u32,
    /// What was chosen; none for a click that opens it.
    pub action: Option<Action>,
    /// As [`Shown::by`], of this process.
    pub me: String,
    /// Everybody who is there, by the same names.
    pub there: HashSet<String>,
}

/// Hears what is pressed on the desktop's notifications, whoever showed them.
pub struct Presses {
    #[cfg(all(unix, not(target_os = "macos")))]
    desk: Arc<bus::Desk>,
    #[cfg(all(unix, not(target_os = "macos")))]
    heard: mpsc::UnboundedReceiver<bus::Heard>,
    #[cfg(all(unix, not(target_os = "macos")))]
    last: bus::LastPress,
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
impl Presses {
    /// The next press: here nobody says any.
    pub async fn next(&mut self) -> Option<Press> {
        std::future::pending().await
    }
}

/// Shows notices on the desktop.
pub struct DesktopNotifier {
    app_name: &'static str,
    /// What the server can do; asked until it answers.
    can: OnceCell<Capabilities>,
    #[cfg(all(unix, not(target_os = "macos")))]
    desk: Arc<bus::Desk>,
    /// The question that stands: a server that hangs holds one thread, not one more with each try.
    #[cfg(all(unix, not(target_os = "macos")))]
    asked: tokio::sync::Mutex<Option<JoinHandle<notify_rust::error::Result<Vec<String>>>>>,
}

/// A server that says nothing for so long hangs (D-Bus itself waits for ever). Longer than any takes that is only slow.
#[cfg(all(unix, not(target_os = "macos")))]
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);

impl DesktopNotifier {
    /// A notifier, and what is pressed on what it shows, or an earlier process showed.
    pub fn new(app_name: &'static str) -> (Self, Presses) {
        #[cfg(all(unix, not(target_os = "macos")))]
        let (desk, heard) = bus::Desk::new();
        let notifier = Self {
            app_name,
            can: OnceCell::new(),
            #[cfg(all(unix, not(target_os = "macos")))]
            desk: desk.clone(),
            #[cfg(all(unix, not(target_os = "macos")))]
            asked: tokio::sync::Mutex::default(),
        };
        let presses = Presses {
            #[cfg(all(unix, not(target_os = "macos")))]
            desk,
            #[cfg(all(unix, not(target_os = "macos")))]
            heard,
            #[cfg(all(unix, not(target_os = "macos")))]
            last: bus::LastPress::default(),
        };
        (notifier, presses)
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    async fn capabilities(&self) -> Result<Capabilities, NotShown> {
        let mut asked = self.asked.lock().await;
        let answer = asked.get_or_insert_with(|| tokio::task::spawn_blocking(notify_rust::get_capabilities));
        let Ok(answered) = tokio::time::timeout(ANSWERS_WITHIN, answer).await else { return Err(silent()) };
        *asked = None;
        let words =
            answered.map_err(|error| NotShown(error.to_string()))?.map_err(|error| NotShown(error.to_string()))?;
        Ok(Capabilities::of(words.iter().map(String::as_str)))
    }

    #[cfg(not(all(unix, not(target_os = "macos"))))]
    async fn capabilities(&self) -> Result<Capabilities, NotShown> {
        Ok(Capabilities { body: true, ..Capabilities::default() })
    }
}

#[async_trait]
impl Notifier for DesktopNotifier {
    async fn show(&self, notice: &Notice, open_label: &str) -> Result<Option<Shown>, NotShown> {
        // A server that does not answer is not remembered as one that can do nothing: it may only be on its way.
        let can = *self.can.get_or_try_init(|| self.capabilities()).await?;
        let dressed = Dressed::of(notice, open_label, can);
        #[cfg(all(unix, not(target_os = "macos")))]
        {
            let shown = self.desk.show(self.app_name, notice, &dressed);
            let Ok(shown) = tokio::time::timeout(ANSWERS_WITHIN, shown).await else { return Err(silent()) };
            shown.map_err(|error| NotShown(error.to_string()))
        }
        #[cfg(not(all(unix, not(target_os = "macos"))))]
        {
            let mut notification = notify_rust::Notification::new();
            notification.appname(self.app_name).summary(&dressed.summary).body(&dressed.body).icon("peremena");
            notification.show().map_err(|error| NotShown(error.to_string()))?;
            Ok(None)
        }
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    async fn server(&self) -> Option<String> {
        let asked = tokio::task::spawn_blocking(|| {
            let server = notify_rust::get_server_information().ok()?;
            let can = notify_rust::get_capabilities().ok()?;
            Some(format!("{} {} ({})", server.name, server.version, can.join(", ")))
        });
        tokio::time::timeout(ANSWERS_WITHIN, asked).await.ok()?.ok().flatten()
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn silent() -> NotShown {
    NotShown("the notification server does not answer".to_owned())
}
