//! Notifications: what teachers entered, the newest first.

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::ask::Ask;
use super::marks::kind_of;
use super::{Reply, ask::own_profile, bare, dates, ids};
use crate::register::{Lesson, Mark, Pupil, Work};

/// How many are shown.
const SHOWN: usize = 100;

/// `notifications/search?student_id`: a bare list.
pub(super) fn notifications(ask: &Ask<'_>) -> Reply {
    let pupil = ask.student()?;
    let register = ask.register;
    let mut told: Vec<(OffsetDateTime, i64, Value)> = Vec::new();
    for mark in register.marks_of_person(pupil.person) {
        let lesson = mark.lesson.and_then(|id| register.lessons.get(&id));
        let Some(lesson) = lesson.filter(|_| mark.value(ask.now).is_some()) else { continue };
        let mut before = None;
        for (at, value) in mark.versions.iter().filter(|(at, _)| *at <= ask.now) {
            told.push((*at, mark.id, of_mark(ask, pupil, lesson, mark, *at, before, value)));
            before = Some(value.as_str());
        }
    }
    let (from, to) = (register.year.first_day(), register.year.last_day());
    for lesson in register.lessons_of_pupil(pupil, from, to) {
        for work in register.works_of_lesson(lesson.id).filter(|work| work.homework && work.is_known(ask.now)) {
            told.push((work.set_at, work.id, of_homework(ask, pupil, work)));
        }
    }
    told.sort_by_key(|(at, id, _)| (std::cmp::Reverse(*at), *id));
    bare(told.into_iter().take(SHOWN).map(|(_, _, told)| told).collect())
}

fn teacher(ask: &Ask<'_>, person: i64) -> Option<String> {
    let person = ask.register.persons.get(&person)?;
    Some(format!("{} {} {}", person.last, person.first, person.middle))
}

fn of_mark(
    ask: &Ask<'_>,
    pupil: &Pupil,
    lesson: &Lesson,
    mark: &Mark,
    at: OffsetDateTime,
    before: Option<&str>,
    value: &str,
) -> Value {
    let kind = kind_of(ask.register, mark);
    json!({
        "datetime": dates::spaced(at), "event_type": if before.is_some() { "update_mark" } else { "create_mark" },
        "created_at": dates::spaced(at), "updated_at": dates::spaced(at),
        "subject_name": ask.subject_name(lesson.subject), "teacher_name": teacher(ask, lesson.teacher),
        "student_profile_id": ids::student(pupil.person), "author_profile_id": own_profile(&ask.account),
        "lesson_date": format!("{} 00:00:00", dates::day(lesson.date)), "old_mark_value": before,
        "new_mark_value": value, "new_is_exam": kind.is_some_and(|kind| kind.important), "old_is_exam": null,
        "new_mark_weight": kind.map(|kind| kind.weight), "old_mark_weight": null,
        "control_form_name": kind.map(|kind| kind.name),
    })
}

fn of_homework(ask: &Ask<'_>, pupil: &Pupil, work: &Work) -> Value {
    json!({
        "datetime": dates::spaced(work.set_at), "event_type": "create_homework",
        "created_at": dates::spaced(work.set_at), "updated_at": dates::spaced(work.set_at),
        "subject_name": ask.subject_name(work.subject), "teacher_name": teacher(ask, work.created_by),
        "student_profile_id": ids::student(pupil.person), "author_profile_id": own_profile(&ask.account),
        "new_hw_description": work.text, "old_hw_description": null,
        "new_date_assigned_on": format!("{} 00:00:00", dates::day(dates::day_of(work.set_at))),
        "new_date_prepared_for": format!("{} 00:00:00", dates::day(work.target)),
    })
}
