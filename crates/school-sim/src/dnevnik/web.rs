//! The site's own JSON under `/api/v2/marks/`: what its pages are drawn with, for whoever has its cookie. Ids and moments
//! are texts here.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, header};
use serde_json::{Value, json};
use time::Date;

use super::ask::{Ask, id};
use super::{Refusal, Reply, json as answer, signin, wire};
use crate::act::Attendance;
use crate::register::{Lesson, LogEntry, Mark, Period, Pupil, Work};
use crate::school::State;

/// Answers a call of the site. Without its cookie one is sent to the page at which one signs in, as any page does; a
/// second credential beside the cookie is none that a browser would send.
pub(super) fn answered(state: &mut State, request: &Request<Bytes>) -> Reply {
    if signin::api_token(request).is_some() {
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "invalidRequest", "One credential at a time"));
    }
    let Some(token) = signin::cookie_token(state, request) else { return Ok(signin::redirect("/login/")) };
    let ask = Ask::with(state, request, &token)?;
    let path: Vec<&str> = request.uri().path().split('/').filter(|part| !part.is_empty()).collect();
    match (request.method(), path.as_slice()) {
        (&Method::GET, [_, _, "marks", "school", school, "person", person]) => of_term(&ask, school, person),
        (&Method::GET, [_, _, "marks", "final", "school", school, "person", person]) => finals(&ask, school, person),
        _ => Ok(not_found()),
    }
}

fn not_found() -> Response<Bytes> {
    let mut page = super::pages::page(StatusCode::NOT_FOUND, "Страница не найдена", "<p>Такой страницы нет.</p>");
    page.headers_mut().remove(header::CACHE_CONTROL);
    page
}

/// The pupil, who must be of that school and of the class in `groupId`.
fn pupil_of(ask: &Ask<'_>, school: &str, person: &str) -> Result<Pupil, Refusal> {
    let pupil = ask.pupil(person)?;
    let own = pupil.school == id("school", school)? && pupil.class == ask.id_param("groupId")?;
    if own { Ok(pupil) } else { Err(Refusal::not_owner()) }
}

/// `marks/school/{s}/person/{p}?groupId&periodId`: one term, all subjects; the current one where none is named.
fn of_term(ask: &Ask<'_>, school: &str, person: &str) -> Reply {
    let pupil = pupil_of(ask, school, person)?;
    let period = match ask.param("periodId") {
        Some(text) => ask.period(text)?,
        None => current(ask, &pupil).ok_or_else(|| Refusal::unknown("Period"))?,
    };
    let rest = json!({
        "dateStart": epoch(period.start), "dateFinish": epoch(period.finish),
        "subjects": subjects(ask, &pupil, &period),
    });
    Ok(answer(&joined(head(&pupil, &period.id.to_string()), rest)))
}

/// The term that holds today, else the last one before it.
fn current(ask: &Ask<'_>, pupil: &Pupil) -> Option<Period> {
    let today = wire::today(ask.register, pupil.school, ask.now);
    let terms = || ask.register.periods.values().filter(|period| period.group == pupil.class);
    let begun = terms().filter(|period| period.start <= today).max_by_key(|period| period.start);
    begun.or_else(|| terms().min_by_key(|period| period.start)).cloned()
}

/// `marks/final/school/{s}/person/{p}?groupId`: the marks of terms and of the year.
fn finals(ask: &Ask<'_>, school: &str, person: &str) -> Reply {
    let pupil = pupil_of(ask, school, person)?;
    let mut by_subject: BTreeMap<i64, Vec<Value>> = BTreeMap::new();
    for mark in ask.register.marks_of_person(pupil.person) {
        let (Some(value), Some(work)) = (mark.value(ask.now), ask.register.works.get(&mark.work)) else { continue };
        let Some(summed) = work.summed else { continue };
        let number =
            if let crate::register::Summed::Term(number) = summed { Some(number.saturating_sub(1)) } else { None };
        by_subject.entry(work.subject).or_default().push(json!({
            "workId": work.id.to_string(), "periodNumber": number, "type": if number.is_some() { "Period" } else { "Year" },
            "marks": [one(mark, value)],
        }));
    }
    let subjects: Vec<Value> = by_subject
        .into_iter()
        .map(|(subject, works)| {
            let rest = json!({
                "works": null, "thematicWorks": null, "lessonLogEntries": null, "summativeMarks": null,
                "finalWorks": works,
            });
            joined(subject_head(ask, subject), rest)
        })
        .collect();
    let rest = json!({ "halfYearMarksAvailable": false, "subjects": subjects });
    Ok(answer(&joined(head(&pupil, "final"), rest)))
}

fn head(pupil: &Pupil, period: &str) -> Value {
    json!({
        "groupId": pupil.class.to_string(), "schoolId": pupil.school.to_string(), "periodId": period,
        "showAverageMarks": false, "showAverageWeightedMarks": false, "showCriterialMarks": false,
        "isGroupSummative": false, "thematicMarksEnabled": false, "exportUrl": null, "printUrl": null,
    })
}

fn subject_head(ask: &Ask<'_>, subject: i64) -> Value {
    let name = ask.register.subjects.get(&subject).map(|subject| subject.name);
    json!({
        "id": subject.to_string(), "name": name, "odoGroupId": "0", "average": null, "weightedAverage": null,
        "trainingPercent": null, "periodSection": null, "sumPercent": null, "thematicAverage": null,
        "isHomeBasedSubject": false, "isCriteriaJournal": false, "recommendedMarks": null, "formativePercent": 0.0,
    })
}

/// The fields of both.
fn joined(mut head: Value, rest: Value) -> Value {
    if let (Value::Object(fields), Value::Object(rest)) = (&mut head, rest) {
        fields.extend(rest);
    }
    head
}

/// 00:00 UTC, which stands for the day at the school.
fn epoch(day: Date) -> String {
    day.midnight().assume_utc().unix_timestamp().to_string()
}

fn subjects(ask: &Ask<'_>, pupil: &Pupil, period: &Period) -> Vec<Value> {
    let mut lessons: BTreeMap<i64, Vec<&Lesson>> = BTreeMap::new();
    for lesson in ask.register.lessons_of_pupil(pupil, period.start, period.finish) {
        lessons.entry(lesson.subject).or_default().push(lesson);
    }
    lessons.into_iter().map(|(subject, lessons)| of_subject(ask, pupil, subject, &lessons)).collect()
}

fn of_subject(ask: &Ask<'_>, pupil: &Pupil, subject: i64, lessons: &[&Lesson]) -> Value {
    let entry = |lesson: &&Lesson| ask.register.log.get(&(pupil.person, lesson.id)).filter(|entry| entry.at <= ask.now);
    let entries: Vec<(&Lesson, &LogEntry)> =
        lessons.iter().filter_map(|lesson| Some((*lesson, entry(lesson)?))).collect();
    let count = |wanted: &[Attendance]| entries.iter().filter(|(_, entry)| wanted.contains(&entry.status)).count();
    let mut works = Vec::new();
    for lesson in lessons {
        let mut by_work: BTreeMap<i64, Vec<Value>> = BTreeMap::new();
        for mark in ask.register.marks_at_lesson(pupil.person, lesson.id) {
            let Some(value) = mark.value(ask.now) else { continue };
            by_work.entry(mark.work).or_default().push(one(mark, value));
        }
        let known = |(id, marks): (i64, Vec<Value>)| Some((ask.register.works.get(&id)?, marks));
        works.extend(by_work.into_iter().filter_map(known).map(|(of, marks)| work(ask, lesson, of, &marks)));
    }
    let logged: Vec<Value> = entries.iter().map(|(lesson, entry)| logged(lesson, entry)).collect();
    let rest = json!({
        "totalLessonNumber": lessons.len(), "countBeingLate": count(&[Attendance::Late]),
        // The ill ones are among those who are not there.
        "countAbsence": count(&[Attendance::Absent, Attendance::Ill, Attendance::Pass]),
        "countIllAbsence": count(&[Attendance::Ill]), "works": works, "thematicWorks": [], "finalWorks": [],
        "summativeMarks": [], "lessonLogEntries": logged,
    });
    joined(subject_head(ask, subject), rest)
}

fn work(ask: &Ask<'_>, lesson: &Lesson, work: &Work, marks: &[Value]) -> Value {
    let kind = ask.register.work_types.get(&work.work_type);
    json!({
        "workId": work.id.to_string(), "date": epoch(lesson.date), "name": kind.map(|kind| kind.name),
        "type": {
            "value": 76, "name": "FormativeWork", "isControlWork": false, "isImportant": work.planned,
            "isUsedAtAverageMarkCalculation": true,
        },
        "typeId": work.work_type.to_string(), "isHidden": false, "lessonNumber": lesson.number, "maxMarkValue": null,
        "marks": marks,
    })
}

/// A mark, with what the teacher wrote beside it; empty where that is nothing.
fn one(mark: &Mark, value: &str) -> Value {
    json!({
        "id": mark.id.to_string(), "value": value, "score": null, "type": "Mark5", "mood": "Average",
        "homeworkUrl": "", "workUrl": "", "comment": mark.comment.as_deref().unwrap_or_default(),
    })
}

fn logged(lesson: &Lesson, entry: &LogEntry) -> Value {
    let (letter, name) = match entry.status {
        Attendance::Ill => ("Б", "Пропуск по болезни"),
        Attendance::Pass => ("П", "Пропуск по уваж. причине"),
        Attendance::Late => ("О", "Опоздание"),
        _ => ("Н", "Пропуск без уваж. причины"),
    };
    json!({
        "id": (lesson.id ^ entry.person).to_string(), "value": letter, "fullName": name, "date": epoch(lesson.date),
        "lessonId": lesson.id.to_string(), "lessonNumber": lesson.number, "lessonUrl": "",
    })
}
