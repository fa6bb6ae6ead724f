#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::atomic::Ordering;

use peremena_model::StudentId;
use peremena_notify::{ChildQuiet, QuietHours, TopicRule};
use peremena_vault::SourceError;
use time::macros::time;

use super::*;
use crate::testing::*;

async fn with_rules(home: &Home, rules: Rules) {
    let profile = home.app.profile().await.unwrap();
    home.app.keep_rules(&profile, rules).await.unwrap();
}

async fn step(home: &Home, title: &str) -> (CheckState, String) {
    let view = home.app.check(Nothing {}).await.unwrap();
    let step = view.steps.into_iter().find(|step| step.title == title).unwrap_or_else(|| panic!("no step {title}"));
    (step.state, step.text)
}

fn status(
    child: StudentId,
    attempt: OffsetDateTime,
    success: Option<OffsetDateTime>,
    error: Option<&str>,
) -> SourceStatus {
    SourceStatus {
        student: child,
        account: account("patimat", false).id,
        last_attempt: Some(attempt),
        last_success: success,
        next_try: Some(attempt + Duration::minutes(9)),
        error: error.map(|code| SourceError { code: code.to_owned(), message: String::new() }),
        requests: 2,
        bytes: 20_000,
        memory_json: None,
    }
}

#[tokio::test]
async fn each_source_says_when_it_went_well_how_long_it_took_and_what_is_wrong() {
    let home = Home::new().await;
    let before = NOW - Duration::minutes(5);
    let well = status(amina(), before, Some(before + Duration::milliseconds(840)), None);
    home.vault.put_status(&well).await.unwrap();
    let failed = status(timur(), before, Some(before - Duration::DAY), Some("unreachable"));
    home.vault.put_status(&failed).await.unwrap();
    let view = home.app.health(Nothing {}).await.unwrap();
    let [amina, timur] = &view.sources[..] else { panic!("two children") };
    assert_eq!(amina.last, "обновлено 4 минуты назад");
    assert_eq!(amina.next.as_deref(), Some("следующий раз через 4 минуты"));
    assert_eq!(amina.took.as_deref(), Some("Школа ответила за 0,8 с"));
    assert!(amina.trouble.is_none());
    assert_eq!(timur.took, None, "the last try did not go well");
    assert_eq!(timur.trouble.as_ref().unwrap().what, "Не удаётся связаться с «Дневник.ру».");
    assert!(!timur.trouble.as_ref().unwrap().todo.is_empty());
}

#[tokio::test]
async fn the_check_ends_with_a_real_notification() {
    let home = Home::new().await;
    assert_eq!(step(&home, "Уведомление").await.0, CheckState::Good);
    assert_eq!(home.desktop.said(), ["Проверка: Так приходят новости из школы."]);
    home.desktop.refuses.store(true, Ordering::Relaxed);
    let view = home.app.check(Nothing {}).await.unwrap();
    assert_eq!(view.state, CheckState::Bad);
    assert_eq!(step(&home, "Уведомление").await, (CheckState::Bad, "Система не показывает уведомлений".to_owned()));
}

#[tokio::test]
async fn the_check_names_what_keeps_news_from_coming() {
    let home = Home::new().await;
    assert_eq!(step(&home, "Правила уведомлений").await.0, CheckState::Good);
    let quiet = QuietHours { from: time!(14:00), to: time!(16:30) };
    with_rules(&home, Rules { quiet: Some(quiet), ..Rules::default() }).await;
    let held = step(&home, "Правила уведомлений").await;
    assert_eq!(held, (CheckState::Mind, "Сейчас тихие часы: новое придёт в 16:30".to_owned()));
    let mut rules = Rules::default();
    rules.of_child(&amina()).quiet = ChildQuiet::Own(quiet);
    with_rules(&home, rules).await;
    let held = step(&home, "Правила уведомлений").await;
    assert_eq!(held, (CheckState::Mind, "Сейчас тихие часы. Амина: новое придёт в 16:30".to_owned()));
    let mut rules = Rules::default();
    let child = rules.children.entry(amina().as_str().into()).or_default();
    for topic in Topic::ALL {
        child.topics.insert(topic.word().to_owned(), TopicRule { on: Some(false), ..TopicRule::default() });
    }
    with_rules(&home, rules).await;
    assert_eq!(step(&home, "Правила уведомлений").await, (CheckState::Mind, "Всё выключено: Амина".to_owned()));
    home.app.set_surroundings(crate::surroundings::Surroundings { saving: false, online: Some(false) });
    assert_eq!(step(&home, "Сеть и батарея").await, (CheckState::Bad, "Сети нет".to_owned()));
}

#[tokio::test]
async fn an_account_that_does_not_answer_is_named_with_one_thing_to_do() {
    // No session that a connector could read: the school cannot be asked.
    let home = Home::new().await;
    let view = home.app.check(Nothing {}).await.unwrap();
    let step = view.steps.iter().find(|step| step.title == "Дневник.ру").unwrap();
    assert_eq!(step.state, CheckState::Bad);
    assert!(step.todo.is_some(), "{step:?}");
}

#[test]
fn seconds_are_said_as_people_say_them() {
    let words = Words::of(peremena_notify::Language::RUSSIAN);
    for (took, said) in [(4, "0,1"), (840, "0,8"), (1_960, "2,0"), (61_000, "61,0")] {
        assert_eq!(said_took(&words, Duration::milliseconds(took)), format!("Школа ответила за {said} с"));
    }
}

#[tokio::test]
async fn a_notification_server_that_hangs_is_said_and_not_waited_for() {
    let home = Home::new().await;
    home.desktop.hangs.store(true, Ordering::Relaxed);
    let checked = tokio::time::timeout(Wait::from_secs(30), home.app.check(Nothing {})).await.expect("it ends");
    let step = checked.unwrap().steps.into_iter().find(|step| step.title == home.app.say("check-notice")).unwrap();
    assert_eq!((step.state, step.text), (CheckState::Bad, home.app.say("check-notice-none")));
}
