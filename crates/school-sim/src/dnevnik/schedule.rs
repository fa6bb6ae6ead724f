//! Schedules and lessons.

use std::collections::BTreeSet;

use serde::Serialize;
use time::Date;

use super::ask::{Ask, id, range};
use super::dates::Day;
use super::homework::task;
use super::wire::{self, Twin, WireDay, WireLesson, WireLogEntry, WireMark, WireSubject, WireWork};
use super::{Refusal, Reply, json};
use crate::register::{Lesson, Pupil};

/// `persons/{p}/groups/{g}/schedules`: everything of each day, for any range at once.
pub(super) fn schedules(ask: &Ask<'_>, person: &str, group: &str) -> Reply {
    #[derive(Serialize)]
    struct Schedules<'a> {
        days: Vec<WireDay<'a>>,
    }
    let pupil = ask.pupil(person)?;
    let group = id("group", group)?;
    if !pupil.belongs_to(group) {
        return Err(Refusal::parameter("group"));
    }
    let (from, to) = ask.range_param("startDate", "endDate")?;
    let lessons = ask.register.lessons_of_pupil(&pupil, from, to);
    let mut lessons = lessons.into_iter().filter(|lesson| group == pupil.class || lesson.group == group).peekable();
    let mut days = Vec::new();
    let mut date = from;
    while date <= to {
        let mut of_day = Vec::new();
        while let Some(lesson) = lessons.next_if(|lesson| lesson.date == date) {
            of_day.push(lesson);
        }
        days.push(day(ask, &pupil, date, &of_day));
        let Some(next) = date.next_day() else { break };
        date = next;
    }
    Ok(json(&Schedules { days }))
}

fn day<'a>(ask: &'a Ask<'_>, pupil: &Pupil, date: Date, of_day: &[&'a Lesson]) -> WireDay<'a> {
    let register = &*ask.register;
    let mut day = WireDay {
        date: Day(date),
        next_date: Day(next_working_day(ask, pupil, date)),
        lessons: Vec::with_capacity(of_day.len()),
        marks: Vec::new(),
        works: Vec::new(),
        homeworks: Vec::new(),
        subjects: Vec::new(),
        work_types: Vec::new(),
        log: Vec::new(),
        teachers: Vec::new(),
    };
    let (mut subjects, mut kinds, mut teachers) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for lesson in of_day {
        let mut works = Vec::new();
        for work in register.works_of_lesson(lesson.id).filter(|work| ask.shows(work, pupil.person)) {
            works.push(work.id);
            kinds.insert(work.work_type);
            if work.homework {
                let tasks = vec![task(register, work, pupil)];
                day.homeworks.push(WireWork::new(register, work, tasks));
            } else {
                day.works.push(WireWork::new(register, work, Vec::new()));
            }
        }
        let marks = register.marks_at_lesson(pupil.person, lesson.id);
        day.marks.extend(marks.filter_map(|mark| WireMark::new(register, mark, ask.now)));
        let entry = register.log.get(&(pupil.person, lesson.id)).filter(|entry| entry.at <= ask.now);
        day.log.extend(entry.map(WireLogEntry::new));
        subjects.insert(lesson.subject);
        teachers.insert(lesson.teacher);
        day.lessons.push(WireLesson::new(lesson, works, ask.now));
    }
    day.subjects = ask.fragments.subjects(subjects);
    day.work_types = ask.fragments.work_types(kinds);
    day.teachers = ask.fragments.teachers(teachers);
    day
}

/// The next day the class has lessons; the next day of the calendar when the year is over.
pub(super) fn next_working_day(ask: &Ask<'_>, pupil: &Pupil, date: Date) -> Date {
    let next = date.next_day().unwrap_or(date);
    ask.register.next_day_with_lessons(pupil.class, next).unwrap_or(next)
}

/// A lesson with its subject and works inside.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WireFullLesson<'a> {
    id: i64,
    #[serde(rename = "id_str")]
    id_str: Twin,
    title: Option<&'a str>,
    date: Day,
    number: u8,
    subject: Option<WireSubject<'a>>,
    group: i64,
    #[serde(rename = "group_str")]
    group_str: Twin,
    status: &'static str,
    result_place_id: i64,
    works: Vec<WireWork<'a>>,
    teachers: [i64; 1],
    #[serde(rename = "teachers_str")]
    teachers_str: [Twin; 1],
}

pub(super) fn full<'a>(ask: &'a Ask<'_>, lesson: &'a Lesson) -> WireFullLesson<'a> {
    let register = &*ask.register;
    let pupils = ask.pupils();
    let works = register
        .works_of_lesson(lesson.id)
        .filter(|work| pupils.iter().any(|pupil| pupil.belongs_to(lesson.group) && ask.shows(work, pupil.person)));
    WireFullLesson {
        id: lesson.id,
        id_str: Twin(lesson.id),
        title: lesson.topic.as_deref(),
        date: Day(lesson.date),
        number: lesson.number,
        subject: register.subjects.get(&lesson.subject).map(WireSubject::new),
        group: lesson.group,
        group_str: Twin(lesson.group),
        status: wire::status(lesson, ask.now),
        result_place_id: 0,
        works: works.map(|work| WireWork::new(register, work, Vec::new())).collect(),
        teachers: [lesson.teacher],
        teachers_str: [Twin(lesson.teacher)],
    }
}

/// `lessons/{lesson}`
pub(super) fn lesson(ask: &Ask<'_>, lesson: &str) -> Reply {
    let lesson = ask.lesson(id("lesson", lesson)?)?;
    Ok(json(&full(ask, &lesson)))
}

/// `POST lessons/many`
pub(super) fn many_lessons(ask: &Ask<'_>) -> Reply {
    let lessons: Vec<Lesson> = ask.body_ids()?.into_iter().map(|id| ask.lesson(id)).collect::<Result<_, _>>()?;
    Ok(json(&lessons.iter().map(|lesson| full(ask, lesson)).collect::<Vec<_>>()))
}

/// `edu-groups/{g}/lessons/{from}/{to}` and the same for one subject: every subgroup's lesson.
pub(super) fn group_lessons(ask: &Ask<'_>, group: &str, subject: Option<&str>, from: &str, to: &str) -> Reply {
    let group = ask.group(group)?;
    let subject = subject.map(|text| id("subject", text)).transpose()?;
    let (from, to) = range(from, to)?;
    let lessons = ask.register.lessons_of_class(group.id, from, to);
    let lessons = lessons.into_iter().filter(|lesson| subject.is_none_or(|subject| lesson.subject == subject));
    Ok(json(&lessons.map(|lesson| full(ask, lesson)).collect::<Vec<_>>()))
}
