//! Earlier terms and years: fetched once, silently, newest first; whatever happens, what is here stays.

use std::collections::HashSet;

use peremena_model::{Item, Kind, SchoolYear, Span, StudentId};
use peremena_school::SchoolError;
use peremena_sync::{
    Engine, SyncFault,
    history::{End, Pause, Plan, Step, Steps, Turn},
};
use time::{Duration, macros::date};

use crate::school::*;

const LAST_YEAR: SchoolYear = SchoolYear(2025);

/// A family whose school has had Amina for one year more, and gives none before.
async fn family() -> Family {
    let family = Family::synced().await;
    {
        let mut state = family.school.state();
        state.terms.extend(terms_of(2025));
        state.year_faults.insert(2024, SchoolError::Forbidden("no class that year".into()));
    }
    for (id, value, day) in [
        ("autumn", "5", date!(2026 - 09 - 15)),
        ("spring", "4", date!(2026 - 04 - 15)),
        ("winter", "3", date!(2025 - 12 - 15)),
    ] {
        family.school.write("1", mark(id, value, day));
        family.school.write("1", lesson(&format!("l-{id}"), day, 2));
    }
    family
}

async fn step(family: &Family, engine: &Engine, person: &str) -> Result<Option<Step>, SyncFault> {
    engine.history_step(&family.child(person), true, &HashSet::new(), PATIENCE).await
}

/// Every step that there is, in their order.
async fn all_steps(family: &Family, person: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    while let Some(step) = step(family, &family.engine, person).await.unwrap() {
        assert!(!steps.contains(&step), "{step:?} twice");
        steps.push(step);
    }
    steps
}

async fn plan(family: &Family, person: &str) -> Plan {
    family.engine.history(&family.child(person), true, &HashSet::new()).await.unwrap()
}

async fn marks(family: &Family, person: &str, year: SchoolYear) -> Vec<String> {
    let items = family.vault.items(&family.child(person), Kind::Mark, year, None).await.unwrap();
    items.iter().map(|item| item.id().to_owned()).collect()
}

#[tokio::test]
async fn earlier_terms_and_years_come_once_and_are_told_to_nobody() {
    let family = family().await;
    let steps = all_steps(&family, "1").await;
    // Three months of this year, the year before with its terms and ten months, and the one that is not given.
    assert_eq!(steps.len(), 3 + 1 + 10 + 1);
    assert_eq!(steps[0], Step::Days(Span::new(november(1), november(4)).unwrap()));
    assert_eq!(steps[3], Step::Year(LAST_YEAR));
    assert_eq!(steps[4], Step::Days(Span::new(date!(2026 - 06 - 01), date!(2026 - 06 - 30)).unwrap()));
    assert_eq!(steps[14], Step::Year(SchoolYear(2024)));

    assert_eq!(marks(&family, "1", YEAR).await, ["autumn"]);
    assert_eq!(marks(&family, "1", LAST_YEAR).await, ["winter", "spring"]);
    let terms = family.vault.items(&family.child("1"), Kind::Term, LAST_YEAR, None).await.unwrap();
    assert_eq!(terms.len(), 4);
    assert_eq!(family.log().await, [""; 0]);
    assert!(family.vault.outbox_open().await.unwrap().is_empty());
    let plan = plan(&family, "1").await;
    assert_eq!((plan.done, plan.of, plan.end), (13, 13, Some(End::NotGiven(SchoolYear(2024)))));
    assert_eq!(plan.since, Some(date!(2025 - 09 - 01)));

    // Nothing is asked a second time, and nothing written.
    family.school.asked();
    let before = family.vault.rows_written();
    assert_eq!(step(&family, &family.engine, "1").await.unwrap(), None);
    assert_eq!((family.school.asked(), family.vault.rows_written()), (vec![], before));
    // The next sync has no news of what was there all the time.
    assert_eq!(family.news().await, [""; 0]);
}

#[tokio::test]
async fn a_new_process_goes_on_from_what_is_here() {
    let family = family().await;
    family.engine.want_history(&family.child("1"), true).await.unwrap();
    let mut steps = Vec::new();
    // Each step in a process of its own; the wish outlives them.
    loop {
        let engine = family.other_engine();
        assert!(engine.wants_history(&family.child("1")).await.unwrap());
        let Some(taken) = step(&family, &engine, "1").await.unwrap() else { break };
        assert!(!steps.contains(&taken), "{taken:?} twice");
        steps.push(taken);
    }
    assert_eq!(steps.len(), 15);
    let before = family.vault.rows_written();
    family.engine.want_history(&family.child("1"), true).await.unwrap();
    assert_eq!(family.vault.rows_written(), before, "a wish that stands is not written again");
    family.engine.want_history(&family.child("1"), false).await.unwrap();
    assert!(!family.other_engine().wants_history(&family.child("1")).await.unwrap());
}

#[tokio::test]
async fn a_step_that_is_called_off_leaves_nothing_half_done() {
    let family = family().await;
    family.school.state().slow = std::time::Duration::from_millis(30);
    let mut killed = 0;
    for life in 0..40 {
        let life = std::time::Duration::from_millis(20 + life);
        if killed_after(life, step(&family, &family.engine, "1")).await.is_none() {
            killed += 1;
        }
    }
    assert!(killed > 5, "{killed}");
    family.school.state().slow = std::time::Duration::ZERO;
    all_steps(&family, "1").await;
    assert_eq!(marks(&family, "1", LAST_YEAR).await, ["winter", "spring"]);
    assert_eq!((marks(&family, "1", YEAR).await, family.log().await), (vec!["autumn".to_owned()], vec![]));
}

#[tokio::test]
async fn what_has_changed_on_days_that_were_leafed_to_is_logged_and_not_told() {
    let family = family().await;
    let week = Span::new(date!(2026 - 09 - 14), date!(2026 - 09 - 20)).unwrap();
    family.engine.leaf(&family.child("1"), week, PATIENCE).await.unwrap();
    family.school.write("1", mark("autumn", "2", date!(2026 - 09 - 15)));
    all_steps(&family, "1").await;
    assert_eq!(family.log().await, ["Амина: mark changed: 5 → 2"]);
    assert!(family.vault.outbox_open().await.unwrap().is_empty());
    let log = family.vault.changes(&peremena_vault::ChangeFilter::default()).await.unwrap();
    let ids: Vec<_> = log.iter().map(|logged| logged.change.id.clone()).collect();
    let tellings = family.vault.tellings(&ids).await.unwrap();
    assert_eq!(tellings[&ids[0]].suppressed.as_deref(), Some(peremena_notify::NotTold::History.word()));
}

#[tokio::test]
async fn children_and_years_are_never_mixed() {
    let family = family().await;
    family.school.write("2", mark("spring", "2", date!(2026 - 04 - 16)));
    // A school that sends a mark of this year whatever it is asked for.
    family.school.state().strays = vec![Item::Mark(mark("stray", "1", november(20)))];
    all_steps(&family, "1").await;
    assert_eq!(marks(&family, "1", LAST_YEAR).await, ["winter", "spring"]);
    assert_eq!(marks(&family, "2", LAST_YEAR).await, [""; 0], "nobody has asked for his");
    family.school.state().strays.clear();
    // Another class this year: what is of the old one stays of its year.
    family.school.state().classes.insert("2".into(), "5 «А»".into());
    family.sync().await;
    all_steps(&family, "2").await;
    assert_eq!(marks(&family, "2", LAST_YEAR).await, ["spring"]);
    let of_timur = family.vault.items(&family.child("2"), Kind::Mark, LAST_YEAR, None).await.unwrap();
    assert!(matches!(of_timur.as_slice(), [Item::Mark(mark)] if mark.value == "2"), "{of_timur:?}");
    assert_eq!(marks(&family, "1", LAST_YEAR).await, ["winter", "spring"]);
}

#[tokio::test]
async fn trouble_leaves_what_is_here_and_is_asked_again_later() {
    let family = family().await;
    for _ in 0..5 {
        step(&family, &family.engine, "1").await.unwrap();
    }
    let (done, stored) = (plan(&family, "1").await.done, marks(&family, "1", YEAR).await);
    for fault in [SchoolError::Unreachable("down".into()), SchoolError::Strange("html".into())] {
        family.school.state().fetch_faults.insert("1".into(), fault);
        assert!(step(&family, &family.engine, "1").await.is_err());
        assert_eq!((plan(&family, "1").await.done, marks(&family, "1", YEAR).await), (done, stored.clone()));
    }
    family.school.state().fetch_faults.clear();
    // A month whose marks could not be had is not here.
    family.school.state().failing.insert(Kind::Mark, SchoolError::Unreachable("down".into()));
    assert!(step(&family, &family.engine, "1").await.is_err());
    assert_eq!(plan(&family, "1").await.done, done);
    family.school.state().failing.clear();
    assert_eq!(all_steps(&family, "1").await.len(), 10);
}

#[tokio::test]
async fn who_asks_to_be_left_alone_is_left_alone_by_the_syncs_too() {
    let family = family().await;
    let retry_after = Some(std::time::Duration::from_secs(600));
    family.school.state().fetch_faults.insert("1".into(), SchoolError::Limited { retry_after });
    assert!(step(&family, &family.engine, "1").await.is_err());
    let wait = family.clock.now() + Duration::minutes(10);
    let turn = family.engine.history_turn(&family.child("1"), &OPEN, Steps::default()).await.unwrap();
    assert_eq!(turn, Some(Turn::Paused(Pause::School, Some(wait))));
    let due = family.engine.due(&OPEN).await.unwrap();
    assert!(due < Some(wait), "the others are asked as before");
    family.school.asked();
    family.clock.forward(Duration::minutes(5));
    family.look().await;
    let asked = family.school.asked();
    assert!(!asked.iter().any(|asked| matches!(asked, Asked::Fetch { person, .. } if person == "1")), "{asked:?}");
}

#[tokio::test]
async fn a_refusal_signs_out_and_nothing_more_is_asked() {
    let family = family().await;
    family.school.state().fetch_faults.insert("1".into(), SchoolError::Refused("the session has ended".into()));
    assert!(step(&family, &family.engine, "1").await.is_err());
    family.school.asked();
    assert_eq!(step(&family, &family.engine, "1").await.unwrap(), None);
    assert_eq!(family.school.asked(), []);
    let turn = family.engine.history_turn(&family.child("1"), &OPEN, Steps::default()).await.unwrap();
    assert_eq!(turn, Some(Turn::Paused(Pause::SignIn, None)));
}

#[tokio::test]
async fn a_year_in_which_nothing_stands_ends_it_after_one_month() {
    let family = family().await;
    family.school.state().year_faults.clear();
    let steps = all_steps(&family, "1").await;
    let empty = SchoolYear(2024);
    assert_eq!(steps[14..], [Step::Year(empty), Step::Probe(empty)]);
    assert_eq!(plan(&family, "1").await.end, Some(End::Nothing(empty)));
    // A year without terms may have lessons all the same.
    family.school.write("2", lesson("l", date!(2026 - 04 - 14), 1));
    family.school.state().terms.retain(|term| SchoolYear::of(term.from) == YEAR);
    let steps = all_steps(&family, "2").await;
    assert!(steps.contains(&Step::Probe(LAST_YEAR)), "{steps:?}");
    assert_eq!(plan(&family, "2").await.since, Some(date!(2025 - 09 - 01)));
}

#[tokio::test]
async fn nobody_knows_of_a_child_that_is_not_here() {
    let family = family().await;
    let nobody = StudentId::from_text("nobody");
    assert_eq!(family.engine.history_step(&nobody, true, &HashSet::new(), PATIENCE).await.unwrap(), None);
    assert_eq!(family.engine.history_turn(&nobody, &OPEN, Steps::default()).await.unwrap(), None);
}
