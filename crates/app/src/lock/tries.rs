//! How often somebody may guess, and when nobody has looked for long enough: pure, with the time as an argument.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Typing errors are no attack.
const FREE: u32 = 4;

/// A clock is set right by less than this without anybody meaning it.
const SLACK: Duration = Duration::from_secs(60);

/// Guesses that were wrong, one after the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tries {
    /// How many.
    pub failed: u32,
    /// When the last of them was.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub last: Option<OffsetDateTime>,
}

impl Tries {
    /// How long nobody may guess; none where one may. A clock that stands before the last guess was set: the wait
    /// begins anew from it, once.
    pub(super) fn wait(&mut self, now: OffsetDateTime) -> Option<Duration> {
        let last = self.last?;
        if last > now {
            self.last = Some(now);
        }
        let since = Duration::try_from(now - last).unwrap_or_default();
        pause(self.failed).checked_sub(since).filter(|wait| !wait.is_zero())
    }

    /// A guess begins. It is counted before it is looked at: who ends the program meanwhile has not guessed for nothing.
    pub(super) fn begin(&mut self, now: OffsetDateTime) {
        self.failed = self.failed.saturating_add(1);
        self.last = Some(now);
    }
}

/// The pause after so many wrong guesses.
fn pause(failed: u32) -> Duration {
    let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
    match failed {
        0..=FREE => Duration::ZERO,
        5 => Duration::from_secs(30),
        6 => minutes(1),
        7 => minutes(5),
        8 => minutes(15),
        _ => minutes(60),
    }
}

/// A moment by both clocks: the one that people set and that goes on while the machine sleeps, and the one that nobody
/// sets and that stands still then.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub wall: OffsetDateTime,
    pub steady: Duration,
}

/// How long it is until nobody has looked for `after`; none where that is so already. Whichever clock says so first
/// is believed, and one that was set back says nothing good.
pub(super) fn idle_in(since: Moment, now: Moment, after: Duration) -> Option<Duration> {
    if now.wall + SLACK < since.wall {
        return None;
    }
    let slept = Duration::try_from(now.wall - since.wall).unwrap_or_default();
    let over = now.steady.saturating_sub(since.steady).max(slept);
    after.checked_sub(over).filter(|left| !left.is_zero())
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOON: OffsetDateTime = datetime!(2026-11-20 12:00 +3);

    fn failed(times: u32) -> Tries {
        let mut tries = Tries::default();
        (0..times).for_each(|_| tries.begin(NOON));
        tries
    }

    #[test]
    fn the_pause_grows_and_ends() {
        let waits: Vec<u64> = (0..12).map(|n| failed(n).wait(NOON).unwrap_or_default().as_secs()).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 30, 60, 300, 900, 3600, 3600, 3600]);
        let mut five = failed(5);
        assert_eq!(five.wait(NOON + Duration::from_secs(29)), Some(Duration::from_secs(1)));
        assert_eq!(five.wait(NOON + Duration::from_secs(30)), None);
    }

    #[test]
    fn a_clock_that_was_set_back_begins_the_pause_anew_and_only_once() {
        let mut six = failed(6);
        let earlier = NOON - Duration::from_secs(365 * 86_400);
        assert_eq!(six.wait(earlier), Some(Duration::from_secs(60)));
        assert_eq!(six.wait(earlier + Duration::from_secs(45)), Some(Duration::from_secs(15)));
        assert_eq!(six.wait(earlier + Duration::from_secs(60)), None);
    }

    #[test]
    fn idle_by_either_clock() {
        let at = |seconds: i64, steady: u64| Moment {
            wall: NOON + time::Duration::seconds(seconds),
            steady: Duration::from_secs(steady),
        };
        let five = Duration::from_secs(300);
        let left = |now| idle_in(at(0, 0), now, five).map(|left| left.as_secs());
        assert_eq!(left(at(100, 100)), Some(200));
        assert_eq!(left(at(300, 300)), None);
        assert_eq!(left(at(4000, 10)), None, "the machine slept");
        assert_eq!(left(at(20, 300)), None, "the clock was held back");
        assert_eq!(left(at(-30, 30)), Some(270), "the clock was set right");
        assert_eq!(left(at(-3600, 30)), None, "the clock was set back");
    }
}
