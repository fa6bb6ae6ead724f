//! The copies of every day, and a diary that is told what it missed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{collections::BTreeMap, fs, path::Path, sync::Arc, time::Instant};

use peremena_model::StudentId;
use peremena_sync::ProfileLock;
use peremena_vault::{KeySource, Passphrase, Vault};
use serde_json::json;
use time::{Duration, macros::datetime};

use super::plan;
use crate::{
    KeyChoice,
    testing::{Home, NOW, OWN, amina, answer, app_at, diary_in, mark, stand, timur},
    views::{
        AppEvent, BackupView, ChangeBackupRequest, ChangeLockRequest, ChangeNoticesRequest, ChildNoticesSwitch,
        ChildQuietRequest, CreateBackupRequest, EnterLockRequest, ErrorCode, Nothing, ProfileState, QuietChoice,
        RestoreBackupRequest, StartRequest, Typed, UnlockRequest, VerifyBackupRequest,
    },
};

const WORDS: &str = "слова для копий";

async fn chosen(home: &Home, folders: &[&Path]) -> BackupView {
    let folders = folders.iter().map(|folder| folder.display().to_string()).collect();
    let request = ChangeBackupRequest { folders: Some(folders), passphrase: Some(Typed::new(WORDS)) };
    home.app.change_backup(request).await.unwrap()
}

/// The name of the copy of a day in November.
async fn copy_of(home: &Home, day: u8) -> String {
    plan::name_of(&home.vault.copies_id().await.unwrap(), NOW.date().replace_day(day).unwrap())
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_copy_a_day_goes_to_two_places_and_a_missing_one_is_said() {
    let home = Home::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (cloud, stick) = (folder.path().join("cloud"), folder.path().join("stick"));
    fs::create_dir(&cloud).unwrap();
    fs::create_dir(&stick).unwrap();
    assert_eq!(home.app.copy_where_due().await, None, "nothing was chosen");
    let view = chosen(&home, &[&cloud, &stick]).await;
    assert!(view.has_passphrase && view.folders.len() == 2 && view.running.is_none());
    assert_eq!(view.words, "Копий пока нет.");

    let next = home.app.copy_where_due().await;
    assert_eq!(next, Some(datetime!(2026-11-22 0:00 +3)));
    let copies = [copy_of(&home, 21).await, copy_of(&home, 22).await];
    for folder in [&cloud, &stick] {
        assert_eq!(names(folder), copies[..1]);
    }
    let view = home.app.backup_settings(Nothing {}).await.unwrap();
    assert_eq!(view.words, "Последняя копия: 21 ноября.");
    assert!(view.folders.iter().all(|folder| folder.trouble.is_none()), "{view:?}");

    // The stick is pulled out overnight.
    fs::rename(&stick, folder.path().join("pocket")).unwrap();
    home.set(datetime!(2026-11-22 7:00 +3));
    assert_eq!(home.app.copy_where_due().await, Some(datetime!(2026-11-22 7:30 +3)), "it is looked for again");
    assert_eq!(names(&cloud), copies);
    assert!(!stick.exists(), "no folder is made up");
    let view = home.app.backup_settings(Nothing {}).await.unwrap();
    assert_eq!(view.folders[0].trouble, None);
    assert_eq!(
        view.folders[1].trouble.as_deref(),
        Some("Папки нет на месте. Подключите диск или выберите другую папку.")
    );
    fs::rename(folder.path().join("pocket"), &stick).unwrap();
    home.forward(Duration::minutes(31));
    home.app.copy_where_due().await;
    assert_eq!(names(&stick), copies);
    let view = home.app.backup_settings(Nothing {}).await.unwrap();
    assert!(view.folders.iter().all(|folder| folder.trouble.is_none()), "{view:?}");

    // The window's own ways to the same files.
    let file = stick.join(&copies[1]).display().to_string();
    for passphrase in [None, Some(Typed::new(WORDS))] {
        let request = VerifyBackupRequest { file: file.clone(), passphrase };
        let made = home.app.verify_backup(request).await.unwrap();
        assert!(made.words.starts_with("Копия от 22 ноября, 07:31 цела"), "{}", made.words);
    }
    let made = home.app.create_backup(CreateBackupRequest::default()).await.unwrap();
    assert_eq!(made.words, "Копия сделана в 2 папках.");
}

#[tokio::test]
async fn old_copies_are_thinned_and_nothing_else_is_touched() {
    let home = Home::new().await;
    let folder = tempfile::tempdir().unwrap();
    // Another profile's among them.
    let other = ["peremena-2026-09-01.backup", "photo.jpg", "peremena-00000000-2026-09-01.backup", "family.backup"];
    for name in other {
        fs::write(folder.path().join(name), "theirs").unwrap();
    }
    let left_over = folder.path().join(".peremena-x1.part");
    fs::write(&left_over, "a kill").unwrap();
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(90_000);
    fs::File::options().write(true).open(&left_over).unwrap().set_modified(old).unwrap();
    fs::write(folder.path().join(".peremena-x2.part"), "under way").unwrap();
    chosen(&home, &[folder.path()]).await;
    for day in 0..75 {
        home.set(NOW + Duration::days(day));
        home.app.copy_where_due().await;
    }
    let id = home.vault.copies_id().await.unwrap();
    let (copies, rest): (Vec<String>, Vec<String>) =
        names(folder.path()).into_iter().partition(|name| plan::day_of(&id, name).is_some());
    let days: Vec<String> =
        copies.iter().filter_map(|name| plan::day_of(&id, name)).map(|day| day.to_string()).collect();
    assert_eq!(
        days,
        [
            "2026-11-30",
            "2026-12-31",
            "2027-01-17",
            "2027-01-24",
            "2027-01-28",
            "2027-01-29",
            "2027-01-30",
            "2027-01-31",
            "2027-02-01",
            "2027-02-02",
            "2027-02-03",
        ]
        .as_slice(),
    );
    assert_eq!(
        rest,
        [
            ".peremena-x2.part",
            "family.backup",
            "peremena-00000000-2026-09-01.backup",
            "peremena-2026-09-01.backup",
            "photo.jpg"
        ]
    );
}

#[tokio::test]
async fn two_diaries_in_one_folder_keep_their_own_copies() {
    let (parent, student, folder) = (Home::new().await, Home::of_a_student().await, tempfile::tempdir().unwrap());
    for home in [&parent, &student] {
        chosen(home, &[folder.path()]).await;
    }
    for day in 0..12 {
        for home in [&parent, &student] {
            home.set(NOW + Duration::days(day));
            home.app.copy_where_due().await;
        }
    }
    for home in [&parent, &student] {
        let id = home.vault.copies_id().await.unwrap();
        let own = names(folder.path()).into_iter().filter(|name| plan::day_of(&id, name).is_some());
        // The last seven days, and of the weeks and months before them the last Sunday and day.
        assert_eq!(own.count(), 8, "{:?}", names(folder.path()));
        let file = folder.path().join(plan::name_of(&id, (NOW + Duration::days(11)).date()));
        let whole = home.app.check_backup(&file, None).await.unwrap();
        assert_eq!(whole.holds.students, home.vault.students().await.unwrap().len() as u64);
    }
}

#[tokio::test]
async fn after_a_new_passphrase_the_copy_of_today_is_made_anew() {
    let (home, folder) = (Home::new().await, tempfile::tempdir().unwrap());
    chosen(&home, &[folder.path()]).await;
    home.app.copy_where_due().await;
    let file = folder.path().join(copy_of(&home, 21).await);
    let before = fs::read(&file).unwrap();
    home.forward(Duration::HOUR);
    home.app.copy_where_due().await;
    assert!(fs::read(&file).unwrap() == before, "one a day");
    let other = Typed::new("другие слова для копий");
    let request = ChangeBackupRequest { folders: None, passphrase: Some(other.clone()) };
    home.app.change_backup(request).await.unwrap();
    let next = home.app.copy_where_due().await;
    assert_eq!(next, Some(datetime!(2026-11-22 0:00 +3)));
    home.app.check_backup(&file, Some(&other)).await.unwrap();
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_in_words() {
    let home = Home::new().await;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    for name in ["a", "b", "c"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    let refused = async |folders: &[String], passphrase: Option<&str>| {
        let request = ChangeBackupRequest { folders: Some(folders.to_vec()), passphrase: passphrase.map(Typed::new) };
        let error = home.app.change_backup(request).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Request);
        error.message
    };
    assert_eq!(refused(&[path("d")], None).await, "Такой папки нет. Если это диск, подключите его.");
    assert_eq!(refused(&[path("a"), path("b"), path("c")], None).await, "Папок для копий может быть не больше двух.");
    assert!(refused(&["Копии".into()], None).await.starts_with("Нужен полный путь"));
    assert!(refused(&[path("a")], Some("короче")).await.starts_with("Фраза слишком короткая"));
    let view = home.app.backup_settings(Nothing {}).await.unwrap();
    assert!(view.folders.is_empty() && !view.has_passphrase, "none of it was kept");
    let request = CreateBackupRequest { file: Some(path("a/1.backup")), passphrase: None };
    let error = home.app.create_backup(request).await.unwrap_err();
    assert_eq!(error.message, "Сначала выберите кодовую фразу для копий.");
}

/// The window sees how far it is, and its word ends it.
#[tokio::test]
async fn a_backup_that_is_called_off_in_the_window_leaves_the_one_before() {
    let (home, folder) = (Home::new().await, tempfile::tempdir().unwrap());
    let marks = (0..6_000).map(|n| mark(&format!("m{n}"), "5").into()).collect();
    stand(&home.vault, &amina(), marks).await;
    chosen(&home, &[]).await;
    let file = folder.path().join("1.backup");
    let request = || CreateBackupRequest { file: Some(file.display().to_string()), passphrase: None };
    home.app.create_backup(request()).await.unwrap();
    let before = fs::read(&file).unwrap();
    let making = tokio::spawn({
        let (app, request) = (home.app.clone(), request());
        async move { app.create_backup(request).await }
    });
    let percent = loop {
        assert!(!making.is_finished(), "it was over before anybody saw it");
        let seen = home.app.backup_running().and_then(|running| running.percent);
        if let Some(percent) = seen.filter(|percent| *percent < 100) {
            break percent;
        }
        tokio::task::yield_now().await;
    };
    home.app.cancel_backup(Nothing {}).await.unwrap();
    let error = making.await.unwrap().unwrap_err();
    assert_eq!(error.code, ErrorCode::Cancelled, "at {percent} %");
    assert_eq!(error.message, "Отменено. Прежние копии на месте.");
    assert!(fs::read(&file).unwrap() == before);
    assert_eq!(names(folder.path()), ["1.backup"]);
    assert!(home.app.backup_running().is_none());
    home.app.create_backup(request()).await.unwrap();
}

/// Rule 3: what a restored diary missed is one digest, also where each child is seen at another time.
#[tokio::test]
async fn what_was_missed_is_one_digest_and_then_all_is_as_ever() {
    let home = Home::new().await;
    let behind = async |children: &[StudentId]| {
        let kept: BTreeMap<&str, Option<i64>> = children.iter().map(|child| (child.as_str(), None)).collect();
        home.vault.put_setting("catching_up", &json!(kept)).await.unwrap();
    };
    behind(&[amina(), timur()]).await;
    home.forward(Duration::minutes(1));
    for (id, value) in [("1", "5"), ("2", "4")] {
        home.news(&amina(), mark(id, value)).await;
    }
    answer(&home, &amina()).await;
    let told = home.app.tell().await.unwrap();
    assert_eq!(told.len(), 1, "{:?}", home.desktop.said());
    assert_eq!(told[0].members.len(), 2);
    // Amina is seen, Timur is still behind.
    assert_eq!(home.vault.catching_up().await.unwrap(), [timur()].into());
    for (id, value) in [("3", "5"), ("4", "4")] {
        home.news(&amina(), mark(id, value)).await;
    }
    assert_eq!(home.app.tell().await.unwrap().len(), 2, "one by one");
    home.forward(Duration::days(2));
    for (id, value) in [("5", "3"), ("6", "2")] {
        home.news(&timur(), mark(id, value)).await;
    }
    answer(&home, &timur()).await;
    assert_eq!(home.app.tell().await.unwrap().len(), 1);
    assert!(home.vault.catching_up().await.unwrap().is_empty());
    // Nothing missed is caught up too.
    behind(&[timur()]).await;
    answer(&home, &timur()).await;
    assert_eq!(home.app.tell().await.unwrap().len(), 0);
    assert!(home.vault.catching_up().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_restore_that_is_refused_leaves_the_diary_open() {
    let folder = tempfile::tempdir().unwrap();
    let app = diary_in(folder.path()).await;
    let file = folder.path().join("1.backup");
    let made = app.back_up(&file, Some(&Typed::new(WORDS))).await.unwrap();
    assert_eq!((made.holds.accounts, made.holds.students), (1, 1));
    let whole = fs::read(&file).unwrap();
    let request = |passphrase: &str, replace| RestoreBackupRequest {
        file: file.display().to_string(),
        passphrase: Typed::new(passphrase),
        replace,
        own_passphrase: None,
    };
    let said = async |request| app.restore_backup(request).await.unwrap_err().message;
    assert!(said(request(WORDS, false)).await.starts_with("Дневник здесь уже есть."));
    assert_eq!(said(request("не те слова", true)).await, "Эта фраза не подходит к копии.");
    let mut damaged = whole.clone();
    *damaged.last_mut().unwrap() ^= 1;
    fs::write(&file, damaged).unwrap();
    assert_eq!(said(request(WORDS, true)).await, "Копия повреждена или изменена. Возьмите другую.");
    fs::write(&file, &whole).unwrap();
    // The very last moment to go wrong: the diary is closed already, and another program has it open.
    let other = Vault::open(&folder.path().join("profile"), app.own_source(None).await.unwrap()).await.unwrap();
    assert!(said(request(WORDS, true)).await.starts_with("Дневник открыт в другой программе."));
    other.close().await;
    let vault = app.own_profile().await.unwrap().vault.clone();
    assert!(!vault.accounts().await.unwrap()[0].signed_out, "it is open, and as it was");
    drop(vault);

    // A lock that has fallen meanwhile, by the clock or the machine's sleep, is not opened by that.
    app.change_lock(pin("4711")).await.unwrap();
    app.lock().await;
    let other = Vault::open(&folder.path().join("profile"), app.own_source(None).await.unwrap()).await.unwrap();
    assert!(app.restore(&file, &Typed::new(WORDS), true, None).await.is_err());
    other.close().await;
    assert!(app.is_locked());
    app.enter_lock(EnterLockRequest { typed: Typed::new("4711") }).await.unwrap();

    let restored = app.restore_backup(request(WORDS, true)).await.unwrap();
    assert!(restored.words.starts_with("Дневник восстановлен из копии от 21 ноября, 15:00."), "{}", restored.words);
    assert_eq!(restored.start.state, ProfileState::Ready);
    assert!(app.own_profile().await.unwrap().vault.accounts().await.unwrap()[0].signed_out);
    assert!(folder.path().join("profile/peremena.db.replaced-1").exists());
    assert!(app.lock_settings(Nothing {}).await.unwrap().on, "the device is locked as before");
    app.close().await;

    // Elsewhere nobody is asked for it.
    fs::write(&file, &whole).unwrap();
    let app = diary_in(&folder.path().join("elsewhere")).await;
    app.change_lock(pin("0815")).await.unwrap();
    let quiet = ChildQuietRequest { choice: QuietChoice::None, from: String::new(), to: String::new() };
    let own = ChildNoticesSwitch { student: amina(), silent: Some(true), quiet: Some(quiet) };
    app.change_notices(ChangeNoticesRequest { children: vec![own], ..ChangeNoticesRequest::default() }).await.unwrap();
    app.back_up(&folder.path().join("2.backup"), Some(&Typed::new(WORDS))).await.unwrap();
    app.close().await;
    let app = app_at(&folder.path().join("new"), Some(KeyChoice::Passphrase(Typed::new(OWN))));
    app.restore(&folder.path().join("2.backup"), &Typed::new(WORDS), false, None).await.unwrap();
    assert!(!app.lock_settings(Nothing {}).await.unwrap().on);
    let child = app.notices(Nothing {}).await.unwrap().children.remove(0);
    assert_eq!((child.silent, child.quiet.choice), (true, QuietChoice::None), "what was chosen for a child came along");
    app.close().await;
}

fn pin(digits: &str) -> ChangeLockRequest {
    ChangeLockRequest { new: Some(Typed::new(digits)), ..ChangeLockRequest::default() }
}

/// The window is told no key at the start: the family types its passphrase into it.
#[tokio::test]
async fn the_window_restores_over_a_diary_with_a_passphrase_and_never_locks_it() {
    let folder = tempfile::tempdir().unwrap();
    diary_in(folder.path()).await.close().await;
    let app = app_at(folder.path(), None);
    app.open().await;
    let unlocked = app.unlock(UnlockRequest { passphrase: Typed::new(OWN), create: false }).await.unwrap();
    assert_eq!(unlocked.state, ProfileState::Ready);
    assert!(app.backup_settings(Nothing {}).await.unwrap().has_own_passphrase, "the window asks for it");
    let file = folder.path().join("1.backup");
    app.back_up(&file, Some(&Typed::new(WORDS))).await.unwrap();
    let asked = |own: Option<&str>| RestoreBackupRequest {
        file: file.display().to_string(),
        passphrase: Typed::new(WORDS),
        replace: true,
        own_passphrase: own.map(Typed::new),
    };
    let signed_out = async || app.own_profile().await.unwrap().vault.accounts().await.unwrap()[0].signed_out;

    let before = app.own_profile().await.unwrap();
    for (own, words) in [
        (None, "Дневник закрыт кодовой фразой: введите и её."),
        (Some("не та фраза"), "Эта фраза не подходит к файлу дневника."),
    ] {
        assert_eq!(app.restore_backup(asked(own)).await.unwrap_err().message, words);
        assert!(Arc::ptr_eq(&before, &app.own_profile().await.unwrap()), "it was never closed");
    }
    // Closed for it already, and then it goes wrong: it is open again, and windows read it anew.
    let own = KeySource::Passphrase(Passphrase::new(OWN.into()));
    let other = Vault::open(&folder.path().join("profile"), own).await.unwrap();
    let mut events = app.events();
    let refused = app.restore_backup(asked(Some(OWN))).await.unwrap_err();
    assert!(refused.message.starts_with("Дневник открыт в другой программе."), "{}", refused.message);
    other.close().await;
    assert!(!signed_out().await, "as it was");
    let mut heard = Vec::new();
    while let Ok(event) = events.try_recv() {
        heard.push(event);
    }
    assert!(heard.iter().any(|event| matches!(event, AppEvent::Family)), "{heard:?}");

    let restored = app.restore_backup(asked(Some(OWN))).await.unwrap();
    assert_eq!(restored.start.state, ProfileState::Ready);
    assert!(signed_out().await);
    app.close().await;
    // It is locked with the passphrase that it was locked with.
    let app = app_at(folder.path(), Some(KeyChoice::Passphrase(Typed::new(OWN))));
    app.open().await;
    app.own_profile().await.unwrap();
    app.close().await;
}

#[tokio::test]
async fn the_diary_is_read_while_a_restore_waits_for_a_sync() {
    let folder = tempfile::tempdir().unwrap();
    let app = diary_in(folder.path()).await;
    let file = folder.path().join("1.backup");
    app.back_up(&file, Some(&Typed::new(WORDS))).await.unwrap();
    let sync = ProfileLock::take(&folder.path().join("profile"), Instant::now()).await.unwrap();
    let restoring = tokio::spawn({
        let (app, file) = (app.clone(), file.clone());
        async move { app.restore(&file, &Typed::new(WORDS), true, None).await.map(drop) }
    });
    for _ in 0..30 {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        let read = tokio::time::timeout(std::time::Duration::from_millis(500), app.own_profile());
        read.await.expect("the diary answers").unwrap();
    }
    assert!(!restoring.is_finished(), "it waits for the sync");
    drop(sync);
    restoring.await.unwrap().unwrap();
    app.close().await;
}

#[tokio::test]
async fn a_new_passphrase_for_the_diary_is_as_long_as_anywhere() {
    let folder = tempfile::tempdir().unwrap();
    let app = diary_in(folder.path()).await;
    let file = folder.path().join("1.backup");
    app.back_up(&file, Some(&Typed::new(WORDS))).await.unwrap();
    app.close().await;
    let elsewhere = folder.path().join("elsewhere");
    let app = app_at(&elsewhere, None);
    let restored = async |own: &str| app.restore(&file, &Typed::new(WORDS), false, Some(&Typed::new(own))).await;
    let refused = app.said(&restored("короче").await.unwrap_err());
    assert!(refused.message.starts_with("Фраза слишком короткая"), "{}", refused.message);
    assert!(!elsewhere.join("profile").exists(), "nothing was made");
    restored("другая машина").await.unwrap();
    app.close().await;
}

#[tokio::test]
async fn the_copies_begin_after_the_first_paint_and_a_choice_is_taken_up_at_once() {
    let home = Home::new().await;
    let folder = tempfile::tempdir().unwrap();
    chosen(&home, &[folder.path()]).await;
    let pulse = home.app.start_pulse();
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(names(folder.path()), [""; 0], "nothing is written before the window has its first answer");
    home.app.start(StartRequest::default()).await.unwrap();
    let file = folder.path().join(copy_of(&home, 21).await);
    until_made(&home, &file).await;
    // Another folder is not waited for until tomorrow.
    let other = tempfile::tempdir().unwrap();
    chosen(&home, &[other.path()]).await;
    let file = other.path().join(copy_of(&home, 21).await);
    until_made(&home, &file).await;
    drop(pulse);
    let checked = home.app.check_backup(&file, Some(&Typed::new(WORDS))).await.unwrap();
    assert_eq!(checked.holds.students, 2);
}

/// Waits until there is a copy and nothing more is being made.
async fn until_made(home: &Home, file: &Path) {
    for _ in 0..500 {
        if file.exists() && home.app.backup_running().is_none() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("no copy was made");
}
