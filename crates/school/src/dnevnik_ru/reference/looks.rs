//! Which weeks of a child's diary were looked at, and which are to be looked at now. Pure.
//!
//! What teachers say of lessons comes three weeks a request, and of a lesson long ago hardly ever. So the weeks around
//! today are asked for once in three hours, with a look at the whole term once an hour; those before them one request at a
//! time, over later syncs, the latest first, and then again once a week. A first sync asks for no more than the weeks around today. Weeks that nobody asked for meanwhile
//! (no network, the app not running) are asked for together with those around today: what came there since is news, and is
//! news in that answer alone.

use std::collections::BTreeMap;

use peremena_model::Span;
use serde::{Deserialize, Serialize};
use time::{Date, Duration, OffsetDateTime, Weekday};

use super::fresh;
use crate::range::weeks;

/// The weeks around today are not asked for again sooner by a look at the whole term, which is what somebody who presses
/// "refresh" gets, nor by a quick one.
const AGAIN: Duration = Duration::HOUR;
const AGAIN_QUICKLY: Duration = Duration::hours(3);

/// Nor are those before them.
const AGAIN_BEFORE: Duration = Duration::WEEK;

/// Between two requests for those.
const APART: Duration = Duration::minutes(10);

/// So many requests are made at once: three weeks each, which is a school year, and the weeks of summer that no answer has.
const MOST: usize = 24;

/// A span that reaches so far back from today is one of a whole sync.
const WHOLE: i64 = 14;

/// The looks at one class's diary. Days are Mondays, as Julian days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::dnevnik_ru) struct Looks {
    /// The week around which sync's own window was last looked at.
    around: Option<i32>,
    /// When each week was last looked at, in seconds since 1970.
    weeks: BTreeMap<i32, i64>,
}

/// What is to be asked for now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::dnevnik_ru) struct Plan {
    /// The Mondays of weeks that are wanted.
    wanted: Vec<Date>,
    /// Today's Monday, where the weeks around it are among them.
    around: Option<Date>,
}

pub(in crate::dnevnik_ru) fn monday_of(day: Date) -> Date {
    Span::week_of(day).from()
}

fn add(monday: Date, weeks: i64) -> Date {
    monday.saturating_add(Duration::weeks(weeks))
}

/// Whether days from `from` on are those of a quick look: it begins with last week's Monday. A term that has just begun may
/// lie within that, and is looked at as a whole all the same.
pub(super) fn is_quick(from: Date, today: Date) -> bool {
    from.weekday() == Weekday::Monday && (today - from).whole_days() < WHOLE
}

impl Looks {
    fn at(&self, monday: Date) -> Option<OffsetDateTime> {
        let at = self.weeks.get(&monday.to_julian_day())?;
        OffsetDateTime::from_unix_timestamp(*at).ok()
    }

    fn is_due(&self, monday: Date, now: OffsetDateTime, age: Duration) -> bool {
        !self.at(monday).is_some_and(|at| fresh(at, now, age))
    }

    /// What of `span` is to be asked for at `now`.
    pub(in crate::dnevnik_ru) fn plan(&self, span: Span, today: Date, now: OffsetDateTime) -> Plan {
        let mondays: Vec<Date> = weeks(span).map(|week| monday_of(week.from())).collect();
        let this = monday_of(today);
        if !mondays.contains(&this) {
            // Days that somebody leafs to.
            let due = mondays.into_iter().filter(|monday| self.is_due(*monday, now, AGAIN_BEFORE));
            return Plan { wanted: due.collect(), around: None };
        }
        let before = |monday: &Date| *monday < add(this, -1);
        let mut plan = Plan::default();
        let mut catches_up = false;
        let last = self.around.and_then(|day| Date::from_julian_day(day).ok());
        let is_quick = is_quick(span.from(), today);
        if self.is_due(this, now, if is_quick { AGAIN_QUICKLY } else { AGAIN }) {
            let missed = |monday: &Date| before(monday) && last.is_some_and(|last| *monday > add(last, 1));
            let first_missed = last.map(|last| add(last, 2)).filter(missed);
            if is_quick && first_missed.is_some_and(|monday| monday < span.from()) {
                // A sync of the whole term comes soon: to look at these days first would hide what was missed.
                return plan;
            }
            plan.around = Some(this);
            plan.wanted =
                mondays.iter().copied().filter(|monday| *monday == this || *monday == add(this, -1)).collect();
            plan.wanted.extend(mondays.iter().copied().filter(missed));
            catches_up = first_missed.is_some();
        }
        let is_first = self.weeks.is_empty();
        let asked_lately = self.weeks.iter().any(|(day, _)| {
            let monday = Date::from_julian_day(*day).ok().filter(before);
            monday.is_some_and(|monday| !self.is_due(monday, now, APART))
        });
        if !catches_up && !is_first && !asked_lately {
            let due = mondays.iter().rev().filter(|monday| before(monday) && self.is_due(**monday, now, AGAIN_BEFORE));
            // As many as one answer has, the latest first.
            let latest: Vec<Date> = due.copied().collect();
            let within = |monday: &&Date| latest.first().is_some_and(|first| **monday >= add(*first, -2));
            plan.wanted.extend(latest.iter().filter(within));
        }
        plan
    }

    /// Notes what came of a plan.
    pub(in crate::dnevnik_ru) fn note(&mut self, plan: &Plan, came: impl Iterator<Item = Date>, now: OffsetDateTime) {
        let looked = plan.wanted.iter().copied().chain(came);
        self.weeks.extend(looked.map(|monday| (monday.to_julian_day(), now.unix_timestamp())));
        self.around = plan.around.map(Date::to_julian_day).or(self.around);
    }
}

impl Plan {
    /// Whether there is nothing to ask for.
    pub(in crate::dnevnik_ru) fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }

    /// The week to ask around next, with what has `come` and what was `asked` already; none where all that is wanted was.
    /// The answer to a week holds the one before and the one after.
    pub(in crate::dnevnik_ru) fn next(&self, asked: &[Date], has_come: impl Fn(Date) -> bool) -> Option<Date> {
        if asked.len() >= MOST {
            return None;
        }
        let open = |monday: &&Date| !asked.contains(monday) && !has_come(**monday);
        let mut wanted: Vec<&Date> = self.wanted.iter().filter(open).collect();
        if let Some(around) = self.around.filter(|around| asked.is_empty() && wanted.contains(&around)) {
            return Some(around);
        }
        wanted.sort_unstable();
        let first = **wanted.first()?;
        // Asked for by the next week, this one and the one behind that come along.
        Some(add(first, 1)).filter(|next| wanted.contains(&next)).or(Some(first))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::{date, datetime};

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-18 15:00 UTC);
    const TODAY: Date = date!(2026 - 11 - 18);

    fn term() -> Span {
        Span::new(date!(2026 - 09 - 01), date!(2026 - 12 - 02)).unwrap()
    }

    fn quick() -> Span {
        Span::new(date!(2026 - 11 - 09), date!(2026 - 12 - 02)).unwrap()
    }

    /// Asks as the connector does, of a server that gives three weeks; the weeks around which it was asked.
    fn ask(looks: &mut Looks, span: Span, now: OffsetDateTime) -> Vec<Date> {
        let plan = looks.plan(span, now.date(), now);
        let (mut asked, mut came) = (Vec::new(), Vec::new());
        while let Some(monday) = plan.next(&asked, |monday| came.contains(&monday)) {
            asked.push(monday);
            came.extend([-1, 0, 1].map(|weeks| add(monday, weeks)));
        }
        if !asked.is_empty() {
            looks.note(&plan, came.into_iter(), now);
        }
        asked
    }

    #[test]
    fn a_first_sync_asks_around_today_alone() {
        let mut looks = Looks::default();
        assert_eq!(ask(&mut looks, term(), NOW), [date!(2026 - 11 - 16)]);
        assert_eq!(ask(&mut looks, quick(), NOW + Duration::minutes(1)), [] as [Date; 0]);
    }

    /// A term is gone through over the next syncs, the latest weeks first, and not again within the week.
    #[test]
    fn the_past_is_asked_for_bit_by_bit() {
        let mut looks = Looks::default();
        let mut asked = Vec::new();
        for minutes in (0..24 * 60).step_by(5) {
            let now = datetime!(2026-11-18 00:00 UTC) + Duration::minutes(minutes);
            let some = ask(&mut looks, term(), now);
            assert!(some.len() <= 2 && (minutes > 0 || some.len() == 1), "{some:?}");
            asked.extend(some.into_iter().filter(|monday| *monday < date!(2026 - 11 - 09)));
        }
        let expected = [date!(2026 - 10 - 26), date!(2026 - 10 - 05), date!(2026 - 09 - 14), date!(2026 - 08 - 31)];
        assert_eq!(asked, expected);
        let missed: Vec<Date> =
            weeks(term()).map(|week| monday_of(week.from())).filter(|monday| looks.at(*monday).is_none()).collect();
        assert_eq!(missed, [date!(2026 - 11 - 30)], "what is to come is not asked for");
    }

    #[test]
    fn the_past_is_asked_for_again_a_week_later() {
        let mut looks = Looks::default();
        for minutes in (0..300).step_by(15) {
            ask(&mut looks, term(), NOW + Duration::minutes(minutes));
        }
        let before = |asked: Vec<Date>| asked.iter().filter(|monday| **monday < date!(2026 - 11 - 09)).count();
        for hours in 5..(6 * 24) {
            assert_eq!(before(ask(&mut looks, term(), NOW + Duration::hours(hours))), 0, "{hours} hours later");
        }
        let again: usize = (160..200).map(|hours| before(ask(&mut looks, term(), NOW + Duration::hours(hours)))).sum();
        assert!((4..=5).contains(&again), "{again}");
    }

    /// Weeks that nobody asked for are asked for with those around today, by the sync that asks for the whole term.
    #[test]
    fn what_was_missed_comes_in_one_answer() {
        let mut looks = Looks::default();
        ask(&mut looks, term(), datetime!(2026-10-07 12:00 UTC));
        assert_eq!(ask(&mut looks, quick(), NOW), [] as [Date; 0]);
        let asked = ask(&mut looks, term(), NOW);
        assert_eq!(asked, [date!(2026 - 11 - 16), date!(2026 - 10 - 26)]);
        assert_eq!(ask(&mut looks, quick(), NOW + Duration::hours(3)), [date!(2026 - 11 - 16)]);
    }

    #[test]
    fn days_that_somebody_leafs_to_are_asked_for_at_once() {
        let mut looks = Looks::default();
        ask(&mut looks, term(), NOW);
        let september = Span::new(date!(2026 - 09 - 07), date!(2026 - 09 - 13)).unwrap();
        assert_eq!(looks.plan(september, TODAY, NOW).wanted, [date!(2026 - 09 - 07)]);
        ask(&mut looks, september, NOW);
        assert!(looks.plan(september, TODAY, NOW).wanted.is_empty());
        // That is no look of sync's own: nothing was missed by it.
        assert_eq!(looks.around, Some(date!(2026 - 11 - 16).to_julian_day()));
    }

    #[rstest]
    #[case::quickly(quick(), Duration::minutes(179), 0)]
    #[case::quickly(quick(), Duration::minutes(181), 1)]
    #[case::wholly(term(), Duration::minutes(59), 0)]
    #[case::wholly(term(), Duration::minutes(61), 1)]
    #[case::clock_set_back(quick(), -Duration::hours(4), 1)]
    fn the_weeks_around_today_are_asked_for_rarely(
        #[case] span: Span,
        #[case] after: Duration,
        #[case] requests: usize,
    ) {
        let mut looks = Looks::default();
        ask(&mut looks, quick(), NOW);
        let around = ask(&mut looks, span, NOW + after).into_iter().filter(|monday| *monday == date!(2026 - 11 - 16));
        assert_eq!(around.count(), requests);
    }
}
