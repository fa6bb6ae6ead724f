//! The rows of a home-screen widget, from the sealed summary: the diary stays closed.

use std::{path::PathBuf, sync::Arc};

use async_trait::async_trait;
use peremena_app::{App, Config, DeviceKey, KeyChoice, NoWindows, NotShown, Notice, Shown, ShowsNotices, WidgetRow};
use time::OffsetDateTime;

/// What a widget is drawn with.
pub struct Glance {
    /// Folder of the profile.
    pub profile: PathBuf,
    /// What opens its summary.
    pub key: DeviceKey,
    /// The moment, with the device's offset.
    pub now: OffsetDateTime,
    /// Language of the system.
    pub locale: Option<String>,
}

/// Who only looks shows nothing.
struct Silent;

#[async_trait]
impl ShowsNotices for Silent {
    async fn show(&self, _notice: &Notice, _open_label: &str) -> Result<Option<Shown>, NotShown> {
        Err(NotShown("a widget shows no notice".into()))
    }
}

/// The rows; none where there is nothing to draw yet, or it cannot be read.
pub fn rows(glance: Glance) -> Option<Vec<WidgetRow>> {
    let now = glance.now;
    let config = Config {
        profile: glance.profile,
        key: Some(KeyChoice::Device(glance.key)),
        clock: Arc::new(move || now),
        every: None,
        locale: glance.locale,
        window: false,
    };
    let app = App::new(config, Arc::new(NoWindows), Arc::new(Silent));
    let runtime = tokio::runtime::Builder::new_current_thread().build().ok()?;
    match runtime.block_on(app.widget()) {
        Ok(rows) => Some(rows).filter(|rows| !rows.is_empty()),
        Err(error) => {
            tracing::info!(%error, "the summary cannot be read");
            None
        }
    }
}
