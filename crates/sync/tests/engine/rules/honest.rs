//! Rule 11: what is said of a sync; and what else an engine owes a family.

use super::*;

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
    let rows = family.vault.rows_written();
    let changes = family.log().await.len();
    for _ in 0..5 {
        family.clock.forward(20 * MINUTE);
        assert_eq!(family.news().await, [""; 0]);
        assert_eq!(family.school.asked().len(), 4, "who is signed in, and one question for each child");
    }
    assert_eq!(family.vault.rows_written(), rows);
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
    let rows = family.vault.rows_written();
    family.school.asked();
    for _ in 0..3 {
        family.clock.forward(2 * MINUTE);
        family.look().await;
        assert_eq!(family.school.asked().len(), 6, "the week and the latest marks of each child");
    }
    assert_eq!(family.vault.rows_written(), rows);
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
    let took = began.elapsed();
    assert!(took < Duration::from_secs(5), "a sync ends with its deadline of 400 ms, and a little: {took:?}");
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
