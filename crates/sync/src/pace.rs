//! When to ask again. Pure: time is an argument.

use peremena_model::StudentId;
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};

/// How an account has been doing.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// The last try.
    pub last_attempt: Option<OffsetDateTime>,
    /// The last try that went well.
    pub last_success: Option<OffsetDateTime>,
    /// Tries in a row that went wrong.
    pub failures: u32,
    /// The school asked to wait until then.
    pub wait_until: Option<OffsetDateTime>,
    /// The credentials were refused: nothing is asked until the family signs in again.
    pub refused: bool,
}

/// What goes on around.
#[derive(Clone, Copy, Debug)]
pub struct Around {
    /// A window is open.
    pub window_open: bool,
    /// The moment, with the device's offset.
    pub now: OffsetDateTime,
    /// A pace that somebody set ("watch every 30 seconds").
    pub every: Option<Duration>,
}

/// Between two tries, when all is well.
fn calm_interval(around: &Around) -> Duration {
    if let Some(every) = around.every {
        return every;
    }
    let hour = around.now.hour();
    if around.window_open {
        Duration::seconds(60)
    } else if (7..21).contains(&hour) {
        Duration::minutes(10)
    } else {
        Duration::minutes(60)
    }
}

/// After that many failures the pause no longer grows.
const LONGEST_PAUSE: Duration = Duration::minutes(60);

/// The pause after failures: half a minute, doubled with each, up to an hour.
fn pause(failures: u32) -> Duration {
    let doubled = Duration::seconds(30) * 2_i32.saturating_pow(failures.saturating_sub(1).min(10));
    doubled.min(LONGEST_PAUSE)
}

/// When the account is to be asked next; none where it must not be asked at all.
///
/// `seed` spreads a region's devices: the same device always gets the same share of up to a fifth
/// of the interval on top.
pub fn next(past: &Past, around: &Around, seed: &StudentId) -> Option<OffsetDateTime> {
    if past.refused {
        return None;
    }
    let Some(last) = past.last_attempt else {
        return Some(around.now);
    };
    // A clock that was set back must not silence the app for the length of the step.
    let last = last.min(around.now);
    let interval = if past.failures == 0 { calm_interval(around) } else { pause(past.failures) };
    let spread = if around.every.is_some() { Duration::ZERO } else { interval * share(seed) * 0.2 };
    let due = last + interval + spread;
    Some(past.wait_until.map_or(due, |wait| due.max(wait)))
}

/// Between 0 and 1, always the same for the same seed.
fn share(seed: &StudentId) -> f64 {
    let digest = Sha256::digest(seed.as_str().as_bytes());
    let number = digest.iter().take(4).fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    f64::from(number) / f64::from(u32::MAX)
}

/// Every so often a look is a whole one: the whole term, identity, what the feed of the latest does not tell.
pub const WHOLE_EVERY: Duration = Duration::hours(1);

/// Whether the next look must be a whole one.
pub fn wants_whole(last_whole: Option<OffsetDateTime>, now: OffsetDateTime) -> bool {
    last_whole.is_none_or(|last| now - last >= WHOLE_EVERY || last > now)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::datetime;

    use super::*;

    fn at_noon(window_open: bool) -> Around {
        Around { window_open, now: datetime!(2026-11-20 12:00 +3), every: None }
    }

    fn asked_at(at: OffsetDateTime) -> Past {
        Past { last_attempt: Some(at), last_success: Some(at), ..Past::default() }
    }

    #[rstest]
    #[case(true, 60, 72)]
    #[case(false, 600, 720)]
    fn it_asks_often_while_it_is_looked_at_and_seldom_in_the_tray(
        #[case] open: bool,
        #[case] least: i64,
        #[case] most: i64,
    ) {
        let around = at_noon(open);
        let due = next(&asked_at(around.now), &around, &StudentId::from_text("amina")).unwrap();
        let wait = (due - around.now).whole_seconds();
        assert!((least..=most).contains(&wait), "{wait}");
    }

    #[test]
    fn refused_credentials_are_never_tried_again_by_themselves() {
        let past = Past { refused: true, ..asked_at(datetime!(2026-11-20 11:00 +3)) };
        assert_eq!(next(&past, &at_noon(true), &StudentId::from_text("amina")), None);
    }

    #[test]
    fn a_school_that_asks_to_wait_is_left_alone_that_long() {
        let around = at_noon(true);
        let wait = around.now + Duration::minutes(30);
        let past = Past { failures: 1, wait_until: Some(wait), ..asked_at(around.now) };
        assert_eq!(next(&past, &around, &StudentId::from_text("amina")), Some(wait));
    }

    #[test]
    fn pauses_grow_and_stop_growing() {
        let pauses: Vec<i64> = (1..=12).map(|failures| pause(failures).whole_seconds()).collect();
        assert!(pauses.windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!(pauses[0], 30);
        assert_eq!(pauses[11], 3600);
    }

    #[test]
    fn a_clock_that_was_set_back_does_not_silence_it() {
        let around = at_noon(true);
        let past = asked_at(around.now + Duration::days(1));
        let due = next(&past, &around, &StudentId::from_text("amina")).unwrap();
        assert!(due - around.now <= Duration::seconds(72));
    }
}
