//! Which days to ask for. Pure.

use peremena_model::{SchoolYear, Span, Term, TermKind};
use time::{Date, Duration};

/// How far ahead of today a sync looks.
pub const AHEAD: Duration = Duration::days(14);

/// How long after a term has ended its marks may still come in: the term before is asked for too.
const GRACE: Duration = Duration::days(14);

/// How far back a quick look goes; older marks come by the system's own feed of the latest.
const QUICK_BACK: Duration = Duration::days(7);

/// The days that a sync covers: the current term (with the one before, while it is fresh) and two
/// weeks ahead; the school year so far where no term covers today. In parts by school year, since
/// everything is kept by school year.
pub fn whole(terms: &[Term], today: Date) -> Vec<(SchoolYear, Span)> {
    let current = term_at(terms, today);
    let from = match current {
        Some(term) => match term_at(terms, term.from.saturating_sub(Duration::days(1)))
            .or_else(|| last_before(terms, term.from))
        {
            Some(before) if today - term.from < GRACE => before.from,
            _ => term.from,
        },
        None => SchoolYear::of(today).span().map_or(today, Span::from),
    };
    by_year(from, today.saturating_add(AHEAD))
}

/// The days of a quick look: last week and two weeks ahead.
pub fn quick(today: Date) -> Vec<(SchoolYear, Span)> {
    by_year(Span::week_of(today.saturating_sub(QUICK_BACK)).from(), today.saturating_add(AHEAD))
}

/// The term, other than the year itself, that holds `day`.
pub fn term_at(terms: &[Term], day: Date) -> Option<&Term> {
    terms.iter().find(|term| term.kind != TermKind::Year && term.from <= day && day <= term.to)
}

fn last_before(terms: &[Term], day: Date) -> Option<&Term> {
    terms.iter().filter(|term| term.kind != TermKind::Year && term.to < day).max_by_key(|term| term.to)
}

fn by_year(from: Date, to: Date) -> Vec<(SchoolYear, Span)> {
    let years = SchoolYear::of(from).0..=SchoolYear::of(to).0;
    years
        .filter_map(|year| {
            let year = SchoolYear(year);
            Some((year, year.span()?.and(Span::new(from, to)?)?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn quarter(number: i32, from: Date, to: Date) -> Term {
        Term {
            id: number.to_string(), name: format!("{number} четверть"), kind: TermKind::Quarter, number, from, to
        }
    }

    fn year() -> Vec<Term> {
        vec![
            quarter(1, date!(2026 - 09 - 01), date!(2026 - 10 - 25)),
            quarter(2, date!(2026 - 11 - 05), date!(2026 - 12 - 30)),
        ]
    }

    #[test]
    fn a_sync_covers_the_whole_term_and_two_weeks_ahead() {
        let window = whole(&year(), date!(2026 - 11 - 21));
        assert_eq!(window, vec![(SchoolYear(2026), Span::new(date!(2026 - 11 - 05), date!(2026 - 12 - 05)).unwrap())]);
    }

    #[test]
    fn the_term_before_is_asked_for_while_its_last_marks_come_in() {
        let window = whole(&year(), date!(2026 - 11 - 10));
        assert_eq!(window[0].1.from(), date!(2026 - 09 - 01));
    }

    #[test]
    fn between_terms_the_year_so_far_is_asked_for() {
        let window = whole(&year(), date!(2026 - 10 - 30));
        assert_eq!(window[0].1.from(), date!(2026 - 08 - 01));
    }

    #[test]
    fn a_window_over_the_turn_of_the_year_is_asked_for_in_two() {
        let window = whole(&[], date!(2027 - 07 - 25));
        assert_eq!(window.len(), 2);
        assert_eq!(window[1], (SchoolYear(2027), Span::new(date!(2027 - 08 - 01), date!(2027 - 08 - 08)).unwrap()));
    }
}
