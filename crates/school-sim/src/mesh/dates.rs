//! Dates as these systems write them: local to Moscow and without an offset, save in the calendar.

use time::{Date, OffsetDateTime, UtcOffset};

use crate::calendar::offset;

/// Moscow's clock, by which both systems run.
pub(super) fn moscow() -> UtcOffset {
    offset(3)
}

/// `2026-09-14`
pub(super) fn day(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

/// The day of a moment in Moscow.
pub(super) fn day_of(moment: OffsetDateTime) -> Date {
    moment.to_offset(moscow()).date()
}

/// `2026-09-14T08:30:00`
pub(super) fn local(moment: OffsetDateTime) -> String {
    let moment = moment.to_offset(moscow());
    format!("{}T{}:{:02}", day(moment.date()), hour(moment), moment.second())
}

/// `2026-09-14 08:30:00.000000`, as the notifications have it.
pub(super) fn spaced(moment: OffsetDateTime) -> String {
    let local = moment.to_offset(moscow());
    format!("{} {}:{:02}.{:06}", day(local.date()), hour(local), local.second(), local.microsecond())
}

/// `2026-09-14T08:30:00+03:00`
pub(super) fn with_offset(moment: OffsetDateTime) -> String {
    format!("{}+03:00", local(moment))
}

/// `08:30`
pub(super) fn hour(moment: OffsetDateTime) -> String {
    let moment = moment.to_offset(moscow());
    format!("{:02}:{:02}", moment.hour(), moment.minute())
}

/// Reads `2026-09-14`, with or without a time behind it.
pub(super) fn parse(text: &str) -> Option<Date> {
    let format = time::macros::format_description!("[year]-[month]-[day]");
    Date::parse(text.get(..10)?, format).ok()
}
