//! A sync that somebody waits for: how far it is, and that it ends once they have had enough.

use std::time::{Duration, Instant};

use peremena_model::Kind;
use peremena_school::SchoolError;
use peremena_sync::{ProfileLock, Progress, Reason, Stage, SyncFault, SyncReport, Whose};
use peremena_vault::Vault;

use crate::school::*;

const MINUTE: time::Duration = time::Duration::MINUTE;

/// Waits until the days of a child are asked for, and says what is told of that.
async fn comes_to(family: &Family, person: &str) -> Progress {
    let child = Some(family.child(person));
    loop {
        let told = family.engine.progress();
        if let Some(told) = told.into_iter().find(|told| told.stage == Stage::Days && told.student == child) {
            return told;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Somebody has enough of `sync` while the school says nothing of this child.
async fn stopped_at(family: &Family, person: &str, sync: impl Future<Output = SyncReport>) -> (SyncReport, Progress) {
    family.school.state().hangs_for.insert(person.into());
    let began = Instant::now();
    let stop = async {
        let told = comes_to(family, person).await;
        family.engine.stop();
        told
    };
    let stopped = tokio::join!(sync, stop);
    assert!(began.elapsed() < PATIENCE / 2, "it ends then, not with its deadline");
    family.school.state().hangs_for.clear();
    stopped
}

fn is_stopped(report: &SyncReport, place: usize) -> bool {
    matches!(report.students[place].error, Some(SyncFault::Stopped))
}

/// What the planner asks the school for right now.
async fn asked_at_once(family: &Family) -> Vec<Asked> {
    family.school.asked();
    family.look().await;
    family.school.asked()
}

#[tokio::test]
async fn a_first_sync_that_is_stopped_keeps_what_came_and_goes_on_later_in_silence() {
    let family = Family::new().await;
    for person in ["1", "2", "3"] {
        family.school.write(person, mark(&format!("m{person}"), "5", november(20)));
    }
    let (report, told) = stopped_at(&family, "2", family.sync()).await;
    let (account, student) = (family.account.id.clone(), Some(family.child("2")));
    assert_eq!(told, Progress { account, student, stage: Stage::Days, step: 2, of: 2, requests: 0 });
    assert!(report.students[0].error.is_none());
    assert!(is_stopped(&report, 1) && is_stopped(&report, 2), "{report:?}");
    assert_eq!(family.engine.progress(), []);
    assert_eq!(family.stored("1", Kind::Mark).await.len(), 1, "what is committed stays");
    assert_eq!(family.stored("2", Kind::Mark).await, []);
    for person in ["2", "3"] {
        let status = family.status(person).await;
        assert_eq!((status.error.unwrap().code.as_str(), status.last_success), ("stopped", None));
    }
    assert_eq!(family.log().await, [""; 0]);

    assert!(family.engine.due(&OPEN).await.unwrap().unwrap() > family.clock.now());
    assert_eq!(asked_at_once(&family).await, [], "not at once");
    family.clock.forward(8 * MINUTE);
    let asked = asked_at_once(&family).await;
    let of_first =
        |asked: &Asked| matches!(asked, Asked::Fetch { person, .. } | Asked::Glance(person) if person == "1");
    assert!(asked.iter().all(of_first), "the others not within the minute, though a window is open: {asked:?}");
    family.clock.forward(2 * MINUTE);
    let report = family.look().await;
    assert_eq!((report.faults().count(), report.changes()), (0, 0));
    for person in ["1", "2", "3"] {
        assert_eq!(family.stored(person, Kind::Mark).await.len(), 1, "{person}");
        assert_eq!(family.status(person).await.error, None);
    }
    assert_eq!(family.log().await, [""; 0], "what was there before is no news");
    assert!(family.vault.outbox_open().await.unwrap().is_empty());
    // From here on it is.
    family.school.write("2", mark("new", "4", november(21)));
    assert_eq!(family.news().await.len(), 1);
}

/// The app asks for the children of a new account one by one, and the planner stands behind it.
#[tokio::test]
async fn the_children_whose_turn_had_not_come_wait_too() {
    let family = Family::new().await;
    let first = family.child("1");
    let sync = family.engine.sync_once(Reason::SignedIn, Whose::Student(&first), PATIENCE);
    let (report, _) = stopped_at(&family, "1", sync).await;
    assert!(is_stopped(&report, 0));
    for person in ["1", "2", "3"] {
        assert_eq!(family.status(person).await.error.unwrap().code, "stopped", "{person}");
    }
    assert_eq!(asked_at_once(&family).await, []);
}

#[tokio::test]
async fn a_sync_that_waits_behind_a_stopped_one_is_stopped_with_it() {
    let family = Family::new().await;
    let second = async {
        tokio::time::sleep(Duration::from_millis(1)).await;
        family.sync().await
    };
    let both = async { tokio::join!(family.sync(), second) };
    family.school.state().hangs_for.insert("1".into());
    let stop = async {
        comes_to(&family, "1").await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        family.engine.stop();
    };
    let ((first, second), ()) = tokio::join!(both, stop);
    assert!(is_stopped(&first, 0) && is_stopped(&second, 0));
    assert_eq!(family.school.fetches(), 1);
}

#[tokio::test]
async fn what_the_planner_asks_for_beside_is_not_shown_and_goes_on() {
    let family = Family::synced().await;
    family.school.write("2", mark("new", "4", november(21)));
    family.school.state().slow = Duration::from_millis(30);
    family.clock.forward(2 * MINUTE);
    let stop = async {
        tokio::time::sleep(Duration::from_millis(40)).await;
        assert_eq!(family.engine.progress(), []);
        family.engine.stop();
    };
    let (report, ()) = tokio::join!(family.look(), stop);
    assert_eq!((report.students.len(), report.faults().count(), report.changes()), (3, 0, 1));
}

#[tokio::test]
async fn who_joins_a_stopped_sync_from_another_process_does_it_himself() {
    let folder = tempfile::tempdir().unwrap();
    let family = Family::over(Vault::open_in_memory().await.unwrap(), Some(folder.path().to_owned())).await;
    family.school.write("2", mark("1", "5", november(20)));
    family.school.state().hangs_for.insert("2".into());
    let other = family.other_engine();
    let joined = async {
        comes_to(&family, "2").await;
        other.sync_once(Reason::Asked, Whose::Everyone, PATIENCE).await
    };
    let stop = async {
        comes_to(&family, "2").await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        family.school.state().hangs_for.clear();
        family.engine.stop();
    };
    let (stopped, joined, ()) = tokio::join!(family.sync(), joined, stop);
    assert!(is_stopped(&stopped, 1));
    assert!(joined.joined);
    assert_eq!(joined.faults().count(), 0);
    assert_eq!(family.stored("2", Kind::Mark).await.len(), 1);
    assert_eq!(family.log().await, [""; 0]);
}

#[tokio::test]
async fn who_waits_for_another_process_may_have_enough_of_that() {
    let folder = tempfile::tempdir().unwrap();
    let family = Family::over(Vault::open_in_memory().await.unwrap(), Some(folder.path().to_owned())).await;
    let held = ProfileLock::take(folder.path(), Instant::now()).await.unwrap();
    let began = Instant::now();
    let stop = async {
        tokio::time::sleep(Duration::from_millis(60)).await;
        family.engine.stop();
    };
    let (report, ()) = tokio::join!(family.sync(), stop);
    assert!(began.elapsed() < PATIENCE / 2);
    assert!((0..3).all(|place| is_stopped(&report, place)));
    assert!(family.school.asked().is_empty());
    assert!(family.vault.status().await.unwrap().is_empty(), "of the children the other one writes");
    drop(held);
    assert_eq!(family.news().await, [""; 0]);
}

#[tokio::test]
async fn that_a_school_asked_to_be_left_alone_holds_whatever_is_stopped() {
    let family = Family::synced().await;
    let retry_after = Some(Duration::from_secs(1_200));
    family.school.state().identity_fault = Some(SchoolError::Limited { retry_after });
    family.clock.forward(MINUTE);
    family.sync().await;
    family.school.state().identity_fault = None;
    family.clock.forward(MINUTE);
    let (report, _) = stopped_at(&family, "1", family.sync()).await;
    assert!(is_stopped(&report, 0));
    let due = family.engine.due(&OPEN).await.unwrap().unwrap();
    assert!(due - family.clock.now() >= 18 * MINUTE, "{due}");
}
