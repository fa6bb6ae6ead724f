//! What the native part hands to the window: where the diary lies, what opens it and who shows notices; and the links
//! that lead into it.
//!
//! The window's app is made here, of the same parts as a job's: one file, one key, one way to show a notice, and the
//! locks of the one profile between them.

use std::{
    path::PathBuf,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use peremena_app::{App, Config, DeviceKey, KeyChoice};
use time::{OffsetDateTime, UtcOffset};
use tokio::sync::Notify;

use crate::{Shares, Shows, notice, share::Phone};

/// What the time is.
type Clock = Arc<dyn Fn() -> OffsetDateTime + Send + Sync>;

/// The device's clock, with the offset that it has at the start: later, none may be asked for while threads run.
pub(crate) fn clock(offset_seconds: i32) -> Clock {
    let offset = UtcOffset::from_whole_seconds(offset_seconds).unwrap_or(UtcOffset::UTC);
    Arc::new(move || OffsetDateTime::now_utc().to_offset(offset))
}

/// What the shell is to start with.
pub struct Prepared {
    /// Folder of the profile.
    pub profile: PathBuf,
    /// The key of its file; none where the phone does not give it.
    pub key: Option<DeviceKey>,
    /// The moment, with the device's offset.
    pub clock: Clock,
    /// Language of the system ("ru-RU").
    pub locale: Option<String>,
    /// Who shows what is told while the window is there.
    pub shows: Box<dyn Shows>,
    /// Who hands to other apps what the window wants to have handed over.
    pub shares: Box<dyn Shares>,
}

impl Prepared {
    /// The window's app.
    pub fn app(self) -> App {
        let Prepared { profile, key, clock, locale, shows, shares } = self;
        let phone = Phone::new(shares, &profile);
        let config = Config { profile, key: key.map(KeyChoice::Device), clock, every: None, locale, window: true };
        notice::app(config, Arc::new(phone), shows)
    }
}

static PREPARED: Mutex<Option<Prepared>> = Mutex::new(None);

/// The link that was followed last and not yet gone to: of several, a person wants the last.
static LINK: Mutex<Option<String>> = Mutex::new(None);
static FOLLOWED: LazyLock<Notify> = LazyLock::new(Notify::new);

/// What the native part has prepared, once; none where it has not.
pub fn prepared() -> Option<Prepared> {
    PREPARED.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// The next link that somebody follows into the app: a notice, the widget, another app.
pub async fn next_link() -> String {
    loop {
        let link = LINK.lock().unwrap_or_else(PoisonError::into_inner).take();
        match link {
            Some(link) => return link,
            None => FOLLOWED.notified().await,
        }
    }
}

pub(crate) fn prepare(prepared: Prepared) {
    *PREPARED.lock().unwrap_or_else(PoisonError::into_inner) = Some(prepared);
}

pub(crate) fn open(link: String) {
    *LINK.lock().unwrap_or_else(PoisonError::into_inner) = Some(link);
    FOLLOWED.notify_one();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_link_waits_for_the_window_and_the_last_one_counts() {
        open("peremena://open/today".into());
        open("peremena://open/feed".into());
        assert_eq!(next_link().await, "peremena://open/feed");
        let waiting = tokio::spawn(next_link());
        tokio::task::yield_now().await;
        open("peremena://open/today".into());
        assert_eq!(waiting.await.unwrap(), "peremena://open/today");
    }
}
