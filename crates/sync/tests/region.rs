//! A region's devices over a school day with an outage of an hour, against apps that ask every 60 s and every 15 min.
//!
//! `PEREMENA_CHILDREN` sets how many; `cargo xtask prove` takes half a million.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::cast_precision_loss)]

use peremena_sync::pace::{Around, Memory, Past, SchoolDay, Seed, next, wants_whole};
use time::{
    Duration, OffsetDateTime,
    macros::{date, datetime},
};

const MIDNIGHT: OffsetDateTime = datetime!(2026-11-20 00:00 +3);
const MINUTES: usize = 24 * 60;
/// From 10:00 to 11:00 no answer comes.
const OUTAGE: std::ops::Range<usize> = 600..660;

/// Requests of one look: the week and the list of the latest; of a whole one.
const QUICK: u32 = 2;
const WHOLE: u32 = 3;

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

#[derive(Default)]
struct Day {
    requests: Vec<u32>,
    /// From the entry of a mark to the look that finds it, seconds.
    delays: Vec<i64>,
}

impl Day {
    fn new() -> Day {
        Day { requests: vec![0; MINUTES], delays: Vec::new() }
    }

    fn sum(&self) -> u64 {
        self.requests.iter().map(|count| u64::from(*count)).sum()
    }

    fn mean(&self, minutes: std::ops::Range<usize>) -> f64 {
        let part = &self.requests[minutes];
        part.iter().map(|count| f64::from(*count)).sum::<f64>() / part.len() as f64
    }

    fn peak(&self, minutes: std::ops::Range<usize>) -> f64 {
        self.requests[minutes].iter().map(|count| f64::from(*count)).fold(0.0, f64::max)
    }

    fn delay(&mut self, part: f64) -> i64 {
        self.delays.sort_unstable();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let place = ((self.delays.len() - 1) as f64 * part) as usize;
        self.delays[place]
    }
}

/// One child: its lessons, the marks of its day, when somebody looks.
struct Child {
    seed: Seed,
    memory: Memory,
    began: OffsetDateTime,
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
    Child {
        seed: Seed::of_number(number),
        memory: Memory { days: vec![SchoolDay { date: date!(2026 - 11 - 20), hours }], ..Memory::default() },
        // The device was on the evening before.
        began: MIDNIGHT - Duration::seconds(dice.below(4 * 3600)),
        marks,
        looks,
    }
}

/// The planner's own day with one child.
fn planned(mut child: Child, day: &mut Day) {
    let mut past = Past { last_attempt: Some(child.began), ..Past::default() };
    child.memory.last_whole = Some(child.began);
    let mut now = child.began;
    let mut spent = 0;
    let end = MIDNIGHT + Duration::DAY;
    while now < end {
        let open = child.looks.iter().find(|(_, to)| *to > now).copied();
        let window_open = open.is_some_and(|(from, _)| from <= now);
        let around = Around { window_open, ..Around::default() };
        past.memory = std::mem::take(&mut child.memory);
        past.spent = spent;
        let due = next(&past, &around, now, child.seed).unwrap().max(now);
        child.memory = std::mem::take(&mut past.memory);
        // A window that is opened or closed before that has the moment reckoned anew.
        if let Some((from, to)) = open {
            let turn = if window_open { to } else { from };
            if turn < due {
                now = turn;
                continue;
            }
        }
        now = due;
        let whole = wants_whole(&child.memory, &around, now);
        let cost = if whole { WHOLE } else { QUICK };
        if let Some(minute) = minute(now) {
            day.requests[minute] += cost;
            spent += u64::from(cost);
        }
        past.last_attempt = Some(now);
        if answers(now) {
            child.memory.failures = 0;
            if whole {
                child.memory.last_whole = Some(now);
            }
            child.marks.retain(|mark| {
                let found = *mark <= now;
                if found {
                    day.delays.push((now - *mark).whole_seconds());
                }
                !found
            });
        } else {
            child.memory.failures += 1;
        }
        now += Duration::SECOND;
    }
}

/// An app that asks at a fixed pace from wherever in it the device was switched on.
fn fixed(mut child: Child, every: Duration, day: &mut Day) {
    let mut now = MIDNIGHT + every * child.seed.share(MIDNIGHT);
    while now < MIDNIGHT + Duration::DAY {
        if let Some(minute) = minute(now) {
            day.requests[minute] += QUICK;
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
    let children: u64 = std::env::var("PEREMENA_CHILDREN").map_or(2_000, |count| count.parse().unwrap());
    let (mut ours, mut often, mut seldom) = (Day::new(), Day::new(), Day::new());
    for number in 0..children {
        planned(child(number), &mut ours);
        fixed(child(number), Duration::MINUTE, &mut often);
        fixed(child(number), 15 * Duration::MINUTE, &mut seldom);
    }
    let lessons = 570..600;
    let before = ours.mean(lessons.clone());
    let school =
        ours.peak(540..600).max(ours.peak(660..780)) / ((ours.mean(540..600) + 2.0 * ours.mean(660..780)) / 3.0);
    let herd = ours.peak(660..750) / before;
    println!("{children} children, requests of a day and a child, mark → told (median, p99)");
    for (name, day) in [("planner", &mut ours), ("every 60 s", &mut often), ("every 15 min", &mut seldom)] {
        let per_child = day.sum() as f64 / children as f64;
        println!("{name:<14} {per_child:>8.1}   {:>6} s {:>6} s", day.delay(0.5), day.delay(0.99));
    }
    let ratio = often.sum() as f64 / ours.sum() as f64;
    println!(
        "requests: 1/{ratio:.1} of the 60 s poll; peak to mean in school hours {school:.2}; after the outage {herd:.2}"
    );
    assert!(ratio >= 20.0, "1/{ratio:.1}");
    assert!(school <= 1.5, "{school:.2}");
    assert!(herd <= 1.5, "{herd:.2}");
    assert_eq!(ours.delays.len(), often.delays.len(), "what one finds, the other finds");
    assert!(ours.delay(0.5) < seldom.delay(0.5), "sooner than every 15 min");
}
