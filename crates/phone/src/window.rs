//! What the native part hands to the window: where the diary lies and what opens it, and the links that lead into it.

use std::{
    path::PathBuf,
    sync::{LazyLock, Mutex, PoisonError},
};

use peremena_app::DeviceKey;
use tokio::sync::Notify;

/// What the shell is to start with.
pub struct Prepared {
    /// Folder of the profile.
    pub profile: PathBuf,
    /// The key of its file; none where the phone does not give it.
    pub key: Option<DeviceKey>,
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
