#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use peremena_model::{Absence, AbsenceStatus, Holiday, Homework, Item, Lesson, Mark, PlannedTest, StudentId};
use rstest::rstest;
use time::macros::date;

use super::*;
use crate::testing::{Home, NOW, amina, homework, lesson, mark, stand, timur};

fn of(subject: &str, day: u8, hour: u8) -> Lesson {
    let at = NOW.replace_day(day).unwrap().replace_hour(hour).unwrap();
    Lesson { subject: subject.into(), number: Some(i32::from(hour) - 7), ..lesson(&format!("{day}-{hour}"), at, at) }
}

fn absent(id: &str, lesson: &str, status: AbsenceStatus) -> Item {
    let (date, word, comment) = (date!(2026 - 11 - 18), None, None);
    let lesson = Some(lesson.to_owned());
    Absence { id: id.into(), date, lesson, lesson_number: None, subject: None, status, word, comment }.into()
}

async fn home() -> Home {
    let home = Home::new().await;
    let mut items: Vec<Item> = (8..12).map(|hour| of("Алгебра", 18, hour).into()).collect();
    items.push(Lesson { status: LessonStatus::Cancelled, ..of("Физика", 18, 12) }.into());
    items.push(absent("a1", "18-8", AbsenceStatus::Ill));
    items.push(absent("a2", "18-9", AbsenceStatus::Late));
    for (place, value) in ["5", "4", "5", "3", "5", "2", "н/а"].iter().enumerate() {
        let lesson_date = Some(date!(2026 - 11 - 18));
        items.push(Mark { lesson_date, ..mark(&format!("m{place}"), value) }.into());
    }
    items.push(Mark { lesson_date: None, ..mark("of no day", "5") }.into());
    items.push(homework("h1", date!(2026 - 11 - 18)).into());
    items.push(Homework { done: Some(true), ..homework("h2", date!(2026 - 11 - 18)) }.into());
    items.push(homework("next month", date!(2026 - 12 - 01)).into());
    let (topic, lesson, work_type) = (None, None, None);
    let date = date!(2026 - 11 - 18);
    items.push(PlannedTest { id: "t".into(), date, subject: "Физика".into(), work_type, topic, lesson }.into());
    let (from, to) = (date!(2026 - 10 - 26), date!(2026 - 11 - 04));
    items.push(Holiday { id: "o".into(), name: "Осенние каникулы".into(), from, to }.into());
    stand(&home.vault, &amina(), items).await;
    home
}

async fn month(home: &Home, child: &StudentId, date: Option<&str>) -> MonthView {
    let request = MonthRequest { student: child.to_string(), date: date.map(str::to_owned) };
    home.app.month(request).await.unwrap()
}

fn day<'a>(view: &'a MonthView, date: &str) -> &'a MonthDay {
    view.weeks.iter().flatten().flatten().find(|day| day.date == date).unwrap()
}

#[tokio::test]
async fn a_day_says_all_that_it_holds() {
    let home = home().await;
    let view = month(&home, &amina(), None).await;
    assert_eq!((view.title.as_str(), view.this_month, view.filling), ("Ноябрь 2026", true, Filling::Full));
    let full = day(&view, "2026-11-18");
    assert_eq!(full.lessons.as_deref(), Some("4 урока"), "a cancelled one is none");
    assert_eq!((full.marks.len(), full.marks_more, full.marks_count.as_deref()), (5, 2, Some("7")));
    assert_eq!((full.tests.clone(), full.missed, full.late), (vec!["Физика".to_owned()], 1, 1));
    assert_eq!((full.homework.as_deref(), full.homework_count.as_deref()), (Some("2 задания, сделано 1"), Some("2")));
    assert_eq!(
        full.label,
        "18 ноября, среда: 4 урока, оценки 5, 4, 5, 3, 5, 2, н/а, контрольная: Физика, 2 задания, сделано 1, \
         пропущен 1 урок, 1 опоздание"
    );
    assert_eq!(view.summary, "4 урока, 7 оценок, 2 задания, пропущен 1 урок");
}

#[tokio::test]
async fn a_day_without_lessons_says_why() {
    let home = home().await;
    let view = month(&home, &amina(), None).await;
    let free = day(&view, "2026-11-04");
    assert_eq!((free.filling, free.holiday.as_deref()), (Filling::Holiday, Some("Осенние каникулы")));
    assert_eq!(free.label, "4 ноября, среда: Осенние каникулы");
    assert_eq!(day(&view, "2026-11-10").label, "10 ноября, вторник: ещё не загружено");
    assert!(view.partial_text.is_some(), "what is counted is a part");
    let today: Vec<&str> =
        view.weeks.iter().flatten().flatten().filter(|day| day.today).map(|day| day.date.as_str()).collect();
    assert_eq!((today, view.open_on.as_str()), (vec!["2026-11-21"], "2026-11-21"));
}

#[rstest]
#[case("2026-11-21", 6, "2026-10-31", "2026-12-01")]
#[case("2027-02-14", 4, "2027-01-31", "2027-03-01")]
#[case("2028-02-29", 5, "2028-01-31", "2028-03-01")]
#[case("2026-08-31", 6, "2026-07-31", "2026-09-01")]
#[tokio::test]
async fn every_month_is_whole_weeks(
    #[case] date: &str,
    #[case] weeks: usize,
    #[case] previous: &str,
    #[case] next: &str,
) {
    let home = home().await;
    let view = month(&home, &amina(), Some(date)).await;
    assert_eq!((view.weeks.len(), view.previous.as_str(), view.next.as_str()), (weeks, previous, next));
    assert!(view.weeks.iter().all(|week| week.len() == 7));
    let days: Vec<&MonthDay> = view.weeks.iter().flatten().flatten().collect();
    assert_eq!((days[0].number.as_str(), day(&view, date).date.as_str()), ("1", date));
    assert_eq!(view.weekdays.iter().map(|it| it.short.as_str()).next(), Some("пн"));
}

#[tokio::test]
async fn nothing_of_one_child_stands_in_anothers_month() {
    let home = home().await;
    let view = month(&home, &timur(), None).await;
    assert_eq!((view.filling, view.summary.as_str()), (Filling::NotLoaded, ""));
    let all = view.weeks.iter().flatten().flatten();
    assert!(all.clone().all(|day| day.marks.is_empty() && day.lessons.is_none() && day.holiday.is_none()));
    let request = MonthRequest { student: amina().to_string(), date: Some("yesterday".into()) };
    assert!(home.app.month(request).await.is_err());
}
