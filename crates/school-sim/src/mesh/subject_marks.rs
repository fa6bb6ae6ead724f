//! Marks by subject and term, with averages and final marks.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use time::Date;

use super::ask::Ask;
use super::marks::{Values, kind_of, mark};
use super::{Refusal, Reply, dates, ids, json as answer, payload};
use crate::register::{Lesson, Mark, Period, Pupil, Summed};
use crate::works::counts_as;

/// The marks of a pupil at lessons, by subject.
type Marked<'a> = BTreeMap<i64, Vec<(&'a Lesson, &'a Mark)>>;

fn marked<'a>(ask: &Ask<'a>, pupil: &Pupil) -> Marked<'a> {
    let mut subjects = Marked::new();
    for found in ask.register.marks_of_person(pupil.person).filter(|found| found.value(ask.now).is_some()) {
        if let Some(lesson) = found.lesson.and_then(|id| ask.register.lessons.get(&id)) {
            subjects.entry(lesson.subject).or_default().push((lesson, found));
        }
    }
    for marks in subjects.values_mut() {
        marks.sort_by_key(|(lesson, found)| (lesson.date, lesson.number, found.id));
    }
    subjects
}

/// Weighted, with two decimals: «4.53».
fn average(ask: &Ask<'_>, marks: &[(&Lesson, &Mark)]) -> Option<String> {
    let (mut sum, mut weights) = (0.0, 0.0);
    for (_, found) in marks {
        let Some(value) = found.value(ask.now).and_then(counts_as) else { continue };
        let weight = kind_of(ask.register, found).map_or(1, |kind| kind.weight) as f64;
        sum += value * weight;
        weights += weight;
    }
    (weights > 0.0).then(|| format!("{:.2}", (sum / weights * 100.0).round() / 100.0))
}

/// What was given for a term or the year, by subject.
fn finals<'a>(ask: &Ask<'a>, pupil: &Pupil) -> BTreeMap<(i64, Summed), &'a str> {
    let marks = ask.register.marks_of_person(pupil.person);
    marks
        .filter_map(|found| {
            let work = ask.register.works.get(&found.work)?;
            Some(((work.subject, work.summed?), found.value(ask.now)?))
        })
        .collect()
}

fn within<'a>(marks: &[(&'a Lesson, &'a Mark)], from: Date, to: Date) -> Vec<(&'a Lesson, &'a Mark)> {
    marks.iter().copied().filter(|(lesson, _)| (from..=to).contains(&lesson.date)).collect()
}

fn short_date(date: Date) -> String {
    format!("{:02}.{:02}", date.day(), u8::from(date.month()))
}

fn period(
    ask: &Ask<'_>,
    subject: i64,
    period: &Period,
    marks: &[(&Lesson, &Mark)],
    finals: &BTreeMap<(i64, Summed), &str>,
) -> Value {
    let marks = within(marks, period.start, period.finish);
    let shown: Vec<Value> = marks.iter().filter_map(|(_, found)| mark(ask, found, Values::Left)).collect();
    json!({
        "title": period.name, "start": short_date(period.start), "end": short_date(period.finish),
        "start_iso": dates::day(period.start), "end_iso": dates::day(period.finish),
        "value": average(ask, &marks), "dynamic": "NONE", "count": shown.len(), "target": null,
        "fixed_value": finals.get(&(subject, Summed::Term(period.number))), "marks": shown,
    })
}

fn subject(ask: &Ask<'_>, pupil: &Pupil, subject: i64, marked: &Marked<'_>) -> Value {
    let finals = finals(ask, pupil);
    let marks = marked.get(&subject).map(Vec::as_slice).unwrap_or_default();
    let periods: Vec<&Period> = ask.register.periods_of_group(pupil.class).collect();
    let current = periods.iter().rfind(|period| period.start <= ask.today());
    let now = current.map(|period| within(marks, period.start, period.finish)).unwrap_or_default();
    let told: Vec<Value> = periods.iter().map(|of| period(ask, subject, of, marks, &finals)).collect();
    json!({
        "subject_id": ids::subject(subject), "subject_name": ask.subject_name(subject), "average": average(ask, &now),
        "average_by_all": average(ask, marks), "dynamic": "NONE", "year_mark": finals.get(&(subject, Summed::Year)),
        "periods": told,
    })
}

/// `subject_marks?student_id`
pub(super) fn all(ask: &Ask<'_>) -> Reply {
    let pupil = ask.student()?;
    let marked = marked(ask, pupil);
    let subjects = ask.class(pupil).map(|class| class.subjects.as_slice()).unwrap_or_default();
    payload(subjects.iter().map(|of| subject(ask, pupil, *of, &marked)).collect())
}

/// `subject_marks/for_subject?student_id&subject_name`
pub(super) fn of_subject(ask: &Ask<'_>) -> Reply {
    let pupil = ask.student()?;
    let name = ask.param("subject_name").ok_or_else(|| Refusal::parameter("subject_name"))?;
    let subjects = ask.class(pupil).map(|class| class.subjects.as_slice()).unwrap_or_default();
    let found = subjects.iter().find(|id| ask.subject_name(**id) == name).ok_or_else(Refusal::unknown)?;
    Ok(answer(&subject(ask, pupil, *found, &marked(ask, pupil))))
}

/// `subject_marks/short?student_id`: the current term.
pub(super) fn short(ask: &Ask<'_>) -> Reply {
    let pupil = ask.student()?;
    let finals = finals(ask, pupil);
    let periods: Vec<&Period> = ask.register.periods_of_group(pupil.class).collect();
    let Some(current) = periods.iter().rfind(|period| period.start <= ask.today()) else {
        return payload(Vec::new());
    };
    let mut subjects = Vec::new();
    for (of, marks) in marked(ask, pupil) {
        let marks = within(&marks, current.start, current.finish);
        let shown: Vec<Value> = marks.iter().filter_map(|(_, found)| mark(ask, found, Values::Whole)).collect();
        subjects.push(json!({
            "subject_id": ids::subject(of), "subject_name": ask.subject_name(of), "average": average(ask, &marks),
            "dynamic": "NONE", "period": current.name, "count": shown.len(), "target": null, "marks": shown,
            "start": short_date(current.start), "end": short_date(current.finish),
            "fixed_value": finals.get(&(of, Summed::Term(current.number))),
        }));
    }
    payload(subjects)
}
