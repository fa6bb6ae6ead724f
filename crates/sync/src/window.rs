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

    /// From the first day of the second term: two weeks, and no day more.
    #[test]
    fn the_term_before_is_let_go_after_two_weeks() {
        let from = |today| whole(&year(), today)[0].1.from();
        assert_eq!(from(date!(2026 - 11 - 05)), date!(2026 - 09 - 01));
        assert_eq!(from(date!(2026 - 11 - 18)), date!(2026 - 09 - 01));
        assert_eq!(from(date!(2026 - 11 - 19)), date!(2026 - 11 - 05));
        // Of several, the last.
        let halves = [
            quarter(1, date!(2026 - 09 - 01), date!(2026 - 10 - 04)),
            quarter(2, date!(2026 - 10 - 12), date!(2026 - 11 - 13)),
            quarter(3, date!(2026 - 11 - 16), date!(2026 - 12 - 30)),
        ];
        assert_eq!(whole(&halves, date!(2026 - 11 - 17))[0].1.from(), date!(2026 - 10 - 12));
        assert_eq!(whole(&halves, date!(2026 - 10 - 13))[0].1.from(), date!(2026 - 09 - 01));
        let later = [
            quarter(3, date!(2026 - 11 - 25), date!(2026 - 12 - 30)),
            quarter(4, date!(2026 - 11 - 16), date!(2026 - 11 - 24)),
        ];
        assert_eq!(
            whole(&later, date!(2026 - 11 - 17))[0].1.from(),
            date!(2026 - 11 - 16),
            "one to come is not before"
        );
    }

    #[test]
    fn a_term_holds_its_first_day_and_its_last() {
        let year = year();
        let at = |day| term_at(&year, day).map(|term| term.number);
        assert_eq!((at(date!(2026 - 08 - 31)), at(date!(2026 - 09 - 01))), (None, Some(1)));
        assert_eq!((at(date!(2026 - 10 - 25)), at(date!(2026 - 10 - 26))), (Some(1), None));
    }

    #[test]
    fn a_year_is_no_term() {
        let of = |from, to| Term { kind: TermKind::Year, ..quarter(0, from, to) };
        let mut terms = year();
        terms.insert(0, of(date!(2026 - 09 - 01), date!(2027 - 05 - 31)));
        terms.insert(0, of(date!(2025 - 09 - 01), date!(2026 - 05 - 31)));
        assert_eq!(term_at(&terms, date!(2026 - 11 - 21)).map(|term| term.number), Some(2));
        assert_eq!(term_at(&terms, date!(2026 - 10 - 30)), None);
        assert_eq!(whole(&terms, date!(2026 - 09 - 02))[0].1.from(), date!(2026 - 09 - 01), "not last year");
    }

    #[test]
    fn a_quick_look_goes_from_last_week_to_two_weeks_ahead() {
        let window = Span::new(date!(2026 - 11 - 09), date!(2026 - 12 - 05)).unwrap();
        assert_eq!(quick(date!(2026 - 11 - 21)), vec![(SchoolYear(2026), window)]);
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
