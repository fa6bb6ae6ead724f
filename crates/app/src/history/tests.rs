#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use peremena_model::{AccountId, Span};
use peremena_school::Outage;
use peremena_sync::pace::Memory;
use peremena_vault::SourceStatus;
use time::macros::date;

use super::*;
use crate::testing::{Home, NOW, account, amina, timur};

fn request(student: &StudentId) -> HistoryRequest {
    HistoryRequest { student: student.to_string() }
}

/// The children were looked at as a whole.
async fn looked_at(home: &Home, change: impl Fn(&mut Memory)) {
    let account: AccountId = account("patimat", false).id;
    for student in [amina(), timur()] {
        let mut memory = Memory { last_whole: Some(NOW), ..Memory::default() };
        change(&mut memory);
        let status = SourceStatus {
            student,
            account: account.clone(),
            last_attempt: Some(NOW),
            last_success: Some(NOW),
            next_try: None,
            error: None,
            requests: 3,
            bytes: 1,
            memory_json: serde_json::to_string(&memory).ok(),
        };
        home.vault.put_status(&status).await.unwrap();
    }
}

async fn states(home: &Home) -> Vec<(HistoryState, String)> {
    let view = home.app.history(Nothing {}).await.unwrap();
    view.children.into_iter().map(|child| (child.state, child.text)).collect()
}

#[tokio::test]
async fn it_is_asked_for_by_child_outlives_the_process_and_is_called_off() {
    let mut home = Home::new().await;
    looked_at(&home, |_| ()).await;
    let idle = || (HistoryState::Idle, "Прошлые четверти и годы ещё не загружены".to_owned());
    assert_eq!(states(&home).await, [idle(), idle()]);

    home.app.begin_history(request(&amina())).await.unwrap();
    let running = || (HistoryState::Running, "Ноябрь 2026: загружаем".to_owned());
    assert_eq!(states(&home).await, [running(), idle()]);
    home.restarted().await;
    assert_eq!(states(&home).await, [running(), idle()]);

    let view = home.app.cancel_history(request(&amina())).await.unwrap();
    assert_eq!(view.children[0].state, HistoryState::Idle);
    assert_eq!(view.children[0].progress.as_deref(), Some("Месяцев здесь: 0 из 3"));
    assert!(home.app.begin_history(request(&StudentId::from_text("nobody"))).await.is_err());
}

#[tokio::test]
async fn why_it_waits_is_said() {
    let home = Home::new().await;
    home.app.begin_history(request(&amina())).await.unwrap();
    let text = async |home: &Home| states(home).await.remove(0);
    // Nobody has looked at the present yet.
    assert_eq!(text(&home).await.0, HistoryState::Paused);
    looked_at(&home, |memory| memory.spent = memory.spent.and(NOW.date(), 900)).await;
    assert_eq!(
        text(&home).await,
        (HistoryState::Paused, "На сегодня хватит, чтобы не нагружать школу. Продолжим завтра".to_owned())
    );
    home.forward(time::Duration::DAY);
    assert_eq!(text(&home).await.0, HistoryState::Running);
}

/// What the pulse would do over an account that cannot be asked: it goes wrong, and goes on later.
#[tokio::test]
async fn a_step_that_cannot_be_taken_is_left_alone_for_a_while() {
    let home = Home::new().await;
    looked_at(&home, |_| ()).await;
    assert_eq!(home.app.history_beat().await, None, "nothing is wanted, so nothing is looked at");
    home.app.begin_history(request(&amina())).await.unwrap();
    assert!(home.app.history_beat().await.is_some());
    let run = home.app.inner.histories.run(&amina());
    assert_eq!((run.steps.failures, run.steps.last), (1, Some(NOW)));
    let nap = home.app.history_beat().await.unwrap();
    assert!((Duration::from_secs(15)..=Duration::from_secs(30)).contains(&nap), "{nap:?}");
}

#[test]
fn what_a_school_cannot_give_is_set_aside_and_a_school_that_is_gone_is_waited_for() {
    let step = Step::Days(Span::new(date!(2026 - 10 - 01), date!(2026 - 10 - 31)).unwrap());
    let mut run = Run::default();
    for _ in 0..10 {
        run.note(step, Err(&SyncFault::School(SchoolError::Unreachable("down".into()))), NOW);
    }
    for _ in 0..10 {
        let outage = Outage { words: "503".into(), retry_after: Some(Duration::from_secs(600)) };
        run.note(step, Err(&SyncFault::School(SchoolError::OutOfOrder(outage))), NOW);
    }
    assert_eq!((run.steps.failures, run.aside.len()), (20, 0));
    for times in 1..=TRIES {
        assert!(run.aside.is_empty(), "{times}");
        run.note(step, Err(&SyncFault::School(SchoolError::Strange("html".into()))), NOW);
    }
    assert_eq!((run.steps.failures, run.aside.contains(&step)), (0, true));
    run.note(step, Ok(()), NOW);
    assert_eq!(run.steps.failures, 0);
}

#[test]
fn a_year_is_named_as_schools_name_it() {
    assert_eq!(named(SchoolYear(2024)), "2024/25");
    assert_eq!(named(SchoolYear(1999)), "1999/00");
}
