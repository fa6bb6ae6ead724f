//! Sessions that idle out: kept alive while the program runs, politely, and no others.

use peremena_school::SchoolError;
use peremena_sync::pace::{Around, BUDGET, Memory};
use peremena_vault::SourceStatus;
use time::Duration;

use crate::school::*;

const TRAY: Around = Around { window_open: false, every: None, saving: false, network_since: None };
const SOME_SECONDS: std::time::Duration = std::time::Duration::from_secs(5);

/// A family that was asked just now, at a school that ends sessions after a quarter of an hour.
async fn family() -> Family {
    let family = Family::new().await;
    family.school.state().idles_out = Some(std::time::Duration::from_secs(900));
    family.sync().await;
    family.school.asked();
    family
}

/// How often the school was asked to keep a session alive, in the next so many minutes of a program in the tray.
async fn kept_alive(family: &Family, minutes: i64) -> usize {
    let end = family.clock.now() + Duration::minutes(minutes);
    let mut kept = 0;
    while let Some(due) = family.engine.alive_due(&TRAY).await.unwrap().filter(|due| *due <= end) {
        family.clock.set(due.max(family.clock.now()));
        family.engine.keep_alive(&TRAY, SOME_SECONDS).await.unwrap();
        kept += family.school.asked().iter().filter(|asked| **asked == Asked::Alive).count();
        assert!(kept < 100, "in a loop");
    }
    kept
}

#[tokio::test]
async fn a_session_is_kept_alive_between_two_syncs() {
    let family = family().await;
    let due = family.engine.alive_due(&TRAY).await.unwrap().unwrap() - family.clock.now();
    assert!((Duration::minutes(9)..=Duration::minutes(11)).contains(&due), "{due}");
    family.engine.keep_alive(&TRAY, SOME_SECONDS).await.unwrap();
    assert_eq!(family.school.asked(), [], "its turn has not come");
    let kept = kept_alive(&family, 120).await;
    assert!((11..=14).contains(&kept), "{kept}");
    assert_eq!(family.log().await, [""; 0]);
}

#[tokio::test]
async fn a_school_that_ends_no_session_is_not_asked() {
    let family = Family::synced().await;
    assert_eq!(family.engine.alive_due(&TRAY).await.unwrap(), None);
    family.clock.forward(Duration::hours(2));
    family.engine.keep_alive(&TRAY, SOME_SECONDS).await.unwrap();
    assert_eq!(family.school.asked(), []);
}

#[tokio::test]
async fn a_session_that_has_idled_out_is_left_to_the_next_sync() {
    let family = family().await;
    family.clock.forward(Duration::minutes(20));
    assert_eq!(kept_alive(&family, 120).await, 0);
    // Nor is it of use where the network is paid for.
    family.sync().await;
    let saving = Around { saving: true, ..TRAY };
    assert_eq!(family.engine.alive_due(&saving).await.unwrap(), None);
    assert!(family.engine.alive_due(&Around { window_open: true, ..saving }).await.unwrap().is_some());
}

#[tokio::test]
async fn the_budget_of_a_day_is_kept_and_what_is_asked_counts() {
    let family = family().await;
    let spend = async |requests| {
        let status = family.status("1").await;
        let mut memory: Memory = serde_json::from_str(status.memory_json.as_deref().unwrap()).unwrap();
        memory.spent.requests = requests;
        let memory_json = serde_json::to_string(&memory).ok();
        family.vault.put_status(&SourceStatus { memory_json, ..status }).await.unwrap();
    };
    spend(BUDGET).await;
    assert_eq!(family.engine.alive_due(&TRAY).await.unwrap(), None);
    spend(0).await;
    assert!(family.engine.alive_due(&TRAY).await.unwrap().is_some());
}

#[tokio::test]
async fn a_refusal_is_final_and_trouble_is_not_made_worse() {
    let family = family().await;
    family.school.state().identity_fault = Some(SchoolError::Unreachable("down".into()));
    assert_eq!(kept_alive(&family, 12).await, 1);
    family.school.state().identity_fault = Some(SchoolError::Refused("the session has ended".into()));
    assert_eq!(kept_alive(&family, 12).await, 1);
    let account = family.vault.accounts().await.unwrap().remove(0);
    assert!(account.signed_out);
    assert_eq!(kept_alive(&family, 120).await, 0);
    // The family signs in anew, perhaps to a session that needs none of this.
    family.school.state().identity_fault = None;
    family.school.state().idles_out = None;
    family.sign_in("patimat", &family.school).await;
    family.sync().await;
    assert_eq!(family.engine.alive_due(&TRAY).await.unwrap(), None);
}

#[tokio::test]
async fn a_connector_that_could_not_be_asked_is_asked_again() {
    let family = family().await;
    family.schools.close("patimat");
    assert_eq!(family.engine.alive_due(&TRAY).await.unwrap(), None);
    family.schools.open("patimat", &family.school);
    assert!(family.engine.alive_due(&TRAY).await.unwrap().is_some(), "its session idles out all the same");
    assert_eq!(kept_alive(&family, 12).await, 1);
}
