//! Terms and holidays.

use std::collections::HashSet;

use peremena_model::{Holiday, Term, TermKind};
use time::UtcOffset;

use super::wire;
use crate::lenient::List;

/// Reads reporting periods; the number counts what could not be read. Their numbers are from zero (§10).
pub(in crate::dnevnik_ru) fn terms(periods: &List<wire::ReportingPeriod<'_>>, zone: UtcOffset) -> (Vec<Term>, u32) {
    let mut skipped = periods.skipped;
    let mut seen = HashSet::new();
    let mut terms = Vec::new();
    for period in &periods.items {
        let days = (period.start.day(zone), period.finish.day(zone));
        let (Some(id), (Some(from), Some(to))) = (period.id.0, days) else {
            skipped += 1;
            continue;
        };
        if to < from {
            skipped += 1;
            continue;
        }
        if !seen.insert(id) {
            continue;
        }
        let kind = period.kind.get().map_or(TermKind::Other, kind);
        let number = period.number.0.and_then(|number| number.checked_add(1));
        terms.push((
            Term { id: id.to_string(), name: String::new(), kind, number: number.unwrap_or_default(), from, to },
            period.name.owned(),
            number.is_some(),
        ));
    }
    terms.sort_by_key(|(term, ..)| (term.from, term.to));
    let mut named = Vec::with_capacity(terms.len());
    for (place, (mut term, name, numbered)) in terms.into_iter().enumerate() {
        if !numbered {
            term.number = i32::try_from(place).unwrap_or_default() + 1;
        }
        term.name = name.unwrap_or_else(|| word(term.kind, term.number));
        named.push(term);
    }
    (named, skipped)
}

fn kind(word: &str) -> TermKind {
    match word.to_ascii_lowercase().as_str() {
        "quarter" => TermKind::Quarter,
        "trimester" => TermKind::Trimester,
        "semester" | "halfyear" => TermKind::HalfYear,
        "module" => TermKind::Module,
        "year" => TermKind::Year,
        _ => TermKind::Other,
    }
}

/// For a term to which the school gave no name.
fn word(kind: TermKind, number: i32) -> String {
    match kind {
        TermKind::Quarter => format!("{number} четверть"),
        TermKind::Trimester => format!("{number} триместр"),
        TermKind::HalfYear => format!("{number} полугодие"),
        TermKind::Module => format!("{number} модуль"),
        TermKind::Year => "Год".into(),
        TermKind::Other => format!("{number} период"),
    }
}

/// Reads holidays; the number counts what could not be read.
pub(in crate::dnevnik_ru) fn holidays(list: &List<wire::Holiday<'_>>, zone: UtcOffset) -> (Vec<Holiday>, u32) {
    let mut skipped = list.skipped;
    let mut seen = HashSet::new();
    let mut holidays = Vec::new();
    for holiday in &list.items {
        match (holiday.id.0, holiday.date_start.day(zone), holiday.date_finish.day(zone)) {
            (Some(id), Some(from), Some(to)) if from <= to => {
                if seen.insert(id) {
                    let name = holiday.name.owned().unwrap_or_else(|| "Каникулы".into());
                    holidays.push(Holiday { id: id.to_string(), name, from, to });
                }
            }
            _ => skipped += 1,
        }
    }
    (holidays, skipped)
}
