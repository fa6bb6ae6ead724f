//! The edges of the planner: the moment at which a thing begins, the one at which it ends, and how much it is.

use peremena_model::{Lesson, LessonStatus};
use rstest::rstest;
use time::macros::{date, datetime};

use super::*;

const MINUTE: Duration = Duration::MINUTE;
const TRAY: Around = Around { window_open: false, every: None, saving: false, network_since: None };
const OPEN: Around = Around { window_open: true, ..TRAY };
/// A Friday within lessons.
const NOW: OffsetDateTime = datetime!(2026-11-20 10:00 +3);

/// A Friday with lessons from 8:30 to 14:00, and a Saturday without.
fn known() -> Memory {
    let hours =
        Some((datetime!(2026-11-20 08:30 +3).unix_timestamp(), datetime!(2026-11-20 14:00 +3).unix_timestamp()));
    let days =
        vec![SchoolDay { date: date!(2026 - 11 - 20), hours }, SchoolDay { date: date!(2026 - 11 - 21), hours: None }];
    Memory { days, ..Memory::default() }
}

fn asked_at(at: OffsetDateTime) -> Past {
    Past { last_attempt: Some(at), memory: known(), ..Past::default() }
}

fn failed(failures: u32) -> Past {
    Past { memory: Memory { failures, ..known() }, ..asked_at(NOW) }
}

/// The shortest and the longest pause of many devices.
fn pauses(past: &Past, around: &Around) -> (Duration, Duration) {
    let pause = |seed| next(past, around, NOW, Seed::of_number(seed)).unwrap() - NOW;
    let all: Vec<Duration> = (0..2_000).map(pause).collect();
    (*all.iter().min().unwrap(), *all.iter().max().unwrap())
}

/// Both within a hundredth of the longer one.
#[track_caller]
fn assert_pauses(past: &Past, around: &Around, expected: (Duration, Duration)) {
    let (least, most) = pauses(past, around);
    let near = |one: Duration, other: Duration| (one - other).abs() <= expected.1 / 100;
    assert!(
        near(least, expected.0) && near(most, expected.1),
        "{least} to {most}, not {} to {}",
        expected.0,
        expected.1
    );
}

#[test]
fn chance_is_that_of_the_published_generators() {
    // SplitMix64 from 0 and from 1, FNV-1a of "a".
    assert_eq!(mixed(0), 0xe220_a839_7b1d_cdaf);
    assert_eq!(mixed(1), 0x910a_2dec_8902_5cc1);
    assert_eq!(Seed::of_number(1), Seed(0x910a_2dec_8902_5cc1));
    assert_eq!(Seed::of(&StudentId::from_text("a")), Seed(mixed(0xaf63_dc4c_8601_ec8c)));
    assert_eq!(Seed::of(&StudentId::from_text("foobar")), Seed(mixed(0x8594_4171_f739_67e8)));
    let share = Seed::of_number(1).share(OffsetDateTime::UNIX_EPOCH);
    assert!((share - 0.368_189_515_631_690_06).abs() < 1e-12, "{share}");
}

#[rstest]
#[case::before_the_morning(datetime!(2026-11-20 05:59:59 +3), Phase::Night, datetime!(2026-11-20 06:00 +3))]
#[case::the_morning(datetime!(2026-11-20 06:00 +3), Phase::Near, datetime!(2026-11-20 08:30 +3))]
#[case::the_first_lesson(datetime!(2026-11-20 08:30 +3), Phase::Lessons, datetime!(2026-11-20 15:00 +3))]
#[case::after_the_last(datetime!(2026-11-20 15:00 +3), Phase::Near, datetime!(2026-11-20 22:00 +3))]
#[case::nightfall(datetime!(2026-11-20 22:00 +3), Phase::Night, datetime!(2026-11-21 00:00 +3))]
#[case::a_free_day(datetime!(2026-11-21 06:00 +3), Phase::Free, datetime!(2026-11-21 22:00 +3))]
#[case::an_unknown_tuesday(datetime!(2026-12-01 08:00 +3), Phase::Lessons, datetime!(2026-12-01 16:00 +3))]
#[case::after_the_usual_hours(datetime!(2026-12-01 16:00 +3), Phase::Near, datetime!(2026-12-01 22:00 +3))]
#[case::an_unknown_sunday(datetime!(2026-12-06 10:00 +3), Phase::Free, datetime!(2026-12-06 22:00 +3))]
fn a_phase_has_its_edges(#[case] at: OffsetDateTime, #[case] phase: Phase, #[case] until: OffsetDateTime) {
    assert_eq!(phase_at(at, &known(), &TRAY), (phase, until));
}

#[test]
fn who_looks_looks_for_a_day_at_least() {
    let (phase, until) = phase_at(NOW, &known(), &OPEN);
    assert_eq!((phase, until), (Phase::Open, NOW + Duration::DAY));
}

#[rstest]
#[case::first(1, (15, 30))]
#[case::second(2, (30, 60))]
#[case::third(3, (60, 120))]
#[case::fourth(4, (120, 240))]
#[case::fifth(5, (150, 300))]
fn who_looks_sees_pauses_double(#[case] failures: u32, #[case] seconds: (i64, i64)) {
    let expected = (Duration::seconds(seconds.0), Duration::seconds(seconds.1));
    assert_pauses(&failed(failures), &OPEN, expected);
    // A pace that somebody set holds while all is well.
    assert_pauses(&failed(failures), &Around { every: Some(Duration::SECOND), ..TRAY }, expected);
}

#[rstest]
#[case::all_is_well(0, (9.0, 10.0))]
#[case::first(1, (9.0, 10.0))]
#[case::second(2, (9.0, 15.0))]
#[case::third(3, (11.25, 22.5))]
#[case::fourth(4, (15.0, 30.0))]
fn in_the_tray_pauses_grow_by_half(#[case] failures: u32, #[case] minutes: (f64, f64)) {
    assert_pauses(&failed(failures), &TRAY, (MINUTE * minutes.0, MINUTE * minutes.1));
}

#[test]
fn what_somebody_has_stopped_is_not_begun_again_because_they_still_look() {
    assert_pauses(&Past { stopped: true, ..asked_at(NOW) }, &OPEN, (MINUTE * 9, MINUTE * 10));
}

#[rstest]
#[case(0, 1.0)]
#[case(BUDGET * 6 / 10, 1.0)]
#[case(BUDGET * 8 / 10, 3.0)]
#[case(BUDGET * 9 / 10, 4.0)]
#[case(BUDGET, 5.0)]
#[case(BUDGET * 2, 30.0)]
fn a_budget_that_runs_out_stretches_pauses(#[case] spent: u64, #[case] times: f64) {
    assert!((stretch(spent) - times).abs() < 0.01, "{}", stretch(spent));
    let past = Past { spent, ..asked_at(NOW) };
    assert_pauses(&past, &OPEN, (MINUTE * times * SHORTEST, MINUTE * times));
}

#[test]
fn a_weak_battery_makes_pauses_three_times_as_long() {
    assert_pauses(&asked_at(NOW), &Around { saving: true, ..TRAY }, (MINUTE * 27, MINUTE * 30));
    assert_pauses(&asked_at(NOW), &Around { saving: true, ..OPEN }, (MINUTE * SHORTEST, MINUTE));
}

#[test]
fn what_is_left_of_a_pause_goes_on_in_the_next_phase() {
    // Four minutes of the ten are used up when the aftermath ends; of the evening's fifty-five the rest goes on.
    let last = datetime!(2026-11-20 14:56 +3);
    let at = used_up(last, 1.0, &asked_at(last), &TRAY);
    assert_eq!(at - last, MINUTE * 4 + MINUTE * 33);
}

#[test]
fn a_network_that_was_there_before_the_last_try_is_no_news() {
    let tried = NOW - MINUTE;
    let cut_off = Past { unreachable: true, last_attempt: Some(tried), ..failed(4) };
    let back = |since| pauses(&cut_off, &Around { network_since: Some(since), ..TRAY });
    let (least, most) = back(NOW);
    assert!(least >= Duration::ZERO && most <= BACK_WITHIN[2] && most > BACK_WITHIN[2] * 0.99);
    // One that came back before, and one that came back by a clock that was ahead then.
    for since in [tried, tried - MINUTE, NOW + Duration::HOUR] {
        assert!((MINUTE * 14..=MINUTE * 30).contains(&back(since).0), "{since}");
    }
}

#[rstest]
#[case::open(OPEN, NOW, 30)]
#[case::lessons(TRAY, NOW, 180)]
#[case::evening(TRAY, datetime!(2026-11-20 20:00 +3), 180)]
#[case::free(TRAY, datetime!(2026-11-21 12:00 +3), 240)]
#[case::night(TRAY, datetime!(2026-11-21 05:00 +3), 240)]
fn the_whole_term_is_looked_at_in_its_time(#[case] around: Around, #[case] now: OffsetDateTime, #[case] minutes: i64) {
    let looked = |ago: Duration| Memory { last_whole: Some(now - ago), ..known() };
    let every = Duration::minutes(minutes);
    let who_wants = |ago: Duration| {
        let wants = |seed: &u64| wants_whole(&looked(ago), &around, now, Seed::of_number(*seed));
        (0..2_000).filter(wants).count()
    };
    assert_eq!(who_wants(every), 2_000);
    assert_eq!(who_wants(every * 0.7 - Duration::SECOND), 0);
    // In between each in its turn.
    assert!((900..1_100).contains(&who_wants(every * 0.85)), "{}", who_wants(every * 0.85));
    assert_eq!(who_wants(Duration::ZERO), 0, "looked at just now");
    assert_eq!(who_wants(-Duration::SECOND), 2_000, "a clock that was set back");
}

const IDLES_OUT: Duration = Duration::minutes(15);

/// When many devices keep a session alive that was used at `asked_at`, after it.
fn kept_alive(asked_at: OffsetDateTime, past: &Past, around: &Around) -> Option<(Duration, Duration)> {
    let at = |seed| alive(IDLES_OUT, Some(asked_at), past, around, NOW, Seed::of_number(seed));
    let all: Option<Vec<Duration>> = (0..2_000).map(|seed| Some(at(seed)? - asked_at)).collect();
    let all = all?;
    Some((*all.iter().min()?, *all.iter().max()?))
}

#[test]
fn a_session_is_kept_alive_before_it_ends() {
    let (least, most) = kept_alive(NOW, &asked_at(NOW), &TRAY).unwrap();
    assert!(least >= MINUTE * 9 && least < MINUTE * 9 + Duration::SECOND, "{least}");
    assert!(most <= MINUTE * 10.5 && most > MINUTE * 10.5 - Duration::SECOND, "{most}");
    assert_eq!(alive(IDLES_OUT, None, &asked_at(NOW), &TRAY, NOW, Seed::of_number(1)), None, "never asked");
}

#[rstest]
#[case::just_ended(IDLES_OUT, false)]
#[case::about_to_end(IDLES_OUT - Duration::SECOND, true)]
fn what_has_idled_out_is_left(#[case] ago: Duration, #[case] kept: bool) {
    assert_eq!(kept_alive(NOW - ago, &asked_at(NOW), &TRAY).is_some(), kept);
}

#[rstest]
#[case::refused(Past { refused: true, ..asked_at(NOW) }, TRAY, false)]
#[case::in_trouble(failed(1), TRAY, false)]
#[case::paid_for(asked_at(NOW), Around { saving: true, ..TRAY }, false)]
#[case::paid_for_and_looked_at(asked_at(NOW), Around { saving: true, ..OPEN }, true)]
#[case::budget_of_a_day(Past { spent: BUDGET * 7 / 10, ..asked_at(NOW) }, TRAY, false)]
#[case::half_a_budget(Past { spent: BUDGET / 2, ..asked_at(NOW) }, TRAY, true)]
fn a_session_is_not_worth_trouble(#[case] past: Past, #[case] around: Around, #[case] kept: bool) {
    assert_eq!(kept_alive(NOW, &past, &around).is_some(), kept);
}

#[test]
fn a_school_that_asks_to_wait_is_not_kept_awake() {
    let waiting = |wait| Past { memory: Memory { wait_until: Some(NOW + wait), ..known() }, ..asked_at(NOW) };
    assert_eq!(kept_alive(NOW, &waiting(MINUTE * 12), &TRAY), Some((MINUTE * 12, MINUTE * 12)));
    assert_eq!(kept_alive(NOW, &waiting(IDLES_OUT), &TRAY), None, "it ends before");
}

#[test]
fn a_session_used_before_the_clock_was_set_back_is_left_to_the_look_that_is_due() {
    assert_eq!(kept_alive(NOW + Duration::SECOND, &asked_at(NOW), &TRAY), None);
    let past = asked_at(NOW + Duration::SECOND);
    assert_eq!(next(&past, &TRAY, NOW, Seed::of_number(1)), Some(NOW));
}

/// The first moment, looked for every ten minutes from `NOW` on, at which a look is due.
fn due_after(past: &Past) -> Duration {
    let mut at = NOW;
    while next(past, &TRAY, at, Seed::of_number(1)).unwrap() > at {
        at += MINUTE * 10;
        assert!(at - NOW < Duration::days(9), "never");
    }
    at - NOW
}

#[rstest]
#[case::an_hour(Duration::HOUR)]
#[case::a_day(Duration::DAY)]
#[case::years(Duration::days(4_000))]
fn a_clock_that_was_set_back_has_the_school_asked_at_once(#[case] back: Duration) {
    for failures in [0, 4] {
        let past = Past { last_attempt: Some(NOW + back), ..failed(failures) };
        assert_eq!(due_after(&past), Duration::ZERO);
    }
}

#[rstest]
#[case::of_a_minute(Duration::HOUR, MINUTE, Duration::HOUR + MINUTE * 10, Duration::ZERO)]
#[case::of_an_hour(MINUTE * 30, Duration::HOUR, MINUTE * 90, MINUTE * 20)]
#[case::that_would_end_after_more_than_a_day(Duration::DAY, Duration::HOUR, Duration::ZERO, Duration::ZERO)]
#[case::of_a_clock_years_ahead(Duration::days(4_000), Duration::HOUR, Duration::ZERO, Duration::ZERO)]
fn a_wait_by_a_clock_that_was_ahead_ends(
    #[case] back: Duration,
    #[case] wait: Duration,
    #[case] ends: Duration,
    #[case] of_its_own: Duration,
) {
    let memory = Memory { failures: 1, wait_until: Some(NOW + back + wait), ..known() };
    let past = Past { last_attempt: Some(NOW + back), memory, ..Past::default() };
    let after = due_after(&past);
    assert!((ends..=ends + of_its_own).contains(&after), "{after}");
}

#[rstest]
#[case::within_lessons(datetime!(2026-11-20 12:00 +3), MINUTE * 20)]
#[case::in_the_evening(datetime!(2026-11-20 18:00 +3), Duration::HOUR)]
#[case::at_night(datetime!(2026-11-20 23:00 +3), Duration::HOUR)]
#[case::on_a_free_day(datetime!(2026-11-21 09:30 +3), Duration::HOUR)]
fn a_wait_is_over_for_one_after_the_other(#[case] until: OffsetDateTime, #[case] within: Duration) {
    let waiting = Past { memory: Memory { wait_until: Some(until), ..failed(1).memory }, ..asked_at(NOW) };
    let (least, most) = pauses(&waiting, &TRAY);
    let added = (least - (until - NOW), most - (until - NOW));
    assert!(added.0 >= Duration::ZERO && added.0 < within / 100, "{}", added.0);
    assert!(added.1 <= within && added.1 > within * 0.99, "{}", added.1);
}

fn lesson(date: Date, hours: Option<(OffsetDateTime, OffsetDateTime)>) -> Item {
    Item::Lesson(Lesson {
        id: date.to_string(),
        date,
        number: None,
        starts_at: hours.map(|it| it.0),
        ends_at: hours.map(|it| it.1),
        subject: "Алгебра".into(),
        teacher: None,
        room: None,
        topic: None,
        status: LessonStatus::Planned,
    })
}

#[test]
fn a_day_lasts_from_its_first_lesson_to_its_last() {
    let (monday, tuesday) = (date!(2026 - 11 - 16), date!(2026 - 11 - 17));
    let lessons = [
        lesson(monday, Some((datetime!(2026-11-16 10:00 +3), datetime!(2026-11-16 10:45 +3)))),
        lesson(monday, Some((datetime!(2026-11-16 08:30 +3), datetime!(2026-11-16 09:15 +3)))),
        lesson(monday, Some((datetime!(2026-11-16 09:30 +3), datetime!(2026-11-16 13:00 +3)))),
        lesson(tuesday, None),
    ];
    let hours = (datetime!(2026-11-16 08:30 +3).unix_timestamp(), datetime!(2026-11-16 13:00 +3).unix_timestamp());
    assert_eq!(
        school_days(&lessons, monday, date!(2026 - 11 - 18)),
        [
            SchoolDay { date: monday, hours: Some(hours) },
            // Of Tuesday nobody knows the hours: it is not known at all.
            SchoolDay { date: date!(2026 - 11 - 18), hours: None },
        ]
    );
    assert_eq!(school_days(&lessons, tuesday, monday), []);
    assert_eq!(school_days(&[], monday, Date::MAX).len(), 62, "a foreign span has an end");
}
