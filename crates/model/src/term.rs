//! Parts of the school year.

use serde::{Deserialize, Serialize};
use time::Date;
use ts_rs::TS;

use crate::Span;

/// How a school divides its year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TermKind {
    /// Четверть.
    Quarter,
    /// Триместр.
    Trimester,
    /// Полугодие.
    HalfYear,
    /// Модуль.
    Module,
    /// The whole year.
    Year,
    /// Anything else.
    Other,
}

/// One term of the school year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Term {
    /// The system's id, or the connector's own where the system has none.
    pub id: String,
    /// As the school writes it: "1 четверть".
    pub name: String,
    /// What kind of term.
    pub kind: TermKind,
    /// Ordinal in the year, from 1.
    pub number: i32,
    /// First day.
    #[ts(type = "string")]
    pub from: Date,
    /// Last day.
    #[ts(type = "string")]
    pub to: Date,
}

/// School holidays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Holiday {
    /// The system's id, or the connector's own where the system has none.
    pub id: String,
    /// As the school writes it.
    pub name: String,
    /// First day.
    #[ts(type = "string")]
    pub from: Date,
    /// Last day.
    #[ts(type = "string")]
    pub to: Date,
}

impl Term {
    fn contains(&self, date: Date) -> bool {
        self.from <= date && date <= self.to
    }
}

/// The term that `date` is in: the shortest one, since a school may list quarters, half-years and the year side by
/// side. None in the holidays between terms.
pub fn current_term(terms: &[Term], date: Date) -> Option<&Term> {
    terms
        .iter()
        .filter(|term| term.contains(date))
        .min_by_key(|term| (term.kind == TermKind::Year, term.to - term.from, term.number))
}

/// The term to show on `date`: the one it is in, in holidays the one just over, before the first one the first.
pub fn term_to_show(terms: &[Term], date: Date) -> Option<&Term> {
    let shorter_than_year = |term: &&Term| term.kind != TermKind::Year;
    let over = || terms.iter().filter(shorter_than_year).filter(|term| term.to < date).max_by_key(|term| term.to);
    let first = || terms.iter().filter(shorter_than_year).min_by_key(|term| term.from);
    // The year covers its own holidays, and yet it is the quarter just over that a family looks for.
    current_term(terms, date)
        .filter(shorter_than_year)
        .or_else(over)
        .or_else(first)
        .or_else(|| terms.iter().find(|term| term.contains(date)))
        .or_else(|| terms.first())
}

/// The holidays that `date` is in, else the next ones.
pub fn next_holiday(holidays: &[Holiday], date: Date) -> Option<&Holiday> {
    holidays.iter().filter(|holiday| holiday.to >= date).min_by_key(|holiday| (holiday.from, holiday.to))
}

/// Which school week of `term` holds `date`, from 1. Weeks begin on Monday, whatever day the term begins on.
pub fn week_of_term(term: &Term, date: Date) -> Option<u32> {
    if !term.contains(date) {
        return None;
    }
    let days = Span::week_of(date).from() - Span::week_of(term.from).from();
    u32::try_from(days.whole_weeks() + 1).ok()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::date;

    use super::*;

    fn term(kind: TermKind, number: i32, from: Date, to: Date) -> Term {
        Term { id: format!("{kind:?} {number}"), name: String::new(), kind, number, from, to }
    }

    fn year() -> Vec<Term> {
        vec![
            term(TermKind::Year, 1, date!(2025 - 09 - 01), date!(2026 - 05 - 26)),
            term(TermKind::HalfYear, 1, date!(2025 - 09 - 01), date!(2025 - 12 - 30)),
            term(TermKind::Quarter, 1, date!(2025 - 09 - 01), date!(2025 - 10 - 26)),
            term(TermKind::Quarter, 2, date!(2025 - 11 - 05), date!(2025 - 12 - 30)),
        ]
    }

    #[rstest]
    #[case::first_day(date!(2025-09-01), Some("Quarter 1"))]
    #[case::last_day(date!(2025-10-26), Some("Quarter 1"))]
    #[case::second(date!(2025-12-01), Some("Quarter 2"))]
    #[case::only_the_half_year(date!(2025-10-30), Some("HalfYear 1"))]
    #[case::only_the_year(date!(2026-02-01), Some("Year 1"))]
    #[case::summer(date!(2026-07-01), None)]
    fn a_day_is_in_the_shortest_term(#[case] date: Date, #[case] id: Option<&str>) {
        assert_eq!(current_term(&year(), date).map(|term| term.id.as_str()), id);
    }

    #[rstest]
    #[case::in_a_term(date!(2025-11-20), "Quarter 2")]
    #[case::just_over(date!(2025-10-30), "Quarter 1")]
    #[case::after_all(date!(2026-07-01), "Quarter 2")]
    #[case::before_all(date!(2025-08-20), "Quarter 1")]
    fn there_is_always_a_term_to_show(#[case] date: Date, #[case] id: &str) {
        let mut terms = year();
        terms.retain(|term| term.kind != TermKind::HalfYear);
        assert_eq!(term_to_show(&terms, date).map(|term| term.id.as_str()), Some(id));
    }

    #[test]
    fn a_school_with_nothing_but_a_year_shows_the_year() {
        let mut terms = year();
        terms.truncate(1);
        for date in [date!(2025 - 10 - 01), date!(2026 - 07 - 01)] {
            assert_eq!(term_to_show(&terms, date).map(|term| term.id.as_str()), Some("Year 1"));
        }
        assert_eq!(term_to_show(&[], date!(2025 - 10 - 01)), None);
    }

    #[rstest]
    #[case::before(date!(2025-09-10), Some("autumn"))]
    #[case::within(date!(2025-11-02), Some("autumn"))]
    #[case::last_day(date!(2025-11-04), Some("autumn"))]
    #[case::between(date!(2025-11-05), Some("winter"))]
    #[case::after_all(date!(2026-02-01), None)]
    fn the_next_holidays(#[case] date: Date, #[case] id: Option<&str>) {
        let holiday = |id: &str, from, to| Holiday { id: id.into(), name: String::new(), from, to };
        let holidays = [
            holiday("winter", date!(2025 - 12 - 31), date!(2026 - 01 - 11)),
            holiday("autumn", date!(2025 - 10 - 27), date!(2025 - 11 - 04)),
        ];
        assert_eq!(next_holiday(&holidays, date).map(|holiday| holiday.id.as_str()), id);
    }

    #[rstest]
    #[case::first_day(date!(2025-11-05), Some(1))]
    #[case::sunday(date!(2025-11-09), Some(1))]
    #[case::monday(date!(2025-11-10), Some(2))]
    #[case::last(date!(2025-12-30), Some(9))]
    #[case::before(date!(2025-11-04), None)]
    #[case::after(date!(2025-12-31), None)]
    fn the_week_of_the_term(#[case] date: Date, #[case] week: Option<u32>) {
        let second = term(TermKind::Quarter, 2, date!(2025 - 11 - 05), date!(2025 - 12 - 30));
        assert_eq!(week_of_term(&second, date), week);
    }
}
