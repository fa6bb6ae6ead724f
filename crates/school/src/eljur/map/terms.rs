//! Terms, their marks, and averages (§5).

use std::collections::HashSet;

use peremena_model::{OfficialAverage, SchoolYear, Term, TermKind, TermMark, TermMarkOf};

use super::dates::day;
use crate::{
    eljur::wire::{FinalMarks, Keyed, Period, SubjectMarks},
    term_names::{put_in_order, read_name},
};

/// Reads the terms of a school year; the number counts what could not be read. A period without days stands for
/// something else (§5), one that is switched off for nothing.
pub(in crate::eljur) fn terms(periods: &Keyed<Period<'_>>, year: SchoolYear) -> (Vec<Term>, u32) {
    let mut skipped = periods.skipped;
    let mut terms: Vec<Term> = Vec::new();
    for period in periods.values() {
        let undated = period.start.get().is_none() && period.end.get().is_none();
        if period.ambigious.0 == Some(true) || period.disabled.0 == Some(true) || undated {
            continue;
        }
        let days = (period.start.get().and_then(day), period.end.get().and_then(day));
        let (Some(name), (Some(from), Some(to))) = (period.name.get().or(period.fullname.get()), days) else {
            skipped += 1;
            continue;
        };
        if from > to {
            skipped += 1;
            continue;
        }
        let id = term_id(year, name);
        if SchoolYear::of(from) == year && terms.iter().all(|known| known.id != id) {
            let (kind, number) = read_name(name);
            terms.push(Term { id, name: name.to_owned(), kind, number: number.unwrap_or_default(), from, to });
        }
    }
    put_in_order(&mut terms);
    (terms, skipped)
}

/// The newest school year that a period is of; none where none of them has days.
pub(in crate::eljur) fn newest_year(periods: &Keyed<Period<'_>>) -> Option<SchoolYear> {
    let on = periods.values().filter(|period| period.disabled.0 != Some(true));
    on.filter_map(|period| period.start.get().and_then(day)).map(SchoolYear::of).max()
}

/// Periods have no ids: the name is what marks call them by.
fn term_id(year: SchoolYear, name: &str) -> String {
    format!("{}-{name}", year.0)
}

/// What a final mark stands for, by the name of its period. Words for exams and whole courses are guessed.
fn stands_for(period: &str) -> TermMarkOf {
    let lower = period.to_lowercase();
    match read_name(period).0 {
        _ if lower.contains("экзамен") => TermMarkOf::Exam,
        _ if lower.contains("итог") => TermMarkOf::Final,
        TermKind::Year => TermMarkOf::Year,
        TermKind::Quarter | TermKind::Trimester | TermKind::HalfYear | TermKind::Module | TermKind::Other => {
            TermMarkOf::Term
        }
    }
}

/// Reads the marks of terms and of the year; the number counts what could not be read. One that is not put is none.
pub(in crate::eljur) fn finals(
    subjects: &Keyed<FinalMarks<'_>>,
    terms: &[Term],
    year: SchoolYear,
) -> (Vec<TermMark>, u32) {
    let mut skipped = subjects.skipped;
    let mut seen = HashSet::new();
    let mut marks = Vec::new();
    for subject in subjects.values() {
        skipped += subject.assessments.skipped;
        for mark in subject.assessments.values() {
            let Some(value) = mark.value.owned() else { continue };
            let (Some(name), Some(period)) = (subject.name.get(), mark.period.get()) else {
                skipped += 1;
                continue;
            };
            let id = format!("{}/{name}", term_id(year, period));
            if !seen.insert(id.clone()) {
                continue;
            }
            let of = stands_for(period);
            let term = terms.iter().find(|term| term.name == period).filter(|_| of == TermMarkOf::Term);
            marks.push(TermMark {
                id,
                subject: name.to_owned(),
                value,
                of,
                term: term.map(|term| term.id.clone()),
                term_number: term.map(|term| term.number),
                set_at: None,
            });
        }
    }
    (marks, skipped)
}

/// Reads the averages of one term. Marks have weights here, so they are taken for weighted; no source writes it.
pub(in crate::eljur) fn averages(subjects: &Keyed<SubjectMarks<'_>>, term: &Term) -> (Vec<OfficialAverage>, u32) {
    let mut seen = HashSet::new();
    let mut averages = Vec::new();
    for subject in subjects.values() {
        let value = subject.average.0.filter(|value| *value > 0.0);
        let (Some(name), Some(value)) = (subject.name.get(), value) else { continue };
        let id = format!("{}/{name}", term.id);
        if seen.insert(id.clone()) {
            let term = Some(term.id.clone());
            averages.push(OfficialAverage { id, subject: name.to_owned(), term, value, weighted: true });
        }
    }
    (averages, subjects.skipped)
}
