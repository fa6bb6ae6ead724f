//! Telling, from the outbox to the desktop and back.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod over_time;

use std::sync::atomic::Ordering;

use peremena_model::ChangeId;
use peremena_notify::{ChildQuiet, QuietHours, TopicRule};
use peremena_vault::{OwnTask, PassWrite};
use time::macros::{datetime, time};

use super::*;
use crate::testing::*;

async fn with_rules(home: &Home, rules: Rules) {
    let profile = home.app.profile().await.unwrap();
    home.app.keep_rules(&profile, rules).await.unwrap();
}

async fn seen(home: &Home, id: &ChangeId) -> bool {
    let log = home.vault.changes(&peremena_vault::ChangeFilter::default()).await.unwrap();
    log.iter().find(|logged| logged.change.id == *id).unwrap().seen_at.is_some()
}

#[tokio::test]
async fn a_change_is_told_once() {
    let home = Home::new().await;
    home.news(&amina(), mark("1", "5")).await;
    assert_eq!(home.app.tell().await.unwrap().len(), 1);
    assert!(home.app.tell().await.unwrap().is_empty());
    assert_eq!(home.desktop.said(), ["Амина · Алгебра: Оценка 5"]);
}

#[tokio::test]
async fn a_students_own_account_hides_the_value_until_it_is_chosen() {
    let home = Home::of_a_student().await;
    let child = StudentId::of(&account("amina", true).id, "1");
    home.news(&child, mark("1", "2")).await;
    home.app.tell().await.unwrap();
    let mut rules = Rules::default();
    rules.children.entry(child.as_str().into()).or_default().hide_values = Some(false);
    with_rules(&home, rules).await;
    home.forward(Duration::MINUTE);
    home.news(&child, mark("2", "3")).await;
    home.app.tell().await.unwrap();
    assert_eq!(home.desktop.said(), ["Амина · Алгебра: Новая оценка", "Амина · Алгебра: Оценка 3"]);
}

#[tokio::test]
async fn killed_between_showing_and_noting_the_same_notice_comes_again() {
    let mut home = Home::new().await;
    home.news(&amina(), mark("1", "5")).await;
    home.desktop.hangs.store(true, Ordering::Relaxed);
    let killed = tokio::time::timeout(Wait::from_millis(200), home.app.tell()).await;
    assert!(killed.is_err());
    home.desktop.hangs.store(false, Ordering::Relaxed);
    home.restarted().await;
    // More has come meanwhile: the notice that was fixed does not change by it.
    home.news(&amina(), mark("2", "4")).await;
    home.app.tell().await.unwrap();
    let shown = home.desktop.shown.lock().unwrap();
    assert_eq!(shown.len(), 3);
    assert_eq!((&shown[0].id, shown[0].number()), (&shown[1].id, shown[1].number()), "it replaces itself");
    assert_ne!(shown[2].id, shown[0].id);
}

#[tokio::test]
async fn a_day_without_a_notification_server_ends_in_one_digest_not_in_a_flood() {
    let home = Home::new().await;
    home.desktop.refuses.store(true, Ordering::Relaxed);
    for hour in 0..20 {
        home.news(&amina(), mark(&hour.to_string(), "5")).await;
        home.app.tell().await.unwrap();
        home.forward(Duration::minutes(40));
    }
    home.desktop.refuses.store(false, Ordering::Relaxed);
    let shown = home.app.tell().await.unwrap();
    let sizes: Vec<usize> = shown.iter().map(|notice| notice.members.len()).collect();
    assert_eq!(sizes, [1, 19], "the one that was fixed before, and all others together");
}

#[tokio::test]
async fn a_notification_server_that_hangs_stops_neither_telling_nor_the_pulse() {
    let home = Home::new().await;
    home.desktop.hangs.store(true, Ordering::Relaxed);
    home.news(&amina(), mark("1", "5")).await;
    let patience = 10 * SHOWN_WITHIN;
    let told = tokio::time::timeout(patience, home.app.tell()).await.expect("it is given up");
    assert!(told.unwrap().is_empty());
    // Nothing is held: a window that is closed into the tray, the next look and a second app get their turn.
    tokio::time::timeout(patience, home.app.closed_to_tray()).await.unwrap();
    let id = home.news(&timur(), mark("2", "4")).await;
    assert!(!seen(&home, &id).await);
    home.desktop.hangs.store(false, Ordering::Relaxed);
    home.app.tell().await.unwrap();
    let shown = home.desktop.shown.lock().unwrap();
    let of_amina: Vec<u32> = shown.iter().filter(|notice| notice.title.contains("Амина")).map(Notice::number).collect();
    assert_eq!(of_amina.len(), 2);
    assert_eq!(of_amina[0], of_amina[1], "what the server shows late is replaced");
    assert_eq!(shown.iter().filter(|notice| notice.title.contains("Тимур")).count(), 1);
}

#[tokio::test]
async fn what_is_about_one_child_is_shown_together() {
    let home = Home::new().await;
    for (child, id) in [(timur(), "1"), (amina(), "2"), (timur(), "3"), (amina(), "4")] {
        home.news(&child, mark(id, id)).await;
        home.forward(Duration::SECOND);
    }
    home.app.tell().await.unwrap();
    let said = home.desktop.said();
    let values: Vec<&str> = said.iter().filter_map(|said| said.split_whitespace().last()).collect();
    assert_eq!(values, ["1", "3", "2", "4"], "{said:?}");
}

#[tokio::test]
async fn quiet_hours_hold_and_say_when_to_wake() {
    let home = Home::new().await;
    with_rules(&home, Rules { quiet: Some(QuietHours { from: time!(14:00), to: time!(16:00) }), ..Rules::default() })
        .await;
    home.news(&amina(), mark("1", "5")).await;
    home.news(&timur(), mark("1", "4")).await;
    let told = home.app.tell_until().await.unwrap();
    assert_eq!((told.shown.len(), told.due), (0, Some(datetime!(2026-11-21 16:00 +3))));
    home.set(datetime!(2026-11-21 16:00 +3));
    let told = home.app.tell_until().await.unwrap();
    assert_eq!(told.shown.len(), 1);
    assert_eq!(home.desktop.said(), ["Что нового: Амина: 1 оценка / Тимур: 1 оценка"]);
    assert_eq!(told.due, Some(datetime!(2026-11-21 19:00 +3)), "then the evening's reminder");
}

#[tokio::test]
async fn quiet_hours_switched_off_are_over() {
    let home = Home::new().await;
    let quiet = Some(QuietHours { from: time!(14:00), to: time!(16:00) });
    with_rules(&home, Rules { quiet, ..Rules::default() }).await;
    home.news(&amina(), mark("1", "5")).await;
    assert!(home.app.tell().await.unwrap().is_empty());
    with_rules(&home, Rules::default()).await;
    assert_eq!(home.app.tell().await.unwrap().len(), 1);
}

#[tokio::test]
async fn quiet_hours_of_one_child_end_at_their_own_hour_and_hold_nobody_else() {
    let mut home = Home::new().await;
    let mut rules = Rules::default();
    let own = QuietHours { from: time!(14:00), to: time!(16:00) };
    rules.of_child(&amina()).quiet = ChildQuiet::Own(own);
    with_rules(&home, rules).await;
    for id in ["1", "2"] {
        home.news(&amina(), mark(id, "5")).await;
    }
    home.news(&timur(), mark("1", "4")).await;
    let told = home.app.tell_until().await.unwrap();
    assert_eq!(home.desktop.said(), ["Тимур · Алгебра: Оценка 4"]);
    assert_eq!(told.due, Some(datetime!(2026-11-21 16:00 +3)));
    home.restarted().await;
    home.set(datetime!(2026-11-21 16:00 +3));
    let told = home.app.tell().await.unwrap();
    assert_eq!((told.len(), told[0].members.len(), told[0].student.clone()), (1, 2, Some(amina())));
}

/// A digest of two children is about to be shown when it becomes quiet for a third, and then for one of the two.
#[tokio::test]
async fn a_digest_that_is_fixed_waits_for_nobody_it_does_not_tell_of() {
    let home = Home::of(account("patimat", false), &["Амина Гаджиева", "Тимур Гаджиев", "Мадина Гаджиева"]).await;
    let madina = StudentId::of(&account("patimat", false).id, "3");
    home.desktop.refuses.store(true, Ordering::Relaxed);
    for id in ["1", "2", "3"] {
        home.news(&amina(), mark(id, "5")).await;
        home.news(&timur(), mark(id, "4")).await;
        home.forward(Duration::SECOND);
    }
    home.app.tell().await.unwrap();
    home.desktop.refuses.store(false, Ordering::Relaxed);
    let quiet = ChildQuiet::Own(QuietHours { from: time!(14:00), to: time!(16:00) });
    let mut rules = Rules::default();
    rules.of_child(&timur()).quiet = quiet;
    with_rules(&home, rules).await;
    let told = home.app.tell_until().await.unwrap();
    assert_eq!((told.shown.len(), told.due), (0, Some(datetime!(2026-11-21 16:00 +3))));
    let mut rules = Rules::default();
    rules.of_child(&madina).quiet = quiet;
    with_rules(&home, rules).await;
    assert_eq!(home.app.tell().await.unwrap().len(), 1);
    assert_eq!(home.desktop.said(), ["Что нового: Амина: 3 оценки / Тимур: 3 оценки"]);
}

/// The machine's clock ran three hours ahead when the app was started with the system.
#[tokio::test]
async fn what_comes_after_the_clock_was_set_back_is_not_late() {
    let home = Home::new().await;
    home.forward(-3 * Duration::HOUR);
    for hours in 0..5 {
        home.news(&amina(), mark(&format!("{hours} a"), "5")).await;
        home.news(&amina(), mark(&format!("{hours} b"), "4")).await;
        assert_eq!(home.app.tell().await.unwrap().len(), 2, "{hours}: each by itself");
        home.forward(Duration::minutes(55));
    }
}

#[tokio::test]
async fn school_hours_are_those_of_the_timetable() {
    let home = Home::new().await;
    with_rules(&home, Rules { school_hours: true, ..Rules::default() }).await;
    let at = |hour: i64| datetime!(2026-11-21 00:00 +3) + Duration::hours(hour);
    let off = peremena_model::Lesson { status: LessonStatus::Cancelled, ..lesson("3", at(16), at(17)) };
    let lessons = vec![lesson("1", at(12), at(13)).into(), lesson("2", at(14), at(16)).into(), off.into()];
    stand(&home.vault, &amina(), lessons).await;
    home.news(&amina(), mark("1", "5")).await;
    home.news(&timur(), mark("1", "4")).await;
    let told = home.app.tell_until().await.unwrap();
    assert_eq!(home.desktop.said(), ["Тимур · Алгебра: Оценка 4"], "Timur has no lessons");
    assert_eq!(told.due, Some(at(16)), "a lesson that is off holds nothing");
    home.set(at(16));
    assert_eq!(home.app.tell().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_topic_is_switched_by_child() {
    let home = Home::new().await;
    let mut rules = Rules::default();
    *rules.choose(&amina(), Topic::Mark) = TopicRule { on: Some(false), sound: None };
    with_rules(&home, rules).await;
    home.news(&amina(), mark("1", "5")).await;
    home.news(&timur(), mark("1", "4")).await;
    home.app.tell().await.unwrap();
    assert_eq!(home.desktop.said(), ["Тимур · Алгебра: Оценка 4"]);
    assert!(home.vault.outbox_open().await.unwrap().is_empty());
}

/// The school answers for a child while what was there before is being told.
#[tokio::test]
async fn an_answer_that_comes_while_telling_is_not_taken_for_told() {
    let home = Home::new().await;
    home.vault.put_setting("catching_up", &serde_json::json!({ amina().as_str(): null })).await.unwrap();
    home.forward(Duration::MINUTE);
    let waiting = Waiting::read(&home.vault, home.now()).await.unwrap();
    for (id, value) in [("1", "5"), ("2", "4")] {
        home.news(&amina(), mark(id, value)).await;
    }
    answer(&home, &amina()).await;
    // As telling does at its end, with what it had read at its beginning.
    home.vault.caught_up(&waiting.answered).await.unwrap();
    assert_eq!(home.vault.catching_up().await.unwrap(), [amina()].into());
    let told = home.app.tell().await.unwrap();
    assert_eq!(told.len(), 1, "one digest: {:?}", home.desktop.said());
    assert!(home.vault.catching_up().await.unwrap().is_empty());
}

// What is fixed, and was not shown

/// The evening of a family whose notification server is away when a mark comes, and back in the quiet hours.
async fn fixed_before_the_quiet_hours(home: &Home, item: impl Into<Item>) {
    home.desktop.refuses.store(true, Ordering::Relaxed);
    let quiet = Some(QuietHours { from: time!(21:00), to: time!(7:00) });
    with_rules(home, Rules { quiet, ..Rules::default() }).await;
    home.set(datetime!(2026-11-21 18:50 +3));
    home.news(&amina(), item).await;
    home.app.tell().await.unwrap();
    assert_eq!(home.vault.notices_unshown().await.unwrap().len(), 1);
    home.desktop.refuses.store(false, Ordering::Relaxed);
}

#[tokio::test]
async fn quiet_hours_hold_a_notice_that_is_fixed() {
    let mut home = Home::new().await;
    fixed_before_the_quiet_hours(&home, mark("1", "5")).await;
    home.set(datetime!(2026-11-21 23:30 +3));
    for _ in 0..2 {
        let told = home.app.tell_until().await.unwrap();
        assert_eq!((told.shown.len(), told.due), (0, Some(datetime!(2026-11-22 07:00 +3))));
        home.restarted().await;
    }
    home.set(datetime!(2026-11-22 07:00 +3));
    assert_eq!(home.app.tell().await.unwrap().len(), 1);
    assert!(home.app.tell().await.unwrap().is_empty());
    assert_eq!(home.desktop.said(), ["Амина · Алгебра: Оценка 5"]);
}

#[tokio::test]
async fn a_notice_that_is_fixed_waits_for_the_end_of_school_and_holds_back_no_other_child() {
    let home = Home::new().await;
    let at = |hour: i64| datetime!(2026-11-21 00:00 +3) + Duration::hours(hour);
    stand(&home.vault, &amina(), vec![lesson("1", at(16), at(18)).into()]).await;
    home.desktop.refuses.store(true, Ordering::Relaxed);
    home.news(&amina(), mark("1", "5")).await;
    home.app.tell().await.unwrap();
    home.desktop.refuses.store(false, Ordering::Relaxed);
    with_rules(&home, Rules { school_hours: true, ..Rules::default() }).await;
    home.set(at(17));
    home.news(&timur(), mark("1", "4")).await;
    let told = home.app.tell_until().await.unwrap();
    assert_eq!(told.due, Some(at(18)));
    home.set(at(18));
    home.app.tell().await.unwrap();
    assert_eq!(home.desktop.said(), ["Тимур · Алгебра: Оценка 4", "Амина · Алгебра: Оценка 5"]);
}

#[tokio::test]
async fn what_is_hidden_meanwhile_is_not_said_by_a_notice_that_is_fixed() {
    let home = Home::new().await;
    fixed_before_the_quiet_hours(&home, mark("1", "2")).await;
    let mut rules = Rules::default();
    rules.children.entry(amina().as_str().into()).or_default().hide_values = Some(true);
    with_rules(&home, rules).await;
    home.app.tell().await.unwrap();
    assert_eq!(home.desktop.said(), ["Амина · Алгебра: Новость из дневника"]);
}

#[tokio::test]
async fn what_was_worded_without_values_keeps_its_words() {
    let home = Home::of_a_student().await;
    let child = StudentId::of(&account("amina", true).id, "1");
    home.desktop.refuses.store(true, Ordering::Relaxed);
    home.news(&child, mark("1", "2")).await;
    home.app.tell().await.unwrap();
    home.desktop.refuses.store(false, Ordering::Relaxed);
    home.app.tell().await.unwrap();
    assert_eq!(home.desktop.said(), ["Амина · Алгебра: Новая оценка"]);
}

#[test]
fn a_nap_ends_with_what_is_due() {
    let most = Wait::from_secs(60);
    assert_eq!(nap_until(None, NOW, most), most);
    assert_eq!(nap_until(Some(NOW + Duration::seconds(20)), NOW, most), Wait::from_secs(20));
    assert_eq!(nap_until(Some(NOW + Duration::HOUR), NOW, most), most);
    assert_eq!(nap_until(Some(NOW - Duration::HOUR), NOW, most), Wait::ZERO);
}

// The evening's reminder

async fn evening(home: &Home) {
    stand(&home.vault, &amina(), vec![homework("1", TOMORROW).into(), homework("2", TOMORROW).into()]).await;
    home.set(datetime!(2026-11-21 19:00 +3));
}

#[tokio::test]
async fn the_evening_reminds_once_of_what_is_not_done() {
    let mut home = Home::new().await;
    evening(&home).await;
    let done = Homework { done: Some(true), ..homework("3", TOMORROW) };
    stand(&home.vault, &amina(), vec![done.into()]).await;
    home.vault.put_done(&amina(), "2", YEAR, true, home.now(), false).await.unwrap();
    let own =
        |id: &str, due| OwnTask {
            id: id.into(), subject: "Кружок".into(), text: "краски".into(), due, made_at: NOW
        };
    home.vault.put_task(&amina(), &own("own-1", TOMORROW)).await.unwrap();
    home.vault.put_task(&amina(), &own("own-2", TOMORROW + Duration::DAY)).await.unwrap();
    home.set(datetime!(2026-11-21 18:59 +3));
    assert!(home.app.tell().await.unwrap().is_empty());
    home.set(datetime!(2026-11-21 19:00 +3));
    home.app.tell().await.unwrap();
    assert_eq!(home.desktop.said(), ["Амина: на завтра не сделано 2 задания: Физика: № 1 / Кружок: краски"]);
    // The evening goes on, the app is started again, more is set: it stays one.
    home.vault.put_done(&amina(), "2", YEAR, false, home.now(), false).await.unwrap();
    home.forward(Duration::HOUR);
    home.app.tell().await.unwrap();
    home.restarted().await;
    home.app.tell().await.unwrap();
    assert_eq!(home.desktop.said().len(), 1);
}

#[tokio::test]
async fn an_evening_on_which_all_is_done_is_silent() {
    let home = Home::new().await;
    evening(&home).await;
    for id in ["1", "2"] {
        home.vault.put_done(&amina(), id, YEAR, true, home.now(), false).await.unwrap();
    }
    assert!(home.app.tell().await.unwrap().is_empty());
}

/// The machine was off since yesterday, and the network comes a moment after the app.
#[tokio::test]
async fn homework_that_comes_in_the_evening_is_reminded_of() {
    let mut home = Home::new().await;
    home.set(datetime!(2026-11-21 19:40 +3));
    assert!(home.app.tell().await.unwrap().is_empty());
    home.forward(Duration::minutes(5));
    stand(&home.vault, &amina(), vec![homework("1", TOMORROW).into()]).await;
    home.app.tell().await.unwrap();
    assert_eq!(home.desktop.said(), ["Амина: на завтра не сделано 1 задание: Физика: № 1"]);
    // Nor does one child's evening end another's; each stays one.
    home.forward(Duration::minutes(5));
    stand(&home.vault, &timur(), vec![homework("1", TOMORROW).into()]).await;
    stand(&home.vault, &amina(), vec![homework("2", TOMORROW).into()]).await;
    home.app.tell().await.unwrap();
    home.restarted().await;
    home.app.tell().await.unwrap();
    assert_eq!(home.desktop.said().len(), 2, "{:?}", home.desktop.said());
}

#[tokio::test]
async fn what_is_set_after_all_was_done_is_reminded_of() {
    let home = Home::new().await;
    evening(&home).await;
    for id in ["1", "2"] {
        home.vault.put_done(&amina(), id, YEAR, true, home.now(), false).await.unwrap();
    }
    assert!(home.app.tell().await.unwrap().is_empty());
    home.set(datetime!(2026-11-21 19:30 +3));
    stand(&home.vault, &amina(), vec![homework("3", TOMORROW).into()]).await;
    home.app.tell().await.unwrap();
    assert_eq!(home.desktop.said(), ["Амина: на завтра не сделано 1 задание: Физика: № 3"]);
}

#[tokio::test]
async fn an_evening_is_over_where_every_child_was_reminded_or_is_not_to_be() {
    let home = Home::new().await;
    let is_over = async || home.app.inner.telling.lock().await.evening.is_some();
    evening(&home).await;
    home.app.tell().await.unwrap();
    assert!(!is_over().await, "of Timur more may come");
    let mut rules = Rules::default();
    rules.choose(&timur(), Topic::Undone).on = Some(false);
    with_rules(&home, rules).await;
    home.app.tell().await.unwrap();
    assert!(is_over().await, "the file is not asked again until tomorrow");
}

#[tokio::test]
async fn a_reminder_killed_before_it_was_noted_replaces_itself() {
    let mut home = Home::new().await;
    evening(&home).await;
    home.desktop.hangs.store(true, Ordering::Relaxed);
    assert!(tokio::time::timeout(Wait::from_millis(200), home.app.tell()).await.is_err());
    home.desktop.hangs.store(false, Ordering::Relaxed);
    home.restarted().await;
    home.app.tell().await.unwrap();
    let shown = home.desktop.shown.lock().unwrap();
    assert_eq!(shown.len(), 2);
    assert_eq!(shown[0].number(), shown[1].number());
}

#[tokio::test]
async fn a_reminder_that_nobody_showed_in_its_evening_is_not_shown_the_next_day() {
    let home = Home::new().await;
    evening(&home).await;
    home.desktop.refuses.store(true, Ordering::Relaxed);
    home.app.tell().await.unwrap();
    assert_eq!(home.vault.notices_unshown().await.unwrap().len(), 1);
    home.desktop.refuses.store(false, Ordering::Relaxed);
    home.set(datetime!(2026-11-22 07:00 +3));
    assert!(home.app.tell().await.unwrap().is_empty());
    assert!(home.vault.notices_unshown().await.unwrap().is_empty());
    assert_eq!(home.vault.notices(10).await.unwrap().len(), 1, "that there was one stays known");
}

#[tokio::test]
async fn where_nobody_shows_anything_a_reminder_is_missed_all_the_same() {
    let home = Home::new().await;
    home.desktop.refuses.store(true, Ordering::Relaxed);
    home.news(&amina(), mark("1", "5")).await;
    home.app.tell().await.unwrap();
    let midnight = datetime!(2026-11-22 00:00 +3);
    let reminder = Notice { until: Some(midnight), members: Vec::new(), ..notice_of(&home).await };
    let record = NoticeRecord {
        id: "evening".into(),
        members: Vec::new(),
        formed_at: home.now(),
        body_json: serde_json::to_string(&reminder).unwrap(),
    };
    home.vault.put_notices(&[record], &[]).await.unwrap();
    home.set(midnight);
    assert!(home.app.tell().await.unwrap().is_empty());
    let left = home.vault.notices_unshown().await.unwrap();
    assert_eq!(left.iter().map(|record| record.members.len()).collect::<Vec<_>>(), [1], "the mark waits on");
}

/// The notice that is fixed and not shown.
async fn notice_of(home: &Home) -> Notice {
    let record = home.vault.notices_unshown().await.unwrap().remove(0);
    serde_json::from_str(&record.body_json).unwrap()
}

// What is done about a notice

#[tokio::test]
async fn seen_on_a_notification_is_seen_in_the_feed() {
    let home = Home::new().await;
    let (one, other) = (home.news(&amina(), mark("1", "5")).await, home.news(&timur(), mark("1", "4")).await);
    let shown = home.app.tell().await.unwrap();
    let mut events = home.app.events();
    home.app.act_on(&Desktop::choose(&shown[0], Action::Seen)).await.unwrap();
    assert!(seen(&home, &one).await && !seen(&home, &other).await);
    assert_eq!(home.app.unread().await, 1);
    assert_eq!(events.recv().await.unwrap(), AppEvent::Status);
}

#[tokio::test]
async fn seen_on_a_digest_is_seen_for_all_of_it() {
    let home = Home::new().await;
    for id in 0..6 {
        home.news(&amina(), mark(&id.to_string(), "5")).await;
    }
    home.app.tell().await.unwrap();
    home.app.act_on(&Desktop::choose(&home.desktop.last(), Action::Seen)).await.unwrap();
    assert_eq!(home.app.unread().await, 0);
}

#[tokio::test]
async fn done_on_a_notification_ticks_the_homework_under_the_id_it_has_now() {
    let home = Home::new().await;
    let id = home.news(&amina(), homework("1", TOMORROW)).await;
    home.app.tell().await.unwrap();
    let notice = home.desktop.last();
    assert_eq!(notice.offers.iter().map(|offer| offer.action).collect::<Vec<_>>(), [Action::Seen, Action::Done]);
    // The school gives it another id before the family looks.
    let mut renamed = PassWrite::new(amina(), YEAR, home.now());
    renamed.drop.push((Kind::Homework, "1".into()));
    renamed.put.push(Item::Homework(Homework { text: "№ 1".into(), ..homework("77", TOMORROW) }));
    renamed.renamed.push((Kind::Homework, "1".into(), "77".into()));
    home.vault.commit(&renamed).await.unwrap();
    home.app.act_on(&Desktop::choose(&notice, Action::Done)).await.unwrap();
    assert_eq!(home.vault.ticks(&amina(), YEAR).await.unwrap().ticked(), HashSet::from(["77".to_owned()]));
    assert!(seen(&home, &id).await);
}

#[tokio::test]
async fn done_on_a_mark_ticks_nothing() {
    let home = Home::new().await;
    home.news(&amina(), mark("1", "5")).await;
    home.app.tell().await.unwrap();
    let notice = home.desktop.last();
    assert_eq!(notice.offers.iter().map(|offer| offer.action).collect::<Vec<_>>(), [Action::Seen]);
    home.app.act_on(&Desktop::choose(&notice, Action::Done)).await.unwrap();
    assert!(home.vault.ticks(&amina(), YEAR).await.unwrap().ticked().is_empty());
}

#[tokio::test]
async fn done_on_a_reminder_ticks_all_that_it_lists() {
    let home = Home::new().await;
    evening(&home).await;
    home.app.tell().await.unwrap();
    home.app.act_on(&Desktop::choose(&home.desktop.last(), Action::Done)).await.unwrap();
    let ticked = home.vault.ticks(&amina(), YEAR).await.unwrap().ticked();
    assert_eq!(ticked, HashSet::from(["1".to_owned(), "2".to_owned()]));
    assert!(home.vault.ticks(&timur(), YEAR).await.unwrap().ticked().is_empty());
}

#[tokio::test]
async fn an_answer_to_a_notice_of_a_child_that_is_gone_does_nothing() {
    let home = Home::new().await;
    evening(&home).await;
    home.app.tell().await.unwrap();
    let notice = home.desktop.last();
    home.vault.remove_account(&account("patimat", false).id).await.unwrap();
    home.app.act_on(&Desktop::choose(&notice, Action::Done)).await.unwrap();
    assert!(home.vault.notices(10).await.unwrap().is_empty(), "the reminder went with the child");
}
