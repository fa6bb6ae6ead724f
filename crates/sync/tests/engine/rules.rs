//! The eleven rules of one pass of data (ARCHITECTURE.md), each with the tests that are named for it, and what
//! else an engine owes a family.

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

use crate::school::*;
use peremena_model::{Announcement, Homework, Item, Kind, Lesson, Mark, SchoolYear, Scope, Span, What};
use peremena_notify::{QuietHours, Rules};
use peremena_school::{Part, SchoolError};
use peremena_sync::{
    Reason, SyncFault, Whose, pace,
    weigh::{Stored, weigh},
};
use peremena_vault::{KeySource, Passphrase, Vault};
use rstest::rstest;
use time::macros::{date, datetime, time};

const MINUTE: time::Duration = time::Duration::MINUTE;
const HOUR: time::Duration = time::Duration::HOUR;
const DAY: time::Duration = time::Duration::DAY;

fn span(from: time::Date, to: time::Date) -> Span {
    Span::new(from, to).unwrap()
}

fn values(items: &[Item]) -> Vec<&str> {
    items
        .iter()
        .map(|item| match item {
            Item::Mark(mark) => mark.value.as_str(),
            other => panic!("{other:?}"),
        })
        .collect()
}

// 1. Key

#[tokio::test]
async fn rule_01_two_children_with_equal_ids_never_mix() {
    let family = Family::synced().await;
    family.school.write("1", mark("77", "5", november(20)));
    family.school.write("2", mark("77", "3", november(20)));
    assert_eq!(family.news().await, ["Амина: mark added: 5", "Тимур: mark added: 3"]);
    assert_eq!(values(&family.stored("1", Kind::Mark).await), ["5"]);
    assert_eq!(values(&family.stored("2", Kind::Mark).await), ["3"]);

    family.school.rub_out("2", Kind::Mark, "77");
    family.clock.forward(MINUTE);
    assert_eq!(family.news().await, ["Тимур: mark removed: 3"]);
    assert_eq!(values(&family.stored("1", Kind::Mark).await), ["5"], "Amina keeps hers");
}

#[tokio::test]
async fn rule_01_children_of_two_schools_with_equal_ids_never_mix() {
    let family = Family::synced().await;
    let other = School::with(&["Илья Сидоров"]);
    let sidorov = family.sign_in("sidorov", &other).await;
    other.write("1", mark("77", "2", november(20)));
    assert_eq!(family.news().await, [""; 0], "the first look at the new account tells nothing");
    family.school.write("1", mark("77", "5", november(20)));
    family.clock.forward(MINUTE);
    assert_eq!(family.news().await, ["Амина: mark added: 5"]);
    let ilya = peremena_model::StudentId::of(&sidorov.id, "1");
    assert_ne!(ilya, family.child("1"));
    assert_eq!(values(&family.vault.items(&ilya, Kind::Mark, YEAR, None).await.unwrap()), ["2"]);
}

#[tokio::test]
async fn rule_01_ids_beyond_what_a_float_can_count_stay_apart() {
    let family = Family::synced().await;
    // 2^53 and the two after it, of which a float knows one.
    for (id, value) in [("9007199254740992", "3"), ("9007199254740993", "4"), ("9007199254740994", "5")] {
        family.school.write("1", Mark { subject: format!("Предмет {id}"), ..mark(id, value, november(20)) });
    }
    assert_eq!(family.news().await.len(), 3);
    family.school.rub_out("1", Kind::Mark, "9007199254740993");
    family.clock.forward(MINUTE);
    assert_eq!(family.news().await, ["Амина: mark removed: 4"]);
    assert_eq!(values(&family.stored("1", Kind::Mark).await), ["3", "5"]);
}

#[tokio::test]
async fn rule_01_reissued_ids_are_no_news_and_the_history_goes_on() {
    let family = Family::synced().await;
    for day in 9..15 {
        family.school.write("1", mark(&format!("old-{day}"), "4", november(day)));
    }
    assert_eq!(family.news().await.len(), 6);

    family.school.state().books.insert("1".into(), Vec::new());
    for day in 9..15 {
        family.school.write("1", mark(&format!("new-{day}"), "4", november(day)));
    }
    family.clock.forward(MINUTE);
    assert_eq!(family.news().await, [""; 0]);
    assert_eq!(family.stored("1", Kind::Mark).await.len(), 6);

    family.school.write("1", mark("new-9", "5", november(9)));
    family.clock.forward(MINUTE);
    assert_eq!(family.news().await, ["Амина: mark changed: 4 → 5"]);
    let history = family.vault.history(&family.child("1"), Kind::Mark, YEAR, "new-9").await.unwrap();
    let what: Vec<What> = history.iter().map(|change| change.what).collect();
    assert_eq!(what, [What::Added, What::Changed], "what happened under the old id belongs to it");
}

// 2. Content apart from key

#[tokio::test]
async fn rule_02_the_history_of_a_mark_is_never_overwritten() {
    let family = Family::synced().await;
    for value in ["3", "4", "3"] {
        family.school.write("1", mark("77", value, november(20)));
        family.news().await;
        family.clock.forward(MINUTE);
        assert_eq!(family.news().await, [""; 0], "a second look at the same is no news");
        family.clock.forward(MINUTE);
    }
    assert_eq!(
        family.log().await,
        ["Амина: mark added: 3", "Амина: mark changed: 3 → 4", "Амина: mark changed: 4 → 3"]
    );
}

#[rstest]
#[case::another_text(Homework { text: "№ 5, 6, 7".into(), ..homework("h1", "", november(24)) })]
#[case::another_day(homework("h1", "№ 5, 6", november(25)))]
#[case::under_another_id(homework("h2", "№ 5, 6, 7", november(24)))]
#[tokio::test]
async fn rule_02_an_edited_homework_is_never_a_second_one(#[case] edited: Homework) {
    let family = Family::synced().await;
    family.school.write("1", homework("h1", "№ 5, 6", november(24)));
    assert_eq!(family.news().await, ["Амина: homework added: № 5, 6"]);
    family.school.state().books.insert("1".into(), Vec::new());
    family.school.write("1", edited.clone());
    family.clock.forward(MINUTE);
    assert_eq!(family.news().await, [format!("Амина: homework changed: № 5, 6 → {}", edited.text)]);
    assert_eq!(family.stored("1", Kind::Homework).await, [Item::Homework(edited)]);
}

// 3. Baseline by scope

#[tokio::test]
async fn rule_02_two_changes_of_one_mark_under_a_clock_that_stands_are_two() {
    let family = Family::synced().await;
    family.school.write("1", mark("77", "5", november(20)));
    assert_eq!(family.news().await, ["Амина: mark added: 5"]);
    for value in ["4", "3"] {
        family.school.write("1", mark("77", value, november(20)));
        family.news().await;
    }
    assert_eq!(
        family.log().await,
        ["Амина: mark added: 5", "Амина: mark changed: 5 → 4", "Амина: mark changed: 4 → 3"]
    );
}

#[tokio::test]
async fn rule_03_the_first_sync_tells_nothing() {
    let family = Family::new().await;
    for day in 5..21 {
        family.school.write("1", mark(&format!("m{day}"), "4", november(day)));
        family.school.write("1", homework(&format!("h{day}"), "§ 1", november(day)));
        family.school.write("1", lesson(&format!("l{day}"), november(day), 1));
    }
    family.school.write("1", term_mark("t1", "4"));
    family.school.write("1", absence("a1", november(18)));
    family.school.write("1", test_on("k1", november(27)));
    assert_eq!(family.news().await, [""; 0]);
    assert_eq!(family.stored("1", Kind::Mark).await.len(), 16);
    assert!(family.vault.outbox_open().await.unwrap().is_empty());
}

#[tokio::test]
async fn rule_03_a_child_without_marks_gets_the_first_one_told() {
    let family = Family::synced().await;
    family.school.write("3", mark("1", "молодец", november(20)));
    assert_eq!(family.news().await, ["Мадина: mark added: молодец"]);
}

#[tokio::test]
async fn rule_03_the_first_mark_of_a_term_is_told() {
    let family = Family::synced().await;
    family.school.write("1", term_mark("t1", "5"));
    assert_eq!(family.news().await, ["Амина: term_mark added: 5"]);
}

#[rstest]
#[case::leafed_back(span(date!(2026 - 09 - 01), date!(2026 - 10 - 25)), date!(2026 - 09 - 15))]
#[case::leafed_ahead(span(date!(2026 - 12 - 14), date!(2026 - 12 - 20)), date!(2026 - 12 - 16))]
fn rule_03_browsing_and_back_fill_are_silent(#[case] leafed_to: Span, #[case] day: time::Date) {
    let amina = peremena_model::StudentId::from_text("amina");
    let part = |span, items| Part {
        scope: Scope { student: amina.clone(), kind: Kind::Mark, year: YEAR, span: Some(span), whole: true },
        items,
    };
    let first = weigh(
        &amina,
        YEAR,
        &[part(span(november(5), date!(2026 - 12 - 05)), Vec::new())],
        &Stored::default(),
        true,
        NOW,
    );
    let mut stored = Stored { coverage: first.coverage.into_iter().collect(), ..Stored::default() };
    let browsed = [part(leafed_to, vec![Item::Mark(mark("1", "5", day))])];
    let weighed = weigh(&amina, YEAR, &browsed, &stored, false, NOW + MINUTE);
    assert_eq!((weighed.changes.len(), weighed.put.len()), (0, 1), "kept, and not told");

    // What a teacher enters there later is news: the family has seen those days.
    stored.coverage.extend(weighed.coverage);
    stored.items = weighed.put;
    let more = [part(
        leafed_to,
        vec![Item::Mark(mark("1", "5", day)), Item::Mark(Mark { subject: "Физика".into(), ..mark("2", "2", day) })],
    )];
    assert_eq!(weigh(&amina, YEAR, &more, &stored, false, NOW + HOUR).changes.len(), 1);
}

/// A school that gives its announcements as a list of the latest only: never whole, and yet the second look knows
/// what is new.
#[test]
fn rule_03_a_kind_that_only_comes_as_a_list_of_the_latest_is_told_from_the_second_look_on() {
    let amina = peremena_model::StudentId::from_text("amina");
    let told_of = |id: &str, day: u8| {
        Item::Announcement(Announcement {
            id: id.into(),
            at: datetime!(2026-11-01 09:00 +3).replace_day(day).unwrap(),
            title: "Собрание".into(),
            text: "В 18:00".into(),
            author: None,
            attachments: Vec::new(),
        })
    };
    let list = |items| Part {
        scope: Scope {
            student: amina.clone(),
            kind: Kind::Announcement,
            year: YEAR,
            span: Some(span(november(1), date!(2026 - 12 - 05))),
            whole: false,
        },
        items,
    };
    let first = weigh(&amina, YEAR, &[list(vec![told_of("1", 16)])], &Stored::default(), true, NOW);
    assert_eq!((first.changes.len(), first.put.len()), (0, 1), "the first look is silent");
    let stored = Stored { coverage: first.coverage.into_iter().collect(), items: first.put, ..Stored::default() };
    let second = [list(vec![told_of("1", 16), told_of("2", 20), told_of("3", 3)])];
    let weighed = weigh(&amina, YEAR, &second, &stored, true, NOW + HOUR);
    let told: Vec<&str> = weighed.changes.iter().filter_map(|change| change.item()).map(Item::id).collect();
    assert_eq!(told, ["2"], "what lies before the list's first day was there before, and is kept only");
    assert_eq!(weighed.put.len(), 2);
}

#[tokio::test]
async fn rule_03_homework_that_comes_into_the_window_is_told_and_lessons_are_not() {
    let family = Family::new().await;
    // The window ends on 5 December.
    for day in 1..20 {
        family.school.write("1", lesson(&format!("l{day}"), date!(2026 - 12 - 01).replace_day(day).unwrap(), 1));
    }
    family.school.write("1", homework("far", "Реферат", date!(2026 - 12 - 08)));
    assert_eq!(family.news().await, [""; 0]);
    family.clock.forward(2 * DAY);
    assert_eq!(family.news().await, [""; 0], "7 December: its lesson is no news");
    family.clock.forward(DAY);
    assert_eq!(family.news().await, ["Амина: homework added: Реферат"]);
    assert_eq!(family.stored("1", Kind::Lesson).await.len(), 8);
}

#[tokio::test]
async fn rule_03_a_lesson_more_on_a_day_that_was_there_is_news() {
    let family = Family::new().await;
    family.school.write("1", lesson("l1", november(24), 1));
    family.news().await;
    family.school.write("1", lesson("l2", november(24), 7));
    family.clock.forward(MINUTE);
    assert_eq!(family.news().await, ["Амина: lesson added: 2026-11-24 №7"]);
}

#[tokio::test]
async fn rule_03_a_new_school_year_is_silent() {
    let family = Family::synced().await;
    family.school.write("1", mark("1", "5", november(20)));
    assert_eq!(family.news().await.len(), 1);

    family.clock.set(datetime!(2027-09-10 12:00 +3));
    family.school.state().terms = terms_of(2027);
    // Some systems begin to count anew.
    family.school.state().books.insert("1".into(), Vec::new());
    for day in 1..10 {
        family.school.write("1", mark(&day.to_string(), "4", date!(2027 - 09 - 01).replace_day(day).unwrap()));
    }
    assert_eq!(family.news().await, [""; 0]);
    assert_eq!(values(&family.stored("1", Kind::Mark).await), ["5"], "the year before stays");
    let new_year = family.vault.items(&family.child("1"), Kind::Mark, SchoolYear(2027), None).await.unwrap();
    assert_eq!(new_year.len(), 9);

    family.school.write("1", mark("10", "2", date!(2027 - 09 - 10)));
    family.clock.forward(HOUR);
    assert_eq!(family.news().await, ["Амина: mark added: 2"]);
}

#[tokio::test]
async fn rule_03_signing_in_again_tells_what_was_missed_in_one_digest() {
    let family = Family::new().await;
    family.school.write("1", mark("1", "3", november(20)));
    family.news().await;
    family.school.state().identity_fault = Some(SchoolError::Refused("the session has ended".into()));
    family.clock.forward(DAY);
    family.sync().await;

    family.clock.forward(3 * DAY);
    family.school.write("1", mark("1", "4", november(20)));
    family.school.write("1", mark("2", "5", november(23)));
    family.school.write("2", homework("h", "§ 7", november(26)));
    family.school.state().identity_fault = None;
    family.sign_in("patimat", &family.school).await;
    let report = family.engine.sync_once(Reason::SignedIn, &family.account.id, PATIENCE).await;
    assert_eq!(report.changes(), 3);
    assert_eq!(family.log().await.len(), 3, "what was known before is not told again");

    let notices = family.tell(&Rules::default(), family.clock.now() - 30 * MINUTE).await;
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0].title, "Что нового");
    assert_eq!(notices[0].body, "Амина: 1 оценка, 1 исправленная оценка\nТимур: 1 задание");
}

// 4. Scope of removal

#[tokio::test]
async fn rule_04_a_mark_that_is_removed_is_told_and_gone() {
    let family = Family::synced().await;
    family.school.write("1", mark("1", "2", november(20)));
    family.news().await;
    family.school.rub_out("1", Kind::Mark, "1");
    family.clock.forward(MINUTE);
    assert_eq!(family.news().await, ["Амина: mark removed: 2"]);
    assert!(family.stored("1", Kind::Mark).await.is_empty());
    family.clock.forward(MINUTE);
    assert_eq!(family.news().await, [""; 0]);
}

#[tokio::test]
async fn rule_04_nothing_is_removed_outside_the_days_that_were_asked() {
    let family = Family::synced().await;
    family.school.write("1", mark("1", "5", november(20)));
    family.news().await;
    // The third quarter, three weeks in: the second is no longer asked for, and the school forgets it.
    family.clock.set(datetime!(2027-02-03 12:00 +3));
    family.school.rub_out("1", Kind::Mark, "1");
    assert_eq!(family.news().await, [""; 0]);
    assert_eq!(values(&family.stored("1", Kind::Mark).await), ["5"]);
}

#[tokio::test]
async fn rule_04_a_kind_that_was_not_answered_loses_nothing() {
    let family = Family::synced().await;
    family.school.write("1", mark("1", "5", november(20)));
    family.news().await;
    family.school.state().failing.insert(Kind::Mark, SchoolError::OutOfOrder("502".into()));
    family.clock.forward(MINUTE);
    assert_eq!(family.news().await, [""; 0]);
    assert_eq!(values(&family.stored("1", Kind::Mark).await), ["5"]);
}

async fn family_with_marks() -> Family {
    let family = Family::new().await;
    for day in 9..21 {
        family.school.write("1", mark(&format!("m{day}"), "4", november(day)));
    }
    family.news().await;
    family.school.asked();
    family
}

#[tokio::test]
async fn rule_04_an_empty_answer_is_asked_again_before_it_is_believed() {
    let family = family_with_marks().await;
    family.school.state().empty.insert(Kind::Mark, 1);
    family.clock.forward(MINUTE);
    let report = family.sync().await;
    assert_eq!(report.changes(), 0);
    assert!(report.students[0].partial.is_none(), "the second answer was whole: nothing is wrong");
    assert_eq!(family.school.fetches(), 4, "three children, and once more for Amina");
    assert_eq!(family.stored("1", Kind::Mark).await.len(), 12);
    assert!(family.vault.holds(&family.child("1"), YEAR).await.unwrap().is_empty());
}

#[tokio::test]
async fn rule_04_emptiness_is_held_until_three_syncs_and_half_an_hour_agree() {
    let family = family_with_marks().await;
    family.school.state().empty.insert(Kind::Mark, u32::MAX);
    // Three syncs in a row are not enough by themselves, and neither is the time.
    for wait in [MINUTE, MINUTE, 10 * MINUTE, 10 * MINUTE] {
        family.clock.forward(wait);
        let report = family.sync().await;
        assert_eq!(report.changes(), 0);
        assert!(matches!(report.students[0].partial, Some(SyncFault::Held)));
        assert_eq!(family.status("1").await.error.unwrap().code, "held", "the status says so");
        assert_eq!(family.stored("1", Kind::Mark).await.len(), 12);
    }
    family.clock.forward(10 * MINUTE);
    assert_eq!(family.news().await.len(), 12, "now it is believed, and told");
    assert!(family.stored("1", Kind::Mark).await.is_empty());
    assert_eq!(family.status("1").await.error, None);
}

#[tokio::test]
async fn rule_04_marks_that_come_back_are_as_if_they_had_never_gone() {
    let family = family_with_marks().await;
    family.school.state().empty.insert(Kind::Mark, 4);
    for _ in 0..3 {
        family.clock.forward(20 * MINUTE);
        assert_eq!(family.news().await, [""; 0]);
    }
    assert_eq!(family.status("1").await.error, None);
    assert!(family.vault.holds(&family.child("1"), YEAR).await.unwrap().is_empty(), "the count begins anew");
    assert_eq!(family.stored("1", Kind::Mark).await.len(), 12);
}

#[tokio::test]
async fn rule_04_an_account_that_suddenly_shows_no_child_is_not_believed() {
    let family = family_with_marks().await;
    family.school.state().children.clear();
    family.clock.forward(MINUTE);
    let report = family.sync().await;
    assert_eq!(report.students.len(), 3);
    assert!(report.students.iter().all(|student| student.error.is_some()));
    assert_eq!(family.stored("1", Kind::Mark).await.len(), 12);
}

// 5. Window

#[tokio::test]
async fn rule_05_a_mark_put_today_for_a_lesson_of_weeks_ago_is_news() {
    let family = Family::synced().await;
    family.school.write("1", Mark { set_at: Some(NOW), ..mark("1", "2", november(6)) });
    assert_eq!(family.news().await, ["Амина: mark added: 2"]);
}

#[tokio::test]
async fn rule_05_the_window_is_the_term_and_two_weeks() {
    let family = Family::new().await;
    family.sync().await;
    let asked = family.school.asked();
    let expected = Asked::Fetch { person: "1".into(), span: span(november(5), date!(2026 - 12 - 05)) };
    assert!(asked.contains(&expected), "{asked:?}");
}

#[tokio::test]
async fn rule_05_without_terms_the_window_is_the_year_so_far() {
    let family = Family::new().await;
    family.school.state().terms_fault = Some(SchoolError::OutOfOrder("502".into()));
    let report = family.sync().await;
    assert!(report.students[0].error.is_none(), "terms are not what a sync needs");
    assert!(report.students[0].partial.is_some());
    let whole_year = |family: &Family| {
        let expected = Asked::Fetch { person: "1".into(), span: span(date!(2026 - 08 - 01), date!(2026 - 12 - 05)) };
        family.school.asked().contains(&expected)
    };
    assert!(whole_year(&family));
    // As soon as the terms are there they are used.
    family.school.state().terms_fault = None;
    family.clock.forward(MINUTE);
    assert!(family.sync().await.students[0].partial.is_none());
    assert!(!whole_year(&family));
}

// 6. Outbox

#[tokio::test]
async fn rule_06_a_crash_at_any_moment_leaves_all_of_a_change_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let key = KeySource::Passphrase(Passphrase::new("четыре слова для теста".into()));
    let vault = Vault::open(folder.path(), key).await.unwrap();
    let family = Family::over(vault, Some(folder.path().to_owned())).await;
    assert_eq!(family.news().await, [""; 0]);
    let amina = family.child("1");
    family.clock.forward(MINUTE);
    family.school.write("1", Mark { subject: "Физика".into(), ..mark("first", "5", november(20)) });
    let began = Instant::now();
    family.other_engine().sync_once(Reason::Asked, amina_only(&amina), PATIENCE).await;
    let usual = began.elapsed();
    let (mut nothing, mut all) = (0, 0);
    for crash in 0..120_u32 {
        family.clock.forward(MINUTE);
        let id = format!("m{crash}");
        family.school.write("1", Mark { subject: format!("Предмет {crash}"), ..mark(&id, "5", november(20)) });
        // A process that dies leaves nothing in memory: each has its own engine. It dies from its first moment on to
        // well after a sync's usual end.
        let engine = family.other_engine();
        let life = if crash < 119 { usual * crash / 60 } else { PATIENCE };
        killed_after(life, engine.sync_once(Reason::Asked, amina_only(&amina), PATIENCE)).await;
        // What was on its way to the disk is over when the next write is.
        family.vault.put_setting("crashes", &crash.into()).await.unwrap();

        let history = family.vault.history(&amina, Kind::Mark, YEAR, &id).await.unwrap();
        let told = family.vault.outbox_open().await.unwrap();
        let told = told.iter().filter(|entry| entry.change.item().unwrap().id() == id).count();
        let stands = family.vault.items_named(&amina, Kind::Mark, YEAR, std::slice::from_ref(&id)).await.unwrap().len();
        assert_eq!((history.len(), told), (stands, stands), "killed after {life:?}");
        match stands {
            0 => nothing += 1,
            _ => all += 1,
        }

        family.clock.forward(MINUTE);
        family.other_engine().sync_once(Reason::Asked, amina_only(&amina), PATIENCE).await;
        let history = family.vault.history(&amina, Kind::Mark, YEAR, &id).await.unwrap();
        assert_eq!(history.len(), 1, "killed after {life:?}: told all the same, and once");
    }
    assert!(nothing > 0 && all > 0, "{nothing} crashes came before the commit, {all} after it");
}

fn amina_only(amina: &peremena_model::StudentId) -> Whose<'_> {
    Whose::Student(amina)
}

#[tokio::test]
async fn rule_06_a_notice_that_is_repeated_after_a_crash_is_the_same_notice() {
    let family = Family::synced().await;
    for id in 1..=6 {
        family.school.write("1", Mark { subject: format!("Предмет {id}"), ..mark(&id.to_string(), "5", november(20)) });
    }
    family.news().await;
    let before = family.clock.now() - HOUR;
    let notices = family.tell(&Rules::default(), before).await;
    assert_eq!((notices.len(), notices[0].members.len()), (1, 6));
    // Killed before it was shown: the next start finds the same notice with the same members, and forms no other.
    family.school.write("1", mark("7", "4", november(20)));
    family.clock.forward(MINUTE);
    family.news().await;
    let later = family.tell(&Rules::default(), before).await;
    assert_eq!(later.len(), 1);
    let unshown = family.vault.notices_unshown().await.unwrap();
    assert_eq!(unshown.len(), 2);
    assert_eq!((&unshown[0].id, unshown[0].members.len()), (&notices[0].id, 6));
    let told: Vec<_> = unshown.iter().flat_map(|notice| &notice.members).collect();
    assert_eq!(told.iter().collect::<HashSet<_>>().len(), 7, "no change stands in two notices");
}

// 7. One sync at a time

#[tokio::test]
async fn rule_07_a_sync_that_waits_takes_over_what_the_other_finds() {
    let folder = tempfile::tempdir().unwrap();
    let family = Family::over(Vault::open_in_memory().await.unwrap(), Some(folder.path().to_owned())).await;
    family.news().await;
    family.school.asked();
    family.school.write("1", mark("1", "5", november(20)));
    family.school.state().slow = Duration::from_millis(150);
    // Somebody asks while the first sync has long begun.
    let clock = family.clock.clone();
    family.school.state().meanwhile = Some(Arc::new(move || clock.forward(time::Duration::seconds(2))));
    let other = family.other_engine();
    let first = family.engine.sync_once(Reason::Asked, Whose::Everyone, PATIENCE);
    let second = async {
        tokio::time::sleep(Duration::from_millis(60)).await;
        other.sync_once(Reason::Asked, Whose::Everyone, PATIENCE).await
    };
    let (first, second) = tokio::join!(first, second);
    assert!(!first.joined && second.joined);
    assert_eq!((first.changes(), second.changes()), (1, 1), "both say what was found");
    assert_eq!(family.school.fetches(), 3, "each child was asked for once");
    assert_eq!(family.log().await.len(), 1);
}

#[tokio::test]
async fn rule_07_in_one_process_too() {
    let family = Family::synced().await;
    family.school.write("1", mark("1", "5", november(20)));
    family.school.state().slow = Duration::from_millis(50);
    let (first, second) = tokio::join!(family.sync(), family.sync());
    assert_eq!((first.changes(), second.changes()), (1, 1));
    assert_eq!(family.school.fetches(), 3);
}

#[tokio::test]
async fn rule_07_what_the_other_could_not_do_is_tried_by_the_one_that_waited() {
    let family = Family::synced().await;
    family.clock.forward(MINUTE);
    family.school.state().slow = Duration::from_millis(50);
    family.school.state().fetch_faults.insert("2".into(), SchoolError::Unreachable("no connection".into()));
    let (first, second) = tokio::join!(family.sync(), family.sync());
    assert!(first.students[1].error.is_some() && second.students.iter().any(|student| student.error.is_some()));
    assert_eq!(family.school.fetches(), 4, "Timur was tried twice, Amina and Madina once");
}

#[tokio::test]
async fn rule_07_a_wait_ends_with_the_deadline() {
    let folder = tempfile::tempdir().unwrap();
    let family = Family::over(Vault::open_in_memory().await.unwrap(), Some(folder.path().to_owned())).await;
    let _held = peremena_sync::ProfileLock::take(folder.path(), Instant::now()).await.unwrap();
    let began = Instant::now();
    let report = family.engine.sync_once(Reason::Asked, Whose::Everyone, Duration::from_millis(150)).await;
    assert!(began.elapsed() < Duration::from_secs(5));
    assert!(report.students.iter().all(|student| matches!(student.error, Some(SyncFault::Late))));
    assert!(family.school.asked().is_empty());
}

// 8. Quiet hours and digests

#[tokio::test]
async fn rule_08_quiet_hours_hold_and_end_in_one_digest() {
    let family = Family::synced().await;
    let rules = Rules { quiet: Some(QuietHours { from: time!(21:00), to: time!(7:00) }), ..Rules::default() };
    family.clock.set(datetime!(2026-11-21 23:30 +3));
    family.school.write("1", mark("1", "5", november(20)));
    family.news().await;
    assert!(family.tell(&rules, family.clock.now() - 30 * MINUTE).await.is_empty());
    family.clock.set(datetime!(2026-11-22 06:59 +3));
    family.school.write("2", homework("h", "§ 7", november(26)));
    family.news().await;
    assert!(family.tell(&rules, family.clock.now() - 30 * MINUTE).await.is_empty());
    assert_eq!(family.vault.outbox_open().await.unwrap().len(), 2, "held, not dropped");

    family.clock.set(datetime!(2026-11-22 07:30 +3));
    let notices = family.tell(&rules, family.clock.now() - 30 * MINUTE).await;
    assert_eq!(notices.len(), 1, "what waited over night comes together");
    assert_eq!(notices[0].body, "Амина: 1 оценка\nТимур: 1 задание");
    assert!(family.vault.outbox_open().await.unwrap().is_empty());
}

#[rstest]
#[case(5, 5)]
#[case(6, 1)]
#[tokio::test]
async fn rule_08_more_than_five_at_once_come_as_one_digest(#[case] changes: u8, #[case] notices: usize) {
    let family = Family::synced().await;
    for id in 1..=changes {
        family.school.write("1", Mark { subject: format!("Предмет {id}"), ..mark(&id.to_string(), "5", november(20)) });
    }
    family.news().await;
    assert_eq!(family.tell(&Rules::default(), family.clock.now() - 30 * MINUTE).await.len(), notices);
}

// 9. Every child of every account

#[tokio::test]
async fn rule_09_every_child_of_every_account_is_looked_at() {
    let family = Family::synced().await;
    let other = School::with(&["Илья Сидоров"]);
    family.sign_in("sidorov", &other).await;
    family.look().await;
    family.clock.forward(30 * MINUTE);
    for person in ["1", "2", "3"] {
        family.school.write(person, mark("1", "5", november(20)));
    }
    other.write("1", mark("1", "4", november(20)));
    let report = family.look().await;
    assert_eq!((report.students.len(), report.changes()), (4, 4));
}

#[rstest]
#[case::down(SchoolError::Unreachable("no connection".into()))]
#[case::refused(SchoolError::Refused("the session has ended".into()))]
#[case::strange(SchoolError::Strange("HTML".into()))]
#[tokio::test]
async fn rule_09_one_account_that_fails_does_not_stop_the_other(#[case] fault: SchoolError) {
    let family = Family::synced().await;
    let other = School::with(&["Илья Сидоров"]);
    family.sign_in("sidorov", &other).await;
    family.sync().await;
    family.school.state().identity_fault = Some(fault);
    other.write("1", mark("1", "4", november(20)));
    family.clock.forward(MINUTE);
    let report = family.sync().await;
    assert_eq!(report.changes(), 1);
    assert_eq!(report.students.iter().filter(|student| student.error.is_some()).count(), 3);
}

#[tokio::test]
async fn rule_09_one_child_that_fails_does_not_stop_the_next() {
    let family = Family::synced().await;
    family.school.state().fetch_faults.insert("1".into(), SchoolError::OutOfOrder("500".into()));
    family.school.write("2", mark("1", "5", november(20)));
    let report = family.sync().await;
    assert!(report.students[0].error.is_some());
    assert_eq!(report.students[1].changes.len(), 1);
}

#[tokio::test]
async fn rule_09_a_child_that_comes_to_the_account_is_synced_at_once_and_told_from_then_on() {
    let family = Family::synced().await;
    family.school.enrol("4", "Аида Гаджиева");
    family.school.write("4", mark("1", "5", november(20)));
    family.clock.forward(MINUTE);
    let report = family.sync().await;
    assert_eq!((report.students.len(), report.changes()), (4, 0));
    family.school.write("4", mark("2", "4", november(19)));
    family.clock.forward(MINUTE);
    assert_eq!(family.news().await, ["Аида: mark added: 4"]);
}

#[tokio::test]
async fn rule_09_a_child_that_leaves_the_account_keeps_what_it_has() {
    let family = Family::new().await;
    family.school.write("3", mark("1", "5", november(20)));
    family.news().await;
    family.school.state().children.pop();
    family.clock.forward(MINUTE);
    let report = family.sync().await;
    assert!(report.students.iter().all(|student| student.error.is_none()), "the others are well");
    assert!(report.students.iter().any(|student| student.partial.is_some()));
    assert_eq!(values(&family.stored("3", Kind::Mark).await), ["5"]);
    assert_eq!(family.status("3").await.error.unwrap().code, "forbidden");
    // And the planner does not ask for it minute by minute.
    let due = family.engine.due(&OPEN).await.unwrap().unwrap();
    assert!(due > family.clock.now());
}

// 10. Polite

#[tokio::test]
async fn rule_10_after_refused_credentials_nothing_is_asked_until_signed_in_anew() {
    let family = Family::synced().await;
    family.school.state().identity_fault = Some(SchoolError::Refused("the session has ended".into()));
    family.clock.forward(MINUTE);
    assert!(matches!(family.sync().await.students[0].error, Some(SyncFault::School(SchoolError::Refused(_)))));
    assert_eq!(family.school.asked(), [Asked::Identity], "one question, one answer");

    for _ in 0..3 {
        family.clock.forward(12 * HOUR);
        assert!(matches!(family.sync().await.students[0].error, Some(SyncFault::School(SchoolError::Refused(_)))));
        family.look().await;
        family.other_engine().sync_once(Reason::Asked, Whose::Everyone, PATIENCE).await;
    }
    assert_eq!(family.school.asked(), [], "a planner, a person and a new process: none of them asks");
    assert_eq!(family.engine.due(&OPEN).await.unwrap(), None);
    assert_eq!(family.status("1").await.error.unwrap().code, "credentials");

    family.school.state().identity_fault = None;
    family.sign_in("patimat", &family.school).await;
    assert_eq!(family.news().await, [""; 0]);
    assert_eq!(family.school.fetches(), 3);
}

#[tokio::test]
async fn rule_10_a_session_that_ends_between_two_children_stops_at_once() {
    let family = Family::synced().await;
    family.school.write("1", mark("1", "5", november(20)));
    family.school.state().fetch_faults.insert("2".into(), SchoolError::Refused("the session has ended".into()));
    family.clock.forward(MINUTE);
    let report = family.sync().await;
    assert_eq!(family.school.fetches(), 2, "Madina is not asked for");
    let errors: Vec<bool> = report.students.iter().map(|student| student.error.is_some()).collect();
    assert_eq!(errors, [false, true, true]);
    assert_eq!(report.changes(), 1, "what was found for Amina is found");
    assert_eq!(family.status("1").await.last_success, Some(family.clock.now()));
    assert!(family.vault.accounts().await.unwrap()[0].signed_out);
}

#[tokio::test]
async fn rule_10_an_old_session_that_is_refused_does_not_sign_out_a_new_one() {
    let family = Family::synced().await;
    family.school.state().fetch_faults.insert("1".into(), SchoolError::Refused("the session has ended".into()));
    // While the last question of the old session is under way the family signs in anew.
    let (vault, id) = (family.vault.clone(), family.account.id.clone());
    let runtime = tokio::runtime::Handle::current();
    family.school.state().meanwhile = Some(Arc::new(move || {
        runtime.block_on(vault.put_session(&id, &session("a new token"))).unwrap();
    }));
    family.clock.forward(MINUTE);
    family.sync().await;
    assert!(!family.vault.accounts().await.unwrap()[0].signed_out);
    family.school.state().fetch_faults.clear();
    assert!(family.sync().await.students[0].error.is_none());
}

#[tokio::test]
async fn rule_10_a_session_that_its_connector_rewrote_before_it_was_refused_is_not_tried_again() {
    let family = Family::synced().await;
    // As after a cookie that came with the refusal, or a renewal that did not help.
    family.school.state().renews_to = Some(serde_json::from_str(&session("rewritten")).unwrap());
    family.school.state().identity_fault = Some(SchoolError::Refused("the password is wrong".into()));
    family.clock.forward(MINUTE);
    family.sync().await;
    assert!(family.vault.accounts().await.unwrap()[0].signed_out);
    assert!(family.vault.session(&family.account.id).await.unwrap().unwrap().contains("rewritten"));
    family.clock.forward(12 * HOUR);
    family.sync().await;
    assert_eq!(family.school.asked(), [Asked::Identity], "tried once and never again");
}

#[tokio::test]
async fn rule_10_what_was_learned_for_one_child_is_not_asked_again_because_of_the_next() {
    let family = Family::synced().await;
    family.school.state().learned = Some("who teaches".into());
    family.school.state().fetch_faults.insert("2".into(), SchoolError::Refused("the session has ended".into()));
    family.sync().await;
    assert_eq!(family.vault.reference(&family.account.id).await.unwrap().as_deref(), Some("who teaches"));
}

#[tokio::test]
async fn rule_10_a_refusal_while_leafing_is_the_last_question_too() {
    let family = Family::synced().await;
    family.school.state().fetch_faults.insert("1".into(), SchoolError::Refused("the password is wrong".into()));
    let week = Span::week_of(november(2));
    assert!(family.engine.leaf(&family.child("1"), week, PATIENCE).await.is_err());
    for _ in 0..2 {
        assert!(family.engine.leaf(&family.child("1"), week, PATIENCE).await.is_ok(), "from the file alone");
        family.sync().await;
    }
    assert_eq!(family.school.fetches(), 1);
}

#[tokio::test]
async fn rule_10_a_late_renewal_of_an_old_session_does_not_replace_a_new_one() {
    let family = Family::synced().await;
    family.sync().await;
    let keeper = family.school.keeper();
    family.clock.forward(MINUTE);
    family.sign_in("patimat", &family.school).await;
    let new = family.vault.session(&family.account.id).await.unwrap().unwrap();
    keeper.keep(&serde_json::from_str(&session("of the old sign-in")).unwrap()).await;
    assert_eq!(family.vault.session(&family.account.id).await.unwrap().unwrap(), new);
}

#[tokio::test]
async fn rule_10_a_school_that_asks_to_wait_is_left_alone_that_long() {
    let family = Family::synced().await;
    family.clock.forward(5 * MINUTE);
    let wait = SchoolError::Limited { retry_after: Some(Duration::from_secs(40 * 60)) };
    family.school.state().identity_fault = Some(wait);
    family.other_engine().sync_once(Reason::Asked, Whose::Everyone, PATIENCE).await;
    family.school.state().identity_fault = None;
    family.school.asked();
    let until = family.clock.now() + 40 * MINUTE;
    assert!(family.status("1").await.next_try.unwrap() >= until);

    // The process that was told so, another one, and one that is started anew.
    for engine in [&family.engine, &family.other_engine()] {
        assert_eq!(engine.due(&OPEN).await.unwrap(), Some(until));
    }
    family.clock.forward(39 * MINUTE);
    family.look().await;
    assert_eq!(family.school.asked(), []);
    family.clock.forward(2 * MINUTE);
    family.look().await;
    assert_eq!(family.school.fetches(), 3);
    assert_eq!(family.status("1").await.error, None);
}

#[tokio::test]
async fn rule_10_who_asks_to_wait_for_one_child_is_not_asked_for_the_next() {
    let family = Family::synced().await;
    let wait = SchoolError::Limited { retry_after: Some(Duration::from_secs(600)) };
    family.school.state().fetch_faults.insert("1".into(), wait);
    family.clock.forward(5 * MINUTE);
    let report = family.sync().await;
    assert_eq!(family.school.fetches(), 1);
    assert!(report.students.iter().all(|student| student.error.as_ref().unwrap().word() == "limited"));
    let until = family.clock.now() + 10 * MINUTE;
    assert_eq!(family.engine.due(&OPEN).await.unwrap(), Some(until));
}

#[tokio::test]
async fn rule_10_pauses_grow_with_failures_and_end_with_success() {
    let family = Family::synced().await;
    for person in ["1", "2", "3"] {
        let down = SchoolError::Unreachable("no connection".into());
        family.school.state().fetch_faults.insert(person.into(), down);
    }
    let mut pauses = Vec::new();
    for _ in 0..12 {
        // A look of the planner comes when it is due, and not before.
        let due = family.engine.due(&OPEN).await.unwrap().unwrap();
        pauses.push((due - family.clock.now()).whole_seconds());
        family.clock.set(due - time::Duration::SECOND);
        family.look().await;
        assert_eq!(family.school.asked(), []);
        // Each child has a share of its own on top: by then all of them are due.
        family.clock.set(due + 15 * MINUTE);
        family.look().await;
        assert_eq!(family.school.fetches(), 3);
    }
    // With a window open: half a minute, doubled up to five, of which a device takes between half and the whole.
    let bounds = |failures: u32| (30 * 2_i64.pow(failures.min(8) - 1)).min(300);
    for (failures, pause) in (1..).zip(&pauses[1..]) {
        assert!((bounds(failures) / 2 - 1..=bounds(failures)).contains(pause), "{failures}: {pauses:?}");
    }

    family.school.state().fetch_faults.clear();
    family.clock.forward(2 * HOUR);
    family.look().await;
    let due = family.engine.due(&OPEN).await.unwrap().unwrap();
    assert!(due - family.clock.now() <= MINUTE, "all is well: back to the calm pace");
}

#[tokio::test]
async fn rule_10_a_person_may_always_try_now() {
    let family = Family::synced().await;
    family.school.state().identity_fault = Some(SchoolError::Unreachable("no connection".into()));
    family.sync().await;
    family.school.asked();
    family.school.state().identity_fault = None;
    assert_eq!(family.news().await, [""; 0]);
    assert_eq!(family.school.fetches(), 3);
}

#[tokio::test]
async fn rule_10_pauses_outlive_the_process() {
    let family = Family::synced().await;
    family.school.state().identity_fault = Some(SchoolError::Unreachable("no connection".into()));
    for _ in 0..4 {
        family.clock.forward(HOUR);
        family.look().await;
    }
    family.school.asked();
    let tray = pace::Around::default();
    let due = family.engine.due(&tray).await.unwrap().unwrap();
    assert!(due - family.clock.now() > 14 * MINUTE, "{due}");
    let anew = family.other_engine();
    assert_eq!(anew.due(&tray).await.unwrap(), Some(due), "a program that is started again does not begin anew");
    anew.sync_once(Reason::Planned(tray), Whose::Everyone, PATIENCE).await;
    assert_eq!(family.school.asked(), []);
}

#[tokio::test]
async fn rule_10_the_planner_goes_by_the_childs_own_timetable() {
    let family = Family::new().await;
    let lesson = |hour: u8| {
        let at = |minute| NOW.replace_time(time::Time::from_hms(hour, minute, 0).unwrap());
        Lesson { starts_at: Some(at(0)), ends_at: Some(at(45)), ..lesson("1", NOW.date(), 1) }
    };
    for person in ["1", "2", "3"] {
        family.school.write(person, lesson(19));
    }
    family.sync().await;
    let tray = pace::Around::default();
    let wait = async || family.engine.due(&tray).await.unwrap().unwrap() - family.clock.now();
    assert!(wait().await > 30 * MINUTE, "lessons are in the evening");
    family.clock.set(NOW.replace_time(time!(19:10)));
    family.sync().await;
    assert!(wait().await <= 10 * MINUTE);
}

#[tokio::test]
async fn rule_10_a_sign_in_asks_for_each_child_once() {
    let family = Family::new().await;
    let amina = family.child("1");
    family.engine.sync_once(Reason::SignedIn, amina_only(&amina), PATIENCE).await;
    assert_eq!(family.school.fetches(), 1);
    family.engine.sync_once(Reason::SignedIn, &family.account.id, PATIENCE).await;
    assert_eq!(family.school.fetches(), 3);
}

#[tokio::test]
async fn rule_10_what_may_never_be_seen_is_not_asked_for_at_every_sync() {
    let family = Family::new().await;
    family.school.state().failing.insert(Kind::Absence, SchoolError::Forbidden("a paid option".into()));
    family.sync().await;
    family.school.asked();
    family.clock.forward(10 * MINUTE);
    family.sync().await;
    assert!(!family.school.asked().iter().any(|asked| matches!(asked, Asked::Terms(_))));
}

// 11. Honest

#[tokio::test]
async fn rule_11_the_status_says_when_it_last_went_well_and_what_is_wrong() {
    let family = Family::synced().await;
    let well = family.clock.now();
    assert_eq!(family.status("2").await.error, None);
    assert_eq!(family.status("2").await.last_success, Some(well));

    family.clock.forward(HOUR);
    family.school.state().fetch_faults.insert("2".into(), SchoolError::Strange("HTML".into()));
    family.sync().await;
    let status = family.status("2").await;
    assert_eq!((status.last_success, status.last_attempt), (Some(well), Some(family.clock.now())));
    assert_eq!(status.error.unwrap().code, "strange");
    assert!(status.next_try.unwrap() > family.clock.now());
    assert_eq!(family.status("1").await.last_success, Some(family.clock.now()), "each child has its own");

    family.clock.forward(HOUR);
    family.school.state().fetch_faults.clear();
    family.sync().await;
    let status = family.status("2").await;
    assert_eq!((status.last_success, status.error), (Some(family.clock.now()), None));
    assert!(status.next_try.unwrap() > family.clock.now());
}

#[tokio::test]
async fn rule_11_a_sync_with_nothing_new_writes_nothing_and_costs_two_requests() {
    let family = family_with_marks().await;
    family.school.write("1", homework("h", "§ 7", november(26)));
    family.school.write("2", lesson("l", november(24), 1));
    family.news().await;
    family.school.asked();
    let rows = family.vault.rows_written().await;
    let changes = family.log().await.len();
    for _ in 0..5 {
        family.clock.forward(20 * MINUTE);
        assert_eq!(family.news().await, [""; 0]);
        assert_eq!(family.school.asked().len(), 4, "who is signed in, and one question for each child");
    }
    assert_eq!(family.vault.rows_written().await, rows);
    assert_eq!(family.log().await.len(), changes);
}

#[tokio::test]
async fn rule_11_a_quick_look_with_nothing_new_writes_nothing_either() {
    let family = family_with_marks().await;
    family.school.state().latest = Some(vec![Item::Mark(mark("m9", "4", november(9)))]);
    family.look().await;
    for _ in 0..2 {
        family.clock.forward(2 * MINUTE);
        family.look().await;
    }
    let rows = family.vault.rows_written().await;
    family.school.asked();
    for _ in 0..3 {
        family.clock.forward(2 * MINUTE);
        family.look().await;
        assert_eq!(family.school.asked().len(), 6, "the week and the latest marks of each child");
    }
    assert_eq!(family.vault.rows_written().await, rows);
}

#[tokio::test]
async fn rule_11_prints_do_not_pile_up_as_the_days_go_by() {
    let family = Family::synced().await;
    let prints = family.vault.prints(&family.child("1")).await.unwrap().len();
    for _ in 0..10 {
        family.clock.forward(DAY);
        family.sync().await;
    }
    assert_eq!(family.vault.prints(&family.child("1")).await.unwrap().len(), prints);
}

// What else an engine owes a family

#[tokio::test]
async fn a_school_that_hangs_does_not_keep_the_family_waiting() {
    let family = Family::synced().await;
    family.school.write("1", mark("1", "5", november(20)));
    family.school.state().hangs_for.insert("2".into());
    family.clock.forward(MINUTE);
    let began = Instant::now();
    let report = family.engine.sync_once(Reason::Asked, Whose::Everyone, Duration::from_millis(400)).await;
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(report.changes(), 1, "what Amina's answer held is found and said");
    assert!(report.students[0].error.is_none());
    assert!(matches!(report.students[1].error, Some(SyncFault::Late)));
    assert!(matches!(report.students[2].error, Some(SyncFault::Late)));
    assert_eq!(family.status("1").await.last_success, Some(family.clock.now()));
    assert_eq!(family.status("2").await.error.unwrap().code, "unreachable");

    // Nothing is left behind that would stop the next one.
    family.school.state().hangs_for.clear();
    assert_eq!(family.news().await, [""; 0]);
}

#[tokio::test]
async fn an_optional_kind_that_fails_is_partial_and_no_error() {
    let family = Family::synced().await;
    family.school.state().failing.insert(Kind::TermMark, SchoolError::Forbidden("a paid option".into()));
    family.school.write("1", mark("1", "5", november(20)));
    family.clock.forward(MINUTE);
    let report = family.sync().await;
    assert_eq!(report.faults().count(), 0);
    assert_eq!(report.students[0].partial.as_ref().unwrap().word(), "forbidden");
    assert_eq!(report.changes(), 1);
    assert_eq!(family.status("1").await.last_success, Some(family.clock.now()));
}

#[rstest]
#[case::in_the_past(november(18), 0)]
#[case::today(november(21), 1)]
#[case::to_come(november(27), 1)]
#[tokio::test]
async fn a_planned_test_is_news_only_while_it_is_to_come(#[case] day: time::Date, #[case] told: usize) {
    let family = Family::synced().await;
    family.school.write("1", test_on("k1", day));
    assert_eq!(family.news().await.len(), told);
    assert_eq!(family.stored("1", Kind::Test).await.len(), 1, "it stands in the diary in any case");
}

#[tokio::test]
async fn a_mark_of_an_older_week_comes_by_the_feed_and_is_told_once() {
    let family = family_with_marks().await;
    family.look().await;
    family.school.asked();
    let late = mark("late", "2", november(6));
    family.school.write("1", late.clone());
    family.school.state().latest = Some(vec![Item::Mark(late), Item::Mark(mark("m20", "4", november(20)))]);
    family.clock.forward(2 * MINUTE);
    // The feed is the same for all three here; only Amina has the mark in her book.
    let report = family.look().await;
    let week = span(november(9), date!(2026 - 12 - 05));
    let asked = family.school.asked();
    assert!(asked.contains(&Asked::Fetch { person: "1".into(), span: week }), "{asked:?}");
    assert!(!asked.contains(&Asked::Identity));
    assert_eq!(report.students[0].changes.len(), 1);

    family.school.state().latest = None;
    family.clock.forward(2 * HOUR);
    let report = family.look().await;
    assert_eq!(report.students[0].changes.len(), 0, "the whole look finds what is known already");
    let told = family.log().await.into_iter().filter(|line| line == "Амина: mark added: 2").count();
    assert_eq!(told, 1);
}

#[tokio::test]
async fn a_mark_that_the_feed_brought_and_the_school_took_back_goes() {
    let family = Family::new().await;
    family.school.state().children.truncate(1);
    let family = {
        family.school.write("1", mark("1", "4", november(20)));
        family.sync().await;
        family
    };
    family.look().await;
    let late = mark("late", "2", november(6));
    family.school.state().latest = Some(vec![Item::Mark(late)]);
    family.clock.forward(2 * MINUTE);
    assert_eq!(family.look().await.changes(), 1);
    // Gone again before the next whole look, whose answer is then to the letter the one before.
    family.school.state().latest = Some(Vec::new());
    family.clock.forward(MINUTE);
    assert_eq!(family.news().await, ["Амина: mark removed: 2"]);
    assert_eq!(values(&family.stored("1", Kind::Mark).await), ["4"]);
}

#[tokio::test]
async fn a_mark_that_week_and_feed_both_name_is_told_once() {
    let family = Family::synced().await;
    family.look().await;
    let undated = Mark { lesson_date: None, ..mark("1", "5", november(20)) };
    family.school.write("1", undated.clone());
    family.school.state().latest = Some(vec![Item::Mark(undated)]);
    family.clock.forward(2 * MINUTE);
    assert_eq!(family.look().await.students[0].changes.len(), 1);
}

#[tokio::test]
async fn an_answer_for_another_child_is_no_answer() {
    let amina = peremena_model::StudentId::from_text("amina");
    let timur = peremena_model::StudentId::from_text("timur");
    let scope = Scope { student: timur, kind: Kind::Mark, year: YEAR, span: None, whole: true };
    let part = Part { scope, items: vec![Item::Mark(mark("1", "5", november(20)))] };
    let weighed = weigh(&amina, YEAR, &[part], &Stored::default(), true, NOW);
    assert!(weighed.put.is_empty() && weighed.coverage.is_empty());
}
