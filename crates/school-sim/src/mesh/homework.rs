//! Homework, with its materials, and ticking it off.

use serde_json::{Value, json};

use super::ask::Ask;
use super::{Refusal, Reply, dates, ids, json as answer, payload};
use crate::register::{FileRecord, Lesson, Pupil, Work};

fn name(file: &FileRecord) -> String {
    format!("{}.{}", file.name, file.extension.to_lowercase())
}

fn files<'a>(ask: &Ask<'a>, work: &Work) -> Vec<&'a FileRecord> {
    work.files.iter().filter_map(|id| ask.register.files.get(id)).collect()
}

/// As the web lists them, one by one.
fn materials(ask: &Ask<'_>, work: &Work) -> Vec<Value> {
    let origin = ask.origin.as_deref().unwrap_or("https://school.mos.ru");
    let material = |file: &FileRecord| {
        json!({
            "uuid": ids::guid(file.id), "type": "attachments", "selected_mode": "learn", "type_name": "Файл",
            "id": null, "urls": [{ "url": format!("{origin}/get?id={}", file.id), "type": "file_link" }],
            "description": null, "content_type": null, "title": name(file), "action_id": 2, "action_name": "Изучить",
        })
    };
    files(ask, work).into_iter().map(material).collect()
}

/// What an event of the calendar says of its homework; null where there is none.
pub(super) fn of_lesson(ask: &Ask<'_>, pupil: &Pupil, lesson: &Lesson) -> Value {
    let works = ask.register.works_of_lesson(lesson.id);
    let works: Vec<&Work> = works.filter(|work| work.homework && ask.shows(work, pupil.person)).collect();
    if works.is_empty() {
        return Value::Null;
    }
    let entries: Vec<Value> = works
        .iter()
        .map(|work| {
            let listed = files(ask, work).into_iter();
            let listed: Vec<Value> = listed
                .map(|file| json!({ "uuid": ids::guid(file.id), "type": "Attachments", "name": name(file) }))
                .collect();
            json!({
                "homework_entry_id": ids::entry(work.id), "date_assigned_on": dates::day(dates::day_of(work.set_at)),
                "date_prepared_for": dates::day(work.target), "description": work.text.as_deref().unwrap_or_default(),
                "duration": 0, "materials": (!listed.is_empty()).then(|| Value::Array(listed).to_string()),
                "attachment_ids": [], "attachments": [], "student_ids": null,
            })
        })
        .collect();
    let done = works.iter().filter(|work| ask.memory.done.contains(&(work.id, pupil.person))).count();
    let texts: Vec<&str> = works.iter().filter_map(|work| work.text.as_deref()).collect();
    let learnt: usize = works.iter().map(|work| work.files.len()).sum();
    json!({
        "presence_status_id": 1, "total_count": works.len(), "execute_count": done, "descriptions": texts,
        "link_types": null, "materials": { "count_execute": 0, "count_learn": learnt }, "entries": entries,
    })
}

/// What a lesson's own page says of a homework. Its materials are in groups.
pub(super) fn in_lesson(ask: &Ask<'_>, pupil: &Pupil, lesson: &Lesson, work: &Work) -> Value {
    let mut fields = common(ask, pupil, lesson, work);
    if let Some(fields) = fields.as_object_mut() {
        fields.insert("is_smart".to_owned(), json!(false));
        fields.insert("additional_materials".to_owned(), json!([]));
    }
    fields
}

fn common(ask: &Ask<'_>, pupil: &Pupil, lesson: &Lesson, work: &Work) -> Value {
    json!({
        "homework": work.text.as_deref().unwrap_or_default(),
        "homework_entry_student_id": ids::entry_of_student(work.id, pupil.number),
        "homework_id": ids::homework(work.id), "homework_entry_id": ids::entry(work.id),
        "homework_created_at": dates::local(work.set_at), "homework_updated_at": dates::local(work.set_at),
        "is_done": ask.memory.done.contains(&(work.id, pupil.person)), "written_answer": null, "attachments": [],
        "date_assigned_on": dates::day(dates::day_of(work.set_at)), "date_prepared_for": dates::local(lesson.begins),
    })
}

fn due<'a>(ask: &Ask<'a>, pupil: &Pupil) -> Result<Vec<(&'a Lesson, &'a Work)>, Refusal> {
    let (from, to) = ask.range("from", "to")?;
    let register = ask.register;
    let lessons = register.lessons_of_pupil(pupil, from, to).into_iter();
    let works = lessons.flat_map(|lesson| register.works_of_lesson(lesson.id).map(move |work| (lesson, work)));
    Ok(works.filter(|(_, work)| work.homework && ask.shows(work, pupil.person)).collect())
}

/// `homeworks?student_id&from&to`
pub(super) fn all(ask: &Ask<'_>) -> Reply {
    let pupil = ask.student()?;
    let found = due(ask, pupil)?;
    payload(
        found
            .into_iter()
            .map(|(lesson, work)| {
                let mut fields = common(ask, pupil, lesson, work);
                if let Some(fields) = fields.as_object_mut() {
                    fields.extend(
                        [
                            ("type", json!("oo")),
                            ("description", json!(work.text.as_deref().unwrap_or_default())),
                            ("subject_id", json!(ids::subject(work.subject))),
                            ("subject_name", json!(ask.subject_name(work.subject))),
                            ("group_id", json!(ids::group(work.group))),
                            ("date", json!(dates::day(work.target))),
                            ("lesson_date_time", json!(dates::local(lesson.begins))),
                            ("has_teacher_answer", json!(false)),
                            ("comments", json!([])),
                            ("materials", json!(materials(ask, work))),
                        ]
                        .map(|(name, value)| (name.to_owned(), value)),
                    );
                }
                fields
            })
            .collect(),
    )
}

/// `homeworks/short?student_id&from&to`
pub(super) fn short(ask: &Ask<'_>) -> Reply {
    let pupil = ask.student()?;
    let found = due(ask, pupil)?;
    payload(
        found
            .into_iter()
            .map(|(lesson, work)| {
                json!({
                    "description": work.text.as_deref().unwrap_or_default(), "subject_id": ids::subject(work.subject),
                    "subject_name": ask.subject_name(work.subject), "date": dates::day(work.target),
                    "date_assigned_on": dates::day(dates::day_of(work.set_at)),
                    "homework_entry_student_id": ids::entry_of_student(work.id, pupil.number),
                    "materials_count": [{ "selected_mode": "learn", "amount": work.files.len() }],
                    "has_written_answer": false, "is_done": ask.memory.done.contains(&(work.id, pupil.person)),
                    "type": "oo", "has_teacher_answer": false, "lesson_date_time": dates::local(lesson.begins),
                })
            })
            .collect(),
    )
}

/// `POST|DELETE homeworks/{homework_entry_student_id}/done`
pub(super) fn tick(ask: &mut Ask<'_>, id: &str, done: bool) -> Reply {
    let id: i64 = id.parse().map_err(|_| Refusal::parameter("id"))?;
    let (work, number) = ids::parts_of_entry(id).ok_or_else(Refusal::unknown)?;
    let pupil = ask.pupils().find(|pupil| pupil.number == number).ok_or_else(Refusal::forbidden)?;
    let known = ask.register.works.get(&work).filter(|work| work.homework && pupil.belongs_to(work.group));
    let place = (known.ok_or_else(Refusal::unknown)?.id, pupil.person);
    if done {
        ask.memory.done.insert(place);
    } else {
        ask.memory.done.remove(&place);
    }
    Ok(answer(&json!({ "success": true })))
}
