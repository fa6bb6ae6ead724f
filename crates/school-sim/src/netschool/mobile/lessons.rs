//! Lessons and assignments of the mobile API.

use http::StatusCode;
use serde_json::{Value, json};

use super::list;
use crate::act::Attendance;
use crate::curriculum::HOMEWORK;
use crate::netschool::diary::{self, Assignment, assignments, file_name, subject, type_id};
use crate::netschool::{Ask, BAD_REQUEST, FORBIDDEN, NOT_FOUND, Refusal, Reply, data, wire};
use crate::register::{Lesson, Period, Pupil};

/// `classmeetings`: several children at once.
pub(super) fn class_meetings(ask: &Ask<'_>) -> Reply {
    let (from, to) = (ask.date("startDate")?, ask.date("endDate")?);
    let mut found = Vec::new();
    for id in ask.all("studentIds") {
        let pupil = ask.pupil_of(id)?;
        let lessons = ask.register.lessons_of_pupil(pupil, from, to);
        found.extend(lessons.into_iter().filter(|lesson| !lesson.cancelled).map(|lesson| meeting(ask, pupil, lesson)));
    }
    list(found)
}

pub(super) fn class_meeting(ask: &Ask<'_>, id: &str) -> Reply {
    let pupil = ask.pupil()?;
    let lesson = wire::LESSON.read(id).and_then(|id| ask.register.lessons.get(&id)).ok_or(NOT_FOUND)?;
    if pupil.belongs_to(lesson.group) { Ok(data(&meeting(ask, pupil, lesson))) } else { Err(FORBIDDEN) }
}

/// The word of the journal for an absence.
fn absence(status: Attendance) -> &'static str {
    match status {
        Attendance::Absent => "ОТ",
        Attendance::Ill => "Б",
        Attendance::Late => "ОП",
        Attendance::Pass => "УП",
    }
}

fn meeting(ask: &Ask<'_>, pupil: &Pupil, lesson: &Lesson) -> Value {
    let hours = ask.register.schools.get(&pupil.school).map_or(3, |school| school.hours_from_utc);
    let list = assignments(ask.register, pupil, lesson, ask.now);
    let entry = ask.register.log.get(&(pupil.person, lesson.id)).filter(|entry| entry.at <= ask.now);
    let teacher = ask.register.persons.get(&lesson.teacher);
    let teachers: Vec<Value> =
        teacher.map(|person| wire::named(wire::PERSON.of(person.id), &person.short_name())).into_iter().collect();
    json!({
        "classmeetingId": wire::LESSON.of(lesson.id), "studentId": wire::PERSON.of(pupil.person),
        "assignmentId": list.iter().map(|one| one.id).collect::<Vec<_>>(), "order": lesson.number,
        "scheduleTimeNumber": lesson.number, "scheduleTimeRelay": 1, "subjectName": subject(ask.register, lesson),
        "subjectId": wire::SUBJECT.of(lesson.subject), "subjectGroupId": wire::GROUP.of(lesson.group),
        "day": wire::midnight(lesson.date), "startTime": wire::moment(lesson.begins, hours),
        "endTime": wire::moment(lesson.ends, hours), "teachers": teachers, "lessonTheme": lesson.topic,
        "roomName": lesson.room, "attachmentsExists": list.iter().any(|one| has_files(one)),
        "resultsExists": list.iter().any(|one| one.mark.is_some()),
        "attendance": entry.map(|entry| absence(entry.status)), "distanceMeetingId": 0, "addEducation": false,
        "extraActivity": false,
    })
}

fn has_files(one: &Assignment<'_>) -> bool {
    one.work.is_some_and(|work| !work.files.is_empty())
}

fn assignment(ask: &Ask<'_>, pupil: &Pupil, one: &Assignment<'_>) -> Value {
    let hours = ask.register.schools.get(&pupil.school).map_or(3, |school| school.hours_from_utc);
    let (number, debt) = one.standing(ask.now).unwrap_or((None, false));
    let day = wire::day(one.lesson.date);
    let given = one.work.map_or(one.lesson.begins, |work| work.set_at);
    json!({
        "classmeetingId": wire::LESSON.of(one.lesson.id), "assignmentId": one.id, "assignmentName": one.name,
        "description": null, "result": number, "classAssignment": !one.homework, "duty": debt,
        "comment": one.mark.and_then(|mark| mark.comment.clone()), "assignmentTypeId": type_id(one.kind),
        "assignmentTypeAbbr": one.kind.abbreviation, "assignmentTypeName": one.kind.name, "weight": one.weight(),
        "attachmentsExists": has_files(one), "hasTextAnswer": false, "hasFileAnswers": false, "answerFilesCount": 0,
        "canAnswer": false, "subjectId": wire::SUBJECT.of(one.lesson.subject),
        "subjectName": subject(ask.register, one.lesson), "dueDate": day,
        "assignmentDate": format!("{}Z", wire::fraction(given, 0, "1234567")),
        "resultDate": one.mark.map(|mark| wire::moment(mark.set_at, hours)), "extraActivity": false,
    })
}

/// `assignments`: by their own ids (50 at most) or by lessons (20 at most).
pub(super) fn listed(ask: &Ask<'_>) -> Reply {
    let pupil = ask.pupil()?;
    let ids: Vec<&str> = ask.all("assignmentId").collect();
    let lessons: Vec<&str> = ask.all("classmeetingId").collect();
    if ids.len() > 50 || lessons.len() > 20 {
        return Err(Refusal(StatusCode::TOO_MANY_REQUESTS, "Слишком много заданий"));
    }
    let mut found = Vec::new();
    for id in ids {
        let id = id.parse().map_err(|_| BAD_REQUEST)?;
        found.extend(diary::find(ask, pupil, id).map(|one| assignment(ask, pupil, &one)));
    }
    for id in lessons {
        let lesson = wire::LESSON.read(id).and_then(|id| ask.register.lessons.get(&id)).ok_or(NOT_FOUND)?;
        if !pupil.belongs_to(lesson.group) {
            return Err(FORBIDDEN);
        }
        let list = assignments(ask.register, pupil, lesson, ask.now);
        found.extend(list.iter().map(|one| assignment(ask, pupil, one)));
    }
    list(found)
}

pub(super) fn one(ask: &Ask<'_>, id: &str) -> Reply {
    let pupil = ask.pupil()?;
    let one = diary::find(ask, pupil, id.parse().map_err(|_| BAD_REQUEST)?).ok_or(NOT_FOUND)?;
    Ok(data(&assignment(ask, pupil, &one)))
}

pub(super) fn current<'a>(ask: &'a Ask<'_>, pupil: &Pupil) -> Option<&'a Period> {
    let today = ask.now.date();
    ask.register.periods_of_group(pupil.class).filter(|period| period.start <= today).last()
}

pub(super) fn of_term(ask: &Ask<'_>) -> Reply {
    let pupil = ask.pupil()?;
    let only_homework = ask.param("onlyHomeWorks") == Some("true");
    let without_marks = ask.param("withoutMarks") == Some("true");
    let (from, to) = current(ask, pupil).map_or(diary::this_week(ask.now), |term| (term.start, term.finish));
    let mut found = Vec::new();
    for lesson in ask.register.lessons_of_pupil(pupil, from, to) {
        for one in assignments(ask.register, pupil, lesson, ask.now) {
            let left_out = (only_homework && one.kind.name != HOMEWORK) || (without_marks && one.mark.is_some());
            if !left_out && one.work.is_some() {
                found.push(assignment(ask, pupil, &one));
            }
        }
    }
    list(found)
}

pub(super) fn attachments(ask: &Ask<'_>) -> Reply {
    let pupil = match ask.param("studentId") {
        Some(id) => ask.pupil_of(id)?,
        None => ask.pupils().next().ok_or(NOT_FOUND)?,
    };
    let mut found = Vec::new();
    for id in ask.all("assignmentId") {
        let Some(one) = diary::find(ask, pupil, id.parse().map_err(|_| BAD_REQUEST)?) else { continue };
        for file in one.work.map(|work| work.files.as_slice()).unwrap_or_default() {
            found.push(json!({
                "classMeetingId": wire::LESSON.of(one.lesson.id), "assignmentId": one.id,
                "attachmentId": wire::FILE.of(*file), "fileName": file_name(ask, *file), "description": null,
            }));
        }
    }
    list(found)
}
