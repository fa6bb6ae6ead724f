#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use serde_json::json;

use super::*;
use crate::{
    COMMANDS, KeyChoice,
    testing::{Home, OWN, account, amina, app_at, lesson, mark, sign_in, stand},
    views::{ChangeNoticesRequest, HidingSwitch, UnlockRequest},
};

fn typed(text: &str) -> Typed {
    Typed::new(text)
}

fn new_lock(pin: &str, strict: bool) -> ChangeLockRequest {
    ChangeLockRequest { current: None, new: Some(typed(pin)), remove: false, after_minutes: None, strict: Some(strict) }
}

async fn locked_home() -> Home {
    let home = Home::new().await;
    home.app.change_lock(new_lock("4711", false)).await.unwrap();
    home.app.lock().await;
    home
}

async fn enter(home: &Home, pin: &str) -> Result<StartView, ErrorView> {
    home.app.enter_lock(EnterLockRequest { typed: typed(pin) }).await
}

#[tokio::test]
async fn a_locked_window_is_given_nothing_and_the_right_pin_opens_it() {
    let home = locked_home().await;
    stand(&home.vault, &amina(), vec![mark("1", "2").into()]).await;
    let start = home.app.lock_now(Nothing {}).await.unwrap();
    assert_eq!(start.state, ProfileState::Locked);
    assert!(start.today.is_none() && start.family.students.is_empty());
    let first = home.app.first_view().await.unwrap();
    assert!(!first.contains("Амина") && !first.contains("Алгебра"), "{first}");
    assert_eq!(home.app.quick_look().await, crate::QuickLook::default());
    // Every command by its name, with a request of no kind: who is refused is refused before it is looked at.
    for command in COMMANDS.iter().filter(|command| !OPEN.contains(command)) {
        let refused = home.app.dispatch(command, json!({})).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::Locked, "{command}");
    }
    assert_eq!(enter(&home, "4712").await.unwrap_err().code, ErrorCode::Credentials);
    assert!(home.app.is_locked());
    let start = enter(&home, "4711").await.unwrap();
    assert_eq!((start.state, start.family.students.len()), (ProfileState::Ready, 2));
    let marks = json!({ "student": amina().to_string() });
    assert!(home.app.dispatch("marks", marks).await.is_ok());
}

#[test]
fn what_a_locked_window_may_ask_is_there() {
    assert!(OPEN.iter().all(|command| COMMANDS.contains(command)));
}

#[tokio::test]
async fn guesses_are_counted_in_the_file_and_slowed_down() {
    let mut home = locked_home().await;
    for _ in 0..4 {
        assert_eq!(enter(&home, "0000").await.unwrap_err().retry_after, None);
    }
    assert_eq!(enter(&home, "0000").await.unwrap_err().retry_after, Some(30));
    // The right one does not help before its time, nor does another start.
    home.restarted().await;
    home.app.take_lock(&home.vault).await.unwrap();
    assert!(home.app.is_locked());
    assert_eq!(enter(&home, "4711").await.unwrap_err().retry_after, Some(30));
    let state = home.app.lock_state().unwrap();
    assert_eq!((state.wait_text.as_deref(), state.may_set_aside), (Some("30 секунд"), true));
    home.forward(time::Duration::seconds(31));
    assert!(enter(&home, "4711").await.is_ok());
    home.app.lock().await;
    assert_eq!(enter(&home, "0000").await.unwrap_err().retry_after, None, "the right one began anew");
}

#[tokio::test]
async fn two_guesses_at_once_are_two() {
    let home = locked_home().await;
    for _ in 0..3 {
        let _ = enter(&home, "0000").await;
    }
    let (one, other) = tokio::join!(enter(&home, "0000"), enter(&home, "0000"));
    assert_eq!([one.unwrap_err().retry_after, other.unwrap_err().retry_after], [None, Some(30)]);
}

#[tokio::test]
async fn a_lock_is_changed_and_taken_away_only_with_the_current_one() {
    let home = Home::new().await;
    let code = |result: Result<LockView, ErrorView>| result.unwrap_err().code;
    for short in ["123", "12a45", ""] {
        assert_eq!(code(home.app.change_lock(new_lock(short, false)).await), ErrorCode::Request, "{short}");
    }
    let view = home.app.change_lock(new_lock("4711", false)).await.unwrap();
    assert_eq!((view.on, view.digits, view.after_minutes, view.strict), (true, true, 5, false));
    assert!(!home.app.is_locked(), "who sets it is there");
    let remove = |current: Option<&str>| ChangeLockRequest {
        current: current.map(typed),
        new: None,
        remove: true,
        after_minutes: None,
        strict: None,
    };
    assert_eq!(code(home.app.change_lock(remove(None)).await), ErrorCode::Request);
    assert_eq!(code(home.app.change_lock(remove(Some("4712"))).await), ErrorCode::Credentials);
    let changed = ChangeLockRequest {
        current: Some(typed("4711")),
        new: Some(typed("слово-пароль")),
        remove: false,
        after_minutes: Some(15),
        strict: None,
    };
    let view = home.app.change_lock(changed).await.unwrap();
    assert_eq!((view.digits, view.after_minutes), (false, 15));
    let view = home.app.change_lock(remove(Some("слово-пароль"))).await.unwrap();
    assert!(!view.on);
    home.app.lock().await;
    assert!(!home.app.is_locked());
}

#[tokio::test]
async fn while_it_is_locked_it_tells_on_with_values_hidden() {
    let home = locked_home().await;
    // For this child values are shown by choice.
    home.app
        .change_notices(ChangeNoticesRequest {
            hiding: vec![HidingSwitch { student: amina(), hide: false }],
            ..ChangeNoticesRequest::default()
        })
        .await
        .unwrap();
    home.news(&amina(), mark("1", "2")).await;
    let told = home.app.tell().await.unwrap();
    assert_eq!(told.len(), 1);
    assert!(!told[0].body.contains('2'), "{}", told[0].body);
    enter(&home, "4711").await.unwrap();
    home.news(&amina(), mark("2", "2")).await;
    let told = home.app.tell().await.unwrap();
    assert!(told[0].body.contains('2'), "{}", told[0].body);
}

#[tokio::test]
async fn it_locks_when_nobody_has_looked_for_long() {
    let home = Home::new().await;
    home.app.change_lock(new_lock("4711", false)).await.unwrap();
    let pulse = home.app.start_pulse();
    home.forward(time::Duration::minutes(4));
    home.app.touch(Nothing {}).await.unwrap();
    home.forward(time::Duration::minutes(4));
    home.app.inner.guard.changed.notify_one();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!home.app.is_locked(), "somebody was there four minutes ago");
    home.forward(time::Duration::minutes(2));
    home.app.inner.guard.changed.notify_one();
    tokio::time::timeout(Duration::from_secs(5), async {
        while !home.app.is_locked() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await
    .unwrap();
    drop(pulse);
}

/// A real file: a strict lock closes it, nothing is told, and the passphrase opens it again.
#[tokio::test]
async fn a_strict_lock_closes_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let app = app_at(folder.path(), Some(KeyChoice::Passphrase(typed(OWN))));
    let profile = app.open_or_make().await.unwrap();
    sign_in(&profile.vault, &account("patimat", false), &["Амина Гаджиева"]).await;
    stand(&profile.vault, &amina(), vec![lesson("1", app.now(), app.now()).into()]).await;
    drop(profile);
    app.change_lock(new_lock("4711", true)).await.unwrap();
    app.lock().await;
    assert!(app.is_locked() && app.rests());
    tokio::time::timeout(Duration::from_secs(20), async {
        while app.own_profile().await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await
    .unwrap();
    let start = app.start_view().await.unwrap();
    assert_eq!(start.state, ProfileState::EnterPassphrase);
    let wrong = app.unlock(UnlockRequest { passphrase: typed("не то"), create: false }).await;
    assert!(wrong.is_err() && app.is_locked());
    let start = app.unlock(UnlockRequest { passphrase: typed(OWN), create: false }).await.unwrap();
    assert_eq!((start.state, app.is_locked()), (ProfileState::Ready, false));
    app.close().await;
}

#[tokio::test]
async fn a_diary_whose_pin_nobody_knows_is_set_aside_and_not_lost() {
    let folder = tempfile::tempdir().unwrap();
    let app = app_at(folder.path(), Some(KeyChoice::Passphrase(typed(OWN))));
    let profile = app.open_or_make().await.unwrap();
    sign_in(&profile.vault, &account("patimat", false), &["Амина Гаджиева"]).await;
    drop(profile);
    app.change_lock(new_lock("4711", false)).await.unwrap();
    app.lock().await;
    assert_eq!(app.set_aside_locked(Nothing {}).await.unwrap_err().code, ErrorCode::Request, "not before the guesses");
    for _ in 0..5 {
        let _ = app.enter_lock(EnterLockRequest { typed: typed("0000") }).await;
    }
    let start = app.set_aside_locked(Nothing {}).await.unwrap();
    assert_eq!((start.state, app.is_locked()), (ProfileState::Welcome, false));
    let names: Vec<String> = std::fs::read_dir(folder.path().join("profile"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(names.iter().any(|name| name == "peremena.db.locked-1"), "{names:?}");
    assert!(names.iter().any(|name| name == "peremena.db.locked-1.json"), "{names:?}");
    assert!(!names.iter().any(|name| name == "peremena.db" || name == "profile.json"), "{names:?}");
    // A new diary begins beside it.
    app.open_or_make().await.unwrap();
    assert!(app.own_profile().await.unwrap().vault.students().await.unwrap().is_empty());
    app.close().await;
}
