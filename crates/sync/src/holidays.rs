//! When a school rests. Pure: time is an argument.
//!
//! A phone's background job need not run in the holidays: what little is entered then is told when they end, or when
//! somebody opens the app.

use peremena_model::{Holiday, Span, Term, TermKind};
use time::{Date, Duration, OffsetDateTime, Time, macros::time};

/// Fewer days are a long weekend: what was set for the day after may still come.
const SHORTEST: Duration = Duration::days(5);

/// Teachers enter the last marks of a term in the first days after it.
const AFTERMATH: Duration = Duration::days(3);

/// On the last day the school may say what the first lessons will be.
const MORNING: Time = time!(6:00);

/// Until when there is nothing to ask a school for; none where it does not rest, or nobody knows for how long.
/// `now` has the device's offset.
pub fn rests_until(holidays: &[Holiday], terms: &[Term], now: OffsetDateTime) -> Option<OffsetDateTime> {
    let today = now.date();
    holidays
        .iter()
        .filter_map(|holiday| Span::new(holiday.from, holiday.to))
        .chain(between(terms))
        .filter(|span| span.to() - span.from() >= SHORTEST - Duration::DAY)
        .filter(|span| span.from().saturating_add(AFTERMATH) <= today && today < span.to())
        .map(|span| span.to().with_time(MORNING).assume_offset(now.offset()))
        .max()
}

/// The days between one term and the next.
fn between(terms: &[Term]) -> Vec<Span> {
    let mut days: Vec<(Date, Date)> =
        terms.iter().filter(|term| term.kind != TermKind::Year).map(|term| (term.from, term.to)).collect();
    days.sort_unstable();
    let mut gaps = Vec::new();
    let mut covered: Option<Date> = None;
    for (from, to) in days {
        // Half-years beside quarters cover what lies between these: there the school says no holidays.
        if let Some(gap) = covered.and_then(|end| Span::new(end.next_day()?, from.previous_day()?)) {
            gaps.push(gap);
        }
        covered = covered.max(Some(to));
    }
    gaps
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::{date, datetime};

    use super::*;

    fn autumn() -> Vec<Holiday> {
        let holiday = |from, to| Holiday { id: "1".into(), name: "Осенние каникулы".into(), from, to };
        vec![
            holiday(date!(2026 - 10 - 26), date!(2026 - 11 - 04)),
            holiday(date!(2026 - 11 - 04), date!(2026 - 11 - 04)),
        ]
    }

    fn quarters() -> Vec<Term> {
        let quarter = |number: i32, from, to| Term {
            id: number.to_string(),
            name: format!("{number} четверть"),
            kind: TermKind::Quarter,
            number,
            from,
            to,
        };
        vec![
            quarter(2, date!(2026 - 11 - 05), date!(2026 - 12 - 30)),
            quarter(1, date!(2026 - 09 - 01), date!(2026 - 10 - 25)),
        ]
    }

    const ENDS: Option<OffsetDateTime> = Some(datetime!(2026-11-04 06:00 +3));

    #[rstest]
    #[case::a_school_day(datetime!(2026-10-20 12:00 +3), None)]
    #[case::the_last_marks_come_in(datetime!(2026-10-28 23:59 +3), None)]
    #[case::nothing_is_entered(datetime!(2026-10-29 00:00 +3), ENDS)]
    #[case::the_day_before_the_last(datetime!(2026-11-03 20:00 +3), ENDS)]
    #[case::tomorrow_is_school(datetime!(2026-11-04 05:00 +3), None)]
    #[case::after(datetime!(2026-11-06 12:00 +3), None)]
    fn a_school_rests_from_the_fourth_day_to_the_last(
        #[case] now: OffsetDateTime,
        #[case] until: Option<OffsetDateTime>,
    ) {
        assert_eq!(rests_until(&autumn(), &[], now), until);
        assert_eq!(rests_until(&[], &quarters(), now), until, "the terms alone say it too");
    }

    #[test]
    fn a_day_off_is_no_holidays() {
        let day =
            Holiday {
                id: "1".into(), name: "Праздник".into(), from: date!(2026 - 11 - 03), to: date!(2026 - 11 - 04)
            };
        assert_eq!(rests_until(&[day], &[], datetime!(2026-11-03 12:00 +3)), None);
    }

    #[test]
    fn what_has_no_known_end_is_no_rest() {
        assert_eq!(rests_until(&[], &quarters(), datetime!(2027-06-20 12:00 +3)), None);
        assert_eq!(rests_until(&[], &[], datetime!(2027-06-20 12:00 +3)), None);
    }

    #[test]
    fn holidays_that_are_written_backwards_are_none() {
        let odd =
            Holiday { id: "1".into(), name: String::new(), from: date!(2026 - 11 - 04), to: date!(2026 - 10 - 26) };
        assert_eq!(rests_until(&[odd], &[], datetime!(2026-10-30 12:00 +3)), None);
    }
}
