//! Dates and times as people say them.

use time::{Date, Duration, Time};

use crate::{Arg, Words};

/// "20 ноября"; with the year where it is another one than `today`'s and more than half a year away.
pub fn day_and_month(words: &Words, date: Date, today: Date) -> String {
    let month = words.say(&format!("month-{}", u8::from(date.month())));
    let day = date.day().to_string();
    let mut args = vec![("day", Arg::Text(&day)), ("month", Arg::Text(&month))];
    if date.year() != today.year() && (date - today).whole_days().abs() > 183 {
        let year = date.year().to_string();
        args.push(("year", Arg::Text(&year)));
        return words.say_with("day-month-year", &args);
    }
    words.say_with("day-month", &args)
}

/// "сегодня", "завтра", "вчера"; none for other days.
pub fn relative(words: &Words, date: Date, today: Date) -> Option<String> {
    match (date - today).whole_days() {
        0 => Some(words.say("today")),
        1 => Some(words.say("tomorrow")),
        -1 => Some(words.say("yesterday")),
        _ => None,
    }
}

/// "завтра", else "20 ноября".
pub fn near_day(words: &Words, date: Date, today: Date) -> String {
    relative(words, date, today).unwrap_or_else(|| day_and_month(words, date, today))
}

/// "Пятница".
pub fn weekday(words: &Words, date: Date) -> String {
    words.say(&format!("weekday-{}", date.weekday().number_from_monday()))
}

/// "пт".
pub fn weekday_short(words: &Words, date: Date) -> String {
    words.say(&format!("weekday-short-{}", date.weekday().number_from_monday()))
}

/// "На завтра", "На понедельник", "На 12 января".
pub fn for_day(words: &Words, date: Date, today: Date) -> String {
    match (date - today).whole_days() {
        1 => words.say("on-tomorrow"),
        2..=7 => words.say(&format!("on-weekday-{}", date.weekday().number_from_monday())),
        _ => {
            let day = day_and_month(words, date, today);
            words.say_with("on-date", &[("day", Arg::Text(&day))])
        }
    }
}

/// "16–21 ноября", "30 ноября – 5 декабря".
pub fn week(words: &Words, from: Date, to: Date, today: Date) -> String {
    if from.month() == to.month() {
        let (first, last) = (from.day().to_string(), to.day().to_string());
        let month = words.say(&format!("month-{}", u8::from(from.month())));
        let args = [("from", Arg::Text(&first)), ("to", Arg::Text(&last)), ("month", Arg::Text(&month))];
        return words.say_with("week-in-month", &args);
    }
    let (first, last) = (day_and_month(words, from, today), day_and_month(words, to, today));
    words.say_with("week-over-months", &[("from", Arg::Text(&first)), ("to", Arg::Text(&last))])
}

/// "08:30".
pub fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// The whole minutes in `duration`, rounded up, at least one.
pub fn minutes_up(duration: Duration) -> i64 {
    ((duration.whole_seconds() + 59) / 60).max(1)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::date;

    use super::*;
    use crate::Language;

    #[rstest]
    #[case(date!(2026-11-20), "20 ноября", "20 November")]
    #[case(date!(2026-01-01), "1 января", "1 January")]
    #[case(date!(2025-11-20), "20 ноября 2025", "20 November 2025")]
    #[case(date!(2027-01-12), "12 января", "12 January")]
    fn a_day_is_said_with_its_month(#[case] day: Date, #[case] ru: &str, #[case] en: &str) {
        let today = date!(2026 - 11 - 21);
        assert_eq!(day_and_month(&Words::of(Language::RUSSIAN), day, today), ru);
        assert_eq!(day_and_month(&Words::of(Language::ENGLISH), day, today), en);
    }

    #[rstest]
    #[case(date!(2026-11-22), "На завтра")]
    #[case(date!(2026-11-23), "На понедельник")]
    #[case(date!(2026-11-25), "На среду")]
    #[case(date!(2027-01-12), "На 12 января")]
    fn homework_is_for_a_day(#[case] day: Date, #[case] expected: &str) {
        assert_eq!(for_day(&Words::of(Language::RUSSIAN), day, date!(2026 - 11 - 21)), expected);
    }

    #[test]
    fn a_week_is_said_once_over_its_month() {
        let words = Words::of(Language::RUSSIAN);
        let today = date!(2026 - 11 - 21);
        assert_eq!(week(&words, date!(2026 - 11 - 16), date!(2026 - 11 - 21), today), "16–21 ноября");
        assert_eq!(week(&words, date!(2026 - 11 - 30), date!(2026 - 12 - 05), today), "30 ноября – 5 декабря");
    }
}
