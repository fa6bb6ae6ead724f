//! What was asked and answered: spans of days, school years, scopes.

use serde::{Deserialize, Serialize};
use time::{Date, Duration, Month};

use crate::{Kind, StudentId};

/// Days from `from` to `to`, both included. Never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Ends")]
pub struct Span {
    from: Date,
    to: Date,
}

/// A span as it is stored, before anybody knows that it is one.
#[derive(Deserialize)]
struct Ends {
    from: Date,
    to: Date,
}

impl TryFrom<Ends> for Span {
    type Error = &'static str;

    fn try_from(ends: Ends) -> Result<Self, Self::Error> {
        Span::new(ends.from, ends.to).ok_or("a span that ends before it begins")
    }
}

impl Span {
    /// The days from `from` to `to`, both included; none where `to` is before `from`.
    pub fn new(from: Date, to: Date) -> Option<Span> {
        (from <= to).then_some(Span { from, to })
    }

    /// One day.
    pub fn day(date: Date) -> Span {
        Span { from: date, to: date }
    }

    /// First day.
    pub fn from(self) -> Date {
        self.from
    }

    /// Last day.
    pub fn to(self) -> Date {
        self.to
    }

    /// Whether `date` is one of the days.
    pub fn contains(self, date: Date) -> bool {
        self.from <= date && date <= self.to
    }

    /// The days in both.
    pub fn and(self, other: Span) -> Option<Span> {
        Span::new(self.from.max(other.from), self.to.min(other.to))
    }

    /// Number of days.
    pub fn days(self) -> i64 {
        (self.to - self.from).whole_days() + 1
    }

    /// The days, in order.
    pub fn iter(self) -> impl Iterator<Item = Date> {
        (0..self.days()).filter_map(move |n| self.from.checked_add(Duration::days(n)))
    }

    /// Monday to Sunday of the week that holds `date`.
    pub fn week_of(date: Date) -> Span {
        let monday =
            date.checked_sub(Duration::days(i64::from(date.weekday().number_days_from_monday()))).unwrap_or(date);
        Span { from: monday, to: monday.checked_add(Duration::days(6)).unwrap_or(monday) }
    }
}

/// A school year, named by the calendar year in which it begins. It turns on the first of August,
/// when nothing is taught anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SchoolYear(pub i32);

impl SchoolYear {
    /// The school year that holds `date`.
    pub fn of(date: Date) -> SchoolYear {
        let turned = u8::from(date.month()) >= u8::from(Month::August);
        SchoolYear(if turned { date.year() } else { date.year() - 1 })
    }

    /// 1 August to 31 July.
    pub fn span(self) -> Option<Span> {
        Span::new(
            Date::from_calendar_date(self.0, Month::August, 1).ok()?,
            Date::from_calendar_date(self.0 + 1, Month::July, 31).ok()?,
        )
    }
}

/// What one answer speaks for: everything of `kind` that `student` has in `span` of `year`.
/// Nothing outside it may be removed because of the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Whose.
    pub student: StudentId,
    /// Of what kind.
    pub kind: Kind,
    /// In which school year.
    pub year: SchoolYear,
    /// On which days; none for the kinds without days, where the whole year is meant.
    pub span: Option<Span>,
    /// True where the answer is whole: what is missing from it is gone. False for a feed of the latest.
    pub whole: bool,
}
