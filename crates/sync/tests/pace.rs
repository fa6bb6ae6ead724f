//! When to ask again: every rule of the planner, over all moments that a property test comes upon.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use peremena_sync::pace::{Around, BUDGET, Memory, Past, Phase, SchoolDay, Seed, Spent, next, phase_at, wants_whole};
use proptest::prelude::*;
use rstest::rstest;
use time::{
    Duration, OffsetDateTime, UtcOffset,
    macros::{date, datetime, offset},
};

const SECOND: Duration = Duration::SECOND;
const MINUTE: Duration = Duration::MINUTE;
const HOUR: Duration = Duration::HOUR;

/// A Friday with lessons from 8:30 to 14:00, then a weekend.
fn known() -> Memory {
    let hours =
        Some((datetime!(2026-11-20 08:30 +3).unix_timestamp(), datetime!(2026-11-20 14:00 +3).unix_timestamp()));
    Memory {
        days: vec![
            SchoolDay { date: date!(2026 - 11 - 20), hours },
            SchoolDay { date: date!(2026 - 11 - 21), hours: None },
            SchoolDay { date: date!(2026 - 11 - 22), hours: None },
        ],
        ..Memory::default()
    }
}

fn asked_at(at: OffsetDateTime) -> Past {
    Past { last_attempt: Some(at), memory: known(), ..Past::default() }
}

fn seeds() -> impl Iterator<Item = Seed> {
    (0..200).map(Seed::of_number)
}

const OPEN: Around = Around { window_open: true, every: None, saving: false, network_since: None };
const TRAY: Around = Around { window_open: false, every: None, saving: false, network_since: None };

#[rstest]
#[case::looked_at(OPEN, datetime!(2026-11-20 10:00 +3), 54 * SECOND, MINUTE)]
#[case::looked_at_by_night(OPEN, datetime!(2026-11-20 03:00 +3), 54 * SECOND, MINUTE)]
#[case::lessons(TRAY, datetime!(2026-11-20 10:00 +3), 540 * SECOND, 10 * MINUTE)]
#[case::after_the_last_lesson(TRAY, datetime!(2026-11-20 14:30 +3), 540 * SECOND, 10 * MINUTE)]
#[case::evening(TRAY, datetime!(2026-11-20 18:00 +3), 49 * MINUTE, 55 * MINUTE)]
#[case::night(TRAY, datetime!(2026-11-19 23:00 +3), 324 * MINUTE, 6 * HOUR)]
#[case::weekend(TRAY, datetime!(2026-11-21 10:00 +3), 81 * MINUTE, 90 * MINUTE)]
#[case::unknown_weekday(TRAY, datetime!(2026-12-01 10:00 +3), 540 * SECOND, 10 * MINUTE)]
#[case::unknown_sunday(TRAY, datetime!(2026-12-06 10:00 +3), 81 * MINUTE, 90 * MINUTE)]
fn it_asks_often_when_there_is_something_to_hear(
    #[case] around: Around,
    #[case] now: OffsetDateTime,
    #[case] least: Duration,
    #[case] most: Duration,
) {
    for seed in seeds() {
        let wait = next(&asked_at(now), &around, now, seed).unwrap() - now;
        assert!((least..=most).contains(&wait), "{wait}");
    }
}

#[test]
fn a_pause_that_begins_at_night_is_over_soon_after_lessons_begin() {
    let (night, lessons) = (datetime!(2026-11-20 05:30 +3), datetime!(2026-11-20 08:30 +3));
    for seed in seeds() {
        let mut now = night;
        while now < lessons {
            now = next(&asked_at(now), &TRAY, now, seed).unwrap();
        }
        assert!(now - lessons <= 10 * MINUTE, "{now}");
    }
}

#[test]
fn a_region_comes_one_by_one() {
    let last = datetime!(2026-11-20 10:00 +3);
    let mut moments: Vec<OffsetDateTime> =
        seeds().map(|seed| next(&asked_at(last), &TRAY, last, seed).unwrap()).collect();
    moments.sort();
    let widest = moments.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap();
    assert!(moments[199] - moments[0] > 54 * SECOND && widest < 4 * SECOND, "{widest}");
    // And the same device takes another share the next time: two that met once do not meet for ever.
    let one = Seed::of_number(1);
    assert_ne!(one.share(last), one.share(last + SECOND));
    assert_eq!(one.share(last), one.share(last));
}

#[test]
fn refused_credentials_are_never_tried_again_by_themselves() {
    let now = datetime!(2026-11-20 10:00 +3);
    assert_eq!(next(&Past { refused: true, ..asked_at(now) }, &OPEN, now, Seed::of_number(1)), None);
    assert_eq!(
        next(&Past { refused: true, last_attempt: None, ..asked_at(now) }, &OPEN, now, Seed::of_number(1)),
        None
    );
}

#[test]
fn a_school_that_asks_to_wait_is_left_alone_that_long_and_no_longer_than_a_day() {
    let now = datetime!(2026-11-20 10:00 +3);
    // What each device adds of its own: within lessons, and a day on, which is a Saturday.
    for (around, asked, heeded, most) in [
        (OPEN, 30 * MINUTE, 30 * MINUTE, 30 * SECOND),
        (TRAY, 30 * MINUTE, 30 * MINUTE, 20 * MINUTE),
        (Around { every: Some(SECOND), ..TRAY }, 30 * MINUTE, 30 * MINUTE, 30 * SECOND),
        // A date years ahead is a mistake.
        (OPEN, Duration::days(4_000), Duration::DAY, 30 * SECOND),
        (TRAY, Duration::days(4_000), Duration::DAY, HOUR),
    ] {
        let waiting = |seed| {
            let memory = Memory { failures: 1, wait_until: Some(now + asked), ..known() };
            next(&Past { memory, ..asked_at(now) }, &around, now, seed).unwrap() - now
        };
        let added: Vec<Duration> = seeds().map(|seed| waiting(seed) - heeded).collect();
        assert!(added.iter().all(|added| (Duration::ZERO..=most).contains(added)), "{around:?}: {added:?}");
        let (least, longest) = (*added.iter().min().unwrap(), *added.iter().max().unwrap());
        assert!(longest - least > most * 0.9, "one by one: {least} to {longest}");
    }
}

#[test]
fn a_wait_that_ends_before_the_next_look_changes_nothing() {
    let now = datetime!(2026-11-20 10:00 +3);
    for seed in seeds() {
        let due = |wait_until| {
            let memory = Memory { failures: 1, wait_until, ..known() };
            next(&Past { memory, ..asked_at(now) }, &TRAY, now, seed).unwrap()
        };
        assert_eq!(due(Some(now + 8 * MINUTE)), due(None));
    }
}

#[rstest]
#[case::with_a_window_open(OPEN, 15 * SECOND, 30 * SECOND, 150 * SECOND, 5 * MINUTE)]
#[case::in_the_tray(TRAY, 540 * SECOND, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE)]
fn pauses_grow_with_failures_and_stop_growing(
    #[case] around: Around,
    #[case] first_least: Duration,
    #[case] first_most: Duration,
    #[case] last_least: Duration,
    #[case] last_most: Duration,
) {
    let now = datetime!(2026-11-20 10:00 +3);
    for seed in seeds() {
        let pause = |failures| {
            let memory = Memory { failures, ..known() };
            next(&Past { memory, ..asked_at(now) }, &around, now, seed).unwrap() - now
        };
        assert!((first_least..=first_most).contains(&pause(1)), "{}", pause(1));
        for failures in [8, 20, u32::MAX] {
            assert!((last_least..=last_most).contains(&pause(failures)), "{failures}: {}", pause(failures));
        }
    }
}

#[test]
fn who_has_a_network_again_asks_soon_but_not_with_everybody_else() {
    let now = datetime!(2026-11-20 10:00 +3);
    let back = Around { network_since: Some(now), ..TRAY };
    let cut_off = Past { unreachable: true, memory: Memory { failures: 5, ..known() }, ..asked_at(now - 3 * MINUTE) };
    // The longer nobody had a network, the more come back with it.
    let looked_at = Around { window_open: true, ..back };
    for (failures, around, most) in [
        (1, back, 30 * SECOND),
        (2, back, 2 * MINUTE),
        (3, back, 10 * MINUTE),
        (u32::MAX, back, 10 * MINUTE),
        (5, looked_at, 10 * SECOND),
    ] {
        let cut_off = Past { memory: Memory { failures, ..known() }, ..cut_off.clone() };
        let moments: Vec<Duration> = seeds().map(|seed| next(&cut_off, &around, now, seed).unwrap() - now).collect();
        assert!(moments.iter().all(|wait| (Duration::ZERO..=most).contains(wait)), "{failures}: {moments:?}");
        assert!(*moments.iter().max().unwrap() - *moments.iter().min().unwrap() > most * 0.9, "{failures}");
    }
    // A school that was reached and is in trouble gets no visit for it, and neither does one that was tried since.
    let in_trouble = Past { unreachable: false, ..cut_off.clone() };
    let tried_since = Past { last_attempt: Some(now + SECOND), ..cut_off };
    for past in [in_trouble, tried_since] {
        assert!(next(&past, &back, now + 2 * SECOND, Seed::of_number(1)).unwrap() > now + 5 * MINUTE);
    }
}

#[test]
fn an_account_that_has_used_up_its_budget_is_asked_less_and_never_quite_left() {
    let now = datetime!(2026-11-20 10:00 +3);
    let pause = |spent| next(&Past { spent, ..asked_at(now) }, &OPEN, now, Seed::of_number(1)).unwrap() - now;
    assert_eq!(pause(0), pause(BUDGET / 2));
    assert!(pause(BUDGET * 8 / 10) > 2 * MINUTE);
    assert!(pause(BUDGET) > 4 * MINUTE && pause(BUDGET * 2) > pause(BUDGET) * 3);
    let spent = Spent::default().and(date!(2026 - 11 - 20), 40).and(date!(2026 - 11 - 20), 2);
    assert_eq!((spent.on(date!(2026 - 11 - 20)), spent.on(date!(2026 - 11 - 21))), (42, 0));
}

#[test]
fn a_weak_battery_is_spared_but_not_the_one_who_looks() {
    let now = datetime!(2026-11-20 10:00 +3);
    let wait = |around| next(&asked_at(now), &around, now, Seed::of_number(7)).unwrap() - now;
    assert_eq!(wait(Around { saving: true, ..OPEN }), wait(OPEN));
    assert!(wait(Around { saving: true, ..TRAY }) > 25 * MINUTE);
}

#[test]
fn a_pace_that_somebody_set_is_kept() {
    let now = datetime!(2026-11-20 03:00 +3);
    let around = Around { every: Some(30 * SECOND), ..TRAY };
    assert_eq!(next(&asked_at(now), &around, now, Seed::of_number(7)), Some(now + 30 * SECOND));
}

#[test]
fn the_whole_term_is_looked_at_now_and_then() {
    let now = datetime!(2026-11-20 10:00 +3);
    let looked = |ago| Memory { last_whole: Some(now - ago), ..known() };
    for seed in seeds() {
        let wants = |memory: &Memory, around: &Around| wants_whole(memory, around, now, seed);
        assert!(wants(&known(), &TRAY), "never before");
        assert!(!wants(&looked(2 * HOUR), &TRAY));
        assert!(wants(&looked(3 * HOUR), &TRAY));
        assert!(!wants(&looked(20 * MINUTE), &OPEN));
        assert!(wants(&looked(30 * MINUTE), &OPEN));
        assert!(wants(&looked(-2 * HOUR), &TRAY), "a clock that was set back");
    }
}

#[test]
fn what_it_remembers_outlives_the_process() {
    let now = datetime!(2026-11-20 10:00 +3);
    let memory = Memory {
        failures: 3,
        wait_until: Some(now + HOUR),
        last_whole: Some(now),
        spent: Spent::default().and(now.date(), 40),
        ..known()
    };
    let back: Memory = serde_json::from_str(&serde_json::to_string(&memory).unwrap()).unwrap();
    assert_eq!(back, memory);
    // Fields of an older or a newer version are no trouble.
    assert_eq!(serde_json::from_str::<Memory>(r#"{"failures":2,"of tomorrow":1}"#).unwrap().failures, 2);
}

fn moment() -> impl Strategy<Value = OffsetDateTime> {
    // A year with its nights and weekends, in any zone of the country.
    let year = datetime!(2026-09-01 00:00 UTC).unix_timestamp();
    (0_i64..365 * 86_400, 2_i8..=12).prop_map(move |(seconds, hours)| {
        OffsetDateTime::from_unix_timestamp(year + seconds)
            .unwrap()
            .to_offset(UtcOffset::from_hms(hours, 0, 0).unwrap())
    })
}

proptest! {
    #[test]
    fn no_child_is_ever_forgotten(now in moment(), slept in 0_i64..40 * 86_400, seed: u64, open: bool, failures in 0_u32..9) {
        // Whatever the clock did (it ran on while the machine slept, it was set back): a healthy source waits no
        // longer than the longest pause, a failing one no longer than three of them.
        for last in [now - Duration::seconds(slept), now + Duration::seconds(slept)] {
            let past = Past { memory: Memory { failures, ..known() }, ..asked_at(last) };
            let around = Around { window_open: open, ..TRAY };
            let due = next(&past, &around, now, Seed::of_number(seed)).unwrap();
            prop_assert!(due <= now + Phase::Night.pause() * 3, "{due}");
            prop_assert!(due >= last.min(now));
        }
    }

    #[test]
    fn whatever_the_clock_did_the_moment_comes(now in moment(), ahead in -40 * 86_400_i64..40 * 86_400, wait in 0_i64..40 * 86_400, seed: u64, open: bool) {
        // A moment that moves away with the present is never reached.
        let last = now + Duration::seconds(ahead);
        let memory = Memory { failures: 1, wait_until: Some(last + Duration::seconds(wait)), ..known() };
        let past = Past { memory, ..asked_at(last) };
        let around = Around { window_open: open, ..TRAY };
        let mut at = now;
        while next(&past, &around, at, Seed::of_number(seed)).unwrap() > at {
            at += 30 * MINUTE;
            prop_assert!(at - now <= 30 * HOUR, "{at}");
        }
    }

    #[test]
    fn in_lessons_nobody_waits_longer_than_ten_minutes(now in moment(), seed: u64) {
        let past = Past { memory: Memory::default(), ..asked_at(now) };
        let due = next(&past, &TRAY, now, Seed::of_number(seed)).unwrap();
        let (phase, until) = phase_at(now, &past.memory, &TRAY);
        if phase == Phase::Lessons && due <= until {
            prop_assert!(due - now <= 10 * MINUTE);
        }
        // What began before them is over ten minutes into them at the latest.
        let (then, _) = phase_at(due, &past.memory, &TRAY);
        if phase != Phase::Lessons && then == Phase::Lessons {
            let (_, began) = phase_at(now, &past.memory, &TRAY);
            let mut began = began;
            while phase_at(began, &past.memory, &TRAY).0 != Phase::Lessons {
                began = phase_at(began, &past.memory, &TRAY).1;
            }
            prop_assert!(due - began <= 10 * MINUTE, "{due} {began}");
        }
    }

    #[test]
    fn boundaries_lie_ahead(now in moment(), open: bool) {
        let around = Around { window_open: open, ..TRAY };
        let (_, until) = phase_at(now, &known(), &around);
        prop_assert!(until > now);
    }
}

#[test]
fn travelling_through_zones_moves_night_with_the_device() {
    let moscow = datetime!(2026-11-20 21:00 +3);
    let there = moscow.to_offset(offset!(+9));
    assert_eq!(phase_at(moscow, &Memory::default(), &TRAY).0, Phase::Near);
    assert_eq!(phase_at(there, &Memory::default(), &TRAY).0, Phase::Night);
    // The lessons themselves are at the school's hours, wherever the parent is.
    let lesson = datetime!(2026-11-20 10:00 +3);
    assert_eq!(phase_at(lesson.to_offset(offset!(+9)), &known(), &TRAY).0, Phase::Lessons);
}
