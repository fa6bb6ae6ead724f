//! Terms (§4).

use peremena_model::{SchoolYear, Term, TermKind};
use time::Date;

use super::dates::day;
use crate::{
    petersburg::wire::{self, Period},
    term_names::{put_in_order, read_name},
};

/// The kind of period that clients leave out, which seems to be the whole year (§4).
const WHOLE_YEAR: i64 = 23;

/// Reads the terms of a school year; the number counts what could not be read. The year itself is left out.
pub(in crate::petersburg) fn terms(periods: &[&Period<'_>], year: SchoolYear) -> (Vec<Term>, u32) {
    let mut skipped = 0;
    let mut terms: Vec<Term> = Vec::new();
    for period in periods {
        let (Some(id), Some(name), Some((from, to))) = (wire::id(period.identity), period.name.get(), days(period))
        else {
            skipped += 1;
            continue;
        };
        let (kind, number) = read_name(name);
        let whole_year = kind == TermKind::Year || wire::id(period.education_period) == Some(WHOLE_YEAR);
        let id = id.to_string();
        if !whole_year && SchoolYear::of(from) == year && terms.iter().all(|known| known.id != id) {
            terms.push(Term { id, name: name.to_owned(), kind, number: number.unwrap_or_default(), from, to });
        }
    }
    put_in_order(&mut terms);
    (terms, skipped)
}

fn days(period: &Period<'_>) -> Option<(Date, Date)> {
    let (from, to) = (day(period.date_from.get()?)?, day(period.date_to.get()?)?);
    (from <= to).then_some((from, to))
}

/// The newest school year that a period is of; none where none of them has days.
pub(in crate::petersburg) fn newest_year(periods: &[&Period<'_>]) -> Option<SchoolYear> {
    periods.iter().filter_map(|period| days(period)).map(|(from, _)| SchoolYear::of(from)).max()
}
