//! When to ask again, and how much. Pure: time is an argument.
//!
//! Between two looks there is a pause, and what uses it up is the time that passes: fast while somebody looks and in
//! the child's own lesson hours, slowly in the evening, on free days and at night. A pause that begins at night and ends
//! in the morning is thus neither cut short nor slept through, and no device of a region wakes at a stroke of the clock.

use peremena_model::{Item, StudentId};
use serde::{Deserialize, Serialize};
use time::{Date, Duration, OffsetDateTime, Time, Weekday, macros::time};

/// What the planner remembers of one child. It stands in the status row: a new process goes on where the old one ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// Tries in a row that went wrong.
    pub failures: u32,
    /// The school asked to wait until then.
    #[serde(with = "time::serde::timestamp::option")]
    pub wait_until: Option<OffsetDateTime>,
    /// The last look at the whole term.
    #[serde(with = "time::serde::timestamp::option")]
    pub last_whole: Option<OffsetDateTime>,
    /// The requests of one day.
    pub spent: Spent,
    /// The hours of lessons on the days that are known, in order.
    pub days: Vec<SchoolDay>,
}

/// The requests that were made for a child on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// The day, of the device.
    pub on: Option<Date>,
    /// How many.
    pub requests: u64,
}

impl Spent {
    /// Of `today`: yesterday's count for nothing.
    pub fn on(self, today: Date) -> u64 {
        if self.on == Some(today) { self.requests } else { 0 }
    }

    /// With `more` requests of `today`.
    pub fn and(self, today: Date, more: u64) -> Spent {
        Spent { on: Some(today), requests: self.on(today).saturating_add(more) }
    }
}

/// A day of which the timetable is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolDay {
    /// The day, local to the school.
    pub date: Date,
    /// From the first lesson to the end of the last, Unix seconds; none on a day without lessons.
    pub hours: Option<(i64, i64)>,
}

/// The days of a timetable that was answered from `from` to `to`: those without lessons are known to be free.
pub fn school_days(lessons: &[Item], from: Date, to: Date) -> Vec<SchoolDay> {
    let mut days = Vec::new();
    let mut date = from;
    // A foreign span must not become a list without end.
    while date <= to && days.len() < 62 {
        let mut hours: Option<(i64, i64)> = None;
        let mut any = false;
        for lesson in lessons.iter().filter_map(|item| match item {
            Item::Lesson(lesson) if lesson.date == date => Some(lesson),
            _ => None,
        }) {
            any = true;
            if let (Some(starts), Some(ends)) = (lesson.starts_at, lesson.ends_at) {
                let (starts, ends) = (starts.unix_timestamp(), ends.unix_timestamp());
                hours = Some(hours.map_or((starts, ends), |(from, to)| (from.min(starts), to.max(ends))));
            }
        }
        // Lessons without hours say that it is a school day, not when: it is left to the usual hours.
        if hours.is_some() || !any {
            days.push(SchoolDay { date, hours });
        }
        let Some(next) = date.next_day() else { break };
        date = next;
    }
    days
}

/// How an account has been doing with one child.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// The last try.
    pub last_attempt: Option<OffsetDateTime>,
    /// Somebody has had enough of the last try.
    pub stopped: bool,
    /// The last try did not even reach the school.
    pub unreachable: bool,
    /// The credentials were refused: nothing is asked until the family signs in again.
    pub refused: bool,
    /// Today's requests for all children of the account.
    pub spent: u64,
    /// What was remembered.
    pub memory: Memory,
}

/// What goes on around.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// A window is open.
    pub window_open: bool,
    /// A pace that somebody set ("watch every 30 seconds").
    pub every: Option<Duration>,
    /// The battery runs low or the network is paid for by the byte.
    pub saving: bool,
    /// Since when there is a network, where it was gone before.
    pub network_since: Option<OffsetDateTime>,
}

/// What a moment is, as far as asking goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Somebody looks.
    Open,
    /// Lessons, and the time after them in which teachers write down what was set.
    Lessons,
    /// A school day, outside of the lessons.
    Near,
    /// The daytime of a day without lessons.
    Free,
    /// Nobody enters marks, and nobody wants to be told.
    Night,
}

impl Phase {
    /// The longest pause between two looks when all is well. A device takes between [`SHORTEST`] and the whole of it.
    pub fn pause(self) -> Duration {
        match self {
            Phase::Open => Duration::seconds(60),
            Phase::Lessons => Duration::minutes(10),
            Phase::Near => Duration::minutes(55),
            Phase::Free => Duration::minutes(90),
            Phase::Night => Duration::hours(6),
        }
    }

    /// How old the look at the whole term may be at most. A device takes between [`SOONEST_WHOLE`] and the whole of it.
    fn whole_every(self) -> Duration {
        match self {
            Phase::Open => Duration::minutes(30),
            Phase::Lessons | Phase::Near => Duration::hours(3),
            Phase::Free | Phase::Night => Duration::hours(4),
        }
    }
}

/// The part of a pause that a device always takes; the rest is its share, another one each time.
pub const SHORTEST: f64 = 0.9;

/// The same of the time between two looks at the whole term, which cost more than others: a class that was looked at in
/// the same evening does not come with all of them in the same minutes of the morning.
const SOONEST_WHOLE: f64 = 0.7;

/// How long after the last lesson teachers are busy with the register: what was set is to stand in it an hour later
/// (R5 of the documents).
const AFTERMATH: Duration = Duration::HOUR;

/// Where the timetable of a day is not known.
const USUAL_HOURS: (Time, Time) = (time!(8:00), time!(15:00));

/// Day and night of a device.
const MORNING: Time = time!(6:00);
const NIGHTFALL: Time = time!(22:00);

/// A wish of a school to be left alone is heeded for so long at most: a date years ahead is a mistake.
const LONGEST_WAIT: Duration = Duration::hours(24);

/// After failures the pause is this many times the usual one, at most.
const MOST_TIMES: f64 = 3.0;

/// With a window open the pause after a failure begins with this and doubles up to the other.
const FIRST_RETRY: Duration = Duration::seconds(30);
const LAST_RETRY: Duration = Duration::minutes(5);

/// Requests of one account on one day. A family of three with a window open for an hour needs a quarter of it.
pub const BUDGET: u64 = 3_000;

/// Devices that come back to the network at once take this long over it, by the tries that found none: a machine that
/// woke has made one; with the third it may be a whole region whose provider recovers, and then no device comes sooner
/// than it would have in lessons.
const BACK_WITHIN: [Duration; 3] = [Duration::seconds(30), Duration::minutes(2), Duration::minutes(10)];

/// With a window open they take this long.
const BACK_AND_LOOKED_AT: Duration = Duration::seconds(10);

/// After a wait that the school asked for, devices take this many usual pauses to come, no longer than the other: a school
/// names one moment to all that ask, and each comes with its look at the whole term.
const PAUSES_AFTER_A_WAIT: i32 = 2;
const LONGEST_AFTER_A_WAIT: Duration = Duration::HOUR;

/// When the account is to be asked next; none where it must not be asked at all. `now` has the device's offset.
pub fn next(past: &Past, around: &Around, now: OffsetDateTime, seed: Seed) -> Option<OffsetDateTime> {
    if past.refused {
        return None;
    }
    let Some(last) = past.last_attempt else {
        return Some(now);
    };
    let wait = asked_to_wait(past, now);
    if last > now {
        // The clock was set back. How long ago the try was nobody knows: it is made now, and leaves a moment that is known.
        return Some(wait.map_or(now, |wait| wait.max(now)));
    }
    let last = last.to_offset(now.offset());
    let memory = &past.memory;
    // Whoever has stopped it does not want it back within the minute because the window is still open.
    let around = &Around { window_open: around.window_open && !past.stopped, ..*around };
    let share = seed.share(last);
    let due = if let Some(every) = around.every.filter(|_| memory.failures == 0) {
        last + every
    } else if let Some(back) = around.network_since.filter(|back| past.unreachable && *back > last && *back <= now) {
        back + back_within(memory, around) * share
    } else if memory.failures == 0 {
        used_up(last, SHORTEST + (1.0 - SHORTEST) * share, past, around)
    } else if around.window_open || around.every.is_some() {
        let doubled = FIRST_RETRY * 2_i32.saturating_pow(memory.failures.saturating_sub(1).min(10));
        last + doubled.min(LAST_RETRY) * (0.5 + 0.5 * share)
    } else {
        // Never sooner than when all is well: who is down is not helped by a crowd at the door.
        let times = 1.5_f64.powi(i32::try_from(memory.failures).unwrap_or(i32::MAX).min(10) - 1).min(MOST_TIMES);
        let least = SHORTEST.max(times / 2.0);
        used_up(last, least + (times - least) * share, past, around)
    };
    Some(match wait {
        Some(wait) if due < wait => after_a_wait(wait.to_offset(now.offset()), memory, around, seed),
        _ => due,
    })
}

/// How long devices take that come back to the network at once.
fn back_within(memory: &Memory, around: &Around) -> Duration {
    if around.window_open || around.every.is_some() {
        return BACK_AND_LOOKED_AT;
    }
    let [once, twice, often] = BACK_WITHIN;
    match memory.failures {
        ..=1 => once,
        2 => twice,
        3.. => often,
    }
}

/// When this device asks where the school asked it to wait until `wait`: never before, and not with all the others.
fn after_a_wait(wait: OffsetDateTime, memory: &Memory, around: &Around, seed: Seed) -> OffsetDateTime {
    let within = if around.window_open || around.every.is_some() {
        FIRST_RETRY
    } else {
        let (phase, _) = phase_at(wait, memory, around);
        (phase.pause() * PAUSES_AFTER_A_WAIT).min(LONGEST_AFTER_A_WAIT)
    };
    wait + within * seed.share(wait)
}

/// Until when the school asked to be left alone, as far as that is heeded. The moment stays where it is while time
/// passes: a wait that is measured from the present never ends.
pub(crate) fn asked_to_wait(past: &Past, now: OffsetDateTime) -> Option<OffsetDateTime> {
    let wait = past.memory.wait_until?;
    match past.last_attempt.filter(|last| *last <= now) {
        Some(last) => Some(wait.min(last + LONGEST_WAIT)),
        // Of a clock that was ahead, so it ends later than was asked for; by more than a day it would be a mistake too.
        None => Some(wait).filter(|wait| *wait - now <= LONGEST_WAIT),
    }
}

/// The part of the time after which a system ends a session that may pass before it is kept alive; a device takes between
/// the two.
const ALIVE_AFTER: (f64, f64) = (0.6, 0.7);

/// When the session of an account is to be kept alive, which its system would end `idles_out` after the last request,
/// made at `asked_at`; none where it may end. It is not worth the last part of a day's requests, a network that is paid
/// for, or a school that is in trouble; nor is anything left to keep once it has idled out. A request of which nobody knows
/// how long it is ago (the clock was set back since) is left to the look that is due by then.
pub fn alive(
    idles_out: Duration,
    asked_at: Option<OffsetDateTime>,
    past: &Past,
    around: &Around,
    now: OffsetDateTime,
    seed: Seed,
) -> Option<OffsetDateTime> {
    let asked_at = asked_at.filter(|at| *at <= now)?;
    let troubled = past.refused || past.memory.failures > 0;
    let spared = (around.saving && !around.window_open) || stretch(past.spent) > 1.0;
    if troubled || spared || now - asked_at >= idles_out {
        return None;
    }
    let (least, most) = ALIVE_AFTER;
    let at = asked_at + idles_out * (least + (most - least) * seed.share(asked_at));
    let at = past.memory.wait_until.map_or(at, |wait| at.max(wait));
    // After it has ended nobody is helped.
    (at - asked_at < idles_out).then_some(at)
}

/// The moment at which `pauses` of the usual pauses have passed since `last`.
fn used_up(last: OffsetDateTime, pauses: f64, past: &Past, around: &Around) -> OffsetDateTime {
    let slower = stretch(past.spent) * if around.saving && !around.window_open { 3.0 } else { 1.0 };
    let mut left = pauses * slower;
    let mut at = last;
    // Two days hold any pause that there is.
    for _ in 0..32 {
        let (phase, until) = phase_at(at, &past.memory, around);
        let pause = phase.pause();
        let there = (until - at) / pause;
        if there >= left {
            return at + pause * left;
        }
        left -= there;
        at = until;
    }
    at
}

/// How much longer the pauses are where the account's budget for the day runs out.
fn stretch(spent: u64) -> f64 {
    // Both are far below what a float can count.
    #[allow(clippy::cast_precision_loss)]
    let part = spent as f64 / BUDGET as f64;
    match part {
        ..0.6 => 1.0,
        0.6..1.0 => 1.0 + (part - 0.6) * 10.0,
        _ => 5.0 * (1.0 + (part - 1.0) * 5.0),
    }
}

/// What `at`, in the device's offset, is, and until when it is that.
pub fn phase_at(at: OffsetDateTime, memory: &Memory, around: &Around) -> (Phase, OffsetDateTime) {
    let midnight = |date: Date| date.midnight().assume_offset(at.offset());
    let today = at.date();
    let tomorrow = midnight(today.next_day().unwrap_or(Date::MAX));
    if around.window_open {
        return (Phase::Open, tomorrow.max(at + Duration::DAY));
    }
    let clock = |time: Time| today.with_time(time).assume_offset(at.offset());
    let known = memory.days.iter().find(|day| day.date == today);
    let lessons = match known {
        Some(SchoolDay { hours: Some((from, to)), .. }) => {
            let moment = |unix: i64| OffsetDateTime::from_unix_timestamp(unix).ok();
            moment(*from).zip(moment(*to)).map(|(from, to)| (from, to + AFTERMATH))
        }
        Some(SchoolDay { hours: None, .. }) => None,
        None if today.weekday() == Weekday::Sunday => None,
        None => Some((clock(USUAL_HOURS.0), clock(USUAL_HOURS.1) + AFTERMATH)),
    };
    let phase = match lessons {
        Some((from, to)) if (from..to).contains(&at) => Phase::Lessons,
        _ if !(MORNING..NIGHTFALL).contains(&at.time()) => Phase::Night,
        Some(_) => Phase::Near,
        None => Phase::Free,
    };
    let until = [Some(clock(MORNING)), Some(clock(NIGHTFALL)), lessons.map(|it| it.0), lessons.map(|it| it.1)]
        .into_iter()
        .flatten()
        .filter(|boundary| *boundary > at)
        .fold(tomorrow, OffsetDateTime::min);
    (phase, until)
}

/// Whether the next look must be a whole one: the whole term, identity, what the feed of the latest does not tell.
pub fn wants_whole(memory: &Memory, around: &Around, now: OffsetDateTime, seed: Seed) -> bool {
    let (phase, _) = phase_at(now, memory, around);
    memory.last_whole.is_none_or(|last| {
        let part = SOONEST_WHOLE + (1.0 - SOONEST_WHOLE) * seed.share(last);
        now - last >= phase.whole_every() * part || last > now
    })
}

/// What makes the devices of a region come one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed(u64);

impl Seed {
    /// The seed of any number.
    pub fn of_number(number: u64) -> Seed {
        Seed(mixed(number))
    }

    /// The seed of a child on this device.
    pub fn of(student: &StudentId) -> Seed {
        // FNV-1a: the ids are short, and nobody gains anything by choosing them.
        let hash = student
            .as_str()
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        Seed(mixed(hash))
    }

    /// Between 0 and 1: the same for the same moment, another one the next time.
    pub fn share(self, at: OffsetDateTime) -> f64 {
        let mixed = mixed(self.0 ^ at.unix_timestamp().cast_unsigned());
        // 32 bits are exact in a float.
        f64::from(u32::try_from(mixed >> 32).unwrap_or(u32::MAX)) / f64::from(u32::MAX)
    }
}

/// The finaliser of SplitMix64: every bit of the input moves every bit of the output.
fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests;
