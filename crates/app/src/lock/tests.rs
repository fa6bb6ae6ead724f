#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use peremena_vault::ChangeFilter;
use serde_json::json;

use super::*;
use crate::{
    COMMANDS, DeviceKey, Host, KeyChoice, Occasion, SchoolPage,
    testing::{Home, OWN, account, amina, app_at, app_without_window, lesson, mark, news, sign_in, stand},
    views::{ChangeKeyRequest, ChangeNoticesRequest, HidingSwitch, SignInPageRequest, UnlockRequest},
};

fn typed(text: &str) -> Typed {
    Typed::new(text)
}

fn new_lock(pin: &str, strict: bool) -> ChangeLockRequest {
    ChangeLockRequest { new: Some(typed(pin)), strict: Some(strict), ..ChangeLockRequest::default() }
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

/// Of this child values are shown by choice.
async fn show_values(home: &Home) {
    let shown = ChangeNoticesRequest {
        hiding: vec![HidingSwitch { student: amina(), hide: Some(false) }],
        ..ChangeNoticesRequest::default()
    };
    home.app.change_notices(shown).await.unwrap();
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
    assert_eq!(
        (state.wait_text.as_deref(), state.may_set_aside),
        (Some("Слишком много ошибок. Попробуйте снова через 30 секунд."), true)
    );
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
        remove: true,
        ..ChangeLockRequest::default()
    };
    assert_eq!(code(home.app.change_lock(remove(None)).await), ErrorCode::Request);
    assert_eq!(code(home.app.change_lock(remove(Some("4712"))).await), ErrorCode::Credentials);
    let changed = ChangeLockRequest {
        current: Some(typed("4711")),
        new: Some(typed("слово-пароль")),
        after_minutes: Some(15),
        ..ChangeLockRequest::default()
    };
    let view = home.app.change_lock(changed).await.unwrap();
    assert_eq!((view.digits, view.after_minutes), (false, 15));
    let view = home.app.change_lock(remove(Some("слово-пароль"))).await.unwrap();
    assert!(!view.on);
    home.app.lock().await;
    assert!(!home.app.is_locked());
}

#[tokio::test]
async fn a_first_passphrase_wants_what_opens_the_lock() {
    let home = Home::new().await;
    home.app.change_lock(new_lock("4711", false)).await.unwrap();
    let choose = async |current: Option<&str>| {
        let request = ChangeKeyRequest { current: current.map(typed), new: Some(typed("летняя гроза")) };
        home.app.change_key(request).await.unwrap_err()
    };
    assert_eq!(choose(None).await.message, home.app.words().say("error-lock-current"));
    assert_eq!(choose(Some("0000")).await.code, ErrorCode::Credentials);
    // This home's file is in memory, whose key nobody keeps: who knows the PIN gets as far as that.
    assert_eq!(choose(Some("4711")).await.message, home.app.words().say("error-key-fixed"));
}

#[tokio::test]
async fn while_it_is_locked_it_tells_on_with_values_hidden() {
    let home = locked_home().await;
    show_values(&home).await;
    home.news(&amina(), mark("1", "2")).await;
    let told = home.app.tell().await.unwrap();
    assert_eq!(told.len(), 1);
    assert!(!told[0].body.contains('2'), "{}", told[0].body);
    assert!(told[0].body.contains("Новая оценка"), "{}", told[0].body);
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

/// The phone's key is given at the start: the file is closed all the same, and only the PIN opens it.
#[tokio::test]
async fn a_strict_lock_closes_a_file_whose_key_the_device_gave() {
    let folder = tempfile::tempdir().unwrap();
    let bytes: Vec<u8> = (0..32).collect();
    let key = || Some(KeyChoice::Device(DeviceKey::new(&bytes).unwrap()));
    let app = app_at(folder.path(), key());
    let profile = app.open_or_make().await.unwrap();
    sign_in(&profile.vault, &account("patimat", false), &["Амина Гаджиева"]).await;
    stand(&profile.vault, &amina(), vec![mark("1", "2").into()]).await;
    app.refresh_summary(&profile).await;
    drop(profile);
    let marks = async |app: &App| {
        let summary = app.read_summary().await.unwrap().unwrap();
        summary.children[0].marks.iter().map(|mark| mark.value.clone()).collect::<Vec<_>>()
    };
    assert_eq!(marks(&app).await, [Some("2".to_owned())]);
    app.change_lock(new_lock("4711", true)).await.unwrap();
    let mut events = app.events();
    app.lock().await;
    closed(&app).await;
    assert_eq!(marks(&app).await, [None], "a widget says no value any more");
    let start = app.start_view().await.unwrap();
    assert_eq!((start.state, start.lock.unwrap().strict), (ProfileState::Locked, true));
    for what in ["the lock", "the closed file"] {
        let heard = tokio::time::timeout(Duration::from_secs(20), async {
            while !matches!(events.recv().await.unwrap(), AppEvent::Family) {}
        });
        assert!(heard.await.is_ok(), "the window did not hear of {what}");
    }
    let typed_in = async |pin: &str| app.enter_lock(EnterLockRequest { typed: typed(pin) }).await;
    assert_eq!(typed_in("4712").await.unwrap_err().code, ErrorCode::Credentials);
    assert!(app.own_profile().await.is_err(), "it was closed again");
    assert_eq!(typed_in("4711").await.unwrap().state, ProfileState::Ready);
    let profile = app.own_profile().await.unwrap();
    app.refresh_summary(&profile).await;
    drop(profile);
    app.close().await;

    // A job of the phone, which has no window: it tells nothing, and what widgets draw says no value again.
    let job = app_without_window(folder.path(), key());
    job.open().await;
    assert!(
        job.rests() && matches!(job.look_once(Occasion::Planned, Duration::from_secs(1)).await, Err(AppError::Closed))
    );
    assert_eq!(marks(&job).await, [None]);
    // A file that is gone is not made anew for a guess.
    app.open().await;
    closed(&app).await;
    std::fs::remove_dir_all(folder.path().join("profile")).unwrap();
    assert_eq!(app.enter_lock(EnterLockRequest { typed: typed("4711") }).await.unwrap_err().code, ErrorCode::Storage);
    assert!(!folder.path().join("profile").exists());
    app.close().await;
    app.open().await;
    assert!(!app.is_locked(), "no file, no lock");
}

async fn closed(app: &App) {
    tokio::time::timeout(Duration::from_secs(20), async {
        while app.own_profile().await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn nothing_is_told_between_a_strict_lock_and_the_closing_of_the_file() {
    let home = Home::new().await;
    home.app.change_lock(new_lock("4711", true)).await.unwrap();
    home.news(&amina(), mark("1", "2")).await;
    // As in the moment before: a sync that runs still holds the file.
    let Door::Open(rule, _) = home.app.inner.guard.door() else { panic!() };
    home.app.inner.guard.set(Door::Shut(rule));
    assert!(home.app.tell().await.unwrap().is_empty());
    let words = home.app.start_view().await.unwrap().words.unwrap();
    assert_eq!(words, home.app.say("profile-locked-strict"));
    assert!(home.vault.outbox_open().await.unwrap().len() == 1, "it waits");
}

#[tokio::test]
async fn a_link_that_is_followed_while_it_is_locked_leads_there_once_it_is_open() {
    let home = locked_home().await;
    home.app.set_window_listens(true);
    let told = home.news(&amina(), mark("1", "2")).await;
    let unseen = async || home.vault.changes(&ChangeFilter::default()).await.unwrap()[0].seen_at.is_none();
    let mut events = home.app.events();
    let mut opened = || {
        let mut routes = Vec::new();
        while let Ok(event) = events.try_recv() {
            if let AppEvent::Open { route } = event {
                routes.push(route);
            }
        }
        routes
    };
    home.app.open_link(&format!("peremena://open/change/{}", told.as_str())).await;
    assert!(opened().is_empty() && unseen().await, "nobody has seen it");
    assert!(enter(&home, "4712").await.is_err() && opened().is_empty());
    enter(&home, "4711").await.unwrap();
    assert_eq!(opened().len(), 1);
    assert!(!unseen().await);
    home.app.lock().await;
    enter(&home, "4711").await.unwrap();
    assert!(opened().is_empty(), "once");
}

/// It may lock while its owner changes it: by the clock, by the machine's sleep.
#[tokio::test]
async fn a_lock_that_falls_while_it_is_changed_stays_shut() {
    let home = locked_home().await;
    let changed =
        ChangeLockRequest { current: Some(typed("4711")), new: Some(typed("4712")), ..ChangeLockRequest::default() };
    home.app.change_lock(changed).await.unwrap();
    assert!(home.app.is_locked());
    enter(&home, "4712").await.unwrap();
}

/// Argon2id takes a moment, and a share that does not answer takes longer: nobody waits for either but the next guess.
#[tokio::test]
async fn a_guess_keeps_nobody_waiting() {
    let home = locked_home().await;
    let guess = enter(&home, "0000");
    let mut guess = std::pin::pin!(guess);
    let mut reads = 0;
    while futures_util::poll!(&mut guess).is_pending() {
        assert!(home.app.inner.standing.try_write().is_ok() || reads == 0);
        reads += 1;
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert!(reads > 5, "it was too quick to tell: {reads}");
}

#[tokio::test]
async fn a_diary_is_not_set_aside_under_a_backup_that_runs() {
    let home = locked_home().await;
    for _ in 0..5 {
        let _ = enter(&home, "0000").await;
    }
    let running = home.app.begin_backup().unwrap();
    let refused = home.app.set_aside_locked(Nothing {}).await.unwrap_err();
    assert_eq!(refused.message, home.app.say("error-backup-running"));
    drop(running);
}

/// A machine that slept has stood still: its watch has not woken yet when somebody touches the window.
#[tokio::test]
async fn a_touch_revives_no_lock_that_is_overdue() {
    let home = Home::new().await;
    home.app.change_lock(new_lock("4711", false)).await.unwrap();
    home.forward(time::Duration::minutes(6));
    home.app.touch(Nothing {}).await.unwrap();
    assert!(home.app.is_locked());
    assert_eq!(home.app.start_view().await.unwrap().state, ProfileState::Locked);
    assert!(home.app.dispatch("marks", json!({ "student": amina().to_string() })).await.is_err());
    enter(&home, "4711").await.unwrap();
    assert!(!home.app.is_locked());
}

/// Fixed while the notification service was away, shown after the lock has fallen.
#[tokio::test]
async fn what_was_worded_before_the_lock_says_no_value_after_it() {
    let home = Home::new().await;
    home.app.change_lock(new_lock("4711", false)).await.unwrap();
    show_values(&home).await;
    home.news(&amina(), mark("1", "2")).await;
    home.desktop.refuses.store(true, std::sync::atomic::Ordering::Relaxed);
    assert!(home.app.tell().await.unwrap().is_empty());
    home.desktop.refuses.store(false, std::sync::atomic::Ordering::Relaxed);
    home.app.lock().await;
    let told = home.app.tell().await.unwrap();
    assert_eq!(told[0].body, home.app.say("notice-hidden"));
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
    closed(&app).await;
    let start = app.start_view().await.unwrap();
    assert_eq!(start.state, ProfileState::EnterPassphrase);
    let wrong = app.unlock(UnlockRequest { passphrase: typed("не то"), create: false }).await;
    assert!(wrong.is_err() && app.is_locked());
    let start = app.unlock(UnlockRequest { passphrase: typed(OWN), create: false }).await.unwrap();
    assert_eq!((start.state, app.is_locked()), (ProfileState::Ready, false));
    app.close().await;
}

/// `watch` runs when the window is given a lock: what it tells and what widgets draw says no value from then on.
#[tokio::test]
async fn a_lock_that_another_process_sets_is_followed() {
    let folder = tempfile::tempdir().unwrap();
    let key = || Some(KeyChoice::Passphrase(typed(OWN)));
    let app = app_at(folder.path(), key());
    let profile = app.open_or_make().await.unwrap();
    sign_in(&profile.vault, &account("patimat", false), &["Амина Гаджиева"]).await;
    let watch = app_without_window(folder.path(), key());
    watch.open().await;
    let told = async |id: &str| {
        news(&profile.vault, &amina(), mark(id, "2"), app.now()).await;
        watch.tell().await.unwrap().remove(0).body
    };
    let drawn = async || {
        watch.refresh_summary(&watch.own_profile().await.unwrap()).await;
        watch.read_summary().await.unwrap().unwrap().children[0].marks[0].value.clone()
    };
    assert!(told("1").await.contains('2'));
    assert_eq!(drawn().await.as_deref(), Some("2"));

    app.change_lock(new_lock("4711", false)).await.unwrap();
    app.lock().await;
    let hidden = told("2").await;
    assert!(!hidden.contains('2'), "{hidden}");
    assert_eq!(drawn().await, None);
    assert!(!watch.rests(), "a script asks nobody");

    app.enter_lock(EnterLockRequest { typed: typed("4711") }).await.unwrap();
    let gone = ChangeLockRequest { current: Some(typed("4711")), remove: true, ..ChangeLockRequest::default() };
    app.change_lock(gone).await.unwrap();
    assert_ne!(told("3").await, hidden);
    assert_eq!(drawn().await.as_deref(), Some("2"));
    watch.close().await;
    app.close().await;
}

/// A school's page that waits until it is closed.
#[derive(Default)]
struct AtTheSchool {
    in_front: std::sync::atomic::AtomicBool,
    closed: tokio::sync::Notify,
}

#[async_trait::async_trait]
impl Host for AtTheSchool {
    async fn sign_in_page(&self, _: SchoolPage) -> Result<Option<Typed>, AppError> {
        self.closed.notified().await;
        Ok(None)
    }

    fn cancel_sign_in(&self) {
        self.closed.notify_one();
    }

    fn is_signing_in(&self) -> bool {
        self.in_front.load(std::sync::atomic::Ordering::Relaxed)
    }
}

#[tokio::test]
async fn who_signs_in_at_a_schools_page_is_not_away_and_a_lock_closes_the_page() {
    let host = Arc::new(AtTheSchool::default());
    let home = Home::hosted(host.clone()).await;
    home.app.change_lock(new_lock("4711", false)).await.unwrap();
    let in_front = |is: bool| host.in_front.store(is, std::sync::atomic::Ordering::Relaxed);
    in_front(true);
    let app = home.app.clone();
    let request = || SignInPageRequest { system: "mesh".into(), ..SignInPageRequest::default() };
    let signing_in = tokio::spawn(async move { app.sign_in_page(request()).await });
    let a_while = async || {
        home.forward(time::Duration::minutes(4));
        tokio::time::sleep(Duration::from_millis(2500)).await;
    };
    for _ in 0..2 {
        a_while().await;
        assert!(!home.app.is_locked(), "eight minutes, of which five lock");
    }
    home.app.lock().await;
    let ended = tokio::time::timeout(Duration::from_secs(5), signing_in).await.unwrap().unwrap();
    assert_eq!(ended.unwrap_err().code, ErrorCode::Cancelled);

    // A page that nobody is at keeps nothing open, and is closed with it.
    enter(&home, "4711").await.unwrap();
    in_front(false);
    let pulse = home.app.start_pulse();
    let app = home.app.clone();
    let signing_in = tokio::spawn(async move { app.sign_in_page(request()).await });
    a_while().await;
    home.forward(time::Duration::minutes(2));
    home.app.inner.guard.changed.notify_one();
    let ended = tokio::time::timeout(Duration::from_secs(5), signing_in).await.unwrap().unwrap();
    assert_eq!(ended.unwrap_err().code, ErrorCode::Cancelled);
    assert!(home.app.is_locked());
    drop(pulse);
}

/// The file of a strictly locked app is spoiled before somebody comes back: with a passphrase, and with a key that is
/// given.
#[tokio::test]
async fn a_file_that_is_damaged_behind_a_strict_lock_is_recovered() {
    let bytes: Vec<u8> = (0..32).collect();
    for key in [KeyChoice::Passphrase(typed(OWN)), KeyChoice::Device(DeviceKey::new(&bytes).unwrap())] {
        let folder = tempfile::tempdir().unwrap();
        let app = app_at(folder.path(), Some(key.clone()));
        let profile = app.open_or_make().await.unwrap();
        sign_in(&profile.vault, &account("patimat", false), &["Амина Гаджиева"]).await;
        drop(profile);
        app.change_lock(new_lock("4711", true)).await.unwrap();
        if let Some(closing) = app.lock().await {
            closing.await.unwrap();
        }
        let refused = app.dispatch("recover", json!({})).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::Locked, "nothing is known to be wrong yet");
        let db = folder.path().join("profile/peremena.db");
        let whole = std::fs::read(&db).unwrap();
        std::fs::write(&db, &whole[..whole.len() / 2]).unwrap();

        let come_back = async || match &key {
            KeyChoice::Passphrase(_) => app.unlock(UnlockRequest { passphrase: typed(OWN), create: false }).await,
            _ => app.enter_lock(EnterLockRequest { typed: typed("4711") }).await,
        };
        assert_eq!(come_back().await.unwrap().state, ProfileState::Damaged);
        assert!(app.is_locked());
        assert_eq!(app.dispatch("settings", json!({})).await.unwrap_err().code, ErrorCode::Locked);
        app.dispatch("recover", json!({})).await.unwrap();
        assert!(folder.path().join("profile/peremena.db.damaged-1").exists());
        if app.is_locked() {
            come_back().await.unwrap();
        }
        assert!(!app.is_locked());
        app.own_profile().await.unwrap();
        app.close().await;
    }
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
