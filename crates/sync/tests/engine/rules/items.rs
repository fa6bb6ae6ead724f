//! Rules 1, 2, 4 and 5: what one item is, its history, when it is gone, and in which days it is looked for.

use super::*;

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
