//! The desktop's notifications (freedesktop over D-Bus, Notification Center, Windows toasts), by notify-rust.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
#[cfg(all(unix, not(target_os = "macos")))]
use tokio::task::JoinHandle;
use tokio::{
    sync::{OnceCell, mpsc::UnboundedSender},
    task::AbortHandle,
};

use peremena_model::ChangeId;

use crate::{Action, Capabilities, Dressed, DueWork, NotShown, Notice, Notifier, Urgency};

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
    /// What a click on `notice` means, or an action of this key; none where the key is of no action of ours.
    fn on(notice: &Notice, key: Option<&str>) -> Option<Clicked> {
        let action = match key {
            None => None,
            Some(key) => Some(Action::of_key(key)?),
        };
        Some(Clicked {
            notice: notice.id.clone(),
            link: notice.link.clone(),
            action,
            members: notice.members.clone(),
            work: notice.work.clone(),
        })
    }
}

/// Shows notices on the desktop and hears the clicks.
pub struct DesktopNotifier {
    app_name: &'static str,
    clicks: Option<UnboundedSender<Clicked>>,
    /// Notifications whose click is waited for, oldest first.
    waiting: Mutex<VecDeque<AbortHandle>>,
    /// What the server can do; asked until it answers.
    can: OnceCell<Capabilities>,
    /// The question that stands: a server that hangs holds one thread, not one more with each try.
    #[cfg(all(unix, not(target_os = "macos")))]
    asked: tokio::sync::Mutex<Option<JoinHandle<notify_rust::error::Result<Vec<String>>>>>,
}

/// Each waited-for notification holds a connection to the bus: beyond this many the oldest is given up.
const MOST_WAITING: usize = 24;

/// A server that says nothing for so long hangs (D-Bus itself waits for ever). Longer than any takes that is only slow.
#[cfg(all(unix, not(target_os = "macos")))]
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);

/// A click after this long does nothing: the feed has it all.
const CLICK_WITHIN: Duration = Duration::from_secs(12 * 60 * 60);

impl DesktopNotifier {
    /// A notifier that sends clicks to `clicks`, where somebody listens.
    pub fn new(app_name: &'static str, clicks: Option<UnboundedSender<Clicked>>) -> Self {
        Self {
            app_name,
            clicks,
            waiting: Mutex::new(VecDeque::new()),
            can: OnceCell::new(),
            #[cfg(all(unix, not(target_os = "macos")))]
            asked: tokio::sync::Mutex::default(),
        }
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

    fn wait(&self, task: AbortHandle) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|task| !task.is_finished());
        waiting.push_back(task);
        if waiting.len() > MOST_WAITING
            && let Some(oldest) = waiting.pop_front()
        {
            oldest.abort();
        }
    }
}

#[async_trait]
impl Notifier for DesktopNotifier {
    async fn show(&self, notice: &Notice, open_label: &str) -> Result<Option<u32>, NotShown> {
        // A server that does not answer is not remembered as one that can do nothing: it may only be on its way.
        let can = *self.can.get_or_try_init(|| self.capabilities()).await?;
        let dressed = Dressed::of(notice, open_label, can);
        let mut notification = notify_rust::Notification::new();
        notification.appname(self.app_name).summary(&dressed.summary).body(&dressed.body).icon("peremena");
        #[cfg(all(unix, not(target_os = "macos")))]
        {
            use notify_rust::Hint;
            notification
                .id(notice.number())
                .hint(Hint::DesktopEntry("app.peremena.Peremena".to_owned()))
                .hint(Hint::Category(dressed.category))
                .hint(Hint::Urgency(match dressed.urgency {
                    Urgency::Low => notify_rust::Urgency::Low,
                    Urgency::Normal => notify_rust::Urgency::Normal,
                }));
            if let Some(sound) = dressed.sound {
                notification.hint(Hint::SoundName(sound.to_owned()));
            }
            if dressed.silent {
                notification.hint(Hint::SuppressSound(true));
            }
            for (key, label) in &dressed.actions {
                notification.action(key, label);
            }
            let Ok(shown) = tokio::time::timeout(ANSWERS_WITHIN, notification.show_async()).await else {
                return Err(silent());
            };
            let handle = shown.map_err(|error| NotShown(error.to_string()))?;
            let server_id = handle.id();
            if let Some(clicks) = self.clicks.clone().filter(|_| can.actions) {
                let notice = notice.clone();
                let wait = tokio::spawn(async move {
                    let heard = handle.wait_for_action_async(|response| {
                        let clicked = match response {
                            notify_rust::NotificationResponse::Default => Clicked::on(&notice, None),
                            notify_rust::NotificationResponse::Action(key) => Clicked::on(&notice, Some(key)),
                            notify_rust::NotificationResponse::Reply(_)
                            | notify_rust::NotificationResponse::Closed(_) => None,
                        };
                        if let Some(clicked) = clicked {
                            // The listener goes only when the app ends.
                            let _ = clicks.send(clicked);
                        }
                    });
                    let _ = tokio::time::timeout(CLICK_WITHIN, heard).await;
                });
                self.wait(wait.abort_handle());
            }
            Ok(Some(server_id))
        }
        #[cfg(not(all(unix, not(target_os = "macos"))))]
        {
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
