//! An app of a test's own, and how it is waited for.

use std::{path::Path, sync::Arc, time::Duration};

use peremena_app::{App, Config, KeyChoice, NoWindows, NotShown, Notice, Shown, ShowsNotices, views::Typed};
use peremena_rig::{Desktop, Keyring, Rig};
use peremena_vault::{KeySource, Passphrase, Vault};

const WORDS: &str = "ключ этой машины";

struct Silent;

#[async_trait::async_trait]
impl ShowsNotices for Silent {
    async fn show(&self, _: &Notice, _: &str) -> Result<Option<Shown>, NotShown> {
        Err(NotShown("a test".into()))
    }
}

/// A bus, and nothing on it.
pub fn rig() -> Rig {
    Rig::start(Desktop { keyring: Keyring::Absent, screen: None, notifications: false }).unwrap()
}

/// An app over the file in `folder`, which is made where there is none. It is not opened yet.
pub async fn app_over(folder: &Path) -> App {
    let profile = folder.join("profile");
    let key = KeySource::Passphrase(Passphrase::new(WORDS.into()));
    Vault::open(&profile, key).await.unwrap().close().await;
    let config = Config {
        profile,
        key: Some(KeyChoice::Passphrase(Typed::new(WORDS))),
        clock: Arc::new(time::OffsetDateTime::now_utc),
        every: None,
        locale: Some("ru_RU".into()),
        window: true,
    };
    App::new(config, Arc::new(NoWindows), Arc::new(Silent))
}

/// Waits until it is so, ten seconds at most.
pub async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..400 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("never: {what}");
}
