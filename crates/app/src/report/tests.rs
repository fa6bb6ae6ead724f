#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::Arc;

use peremena_vault::SourceError;

use super::*;
use crate::{Host, NoWindows, testing::*, views::Typed};

#[tokio::test]
async fn the_report_tells_how_things_stand_and_not_who_the_family_is() {
    let home = Home::new().await;
    let mut known = account("canary-user", false);
    known.name = "canary-name".into();
    known.settings_json = r#"{"base":"https://canary-host.example/","values":{"client_id":"canary-client"}}"#.into();
    sign_in(&home.vault, &known, &["Canary-child Гаджиева"]).await;
    let child = peremena_model::StudentId::of(&known.id, "1");
    stand(&home.vault, &child, vec![mark("canary-id", "canary-value").into()]).await;
    let status = SourceStatus {
        student: child.clone(),
        account: known.id.clone(),
        last_attempt: Some(NOW),
        last_success: None,
        next_try: None,
        error: Some(SourceError {
            code: "unreachable".into(),
            message: "error sending request for url (https://canary-host.example/v2)".into(),
        }),
        requests: 3,
        bytes: 0,
        memory_json: Some(r#"{"failures":4}"#.into()),
    };
    home.vault.put_status(&status).await.unwrap();

    let text = home.app.report(Nothing {}).await.unwrap().text;
    for expected in [
        "Peremena 0.",
        "dnevnik-ru, a parent's, address of its own: true",
        "trouble: unreachable, failures: 4",
        "mark 1",
        "quiet hours: off",
    ] {
        assert!(text.contains(expected), "{expected} is missing in\n{text}");
    }
    let lower = text.to_lowercase();
    let ids = [known.id.as_str().to_lowercase(), child.as_str().to_lowercase(), amina().as_str().to_lowercase()];
    for word in ["canary", "гаджиев", "амина", "тимур", "алгебра", "patimat", "example"]
        .into_iter()
        .map(str::to_owned)
        .chain(ids)
    {
        assert!(!lower.contains(&word), "{word} is in\n{text}");
    }
}

struct Downloads(PathBuf);

#[async_trait::async_trait]
impl Host for Downloads {
    async fn sign_in_page(&self, page: crate::SchoolPage) -> Result<Option<Typed>, AppError> {
        NoWindows.sign_in_page(page).await
    }

    fn downloads(&self) -> Option<PathBuf> {
        Some(self.0.clone())
    }
}

#[tokio::test]
async fn what_is_saved_is_what_was_read_and_replaces_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let config = crate::Config {
        profile: folder.path().join("profile"),
        key: None,
        clock: Arc::new(|| NOW),
        every: None,
        locale: Some("ru".into()),
        window: false,
    };
    let app = App::new(config, Arc::new(Downloads(folder.path().to_owned())), Arc::new(Desktop::default()));
    assert!(app.save_report(Nothing {}).await.is_err(), "nothing was read yet");
    // No file is open: also then there is something to say.
    let read = app.report(Nothing {}).await.unwrap();
    assert!(read.can_save && read.text.contains("file: not open"), "{}", read.text);
    let first = app.save_report(Nothing {}).await.unwrap();
    let second = app.save_report(Nothing {}).await.unwrap();
    assert!(first.words.ends_with("peremena-report-2026-11-21.txt"), "{}", first.words);
    assert!(second.words.ends_with("peremena-report-2026-11-21-2.txt"), "{}", second.words);
    assert_eq!(std::fs::read_to_string(folder.path().join("peremena-report-2026-11-21.txt")).unwrap(), read.text);
}

#[tokio::test]
async fn where_nothing_can_be_saved_it_says_so_before() {
    let home = Home::new().await;
    assert!(!home.app.report(Nothing {}).await.unwrap().can_save);
    assert!(home.app.save_report(Nothing {}).await.is_err());
}
