//! The feed is the record: what became of each notice, and what was seen, whatever happens to the file.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::atomic::Ordering;

use peremena_notify::{Action, DigestTimes, QuietHours, Topic};
use peremena_vault::{AccountRecord, KeySource, PassWrite, Passphrase, Vault};
use time::macros::{datetime, time};

use super::*;
use crate::testing::*;

async fn with_rules(home: &Home, rules: Rules) {
    let profile = home.app.profile().await.unwrap();
    home.app.keep_rules(&profile, rules).await.unwrap();
}

async fn feed(home: &Home) -> FeedView {
    home.app.feed(FeedRequest::default()).await.unwrap()
}

/// What the feed says of the notice about each change, newest first.
async fn told(home: &Home) -> Vec<(ToldState, String)> {
    let days = feed(home).await.days;
    days.into_iter()
        .flat_map(|day| day.entries)
        .map(|entry| entry.told.map(|told| (told.state, told.text)).unwrap())
        .collect()
}

fn said(state: ToldState, text: &str) -> (ToldState, String) {
    (state, text.to_owned())
}

#[tokio::test]
async fn what_was_told_says_when() {
    let home = Home::new().await;
    home.news(&amina(), mark("1", "5")).await;
    assert_eq!(told(&home).await, [said(ToldState::Waiting, "Уведомление ещё не показано")]);
    home.app.tell().await.unwrap();
    assert_eq!(told(&home).await, [said(ToldState::Told, "Уведомление в 15:00")]);
    // The heading says the day, the row the hour.
    home.forward(Duration::DAY);
    assert_eq!(feed(&home).await.days[0].label.relative.as_deref(), Some("вчера"));
    assert_eq!(told(&home).await, [said(ToldState::Told, "Уведомление в 15:00")]);
    home.forward(Duration::days(7));
    assert_eq!(told(&home).await, [said(ToldState::Told, "Уведомление в 15:00")]);
}

#[tokio::test]
async fn what_was_told_on_another_day_than_it_was_found_says_on_which() {
    let home = Home::new().await;
    let quiet = Some(QuietHours { from: time!(14:00), to: time!(7:00) });
    with_rules(&home, Rules { quiet, ..Rules::default() }).await;
    home.news(&amina(), mark("1", "5")).await;
    home.set(datetime!(2026-11-22 07:00 +3));
    home.app.tell().await.unwrap();
    assert_eq!(told(&home).await[0].1, "Уведомление сегодня в 07:00");
    home.forward(Duration::DAY);
    assert_eq!(told(&home).await[0].1, "Уведомление вчера в 07:00");
}

#[tokio::test]
async fn what_nobody_could_show_waits() {
    let home = Home::new().await;
    home.desktop.refuses.store(true, Ordering::Relaxed);
    home.news(&amina(), mark("1", "5")).await;
    home.app.tell().await.unwrap();
    assert_eq!(told(&home).await, [said(ToldState::Waiting, "Уведомление ещё не показано")]);
}

#[tokio::test]
async fn what_quiet_hours_held_says_until_when_and_then_in_which_digest() {
    let home = Home::new().await;
    let quiet = Some(QuietHours { from: time!(14:00), to: time!(16:00) });
    with_rules(&home, Rules { quiet, ..Rules::default() }).await;
    home.news(&amina(), mark("1", "5")).await;
    home.news(&amina(), mark("2", "4")).await;
    home.app.tell().await.unwrap();
    assert_eq!(told(&home).await[0], said(ToldState::Held, "Тихие часы: уведомим в 16:00"));
    home.set(datetime!(2026-11-21 16:00 +3));
    home.app.tell().await.unwrap();
    let text = "Уведомление в 16:00, в сводке после тихих часов";
    assert_eq!(told(&home).await, [said(ToldState::Digest, text), said(ToldState::Digest, text)]);
}

#[tokio::test]
async fn what_waits_for_school_to_end_or_for_a_digest_says_so() {
    let home = Home::new().await;
    let at = |hour: i64| datetime!(2026-11-21 00:00 +3) + Duration::hours(hour);
    stand(&home.vault, &amina(), vec![lesson("1", at(14), at(16)).into()]).await;
    home.news(&amina(), mark("1", "5")).await;
    with_rules(&home, Rules { school_hours: true, ..Rules::default() }).await;
    assert_eq!(told(&home).await, [said(ToldState::Held, "Идут уроки: уведомим в 16:00")]);
    let digests = Some(DigestTimes { morning: Some(time!(7:30)), evening: None });
    with_rules(&home, Rules { digests, ..Rules::default() }).await;
    assert_eq!(told(&home).await, [said(ToldState::Held, "Уведомим завтра в 07:30, в сводке")]);
}

#[tokio::test]
async fn a_flood_and_what_came_too_late_say_why_they_are_together() {
    let mut home = Home::new().await;
    for id in 0..6 {
        home.news(&amina(), mark(&id.to_string(), "5")).await;
    }
    home.app.tell().await.unwrap();
    assert_eq!(told(&home).await[0], said(ToldState::Digest, "Уведомление в 15:00, в сводке: пришло сразу много"));
    home.forward(Duration::HOUR);
    home.news(&amina(), mark("7", "5")).await;
    home.news(&amina(), mark("8", "5")).await;
    home.forward(Duration::HOUR);
    home.restarted().await;
    home.app.tell().await.unwrap();
    let late = said(ToldState::Digest, "Уведомление в 17:00, в сводке: раньше не получилось");
    assert_eq!(told(&home).await[..2], [late.clone(), late]);
}

#[tokio::test]
async fn what_is_not_told_says_why() {
    let home = Home::new().await;
    let mut rules = Rules::default();
    rules.choose(&amina(), Topic::Mark).on = Some(false);
    with_rules(&home, rules).await;
    home.news(&amina(), mark("1", "5")).await;
    home.forward(Duration::MINUTE);
    home.news(&amina(), homework("1", datetime!(2026-11-01 00:00 +3).date())).await;
    let expected = [
        said(ToldState::NotTold, "Без уведомления: это уже идёт или прошло"),
        said(ToldState::NotTold, "Без уведомления: выключено в настройках"),
    ];
    assert_eq!(told(&home).await, expected, "before it is written down");
    home.app.tell().await.unwrap();
    with_rules(&home, Rules::default()).await;
    assert_eq!(told(&home).await, expected, "and after, whatever is chosen then");
}

#[tokio::test]
async fn a_reminder_stands_in_the_feed() {
    let home = Home::new().await;
    stand(&home.vault, &amina(), vec![homework("1", TOMORROW).into()]).await;
    home.news(&amina(), mark("1", "5")).await;
    home.set(datetime!(2026-11-21 19:05 +3));
    home.app.tell().await.unwrap();
    home.forward(Duration::DAY);
    home.news(&timur(), mark("1", "4")).await;
    let view = feed(&home).await;
    assert_eq!(view.days.iter().map(|day| day.reminders.len()).collect::<Vec<_>>(), [0, 1]);
    let reminder = &view.days[1].reminders[0];
    assert_eq!(
        (reminder.title.as_str(), reminder.text.as_str()),
        ("Амина: на завтра не сделано 1 задание", "Физика: № 1")
    );
    assert_eq!((reminder.when.as_str(), reminder.told.text.as_str()), ("19:05", "Уведомление в 19:05"));
    assert_eq!(reminder.route, format!("#/diary/{}/2026-11-22", amina()));
    let of = |student, kind| FeedRequest { student, kind, ..FeedRequest::default() };
    let count =
        async |request| home.app.feed(request).await.unwrap().days.iter().map(|day| day.reminders.len()).sum::<usize>();
    assert_eq!(count(of(Some(timur()), None)).await, 0);
    assert_eq!(count(of(Some(amina()), Some(Kind::Homework))).await, 1);
    assert_eq!(count(of(None, Some(Kind::Mark))).await, 0);
}

#[tokio::test]
async fn a_reminder_that_nobody_could_show_stands_in_the_feed_and_says_so() {
    let home = Home::new().await;
    stand(&home.vault, &amina(), vec![homework("1", TOMORROW).into()]).await;
    home.desktop.refuses.store(true, Ordering::Relaxed);
    home.set(datetime!(2026-11-21 19:05 +3));
    home.app.tell().await.unwrap();
    assert!(feed(&home).await.days.is_empty(), "its evening is not over");
    home.set(datetime!(2026-11-22 07:00 +3));
    home.app.tell().await.unwrap();
    let day = feed(&home).await.days.remove(0);
    assert_eq!(day.label.date, "2026-11-21");
    let told: Vec<_> = day.reminders.into_iter().map(|it| (it.when, (it.told.state, it.told.text))).collect();
    let why = said(ToldState::NotTold, "Без уведомления: в тот вечер показать его не удалось");
    assert_eq!(told, [("19:05".to_owned(), why)]);
}

#[tokio::test]
async fn a_day_of_nothing_but_a_reminder_is_a_day_of_the_feed() {
    let home = Home::new().await;
    stand(&home.vault, &amina(), vec![homework("1", TOMORROW).into()]).await;
    home.set(datetime!(2026-11-21 19:00 +3));
    home.app.tell().await.unwrap();
    let view = feed(&home).await;
    assert_eq!((view.days.len(), view.days[0].entries.len(), view.days[0].reminders.len()), (1, 0, 1));
    assert_eq!(view.filling, Filling::Full);
}

#[tokio::test]
async fn reminders_stand_once_over_all_pages() {
    let home = Home::new().await;
    home.set(datetime!(2026-11-01 12:00 +3));
    for day in 0..25_i64 {
        let morning = datetime!(2026-11-01 12:00 +3) + Duration::days(day);
        home.set(morning);
        for id in 0..4 {
            home.news(&amina(), mark(&format!("{day}-{id}"), "5")).await;
            home.forward(Duration::MINUTE);
        }
        stand(&home.vault, &amina(), vec![homework(&day.to_string(), morning.date() + Duration::DAY).into()]).await;
        home.set(morning + Duration::hours(8));
        home.app.tell().await.unwrap();
    }
    let (mut down_to, mut looks) = (None, 0);
    let view = loop {
        let view = home.app.feed(FeedRequest { down_to, ..FeedRequest::default() }).await.unwrap();
        looks += 1;
        if view.more.is_none() {
            break view;
        }
        down_to = view.more;
    };
    let entries: usize = view.days.iter().map(|day| day.entries.len()).sum();
    let reminders: usize = view.days.iter().map(|day| day.reminders.len()).sum();
    assert_eq!(looks, 2);
    assert_eq!((entries, reminders), (100, 25));
}

fn ids(view: &FeedView) -> Vec<ChangeId> {
    view.days.iter().flat_map(|day| &day.entries).map(|entry| entry.id.clone()).collect()
}

#[tokio::test]
async fn what_is_new_takes_nothing_away_of_what_is_shown() {
    let home = Home::new().await;
    for id in 0..130 {
        home.news(&amina(), mark(&id.to_string(), "5")).await;
        home.forward(Duration::MINUTE);
    }
    let ask = async |down_to: Option<String>| home.app.feed(FeedRequest { down_to, ..FeedRequest::default() }).await;
    let first = ask(None).await.unwrap();
    let longer = ask(first.more.clone()).await.unwrap();
    assert_eq!((ids(&first).len(), ids(&longer).len(), longer.more.is_some()), (60, 120, true));
    for id in 130..133 {
        home.news(&timur(), mark(&id.to_string(), "4")).await;
    }
    let after = ids(&ask(first.more.clone()).await.unwrap());
    assert_eq!(after[3..], ids(&longer)[..], "all that was shown, in its order, below what is new");
    let all = ask(longer.more).await.unwrap();
    assert_eq!((ids(&all).len(), all.more), (133, None));
    // A place that a newer or older version wrote is the first page.
    assert_eq!(ids(&ask(Some("page-2".into())).await.unwrap()).len(), 60);
}

#[tokio::test]
async fn every_kind_that_a_row_is_made_of_can_be_chosen() {
    let home = Home::new().await;
    let all: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| kind.is_told()).collect();
    let offered = |view: &FeedView| view.kinds.iter().map(|it| it.kind).collect::<Vec<_>>();
    let view = feed(&home).await;
    // Дневник.ру, as it is connected here, gives no events, no messages and no door.
    let gives = peremena_school::registry::system("dnevnik-ru").unwrap().capabilities().kinds;
    assert!(!gives.has(Kind::Message));
    assert!(all.iter().all(|kind| offered(&view).contains(kind) == gives.has(*kind)), "{:?}", offered(&view));
    let words = |view: &FeedView| view.kinds.iter().all(|it| !it.name.starts_with("kind-"));
    assert!(words(&view));
    let mesh = AccountRecord { system: "mesh".into(), ..account("amina", true) };
    let mesh = AccountRecord { id: peremena_model::AccountId::of("mesh", "", "amina"), ..mesh };
    sign_in(&home.vault, &mesh, &["Марьям Гаджиева"]).await;
    let both = offered(&feed(&home).await);
    assert!(both.contains(&Kind::Visit) && both.contains(&Kind::Remark), "{both:?}");
    let of_amina = FeedRequest { student: Some(amina()), ..FeedRequest::default() };
    assert!(!offered(&home.app.feed(of_amina).await.unwrap()).contains(&Kind::Visit));
    // A system that is no longer known may have told anything.
    sign_in(&home.vault, &AccountRecord { system: "gone".into(), ..mesh }, &["Марьям Гаджиева"]).await;
    let view = feed(&home).await;
    assert!(all.iter().all(|kind| offered(&view).contains(kind)) && words(&view), "{:?}", offered(&view));
}

// What was seen stays seen, what was not stays unread

/// Two marks, one of them seen on its notification.
async fn one_seen(home: &Home) {
    home.news(&amina(), mark("1", "5")).await;
    home.app.tell().await.unwrap();
    home.app.act_on(&Desktop::choose(&home.desktop.last(), Action::Seen)).await.unwrap();
    home.forward(Duration::MINUTE);
    home.news(&amina(), mark("2", "4")).await;
    home.app.tell().await.unwrap();
}

/// The feed's marks with what is unread, newest first, and what is said of their notices.
async fn unread(home: &Home) -> Vec<(String, bool, ToldState)> {
    let entries = feed(home).await.days.into_iter().flat_map(|day| day.entries);
    entries.map(|entry| (entry.chip.unwrap().value, entry.unread, entry.told.unwrap().state)).collect()
}

fn as_before() -> Vec<(String, bool, ToldState)> {
    vec![("4".to_owned(), true, ToldState::Told), ("5".to_owned(), false, ToldState::Told)]
}

#[tokio::test]
async fn what_was_read_at_once_by_accident_is_unread_again_and_nothing_else() {
    let home = Home::new().await;
    one_seen(&home).await;
    let see = async |request: SeeRequest| home.app.see(request).await.unwrap().unread;
    let undo = || SeeRequest { undo: true, ..SeeRequest::default() };
    assert_eq!(see(undo()).await, 1, "nothing was read at once yet");
    assert_eq!(see(SeeRequest { all: true, ..SeeRequest::default() }).await, 0);
    assert_eq!(see(undo()).await, 1);
    assert_eq!(unread(&home).await, as_before());
    // Once: what is looked at after that stays seen.
    let changes = ids(&feed(&home).await);
    assert_eq!(see(SeeRequest { changes, ..SeeRequest::default() }).await, 0);
    assert_eq!(see(undo()).await, 0);
}

#[tokio::test]
async fn a_sync_under_new_ids_keeps_what_was_seen() {
    let home = Home::new().await;
    one_seen(&home).await;
    let mut pass = PassWrite::new(amina(), YEAR, home.now());
    for (old, new, value) in [("1", "71", "5"), ("2", "72", "4")] {
        pass.drop.push((Kind::Mark, old.into()));
        pass.put.push(mark(new, value).into());
        pass.renamed.push((Kind::Mark, old.into(), new.into()));
    }
    home.vault.commit(&pass).await.unwrap();
    assert_eq!(unread(&home).await, as_before());
    assert!(home.app.tell().await.unwrap().is_empty());
}

#[tokio::test]
async fn signing_in_again_keeps_what_was_seen() {
    let mut home = Home::new().await;
    one_seen(&home).await;
    let ended = AccountRecord { signed_out: true, ..account("patimat", false) };
    home.vault.put_account(&ended, None).await.unwrap();
    sign_in(&home.vault, &account("patimat", false), &["Амина Гаджиева", "Тимур Гаджиев"]).await;
    home.restarted().await;
    assert_eq!(unread(&home).await, as_before());
    assert!(home.app.tell().await.unwrap().is_empty());
}

#[tokio::test]
async fn recovery_of_a_damaged_file_keeps_what_was_seen_and_what_was_told() {
    const PAGE: usize = 4096;
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    let key = || KeySource::Passphrase(Passphrase::new("верблюд на крыше".to_owned()));
    let vault = Vault::open(&profile, key()).await.unwrap();
    sign_in(&vault, &account("patimat", false), &["Амина Гаджиева", "Тимур Гаджиев"]).await;
    let home = Home::over(vault.clone()).await;
    one_seen(&home).await;
    let old = (0..400).map(|id| mark(&format!("old-{id}"), "3").into()).collect();
    stand(&home.vault, &amina(), old).await;
    drop(home);
    vault.close().await;
    // A page of what the school can give again is the last that was written.
    let db = profile.join("peremena.db");
    let mut bytes = std::fs::read(&db).unwrap();
    let place = bytes.len() - PAGE + 1_000;
    bytes[place] ^= 0x55;
    std::fs::write(&db, &bytes).unwrap();
    let (vault, recovered) = Vault::recover(&profile, key()).await.unwrap();
    assert!(recovered.lost.is_empty(), "{recovered:?}");
    let home = Home::over(vault.clone()).await;
    assert_eq!(unread(&home).await, as_before());
    assert!(home.app.tell().await.unwrap().is_empty(), "nothing is told again");
    drop(home);
    vault.close().await;
}
