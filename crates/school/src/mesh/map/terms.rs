//! Terms, their marks and averages, and holidays (§8.3, §10).

use std::collections::{BTreeMap, HashSet};

use peremena_model::{Holiday, OfficialAverage, SchoolYear, Term, TermKind, TermMark, TermMarkOf};
use time::{Date, Month};

use super::wire;
use crate::{
    lenient::List,
    mesh::ZONE,
    term_names::{put_in_order, read_name},
};

type Subjects<'a> = List<wire::SubjectMarks<'a>>;
type Period<'a> = wire::Period<'a>;

/// Reads the terms out of all subjects' periods; the number counts what could not be read. Periods of other years are
/// left out.
pub(in crate::mesh) fn terms(subjects: &Subjects<'_>, year: SchoolYear) -> (Vec<Term>, u32) {
    let mut skipped = subjects.skipped;
    let mut spans: BTreeMap<String, (Date, Date)> = BTreeMap::new();
    for subject in &subjects.items {
        skipped += subject.periods.skipped;
        for period in &subject.periods.items {
            let (Some(title), Some((from, to))) = (period.title.owned(), days(period, year)) else {
                skipped += 1;
                continue;
            };
            if SchoolYear::of(from) == year {
                let known = spans.entry(title).or_insert((from, to));
                *known = (known.0.min(from), known.1.max(to));
            }
        }
    }
    let mut terms: Vec<Term> = spans
        .into_iter()
        .map(|(title, (from, to))| {
            let (kind, number) = read_name(&title);
            Term { id: term_id(year, &title), name: title, kind, number: number.unwrap_or_default(), from, to }
        })
        .collect();
    put_in_order(&mut terms);
    (terms, skipped)
}

/// The newest school year that a period is of; none where no period says.
pub(in crate::mesh) fn newest_year(subjects: &Subjects<'_>) -> Option<SchoolYear> {
    subjects.items.iter().filter_map(|subject| year_of(&subject.periods.items)).max()
}

fn year_of(periods: &[Period<'_>]) -> Option<SchoolYear> {
    periods.iter().filter_map(|period| period.start_iso.day(ZONE)).map(SchoolYear::of).max()
}

fn term_id(year: SchoolYear, title: &str) -> String {
    format!("{}-{title}", year.0)
}

/// First and last day; where the year is not written, it is the asked one.
fn days(period: &Period<'_>, year: SchoolYear) -> Option<(Date, Date)> {
    let from = period.start_iso.day(ZONE).or_else(|| short_date(period.start.get()?, year))?;
    let to = period.end_iso.day(ZONE).or_else(|| short_date(period.end.get()?, year))?;
    (from <= to).then_some((from, to))
}

/// «01.09»
fn short_date(text: &str, year: SchoolYear) -> Option<Date> {
    let mut parts = text.split('.');
    let day: u8 = parts.next()?.parse().ok()?;
    let month: u8 = parts.next()?.parse().ok()?;
    let year = if month >= 8 { year.0 } else { year.0.checked_add(1)? };
    Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
}

/// Reads the marks of terms and of the year.
pub(in crate::mesh) fn finals(subjects: &Subjects<'_>, year: SchoolYear) -> Vec<TermMark> {
    let (terms, _) = terms(subjects, year);
    let told = newest_year(subjects);
    let mut seen = HashSet::new();
    let mut marks = Vec::new();
    for subject in &subjects.items {
        let Some(name) = subject.subject_name.owned() else { continue };
        let key = subject.subject_id.0.map_or_else(|| name.clone(), |id| id.to_string());
        let mut put = |of, value: String, what: &str, term: Option<&Term>| {
            let id = format!("{}-{key}-{what}", year.0);
            if seen.insert(id.clone()) {
                marks.push(TermMark {
                    id,
                    subject: name.clone(),
                    value,
                    of,
                    term: term.map(|term| term.id.clone()),
                    term_number: term.map(|term| term.number),
                    set_at: None,
                });
            }
        };
        for period in &subject.periods.items {
            let of_year = days(period, year).is_some_and(|(from, _)| SchoolYear::of(from) == year);
            if let (Some(value), Some(title)) = (period.fixed_value.owned(), period.title.get().filter(|_| of_year)) {
                let term = terms.iter().find(|term| term.name == title);
                let of = if read_name(title).0 == TermKind::Year { TermMarkOf::Year } else { TermMarkOf::Term };
                put(of, value, title, term);
            }
        }
        // The server says of no year what it is of: of that of its subject's terms, else of the answer's. In September
        // it is still last year's.
        let told = year_of(&subject.periods.items).or(told);
        if let Some(value) = subject.year_mark.owned().filter(|_| told == Some(year)) {
            put(TermMarkOf::Year, value, "year", None);
        }
    }
    marks
}

/// Reads the averages of all terms. That weights go into them is what families say; no source writes it.
pub(in crate::mesh) fn averages(subjects: &Subjects<'_>, year: SchoolYear) -> Vec<OfficialAverage> {
    let mut seen = HashSet::new();
    let mut averages = Vec::new();
    for subject in &subjects.items {
        let Some(name) = subject.subject_name.owned() else { continue };
        let key = subject.subject_id.0.map_or_else(|| name.clone(), |id| id.to_string());
        for period in &subject.periods.items {
            let of_year = days(period, year).is_some_and(|(from, _)| SchoolYear::of(from) == year);
            let value = period.value.0.filter(|value| *value > 0.0 && of_year);
            let (Some(value), Some(title)) = (value, period.title.get()) else { continue };
            let term = term_id(year, title);
            let id = format!("{term}-{key}");
            if seen.insert(id.clone()) {
                averages.push(OfficialAverage { id, subject: name.clone(), term: Some(term), value, weighted: true });
            }
        }
    }
    averages
}

/// Joins the days of vacation to holidays; a free day between two of them belongs to them.
pub(in crate::mesh) fn holidays(days: &List<wire::CalendarDay<'_>>) -> Vec<Holiday> {
    let mut known: BTreeMap<Date, (&str, Option<&str>)> = BTreeMap::new();
    for day in &days.items {
        if let (Some(date), Some(kind)) = (day.date.day(ZONE), day.kind.get()) {
            known.entry(date).or_insert((kind, day.title.get()));
        }
    }
    let mut holidays: Vec<Holiday> = Vec::new();
    for (date, (kind, title)) in &known {
        if *kind != "vacation" {
            continue;
        }
        let joins = holidays.last().is_some_and(|last| {
            let between = known.range(last.to..*date).skip(1);
            let gap = (*date - last.to).whole_days() - 1;
            let free = i64::try_from(between.clone().count()).is_ok_and(|told| told == gap);
            let named = title.is_none_or(|title| title == last.name);
            named && free && between.into_iter().all(|(_, (kind, _))| *kind != "workday")
        });
        match holidays.last_mut() {
            Some(last) if joins => last.to = *date,
            _ => holidays.push(Holiday {
                id: date.to_string(),
                name: title.unwrap_or("Каникулы").to_owned(),
                from: *date,
                to: *date,
            }),
        }
    }
    holidays
}
