//! Dates and times in the forms that this system has for them (§7).

use serde::{Deserialize, de::IntoDeserializer, de::value::Error};
use time::{Date, Month, OffsetDateTime, Time, UtcOffset};

use crate::lenient::Moment;

/// "20260907", also "2026-09-07" and "2026.09.07".
pub(in crate::eljur) fn day(text: &str) -> Option<Date> {
    let digits: String = text.trim().chars().filter(|sign| !matches!(sign, '-' | '.')).collect();
    if digits.len() != 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = digits.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok().filter(|date| date.year() >= 1900)
}

/// "08:30:00", also "8:30".
pub(super) fn hour(text: &str) -> Option<Time> {
    let mut parts = text.split(':');
    let (hour, minute) = (parts.next()?.trim().parse().ok()?, parts.next()?.trim().parse().ok()?);
    Time::from_hms(hour, minute, 0).ok()
}

/// "2026-09-03 10:51:34", local; the name of a zone that may follow is not understood and passed over, "+03:00" is.
pub(in crate::eljur) fn moment(text: &str, zone: UtcOffset) -> Option<OffsetDateTime> {
    const LOCAL: usize = "2026-09-03 10:51:34".len();
    let read = |text: &str| {
        let deserializer = IntoDeserializer::<Error>::into_deserializer(text);
        Moment::deserialize(deserializer).ok()?.local(zone)
    };
    read(text).or_else(|| read(text.split_at_checked(LOCAL)?.0))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::{date, datetime, offset};

    use super::*;

    #[rstest]
    #[case("20260907", Some(date!(2026-09-07)))]
    #[case(" 2026-09-07", Some(date!(2026-09-07)))]
    #[case("2026.09.07", Some(date!(2026-09-07)))]
    #[case("20261301", None)]
    #[case("2026090", None)]
    #[case("сегодня!", None)]
    #[case("00010101", None)]
    fn days_are_read(#[case] text: &str, #[case] expected: Option<Date>) {
        assert_eq!(day(text), expected);
    }

    #[rstest]
    #[case("2026-09-03 10:51:34", Some(datetime!(2026-09-03 10:51:34 +5)))]
    #[case("2026-09-03 10:51:34 MSK", Some(datetime!(2026-09-03 10:51:34 +5)))]
    #[case("2026-09-03 10:51:34 +03:00", Some(datetime!(2026-09-03 12:51:34 +5)))]
    #[case("2026-09-01", Some(datetime!(2026-09-01 0:00 +5)))]
    #[case("вчера", None)]
    fn moments_are_the_schools(#[case] text: &str, #[case] expected: Option<OffsetDateTime>) {
        assert_eq!(moment(text, offset!(+5)), expected);
    }
}
