//! Dates and moments in the one form that this system has for them (§8).

use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};

use crate::petersburg::ZONE;

/// "07.09.2026", also with an hour behind it.
pub(in crate::petersburg) fn day(text: &str) -> Option<Date> {
    let mut parts = text.split_whitespace().next()?.split('.');
    let (day, month) = (digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let year = digits(parts.next()?, 4).filter(|_| parts.next().is_none())?;
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    let date = Date::from_calendar_date(i32::try_from(year).ok()?, month, u8::try_from(day).ok()?).ok()?;
    (date.year() >= 1900).then_some(date)
}

/// "07.09.2026 09:00:00", by the city's clock.
pub(in crate::petersburg) fn moment(text: &str) -> Option<OffsetDateTime> {
    let date = day(text)?;
    let mut parts = text.split_whitespace().nth(1)?.split(':').map(|part| digits(part, 2));
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    let small = |number: u32| u8::try_from(number).ok();
    let time = Time::from_hms(small(hour)?, small(minute)?, small(second)?).ok()?;
    Some(PrimitiveDateTime::new(date, time).assume_offset(ZONE))
}

/// A number of at most so many digits.
fn digits(text: &str, most: usize) -> Option<u32> {
    let fits = !text.is_empty() && text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| fits)
}

/// "07.09.2026", as marks are asked for.
pub(in crate::petersburg) fn query_day(date: Date) -> String {
    format!("{:02}.{:02}.{:04}", date.day(), u8::from(date.month()), date.year())
}

/// "07.09.2026 00:00:00", as everything else is; the last second where a range ends.
pub(in crate::petersburg) fn query_moment(date: Date, ends: bool) -> String {
    format!("{} {}", query_day(date), if ends { "23:59:59" } else { "00:00:00" })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::{date, datetime};

    use super::*;

    #[rstest]
    #[case("07.09.2026", Some(date!(2026-09-07)))]
    #[case(" 7.9.2026 09:00:00", Some(date!(2026-09-07)))]
    #[case("31.02.2026", None)]
    #[case("2026-09-07", None)]
    #[case("07.09.26", None)]
    #[case("07.09.2026.1", None)]
    #[case("01.01.0001", None)]
    #[case("", None)]
    fn days_are_read(#[case] text: &str, #[case] expected: Option<Date>) {
        assert_eq!(day(text), expected);
    }

    #[rstest]
    #[case("07.09.2026 09:05:10", Some(datetime!(2026-09-07 09:05:10 +3)))]
    #[case("07.09.2026 9:05", Some(datetime!(2026-09-07 09:05 +3)))]
    #[case("07.09.2026", None)]
    #[case("07.09.2026 24:00:00", None)]
    #[case("завтра 09:00:00", None)]
    fn moments_are_the_citys(#[case] text: &str, #[case] expected: Option<OffsetDateTime>) {
        assert_eq!(moment(text), expected);
    }

    #[test]
    fn ranges_are_written_as_they_are_read() {
        assert_eq!(query_moment(date!(2026 - 09 - 07), false), "07.09.2026 00:00:00");
        assert_eq!(query_moment(date!(2026 - 09 - 07), true), "07.09.2026 23:59:59");
    }
}
