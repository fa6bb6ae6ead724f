//! Days: the timetable, what was held of it, and the school's door.

use serde_json::{Value, json};
use time::{Date, Duration};

use super::{Ask, Reply, estimates, wire};
use crate::register::{Lesson, Pupil, Work};

/// `schedule/list-by-education`: in no order, without ids and without counters.
pub(super) fn schedule(ask: &Ask<'_>) -> Reply {
    let pupil = ask.pupil("p_educations[]")?;
    let (from, to) = ask.days("p_datetime_from", "p_datetime_to")?;
    let mut lessons = planned(ask, pupil, from, to);
    lessons.sort_by_key(|lesson| (lesson.subject, lesson.id));
    let entries = lessons.into_iter().map(|lesson| {
        json!({
            "number": lesson.number, "datetime_from": wire::moment(lesson.begins),
            "datetime_to": wire::moment(lesson.ends), "subject_id": wire::SUBJECT.of(lesson.subject),
            "subject_name": ask.subject(lesson.subject), "priority": 0, "override_by_priority": true,
        })
    });
    ask.uncounted(entries.collect())
}

/// Lessons that take place: of one that does not, nothing is told.
fn planned<'a>(ask: &'a Ask<'_>, pupil: &Pupil, from: Date, to: Date) -> Vec<&'a Lesson> {
    ask.register.lessons_of_pupil(pupil, from, to).into_iter().filter(|lesson| !lesson.cancelled).collect()
}

/// `lesson/list-by-education`: those that were held, the newest first, each with what was set in it.
pub(super) fn lessons(ask: &Ask<'_>) -> Reply {
    let pupil = ask.pupil("p_educations[]")?;
    let (from, to) = ask.days("p_datetime_from", "p_datetime_to")?;
    // What was set in a lesson is due later.
    let all = planned(ask, pupil, from, to + Duration::days(60));
    let held = all.iter().rev().filter(|lesson| lesson.date <= to && lesson.begins <= ask.now);
    let entries = held.map(|lesson| {
        let tasks: Vec<Value> = set_in(ask, &all, lesson).into_iter().filter_map(task).collect();
        json!({
            "identity": { "id": wire::LESSON.of(lesson.id), "uid": null }, "number": lesson.number,
            "datetime_from": wire::moment(lesson.begins), "datetime_to": wire::moment(lesson.ends),
            "subject_id": wire::SUBJECT.of(lesson.subject), "subject_name": ask.subject(lesson.subject),
            "content_name": lesson.topic, "content_description": null, "content_additional_material": null,
            "tasks": tasks, "estimates": estimates::at_lesson(ask, pupil, lesson),
            "action_payload": { "can_add_homework": true },
        })
    });
    ask.page(entries.collect())
}

/// The homework for the next day of a lesson's subject, if this is the last lesson before it.
fn set_in<'a>(ask: &'a Ask<'_>, all: &[&Lesson], lesson: &Lesson) -> Vec<&'a Work> {
    let same = || all.iter().filter(|other| other.subject == lesson.subject);
    let Some(next) = same().find(|other| other.date > lesson.date).map(|other| other.date) else { return Vec::new() };
    let later = |other: &&&Lesson| other.date == lesson.date && (other.number, other.id) > (lesson.number, lesson.id);
    if same().any(|other| later(&other)) {
        return Vec::new();
    }
    let due = same().filter(|other| other.date == next);
    let works = due.flat_map(|due| ask.register.works_of_lesson(due.id));
    works.filter(|work| work.homework && work.planned && work.is_known(ask.now)).collect()
}

/// How a file looks nobody has seen: a task that is nothing but a file is not told.
fn task(work: &Work) -> Option<Value> {
    Some(json!({
        "task_name": work.text.as_deref()?, "task_code": null, "task_kind_code": "homework",
        "task_kind_name": "Домашнее задание", "files": [],
    }))
}

/// `acs/list`: all passings so far, the newest first. Here the parameter has no brackets.
pub(super) fn passings(ask: &Ask<'_>) -> Reply {
    let pupil = ask.pupil("p_education")?;
    let day_of = |at: time::OffsetDateTime| wire::city(at).date();
    let from = ask.register.year.first_day();
    let passings = ask.register.occasions.passings(pupil.person, from, day_of(ask.now), ask.now, day_of);
    let mut entries: Vec<Value> = (1..)
        .zip(passings)
        .map(|(number, passing)| {
            json!({
                "identity": { "id": wire::education(pupil.person) * 10_000 + number },
                "direction": if passing.entered { "input" } else { "output" },
                "datetime": wire::moment(passing.at),
            })
        })
        .collect();
    entries.reverse();
    ask.page(entries)
}
