//! What terms and the year come to, over the mobile API.

use serde_json::{Value, json};
use time::{Date, OffsetDateTime};

use super::lessons::current;
use super::{learnt, list};
use crate::netschool::{Ask, BAD_REQUEST, NOT_FOUND, Reply, data, wire};
use crate::register::{Mark, Pupil, Summed};
use crate::works::counts_as;

/// The marks of a pupil in a subject for lessons of some days, and their plain average.
fn marks_in<'a>(ask: &'a Ask<'_>, pupil: &Pupil, subject: i64, from: Date, to: Date) -> (Vec<&'a Mark>, Option<f64>) {
    let lessons = ask.register.lessons_of_pupil(pupil, from, to).into_iter().filter(|lesson| lesson.subject == subject);
    let marks: Vec<&Mark> = lessons
        .flat_map(|lesson| ask.register.marks_at_lesson(pupil.person, lesson.id))
        .filter(|mark| mark.value(ask.now).and_then(counts_as).is_some())
        .collect();
    let sum: f64 = marks.iter().filter_map(|mark| mark.value(ask.now).and_then(counts_as)).sum();
    let average = (!marks.is_empty()).then(|| (sum / marks.len() as f64 * 100.0).round() / 100.0);
    (marks, average)
}

/// The value that sums up a term or the year.
pub(in crate::netschool) fn summed(
    ask: &Ask<'_>,
    pupil: &Pupil,
    subject: i64,
    what: Summed,
    now: OffsetDateTime,
) -> Option<String> {
    let work = ask
        .register
        .works
        .values()
        .find(|work| work.group == pupil.class && work.subject == subject && work.summed == Some(what))?;
    let mark = ask.register.marks_of_work(work.id).filter(|mark| mark.person == pupil.person);
    mark.filter_map(|mark| mark.value(now)).map(str::to_owned).last()
}

/// `totals`: terms in no order, the year twice, as has been seen.
pub(super) fn totals(ask: &Ask<'_>) -> Reply {
    let (pupil, subjects) = learnt(ask)?;
    let mut found = Vec::new();
    for (subject, _) in subjects {
        let mut terms: Vec<Value> = ask
            .register
            .periods_of_group(pupil.class)
            .filter(|period| period.start <= ask.now.date())
            .map(|period| {
                let mark = summed(ask, pupil, subject, Summed::Term(period.number), ask.now);
                let (_, average) = marks_in(ask, pupil, subject, period.start, period.finish);
                json!({
                    "term": wire::named(wire::PERIOD.of(period.id), &(period.number + 1).to_string()), "mark": mark,
                    "markCode": if mark.is_some() { "PointSystem" } else { "NotExamined" }, "avgMark": average,
                })
            })
            .collect();
        terms.reverse();
        let year = json!({
            "period": { "id": 1, "periodName": "Годовая", "periodType": "Year" },
            "mark": summed(ask, pupil, subject, Summed::Year, ask.now),
        });
        found.push(json!({
            "subjectId": wire::SUBJECT.of(subject), "termTotals": terms, "yearTotals": [year, year],
        }));
    }
    list(found)
}

pub(super) fn performance(ask: &Ask<'_>) -> Reply {
    let (pupil, subjects) = learnt(ask)?;
    let asked = ask.param("subjectId").and_then(|id| wire::SUBJECT.read(id)).ok_or(BAD_REQUEST)?;
    let (_, name) = subjects.into_iter().find(|(id, _)| *id == asked).ok_or(NOT_FOUND)?;
    let term = match ask.param("termId").and_then(|id| wire::PERIOD.read(id)) {
        Some(id) => ask.register.periods.get(&id).filter(|period| period.group == pupil.class),
        None => current(ask, pupil),
    };
    let term = term.ok_or(NOT_FOUND)?;
    let (marks, average) = marks_in(ask, pupil, asked, term.start, term.finish);
    let results: Vec<Value> = marks
        .iter()
        .filter_map(|mark| {
            let lesson = ask.register.lessons.get(&mark.lesson?)?;
            let number = mark.value(ask.now).and_then(counts_as)?;
            Some(json!({
                "date": wire::day(lesson.date), "assignmentId": wire::WORK.of(mark.work),
                "classMeetingId": wire::LESSON.of(lesson.id), "classMeetingDate": wire::day(lesson.date),
                "result": number, "duty": false, "comment": mark.comment, "weight": 10,
            }))
        })
        .collect();
    Ok(data(&json!({
        "subject": wire::named(wire::SUBJECT.of(asked), name),
        "term": wire::named(wire::PERIOD.of(term.id), &(term.number + 1).to_string()), "averageMark": average,
        "classAverageMark": average, "maxMark": 5, "classmeetingsStats": { "passed": 0, "scheduled": 0 },
        "teachers": [], "markStats": [], "results": results, "attendance": [],
    })))
}
