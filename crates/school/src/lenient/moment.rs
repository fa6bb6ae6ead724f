//! Dates and times as servers write them.

use serde::{Deserialize, Deserializer};
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

use super::Text;

/// A date with or without a time, with or without a zone: `2026-09-14`, `2026-09-14T08:30:00`,
/// `2026-09-14 08:30:00.1234567+03:00`, `…Z`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Moment(pub(crate) Option<Written>);

/// A moment as it was written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Written {
    pub(crate) date: Date,
    pub(crate) time: Time,
    pub(crate) offset: Option<UtcOffset>,
}

impl Moment {
    /// One that is written as a date, or as the seconds since 1970, which are in UTC.
    pub(crate) fn of(text: &str) -> Moment {
        let seconds =
            text.trim().parse::<i64>().ok().and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
        let counted = seconds.filter(|at| at.year() >= 1900).map(|at| Written {
            date: at.date(),
            time: at.time(),
            offset: Some(UtcOffset::UTC),
        });
        Moment(counted.or_else(|| parse(text)))
    }

    /// The day that is meant, for a value that stands for a day of the school: the day as written,
    /// unless a zone and a time other than midnight say that it is a moment.
    pub(crate) fn day(self, zone: UtcOffset) -> Option<Date> {
        let written = self.0?;
        match written.offset {
            Some(offset) if written.time != Time::MIDNIGHT => {
                Some(in_zone(PrimitiveDateTime::new(written.date, written.time).assume_offset(offset), zone)?.date())
            }
            _ => Some(written.date),
        }
    }

    /// The moment in `zone`, for a value that is local to it where it says nothing else.
    pub(crate) fn local(self, zone: UtcOffset) -> Option<OffsetDateTime> {
        let written = self.0?;
        let moment = PrimitiveDateTime::new(written.date, written.time);
        in_zone(moment.assume_offset(written.offset.unwrap_or(zone)), zone)
    }

    /// The moment in `zone`, for a value that is in UTC where it says nothing else.
    pub(crate) fn utc(self, zone: UtcOffset) -> Option<OffsetDateTime> {
        let written = self.0?;
        let moment = PrimitiveDateTime::new(written.date, written.time);
        in_zone(moment.assume_offset(written.offset.unwrap_or(UtcOffset::UTC)), zone)
    }
}

/// `to_offset` would panic at the edges of the calendar.
fn in_zone(moment: OffsetDateTime, zone: UtcOffset) -> Option<OffsetDateTime> {
    moment.checked_to_offset(zone)
}

/// Cuts `count` digits off `text` and reads them.
fn digits(text: &mut &str, count: usize) -> Option<u32> {
    let (head, tail) = text.split_at_checked(count)?;
    if !head.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    *text = tail;
    head.parse().ok()
}

fn skip(text: &mut &str, sign: &[char]) -> Option<()> {
    *text = text.strip_prefix(sign)?;
    Some(())
}

pub(crate) fn parse(text: &str) -> Option<Written> {
    let mut rest = text.trim();
    let year = digits(&mut rest, 4)?;
    skip(&mut rest, &['-'])?;
    let month = digits(&mut rest, 2)?;
    skip(&mut rest, &['-'])?;
    let day = digits(&mut rest, 2)?;
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    let date = Date::from_calendar_date(i32::try_from(year).ok()?, month, u8::try_from(day).ok()?).ok()?;
    // .NET's "no date".
    if date.year() < 1900 {
        return None;
    }
    let whole_day = Written { date, time: Time::MIDNIGHT, offset: None };
    if rest.is_empty() {
        return Some(whole_day);
    }
    skip(&mut rest, &['T', 't', ' '])?;
    let hour = digits(&mut rest, 2)?;
    skip(&mut rest, &[':'])?;
    let minute = digits(&mut rest, 2)?;
    let second = if skip(&mut rest, &[':']).is_some() { digits(&mut rest, 2)? } else { 0 };
    let mut nanosecond = 0;
    if skip(&mut rest, &['.', ',']).is_some() {
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        // Digits beyond nanoseconds are cut off.
        let kept = length.min(9);
        nanosecond = digits(&mut rest, kept)?.checked_mul(10u32.checked_pow(u32::try_from(9 - kept).ok()?)?)?;
        rest = rest.trim_start_matches(|sign: char| sign.is_ascii_digit());
    }
    let time = Time::from_hms_nano(
        u8::try_from(hour).ok()?,
        u8::try_from(minute).ok()?,
        u8::try_from(second).ok()?,
        nanosecond,
    )
    .ok()?;
    let offset = match rest.trim() {
        "" => None,
        "Z" | "z" => Some(UtcOffset::UTC),
        zone => {
            let mut rest = zone;
            let sign = if skip(&mut rest, &['-']).is_some() { -1 } else { skip(&mut rest, &['+']).map(|()| 1)? };
            let hours = i8::try_from(digits(&mut rest, 2)?).ok()?;
            skip(&mut rest, &[':']);
            let minutes = if rest.is_empty() { 0 } else { i8::try_from(digits(&mut rest, 2)?).ok()? };
            Some(UtcOffset::from_hms(sign * hours, sign * minutes, 0).ok()?)
        }
    };
    Some(Written { time, offset, ..whole_day })
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Any type is taken by `Text`, so an odd value is an empty moment.
        Text::deserialize(deserializer).map(|text| Moment(text.get().and_then(parse)))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::{date, datetime, offset};

    use super::*;

    #[rstest]
    #[case("2026-09-14", date!(2026-09-14))]
    #[case("2026-09-14T00:00:00", date!(2026-09-14))]
    #[case("2026-09-14T00:00:00Z", date!(2026-09-14))]
    #[case("2026-09-14T00:00:00+05:00", date!(2026-09-14))]
    #[case("2026-09-13T21:00:00Z", date!(2026-09-14))]
    #[case("2026-09-14 00:00:00.0000000", date!(2026-09-14))]
    fn days_are_read(#[case] text: &str, #[case] day: Date) {
        assert_eq!(Moment(parse(text)).day(offset!(+3)), Some(day));
    }

    #[rstest]
    #[case("2026-09-14T07:42:11", datetime!(2026-09-14 10:42:11 +3))]
    #[case("2026-09-14T07:42:11.1", datetime!(2026-09-14 10:42:11.1 +3))]
    #[case("2026-09-14T07:42:11.1234567", datetime!(2026-09-14 10:42:11.1234567 +3))]
    #[case("2026-09-14T07:42:11+03:00", datetime!(2026-09-14 07:42:11 +3))]
    #[case("2026-09-14T07:42:11.5Z", datetime!(2026-09-14 10:42:11.5 +3))]
    #[case("2026-09-14T23:30:00", datetime!(2026-09-15 02:30 +3))]
    fn moments_are_utc_unless_they_say_otherwise(#[case] text: &str, #[case] moment: OffsetDateTime) {
        assert_eq!(Moment(parse(text)).utc(offset!(+3)), Some(moment));
    }

    #[rstest]
    #[case("2026-09-14T07:42:11", datetime!(2026-09-14 07:42:11 +3))]
    #[case("2026-09-14 23:30", datetime!(2026-09-14 23:30 +3))]
    #[case("2026-09-14T07:42:11+05:00", datetime!(2026-09-14 05:42:11 +3))]
    fn local_moments_have_the_schools_zone(#[case] text: &str, #[case] moment: OffsetDateTime) {
        assert_eq!(Moment(parse(text)).local(offset!(+3)), Some(moment));
    }

    #[rstest]
    #[case("")]
    #[case("вчера")]
    #[case("2026-13-01")]
    #[case("2026-09-14T25:00:00")]
    #[case("0001-01-01T00:00:00")]
    #[case("2026-09-1")]
    fn what_is_no_date_is_none(#[case] text: &str) {
        assert_eq!(parse(text), None);
    }

    #[test]
    fn the_edge_of_the_calendar_does_not_panic() {
        assert_eq!(Moment(parse("9999-12-31T23:59:59")).utc(offset!(+3)), None);
    }
}
