//! Is what a school writes down complete and in time? The regulations that the diary follows have homework entered on
//! the day of the lesson, no later than an hour after the last one, and marks no later than a week after the work.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use time::{Date, Duration, OffsetDateTime};

use crate::{Homework, Lesson, LessonStatus, Mark, PlannedTest};

/// How much time a school has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Minutes after the end of a day's last lesson in which its homework is entered.
    pub homework_minutes: u32,
    /// Days after a work in which its mark is entered.
    pub mark_days: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { homework_minutes: 60, mark_days: 7 }
    }
}

/// What was entered in time, and what was not.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeliness<'a, T> {
    /// How many could be judged: those of which the school says when they were entered.
    pub judged: u32,
    /// What came late, and by how much.
    pub late: Vec<(&'a T, Duration)>,
}

/// Homework against the limit. A homework belongs to the lesson in which it was given; where the school does not say
/// which, to the last one of its subject before the day it is for.
pub fn homework_in_time<'a>(homework: &'a [Homework], lessons: &[Lesson], limits: Limits) -> Timeliness<'a, Homework> {
    let mut ends: HashMap<Date, OffsetDateTime> = HashMap::new();
    let took_place = || lessons.iter().filter(|lesson| lesson.status != LessonStatus::Cancelled);
    for lesson in took_place() {
        if let Some(end) = lesson.ends_at {
            ends.entry(lesson.date).and_modify(|last| *last = (*last).max(end)).or_insert(end);
        }
    }
    let by_id: HashMap<&str, &Lesson> = lessons.iter().map(|lesson| (lesson.id.as_str(), lesson)).collect();
    let mut of_subject: HashMap<&str, Vec<Date>> = HashMap::new();
    for lesson in took_place() {
        of_subject.entry(&lesson.subject).or_default().push(lesson.date);
    }
    let given_on = |homework: &Homework| {
        let named = homework.set_in_lesson.as_deref().and_then(|id| by_id.get(id)).map(|lesson| lesson.date);
        let before = || {
            let days = of_subject.get(homework.subject.as_str())?;
            days.iter().copied().filter(|day| *day < homework.due).max()
        };
        named.or_else(before)
    };
    judge(homework, |homework| {
        let (set_at, day) = (homework.set_at?, given_on(homework)?);
        let limit = ends.get(&day)?.saturating_add(Duration::minutes(i64::from(limits.homework_minutes)));
        Some(set_at - limit)
    })
}

/// Marks against the limit: the day on which a mark was entered, in the school's own zone, against that of its work.
pub fn marks_in_time(marks: &[Mark], limits: Limits) -> Timeliness<'_, Mark> {
    judge(marks, |mark| {
        let limit = mark.lesson_date?.saturating_add(Duration::days(i64::from(limits.mark_days)));
        Some(mark.set_at?.date() - limit)
    })
}

fn judge<T>(items: &[T], over: impl Fn(&T) -> Option<Duration>) -> Timeliness<'_, T> {
    let mut timeliness = Timeliness { judged: 0, late: Vec::new() };
    for item in items {
        let Some(over) = over(item) else { continue };
        timeliness.judged = timeliness.judged.saturating_add(1);
        if over.is_positive() {
            timeliness.late.push((item, over));
        }
    }
    timeliness
}

/// Tests whose time for a mark is over, without one. A mark is of a test where it is of its lesson, else of its subject
/// and day.
pub fn tests_without_marks<'a>(
    tests: &'a [PlannedTest],
    marks: &[Mark],
    today: Date,
    limits: Limits,
) -> Vec<&'a PlannedTest> {
    let is_of = |mark: &Mark, test: &PlannedTest| match (&mark.lesson, &test.lesson) {
        (Some(lesson), Some(other)) => lesson == other,
        _ => mark.subject == test.subject && mark.lesson_date == Some(test.date),
    };
    let over = |test: &PlannedTest| test.date.saturating_add(Duration::days(i64::from(limits.mark_days))) < today;
    tests.iter().filter(|test| over(test) && !marks.iter().any(|mark| is_of(mark, test))).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use time::macros::{date, datetime};

    use super::*;

    fn lesson(id: &str, subject: &str, ends_at: OffsetDateTime) -> Lesson {
        Lesson {
            id: id.into(),
            date: ends_at.date(),
            number: None,
            starts_at: None,
            ends_at: Some(ends_at),
            subject: subject.into(),
            teacher: None,
            room: None,
            topic: None,
            status: LessonStatus::Held,
        }
    }

    fn homework(set_at: Option<OffsetDateTime>, set_in_lesson: Option<&str>) -> Homework {
        Homework {
            id: "h".into(),
            subject: "Алгебра".into(),
            text: "№ 1".into(),
            due: date!(2026 - 11 - 20),
            set_at,
            set_in_lesson: set_in_lesson.map(str::to_owned),
            lesson: None,
            done: None,
            attachments: Vec::new(),
        }
    }

    fn day() -> [Lesson; 3] {
        [
            lesson("1", "Алгебра", datetime!(2026-11-18 09:15 +3)),
            lesson("2", "Физика", datetime!(2026-11-18 13:00 +3)),
            lesson("3", "Алгебра", datetime!(2026-11-20 09:15 +3)),
        ]
    }

    fn late(homework: Homework, limits: Limits) -> (u32, Vec<i64>) {
        let homework = [homework];
        let timeliness = homework_in_time(&homework, &day(), limits);
        (timeliness.judged, timeliness.late.iter().map(|(_, over)| over.whole_minutes()).collect())
    }

    #[test]
    fn homework_has_an_hour_after_the_last_lesson_of_its_day() {
        let limits = Limits::default();
        assert_eq!(late(homework(Some(datetime!(2026-11-18 14:00 +3)), Some("1")), limits), (1, vec![]));
        assert_eq!(late(homework(Some(datetime!(2026-11-18 14:01 +3)), Some("1")), limits), (1, vec![1]));
        // The same moment, told in another zone; another limit; the lesson found by its subject.
        assert_eq!(late(homework(Some(datetime!(2026-11-18 11:01 UTC)), Some("1")), limits), (1, vec![1]));
        let longer = Limits { homework_minutes: 120, ..limits };
        assert_eq!(late(homework(Some(datetime!(2026-11-18 14:01 +3)), None), longer), (1, vec![]));
        assert_eq!(late(homework(Some(datetime!(2026-11-19 18:00 +3)), None), limits), (1, vec![28 * 60]));
    }

    #[test]
    fn what_nobody_dated_is_not_judged() {
        assert_eq!(late(homework(None, Some("1")), Limits::default()), (0, vec![]));
        let strange =
            Homework { subject: "Музыка".into(), ..homework(Some(datetime!(2026-11-19 18:00 +3)), None) };
        assert_eq!(late(strange, Limits::default()), (0, vec![]));
    }

    fn mark(lesson: Option<&str>, lesson_date: Option<Date>, set_at: Option<OffsetDateTime>) -> Mark {
        Mark {
            id: "m".into(),
            subject: "Алгебра".into(),
            value: "5".into(),
            weight: None,
            lesson_date,
            set_at,
            work_type: None,
            comment: None,
            lesson: lesson.map(str::to_owned),
            lesson_number: None,
            work: None,
            topic: None,
            counts: None,
        }
    }

    #[test]
    fn a_mark_has_a_week() {
        let work = Some(date!(2026 - 11 - 12));
        let marks = [
            mark(None, work, Some(datetime!(2026-11-19 23:59 +3))),
            mark(None, work, Some(datetime!(2026-11-20 00:01 +3))),
            mark(None, work, None),
            mark(None, None, Some(datetime!(2026-11-20 00:01 +3))),
        ];
        let timeliness = marks_in_time(&marks, Limits::default());
        assert_eq!((timeliness.judged, timeliness.late), (2, vec![(&marks[1], Duration::DAY)]));
    }

    #[test]
    fn a_test_without_a_mark_is_told_once_its_time_is_over() {
        let test = PlannedTest {
            id: "t".into(),
            date: date!(2026 - 11 - 12),
            subject: "Алгебра".into(),
            work_type: None,
            topic: None,
            lesson: Some("1".into()),
        };
        let tests = [test];
        let without = |marks: &[Mark], today| tests_without_marks(&tests, marks, today, Limits::default()).len();
        assert_eq!(without(&[], date!(2026 - 11 - 19)), 0);
        assert_eq!(without(&[], date!(2026 - 11 - 20)), 1);
        assert_eq!(without(&[mark(Some("1"), None, None)], date!(2026 - 11 - 20)), 0);
        assert_eq!(without(&[mark(None, Some(date!(2026 - 11 - 12)), None)], date!(2026 - 11 - 20)), 0);
        assert_eq!(without(&[mark(Some("2"), Some(date!(2026 - 11 - 12)), None)], date!(2026 - 11 - 20)), 1);
    }
}
