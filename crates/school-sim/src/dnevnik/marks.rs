//! Marks: by range, by date, recent ones, and single ones.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Value, json};

use super::ask::{Ask, date, id, range};
use super::schedule;
use super::wire::{Twin, WireLogEntry, WireMark, WireSubject, WireWork, WireWorkType};
use super::{Refusal, Reply, json as answer};
use crate::calendar::offset;
use crate::register::{Mark, Pupil};

fn list<'a>(ask: &Ask<'_>, marks: impl Iterator<Item = &'a Mark>) -> Reply {
    Ok(answer(&marks.filter_map(|mark| WireMark::new(ask.register, mark, ask.now)).collect::<Vec<_>>()))
}

/// The marks of a pupil for lessons between two days, oldest lesson first.
fn of_lessons<'a>(ask: &'a Ask<'_>, pupil: &Pupil, from: time::Date, to: time::Date) -> Vec<&'a Mark> {
    let lessons = ask.register.lessons_of_pupil(pupil, from, to);
    lessons.into_iter().flat_map(|lesson| ask.register.marks_at_lesson(pupil.person, lesson.id)).collect()
}

fn subject_of(ask: &Ask<'_>, mark: &Mark) -> Option<i64> {
    ask.register.works.get(&mark.work).map(|work| work.subject)
}

/// `persons/{p}/schools/{s}/marks/{from}/{to}`
pub(super) fn at_school(ask: &Ask<'_>, person: &str, school: &str, from: &str, to: &str) -> Reply {
    let pupil = ask.pupil(person)?;
    let school = ask.school(school)?;
    let (from, to) = range(from, to)?;
    let marks = if pupil.school == school.id { of_lessons(ask, &pupil, from, to) } else { Vec::new() };
    list(ask, marks.into_iter())
}

/// `persons/{p}/edu-groups/{g}/marks/{from}/{to}`
pub(super) fn in_group(ask: &Ask<'_>, person: &str, group: &str, from: &str, to: &str) -> Reply {
    let pupil = ask.pupil(person)?;
    let group = ask.group(group)?;
    let (from, to) = range(from, to)?;
    let marks = of_lessons(ask, &pupil, from, to).into_iter().filter(|mark| {
        let work = ask.register.works.get(&mark.work);
        pupil.class == group.id || work.is_some_and(|work| work.group == group.id)
    });
    list(ask, marks)
}

/// `persons/{p}/subjects/{s}/marks/{from}/{to}`
pub(super) fn of_subject(ask: &Ask<'_>, person: &str, subject: &str, from: &str, to: &str) -> Reply {
    let pupil = ask.pupil(person)?;
    let subject = id("subject", subject)?;
    let (from, to) = range(from, to)?;
    let marks = of_lessons(ask, &pupil, from, to);
    list(ask, marks.into_iter().filter(|mark| subject_of(ask, mark) == Some(subject)))
}

/// `edu-groups/{g}[/subjects/{s}]/marks/{from}/{to}`: a family sees its own children's.
pub(super) fn of_group(ask: &Ask<'_>, group: &str, subject: Option<&str>, from: &str, to: &str) -> Reply {
    let group = ask.group(group)?;
    let subject = subject.map(|text| id("subject", text)).transpose()?;
    let (from, to) = range(from, to)?;
    let pupils = ask.pupils_in(group.id);
    let marks = pupils.iter().flat_map(|pupil| of_lessons(ask, pupil, from, to));
    list(ask, marks.filter(|mark| subject.is_none_or(|subject| subject_of(ask, mark) == Some(subject))))
}

/// `lessons/{date}/persons/{p}/marks`: by the date of the lesson.
pub(super) fn by_lesson_date(ask: &Ask<'_>, day: &str, person: &str) -> Reply {
    let pupil = ask.pupil(person)?;
    let day = date("date", day)?.date;
    list(ask, of_lessons(ask, &pupil, day, day).into_iter())
}

/// `persons/{p}/marks/{date}`: by the date of grading, local to the school.
pub(super) fn by_grading_date(ask: &Ask<'_>, person: &str, day: &str) -> Reply {
    let pupil = ask.pupil(person)?;
    let day = date("date", day)?.date;
    let hours = ask.register.schools.get(&pupil.school).map_or(3, |school| school.hours_from_utc);
    let marks = ask.register.marks_of_person(pupil.person);
    list(ask, marks.filter(|mark| mark.set_at.to_offset(offset(hours)).date() == day))
}

/// `persons/{p}/lessons/{l}/marks`
pub(super) fn of_person_at_lesson(ask: &Ask<'_>, person: &str, lesson: &str) -> Reply {
    let pupil = ask.pupil(person)?;
    let lesson = ask.lesson(id("lesson", lesson)?)?;
    list(ask, ask.register.marks_at_lesson(pupil.person, lesson.id))
}

/// `persons/{p}/works/{w}/marks`
pub(super) fn of_person_for_work(ask: &Ask<'_>, person: &str, work: &str) -> Reply {
    let pupil = ask.pupil(person)?;
    let work = ask.work(id("work", work)?)?;
    list(ask, ask.register.marks_of_work(work.id).filter(|mark| mark.person == pupil.person))
}

/// `works/{w}/marks`: a family's own.
pub(super) fn of_work(ask: &Ask<'_>, work: &str) -> Reply {
    let work = ask.work(id("work", work)?)?;
    let marks = ask.register.marks_of_work(work.id);
    list(ask, marks.filter(|mark| ask.account.pupils.contains(&mark.person)))
}

/// `lessons/{l}/marks`: a family's own.
pub(super) fn of_lesson(ask: &Ask<'_>, lesson: &str) -> Reply {
    let lesson = ask.lesson(id("lesson", lesson)?)?;
    let pupils = ask.account.pupils.iter();
    list(ask, pupils.flat_map(|person| ask.register.marks_at_lesson(*person, lesson.id)))
}

/// `POST lessons/marks` and `lessons/many/marks`
pub(super) fn of_many_lessons(ask: &Ask<'_>) -> Reply {
    #[derive(Serialize)]
    struct OfLesson<'a> {
        lesson: i64,
        lesson_str: Twin,
        works: Vec<WireWork<'a>>,
        marks: Vec<WireMark<'a>>,
    }
    let mut found = Vec::new();
    for lesson in ask.body_ids()? {
        let lesson = ask.lesson(lesson)?.id;
        let pupils = &ask.account.pupils;
        let works = ask.register.works_of_lesson(lesson);
        let works = works.filter(|work| pupils.iter().any(|person| ask.shows(work, *person)));
        let marks = pupils.iter().flat_map(|person| ask.register.marks_at_lesson(*person, lesson));
        found.push(OfLesson {
            lesson,
            lesson_str: Twin(lesson),
            works: works.map(|work| WireWork::new(ask.register, work, Vec::new())).collect(),
            marks: marks.filter_map(|mark| WireMark::new(ask.register, mark, ask.now)).collect(),
        });
    }
    Ok(answer(&found))
}

/// `marks/{id}`
pub(super) fn one(ask: &Ask<'_>, mark: &str) -> Reply {
    let mark = ask.register.marks.get(&id("mark", mark)?).ok_or_else(|| Refusal::unknown("Mark"))?;
    ask.pupil_by_id(mark.person)?;
    let mark = WireMark::new(ask.register, mark, ask.now).ok_or_else(|| Refusal::unknown("Mark"))?;
    Ok(answer(&mark))
}

/// `persons/{p}/group/{g}/recentmarks`: the newest of each subject, up to `limit` of each, not newer than `fromDate`.
pub(super) fn recent(ask: &Ask<'_>, person: &str, group: &str) -> Reply {
    #[derive(Serialize)]
    struct Recent<'a> {
        marks: Vec<WireMark<'a>>,
        criteriabasedmarks: [(); 0],
        works: Vec<WireWork<'a>>,
        subjects: Vec<WireSubject<'a>>,
        #[serde(rename = "workTypes")]
        work_types: Vec<WireWorkType<'a>>,
        lessons: Vec<schedule::WireFullLesson<'a>>,
        #[serde(rename = "lessonLogEntries")]
        log: Vec<WireLogEntry<'a>>,
    }
    let pupil = ask.pupil(person)?;
    let group = id("group", group)?;
    if !pupil.belongs_to(group) {
        return Err(Refusal::parameter("group"));
    }
    let until = ask.param("fromDate").map(|text| date("fromDate", text)).transpose()?;
    let until = until.map_or(ask.now, |asked| asked.until().min(ask.now));
    let subject = ask.param("subject").map(|text| id("subject", text)).transpose()?;
    let limit = match ask.param("limit") {
        None => 10,
        Some(text) => {
            let limit = text.parse::<usize>().ok().filter(|limit| (1..=100).contains(limit));
            limit.ok_or_else(|| Refusal::parameter("limit"))?
        }
    };
    let register = &*ask.register;
    let mut marks: Vec<&Mark> = register
        .marks_of_person(pupil.person)
        .filter(|mark| mark.lesson.is_some() && mark.set_at <= until && mark.value(ask.now).is_some())
        .filter(|mark| {
            let work = register.works.get(&mark.work);
            work.is_some_and(|work| {
                subject.is_none_or(|subject| work.subject == subject) && (group == pupil.class || work.group == group)
            })
        })
        .collect();
    marks.sort_by_key(|mark| std::cmp::Reverse((mark.set_at, mark.id)));
    let mut given: BTreeMap<i64, usize> = BTreeMap::new();
    marks.retain(|mark| {
        let given = given.entry(subject_of(ask, mark).unwrap_or(0)).or_default();
        *given += 1;
        *given <= limit
    });
    let works: BTreeSet<i64> = marks.iter().map(|mark| mark.work).collect();
    let works: Vec<_> = works.iter().filter_map(|id| register.works.get(id)).collect();
    let subjects: BTreeSet<i64> = works.iter().map(|work| work.subject).collect();
    let kinds: BTreeSet<i64> = works.iter().map(|work| work.work_type).collect();
    let lessons: BTreeSet<i64> = marks.iter().filter_map(|mark| mark.lesson).collect();
    let log = lessons.iter().filter_map(|lesson| register.log.get(&(pupil.person, *lesson)));
    Ok(answer(&Recent {
        marks: marks.iter().filter_map(|mark| WireMark::new(register, mark, ask.now)).collect(),
        criteriabasedmarks: [],
        subjects: subjects.iter().filter_map(|id| register.subjects.get(id)).map(WireSubject::new).collect(),
        work_types: kinds.iter().filter_map(|id| register.work_types.get(id)).map(WireWorkType::new).collect(),
        log: log.filter(|entry| entry.at <= ask.now).map(WireLogEntry::new).collect(),
        lessons: lessons
            .iter()
            .filter_map(|id| register.lessons.get(id))
            .map(|lesson| schedule::full(ask, lesson))
            .collect(),
        works: works.into_iter().map(|work| WireWork::new(register, work, Vec::new())).collect(),
    }))
}

/// `marks/values`
pub(super) fn values() -> Reply {
    Ok(answer(&all_values()))
}

/// `marks/values/type/{t}`
pub(super) fn values_of_type(kind: &str) -> Reply {
    let values = all_values();
    let found = values.get(kind.to_lowercase()).ok_or_else(|| Refusal::parameter("type"))?;
    Ok(answer(found))
}

fn all_values() -> Value {
    let graded = |top: u8| -> Vec<String> {
        (1..=top).flat_map(|number| [format!("{number}-"), number.to_string(), format!("{number}+")]).collect()
    };
    let plain = |top: u8| -> Vec<String> { (1..=top).map(|number| number.to_string()).collect() };
    json!({
        "markna": ["н/а"], "markdismiss": ["осв"], "mark5": graded(5), "mark6": graded(6), "mark7": graded(7),
        "mark10": plain(10), "mark12": plain(12), "mark100": plain(100), "markabcdf": ["A", "B", "C", "D", "F"],
        "test": ["зач", "незач"], "markoral6band": plain(6), "notset": [],
    })
}

/// `works/{w}/marks/histogram`
pub(super) fn histogram_of_work(ask: &Ask<'_>, work: &str) -> Reply {
    let work = ask.work(id("work", work)?)?;
    Ok(answer(&json!({ "markNumbers": mark_numbers(ask, work.id) })))
}

/// `periods/{p}/subjects/{s}/groups/{g}/marks/histogram`
pub(super) fn histogram_of_period(ask: &Ask<'_>, period: &str, subject: &str, group: &str) -> Reply {
    let period = ask.period(period)?;
    let subject = id("subject", subject)?;
    let group = ask.group(group)?;
    let lessons = ask.register.lessons_of_class(group.id, period.start, period.finish);
    let lessons = lessons.into_iter().filter(|lesson| lesson.subject == subject);
    let works = lessons.flat_map(|lesson| ask.register.works_of_lesson(lesson.id));
    let works = works.filter(|work| !work.homework && work.is_known(ask.now));
    let works: Vec<Value> = works
        .map(|work| {
            json!({"workId": work.id, "workId_str": work.id.to_string(), "markNumbers": mark_numbers(ask, work.id)})
        })
        .collect();
    Ok(answer(&json!({ "works": works })))
}

/// How often each value was given: the families' children as they are marked, their classmates by their count.
fn mark_numbers(ask: &Ask<'_>, work: i64) -> Value {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for mark in ask.register.marks_of_work(work).filter(|mark| mark.number == 0) {
        if let Some(value) = mark.value(ask.now) {
            *counts.entry(value).or_default() += 1;
        }
    }
    if !counts.is_empty() {
        let spread = work.unsigned_abs() / 7;
        for (value, least) in [("5", 3), ("4", 5), ("3", 2), ("2", 0)] {
            *counts.entry(value).or_default() += least + spread % 3;
        }
    }
    let marks: Vec<Value> = counts.iter().rev().map(|(value, count)| json!({"value": value, "count": count})).collect();
    json!([{ "markNumber": 0, "marks": marks }])
}
