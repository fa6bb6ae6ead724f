//! A session that is renewed while two have the file: one renewal, and none signs the other out.

use std::{sync::Arc, time::Duration};

use peremena_model::StudentId;
use peremena_sync::{Engine, Reason, SyncFault, Whose};
use peremena_vault::Vault;
use tempfile::TempDir;

use crate::school::{Asked, Clock, Family, PATIENCE, SlowRenewal, session};

/// How long the server of tokens takes.
const SLOW: Duration = Duration::from_secs(1);

/// A family whose session has ended: the next question renews it with a token that works once.
async fn ended(profile: Option<&TempDir>) -> Family {
    let vault = Vault::open_in_memory().await.unwrap();
    let family = Family::over(vault, profile.map(|folder| folder.path().to_owned())).await;
    family.news().await;
    let stands = family.vault.session(&family.account.id).await.unwrap().unwrap();
    assert!(family.vault.replace_session(&family.account.id, &stands, &session("old")).await.unwrap());
    {
        let mut state = family.school.state();
        state.renewal = Some(SlowRenewal { spends: "old".into(), to: "new".into(), takes: SLOW });
        state.connected_with.clear();
        state.asked.clear();
    }
    family.clock.forward(time::Duration::minutes(1));
    family
}

async fn is_signed_out(family: &Family) -> bool {
    family.vault.accounts().await.unwrap()[0].signed_out
}

async fn token(family: &Family) -> String {
    let json = family.vault.session(&family.account.id).await.unwrap().unwrap();
    let session: peremena_school::Session = serde_json::from_str(&json).unwrap();
    session.values["token"].clone()
}

/// Two processes over one file: each has an engine and finds the lock file.
#[tokio::test]
async fn two_processes_that_find_the_session_ended_renew_it_once() {
    let folder = tempfile::tempdir().unwrap();
    let family = ended(Some(&folder)).await;
    // Its clock is ahead: what the first one finds is not taken over for an answer.
    let clock = Clock::at(family.clock.now() + time::Duration::seconds(2));
    let (profile, schools) = (folder.path().to_owned(), Arc::new(family.schools.clone()));
    let other = Engine::new(family.vault.clone(), Some(profile), schools, clock.hand());
    let second = async {
        tokio::time::sleep(SLOW / 4).await;
        other.sync_once(Reason::Asked, Whose::Everyone, PATIENCE).await
    };
    let (first, second) = tokio::join!(family.sync(), second);
    assert_eq!((first.faults().count(), second.faults().count()), (0, 0));
    assert_eq!(family.school.state().connected_with, ["old", "new"]);
    assert!(!is_signed_out(&family).await);
}

/// The deadline of one passes, or somebody stops it, while the server of tokens takes its time. Whoever comes next must
/// not read the token that is being spent.
async fn a_late_one_and_the_next(family: &Family, next: &Engine) {
    let late = family.engine.sync_once(Reason::Asked, Whose::Everyone, SLOW / 4).await;
    assert!(late.faults().count() > 0 && late.faults().all(|fault| matches!(fault, SyncFault::Late)), "{late:?}");
    assert_eq!(token(family).await, "old", "it is still being renewed");
    let report = next.sync_once(Reason::Asked, Whose::Everyone, PATIENCE).await;
    assert_eq!(report.faults().count(), 0, "{report:?}");
    assert_eq!(family.school.state().connected_with, ["old", "new"]);
    assert!(!is_signed_out(family).await);
    assert_eq!(token(family).await, "new");
}

#[tokio::test]
async fn a_renewal_that_outlives_its_sync_is_waited_for_by_another_process() {
    let folder = tempfile::tempdir().unwrap();
    let family = ended(Some(&folder)).await;
    a_late_one_and_the_next(&family, &family.other_engine()).await;
}

#[tokio::test]
async fn a_renewal_that_outlives_its_sync_is_waited_for_in_this_process() {
    let family = ended(None).await;
    a_late_one_and_the_next(&family, &family.engine).await;
}

#[tokio::test]
async fn one_that_is_stopped_keeps_what_it_renews() {
    let folder = tempfile::tempdir().unwrap();
    let family = ended(Some(&folder)).await;
    let stopped = async {
        tokio::time::sleep(SLOW / 4).await;
        family.engine.stop();
    };
    let (report, ()) = tokio::join!(family.sync(), stopped);
    assert!(report.faults().all(|fault| matches!(fault, SyncFault::Stopped)), "{report:?}");
    // As before the file is closed.
    family.engine.renewals_end(PATIENCE).await;
    assert_eq!(token(&family).await, "new");
}

/// What somebody does in the window asks the school beside the syncs: it waits its turn as they do.
#[tokio::test]
async fn what_is_done_in_the_window_waits_for_a_renewal_too() {
    let folder = tempfile::tempdir().unwrap();
    let family = ended(Some(&folder)).await;
    let (other, child): (Engine, StudentId) = (family.other_engine(), family.child("1"));
    family.engine.sync_once(Reason::Asked, Whose::Everyone, SLOW / 4).await;
    let asked: Vec<Asked> = family.school.asked();
    assert_eq!(asked, [Asked::Identity]);
    let soon = other.receivers(&child, SLOW / 8).await;
    assert!(matches!(soon, Err(SyncFault::Late)), "{soon:?}");
    assert_eq!(family.school.asked(), []);
    other.receivers(&child, PATIENCE).await.unwrap();
    assert_eq!(family.school.state().connected_with, ["old", "new"]);
}

/// Twenty at once in each of two processes, of each sort that asks a school.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forty_questions_of_two_processes_renew_once() {
    let folder = tempfile::tempdir().unwrap();
    let family = Arc::new(ended(Some(&folder)).await);
    let mut tasks = Vec::new();
    for place in 0..40_usize {
        let family = family.clone();
        tasks.push(tokio::spawn(async move {
            let other = (place % 2 == 1).then(|| family.other_engine());
            let engine = other.as_ref().unwrap_or(&family.engine);
            let child = family.child("1");
            match place % 4 {
                0 | 1 => engine.sync_once(Reason::Asked, Whose::Everyone, PATIENCE).await.faults().count(),
                2 => usize::from(engine.receivers(&child, PATIENCE).await.is_err()),
                _ => usize::from(engine.open_letter(&child, "1", PATIENCE).await.is_err()),
            }
        }));
    }
    for task in tasks {
        assert_eq!(task.await.unwrap(), 0);
    }
    assert!(!is_signed_out(&family).await);
    assert_eq!(token(&family).await, "new");
}
