//! A link that anybody can send: it leads to a screen of ours or nowhere.

use std::sync::Arc;

use async_trait::async_trait;
use peremena_app::{App, Config, NoWindows, NotShown, Notice, Shown, ShowsNotices};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::Target;

pub struct Links {
    runtime: Runtime,
    app: App,
    _folder: TempDir,
}

struct Nobody;

#[async_trait]
impl ShowsNotices for Nobody {
    async fn show(&self, _notice: &Notice, _open_label: &str) -> Result<Option<Shown>, NotShown> {
        Err(NotShown("nobody is there".into()))
    }
}

impl Links {
    pub fn new() -> Links {
        let folder = tempfile::tempdir().expect("a folder");
        let config = Config {
            profile: folder.path().join("profile"),
            key: None,
            clock: Arc::new(|| time::macros::datetime!(2026-11-16 18:00 +3)),
            every: None,
            locale: None,
            window: false,
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        Links { runtime, app: App::new(config, Arc::new(NoWindows), Arc::new(Nobody)), _folder: folder }
    }
}

impl Target for Links {
    fn seeds(&self) -> Vec<Vec<u8>> {
        let links = [
            "peremena://open/feed",
            "peremena://open/feed/db54963276fe826d70fe",
            "peremena://open/today?x=1#y",
            "peremena://open/diary/db54963276fe826d70fe/2026-11-16",
            "peremena://open/change/0123456789abcdef?%2F..%2F",
            "https://school.example/",
        ];
        links.iter().map(|link| link.as_bytes().to_vec()).collect()
    }

    fn take(&self, input: &[u8]) {
        let link = String::from_utf8_lossy(input);
        let Some(route) = self.runtime.block_on(self.app.route_for(&link)) else { return };
        let screen = ["#/feed", "#/today", "#/diary/"].iter().any(|screen| route.starts_with(screen));
        // What the link says stands in a path's segment and nowhere else.
        let plain = route.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"'\\ ".contains(&byte));
        assert!(link.starts_with("peremena://open/") && screen && plain, "{link:?} leads to {route:?}");
        assert!(route.matches('/').count() <= 3, "{link:?} leads to {route:?}");
    }
}
