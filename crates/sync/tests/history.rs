//! Which earlier days are asked for, in which order and when: the pure half.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, HashSet};

use peremena_model::{Asked, Coverage, SchoolYear, Span, StudentId};
use peremena_sync::{
    history::{End, KnownYear, Pause, Plan, Said, Step, Steps, Turn, plan, turn},
    pace::{Around, BUDGET, Memory, Past, Seed, Spent},
};
use rstest::rstest;
use time::{
    Date, Duration, OffsetDateTime,
    macros::{date, datetime},
};

const TODAY: Date = date!(2026 - 11 - 21);
const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 +3);

fn span(from: Date, to: Date) -> Span {
    Span::new(from, to).unwrap()
}

fn known(said: Option<Said>, spans: &[Span]) -> KnownYear {
    let mut covered = Coverage::default();
    spans.iter().for_each(|span| covered.cover(&Asked::browsed(Some(*span))));
    KnownYear { said, covered: vec![covered.clone(), covered] }
}

/// The current year from this day on, and past years.
fn years(from: Date, past: &[(i32, KnownYear)]) -> BTreeMap<SchoolYear, KnownYear> {
    let current = known(None, &[span(from, date!(2026 - 12 - 05))]);
    let past = past.iter().map(|(year, known)| (SchoolYear(*year), known.clone()));
    past.chain([(SchoolYear(2026), current)]).collect()
}

fn planned(years: &BTreeMap<SchoolYear, KnownYear>) -> Plan {
    plan(years, true, &HashSet::new(), TODAY)
}

/// A year that is here from September to June.
fn whole(year: i32) -> KnownYear {
    let day = |year, month: u8, day| Date::from_calendar_date(year, month.try_into().unwrap(), day).unwrap();
    known(Some(Said::Given), &[span(day(year, 9, 1), day(year + 1, 6, 30))])
}

#[test]
fn the_newest_month_that_is_not_here_comes_first() {
    let plan = planned(&years(date!(2026 - 11 - 05), &[]));
    // The days of November that the current term does not hold.
    assert_eq!(plan.next, Some(Step::Days(span(date!(2026 - 11 - 01), date!(2026 - 11 - 04)))));
    assert_eq!((plan.done, plan.of, plan.since, plan.end), (0, 3, None, None));

    let plan = planned(&years(date!(2026 - 11 - 01), &[]));
    assert_eq!(plan.next, Some(Step::Days(span(date!(2026 - 10 - 01), date!(2026 - 10 - 31)))));
    assert_eq!((plan.done, plan.since), (1, Some(date!(2026 - 11 - 01))));
}

#[test]
fn a_past_year_begins_with_its_terms_and_ends_with_its_september() {
    let here = date!(2026 - 09 - 01);
    assert_eq!(planned(&years(here, &[])).next, Some(Step::Year(SchoolYear(2025))));
    let plan = planned(&years(here, &[(2025, known(Some(Said::Given), &[]))]));
    assert_eq!(plan.next, Some(Step::Days(span(date!(2026 - 06 - 01), date!(2026 - 06 - 30)))));
    assert_eq!((plan.done, plan.of), (3, 13));
    let plan = planned(&years(here, &[(2025, whole(2025))]));
    assert_eq!((plan.next, plan.since), (Some(Step::Year(SchoolYear(2024))), Some(date!(2025 - 09 - 01))));
    assert_eq!(
        planned(&years(here, &[(2025, known(Some(Said::Bare), &[]))])).next,
        Some(Step::Probe(SchoolYear(2025)))
    );
}

#[rstest]
#[case::not_given(Said::NotGiven, End::NotGiven(SchoolYear(2024)))]
#[case::nothing(Said::Nothing, End::Nothing(SchoolYear(2024)))]
fn a_year_that_is_not_given_is_the_end_and_is_not_asked_for_again(#[case] said: Said, #[case] end: End) {
    let plan = planned(&years(date!(2026 - 09 - 01), &[(2025, whole(2025)), (2024, known(Some(said), &[]))]));
    assert_eq!((plan.next, plan.end), (None, Some(end)));
    assert_eq!((plan.done, plan.of), (13, 13));
}

#[test]
fn a_system_without_past_years_is_not_asked_for_any() {
    let years = years(date!(2026 - 09 - 01), &[]);
    let plan = plan(&years, false, &HashSet::new(), TODAY);
    assert_eq!((plan.next, plan.end), (None, Some(End::CurrentYear)));
}

#[test]
fn what_went_wrong_too_often_is_left_out_and_the_rest_goes_on() {
    let years = years(date!(2026 - 11 - 01), &[]);
    let october = Step::Days(span(date!(2026 - 10 - 01), date!(2026 - 10 - 31)));
    let plan_ = plan(&years, true, &HashSet::from([october]), TODAY);
    assert_eq!(plan_.next, Some(Step::Days(span(date!(2026 - 09 - 01), date!(2026 - 09 - 30)))));
    assert_eq!(plan_.since, Some(date!(2026 - 11 - 01)), "with a gap it is not said to be here from September on");
    let year = Step::Year(SchoolYear(2025));
    let plan = plan(&self::years(date!(2026 - 09 - 01), &[]), true, &HashSet::from([year]), TODAY);
    assert_eq!((plan.next, plan.end), (None, Some(End::Trouble(SchoolYear(2025)))));
}

#[test]
fn nobody_goes_to_school_for_more_than_eleven_years() {
    let past: Vec<(i32, KnownYear)> = (2000..2026).map(|year| (year, whole(year))).collect();
    let plan = planned(&years(date!(2026 - 09 - 01), &past));
    assert_eq!((plan.next, plan.end), (None, Some(End::Whole)));
    assert_eq!(plan.since, Some(date!(2016 - 09 - 01)));
}

#[test]
fn a_day_of_which_only_lessons_are_here_is_not_here() {
    let mut years = years(date!(2026 - 11 - 01), &[]);
    years.get_mut(&SchoolYear(2026)).unwrap().covered.push(Coverage::default());
    assert_eq!(planned(&years).done, 0);
}

fn past() -> Past {
    Past { memory: Memory { last_whole: Some(NOW), ..Memory::default() }, ..Past::default() }
}

fn turn_of(past: &Past, around: Around, steps: Steps) -> Turn {
    turn(past, &around, steps, NOW, Seed::of(&StudentId::from_text("amina")))
}

#[test]
fn it_waits_while_the_present_does_not_go_well() {
    let with = |change: fn(&mut Past)| {
        let mut past = past();
        change(&mut past);
        turn_of(&past, Around::default(), Steps::default())
    };
    assert_eq!(with(|_| ()), Turn::At(NOW));
    assert_eq!(with(|past| past.refused = true), Turn::Paused(Pause::SignIn, None));
    assert_eq!(with(|past| past.memory.failures = 1), Turn::Paused(Pause::School, None));
    assert_eq!(with(|past| past.memory.last_whole = None), Turn::Paused(Pause::School, None));
    let later = NOW + Duration::HOUR;
    assert_eq!(
        with(|past| past.memory.wait_until = Some(NOW + Duration::HOUR)),
        Turn::Paused(Pause::School, Some(later))
    );
    assert_eq!(with(|past| past.memory.wait_until = Some(NOW - Duration::HOUR)), Turn::At(NOW));
}

#[test]
fn it_keeps_within_half_of_the_days_requests() {
    let spent = |requests| Past { spent: requests, ..past() };
    assert_eq!(turn_of(&spent(BUDGET / 2 - 1), Around::default(), Steps::default()), Turn::At(NOW));
    let midnight = datetime!(2026-11-22 00:00 +3);
    assert_eq!(
        turn_of(&spent(BUDGET / 2), Around::default(), Steps::default()),
        Turn::Paused(Pause::Budget, Some(midnight))
    );
    assert_eq!(Spent::default().and(NOW.date(), BUDGET).on(midnight.date()), 0, "tomorrow it goes on");
}

#[test]
fn it_does_not_run_on_a_network_that_is_paid_for() {
    let around = Around { saving: true, window_open: true, ..Around::default() };
    assert_eq!(turn_of(&past(), around, Steps::default()), Turn::Paused(Pause::Saving, None));
}

#[rstest]
#[case::watched(true, 0, Duration::milliseconds(400), Duration::milliseconds(800))]
#[case::unwatched(false, 0, Duration::seconds(15), Duration::seconds(30))]
#[case::failed(true, 1, Duration::seconds(15), Duration::seconds(30))]
#[case::failed_again(false, 3, Duration::seconds(60), Duration::seconds(120))]
#[case::failed_often(true, 40, Duration::minutes(15), Duration::minutes(30))]
fn there_is_a_pause_between_two_steps(
    #[case] window_open: bool,
    #[case] failures: u32,
    #[case] least: Duration,
    #[case] most: Duration,
) {
    let around = Around { window_open, ..Around::default() };
    let Turn::At(at) = turn_of(&past(), around, Steps { last: Some(NOW), failures }) else { unreachable!() };
    assert!((least..=most).contains(&(at - NOW)), "{}", at - NOW);
}
