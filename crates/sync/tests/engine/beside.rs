//! What is asked beside the syncs goes one way, whatever it is.

use std::{collections::HashSet, time::Duration};

use peremena_model::{Attachment, Item, Span};
use peremena_school::{Arrived, SchoolError};
use peremena_sync::SyncFault;
use rstest::rstest;
use time::macros::date;

use crate::school::{Asked, Family, PATIENCE, homework, november};

#[derive(Clone, Copy, Debug)]
enum Way {
    Leaf,
    Earlier,
    Receivers,
    Letter,
    File,
}

impl Way {
    async fn ask(self, family: &Family, patience: Duration) -> Result<(), SyncFault> {
        let (engine, child) = (&family.engine, family.child("1"));
        match self {
            Way::Leaf => {
                let week = Span::new(date!(2026 - 09 - 07), date!(2026 - 09 - 13)).unwrap();
                engine.leaf(&child, week, patience).await
            }
            Way::Earlier => engine.history_step(&child, false, &HashSet::new(), patience).await.map(|_| ()),
            Way::Receivers => engine.receivers(&child, patience).await.map(|_| ()),
            Way::Letter => engine.open_letter(&child, "1", patience).await.map(|_| ()),
            Way::File => {
                let file = Attachment { id: "6001".into(), name: "План.pdf".into(), size: None };
                let item = Item::Homework(homework("h1", "№ 1", november(23)));
                engine.attachment(&child, item, file, &Arrived::default(), patience).await.map(|_| ())
            }
        }
    }
}

fn fail(family: &Family, fault: Option<SchoolError>) {
    let mut state = family.school.state();
    state.opening_fault = fault.clone();
    match fault {
        Some(fault) => drop(state.fetch_faults.insert("1".into(), fault)),
        None => state.fetch_faults.clear(),
    }
}

async fn is_signed_out(family: &Family) -> bool {
    family.vault.accounts().await.unwrap()[0].signed_out
}

/// What the connector has learned is kept, whatever came of the question.
#[rstest]
#[tokio::test]
async fn what_is_learned_is_kept(
    #[values(Way::Leaf, Way::Earlier, Way::Receivers, Way::Letter, Way::File)] way: Way,
    #[values(true, false)] well: bool,
) {
    let family = Family::synced().await;
    family.school.state().learned = Some("{\"new\":1}".into());
    fail(&family, (!well).then(|| SchoolError::Forbidden("no".into())));
    way.ask(&family, PATIENCE).await.ok();
    assert_eq!(family.school.asked().len(), 1, "{way:?}");
    let kept = family.vault.reference(&family.account.id).await.unwrap();
    assert_eq!(kept.as_deref(), Some("{\"new\":1}"));
}

/// Rule 10: after a refusal nobody tries what was refused.
#[rstest]
#[tokio::test]
async fn a_refusal_signs_the_account_out(
    #[values(Way::Leaf, Way::Earlier, Way::Receivers, Way::Letter, Way::File)] way: Way,
    #[values(Way::Letter, Way::File)] next: Way,
) {
    let family = Family::synced().await;
    fail(&family, Some(SchoolError::Refused("ended".into())));
    let refused = |outcome| matches!(outcome, Err(SyncFault::School(SchoolError::Refused(_))));
    assert!(refused(way.ask(&family, PATIENCE).await) && is_signed_out(&family).await);
    family.school.asked();
    assert!(refused(next.ask(&family, PATIENCE).await));
    assert_eq!(family.school.asked(), [], "an account that is signed out is asked nothing");
}

/// Where the school asks to be left alone, the planner leaves it alone too.
#[rstest]
#[tokio::test]
async fn a_school_that_asks_to_wait_is_left_alone(
    #[values(Way::Leaf, Way::Earlier, Way::Receivers, Way::Letter, Way::File)] way: Way,
) {
    let family = Family::synced().await;
    fail(&family, Some(SchoolError::Limited { retry_after: Some(Duration::from_secs(3 * 3600)) }));
    way.ask(&family, PATIENCE).await.unwrap_err();
    fail(&family, None);
    family.school.asked();
    family.clock.forward(time::Duration::hours(2));
    family.look().await;
    let of_the_first = |asked: &Asked| matches!(asked, Asked::Fetch { person, .. } if person == "1");
    assert!(!family.school.asked().iter().any(of_the_first), "{way:?}");
    assert!(!is_signed_out(&family).await);
}

/// It waits for a sync that runs, no longer than it may, and asks nothing then.
#[rstest]
#[tokio::test]
async fn it_waits_for_a_sync_that_runs(
    #[values(Way::Leaf, Way::Earlier, Way::Receivers, Way::Letter, Way::File)] way: Way,
) {
    let family = Family::synced().await;
    family.school.state().slow = Duration::from_millis(300);
    let asking = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let late = way.ask(&family, Duration::from_millis(50)).await;
        assert!(matches!(late, Err(SyncFault::Late)), "{way:?}: {late:?}");
    };
    let (report, ()) = tokio::join!(family.sync(), asking);
    assert!(report.faults().next().is_none());
    assert!(!family.school.asked().iter().any(|asked| matches!(asked, Asked::Opened(_))));
}
