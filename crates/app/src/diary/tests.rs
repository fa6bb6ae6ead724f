#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use peremena_model::{Absence, AbsenceStatus, Lesson, LessonStatus};
use rstest::rstest;

use super::*;
use crate::testing::{Home, amina, homework, lesson, mark, stand};

async fn week(home: &Home, date: Option<&str>) -> DiaryView {
    home.app.diary(DiaryRequest { student: amina().to_string(), date: date.map(str::to_owned) }).await.unwrap()
}

/// Sunday, 22 November, with nothing in it: a day of the month that can be opened as any other.
#[rstest]
#[case(Some("2026-11-22"), "2026-11-22", "2026-11-22")]
#[case(Some("2026-11-20"), "2026-11-20", "2026-11-21")]
#[case(None, "2026-11-23", "2026-11-28")]
#[tokio::test]
async fn the_day_that_was_asked_for_is_the_day_that_opens(
    #[case] asked: Option<&str>,
    #[case] opens: &str,
    #[case] last: &str,
) {
    let home = Home::new().await;
    let at = home.now();
    let monday = at + Duration::days(2);
    stand(&home.vault, &amina(), vec![lesson("monday", monday, monday + Duration::HOUR).into()]).await;
    let view = week(&home, asked).await;
    assert_eq!(view.open_on, opens);
    assert_eq!(view.days.last().unwrap().label.date, last);
}

#[tokio::test]
async fn a_sunday_with_homework_is_a_line_of_every_look_at_its_week() {
    let home = Home::new().await;
    let sunday = home.now().date() + Duration::DAY;
    stand(&home.vault, &amina(), vec![homework("own", sunday).into()]).await;
    assert_eq!(week(&home, Some("2026-11-20")).await.days.last().unwrap().label.date, "2026-11-22");
}

/// Six lessons of Friday, 20 November, the fifth cancelled.
fn friday() -> Vec<Item> {
    let six = |number: i32| {
        let at = time::macros::datetime!(2026-11-20 8:00 +3) + Duration::hours(number.into());
        let subject = format!("Предмет {number}");
        let status = if number == 5 { LessonStatus::Cancelled } else { LessonStatus::Held };
        Lesson {
            number: Some(number),
            subject,
            status,
            ..lesson(&format!("l{number}"), at, at + Duration::minutes(40))
        }
    };
    (1..=6).map(|number| six(number).into()).collect()
}

fn absence(id: &str, subject: Option<&str>) -> Absence {
    Absence {
        id: id.into(),
        date: FRIDAY,
        lesson: None,
        lesson_number: None,
        subject: subject.map(str::to_owned),
        status: AbsenceStatus::Absent,
        word: None,
        comment: None,
    }
}

const FRIDAY: Date = time::macros::date!(2026 - 11 - 20);

fn day(view: &DiaryView, date: Date) -> DayView {
    view.days.iter().find(|day| day.label.date == date.to_string()).unwrap().clone()
}

#[tokio::test]
async fn a_whole_day_missed_counts_its_lessons() {
    let home = Home::new().await;
    let mut items = friday();
    items.push(absence("day", None).into());
    stand(&home.vault, &amina(), items).await;
    let view = week(&home, Some("2026-11-20")).await;
    assert_eq!(view.missed_text.as_deref(), Some("Пропущено уроков: 5"), "one of the six did not take place");
    let chips: Vec<bool> = day(&view, FRIDAY).lessons.iter().map(|lesson| lesson.absence.is_some()).collect();
    assert_eq!(chips, [true, true, true, true, false, true]);
    assert!(day(&view, FRIDAY).loose.is_empty());
}

#[tokio::test]
async fn an_absence_of_a_lesson_that_is_not_there_is_of_no_other() {
    let home = Home::new().await;
    let mut items = friday();
    let by_id = Absence { lesson: Some("gone".into()), ..absence("id", None) };
    let by_number = Absence { lesson_number: Some(9), ..absence("number", None) };
    items.extend([absence("subject", Some("Плавание")).into(), by_id.into(), by_number.into()]);
    stand(&home.vault, &amina(), items).await;
    let view = week(&home, Some("2026-11-20")).await;
    let friday = day(&view, FRIDAY);
    assert!(friday.lessons.iter().all(|lesson| lesson.absence.is_none()));
    let loose: Vec<_> = friday.loose.iter().map(|it| (it.subject.as_deref(), it.chip.value.as_str())).collect();
    assert_eq!(loose.len(), 3);
    assert!(loose.contains(&(Some("Плавание"), "н")) && loose.contains(&(None, "н")), "{loose:?}");
    assert_eq!(view.missed_text.as_deref(), Some("Пропущено уроков: 3"));
}

#[tokio::test]
async fn a_mark_that_belongs_to_no_lesson_stands_in_its_day() {
    let home = Home::new().await;
    // Saturday and Sunday without lessons, and Friday with lessons of other subjects.
    let (saturday, sunday) = (home.now().date(), home.now().date() + Duration::DAY);
    let work = |id: &str, on: Date| {
        Item::Mark(Mark { lesson_date: Some(on), work_type: Some("Зачёт".into()), ..mark(id, "5") })
    };
    let nameless = Item::Mark(Mark { lesson_date: Some(FRIDAY), subject: String::new(), ..mark("nameless", "4") });
    let mut items = friday();
    items.extend([work("saturday", saturday), work("sunday", sunday), nameless]);
    stand(&home.vault, &amina(), items).await;
    let view = week(&home, Some("2026-11-20")).await;
    let loose = |date: Date| {
        let day = day(&view, date);
        day.loose.iter().map(|it| (it.subject.clone(), it.text.clone(), it.chip.id.clone())).collect::<Vec<_>>()
    };
    let algebra = |id: &str| vec![(Some("Алгебра".to_owned()), Some("Зачёт".to_owned()), id.to_owned())];
    assert_eq!((loose(saturday), day(&view, saturday).marks), (algebra("saturday"), 1));
    assert_eq!(loose(sunday), algebra("sunday"));
    assert_eq!(loose(FRIDAY), [(None, None, "nameless".to_owned())]);
    let route = day(&view, saturday).loose[0].route.clone().unwrap();
    assert!(route.starts_with("#/marks/") && route.ends_with("?mark=saturday"), "{route}");
    // The same on the screen of today, and for scripts.
    let request = crate::views::TodayRequest { student: Some(amina()) };
    let today = home.app.today(request).await.unwrap();
    assert_eq!(today.sections[0].loose[0].chip.id, "saturday");
    let facts = home.app.diary_facts(&amina(), Span::day(saturday)).await.unwrap();
    assert_eq!((facts.days[0].lessons.len(), facts.days[0].marks[0].id.as_str()), (0, "saturday"));
}
