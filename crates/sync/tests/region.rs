//! A region's devices over a school day: a calm one, and such with an hour in which the school does not answer, says when
//! it will, or cannot be reached; against apps that ask every 60 s and every 15 min.
//!
//! `PEREMENA_CHILDREN` sets how many; `cargo xtask prove` takes half a million.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::cast_precision_loss)]

use std::ops::Range;

use peremena_sync::pace::{Around, Memory, Past, SchoolDay, Seed, next, wants_whole};
use time::{
    Duration, OffsetDateTime,
    macros::{date, datetime},
};

const MIDNIGHT: OffsetDateTime = datetime!(2026-11-20 00:00 +3);
const MINUTES: usize = 24 * 60;
/// From 10:00 to 11:00 no answer comes.
const OUTAGE: Range<usize> = 600..660;

/// What looks cost at a system, in requests.
struct Cost {
    system: &'static str,
    /// A quick look.
    quick: u32,
    /// One at the whole term.
    whole: u32,
    /// With a whole look where an hour has passed since, with a quick one where three have.
    hourly: u32,
    /// With a whole look, once a day; of what comes once a week the part of a day.
    daily: u32,
}

/// The week and the list of the latest, which is what the poll asks for too; of the whole term, who is signed in as well.
const DIARY: Cost = Cost { system: "the diary alone", quick: 2, whole: 3, hourly: 0, daily: 0 };

/// With all that is asked of them (docs/figures.md, docs/privacy.md; `syncs` in crates/school/tests/requests): the one
/// with the most requests beyond the diary (two of the mobile API), and the one whose whole look costs twice a
/// quick one.
const ALL_OF: [Cost; 2] = [
    Cost { system: "Дневник.ру", quick: 2, whole: 3, hourly: 2, daily: 7 },
    Cost { system: "ЭлЖур", quick: 3, whole: 6, hourly: 0, daily: 2 },
];

/// The hours over which a peak is looked for.
const SCHOOL: Range<usize> = 480..900;

/// What happens from 10:00 to 11:00.
#[derive(Clone, Copy, PartialEq)]
enum Trouble {
    None,
    /// No answer comes, and no word of when one will.
    Silent,
    /// Every answer names 11:00.
    OneDate,
    /// Nobody has a network.
    Network,
}

/// Numbers as if by chance, the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).unwrap() % most
    }
}

fn minute(at: OffsetDateTime) -> Option<usize> {
    usize::try_from((at - MIDNIGHT).whole_minutes()).ok().filter(|minute| *minute < MINUTES)
}

fn answers(at: OffsetDateTime) -> bool {
    minute(at).is_none_or(|minute| !OUTAGE.contains(&minute))
}

/// The end of the trouble.
fn back() -> OffsetDateTime {
    MIDNIGHT + Duration::minutes(i64::try_from(OUTAGE.end).unwrap())
}

fn children() -> u64 {
    std::env::var("PEREMENA_CHILDREN").map_or(2_000, |count| count.parse().unwrap())
}

/// Of few children the busiest minute is partly chance.
fn chance() -> f64 {
    if children() < 100_000 { 0.4 } else { 0.0 }
}

/// Looks by the minute.
struct Day {
    looks: Vec<u32>,
    wholes: Vec<u32>,
    hourly: Vec<u32>,
    daily: Vec<u32>,
    /// From the entry of a mark to the look that finds it, seconds.
    delays: Vec<i64>,
    /// From the end of the trouble to each child's first look, seconds.
    heard: Vec<i64>,
}

impl Day {
    fn new() -> Day {
        let none = || vec![0; MINUTES];
        let (delays, heard) = (Vec::new(), Vec::new());
        Day { looks: none(), wholes: none(), hourly: none(), daily: none(), delays, heard }
    }

    fn planned(trouble: Trouble) -> Day {
        let mut day = Day::new();
        (0..children()).for_each(|number| planned(child(number), trouble, &mut day));
        day
    }

    /// The requests of each minute.
    fn requests(&self, cost: &Cost) -> Vec<f64> {
        let of = |minute: usize| {
            let whole = self.wholes[minute] * (cost.whole - cost.quick) + self.daily[minute] * cost.daily;
            f64::from(self.looks[minute] * cost.quick + whole + self.hourly[minute] * cost.hourly)
        };
        (0..MINUTES).map(of).collect()
    }

    fn sum(&self, cost: &Cost) -> f64 {
        self.requests(cost).iter().sum()
    }

    /// The busiest minute of `minutes` against the mean of `usual`.
    fn peak(&self, cost: &Cost, minutes: Range<usize>, usual: Range<usize>) -> f64 {
        let requests = self.requests(cost);
        let usual = &requests[usual];
        let mean = usual.iter().sum::<f64>() / usual.len() as f64;
        requests[minutes].iter().copied().fold(0.0, f64::max) / mean
    }

    fn delay(&mut self, percent: usize) -> i64 {
        percentile(&mut self.delays, percent)
    }
}

fn percentile(seconds: &mut [i64], percent: usize) -> i64 {
    seconds.sort_unstable();
    seconds[(seconds.len() - 1) * percent / 100]
}

/// One child: its lessons, the marks of its day, when somebody looks.
struct Child {
    seed: Seed,
    memory: Memory,
    began: OffsetDateTime,
    /// When what is asked for once a day was asked for.
    learned: OffsetDateTime,
    marks: Vec<OffsetDateTime>,
    looks: Vec<(OffsetDateTime, OffsetDateTime)>,
}

fn child(number: u64) -> Child {
    let mut dice = Dice(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    for _ in 0..4 {
        dice.below(2);
    }
    // Most begin between eight and nine, every tenth in the second shift.
    let first = [480, 480, 495, 510, 510, 510, 525, 540, 540, 810][usize::try_from(dice.below(10)).unwrap()];
    let from = MIDNIGHT + Duration::minutes(first);
    let to = from + Duration::minutes(55 * (4 + dice.below(4)) - 10);
    let hours = Some((from.unix_timestamp(), to.unix_timestamp()));
    let busy = (to - from).whole_seconds();
    // Four of five marks are entered in the lessons and the hour after them, the fifth in the evening.
    let marks = (0..5)
        .map(|n| match n {
            0 => MIDNIGHT + Duration::seconds(18 * 3600 + dice.below(3 * 3600)),
            _ => from + Duration::seconds(dice.below(busy + 3600)),
        })
        .collect();
    let mut looks: Vec<_> = (0..3)
        .map(|_| MIDNIGHT + Duration::seconds(7 * 3600 + dice.below(15 * 3600)))
        .map(|at| (at, at + Duration::minutes(2)))
        .collect();
    looks.sort();
    // The device was on the evening before.
    let began = MIDNIGHT - Duration::seconds(dice.below(4 * 3600));
    Child {
        seed: Seed::of_number(number),
        memory: Memory { days: vec![SchoolDay { date: date!(2026 - 11 - 20), hours }], ..Memory::default() },
        began,
        learned: MIDNIGHT - Duration::seconds(dice.below(86_400)),
        marks,
        looks,
    }
}

/// The planner's own day with one child.
fn planned(mut child: Child, trouble: Trouble, day: &mut Day) {
    let mut past = Past { last_attempt: Some(child.began), ..Past::default() };
    child.memory.last_whole = Some(child.began);
    let (mut asked_hourly, mut asked_daily) = (child.began, child.learned);
    let mut now = child.began;
    let mut heard = trouble == Trouble::None;
    let mut spent = 0;
    let end = MIDNIGHT + Duration::DAY;
    while now < end {
        let open = child.looks.iter().find(|(_, to)| *to > now).copied();
        let window_open = open.is_some_and(|(from, _)| from <= now);
        let cut_off = trouble == Trouble::Network && now < back();
        let network_since = (trouble == Trouble::Network && !cut_off).then(back);
        let around = Around { window_open, network_since, ..Around::default() };
        past.memory = std::mem::take(&mut child.memory);
        past.spent = spent;
        let due = next(&past, &around, now, child.seed).unwrap().max(now);
        child.memory = std::mem::take(&mut past.memory);
        // A window that is opened or closed before that, and a network that is back, has the moment reckoned anew.
        let turn = open.map(|(from, to)| if window_open { to } else { from });
        if let Some(turn) = turn.into_iter().chain(cut_off.then(back)).min().filter(|turn| *turn < due) {
            now = turn;
            continue;
        }
        now = due;
        let whole = wants_whole(&child.memory, &around, now, child.seed);
        let hourly = now - asked_hourly >= Duration::HOUR * if whole { 1 } else { 3 };
        let daily = whole && now - asked_daily >= Duration::DAY;
        assert!(child.memory.wait_until.is_none_or(|wait| now >= wait), "asked before the school said");
        let fails = trouble != Trouble::None && !answers(now);
        past.unreachable = fails && trouble == Trouble::Network;
        if let Some(minute) = minute(now).filter(|_| !past.unreachable) {
            day.looks[minute] += 1;
            day.wholes[minute] += u32::from(whole);
            day.hourly[minute] += u32::from(hourly);
            day.daily[minute] += u32::from(daily);
            spent += u64::from(if whole { DIARY.whole } else { DIARY.quick });
        }
        past.last_attempt = Some(now);
        if fails {
            child.memory.failures += 1;
            child.memory.wait_until = (trouble == Trouble::OneDate).then(back);
        } else {
            child.memory.failures = 0;
            child.memory.wait_until = None;
            if whole {
                child.memory.last_whole = Some(now);
            }
            if hourly {
                asked_hourly = now;
            }
            if daily {
                asked_daily = now;
            }
            if !heard && now >= back() {
                heard = true;
                day.heard.push((now - back()).whole_seconds());
            }
            child.marks.retain(|mark| {
                let found = *mark <= now;
                if found {
                    day.delays.push((now - *mark).whole_seconds());
                }
                !found
            });
        }
        now += Duration::SECOND;
    }
}

/// An app that asks at a fixed pace from wherever in it the device was switched on.
fn fixed(mut child: Child, every: Duration, day: &mut Day) {
    let mut now = MIDNIGHT + every * child.seed.share(MIDNIGHT);
    while now < MIDNIGHT + Duration::DAY {
        if let Some(minute) = minute(now) {
            day.looks[minute] += 1;
        }
        if answers(now) {
            child.marks.retain(|mark| {
                let found = *mark <= now;
                if found {
                    day.delays.push((now - *mark).whole_seconds());
                }
                !found
            });
        }
        now += every;
    }
}

#[test]
fn a_region_over_a_school_day() {
    let (mut ours, mut often, mut seldom) = (Day::planned(Trouble::Silent), Day::new(), Day::new());
    for number in 0..children() {
        fixed(child(number), Duration::MINUTE, &mut often);
        fixed(child(number), 15 * Duration::MINUTE, &mut seldom);
    }
    println!("{} children, requests of a day and a child, mark → told (median, p99)", children());
    for (name, day) in [("planner", &mut ours), ("every 60 s", &mut often), ("every 15 min", &mut seldom)] {
        let per_child = day.sum(&DIARY) / children() as f64;
        println!("{name:<14} {per_child:>8.1}   {:>6} s {:>6} s", day.delay(50), day.delay(99));
    }
    let calm = Day::planned(Trouble::None);
    let figures = |cost: &Cost| {
        // The poll asks for the diary and nothing beside it.
        let ratio = often.sum(cost) / ours.sum(cost);
        let school = calm.peak(cost, SCHOOL, SCHOOL);
        let herd = ours.peak(cost, 660..750, 570..600);
        println!(
            "{}: requests 1/{ratio:.1} of the 60 s poll (1/{:.1} on a calm day); peak to mean from 8 to 15 {school:.2}; after \
             the outage {herd:.2}",
            cost.system,
            often.sum(cost) / calm.sum(cost),
        );
        (ratio, school, herd)
    };
    for cost in ALL_OF.iter().chain([&DIARY]) {
        let (ratio, school, herd) = figures(cost);
        assert!(ratio >= 20.0, "{}: 1/{ratio:.1}", cost.system);
        assert!(school <= 1.5 + chance() && herd <= 1.5 + chance(), "{}: {school:.2}, {herd:.2}", cost.system);
    }
    assert_eq!(ours.delays.len(), often.delays.len(), "what one finds, the other finds");
    assert!(ours.delay(50) < seldom.delay(50), "sooner than every 15 min");
}

/// What comes after the trouble: the busiest minute against the mean of before, and the seconds after which half of the
/// children and nine of ten are asked for again.
fn herd_after(trouble: Trouble, what: &str) -> (f64, i64, i64) {
    let mut day = Day::planned(trouble);
    let herd = day.peak(&DIARY, 660..750, 570..600);
    let (half, most) = (percentile(&mut day.heard, 50), percentile(&mut day.heard, 90));
    println!("{} children {what}: after it {herd:.2}; asked again after {half} s, nine of ten {most} s", children());
    (herd, half, most)
}

/// A school that is being worked on tells everybody the same moment.
#[test]
fn a_region_that_is_told_one_date() {
    let (herd, half, _) = herd_after(Trouble::OneDate, "told one date");
    assert!(herd <= 1.5 + chance(), "{herd:.2}");
    assert!(half <= 12 * 60, "{half}");
}

/// A whole region without a network, which comes back in one second: in ten minutes come those who else take ten, but each
/// of them does, and many with a look at the whole term.
#[test]
fn a_region_whose_network_comes_back() {
    let (herd, _, most) = herd_after(Trouble::Network, "back at once");
    assert!(herd <= 2.0 + chance(), "{herd:.2}");
    assert!(most <= 10 * 60, "{most}");
}
