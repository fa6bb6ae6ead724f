//! The feed: what a day brought, a few days back from the asked one.

use serde_json::{Value, json};
use time::Date;

use super::ask::{Ask, id};
use super::dates::Day;
use super::homework::{day_param, task};
use super::schedule::next_working_day;
use super::wire::{self, WireLogEntry, WireMark, WireWork};
use super::{Refusal, Reply, json as answer};
use crate::register::{Lesson, Pupil, Work};

/// `users/me/feed?date&childPersonId&limit`
pub(super) fn feed(ask: &Ask<'_>) -> Reply {
    let pupil = match ask.param("childPersonId") {
        Some(text) => ask.pupil_by_id(id("childPersonId", text)?)?,
        None => ask.pupils().into_iter().next().ok_or_else(|| Refusal::parameter("childPersonId"))?,
    };
    let limit = ask.param("limit").map_or(Ok(7), str::parse::<u8>).map_err(|_| Refusal::parameter("limit"))?;
    let mut date = day_param(ask, "date", pupil.school)?;
    let mut days = Vec::new();
    for _ in 0..limit.min(31) {
        days.push(day(ask, &pupil, date));
        let Some(before) = date.previous_day() else { break };
        date = before;
    }
    Ok(answer(&json!({ "days": days })))
}

fn day(ask: &Ask<'_>, pupil: &Pupil, date: Date) -> Value {
    let register = &*ask.register;
    let next = next_working_day(ask, pupil, date);
    let lessons = register.lessons_of_pupil(pupil, date, date);
    let next_lessons = register.lessons_of_pupil(pupil, next, next);
    let log: Vec<Value> = lessons
        .iter()
        .filter_map(|lesson| Some((lesson, register.log.get(&(pupil.person, lesson.id))?)))
        .filter(|(_, entry)| entry.at <= ask.now)
        .map(|(lesson, entry)| {
            json!({
                "lessonLogEntry": WireLogEntry::new(entry), "subjectName": subject_name(ask, lesson.subject),
                "lessonTitle": lesson.topic,
            })
        })
        .collect();
    let cards: Vec<Value> = lessons.iter().flat_map(|lesson| mark_cards(ask, pupil, lesson)).collect();
    let important: Vec<Value> = works(ask, pupil, &next_lessons, false)
        .filter(|work| register.work_types.get(&work.work_type).is_some_and(|kind| kind.important))
        .map(|work| work_card(ask, work, pupil))
        .collect();
    json!({
        "date": Day(date), "nextWorkingDayDate": Day(next),
        "summary": {
            "importantWorks": important, "marksCards": cards,
            "dayEmotion": if cards.is_empty() { "NotSet" } else { "Good" }, "feedMode": "Default",
        },
        "todayHomeworks": works(ask, pupil, &lessons, true).map(|work| work_card(ask, work, pupil)).collect::<Vec<_>>(),
        "todaySchedule": lessons.iter().map(|lesson| place(ask, pupil, lesson)).collect::<Vec<_>>(),
        "nextDayHomeworks": works(ask, pupil, &next_lessons, true).map(|work| work_card(ask, work, pupil)).collect::<Vec<_>>(),
        "nextDaySchedule": next_lessons.iter().map(|lesson| place(ask, pupil, lesson)).collect::<Vec<_>>(),
        "logEntries": log,
    })
}

fn works<'a>(
    ask: &'a Ask<'_>,
    pupil: &'a Pupil,
    lessons: &'a [&'a Lesson],
    homework: bool,
) -> impl Iterator<Item = &'a Work> {
    lessons
        .iter()
        .flat_map(|lesson| ask.register.works_of_lesson(lesson.id))
        .filter(move |work| work.homework == homework && ask.shows(work, pupil.person))
}

fn work_card(ask: &Ask<'_>, work: &Work, pupil: &Pupil) -> Value {
    let tasks = Vec::from_iter(work.homework.then(|| task(ask.register, work, pupil)));
    json!({
        "work": WireWork::new(ask.register, work, tasks), "subjectName": subject_name(ask, work.subject),
        "workTypeName": ask.register.work_types.get(&work.work_type).map(|kind| kind.name),
    })
}

fn mark_cards(ask: &Ask<'_>, pupil: &Pupil, lesson: &Lesson) -> Vec<Value> {
    let register = &*ask.register;
    let works = register.works_of_lesson(lesson.id);
    let cards = works.filter_map(|work| {
        let marks = register.marks_of_work(work.id).filter(|mark| ask.stands(mark, pupil.person));
        let marks: Vec<Value> = marks
            .filter_map(|mark| WireMark::new(register, mark, ask.now))
            .map(|mark| json!({ "mark": mark }))
            .collect();
        let kind = register.work_types.get(&work.work_type)?;
        (!marks.is_empty()).then(|| {
            json!({
                "marks": marks, "lesson": {"id": lesson.id, "id_str": lesson.id.to_string(), "date": Day(lesson.date)},
                "isImportant": kind.important, "subjectName": subject_name(ask, lesson.subject),
                "subjectId": lesson.subject, "workTypeName": kind.name,
            })
        })
    });
    cards.collect()
}

fn place(ask: &Ask<'_>, pupil: &Pupil, lesson: &Lesson) -> Value {
    let works = ask.register.works_of_lesson(lesson.id).filter(|work| ask.shows(work, pupil.person));
    let kinds = works.filter_map(|work| ask.register.work_types.get(&work.work_type)).filter(|kind| kind.important);
    let kinds: Vec<Value> = kinds.map(|kind| json!({"id": kind.id, "name": kind.name})).collect();
    json!({
        "lessonId": lesson.id, "lessonStatus": wire::status(lesson, ask.now), "number": lesson.number,
        "subjectName": subject_name(ask, lesson.subject), "importantWorkTypes": kinds,
    })
}

fn subject_name<'a>(ask: &'a Ask<'_>, subject: i64) -> &'a str {
    ask.register.subjects.get(&subject).map_or("", |subject| subject.name)
}
