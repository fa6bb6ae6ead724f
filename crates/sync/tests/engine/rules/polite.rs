//! Rules 9 and 10: every child is looked at, and no school is asked too much.

use super::*;

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
    let second = time::Duration::SECOND;
    let watching = pace::Around { every: Some(second), ..pace::Around::default() };
    let due = family.engine.due(&watching).await.unwrap().unwrap();
    assert!(due <= family.clock.now() + second, "no pause is left of what was refused");
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
        let before = runtime.block_on(vault.session(&id)).unwrap().unwrap();
        assert!(runtime.block_on(vault.replace_session(&id, &before, &session("a new token"))).unwrap());
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

fn limited(retry_after: Option<Duration>) -> SchoolError {
    SchoolError::Limited { retry_after }
}

fn out_of_order(retry_after: Option<Duration>) -> SchoolError {
    SchoolError::OutOfOrder(Outage { words: "503".into(), retry_after })
}

/// Whether it is asked too often or out of order: it says when it will answer again.
#[rstest]
#[case::asked_too_often(limited)]
#[case::out_of_order(out_of_order)]
#[tokio::test]
async fn rule_10_a_school_that_asks_to_wait_is_left_alone_that_long(
    #[case] fault: fn(Option<Duration>) -> SchoolError,
) {
    let family = Family::synced().await;
    family.clock.forward(5 * MINUTE);
    let wait = fault(Some(Duration::from_secs(40 * 60)));
    family.school.state().identity_fault = Some(wait);
    family.other_engine().sync_once(Reason::Asked, Whose::Everyone, PATIENCE).await;
    family.school.state().identity_fault = None;
    family.school.asked();
    let until = family.clock.now() + 40 * MINUTE;
    assert!(family.status("1").await.next_try.unwrap() >= until);

    // The process that was told so, another one, and one that is started anew.
    for engine in [&family.engine, &family.other_engine()] {
        // Never before, and not in the same second as everybody else who was told that moment.
        let due = engine.due(&OPEN).await.unwrap().unwrap();
        assert!((until..=until + MINUTE).contains(&due), "{due}");
    }
    family.clock.forward(39 * MINUTE);
    family.look().await;
    assert_eq!(family.school.asked(), []);
    family.clock.set(until - time::Duration::SECOND);
    family.look().await;
    assert_eq!(family.school.asked(), []);
    family.clock.set(until + MINUTE);
    family.look().await;
    assert_eq!(family.school.fetches(), 3);
    assert_eq!(family.status("1").await.error, None);
}

#[rstest]
#[case::asked_too_often(limited, "limited")]
#[case::out_of_order(out_of_order, "order")]
#[tokio::test]
async fn rule_10_who_asks_to_wait_for_one_child_is_not_asked_for_the_next(
    #[case] fault: fn(Option<Duration>) -> SchoolError,
    #[case] word: &str,
) {
    let family = Family::synced().await;
    family.school.state().fetch_faults.insert("1".into(), fault(Some(Duration::from_secs(600))));
    family.clock.forward(5 * MINUTE);
    let report = family.sync().await;
    assert_eq!(family.school.fetches(), 1);
    assert!(report.students.iter().all(|student| student.error.as_ref().unwrap().word() == word));
    let until = family.clock.now() + 10 * MINUTE;
    let due = family.engine.due(&OPEN).await.unwrap().unwrap();
    assert!((until..=until + MINUTE).contains(&due), "{due}");
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
