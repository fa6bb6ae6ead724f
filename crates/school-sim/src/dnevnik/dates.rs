//! Dates as Дневник.ру writes and reads them.

use std::fmt;

use serde::{Serialize, Serializer};
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

/// A local day without an offset: `2026-09-14T00:00:00`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day(pub(super) Date);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}T00:00:00", self.0.year(), u8::from(self.0.month()), self.0.day())
    }
}

impl Serialize for Day {
    /// By hand: a year of schedules holds some ten thousand of them.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = *b"0000-00-00T00:00:00";
        let [y1, y2, y3, y4, _, m1, m2, _, d1, d2, ..] = &mut text;
        let year = u16::try_from(self.0.year()).unwrap_or_default();
        let (month, day) = (u16::from(u8::from(self.0.month())), u16::from(self.0.day()));
        let places = [
            (y1, year / 1000),
            (y2, year / 100),
            (y3, year / 10),
            (y4, year),
            (m1, month / 10),
            (m2, month),
            (d1, day / 10),
            (d2, day),
        ];
        for (place, number) in places {
            *place = b'0' + u8::try_from(number % 10).unwrap_or_default();
        }
        serializer.serialize_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

/// A moment in UTC without an offset, with as many digits of the second as there are: `2026-09-14T07:42:11.123`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment(pub(super) OffsetDateTime);

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = self.0.to_offset(UtcOffset::UTC);
        let (year, month, day) = moment.to_calendar_date();
        let (hour, minute, second) = moment.to_hms();
        write!(f, "{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}", u8::from(month))?;
        let ticks = moment.nanosecond() / 100;
        if ticks == 0 {
            return Ok(());
        }
        let digits = format!("{ticks:07}");
        write!(f, ".{}", digits.trim_end_matches('0'))
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A date a client asks for, with the time if it gave one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) date: Date,
    pub(super) time: Option<Time>,
}

impl Asked {
    /// The end of what was asked for: that moment of UTC, or the end of that day.
    pub(super) fn until(self) -> OffsetDateTime {
        let time = self.time.unwrap_or(Time::from_hms(23, 59, 59).unwrap_or(Time::MIDNIGHT));
        PrimitiveDateTime::new(self.date, time).assume_utc()
    }
}

/// Reads `2026-09-14`, with `T` or a space and a time, with or without a fraction, with or without a zone.
pub(super) fn parse(text: &str) -> Option<Asked> {
    let text = text.trim();
    let (date, time) = match text.split_once(['T', 't', ' ']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    let date = Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()?;
    let time = match time {
        Some(time) => Some(parse_time(time)?),
        None => None,
    };
    Some(Asked { date, time })
}

fn parse_time(text: &str) -> Option<Time> {
    // A zone is read over: the day counts, and days are local to the school.
    let text = text.trim_end_matches(['Z', 'z']);
    let text = text.split(['+', '-']).next()?;
    let (whole, _) = text.split_once('.').unwrap_or((text, ""));
    let mut parts = whole.split(':').map(str::parse::<u8>);
    let (hour, minute) = (parts.next()?.ok()?, parts.next()?.ok()?);
    let second = parts.next().unwrap_or(Ok(0)).ok()?;
    Time::from_hms(hour, minute, second).ok()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("2026-11-16")]
    #[case("2026-11-16T00:00:00")]
    #[case("2026-11-16 00:00:00")]
    #[case("2026-11-16 23:59:59.999999")]
    #[case("2026-11-16T10:11:12.123Z")]
    #[case("2026-11-16T10:11:12+03:00")]
    #[case("2026-11-16T10:11")]
    fn every_spelling_of_a_date_is_read(#[case] text: &str) {
        let asked = parse(text).unwrap();
        assert_eq!(asked.date.to_string(), "2026-11-16");
    }

    #[rstest]
    #[case("")]
    #[case("yesterday")]
    #[case("2026-13-01")]
    #[case("16.11.2026")]
    #[case("2026-11-16T99:00:00")]
    fn what_is_no_date_is_refused(#[case] text: &str) {
        assert_eq!(parse(text), None);
    }

    #[test]
    fn a_moment_has_the_digits_it_needs() {
        let at = time::macros::datetime!(2026-09-14 10:42:11.123 +3);
        assert_eq!(Moment(at).to_string(), "2026-09-14T07:42:11.123");
        assert_eq!(Moment(at.replace_nanosecond(0).unwrap()).to_string(), "2026-09-14T07:42:11");
        assert_eq!(Moment(at.replace_nanosecond(1_200).unwrap()).to_string(), "2026-09-14T07:42:11.0000012");
    }
}
