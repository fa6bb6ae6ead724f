//! The short timetable, and one lesson with everything.

use serde_json::{Value, json};

use super::ask::Ask;
use super::marks::{Values, mark};
use super::{Refusal, Reply, attendance, dates, events, homework, ids, json as answer, payload};
use crate::register::{Lesson, Pupil};

/// `schedule/short?student_id&dates=`
pub(super) fn short(ask: &Ask<'_>) -> Reply {
    let pupil = ask.student()?;
    let asked = ask.param("dates").ok_or_else(|| Refusal::parameter("dates"))?;
    let mut days = Vec::new();
    for text in asked.split(',') {
        let date = dates::parse(text).ok_or_else(|| Refusal::parameter("dates"))?;
        let lessons = ask.register.lessons_of_pupil(pupil, date, date);
        let lessons: Vec<Value> = lessons.into_iter().map(|lesson| short_lesson(ask, lesson)).collect();
        days.push(json!({ "date": dates::day(date), "lessons": lessons }));
    }
    payload(days)
}

fn short_lesson(ask: &Ask<'_>, lesson: &Lesson) -> Value {
    let group = ask.register.groups.get(&lesson.group);
    json!({
        "lesson_id": null, "schedule_item_id": ids::lesson(lesson.id), "begin_time": dates::hour(lesson.begins),
        "end_time": dates::hour(lesson.ends), "bell_id": 10 + i64::from(lesson.number),
        "subject_id": ids::subject(lesson.subject), "subject_name": ask.subject_name(lesson.subject),
        "lesson_name": null, "lesson_type": "NORMAL", "lesson_education_type": events::education_type(ask, lesson),
        "group_id": ids::group(lesson.group), "group_name": group.map(|group| group.name.as_str()),
        "evaluation": null, "absence_reason_id": null, "is_virtual": false,
    })
}

/// `lesson_schedule_items/{id}?student_id&type`
pub(super) fn item(ask: &Ask<'_>, id: &str) -> Reply {
    let pupil = ask.student()?;
    let id: i64 = id.parse().map_err(|_| Refusal::parameter("id"))?;
    let lesson = ask.register.lessons.get(&ids::lesson_of(id)).filter(|lesson| pupil.belongs_to(lesson.group));
    Ok(answer(&whole(ask, pupil, lesson.ok_or_else(Refusal::unknown)?)))
}

fn whole(ask: &Ask<'_>, pupil: &Pupil, lesson: &Lesson) -> Value {
    let (room_number, room_name) = events::room(lesson);
    let teacher = ask.register.persons.get(&lesson.teacher).map(|person| {
        json!({
            "last_name": person.last, "first_name": person.first, "middle_name": person.middle, "birth_date": null,
            "sex": null, "user_id": null,
        })
    });
    let marks = ask.register.marks_at_lesson(pupil.person, lesson.id);
    let marks: Vec<Value> = marks.filter_map(|found| mark(ask, found, Values::Whole)).collect();
    let works = ask.register.works_of_lesson(lesson.id);
    let works = works.filter(|work| work.homework && ask.shows(work, pupil.person));
    let homeworks: Vec<Value> = works.map(|work| homework::in_lesson(ask, pupil, lesson, work)).collect();
    json!({
        "id": ids::lesson(lesson.id), "plan_id": null, "date": dates::day(lesson.date),
        "begin_time": dates::hour(lesson.begins), "end_time": dates::hour(lesson.ends),
        "begin_utc": lesson.begins.unix_timestamp(), "end_utc": lesson.ends.unix_timestamp(),
        "subject_id": ids::subject(lesson.subject), "subject_name": ask.subject_name(lesson.subject),
        "group_id": ids::group(lesson.group), "teacher": teacher,
        "course_lesson_type": events::planned_kind(ask, pupil, lesson), "room_number": room_number,
        "room_name": room_name, "building_name": null,
        "is_missed_lesson": attendance::reason(ask, pupil, lesson).is_some(), "lesson_type": "NORMAL",
        "lesson_education_type": events::education_type(ask, lesson), "is_virtual": false, "field_name": null,
        "comment": null, "teacher_comments": [], "created_date_time": null, "esz_field_id": null,
        "lesson_type_nsi": null, "control": null, "evaluation": null, "theme_mastery": null,
        "disease_status_type": null, "homework_presence_status_id": 1, "marks": marks, "homework_to_give": [],
        "remote_lesson": null,
        "details": {
            "theme": {
                "id": 1, "title": lesson.topic, "themeIntegrationId": null, "average_mark": null, "theme_frames": [],
                "oge_task_name": null, "ege_task_name": null,
            },
            "lessonId": null, "lesson_topic": lesson.topic, "additional_materials": [], "content": [],
        },
        "lesson_homeworks": homeworks,
    })
}
