#![allow(clippy::unwrap_used, clippy::panic)]

use crate::{
    testing::{OWN, app_at, diary_in},
    views::{ErrorCode, Nothing, ProfileState, StartRequest, Typed, UnlockRequest},
};

/// The window asks for the passphrase once: the recovery of what it did not open takes the same.
#[tokio::test]
async fn a_damaged_file_with_a_passphrase_is_recovered_with_what_was_typed() {
    let folder = tempfile::tempdir().unwrap();
    diary_in(folder.path()).await.close().await;
    let db = folder.path().join("profile/peremena.db");
    let whole = std::fs::read(&db).unwrap();
    std::fs::write(&db, &whole[..whole.len() / 2]).unwrap();

    let app = app_at(folder.path(), None);
    assert_eq!(app.start(StartRequest { locale: None }).await.unwrap().state, ProfileState::EnterPassphrase);
    let too_early = app.recover(Nothing {}).await.err().unwrap();
    assert!(matches!(too_early.code, ErrorCode::Request), "{too_early:?}");
    let typed = UnlockRequest { passphrase: Typed::new(OWN), create: false };
    assert_eq!(app.unlock(typed).await.unwrap().state, ProfileState::Damaged);
    let recovered = app.recover(Nothing {}).await.unwrap();
    assert!(
        matches!(recovered.start.state, ProfileState::Ready | ProfileState::Welcome),
        "{:?}",
        recovered.start.state
    );
    assert!(folder.path().join("profile/peremena.db.damaged-1").exists(), "it is set aside, not lost");
    app.close().await;
}
