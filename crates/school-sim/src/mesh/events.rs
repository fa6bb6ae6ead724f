//! The event calendar: lessons with homework, marks and absences, and what else happens.

use serde_json::{Value, json};

use super::ask::Ask;
use super::marks::{Values, mark};
use super::{Reply, attendance, dates, homework, ids, json as answer};
use crate::occasions::Event;
use crate::register::{Lesson, Pupil};

/// `events?person_ids&begin_date&end_date&expand&source_types`
pub(super) fn events(ask: &Ask<'_>) -> Reply {
    let pupil = ask.person("person_ids")?;
    let (from, to) = ask.range("begin_date", "end_date")?;
    let wanted = |source: &str| ask.param("source_types").is_none_or(|types| types.split(',').any(|of| of == source));
    let mut items = Vec::new();
    for lesson in ask.register.lessons_of_pupil(pupil, from, to) {
        if wanted(source(ask, lesson)) {
            items.push(item(ask, pupil, lesson));
        }
    }
    if wanted("EVENTS") {
        let known = ask.register.occasions.events_of_class(pupil.school, pupil.class, ask.now);
        let within = known.filter(|event| (from..=to).contains(&dates::day_of(event.begins)));
        items.extend(within.map(event));
    }
    Ok(answer(&json!({ "total_count": items.len(), "response": items, "errors": null })))
}

/// What is taught beside the curriculum has a source of its own.
pub(super) fn source(ask: &Ask<'_>, lesson: &Lesson) -> &'static str {
    match ask.subject_name(lesson.subject) {
        "Разговоры о важном" | "Россия — мои горизонты" => "EC",
        _ => "PLAN",
    }
}

/// «OO» for what the curriculum has, «EC» for what stands beside it.
pub(super) fn education_type(ask: &Ask<'_>, lesson: &Lesson) -> &'static str {
    if source(ask, lesson) == "PLAN" { "OO" } else { "EC" }
}

/// Room number and room name: a hall has a name alone.
pub(super) fn room(lesson: &Lesson) -> (Option<String>, String) {
    if lesson.room.bytes().all(|byte| byte.is_ascii_digit()) {
        (Some(lesson.room.clone()), format!("Кабинет {}", lesson.room))
    } else {
        (None, lesson.room.clone())
    }
}

/// Whether somebody else than usual takes the lesson.
pub(super) fn replaced(ask: &Ask<'_>, lesson: &Lesson) -> bool {
    let usual = ask.register.usual_teachers.get(&(lesson.group, lesson.subject));
    usual.is_some_and(|usual| *usual != lesson.teacher)
}

/// The planned kind of a lesson: a thematic test where an important work is announced.
pub(super) fn planned_kind(ask: &Ask<'_>, pupil: &Pupil, lesson: &Lesson) -> Option<&'static str> {
    let mut works = ask.register.works_of_lesson(lesson.id).filter(|work| ask.shows(work, pupil.person));
    let important = |kind: i64| ask.register.work_types.get(&kind).is_some_and(|kind| kind.important);
    works.any(|work| !work.homework && important(work.work_type)).then_some("THEMATIC_TEST")
}

fn item(ask: &Ask<'_>, pupil: &Pupil, lesson: &Lesson) -> Value {
    let expanded = |what: &str| ask.param("expand").is_some_and(|names| names.split(',').any(|name| name == what));
    let group = ask.register.groups.get(&lesson.group);
    let (room_number, room_name) = room(lesson);
    let reason = attendance::reason(ask, pupil, lesson);
    let replaced = replaced(ask, lesson);
    let marks: Option<Vec<Value>> = expanded("marks").then(|| {
        let marks = ask.register.marks_at_lesson(pupil.person, lesson.id);
        marks.filter_map(|found| mark(ask, found, Values::Decimal)).map(without_days).collect()
    });
    json!({
        "id": ids::calendar_item(lesson.id), "source": source(ask, lesson),
        "source_id": ids::lesson(lesson.id).to_string(), "author_id": null, "title": null, "description": null,
        "start_at": dates::with_offset(lesson.begins), "finish_at": dates::with_offset(lesson.ends),
        "is_all_day": false, "created_at": null, "updated_at": null, "registration_start_at": null,
        "registration_end_at": null, "subject_id": ids::subject(lesson.subject),
        "subject_name": ask.subject_name(lesson.subject), "lesson_name": null, "lesson_theme": lesson.topic,
        "lesson_type": "NORMAL", "lesson_form": { "id": 1, "name": "Очно" },
        "course_lesson_type": planned_kind(ask, pupil, lesson),
        "lesson_education_type": education_type(ask, lesson), "room_name": room_name, "room_number": room_number,
        "building_name": null, "cancelled": lesson.cancelled, "replaced": replaced,
        "replaced_teacher_id": replaced.then(|| ids::parent(lesson.teacher)), "group_id": ids::group(lesson.group),
        "group_name": group.map(|group| group.name.as_str()),
        "class_unit_name": ask.class(pupil).map(|class| class.name.as_str()), "link_to_join": null,
        "is_missed_lesson": reason.is_some(), "absence_reason_id": null,
        "nonattendance_reason_id": reason.filter(|_| expanded("nonattendance_reason_id")), "health_status": null,
        "esz_field_id": null, "homework": if expanded("homework") { homework::of_lesson(ask, pupil, lesson) } else { Value::Null },
        "materials": null, "marks": marks,
    })
}

/// In the calendar a mark does not say when it was entered, nor for which day.
fn without_days(mut mark: Value) -> Value {
    if let Some(fields) = mark.as_object_mut() {
        fields.retain(|name, _| !matches!(name.as_str(), "date" | "created_at" | "updated_at"));
    }
    mark
}

fn event(event: &Event) -> Value {
    json!({
        "id": ids::event(event.id), "source": "EVENTS", "source_id": ids::event(event.id).to_string(),
        "author_id": null, "author_name": null, "title": event.title, "description": event.text,
        "start_at": dates::with_offset(event.begins), "finish_at": dates::with_offset(event.ends),
        "is_all_day": false, "place_name": event.place, "place": null, "address": null, "created_at": null,
        "updated_at": null, "registration_start_at": null, "registration_end_at": null, "cancelled": false,
        "replaced": false, "types": [], "homework": null, "marks": null, "materials": null,
    })
}
