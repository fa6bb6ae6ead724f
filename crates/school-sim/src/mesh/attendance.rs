//! Who was not there, and when the school's door was passed.

use serde_json::{Value, json};
use time::{Date, OffsetDateTime};

use super::ask::Ask;
use super::{Refusal, Reply, dates, ids, json as answer, payload};
use crate::act::Attendance;
use crate::occasions::Passing;
use crate::register::{Lesson, LogEntry, Pupil};

/// The most days that the door's book is shown for.
const LONGEST_VISITS: i64 = 7;

fn entry<'a>(ask: &Ask<'a>, pupil: &Pupil, lesson: &Lesson) -> Option<&'a LogEntry> {
    let entry = ask.register.log.get(&(pupil.person, lesson.id))?;
    // Who is late is there: these systems have no word for it.
    (entry.at <= ask.now && entry.status != Attendance::Late).then_some(entry)
}

/// Why a pupil missed a lesson, by the list of reasons; none where the pupil was there.
pub(super) fn reason(ask: &Ask<'_>, pupil: &Pupil, lesson: &Lesson) -> Option<i64> {
    entry(ask, pupil, lesson).map(reason_of)
}

fn reason_of(entry: &LogEntry) -> i64 {
    match entry.status {
        Attendance::Ill => 1,
        Attendance::Pass => 3,
        Attendance::Absent | Attendance::Late => 4,
    }
}

/// `attendance?student_id&from&to`
pub(super) fn attendance(ask: &Ask<'_>) -> Reply {
    let pupil = ask.student()?;
    let (from, to) = ask.range("from", "to")?;
    let mut days: Vec<(Date, Vec<Value>)> = Vec::new();
    for lesson in ask.register.lessons_of_pupil(pupil, from, to) {
        let Some(entry) = entry(ask, pupil, lesson) else { continue };
        let missed = json!({
            "subject_id": ids::subject(lesson.subject), "subject_name": ask.subject_name(lesson.subject),
            "bell_id": 10 + i64::from(lesson.number), "schedule_item_id": ids::lesson(lesson.id),
            "reason_id": reason_of(entry), "notified": true, "description": entry.comment,
            "lesson_education_type": "OO", "health_status": null,
        });
        match days.last_mut() {
            Some((date, lessons)) if *date == lesson.date => lessons.push(missed),
            _ => days.push((lesson.date, vec![missed])),
        }
    }
    let told: Vec<Value> = days
        .into_iter()
        .map(|(date, lessons)| {
            json!({
                "date": dates::day(date), "summary": "Пропуск уроков", "notified": null, "description": null,
                "reason_id": null, "is_system": null, "parent_profile_id": null, "lessons": lessons,
            })
        })
        .collect();
    Ok(answer(&json!({ "days_count": told.len(), "year_description": "", "attendance": told })))
}

/// In and out; who is inside has no way out yet.
type Stay = (OffsetDateTime, Option<OffsetDateTime>);

/// The stays of each day.
fn stays(ask: &Ask<'_>, pupil: &Pupil, from: Date, to: Date) -> Vec<(Date, Vec<Stay>)> {
    let passings = ask.register.occasions.passings(pupil.person, from, to, ask.now, dates::day_of);
    let mut days: Vec<(Date, Vec<Stay>)> = Vec::new();
    for Passing { at, entered, .. } in passings {
        let date = dates::day_of(at);
        if days.last().is_none_or(|(day, _)| *day != date) {
            days.push((date, Vec::new()));
        }
        let Some((_, stays)) = days.last_mut() else { continue };
        match stays.last_mut() {
            Some((_, out @ None)) if !entered => *out = Some(at),
            _ if entered => stays.push((at, None)),
            _ => {}
        }
    }
    days.retain(|(_, stays)| !stays.is_empty());
    days
}

fn duration(came: OffsetDateTime, left: Option<OffsetDateTime>) -> String {
    left.map_or_else(
        || "-".to_owned(),
        |left| {
            let minutes = (left - came).whole_minutes();
            format!("{} ч.{} мин.", minutes / 60, minutes % 60)
        },
    )
}

/// `pass/entrances/v1/visit_durations?personId&from&to`: seven days at most.
pub(super) fn visit_durations(ask: &Ask<'_>) -> Reply {
    let pupil = ask.person("personId")?;
    let (from, to) = ask.range("from", "to")?;
    if (to - from).whole_days() >= LONGEST_VISITS {
        return Err(Refusal::parameter("to"));
    }
    let school = ask.school(pupil);
    let days = stays(ask, pupil, from, to).into_iter().rev().map(|(date, stays)| {
        let visits: Vec<Value> = stays
            .into_iter()
            .map(|(came, left)| {
                json!({
                    "in": dates::hour(came), "out": left.map_or_else(|| "-".to_owned(), dates::hour),
                    "duration": duration(came, left), "isIncomplete": left.is_none(), "personIn": null,
                    "personOut": null, "kindId": 1, "kindName": "Школа", "organizationId": 1,
                    "organizationName": school.map(|school| school.full_name),
                    "organizationShortName": school.map(|school| school.name), "organizationAddress": null,
                })
            })
            .collect();
        json!({ "date": dates::day(date), "visits": visits })
    });
    payload(days.collect())
}

/// `visits?contract_id&from&to` of the family API.
pub(super) fn visits(ask: &Ask<'_>) -> Reply {
    let contract = ask.number("contract_id")?;
    let pupil = ask.pupils().find(|pupil| ids::contract(pupil.person) == contract).ok_or_else(Refusal::forbidden)?;
    let (from, to) = ask.range("from", "to")?;
    let name = ask.school(pupil).map(|school| school.name);
    let days = stays(ask, pupil, from, to).into_iter().map(|(date, stays)| {
        let visits: Vec<Value> = stays
            .into_iter()
            .map(|(came, left)| {
                json!({
                    "in": dates::hour(came), "out": left.map_or_else(|| "-".to_owned(), dates::hour),
                    "duration": duration(came, left), "address": "ул. Школьная, д. 1", "type": "school",
                    "is_warning": false, "short_name": name,
                })
            })
            .collect();
        json!({ "date": dates::day(date), "visits": visits })
    });
    payload(days.collect())
}

/// `status?contract_ids=`: who is in school now. Meals are not simulated: nobody has any money.
pub(super) fn status(ask: &Ask<'_>) -> Reply {
    let asked = ask.param("contract_ids").unwrap_or_default().to_owned();
    let wanted = |contract: i64| asked.split(',').any(|id| id.parse() == Ok(contract));
    let pupils = ask.pupils().filter(|pupil| wanted(ids::contract(pupil.person)));
    let students: Vec<Value> = pupils
        .map(|pupil| {
            let today = stays(ask, pupil, ask.today(), ask.today());
            let inside = today.iter().flat_map(|(_, stays)| stays).any(|(_, left)| left.is_none());
            json!({ "contract_id": ids::contract(pupil.person), "balance": 0, "at_school": inside })
        })
        .collect();
    Ok(answer(&json!({ "students": students })))
}
