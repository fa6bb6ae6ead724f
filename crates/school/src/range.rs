//! A diary of any number of days, from a server that may give a week at a time, and may not say so.

use peremena_model::Span;
use serde::{Deserialize, Serialize};
use time::{Date, Duration, OffsetDateTime};

/// The length that every server gives.
pub(crate) const WEEK: i64 = 7;

/// How long a server that gives a week at a time is believed to.
const BELIEVED: Duration = Duration::days(7);

/// How long a silence that was looked into is believed.
const SILENT: Duration = Duration::DAY;

/// A range of more days that has entries to its end was cut neither to a week nor to a month.
const TRIAL: i64 = 62;

/// That a server was found to give a week at a time, and when. It is part of a connector's reference.
///
/// Asking by the week finds out nothing: what holds is not renewed by it, so that a longer range is tried again in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct WeeksOnly(#[serde(with = "time::serde::rfc3339::option")] Option<OffsetDateTime>);

impl WeeksOnly {
    /// Whether it is believed at `now`. A clock that went back counts as age.
    fn holds(self, now: OffsetDateTime) -> bool {
        self.0.is_some_and(|then| (now - then).abs() < BELIEVED)
    }

    /// Whether a `span` is to be asked for by the week: while it is believed, and until it is disproved where the span may
    /// be cut short without showing it, so that it must not be the one that tries.
    pub(crate) fn holds_for(self, span: Span, now: OffsetDateTime) -> bool {
        self.holds(now) || (self.0.is_some() && span.days() <= TRIAL)
    }

    /// A `span` was given to its end.
    pub(crate) fn was_given(&mut self, span: Span) {
        if span.days() > TRIAL {
            self.0 = None;
        }
    }

    /// A longer range was asked for and not given.
    pub(crate) fn found(&mut self, now: OffsetDateTime) {
        if !self.holds(now) {
            self.0 = Some(now);
        }
    }
}

/// Days that said nothing when they were asked for by themselves, and when that was. It is part of a connector's reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Silence {
    from: Date,
    to: Date,
    #[serde(with = "time::serde::rfc3339")]
    looked_at: OffsetDateTime,
}

impl Silence {
    pub(crate) fn of(rest: Span, now: OffsetDateTime) -> Silence {
        Silence { from: rest.from(), to: rest.to(), looked_at: now }
    }

    /// Whether `rest` need not be looked into at `now`. A clock that went back counts as age.
    pub(crate) fn covers(self, rest: Span, now: OffsetDateTime) -> bool {
        self.from <= rest.from() && rest.to() <= self.to && (now - self.looked_at).abs() < SILENT
    }
}

/// Calendar weeks, cut to the span.
pub(crate) fn weeks(span: Span) -> impl Iterator<Item = Span> {
    let mut next = Some(span.from());
    std::iter::from_fn(move || {
        let week = Span::week_of(next?).and(Span::new(next?, span.to())?)?;
        next = week.to().next_day().filter(|day| *day <= span.to());
        Some(week)
    })
}

/// What an answer about a long `span` may have left out, `last` being its last day with lessons: the rest, where it says
/// itself that it was cut short, or where the rest is more than a week.
pub(crate) fn doubtful(span: Span, last: Option<Date>, cut_short: bool) -> Option<Span> {
    if span.days() <= WEEK {
        return None;
    }
    let first_week = span.from().checked_add(Duration::days(WEEK - 1))?;
    let last = last.map_or(first_week, |last| last.max(first_week));
    let silent = (span.to() - last).whole_days() > WEEK;
    if cut_short || silent { Span::new(last.next_day()?, span.to()) } else { None }
}

/// What to ask for to find out: the doubtful rest, which may be cut to the holidays in it in turn, and then two weeks of
/// it by themselves; where nothing came at all, as of a range that begins in the summer, one in its middle too. No weeks
/// where the first answer held more than a server gives that cuts ranges short.
pub(crate) fn probes(span: Span, last: Option<Date>, rest: Span) -> impl Iterator<Item = Span> {
    const MONTH: i64 = 35;
    let few = last.is_none_or(|last| (last - span.from()).whole_days() < MONTH);
    let middle = weeks(rest).count() / 2;
    // The first week of the rest comes with the rest, however it is cut.
    let probed = move |nth: usize| few && (matches!(nth, 1 | 2) || (last.is_none() && nth == middle && nth > 0));
    std::iter::once(rest).chain((0..).zip(weeks(rest)).filter(move |(nth, _)| probed(*nth)).map(|(_, week)| week))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::{date, datetime};

    use super::*;

    fn span(from: Date, to: Date) -> Span {
        Span::new(from, to).unwrap()
    }

    /// From a Tuesday to a Sunday five weeks later.
    fn autumn() -> Span {
        span(date!(2026 - 10 - 06), date!(2026 - 11 - 08))
    }

    #[test]
    fn what_was_found_holds_for_a_week_and_is_not_renewed_meanwhile() {
        let found = datetime!(2026-10-06 08:00 +3);
        let mut weeks_only = WeeksOnly::default();
        assert!(!weeks_only.holds(found));
        weeks_only.found(found);
        weeks_only.found(found + Duration::days(6));
        assert!(weeks_only.holds(found + Duration::days(6)) && !weeks_only.holds(found + Duration::days(7)));
        assert!(!weeks_only.holds(found - Duration::days(8)), "the clock went back");
        weeks_only.found(found + Duration::days(7));
        assert!(weeks_only.holds(found + Duration::days(13)));
    }

    /// A quick look, of which a cut end shows nothing, asks by the week until a long range was given.
    #[test]
    fn a_range_that_would_not_show_a_cut_is_no_trial() {
        let (quick, year) = (autumn(), span(date!(2026 - 09 - 01), date!(2026 - 11 - 08)));
        let mut weeks_only = WeeksOnly::default();
        let (found, later) = (datetime!(2026-10-06 08:00 +3), datetime!(2026-10-16 08:00 +3));
        assert!(!weeks_only.holds_for(quick, found));
        weeks_only.found(found);
        weeks_only.was_given(quick);
        assert!(weeks_only.holds_for(quick, found) && weeks_only.holds_for(year, found));
        assert!(weeks_only.holds_for(quick, later) && !weeks_only.holds_for(year, later));
        weeks_only.was_given(year);
        assert!(!weeks_only.holds_for(quick, later));
    }

    #[test]
    fn a_silence_is_believed_for_a_day_and_for_no_other_days() {
        let looked = datetime!(2026-11-08 08:00 +3);
        let rest = span(date!(2026 - 10 - 26), date!(2026 - 11 - 08));
        let silence = Silence::of(rest, looked);
        assert!(silence.covers(rest, looked + Duration::hours(23)) && !silence.covers(rest, looked + Duration::DAY));
        assert!(!silence.covers(rest, looked - Duration::DAY), "the clock went back");
        assert!(silence.covers(span(date!(2026 - 10 - 30), rest.to()), looked));
        assert!(!silence.covers(span(date!(2026 - 10 - 20), rest.to()), looked));
        assert!(!silence.covers(span(rest.from(), date!(2026 - 11 - 09)), looked));
    }

    #[test]
    fn weeks_begin_on_mondays_and_end_with_the_span() {
        let weeks: Vec<Span> = weeks(span(date!(2026 - 10 - 06), date!(2026 - 10 - 13))).collect();
        let expected = [(date!(2026 - 10 - 06), date!(2026 - 10 - 11)), (date!(2026 - 10 - 12), date!(2026 - 10 - 13))];
        assert_eq!(weeks, expected.map(|(from, to)| span(from, to)));
    }

    #[rstest]
    #[case::nothing(None, false, Some(date!(2026 - 10 - 13)))]
    #[case::a_week(Some(date!(2026 - 10 - 09)), false, Some(date!(2026 - 10 - 13)))]
    #[case::holidays_to_come(Some(date!(2026 - 10 - 23)), false, Some(date!(2026 - 10 - 24)))]
    #[case::to_the_end(Some(date!(2026 - 11 - 06)), false, None)]
    #[case::to_the_end_it_says_not(Some(date!(2026 - 11 - 06)), true, Some(date!(2026 - 11 - 07)))]
    fn silence_of_more_than_a_week_is_doubtful(
        #[case] last: Option<Date>,
        #[case] cut_short: bool,
        #[case] from: Option<Date>,
    ) {
        assert_eq!(doubtful(autumn(), last, cut_short), from.map(|from| span(from, autumn().to())));
    }

    #[test]
    fn a_week_is_never_doubtful() {
        assert_eq!(doubtful(span(date!(2026 - 10 - 05), date!(2026 - 10 - 11)), None, true), None);
    }

    #[rstest]
    #[case::cut_to_a_week(Some(date!(2026 - 10 - 11)), 3)]
    #[case::held_more_than_a_month(Some(date!(2026 - 11 - 10)), 1)]
    #[case::nothing_at_all(None, 4)]
    fn weeks_are_tried_where_little_came(#[case] last: Option<Date>, #[case] requests: usize) {
        let rest = span(date!(2026 - 11 - 11), date!(2026 - 12 - 31));
        assert_eq!(probes(autumn(), last, rest).count(), requests);
    }
}
