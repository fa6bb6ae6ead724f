//! Which weeks of the school's door were read, and which are to be asked for now. Pure.
//!
//! The book is shown for seven days at most (§9), so a school year would be some forty requests. A first sync asks for
//! this week and the one before it. Those before come a few at a time, the latest first, with the syncs that follow, and
//! are not asked for again: what is over a while does not change. Weeks in which nobody asked (no network, the app not
//! running) are asked for together with this one: what came there since is news, and is news in that answer alone.

use std::collections::{BTreeMap, BTreeSet};

use peremena_model::{Span, Visit};
use serde::{Deserialize, Serialize};
use time::{Date, Duration, OffsetDateTime};

use super::fresh;
use crate::range::weeks;

/// Weeks that are kept for each child.
const MOST: usize = 60;

/// So many of the weeks before are asked for with one sync.
const FEW: usize = 4;

/// Between two syncs that ask for some of them.
const APART: Duration = Duration::minutes(10);

/// A span that reaches so far back from today is one of a whole sync.
const WHOLE: i64 = 14;

/// The weeks of one child, by their Mondays as Julian days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct Looks {
    /// The week in which sync's own window was last asked for.
    around: Option<i32>,
    /// When weeks before it last were, in seconds since 1970.
    before_at: Option<i64>,
    /// Weeks that could not be read, or not all of them, and when they were asked for.
    unread: BTreeMap<i32, i64>,
}

/// Weeks that are over, by their Mondays: "2026-09-14".
pub(in crate::mesh) type Weeks = BTreeMap<String, Vec<Visit>>;

/// What is to be asked for now, as Mondays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::mesh) struct Plan {
    /// This week and the one before it, and those that were missed; or all, where this week is not among them.
    pub(in crate::mesh) near: Vec<Date>,
    /// Some of those before: these may wait.
    pub(in crate::mesh) before: Vec<Date>,
    /// This week, where sync's own window is asked for.
    around: Option<Date>,
    /// Whether nothing is to be said now: a sync of the whole term comes, and says it.
    pub(in crate::mesh) wait: bool,
}

pub(in crate::mesh) fn monday_of(day: Date) -> Date {
    Span::week_of(day).from()
}

fn add(monday: Date, weeks: i64) -> Date {
    monday.saturating_add(Duration::weeks(weeks))
}

/// The Mondays of the weeks of `span` that have begun.
pub(in crate::mesh) fn mondays(span: Span, today: Date) -> Vec<Date> {
    let begun = Span::new(span.from(), span.to().min(today));
    begun.into_iter().flat_map(weeks).map(|week| monday_of(week.from())).collect()
}

/// A door that wrote nothing down may do so a day late.
fn is_over(monday: Date, today: Date) -> bool {
    (today - Span::week_of(monday).to()).whole_days() > 1
}

fn day(julian: i32) -> Option<Date> {
    Date::from_julian_day(julian).ok()
}

impl Looks {
    fn is_known(&self, known: &Weeks, monday: Date, now: OffsetDateTime) -> bool {
        match self.unread.get(&monday.to_julian_day()) {
            Some(at) => OffsetDateTime::from_unix_timestamp(*at).is_ok_and(|at| fresh(at, now)),
            None => known.contains_key(&monday.to_string()),
        }
    }

    /// What of `span` is to be asked for at `now`, where `known` was read already.
    pub(in crate::mesh) fn plan(&self, known: &Weeks, span: Span, today: Date, now: OffsetDateTime) -> Plan {
        let mondays = mondays(span, today);
        let this = monday_of(today);
        let unknown: Vec<Date> = mondays.iter().copied().filter(|monday| !self.is_known(known, *monday, now)).collect();
        if !mondays.contains(&this) {
            // Days that somebody leafs to.
            return Plan { near: unknown, ..Plan::default() };
        }
        // The last one that was looked at may not have been over then; nor the one before it.
        let kept = || known.last_key_value().and_then(|(monday, _)| parse(monday));
        let last = self.around.and_then(day).or_else(kept);
        let since = last.map(|last| add(last, -1));
        let missed = |monday: &Date| *monday < add(this, -1) && since.is_some_and(|since| *monday >= since);
        let is_quick = (today - span.from()).whole_days() < WHOLE;
        if is_quick && since.is_some_and(|since| since < monday_of(span.from()) && Self::lacks(known, since, this)) {
            // To look at these days first would hide what was missed.
            return Plan { wait: true, ..Plan::default() };
        }
        let (near, before): (Vec<Date>, Vec<Date>) =
            unknown.into_iter().partition(|monday| *monday >= add(this, -1) || missed(monday));
        let lately = self.before_at.and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok());
        let may = last.is_some() && lately.is_none_or(|at| (now - at).abs() >= APART);
        let before = before.into_iter().rev().take(if may { FEW } else { 0 }).collect();
        Plan { near, before, around: Some(this), wait: false }
    }

    /// Whether a week from `since` on, before the last one and `this`, was not read.
    fn lacks(known: &Weeks, since: Date, this: Date) -> bool {
        let open = add(this, -1).previous_day().and_then(|last| Span::new(since, last));
        open.into_iter().flat_map(weeks).any(|week| !known.contains_key(&monday_of(week.from()).to_string()))
    }

    /// Notes that what is near was asked for, and some of what is before it.
    pub(in crate::mesh) fn note(&mut self, plan: &Plan, now: OffsetDateTime) {
        let Some(around) = plan.around else { return };
        let first = self.around.is_none();
        self.around = Some(around.to_julian_day());
        if first || !plan.before.is_empty() {
            self.before_at = Some(now.unix_timestamp());
        }
    }

    /// Notes that a week was read to its end.
    fn has_read(&mut self, monday: Date) {
        self.unread.remove(&monday.to_julian_day());
    }

    /// Notes that a week was not: it is asked for again in some days, so that it holds up none before it.
    pub(in crate::mesh) fn has_not_read(&mut self, monday: Date, now: OffsetDateTime) {
        self.unread.insert(monday.to_julian_day(), now.unix_timestamp());
        while self.unread.len() > MOST {
            self.unread.pop_first();
        }
    }
}

fn parse(monday: &str) -> Option<Date> {
    Date::parse(monday, time::macros::format_description!("[year]-[month]-[day]")).ok()
}

impl Plan {
    /// Whether there is no answer without this week.
    pub(in crate::mesh) fn needs(&self, monday: Date) -> bool {
        self.around.is_none_or(|this| monday >= add(this, -1))
    }
}

/// Keeps a week that is over; the oldest are forgotten. `whole`: nothing of it was left unread.
pub(in crate::mesh) fn keep(
    weeks: &mut Weeks,
    looks: &mut Looks,
    monday: Date,
    (visits, whole): (Vec<Visit>, bool),
    now: (Date, OffsetDateTime),
) {
    if !is_over(monday, now.0) {
        return;
    }
    if whole {
        looks.has_read(monday);
    } else {
        looks.has_not_read(monday, now.1);
    }
    weeks.insert(monday.to_string(), visits);
    while weeks.len() > MOST {
        weeks.pop_first();
    }
}

/// Weeks side by side, of those whose passings are known; the latest run last. Of the earlier ones only those in which
/// something was `asked` for: what is known of the others was said.
pub(in crate::mesh) fn runs(known: &BTreeSet<Date>, asked: &[Date]) -> Vec<Span> {
    let mut runs: Vec<Span> = Vec::new();
    for week in known.iter().map(|monday| Span::week_of(*monday)) {
        match runs.last_mut() {
            Some(run) if run.to().next_day() == Some(week.from()) => {
                *run = Span::new(run.from(), week.to()).unwrap_or(*run);
            }
            _ => runs.push(week),
        }
    }
    let last = runs.last().copied();
    runs.retain(|run| Some(*run) == last || asked.iter().any(|monday| run.contains(*monday)));
    runs
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::{date, datetime};

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-18 15:00 UTC);

    fn year() -> Span {
        Span::new(date!(2026 - 08 - 01), date!(2026 - 12 - 02)).unwrap()
    }

    fn quick() -> Span {
        Span::new(date!(2026 - 11 - 09), date!(2026 - 12 - 02)).unwrap()
    }

    #[derive(Default)]
    struct Child {
        looks: Looks,
        known: Weeks,
    }

    impl Child {
        /// Asks as the connector does; the Mondays that were asked for.
        fn ask(&mut self, span: Span, now: OffsetDateTime) -> Vec<Date> {
            let plan = self.looks.plan(&self.known, span, now.date(), now);
            if plan.wait {
                return Vec::new();
            }
            let asked: Vec<Date> = plan.near.iter().chain(&plan.before).copied().collect();
            for monday in &asked {
                keep(&mut self.known, &mut self.looks, *monday, (Vec::new(), true), (now.date(), now));
            }
            self.looks.note(&plan, now);
            asked
        }
    }

    #[test]
    fn a_first_sync_asks_for_this_week_and_the_last() {
        let mut child = Child::default();
        assert_eq!(child.ask(year(), NOW), [date!(2026 - 11 - 09), date!(2026 - 11 - 16)]);
        // A suspicious answer is asked for again in the same sync: nothing else comes along.
        assert_eq!(child.ask(year(), NOW), [date!(2026 - 11 - 16)]);
    }

    /// The year is gone through with the next syncs, a few weeks each, the latest first, and each week once.
    #[test]
    fn the_weeks_before_come_a_few_at_a_time() {
        let mut child = Child::default();
        let mut before = Vec::new();
        for minutes in (0..24 * 60).step_by(5) {
            let now = datetime!(2026-11-18 00:00 UTC) + Duration::minutes(minutes);
            let mut asked = child.ask(year(), now);
            asked.retain(|monday| *monday < date!(2026 - 11 - 09));
            assert!(asked.len() <= FEW && (minutes > 0 || asked.is_empty()), "{asked:?}");
            before.extend(asked);
        }
        let expected: Vec<Date> = (0..15).map(|weeks| add(date!(2026 - 11 - 02), -weeks)).collect();
        assert_eq!(before, expected);
    }

    #[test]
    fn it_goes_on_after_a_restart() {
        let mut child = Child::default();
        child.ask(year(), NOW);
        child.ask(year(), NOW + Duration::hours(1));
        let kept = serde_json::to_string(&(&child.looks, &child.known)).unwrap();
        let (looks, known) = serde_json::from_str(&kept).unwrap();
        let mut child = Child { looks, known };
        let asked = child.ask(year(), NOW + Duration::hours(2));
        assert_eq!(asked[..2], [date!(2026 - 11 - 16), date!(2026 - 10 - 05)]);
        assert_eq!(asked.len(), 1 + FEW);
    }

    /// What was kept before there were looks is known, and tells where they were.
    #[test]
    fn weeks_of_an_older_version_are_not_asked_for_again() {
        let weeks = (1..=4).map(|weeks| add(date!(2026 - 10 - 19), -weeks));
        let known = weeks.map(|monday| (monday.to_string(), Vec::new())).collect();
        let mut child = Child { known, looks: Looks::default() };
        let missed = [date!(2026 - 10 - 19), date!(2026 - 10 - 26), date!(2026 - 11 - 02)];
        assert_eq!(child.ask(year(), NOW)[..3], missed);
    }

    /// Weeks in which nobody asked come with this one, by the sync that asks for the whole term.
    #[test]
    fn what_was_missed_comes_in_one_answer() {
        let mut child = Child::default();
        let term = Span::new(date!(2026 - 10 - 01), date!(2026 - 12 - 02)).unwrap();
        assert_eq!(child.ask(term, datetime!(2026-10-07 12:00 UTC)), [date!(2026 - 09 - 28), date!(2026 - 10 - 05)]);
        assert_eq!(child.ask(quick(), NOW), [] as [Date; 0]);
        let asked = child.ask(term, NOW);
        let expected: Vec<Date> = (0..7).map(|weeks| add(date!(2026 - 10 - 05), weeks)).collect();
        assert_eq!(asked, expected);
        assert_eq!(child.ask(quick(), NOW + Duration::hours(1)), [date!(2026 - 11 - 16)]);
    }

    #[test]
    fn days_that_somebody_leafs_to_are_asked_for_at_once_and_once() {
        let mut child = Child::default();
        child.ask(year(), NOW);
        let looks = child.looks.clone();
        let september = Span::new(date!(2026 - 09 - 09), date!(2026 - 09 - 22)).unwrap();
        let weeks = [date!(2026 - 09 - 07), date!(2026 - 09 - 14), date!(2026 - 09 - 21)];
        assert_eq!(child.ask(september, NOW), weeks);
        assert_eq!(child.ask(september, NOW), [] as [Date; 0]);
        assert_eq!(child.looks, looks, "that is no look of sync's own");
    }

    #[test]
    fn a_week_that_was_not_read_is_left_alone_for_some_days() {
        let mut child = Child::default();
        child.ask(year(), NOW);
        child.ask(year(), NOW + Duration::hours(1));
        let broken = date!(2026 - 10 - 05);
        child.looks.has_not_read(broken, NOW);
        let asked = child.ask(year(), NOW + Duration::hours(2));
        assert!(!asked.contains(&broken) && asked.contains(&date!(2026 - 09 - 28)), "{asked:?}");
        child.known.remove(&broken.to_string());
        let later = child.ask(year(), NOW + Duration::days(7));
        assert!(later.contains(&broken), "{later:?}");
    }

    /// A door may write a day late: the last week is final on Tuesday.
    #[rstest]
    #[case(datetime!(2026-11-16 15:00 UTC), 2)]
    #[case(datetime!(2026-11-17 15:00 UTC), 1)]
    fn the_last_week_is_asked_for_until_it_is_final(#[case] now: OffsetDateTime, #[case] again: usize) {
        let mut child = Child::default();
        assert_eq!(child.ask(quick(), now).len(), 2);
        assert_eq!(child.ask(quick(), now + Duration::hours(1)).len(), again);
    }

    #[test]
    fn an_answer_speaks_for_weeks_side_by_side() {
        let known: BTreeSet<Date> =
            [date!(2026 - 09 - 07), date!(2026 - 11 - 02), date!(2026 - 11 - 09), date!(2026 - 11 - 16)].into();
        let near = Span::new(date!(2026 - 11 - 02), date!(2026 - 11 - 22)).unwrap();
        assert_eq!(runs(&known, &[date!(2026 - 11 - 16)]), [near]);
        assert_eq!(runs(&known, &[date!(2026 - 09 - 07)]), [Span::week_of(date!(2026 - 09 - 07)), near]);
        assert_eq!(runs(&BTreeSet::new(), &[]), []);
    }
}
