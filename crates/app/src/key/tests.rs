#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::Arc;

use super::*;
use crate::{
    KeyChoice, NoWindows,
    testing::*,
    views::{ErrorCode, Nothing, ProfileState, UnlockRequest},
};

fn app(profile: &std::path::Path, key: Option<KeyChoice>) -> App {
    let config = crate::Config {
        profile: profile.to_owned(),
        key,
        clock: Arc::new(|| NOW),
        every: None,
        locale: Some("ru".into()),
        window: true,
    };
    App::new(config, Arc::new(NoWindows), Arc::new(Desktop::default()))
}

fn typed(current: Option<&str>, new: Option<&str>) -> ChangeKeyRequest {
    ChangeKeyRequest { current: current.map(Typed::new), new: new.map(Typed::new) }
}

async fn enter(profile: &std::path::Path, passphrase: &str) -> Result<ProfileState, ErrorCode> {
    let later = app(profile, None);
    later.open().await;
    let unlocked = later.unlock(UnlockRequest { passphrase: Typed::new(passphrase), create: false }).await;
    let storage = later.storage_trouble().await;
    later.close().await;
    unlocked.map(|view| storage.unwrap_or(view.state)).map_err(|error| error.code)
}

#[tokio::test]
async fn a_passphrase_is_changed_by_whoever_knows_it_and_the_old_one_opens_nothing_more() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    let made = app(&profile, None);
    made.unlock(UnlockRequest { passphrase: Typed::new("летняя гроза"), create: true }).await.unwrap();
    assert_eq!(made.settings(Nothing {}).await.unwrap().passphrase, Some(true));
    for (current, new, code) in [
        (None, Some("зимняя вьюга"), ErrorCode::Request),
        (Some("не та фраза"), Some("зимняя вьюга"), ErrorCode::Storage),
        (Some("летняя гроза"), Some("коротко"), ErrorCode::Request),
    ] {
        assert_eq!(made.change_key(typed(current, new)).await.unwrap_err().code, code, "{current:?} {new:?}");
    }
    made.change_key(typed(Some("летняя гроза"), Some("зимняя вьюга"))).await.unwrap();
    // What is open stays open, and is written to.
    let vault = made.own_profile().await.unwrap().vault.clone();
    vault.put_setting("of.a.test", &serde_json::json!(1)).await.unwrap();
    made.close().await;
    assert_eq!(enter(&profile, "летняя гроза").await, Err(ErrorCode::Storage));
    assert_eq!(enter(&profile, "зимняя вьюга").await, Ok(ProfileState::Welcome));
}

#[tokio::test]
async fn in_the_demo_school_there_is_nothing_to_choose() {
    let home = Home::new().await;
    home.app.demo_enter(Nothing {}).await.unwrap();
    assert_eq!(home.app.settings(Nothing {}).await.unwrap().passphrase, None);
    assert_eq!(home.app.change_key(typed(None, Some("зимняя вьюга"))).await.unwrap_err().code, ErrorCode::Request);
}
