//! Averages, and the marks of terms and of the year.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Value, json};
use time::Date;

use super::ask::{Ask, date, id, range};
use super::wire::{WireMark, WireSubject, WireWork, WireWorkType};
use super::{Reply, json as answer};
use crate::register::{Mark, Period, Pupil, Summed, Work};
use crate::works::counts_as;

/// The marks of a pupil that count, with subject and weight.
fn counted(ask: &Ask<'_>, pupil: &Pupil, from: Date, to: Date) -> Vec<(i64, f64, i64)> {
    let mut counted = Vec::new();
    for lesson in ask.register.lessons_of_pupil(pupil, from, to) {
        for mark in ask.register.marks_at_lesson(pupil.person, lesson.id) {
            let Some(value) = mark.value(ask.now).and_then(counts_as) else { continue };
            let kind = ask.register.works.get(&mark.work).and_then(|work| ask.register.work_types.get(&work.work_type));
            counted.push((lesson.subject, value, kind.map_or(1, |kind| kind.weight)));
        }
    }
    counted
}

/// `4,53`; none without marks.
fn plain(marks: &[(i64, f64, i64)]) -> Option<String> {
    if marks.is_empty() {
        return None;
    }
    let average = marks.iter().map(|(_, value, _)| value).sum::<f64>() / marks.len() as f64;
    Some(format!("{average:.2}").replace('.', ","))
}

fn by_subject(marks: Vec<(i64, f64, i64)>) -> BTreeMap<i64, Vec<(i64, f64, i64)>> {
    let mut subjects: BTreeMap<i64, Vec<_>> = BTreeMap::new();
    for mark in marks {
        subjects.entry(mark.0).or_default().push(mark);
    }
    subjects
}

/// A term's averages of one subject, with a decimal point.
pub(super) struct OfTerm {
    pub(super) subject: i64,
    pub(super) plain: Option<String>,
    pub(super) weighted: Option<String>,
}

/// The averages of a term, as the mobile API tells them.
pub(super) fn of_term(ask: &Ask<'_>, pupil: &Pupil, period: &Period) -> Vec<OfTerm> {
    let subjects = by_subject(counted(ask, pupil, period.start, period.finish));
    let average = |(subject, marks): (i64, Vec<(i64, f64, i64)>)| OfTerm {
        subject,
        plain: plain(&marks).map(|average| average.replace(',', ".")),
        weighted: Some(format!("{:.2}", by_weight(&marks))),
    };
    subjects.into_iter().map(average).collect()
}

fn by_weight(marks: &[(i64, f64, i64)]) -> f64 {
    let weights: i64 = marks.iter().map(|(_, _, weight)| weight).sum();
    let sum: f64 = marks.iter().map(|(_, value, weight)| value * *weight as f64).sum();
    (sum / weights.max(1) as f64 * 100.0).round() / 100.0
}

/// `persons/{p}/reporting-periods/{per}[/subjects/{s}]/avg-mark`: a bare JSON string.
pub(super) fn of_person(ask: &Ask<'_>, person: &str, period: &str, subject: Option<&str>) -> Reply {
    let pupil = ask.pupil(person)?;
    let period = ask.period(period)?;
    let subject = subject.map(|text| id("subject", text)).transpose()?;
    let mut marks = counted(ask, &pupil, period.start, period.finish);
    marks.retain(|(of, _, _)| subject.is_none_or(|subject| subject == *of));
    Ok(answer(&plain(&marks)))
}

fn group_averages(ask: &Ask<'_>, group: i64, from: Date, to: Date) -> Vec<Value> {
    let pupils = ask.pupils_in(group);
    let averages = pupils.iter().map(|pupil| {
        let subjects = by_subject(counted(ask, pupil, from, to));
        let subjects: Vec<Value> = subjects
            .iter()
            .map(|(subject, marks)| {
                json!({"subject": subject, "subject_str": subject.to_string(), "avg-mark-value": plain(marks)})
            })
            .collect();
        json!({
            "person": pupil.person, "person_str": pupil.person.to_string(), "per-subject-averages": subjects,
        })
    });
    averages.collect()
}

/// `edu-groups/{g}/avg-marks/{from}/{to}`
pub(super) fn of_group(ask: &Ask<'_>, group: &str, from: &str, to: &str) -> Reply {
    let group = ask.group(group)?;
    let (from, to) = range(from, to)?;
    Ok(answer(&group_averages(ask, group.id, from, to)))
}

/// `edu-groups/{g}/reporting-periods/{per}/avg-marks/{date}`
pub(super) fn of_group_in_period(ask: &Ask<'_>, group: &str, period: &str, until: &str) -> Reply {
    let group = ask.group(group)?;
    let period = ask.period(period)?;
    let until = date("date", until)?.date.min(period.finish);
    let mut averages = group_averages(ask, group.id, period.start, until.max(period.start));
    for average in averages.iter_mut().filter_map(Value::as_object_mut) {
        average.insert("group".to_owned(), json!(group.id));
        average.insert("group_str".to_owned(), json!(group.id.to_string()));
        average.insert("reportingPeriod".to_owned(), json!(period.id));
        average.insert("reportingPeriod_str".to_owned(), json!(period.id.to_string()));
    }
    Ok(answer(&averages))
}

/// `edu-groups/{g}/wa-marks/{from}/{to}`: weighted, as numbers.
pub(super) fn weighted(ask: &Ask<'_>, group: &str, from: &str, to: &str) -> Reply {
    let group = ask.group(group)?;
    let (from, to) = range(from, to)?;
    let mut subjects: BTreeMap<i64, Vec<Value>> = BTreeMap::new();
    for pupil in ask.pupils_in(group.id) {
        for (subject, marks) in by_subject(counted(ask, &pupil, from, to)) {
            let value = by_weight(&marks);
            subjects.entry(subject).or_default().push(json!({"person": pupil.person, "value": value}));
        }
    }
    let subjects: Vec<Value> = subjects
        .into_iter()
        .map(|(subject, marks)| json!({"subject": subject, "subject_str": subject.to_string(), "marks": marks}))
        .collect();
    Ok(answer(&json!({ "subjectMarks": subjects })))
}

/// The marks that sum something up for a pupil, with their works.
fn finals<'a>(ask: &'a Ask<'_>, pupil: &Pupil) -> Vec<(&'a Mark, &'a Work)> {
    let marks = ask.register.marks_of_person(pupil.person).filter(|mark| mark.value(ask.now).is_some());
    let works = marks.filter_map(|mark| Some((mark, ask.register.works.get(&mark.work)?)));
    works.filter(|(_, work)| work.summed.is_some()).collect()
}

/// `persons/{p}/edu-groups/{g}/allfinalmarks`
pub(super) fn all_finals(ask: &Ask<'_>, person: &str, group: &str) -> Reply {
    #[derive(Serialize)]
    struct AllFinals<'a> {
        marks: Vec<WireMark<'a>>,
        works: Vec<WireWork<'a>>,
        subjects: Vec<WireSubject<'a>>,
        #[serde(rename = "workTypes")]
        work_types: Vec<WireWorkType<'a>>,
    }
    let pupil = ask.pupil(person)?;
    let group = ask.group(group)?;
    let register = &*ask.register;
    let mut found = finals(ask, &pupil);
    found.retain(|_| register.class_of(group.id) == pupil.class);
    let subjects: BTreeSet<i64> = found.iter().map(|(_, work)| work.subject).collect();
    let kinds: BTreeSet<i64> = found.iter().map(|(_, work)| work.work_type).collect();
    Ok(answer(&AllFinals {
        marks: found.iter().filter_map(|(mark, _)| WireMark::new(register, mark, ask.now)).collect(),
        works: found.iter().map(|(_, work)| WireWork::new(register, work, Vec::new())).collect(),
        subjects: subjects.iter().filter_map(|id| register.subjects.get(id)).map(WireSubject::new).collect(),
        work_types: kinds.iter().filter_map(|id| register.work_types.get(id)).map(WireWorkType::new).collect(),
    }))
}

/// The latest final mark of each subject.
fn latest(ask: &Ask<'_>, pupil: &Pupil, subject: Option<i64>) -> Vec<Value> {
    let mut latest: BTreeMap<i64, &Mark> = BTreeMap::new();
    for (mark, work) in finals(ask, pupil) {
        if subject.is_none_or(|subject| subject == work.subject) {
            let known = latest.entry(work.subject).or_insert(mark);
            if known.set_at <= mark.set_at {
                *known = mark;
            }
        }
    }
    latest
        .into_iter()
        .map(|(subject, mark)| {
            let mark = WireMark::new(ask.register, mark, ask.now);
            json!({"subject": subject, "subject_str": subject.to_string(), "final-mark": mark})
        })
        .collect()
}

/// `persons/{p}/edu-groups/{g}/final-marks`
pub(super) fn finals_of_person(ask: &Ask<'_>, person: &str, group: &str) -> Reply {
    let pupil = ask.pupil(person)?;
    ask.group(group)?;
    Ok(answer(&latest(ask, &pupil, None)))
}

/// `edu-groups/{g}[/subjects/{s}]/final-marks`: of a family's own children.
pub(super) fn finals_of_group(ask: &Ask<'_>, group: &str, subject: Option<&str>) -> Reply {
    let group = ask.group(group)?;
    let subject = subject.map(|text| id("subject", text)).transpose()?;
    let pupils = ask.pupils_in(group.id);
    let found: Vec<Value> = pupils
        .iter()
        .map(|pupil| {
            let year = finals(ask, pupil).iter().any(|(_, work)| work.summed == Some(Summed::Year));
            let today = super::wire::today(ask.register, pupil.school, ask.now);
            let periods = ask.register.periods_of_group(group.id).filter(|period| period.start <= today);
            json!({
                "person": pupil.person, "person_str": pupil.person.to_string(), "group": group.id,
                "group_str": group.id.to_string(),
                "reportingPeriod": periods.last().map(|period| period.id).filter(|_| !year),
                "per-subject-final-marks": latest(ask, pupil, subject),
            })
        })
        .collect();
    Ok(answer(&found))
}
