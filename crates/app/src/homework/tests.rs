#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use peremena_vault::AccountRecord;
use time::macros::{date, datetime};

use super::*;
use crate::{
    testing::{Home, TOMORROW, account, amina, homework, lesson, stand, timur},
    views::{DiaryRequest, Filling, SendTicksRequest, TickRequest, TodayRequest},
};

async fn seen(home: &Home, more: HomeworkRequest) -> HomeworkView {
    home.app.homework(HomeworkRequest { student: amina().to_string(), ..more }).await.unwrap()
}

fn ids(day: &HomeworkDay) -> Vec<&str> {
    day.homework.iter().map(|task| task.row.id.as_str()).collect()
}

async fn tick(home: &Home, id: &str, due: Date, done: bool) {
    let request = TickRequest { student: amina().to_string(), homework: id.into(), due: due.to_string(), done };
    home.app.tick(request).await.unwrap();
}

async fn put(home: &Home, id: Option<&str>, text: &str, due: Date) -> Result<Nothing, ErrorView> {
    let request = PutTaskRequest {
        student: amina().to_string(),
        id: id.map(str::to_owned),
        subject: "Физика".into(),
        text: text.into(),
        due: due.to_string(),
    };
    home.app.put_task(request).await
}

#[tokio::test]
async fn homework_stands_by_its_day_and_what_is_not_done_first() {
    let home = Home::new().await;
    let other = Homework { subject: "Алгебра".into(), ..homework("2", TOMORROW) };
    let monday = date!(2026 - 11 - 23);
    let of = [homework("1", TOMORROW), other, homework("3", monday), homework("4", date!(2026 - 11 - 10))];
    stand(&home.vault, &amina(), of.map(Item::from).to_vec()).await;
    tick(&home, "2", TOMORROW, true).await;
    let view = seen(&home, HomeworkRequest::default()).await;
    assert_eq!(view.days.iter().map(|day| day.title.as_str()).collect::<Vec<_>>(), ["На завтра", "На понедельник"]);
    assert_eq!(ids(&view.days[0]), ["1", "2"]);
    assert_eq!(view.days[0].done_text, "сделано 1 из 2");
    assert_eq!((view.summary.as_str(), view.subjects.len()), ("Не сделано: 2", 2));
    assert!(view.past.is_empty() && view.older == Some(2) && view.overdue.is_empty());
    let algebra = HomeworkRequest { subject: Some("Алгебра".into()), ..HomeworkRequest::default() };
    assert_eq!(ids(&seen(&home, algebra).await.days[0]), ["2"]);
    let earlier = seen(&home, HomeworkRequest { weeks_back: 2, ..HomeworkRequest::default() }).await;
    assert_eq!((ids(&earlier.past[0]), earlier.older), (vec!["4"], None));
}

#[tokio::test]
async fn what_was_not_ticked_is_overdue_only_where_somebody_ticks() {
    let home = Home::new().await;
    let yesterday = date!(2026 - 11 - 20);
    // The connected system has no ticks: what it calls not done means nothing.
    let late = Homework { done: Some(false), ..homework("late", yesterday) };
    let of = [late, homework("done", yesterday), homework("old", date!(2026 - 11 - 01))];
    stand(&home.vault, &amina(), of.map(Item::from).to_vec()).await;
    assert!(seen(&home, HomeworkRequest::default()).await.overdue.is_empty());
    tick(&home, "done", yesterday, true).await;
    let view = seen(&home, HomeworkRequest::default()).await;
    let overdue: Vec<(&str, Option<&str>)> =
        view.overdue.iter().map(|task| (task.row.id.as_str(), task.note.as_deref())).collect();
    assert_eq!(overdue, [("late", Some("на вчера"))]);
    assert_eq!(view.summary, "Просрочено: 1");
}

/// The parent's account, in a system that takes ticks.
fn mesh() -> AccountRecord {
    AccountRecord { system: "mesh".into(), ..account("patimat", false) }
}

#[tokio::test]
async fn a_school_that_takes_ticks_calls_nothing_overdue_where_nobody_ticks() {
    let home = Home::new().await;
    home.vault.put_account(&mesh(), None).await.unwrap();
    let yesterday = date!(2026 - 11 - 20);
    let said = |id: &str, done: bool| Homework { done: Some(done), ..homework(id, yesterday) };
    stand(&home.vault, &amina(), vec![said("1", false).into(), said("2", false).into()]).await;
    assert!(seen(&home, HomeworkRequest::default()).await.overdue.is_empty());
    stand(&home.vault, &amina(), vec![said("2", true).into()]).await;
    let overdue = seen(&home, HomeworkRequest::default()).await.overdue;
    assert_eq!(overdue.iter().map(|task| task.row.id.as_str()).collect::<Vec<_>>(), ["1"]);
}

#[tokio::test]
async fn a_parents_ticks_go_to_the_school_once_that_is_switched_on() {
    let home = Home::new().await;
    home.vault.put_account(&mesh(), None).await.unwrap();
    let open = Homework { done: Some(false), ..homework("1", TOMORROW) };
    stand(&home.vault, &amina(), vec![open.into()]).await;
    let row = async || {
        let task = seen(&home, HomeworkRequest::default()).await.days[0].homework[0].row.clone();
        (task.done, task.sending_text)
    };
    let switch = async || home.app.settings(Nothing {}).await.unwrap().accounts[0].sends_ticks;
    tick(&home, "1", TOMORROW, true).await;
    assert_eq!((row().await, switch().await), ((true, None), Some(false)));
    tick(&home, "1", TOMORROW, false).await;

    let on = SendTicksRequest { account: mesh().id.as_str().to_owned(), on: true };
    let settings = home.app.send_ticks(on).await.unwrap();
    assert_eq!(settings.accounts[0].sends_ticks, Some(true));
    let profile = home.app.profile().await.unwrap();
    assert_eq!(profile.engine.ticks_due().await.unwrap(), None, "nothing that was ticked before");
    tick(&home, "1", TOMORROW, true).await;
    assert_eq!(row().await, (true, Some("ещё не отправлено в школу".to_owned())));
    assert_eq!(profile.engine.ticks_due().await.unwrap(), Some(home.now() + Duration::seconds(10)));
    let facts = home.app.homework_facts(&amina()).await.unwrap().items;
    assert_eq!((facts[0].done, facts[0].at_school), (Some(true), Some("waiting")));
    // What the family wrote down itself is nobody else's.
    put(&home, None, "Принести атлас", TOMORROW).await.unwrap();
    let own = seen(&home, HomeworkRequest::default()).await.days[0].homework.iter().find(|task| task.own).cloned();
    tick(&home, &own.unwrap().row.id, TOMORROW, true).await;
    assert_eq!(home.vault.waiting_ticks(&amina()).await.unwrap().len(), 1);

    let off = SendTicksRequest { account: mesh().id.as_str().to_owned(), on: false };
    home.app.send_ticks(off).await.unwrap();
    assert_eq!(home.vault.waiting_ticks(&amina()).await.unwrap(), []);
    assert_eq!(row().await, (true, Some("в школу не отправлено: отметка только здесь".to_owned())));
    let ticked_there = Homework { done: Some(true), ..homework("1", TOMORROW) };
    stand(&home.vault, &amina(), vec![ticked_there.into()]).await;
    tick(&home, "1", TOMORROW, false).await;
    assert_eq!(row().await, (false, Some("в школу не отправлено: снято только здесь".to_owned())));
    assert!(home.app.send_ticks(SendTicksRequest { account: "nobody".into(), on: true }).await.is_err());
}

#[tokio::test]
async fn a_pupils_own_ticks_go_to_the_school_and_nobodys_to_one_that_takes_none() {
    let home = Home::of_a_student().await;
    let own = account("amina", true);
    let child = StudentId::of(&own.id, "1");
    stand(&home.vault, &child, vec![homework("1", TOMORROW).into()]).await;
    let request = |id: &str| TickRequest {
        student: child.to_string(),
        homework: id.into(),
        due: TOMORROW.to_string(),
        done: true,
    };
    home.app.tick(request("1")).await.unwrap();
    assert_eq!(home.vault.waiting_ticks(&child).await.unwrap(), [], "Дневник.ру takes none");
    assert_eq!(home.app.settings(Nothing {}).await.unwrap().accounts[0].sends_ticks, None);
    home.vault.put_account(&AccountRecord { system: "my-school".into(), ..own }, None).await.unwrap();
    home.app.tick(request("2")).await.unwrap();
    let waiting = home.vault.waiting_ticks(&child).await.unwrap();
    assert_eq!(waiting.iter().map(|tick| tick.homework.as_str()).collect::<Vec<_>>(), ["2"]);
}

#[tokio::test]
async fn the_next_school_day_says_what_is_not_set_yet() {
    let home = Home::new().await;
    let at = |hour: u8| TOMORROW.with_hms(hour, 0, 0).unwrap().assume_offset(home.now().offset());
    let physics = lesson("1", at(9), at(10));
    let history = Lesson { subject: "История".into(), ..lesson("2", at(10), at(11)) };
    let drawing =
        Lesson { subject: "Рисование".into(), status: LessonStatus::Cancelled, ..lesson("3", at(11), at(12)) };
    let of = vec![physics.into(), history.into(), drawing.into(), homework("1", TOMORROW).into()];
    stand(&home.vault, &amina(), of).await;
    let view = seen(&home, HomeworkRequest::default()).await;
    assert_eq!((view.days[0].nothing_set.clone(), view.next_day), (vec!["История".to_owned()], TOMORROW.to_string()));
}

#[tokio::test]
async fn a_task_of_ones_own_is_written_changed_taken_out_and_put_back() {
    let home = Home::new().await;
    put(&home, None, "  Принести\n атлас ", TOMORROW).await.unwrap();
    let view = seen(&home, HomeworkRequest::default()).await;
    let task = view.days[0].homework[0].clone();
    assert!(task.own && view.filling == Filling::Full);
    assert_eq!(task.row.text.as_deref(), Some("Принести\nатлас"));
    tick(&home, &task.row.id, TOMORROW, true).await;
    put(&home, Some(&task.row.id), "Принести карту", TOMORROW).await.unwrap();
    let days = seen(&home, HomeworkRequest::default()).await.days;
    assert_eq!((days[0].homework.len(), days[0].homework[0].row.text.as_deref()), (1, Some("Принести карту")));
    assert!(days[0].homework[0].row.done, "the tick stays");
    // In the diary and on Today it is homework like any other; another child has none of it.
    let request = DiaryRequest { student: amina().to_string(), date: Some(TOMORROW.to_string()) };
    let diary = home.app.diary(request).await.unwrap();
    assert_eq!(diary.days.last().unwrap().homework[0].id, task.row.id);
    let timurs = HomeworkRequest { student: timur().to_string(), ..HomeworkRequest::default() };
    assert!(home.app.homework(timurs).await.unwrap().days.is_empty());
    home.app.today(TodayRequest::default()).await.unwrap();
    let request = TaskRequest { student: amina().to_string(), id: task.row.id.clone() };
    home.app.remove_task(request).await.unwrap();
    let gone = seen(&home, HomeworkRequest::default()).await;
    assert!(gone.days.is_empty());
    put(&home, Some(&task.row.id), "Принести карту", TOMORROW).await.unwrap();
    assert!(seen(&home, HomeworkRequest::default()).await.days[0].homework[0].row.done);
}

#[tokio::test]
async fn a_task_that_says_nothing_is_refused() {
    let home = Home::new().await;
    let refused = put(&home, None, " \n ", TOMORROW).await.unwrap_err();
    assert_eq!(refused.message, "Напишите, что нужно сделать.");
    // What the school gave is not the family's to write over.
    assert!(put(&home, Some("17"), "Моё", TOMORROW).await.is_err());
    let request = PutTaskRequest { student: amina().to_string(), text: "x".into(), ..PutTaskRequest::default() };
    assert_eq!(home.app.put_task(request).await.unwrap_err().message, "Выберите день, к которому это нужно сделать.");
}

#[tokio::test]
async fn nothing_there_and_nothing_loaded_are_two_things() {
    let home = Home::new().await;
    assert_eq!(seen(&home, HomeworkRequest::default()).await.filling, Filling::NotLoaded);
    let mut pass = peremena_vault::PassWrite::new(amina(), crate::testing::YEAR, datetime!(2026-11-21 15:00 +3));
    pass.coverage.push((Kind::Homework, "{}".into()));
    home.vault.commit(&pass).await.unwrap();
    assert_eq!(seen(&home, HomeworkRequest::default()).await.filling, Filling::Empty);
}
