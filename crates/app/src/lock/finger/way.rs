//! What a finger on the reader does to a lock: pure, with the time as an argument.
//!
//! A finger proves nothing that a key could be made from, so it is a short way in for whoever is known already: the PIN
//! or password stands before it after each start and after too many fingers that did not fit.

use std::time::Duration;

use super::super::tries::{Moment, idle_in};

/// So many fingers that do not fit, one after the other, and the PIN or password is the only way in.
pub(super) const MOST_MISSES: u32 = 5;

/// How long a reader is held for whoever came to the lock. The system's own lock screen and `sudo` want it too.
pub(super) const WAITS: Duration = Duration::from_secs(60);

/// What is to be done otherwise when a finger could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hint {
    /// Once more, as before.
    Again,
    /// The swipe was too short.
    TooShort,
    /// It lay beside the middle.
    OffCentre,
    /// It lay there already.
    Lift,
}

/// What the reader says of a finger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It is one of those that were enrolled.
    Match,
    /// It is none of them.
    Miss,
    /// It could not be read: nobody's fault.
    Unread(Hint),
    /// The reader is gone, or does not work.
    Failed,
}

impl Answer {
    /// Of a status of fprintd's `VerifyStatus` (its D-Bus interface `net.reactivated.Fprint.Device`, "Verify Statuses").
    /// `done`: whether the reader has stopped. One that it does not name, while it goes on reading, asks for another try.
    pub(super) fn of(status: &str, done: bool) -> Answer {
        match status {
            "verify-match" => Answer::Match,
            "verify-no-match" => Answer::Miss,
            "verify-swipe-too-short" => Answer::Unread(Hint::TooShort),
            "verify-finger-not-centered" => Answer::Unread(Hint::OffCentre),
            "verify-remove-and-retry" => Answer::Unread(Hint::Lift),
            "verify-retry-scan" => Answer::Unread(Hint::Again),
            "verify-disconnected" | "verify-unknown-error" => Answer::Failed,
            _ if done => Answer::Failed,
            _ => Answer::Unread(Hint::Again),
        }
    }
}

/// What the answer leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The lock opens.
    Open,
    /// The reader is listened to.
    Listen,
    /// The reader is let go.
    Leave,
}

/// What the lock screen says of the finger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing, and nothing is offered: there is no reader to be had.
    Nothing,
    /// That the reader can be asked.
    MayAsk,
    /// Put it on the reader.
    Place,
    /// Draw it over the reader.
    Swipe,
    /// It could not be read.
    Unread(Hint),
    /// It does not fit, and so many tries are left.
    Missed(u32),
    /// After a start the PIN or password comes first.
    First,
    /// Too many did not fit: the PIN or password is asked for.
    Ended,
}

/// How the way by finger stands, for as long as the process lives.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    /// The PIN or password was given since the start, and since too many fingers did not fit.
    trusted: bool,
    misses: u32,
    /// When somebody came to the lock; none while nobody is there.
    asked: Option<Moment>,
    said: Said,
    /// The machine sleeps, or is about to.
    pub asleep: bool,
    /// How often the lock has fallen: what a finger opens is the lock before which it was laid on.
    pub round: u64,
}

impl Default for Way {
    fn default() -> Way {
        Way { trusted: false, misses: 0, asked: None, said: Said::MayAsk, asleep: false, round: 0 }
    }
}

impl Way {
    /// The PIN or password was given.
    pub(super) fn trust(&mut self) {
        self.trusted = true;
        self.misses = 0;
        self.leave();
    }

    /// A file with another lock, or another start.
    pub(super) fn begin(&mut self) {
        *self = Way { round: self.round + 1, asleep: self.asleep, ..Way::default() };
    }

    /// The lock fell.
    pub(super) fn fall(&mut self) {
        self.round += 1;
        self.leave();
    }

    /// Somebody is at the lock. Who is awaited already is awaited no longer for it.
    pub(super) fn ask(&mut self, now: Moment) {
        if !self.asleep && self.left(now).is_none() {
            self.asked = Some(now);
            self.said = Said::Nothing;
        }
    }

    /// Nobody is there any more.
    pub(super) fn leave(&mut self) {
        self.asked = None;
        self.said = Said::MayAsk;
    }

    /// The machine goes to sleep, or is awake again.
    pub(super) fn sleep(&mut self, asleep: bool) {
        self.asleep = asleep;
        self.leave();
    }

    /// Who came is awaited no longer, where the time for it is over.
    pub(super) fn tire(&mut self, now: Moment) {
        if self.asked.is_some() && self.left(now).is_none() {
            self.leave();
        }
    }

    /// There was no reader to be had for a finger that was awaited in `round`.
    pub(super) fn fail(&mut self, round: u64) {
        if round == self.round {
            self.asked = None;
            self.said = Said::Nothing;
        }
    }

    /// The reader waits for a finger.
    pub(super) fn ready(&mut self, swipe: bool) {
        if self.said == Said::Nothing {
            self.said = if swipe { Said::Swipe } else { Said::Place };
        }
    }

    /// How long a finger is awaited still; none where it is not.
    pub(super) fn left(&self, now: Moment) -> Option<Duration> {
        self.asked.filter(|_| self.trusted).and_then(|asked| idle_in(asked, now, WAITS))
    }

    /// The reader has said something of a finger that was awaited in `round`.
    pub(super) fn hear(&mut self, answer: Answer, round: u64, now: Moment) -> Next {
        if round != self.round || self.left(now).is_none() {
            return Next::Leave;
        }
        match answer {
            Answer::Match => {
                self.misses = 0;
                self.leave();
                Next::Open
            }
            Answer::Miss => {
                self.misses += 1;
                self.said = Said::Missed(MOST_MISSES.saturating_sub(self.misses));
                if self.misses < MOST_MISSES {
                    return Next::Listen;
                }
                self.trusted = false;
                Next::Leave
            }
            Answer::Unread(hint) => {
                self.said = Said::Unread(hint);
                Next::Listen
            }
            Answer::Failed => {
                self.fail(round);
                Next::Leave
            }
        }
    }

    /// What the lock screen is to say.
    pub(super) fn said(&self) -> Said {
        match (self.trusted, self.misses) {
            (true, _) => self.said,
            (false, 0) => Said::First,
            (false, _) => Said::Ended,
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn at(seconds: u64) -> Moment {
        let steady = Duration::from_secs(seconds);
        Moment { wall: datetime!(2026-11-20 12:00 +3) + steady, steady }
    }

    /// Somebody who has given the PIN, locked the window and came to it at second 0.
    fn awaited() -> Way {
        let mut way = Way::default();
        way.trust();
        way.fall();
        way.ask(at(0));
        way.ready(false);
        way
    }

    fn heard(way: &mut Way, answer: Answer) -> Next {
        way.hear(answer, way.round, at(1))
    }

    #[test]
    fn a_finger_that_fits_opens() {
        let mut way = awaited();
        assert_eq!((way.said(), way.left(at(1))), (Said::Place, Some(Duration::from_secs(59))));
        assert_eq!(heard(&mut way, Answer::Match), Next::Open);
        assert_eq!(way.left(at(1)), None, "the reader is let go");
    }

    #[test]
    fn after_a_start_the_pin_comes_first() {
        let mut way = Way::default();
        way.ask(at(0));
        assert_eq!((way.said(), way.left(at(0))), (Said::First, None));
        assert_eq!(heard(&mut way, Answer::Match), Next::Leave);
        way.trust();
        way.begin();
        way.ask(at(0));
        assert_eq!((way.said(), way.left(at(0))), (Said::First, None), "another file");
    }

    #[test]
    fn the_fifth_finger_that_does_not_fit_ends_the_way_until_the_pin() {
        let mut way = awaited();
        for left in [4, 3, 2, 1] {
            assert_eq!((heard(&mut way, Answer::Miss), way.said()), (Next::Listen, Said::Missed(left)));
        }
        // Neither leaving nor another lock makes more of them.
        way.fall();
        way.ask(at(0));
        assert_eq!(heard(&mut way, Answer::Miss), Next::Leave);
        for _ in 0..2 {
            assert_eq!((way.said(), way.left(at(1))), (Said::Ended, None));
            assert_eq!(heard(&mut way, Answer::Match), Next::Leave);
            way.fall();
            way.ask(at(0));
        }
        way.trust();
        way.fall();
        way.ask(at(0));
        assert_eq!(heard(&mut way, Answer::Match), Next::Open);
    }

    #[test]
    fn one_that_fits_begins_the_count_anew() {
        let mut way = awaited();
        for _ in 0..3 {
            (0..4).for_each(|_| assert_eq!(heard(&mut way, Answer::Miss), Next::Listen));
            assert_eq!(heard(&mut way, Answer::Match), Next::Open);
            way.fall();
            way.ask(at(0));
        }
    }

    #[test]
    fn what_could_not_be_read_is_said_and_counts_for_nothing() {
        let mut way = awaited();
        let statuses = [
            ("verify-retry-scan", Hint::Again),
            ("verify-swipe-too-short", Hint::TooShort),
            ("verify-finger-not-centered", Hint::OffCentre),
            ("verify-remove-and-retry", Hint::Lift),
            ("verify-of-tomorrow", Hint::Again),
        ];
        for (status, hint) in statuses.into_iter().cycle().take(25) {
            assert_eq!(heard(&mut way, Answer::of(status, false)), Next::Listen, "{status}");
            assert_eq!(way.said(), Said::Unread(hint), "{status}");
        }
        assert_eq!(heard(&mut way, Answer::of("verify-match", true)), Next::Open);
    }

    #[test]
    fn a_reader_that_fails_says_nothing_and_is_asked_again_by_whoever_comes() {
        for status in ["verify-disconnected", "verify-unknown-error", "verify-of-tomorrow"] {
            let mut way = awaited();
            assert_eq!(heard(&mut way, Answer::of(status, true)), Next::Leave, "{status}");
            assert_eq!((way.said(), way.left(at(1))), (Said::Nothing, None));
            way.ask(at(2));
            way.ready(true);
            assert_eq!(way.said(), Said::Swipe);
        }
    }

    #[test]
    fn a_finger_of_before_opens_no_lock_that_fell_after_it() {
        let mut way = awaited();
        let before = way.round;
        way.trust();
        way.fall();
        way.ask(at(1));
        assert_eq!(way.hear(Answer::Match, before, at(1)), Next::Leave);
        assert_eq!(way.said(), Said::Nothing, "the finger of this lock is awaited still");
    }

    #[test]
    fn nobody_is_awaited_for_longer_than_a_minute_or_after_going_away() {
        let mut way = awaited();
        way.ask(at(40));
        assert_eq!(way.left(at(59)), Some(Duration::from_secs(1)), "asking again holds the reader no longer");
        assert_eq!(way.hear(Answer::Match, way.round, at(60)), Next::Leave);
        way.tire(at(60));
        assert_eq!(way.said(), Said::MayAsk);
        way.ask(at(61));
        way.tire(at(62));
        assert_eq!(way.left(at(62)), Some(Duration::from_secs(59)));
        way.leave();
        assert_eq!((way.said(), way.left(at(62))), (Said::MayAsk, None));
        assert_eq!(way.hear(Answer::Match, way.round, at(62)), Next::Leave);
    }

    #[test]
    fn nobody_is_awaited_while_the_machine_sleeps() {
        let mut way = awaited();
        way.sleep(true);
        way.ask(at(2));
        assert_eq!(way.left(at(2)), None);
        way.sleep(false);
        assert_eq!(way.said(), Said::MayAsk);
        way.ask(at(3));
        assert!(way.left(at(3)).is_some());
    }
}
