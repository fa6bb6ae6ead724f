//! Passings of the school's door (§7).

use std::collections::BTreeMap;

use peremena_model::{Span, Visit};
use time::Date;

use super::dates;
use crate::petersburg::wire::{self, Passing};

pub(in crate::petersburg) fn passing_day(passing: &Passing<'_>) -> Option<Date> {
    passing.datetime.get().and_then(dates::day)
}

/// Passings of the span, each once, in the order of time; the number counts what could not be read.
pub(in crate::petersburg) fn visits(passings: &[&Passing<'_>], span: Span) -> (Vec<Visit>, u32) {
    let mut skipped = 0;
    let mut found: BTreeMap<i64, Visit> = BTreeMap::new();
    for passing in passings {
        let entered = match passing.direction.get().map(str::to_lowercase).as_deref() {
            Some("input") => Some(true),
            Some("output") => Some(false),
            _ => None,
        };
        let at = passing.datetime.get().and_then(dates::moment);
        match (wire::id(passing.identity), at, entered) {
            (Some(id), Some(at), Some(entered)) => {
                if span.contains(at.date()) {
                    found.entry(id).or_insert(Visit { id: id.to_string(), at, entered, place: None });
                }
            }
            _ => skipped += 1,
        }
    }
    let mut visits: Vec<Visit> = found.into_values().collect();
    visits.sort_by_key(|visit| visit.at);
    (visits, skipped)
}
