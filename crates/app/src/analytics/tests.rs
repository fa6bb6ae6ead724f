#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use peremena_model::{AbsenceStatus, PlannedTest, Term, TermKind};
use time::macros::{date, datetime};

use super::*;
use crate::testing::{Home, NOW, amina, homework, lesson, mark, stand, timur};

fn of(subject: &str, day: u8, hour: u8) -> Lesson {
    let at = NOW.replace_day(day).unwrap().replace_hour(hour).unwrap();
    Lesson { subject: subject.into(), number: Some(i32::from(hour) - 7), ..lesson(&format!("{day}-{hour}"), at, at) }
}

fn marked(id: &str, subject: &str, value: &str, day: Date) -> Item {
    Mark { subject: subject.into(), lesson_date: Some(day), ..mark(id, value) }.into()
}

fn due(id: &str, subject: &str, day: Date) -> Item {
    Homework { subject: subject.into(), ..homework(id, day) }.into()
}

async fn home() -> Home {
    let home = Home::new().await;
    let (from, to) = (date!(2026 - 11 - 05), date!(2026 - 12 - 30));
    let term = Term { id: "2".into(), name: "2 четверть".into(), kind: TermKind::Quarter, number: 2, from, to };
    let off = Lesson { status: LessonStatus::Cancelled, ..of("Физика", 18, 12) };
    let missed = Absence {
        id: "ill".into(),
        date: date!(2026 - 11 - 18),
        lesson: Some("18-9".into()),
        lesson_number: None,
        subject: None,
        status: AbsenceStatus::Ill,
        word: None,
        comment: None,
    };
    let late =
        Absence { id: "late".into(), lesson: Some("18-8".into()), status: AbsenceStatus::Late, ..missed.clone() };
    let test = PlannedTest {
        id: "t".into(),
        date: date!(2026 - 11 - 25),
        subject: "Алгебра".into(),
        work_type: Some("Контрольная работа".into()),
        topic: None,
        lesson: None,
    };
    let items = vec![
        term.into(),
        // Wednesdays of two weeks, and a Thursday.
        of("Алгебра", 11, 8).into(),
        of("Алгебра", 18, 8).into(),
        of("Физика", 18, 9).into(),
        of("Алгебра", 19, 8).into(),
        // After this week: of no week yet, and of no load.
        of("Алгебра", 25, 8).into(),
        off.into(),
        marked("1", "Алгебра", "4", date!(2026 - 11 - 18)),
        marked("2", "Алгебра", "5", date!(2026 - 11 - 19)),
        marked("3", "Физика", "н/а", date!(2026 - 11 - 18)),
        marked("0", "Алгебра", "3", date!(2026 - 11 - 11)),
        marked("old", "Алгебра", "2", date!(2026 - 10 - 12)),
        due("a", "Алгебра", date!(2026 - 11 - 18)),
        due("b", "Физика", date!(2026 - 11 - 18)),
        missed.into(),
        late.into(),
        test.into(),
    ];
    stand(&home.vault, &amina(), items).await;
    stand(&home.vault, &timur(), vec![marked("t", "Труд", "5", date!(2026 - 11 - 18))]).await;
    home
}

async fn seen(home: &Home, term: Option<&str>) -> AnalyticsView {
    let request = AnalyticsRequest { student: amina().to_string(), term: term.map(str::to_owned) };
    home.app.analytics(request).await.unwrap()
}

#[tokio::test]
async fn every_subject_is_counted_week_by_week() {
    let home = home().await;
    let view = seen(&home, None).await;
    let weeks: Vec<(&str, &str, Option<&str>)> =
        view.weeks.iter().map(|it| (it.title.as_str(), it.text.as_str(), it.average.as_deref())).collect();
    assert_eq!(
        weeks,
        [
            ("16–21 ноября", "3 оценки, 3 урока, 2 задания, пропущен 1 урок", Some("4,50")),
            ("9–14 ноября", "1 оценка, 1 урок", Some("3,00")),
        ],
        "the latest first; what is off, late, of another term or ahead is not counted"
    );
    let this_week: Vec<(&str, usize, Option<&str>, &str)> = view.weeks[0]
        .subjects
        .iter()
        .map(|it| (it.subject.as_str(), it.marks.len(), it.average.as_deref(), it.text.as_str()))
        .collect();
    assert_eq!(
        this_week,
        [("Алгебра", 2, Some("4,50"), "2 урока, 1 задание"), ("Физика", 1, None, "1 урок, 1 задание, пропущен 1 урок")]
    );
    assert_eq!(view.weeks[0].height, Some(0.875));
    assert!(view.partial_text.is_some(), "nobody has looked at the whole term");
    let year = seen(&home, Some("year")).await;
    assert_eq!(year.weeks.last().unwrap().title, "12–17 октября");
}

#[tokio::test]
async fn the_load_of_weekdays_is_a_mean_of_days_with_lessons() {
    let view = seen(&home().await, None).await;
    let loads: Vec<(&str, f64, &str)> =
        view.weekdays.iter().map(|it| (it.name.as_str(), it.share, it.text.as_str())).collect();
    assert_eq!(loads, [("Среда", 1.0, "уроков 1,5, заданий 1"), ("Четверг", 0.4, "уроков 1, заданий 0")]);
    assert_eq!(view.heaviest_text.as_deref(), Some("Больше всего — в среду"));
    assert_eq!(view.tests.iter().map(|it| it.title.as_str()).collect::<Vec<_>>(), ["Контрольная работа"]);
}

/// Attendance counts it too: the two pages must not differ.
#[tokio::test]
async fn an_absence_counts_where_its_lesson_was_called_off_later() {
    let home = Home::new().await;
    let off = Lesson { status: LessonStatus::Cancelled, ..of("Физика", 18, 12) };
    let absence = Absence {
        id: "a".into(),
        date: date!(2026 - 11 - 18),
        lesson: Some(off.id.clone()),
        lesson_number: None,
        subject: None,
        status: AbsenceStatus::Absent,
        word: None,
        comment: None,
    };
    stand(&home.vault, &amina(), vec![off.into(), absence.into()]).await;
    assert_eq!(seen(&home, Some("year")).await.weeks[0].text, "пропущен 1 урок");
}

#[tokio::test]
async fn nothing_yet_is_no_statistic_of_nothing() {
    let home = Home::new().await;
    home.set(datetime!(2026-11-21 15:00 +3));
    let view = seen(&home, None).await;
    assert!(view.weeks.is_empty() && view.weekdays.is_empty() && view.heaviest_text.is_none());
    assert_eq!((view.filling, view.partial_text), (crate::views::Filling::NotLoaded, None));
}
