#![allow(clippy::unwrap_used, clippy::panic)]

use std::time::Duration;

use peremena_vault::Vault;

use crate::{
    AppError, KeyChoice,
    testing::{OWN, account, app_at, app_without_window, diary_in, sign_in},
    views::{ErrorCode, Nothing, ProfileState, StartRequest, Typed, UnlockRequest},
};

fn own() -> Option<KeyChoice> {
    Some(KeyChoice::Passphrase(Typed::new(OWN)))
}

/// The command line signs the last account out while the app in the tray has the diary open.
#[tokio::test]
async fn a_family_that_was_signed_out_elsewhere_leaves_nothing_and_may_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let app = diary_in(folder.path()).await;
    let line = app_without_window(folder.path(), own());
    line.open().await;
    let pulse = app.start_pulse();
    let last = account("patimat", false).id;
    // It looks once a minute by itself.
    let looks = async {
        loop {
            tokio::time::sleep(Duration::from_millis(200)).await;
            app.inner.pulse.notify_one();
        }
    };
    let removed = tokio::select! {
        removed = line.remove_account(&last) => removed,
        () = looks => unreachable!(),
    };
    assert!(removed.unwrap());
    let profile = folder.path().join("profile");
    tokio::time::timeout(Duration::from_secs(10), async {
        while app.own_profile().await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .unwrap();
    assert!(!Vault::exists(&profile) && !profile.join("peremena.db").exists());
    // And back, through the command line; the app in the tray follows.
    let made = line.open_or_make().await.unwrap();
    sign_in(&made.vault, &account("patimat", false), &["Амина Гаджиева"]).await;
    app.inner.pulse.notify_one();
    tokio::time::timeout(Duration::from_secs(10), async {
        while app.own_profile().await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .unwrap();
    drop(pulse);
    line.close().await;
    app.close().await;
}

/// The same where the other one does not let go in time: the account is out, and whoever signs in again stays.
#[tokio::test]
async fn a_file_that_is_held_elsewhere_takes_the_family_back() {
    let folder = tempfile::tempdir().unwrap();
    let watch = diary_in(folder.path()).await;
    let app = app_at(folder.path(), own());
    app.open().await;
    let last = account("patimat", false).id;
    let cut = app.remove_account(&last).await;
    assert!(matches!(cut, Err(AppError::StillOpen)), "{cut:?}");
    assert!(!app.said(&AppError::StillOpen).message.is_empty());
    // Still held.
    let profile = app.open_or_make().await.unwrap();
    sign_in(&profile.vault, &account("patimat", false), &["Амина Гаджиева"]).await;
    drop(profile);
    watch.follow_others().await;
    assert!(watch.own_profile().await.is_ok(), "nobody has left");
    watch.close().await;
    app.close().await;
    app.open().await;
    assert_eq!(app.own_profile().await.unwrap().vault.students().await.unwrap().len(), 1);
    app.close().await;
}

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
