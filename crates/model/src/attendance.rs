//! Absences, lateness, and passings of the school's door.

use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use ts_rs::TS;

use crate::{Lesson, LessonStatus};

/// Why a child was not there, or not in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AbsenceStatus {
    /// Not there, no reason known («Н»).
    Absent,
    /// Ill («Б»).
    Ill,
    /// With leave («П», «УП»).
    Excused,
    /// Came late («О»): was there.
    Late,
    /// Something the connector does not know; its word is in [`Absence::word`].
    Other,
}

impl AbsenceStatus {
    /// Whether the lesson was missed: to come late is to have been there.
    pub fn is_missed(self) -> bool {
        self != AbsenceStatus::Late
    }
}

/// A lesson that was missed or begun late.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Absence {
    /// The system's id, or the connector's own where the system has none.
    pub id: String,
    /// The day.
    #[ts(type = "string")]
    pub date: Date,
    /// Id of the lesson; none where the whole day is meant.
    pub lesson: Option<String>,
    /// Number of the lesson in its day.
    pub lesson_number: Option<i32>,
    /// The subject as the school writes it.
    pub subject: Option<String>,
    /// What is meant.
    pub status: AbsenceStatus,
    /// The school's own word for it.
    pub word: Option<String>,
    /// The reason or comment given.
    pub comment: Option<String>,
}

/// One passing of the school's door.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Visit {
    /// The system's id, or the connector's own where the system has none.
    pub id: String,
    /// The moment, in the school's zone.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
    /// True for coming in, false for going out.
    pub entered: bool,
    /// Which door or building.
    pub place: Option<String>,
}

/// One lesson that was missed or begun late, with what the school said of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Missed<'a> {
    /// What the school said, of this lesson or of the whole day.
    pub absence: &'a Absence,
    /// The lesson; none where the timetable does not have it.
    pub lesson: Option<&'a Lesson>,
}

impl Missed<'_> {
    /// The subject, where anybody says it.
    pub fn subject(&self) -> Option<&str> {
        self.lesson.map(|lesson| lesson.subject.as_str()).or(self.absence.subject.as_deref())
    }
}

/// Absences, lesson by lesson: each lesson once, the whole of a day as each of its lessons that took place. What a
/// school says of one lesson holds before what it says of the day, and missed before late. A whole day without a
/// timetable counts as one.
pub fn missed_lessons<'a>(absences: &'a [Absence], lessons: &'a [Lesson]) -> Vec<Missed<'a>> {
    let mut found: Vec<Missed<'a>> = Vec::new();
    let (of_days, of_lessons): (Vec<&Absence>, Vec<&Absence>) = absences
        .iter()
        .partition(|absence| absence.lesson.is_none() && absence.lesson_number.is_none() && absence.subject.is_none());
    for absence in of_lessons {
        let lesson = lesson_of(absence, lessons);
        let known = found.iter_mut().find(|other| match (lesson, other.lesson) {
            (Some(lesson), Some(known)) => known.id == lesson.id && known.date == lesson.date,
            _ => other.absence.id == absence.id,
        });
        match known {
            Some(other) if !other.absence.status.is_missed() => other.absence = absence,
            Some(_) => {}
            None => found.push(Missed { absence, lesson }),
        }
    }
    for absence in of_days {
        let of_day = lessons.iter().filter(|it| it.date == absence.date && it.status != LessonStatus::Cancelled);
        let mut any = false;
        for lesson in of_day {
            any = true;
            let known =
                |other: &Missed<'_>| other.lesson.is_some_and(|it| it.id == lesson.id && it.date == lesson.date);
            if !found.iter().any(known) {
                found.push(Missed { absence, lesson: Some(lesson) });
            }
        }
        if !any && !found.iter().any(|other| other.absence.date == absence.date) {
            found.push(Missed { absence, lesson: None });
        }
    }
    found.sort_by_key(|missed| (missed.absence.date, missed.lesson.and_then(|lesson| lesson.number)));
    found
}

/// The lesson that an absence is of: by its id, else by its number, else by its subject.
fn lesson_of<'a>(absence: &Absence, lessons: &'a [Lesson]) -> Option<&'a Lesson> {
    let of_day = || lessons.iter().filter(|lesson| lesson.date == absence.date);
    let same_subject = |lesson: &Lesson| absence.subject.as_ref().is_none_or(|subject| lesson.subject == *subject);
    let by_id = of_day().find(|lesson| absence.lesson.as_deref() == Some(&lesson.id));
    let by_number = || {
        of_day().find(|it| absence.lesson_number.is_some() && it.number == absence.lesson_number && same_subject(it))
    };
    let by_subject = || of_day().find(|lesson| absence.subject.is_some() && same_subject(lesson));
    by_id.or_else(by_number).or_else(by_subject)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn lesson(number: i32, day: Date, status: LessonStatus) -> Lesson {
        Lesson {
            id: format!("{day} {number}"),
            date: day,
            number: Some(number),
            starts_at: None,
            ends_at: None,
            subject: ["Алгебра", "Физика", "История"][number as usize % 3].into(),
            teacher: None,
            room: None,
            topic: None,
            status,
        }
    }

    fn absence(id: &str, day: Date, status: AbsenceStatus) -> Absence {
        let (lesson, lesson_number, subject, word, comment) = (None, None, None, None, None);
        Absence { id: id.into(), date: day, lesson, lesson_number, subject, status, word, comment }
    }

    const DAY: Date = date!(2026 - 11 - 18);

    fn numbers(found: &[Missed<'_>]) -> Vec<(Option<i32>, AbsenceStatus)> {
        found.iter().map(|it| (it.lesson.and_then(|lesson| lesson.number), it.absence.status)).collect()
    }

    #[test]
    fn a_whole_day_is_each_of_its_lessons_that_took_place() {
        let lessons = [1, 2, 3]
            .map(|number| lesson(number, DAY, if number == 2 { LessonStatus::Cancelled } else { LessonStatus::Held }));
        let ill = [absence("a", DAY, AbsenceStatus::Ill)];
        let found = missed_lessons(&ill, &lessons);
        assert_eq!(numbers(&found), [(Some(1), AbsenceStatus::Ill), (Some(3), AbsenceStatus::Ill)]);
        assert_eq!(numbers(&missed_lessons(&ill, &[])), [(None, AbsenceStatus::Ill)]);
    }

    #[test]
    fn what_is_said_of_a_lesson_holds_before_what_is_said_of_the_day() {
        let lessons = [1, 2].map(|number| lesson(number, DAY, LessonStatus::Held));
        let late = Absence { lesson_number: Some(1), ..absence("b", DAY, AbsenceStatus::Late) };
        let found = [absence("a", DAY, AbsenceStatus::Ill), late];
        let found = missed_lessons(&found, &lessons);
        assert_eq!(numbers(&found), [(Some(1), AbsenceStatus::Late), (Some(2), AbsenceStatus::Ill)]);
    }

    #[test]
    fn a_lesson_is_missed_once_and_missed_before_late() {
        let lessons = [lesson(1, DAY, LessonStatus::Held)];
        let by = |id: &str, status| Absence { lesson: Some(format!("{DAY} 1")), ..absence(id, DAY, status) };
        let twice = [by("a", AbsenceStatus::Late), by("b", AbsenceStatus::Absent), by("c", AbsenceStatus::Ill)];
        assert_eq!(numbers(&missed_lessons(&twice, &lessons)), [(Some(1), AbsenceStatus::Absent)]);
    }

    #[test]
    fn a_lesson_that_the_timetable_has_not_is_one_lesson_all_the_same() {
        let by_subject = Absence { subject: Some("Музыка".into()), ..absence("a", DAY, AbsenceStatus::Absent) };
        let found = [by_subject.clone(), Absence { id: "b".into(), ..by_subject }];
        let found = missed_lessons(&found, &[]);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].subject(), Some("Музыка"));
    }
}
