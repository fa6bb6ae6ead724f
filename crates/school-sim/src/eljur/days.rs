//! Days: the diary, the timetable, homework.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use time::{Date, Weekday};

use super::marks::{Place, at_lesson, student};
use super::{Ask, Reply, result, wire};
use crate::register::{Lesson, Pupil, Work};

/// What of a lesson is told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    All,
    Timetable,
}

/// `getdiary`
pub(super) fn diary(ask: &Ask<'_>) -> Reply {
    by_days(ask, Told::All)
}

/// `getschedule`
pub(super) fn schedule(ask: &Ask<'_>) -> Reply {
    by_days(ask, Told::Timetable)
}

fn by_days(ask: &Ask<'_>, told: Told) -> Reply {
    let (from, to) = ask.days()?;
    let mut students = Vec::new();
    for pupil in ask.pupils()? {
        let mut lessons: BTreeMap<Date, Vec<&Lesson>> = BTreeMap::new();
        for lesson in ask.register.lessons_of_pupil(pupil, from, to).into_iter().filter(|lesson| !lesson.cancelled) {
            lessons.entry(lesson.date).or_default().push(lesson);
        }
        let mut days = Vec::new();
        let mut date = from;
        loop {
            let held = lessons.get(&date).map(Vec::as_slice).unwrap_or_default();
            days.push((wire::day(date), day(ask, pupil, date, held, told)));
            match date.next_day().filter(|next| *next <= to) {
                Some(next) => date = next,
                None => break,
            }
        }
        students.push(student(ask, pupil, "days", wire::map(days)));
    }
    result(json!({ "students": wire::map(students) }))
}

fn day(ask: &Ask<'_>, pupil: &Pupil, date: Date, held: &[&Lesson], told: Told) -> Value {
    let parallel = ask.register.groups.get(&pupil.class).map_or(7, |class| class.parallel);
    let holidays = ask.register.year.holidays(parallel);
    if let Some(holiday) = holidays.iter().find(|holiday| holiday.covers(date)) {
        return json!({
            "name": wire::day(date), "title": title(date), "alert": "vacation", "holiday_name": holiday.name,
        });
    }
    let items: Vec<(u8, Value)> = held.iter().map(|lesson| (lesson.number, item(ask, pupil, lesson, told))).collect();
    let mut numbers: Vec<u8> = items.iter().map(|(number, _)| *number).collect();
    numbers.dedup();
    // Two lessons of one number do not fit a map; and Saturdays are written as a list for no reason at all.
    let items = if numbers.len() < items.len() || date.weekday() == Weekday::Saturday {
        Value::Array(items.into_iter().map(|(_, item)| item).collect())
    } else {
        wire::map(items.into_iter().map(|(number, item)| (number.to_string(), item)).collect())
    };
    json!({ "name": wire::day(date), "title": title(date), "items": items })
}

fn item(ask: &Ask<'_>, pupil: &Pupil, lesson: &Lesson, told: Told) -> Value {
    let mut item = json!({
        "name": ask.subject(lesson.subject), "num": lesson.number.to_string(), "room": lesson.room,
        "teacher": ask.register.persons.get(&lesson.teacher).map(wire::full_name),
        "sort": lesson.number,
    });
    let Some(fields) = item.as_object_mut() else { return item };
    let mut put = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
    if ask.is_on("rings") {
        let hours = ask.hours(pupil);
        put("starttime", json!(wire::clock(lesson.begins, hours)));
        put("endtime", json!(wire::clock(lesson.ends, hours)));
    }
    if told == Told::Timetable {
        return item;
    }
    let group = ask.register.groups.get(&lesson.group).filter(|group| group.parent.is_some());
    put("grp", json!(group.map(|group| group.name.as_str())));
    put("grp_short", Value::Null);
    put("lesson_id", json!(wire::SUBJECT.text(lesson.subject)));
    put("is_control", json!(false));
    if let Some(topic) = &lesson.topic {
        put("topic", json!(topic));
    }
    let works = homework_of(ask, lesson);
    put(
        "homework",
        wire::map(works.iter().map(|work| (wire::WORK.text(work.id), written(ask, work, lesson))).collect()),
    );
    put("files", Value::Array(works.iter().flat_map(|work| files(ask, work)).collect()));
    put("resources", json!([]));
    put("assessments", Value::Array(at_lesson(ask, pupil, lesson, Place::Diary)));
    item
}

fn homework_of<'a>(ask: &'a Ask<'_>, lesson: &Lesson) -> Vec<&'a Work> {
    let works = ask.register.works_of_lesson(lesson.id);
    works.filter(|work| work.homework && work.planned && work.is_known(ask.now)).collect()
}

fn written(ask: &Ask<'_>, work: &Work, lesson: &Lesson) -> Value {
    json!({
        "id": wire::WORK.of(work.id), "value": work.text.as_deref().unwrap_or_default(), "individual": false,
        "lesson": ask.subject(lesson.subject),
    })
}

fn files(ask: &Ask<'_>, work: &Work) -> Vec<Value> {
    let files = work.files.iter().filter_map(|id| ask.register.files.get(id));
    files.map(|file| json!({ "toid": wire::WORK.of(work.id), "filename": name(file), "link": link(file.id) })).collect()
}

pub(super) fn name(file: &crate::register::FileRecord) -> String {
    format!("{}.{}", file.name, file.extension.to_lowercase())
}

pub(super) fn link(file: i64) -> String {
    format!("https://storage.example.ru/f/{}", wire::FILE.of(file))
}

/// `gethomework`: by day and the subject's name; days without homework are not there.
pub(super) fn homework(ask: &Ask<'_>) -> Reply {
    let (from, to) = ask.days()?;
    let mut students = Vec::new();
    for pupil in ask.pupils()? {
        let mut days: BTreeMap<Date, BTreeMap<&str, Value>> = BTreeMap::new();
        for lesson in ask.register.lessons_of_pupil(pupil, from, to) {
            let works = homework_of(ask, lesson);
            if !works.is_empty() {
                let texts = works.iter().map(|work| (wire::WORK.text(work.id), written(ask, work, lesson))).collect();
                let files: Vec<Value> = works.iter().flat_map(|work| files(ask, work)).collect();
                let subject = ask.subject(lesson.subject);
                let told = json!({ "name": subject, "homework": wire::map(texts), "files": files });
                days.entry(lesson.date).or_default().insert(subject, told);
            }
        }
        let days = days.into_iter().map(|(date, items)| {
            let items = items.into_iter().map(|(subject, told)| (subject.to_owned(), told)).collect();
            (wire::day(date), json!({ "name": wire::day(date), "title": title(date), "items": wire::map(items) }))
        });
        students.push(student(ask, pupil, "days", wire::map(days.collect())));
    }
    result(json!({ "students": wire::map(students) }))
}

fn title(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "Понедельник",
        Weekday::Tuesday => "Вторник",
        Weekday::Wednesday => "Среда",
        Weekday::Thursday => "Четверг",
        Weekday::Friday => "Пятница",
        Weekday::Saturday => "Суббота",
        Weekday::Sunday => "Воскресенье",
    }
}
