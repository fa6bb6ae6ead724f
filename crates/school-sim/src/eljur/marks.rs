//! Marks: in lessons, by subject, of terms and the year.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Ask, Reply, result, wire};
use crate::act::Attendance;
use crate::register::{Lesson, Mark, Pupil, Summed, WorkType};
use crate::works::counts_as;

/// What stands beside a mark: its kind of work is a word in the diary, an object in the list of marks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Diary,
    List,
}

/// What a pupil has at a lesson, an absence included. No mark has an id.
pub(super) fn at_lesson(ask: &Ask<'_>, pupil: &Pupil, lesson: &Lesson, place: Place) -> Vec<Value> {
    let marks = ask.register.marks_at_lesson(pupil.person, lesson.id);
    let mut found: Vec<Value> = marks.filter_map(|mark| written(ask, lesson, mark, place)).collect();
    found.extend(absence(ask, pupil, lesson));
    let planned =
        ask.register.works_of_lesson(lesson.id).any(|work| work.planned && !work.homework && work.is_known(ask.now));
    if found.is_empty() && planned && place == Place::Diary {
        found.push(phantom(lesson));
    }
    found
}

fn kind<'a>(ask: &'a Ask<'_>, mark: &Mark) -> Option<&'a WorkType> {
    ask.register.work_types.get(&ask.register.works.get(&mark.work)?.work_type)
}

fn written(ask: &Ask<'_>, lesson: &Lesson, mark: &Mark, place: Place) -> Option<Value> {
    let value = mark.value(ask.now)?;
    let kind = kind(ask, mark)?;
    let number = counts_as(value);
    let mut told = common(lesson, value, number, mark.comment.as_deref());
    let fields = told.as_object_mut()?;
    fields.insert("weight".to_owned(), json!(kind.weight));
    fields.insert("weight_float".to_owned(), json!(kind.weight as f64));
    match place {
        Place::Diary => {
            fields.insert("control_type".to_owned(), json!(kind.name));
            fields.insert("control_type_short".to_owned(), json!(kind.abbreviation));
        }
        Place::List => {
            let kind = json!({ "id": kind.id % 1000, "type": kind.name, "short": kind.abbreviation });
            fields.insert("mtype".to_owned(), kind);
            fields.insert("max_mark".to_owned(), Value::Null);
        }
    }
    Some(told)
}

fn common(lesson: &Lesson, value: &str, number: Option<f64>, comment: Option<&str>) -> Value {
    // Whole by their kind, so nothing is cut off.
    let convert = number.unwrap_or_default() as i64;
    json!({
        "value": value, "convert": convert, "count": number.is_some(), "countas": convert.to_string(),
        "color_hex": null, "comment": comment.unwrap_or_default(), "lesson_comment": null,
        "date": wire::date(lesson.date), "lesson_id": wire::SUBJECT.text(lesson.subject), "nm": "0",
    })
}

/// «н» and «оп» are all that this system tells of an absence.
fn absence(ask: &Ask<'_>, pupil: &Pupil, lesson: &Lesson) -> Option<Value> {
    let entry = ask.register.log.get(&(pupil.person, lesson.id)).filter(|entry| entry.at <= ask.now)?;
    let word = if entry.status == Attendance::Late { "оп" } else { "н" };
    Some(common(lesson, word, None, entry.comment.as_deref()))
}

/// A cell that was opened and left empty.
fn phantom(lesson: &Lesson) -> Value {
    common(lesson, "", None, None)
}

/// `getmarks`, and `getassessments`, which says the same.
pub(super) fn marks(ask: &Ask<'_>) -> Reply {
    let (from, to) = ask.days()?;
    let mut students = Vec::new();
    for pupil in ask.pupils()? {
        let mut subjects: BTreeMap<i64, Vec<&Lesson>> = BTreeMap::new();
        for lesson in ask.register.lessons_of_pupil(pupil, from, to) {
            subjects.entry(lesson.subject).or_default().push(lesson);
        }
        let lessons: Vec<Value> =
            subjects.iter().filter_map(|(id, lessons)| of_subject(ask, pupil, *id, lessons)).collect();
        students.push(student(ask, pupil, "lessons", Value::Array(lessons)));
    }
    result(json!({ "students": wire::map(students) }))
}

fn of_subject(ask: &Ask<'_>, pupil: &Pupil, subject: i64, lessons: &[&Lesson]) -> Option<Value> {
    let marks: Vec<Value> = lessons.iter().flat_map(|lesson| at_lesson(ask, pupil, lesson, Place::List)).collect();
    if marks.is_empty() {
        return None;
    }
    let (mut sum, mut weights) = (0.0, 0.0);
    for mark in lessons.iter().flat_map(|lesson| ask.register.marks_at_lesson(pupil.person, lesson.id)) {
        let (Some(number), Some(kind)) = (mark.value(ask.now).and_then(counts_as), kind(ask, mark)) else { continue };
        sum += number * kind.weight as f64;
        weights += kind.weight as f64;
    }
    let average = if weights > 0.0 { (sum / weights * 100.0).round() / 100.0 } else { 0.0 };
    Some(json!({
        "name": ask.subject(subject), "lesson_id": wire::SUBJECT.text(subject), "average": format!("{average:.2}"),
        "averageConvert": average.round() as i64, "color_hex": null, "marks": marks,
    }))
}

/// `getfinalassessments`: `period` is the name of an entry of `getperiods`.
pub(super) fn finals(ask: &Ask<'_>) -> Reply {
    let mut students = Vec::new();
    for pupil in ask.pupils()? {
        let mut subjects: BTreeMap<&str, Vec<(Summed, Value)>> = BTreeMap::new();
        for mark in ask.register.marks_of_person(pupil.person) {
            let work = ask.register.works.get(&mark.work).and_then(|work| Some((work.subject, work.summed?)));
            let (Some((subject, summed)), Some(value)) = (work, mark.value(ask.now)) else { continue };
            let period = match summed {
                Summed::Year => Some("year"),
                Summed::Term(number) => {
                    let mut terms = ask.register.periods_of_group(pupil.class);
                    terms.find(|period| period.number == number).map(|period| period.name)
                }
            };
            let told = json!({
                "period": period, "value": value, "convert": counts_as(value).map(|number| number as i64), "comment": "",
                "color_hex": null,
            });
            subjects.entry(ask.subject(subject)).or_default().push((summed, told));
        }
        let items: Vec<Value> = subjects
            .into_iter()
            .map(|(name, mut marks)| {
                marks.sort_by_key(|(summed, _)| *summed);
                let marks: Vec<Value> = marks.into_iter().map(|(_, told)| told).collect();
                json!({ "name": name, "assessments": marks })
            })
            .collect();
        students.push(student(ask, pupil, "items", Value::Array(items)));
    }
    result(json!({ "students": wire::map(students) }))
}

/// One entry of `students`, with what is told of the student under `field`.
pub(super) fn student(ask: &Ask<'_>, pupil: &Pupil, field: &str, value: Value) -> (String, Value) {
    let id = wire::PERSON.text(pupil.person);
    let title = ask.register.persons.get(&pupil.person).map(|person| format!("{} {}", person.last, person.first));
    let mut told = json!({ "name": id, "title": title });
    if let Some(fields) = told.as_object_mut() {
        fields.insert(field.to_owned(), value);
    }
    (id, told)
}
