//! Letters: one that is sent is sent once, and what is not known of it is said.

use std::time::Duration;

use peremena_school::{Letter, SchoolError};
use peremena_sync::{Sent, SyncFault};
use peremena_vault::AccountRecord;

use crate::school::{Asked, Family, PATIENCE};

fn letter() -> Letter {
    Letter { to: vec!["teacher".into()], subject: "О походе".into(), text: "Едем.".into() }
}

async fn sent(family: &Family) -> Sent {
    family.engine.send_letter(&family.child("1"), &letter(), PATIENCE).await
}

#[tokio::test]
async fn a_letter_is_sent_once_after_the_school_has_said_who_is_signed_in() {
    let family = Family::synced().await;
    assert!(matches!(sent(&family).await, Sent::Taken));
    assert_eq!(family.school.asked(), [Asked::Identity, Asked::Letter("О походе".into())]);
}

#[tokio::test]
async fn what_fails_before_the_letter_has_not_left() {
    let family = Family::synced().await;
    family.school.state().identity_fault = Some(SchoolError::Unreachable("no network".into()));
    assert!(matches!(sent(&family).await, Sent::Kept(SyncFault::School(SchoolError::Unreachable(_)))));
    assert_eq!(family.school.asked(), [Asked::Identity]);
    // A session that has ended is asked no further question.
    family.school.state().identity_fault = Some(SchoolError::Refused("ended".into()));
    for _ in 0..2 {
        assert!(matches!(sent(&family).await, Sent::Kept(SyncFault::School(SchoolError::Refused(_)))));
    }
    assert_eq!(family.school.asked(), [Asked::Identity]);
}

#[tokio::test]
async fn what_comes_back_of_the_letter_itself_says_no_or_leaves_it_open() {
    let family = Family::synced().await;
    for (fault, left_open) in [
        (SchoolError::Forbidden("no".into()), false),
        (SchoolError::Limited { retry_after: None }, false),
        (SchoolError::Setting("no text".into()), false),
        (SchoolError::Unreachable("cut off".into()), true),
        (SchoolError::OutOfOrder("502".into()), true),
        (SchoolError::Strange("a page".into()), true),
    ] {
        family.school.state().letter_fault = Some(fault.clone());
        match sent(&family).await {
            Sent::Unknown(_) if left_open => {}
            Sent::Kept(_) if !left_open => {}
            other => panic!("{fault:?}: {other:?}"),
        }
        assert_eq!(family.school.asked(), [Asked::Identity, Asked::Letter("О походе".into())], "one attempt");
    }
}

#[tokio::test]
async fn a_school_that_does_not_answer_in_time_may_have_taken_it() {
    let family = Family::synced().await;
    family.school.state().hangs_with_letters = true;
    let (child, soon) = (family.child("1"), Duration::from_millis(50));
    assert!(matches!(family.engine.send_letter(&child, &letter(), soon).await, Sent::Unknown(SyncFault::Late)));
}

#[tokio::test]
async fn who_is_signed_out_writes_to_nobody() {
    let family = Family::synced().await;
    let account = AccountRecord { signed_out: true, ..family.account.clone() };
    family.vault.put_account(&account, None).await.unwrap();
    let child = family.child("1");
    let refused = |fault: &SyncFault| matches!(fault, SyncFault::School(SchoolError::Refused(_)));
    assert!(matches!(sent(&family).await, Sent::Kept(fault) if refused(&fault)));
    assert!(refused(&family.engine.receivers(&child, PATIENCE).await.unwrap_err()));
    assert!(refused(&family.engine.open_letter(&child, "1", PATIENCE).await.unwrap_err()));
    assert!(refused(&family.engine.writes_letters(&child).await.unwrap_err()));
    assert_eq!(family.school.asked(), []);
}
