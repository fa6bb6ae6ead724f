//! Ids and dates as this system writes them.

use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

use crate::calendar::offset;
use crate::ids::Kind;

/// Ids of one kind: those of the register, in this system's order of magnitude.
pub(super) struct Numbers(Kind, i64);

pub(super) const CHILD: Numbers = Numbers(Kind::Person, 7_000_000);
pub(super) const TEACHER: Numbers = Numbers(Kind::Person, 31_000);
pub(super) const GROUP: Numbers = Numbers(Kind::Group, 270_000);
pub(super) const SCHOOL: Numbers = Numbers(Kind::School, 900);
pub(super) const SUBJECT: Numbers = Numbers(Kind::Subject, 172_000);
pub(super) const PERIOD: Numbers = Numbers(Kind::Period, 41_000);
pub(super) const LESSON: Numbers = Numbers(Kind::Lesson, 121_000_000);
pub(super) const MARK: Numbers = Numbers(Kind::Mark, 2_022_000_000);

impl Numbers {
    pub(super) fn of(&self, id: i64) -> i64 {
        id - self.0.base() + self.1
    }
}

/// A child in a class.
pub(super) fn education(person: i64) -> i64 {
    CHILD.of(person) - 6_500_000
}

/// An absence stands among the marks, and has an id as they have.
pub(super) fn absence(person: i64, lesson: i64) -> i64 {
    5_000_000_000 + (LESSON.of(lesson) - 121_000_000) * 1000 + CHILD.of(person) % 1000
}

const DAY: &[BorrowedFormatItem<'_>] = format_description!("[day].[month].[year]");
const MOMENT: &[BorrowedFormatItem<'_>] = format_description!("[day].[month].[year] [hour]:[minute]:[second]");

/// "07.09.2026", with an hour or without: the hours of a range are its first and its last.
pub(super) fn read_day(text: &str) -> Option<Date> {
    Date::parse(text.split_whitespace().next()?, DAY).ok()
}

pub(super) fn day(date: Date) -> String {
    date.format(DAY).unwrap_or_default()
}

/// The clock that the system goes by, wherever a school may be.
pub(super) fn city(at: OffsetDateTime) -> OffsetDateTime {
    at.to_offset(offset(3))
}

/// "07.09.2026 09:00:00"; without a zone.
pub(super) fn moment(at: OffsetDateTime) -> String {
    city(at).format(MOMENT).unwrap_or_default()
}
