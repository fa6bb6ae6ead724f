//! Ticks on homework that go to the school: sent soon, sent again, never in a sync's way.

use std::time::Duration;

use peremena_model::{Homework, Item, Kind};
use peremena_school::SchoolError;
use peremena_sync::SyncFault;
use peremena_vault::{AccountRecord, Sending};
use time::macros::date;

use crate::school::{Asked, Family, PATIENCE, YEAR, homework};

const SOON: time::Duration = time::Duration::seconds(11);

/// A family with homework "7" of both children, which the school has as not done, and that tells the school of ticks.
async fn family() -> Family {
    let family = Family::synced().await;
    for child in ["1", "2"] {
        family.school.write(child, work(false));
    }
    family.vault.choose_ticks(&family.account.id, Some(true)).await.unwrap();
    family.sync().await;
    family.school.asked();
    family
}

fn work(done: bool) -> Homework {
    Homework { done: Some(done), ..homework("7", "№ 312", date!(2026 - 11 - 24)) }
}

async fn tick(family: &Family, person: &str, done: bool) {
    let (child, now) = (family.child(person), family.clock.now());
    family.vault.put_done(&child, "7", YEAR, done, now, true).await.unwrap();
}

/// Whether it is done, and how far that has come.
async fn stands(family: &Family, person: &str) -> (bool, Option<Sending>) {
    let child = family.child(person);
    let ticks = family.vault.ticks(&child, YEAR).await.unwrap();
    let items = family.stored(person, Kind::Homework).await;
    let [Item::Homework(homework)] = &items[..] else { panic!("{items:?}") };
    (ticks.done(homework), ticks.sending("7"))
}

/// What the school was told, since the last time.
fn told(family: &Family) -> Vec<(String, bool)> {
    let ticks = family.school.asked().into_iter().filter_map(|asked| match asked {
        Asked::Tick { person, homework, done } => {
            assert_eq!(homework, "7");
            Some((person, done))
        }
        _ => None,
    });
    ticks.collect()
}

fn fault(family: &Family, fault: Option<SchoolError>) {
    family.school.state().tick_fault = fault;
}

#[tokio::test]
async fn a_tick_is_sent_after_a_moments_rest_of_the_child_that_it_is_of() {
    let family = family().await;
    tick(&family, "2", true).await;
    assert_eq!(family.engine.send_new_ticks(PATIENCE).await.unwrap(), []);
    let due = family.engine.ticks_due().await.unwrap().unwrap();
    assert_eq!(due - family.clock.now(), time::Duration::seconds(10));
    family.clock.forward(SOON);
    assert_eq!(family.engine.send_new_ticks(PATIENCE).await.unwrap(), [family.child("2")]);
    assert_eq!(family.school.asked(), [Asked::Tick { person: "2".into(), homework: "7".into(), done: true }]);
    assert_eq!(stands(&family, "2").await, (true, Some(Sending::Taken)));
    assert_eq!(stands(&family, "1").await, (false, None), "the other child's homework has the same id");
    assert_eq!(family.engine.ticks_due().await.unwrap(), None);
    // The school shows it; then it is taken back there.
    family.sync().await;
    assert_eq!(stands(&family, "2").await, (true, None));
    family.school.write("2", work(false));
    family.sync().await;
    assert_eq!(stands(&family, "2").await, (false, None));
    assert_eq!(told(&family), []);
}

#[tokio::test]
async fn what_was_ticked_at_the_school_arrives_unless_the_own_word_still_waits() {
    let family = family().await;
    family.school.write("1", work(true));
    family.sync().await;
    assert_eq!(stands(&family, "1").await, (true, None));
    fault(&family, Some(SchoolError::OutOfOrder("502".into())));
    tick(&family, "1", false).await;
    family.sync().await;
    assert_eq!(stands(&family, "1").await, (false, Some(Sending::Waiting)));
    fault(&family, None);
    family.sync().await;
    assert_eq!(stands(&family, "1").await, (false, Some(Sending::Taken)));
    family.sync().await;
    assert_eq!(stands(&family, "1").await, (false, None));
    assert_eq!(told(&family), [("1".into(), false), ("1".into(), false)]);
}

/// Between two syncs a tick came and went, and the answer is to the letter the one before.
#[tokio::test]
async fn a_tick_that_came_and_went_leaves_nothing_that_would_hide_the_next() {
    let family = family().await;
    for done in [true, false] {
        tick(&family, "1", done).await;
        family.clock.forward(SOON);
        family.engine.send_new_ticks(PATIENCE).await.unwrap();
    }
    assert_eq!(told(&family), [("1".into(), true), ("1".into(), false)]);
    family.sync().await;
    family.school.write("1", work(true));
    family.sync().await;
    assert_eq!(stands(&family, "1").await, (true, None));
}

#[tokio::test]
async fn a_school_that_fails_with_a_tick_fails_no_sync_and_is_tried_again() {
    let family = family().await;
    for error in [
        SchoolError::Unreachable("no network".into()),
        SchoolError::OutOfOrder("502".into()),
        SchoolError::Strange("a page".into()),
        SchoolError::Refused("ended".into()),
    ] {
        fault(&family, Some(error));
        tick(&family, "1", true).await;
        for report in family.sync().await.students {
            assert!(report.error.is_none() && report.partial.is_none(), "{report:?}");
        }
        assert_eq!(told(&family), [("1".into(), true)]);
        assert_eq!(stands(&family, "1").await, (true, Some(Sending::Waiting)));
    }
    assert!(!family.vault.accounts().await.unwrap()[0].signed_out, "who is signed in is asked by the next sync");
    fault(&family, None);
    family.sync().await;
    assert_eq!(told(&family), [("1".into(), true)]);
    family.sync().await;
    assert_eq!((told(&family), stands(&family, "1").await), (vec![], (true, None)));
}

#[tokio::test]
async fn a_tick_that_is_refused_is_kept_here_and_not_sent_again() {
    let family = family().await;
    fault(&family, Some(SchoolError::Forbidden("no".into())));
    tick(&family, "1", true).await;
    family.sync().await;
    assert_eq!(told(&family), [("1".into(), true)]);
    for _ in 0..3 {
        family.sync().await;
        assert_eq!(stands(&family, "1").await, (true, Some(Sending::Kept)));
    }
    assert_eq!(told(&family), []);
}

#[tokio::test]
async fn a_school_that_asks_to_wait_is_heard() {
    let family = family().await;
    let retry_after = Some(Duration::from_secs(900));
    fault(&family, Some(SchoolError::Limited { retry_after }));
    tick(&family, "1", true).await;
    tick(&family, "2", true).await;
    let report = family.sync().await;
    let asks_to_wait = |fault: &SyncFault| matches!(fault, SyncFault::School(SchoolError::Limited { .. }));
    for report in &report.students {
        assert!([&report.error, &report.partial].into_iter().flatten().any(asks_to_wait), "{report:?}");
    }
    assert_eq!(told(&family), [("1".into(), true)], "the next child waits too");
    family.clock.forward(SOON);
    assert_eq!(family.engine.ticks_due().await.unwrap(), None, "until the syncs may ask again");
}

#[tokio::test]
async fn a_school_that_hangs_with_a_tick_does_not_keep_the_sync() {
    let family = family().await;
    family.school.state().hangs_with_ticks = true;
    tick(&family, "1", true).await;
    let report = family.sync().await;
    assert!(report.students.iter().all(|report| report.error.is_none()), "{report:?}");
    assert_eq!(stands(&family, "1").await, (true, Some(Sending::Waiting)));
}

#[tokio::test]
async fn what_the_family_does_not_want_told_is_not_told() {
    let family = family().await;
    tick(&family, "1", true).await;
    // As another version of the program may have left it: the row waits, the choice is gone.
    family.vault.choose_ticks(&family.account.id, None).await.unwrap();
    family.clock.forward(SOON);
    family.engine.send_new_ticks(PATIENCE).await.unwrap();
    family.sync().await;
    assert_eq!(told(&family), []);
}

#[tokio::test]
async fn who_is_signed_out_sends_when_signed_in_again_but_nothing_that_is_old() {
    let family = family().await;
    tick(&family, "1", true).await;
    let account = AccountRecord { signed_out: true, ..family.account.clone() };
    family.vault.put_account(&account, None).await.unwrap();
    family.clock.forward(SOON);
    assert_eq!(family.engine.ticks_due().await.unwrap(), None);
    assert_eq!(family.engine.send_new_ticks(PATIENCE).await.unwrap(), []);
    family.sync().await;
    assert_eq!(told(&family), []);
    family.clock.forward(time::Duration::days(13));
    tick(&family, "2", true).await;
    family.clock.forward(time::Duration::days(2));
    family.vault.put_account(&family.account, None).await.unwrap();
    family.sync().await;
    assert_eq!(told(&family), [("2".into(), true)]);
    assert_eq!(stands(&family, "1").await, (true, Some(Sending::Kept)));
}

#[tokio::test]
async fn a_calm_sync_writes_nothing_with_a_tick_that_the_school_never_shows() {
    let family = family().await;
    family.school.state().hides_ticks = true;
    tick(&family, "1", true).await;
    family.sync().await;
    family.sync().await;
    let rows = family.vault.rows_written();
    family.sync().await;
    assert_eq!(family.vault.rows_written(), rows);
    assert_eq!(stands(&family, "1").await, (true, Some(Sending::Taken)));
    assert_eq!(told(&family), [("1".into(), true)]);
}

#[tokio::test]
async fn homework_that_comes_under_another_id_is_ticked_under_that() {
    let family = family().await;
    fault(&family, Some(SchoolError::OutOfOrder("502".into())));
    tick(&family, "1", true).await;
    family.sync().await;
    told(&family);
    family.school.rub_out("1", Kind::Homework, "7");
    family.school.write("1", Homework { id: "8".into(), ..work(false) });
    fault(&family, None);
    family.sync().await;
    let asked = family.school.asked();
    assert!(asked.contains(&Asked::Tick { person: "1".into(), homework: "8".into(), done: true }), "{asked:?}");
}
