//! The school year: its terms, its holidays, and which days are taught.

use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset, Weekday};

/// A school year, named by the calendar year it begins in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SchoolYear(pub(crate) i32);

/// How a class divides its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Division {
    Quarters,
    HalfYears,
}

/// A stretch of days, both ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) name: &'static str,
    pub(crate) start: Date,
    pub(crate) finish: Date,
}

impl Span {
    pub(crate) fn covers(&self, date: Date) -> bool {
        self.start <= date && date <= self.finish
    }
}

impl SchoolYear {
    /// The year that contains a date; August already belongs to the coming one, as classes are formed by then.
    pub(crate) fn of(date: Date) -> Self {
        if u8::from(date.month()) >= 8 { Self(date.year()) } else { Self(date.year() - 1) }
    }

    pub(crate) fn first_day(self) -> Date {
        day(self.0, Month::September, 1)
    }

    pub(crate) fn last_day(self) -> Date {
        day(self.0 + 1, Month::May, 28)
    }

    fn quarters(self) -> [Span; 4] {
        let (first, second) = (self.0, self.0 + 1);
        [
            Span { name: "1 четверть", start: self.first_day(), finish: day(first, Month::October, 25) },
            Span {
                name: "2 четверть", start: day(first, Month::November, 5), finish: day(first, Month::December, 30)
            },
            Span {
                name: "3 четверть", start: day(second, Month::January, 12), finish: day(second, Month::March, 22)
            },
            Span { name: "4 четверть", start: day(second, Month::April, 1), finish: self.last_day() },
        ]
    }

    /// The terms that a class's marks are summed over.
    pub(crate) fn terms(self, division: Division) -> Vec<Span> {
        let quarters = self.quarters();
        match division {
            Division::Quarters => quarters.to_vec(),
            Division::HalfYears => {
                let [first, second, third, fourth] = quarters;
                vec![
                    Span { name: "1 полугодие", start: first.start, finish: second.finish },
                    Span { name: "2 полугодие", start: third.start, finish: fourth.finish },
                ]
            }
        }
    }

    /// The holidays between; first-graders get a week more in February.
    pub(crate) fn holidays(self, parallel: u8) -> Vec<Span> {
        let (first, second) = (self.0, self.0 + 1);
        let mut holidays = vec![
            Span {
                name: "Осенние каникулы",
                start: day(first, Month::October, 26),
                finish: day(first, Month::November, 4),
            },
            Span {
                name: "Зимние каникулы",
                start: day(first, Month::December, 31),
                finish: day(second, Month::January, 11),
            },
            Span {
                name: "Весенние каникулы",
                start: day(second, Month::March, 23),
                finish: day(second, Month::March, 31),
            },
        ];
        if parallel == 1 {
            let name = "Дополнительные каникулы";
            let (start, finish) = (day(second, Month::February, 9), day(second, Month::February, 17));
            holidays.insert(2, Span { name, start, finish });
        }
        holidays
    }

    /// Whether a class that studies `days_a_week` days has lessons on `date`.
    pub(crate) fn is_taught(self, date: Date, parallel: u8, days_a_week: u8) -> bool {
        let rest = match date.weekday() {
            Weekday::Sunday => true,
            Weekday::Saturday => days_a_week < 6,
            _ => false,
        };
        let public_holiday =
            matches!((date.month(), date.day()), (Month::February, 23) | (Month::March, 8) | (Month::May, 1 | 9));
        !rest
            && !public_holiday
            && date >= self.first_day()
            && date <= self.last_day()
            && !self.holidays(parallel).iter().any(|holidays| holidays.covers(date))
    }
}

/// A date known to exist; one that does not would be the calendar's own error and shows as the year −9999.
fn day(year: i32, month: Month, day: u8) -> Date {
    Date::from_calendar_date(year, month, day).unwrap_or(Date::MIN)
}

/// A local date and time of a school `hours` ahead of UTC, as a moment.
pub(crate) fn local(date: Date, time: Time, hours: i8) -> OffsetDateTime {
    PrimitiveDateTime::new(date, time).assume_offset(offset(hours))
}

/// The school's time zone.
pub(crate) fn offset(hours: i8) -> UtcOffset {
    UtcOffset::from_hms(hours, 0, 0).unwrap_or(UtcOffset::UTC)
}

/// A time of day known to exist.
pub(crate) fn clock_time(hour: u8, minute: u8) -> Time {
    Time::from_hms(hour, minute, 0).unwrap_or(Time::MIDNIGHT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn november_and_march_belong_to_one_school_year() {
        assert_eq!(SchoolYear::of(day(2026, Month::November, 21)), SchoolYear(2026));
        assert_eq!(SchoolYear::of(day(2027, Month::March, 1)), SchoolYear(2026));
        assert_eq!(SchoolYear::of(day(2027, Month::August, 20)), SchoolYear(2027));
    }

    #[test]
    fn nobody_is_taught_on_holidays_nor_primary_school_on_saturdays() {
        let year = SchoolYear(2026);
        assert!(!year.is_taught(day(2026, Month::November, 2), 7, 6));
        assert!(year.is_taught(day(2026, Month::November, 21), 7, 6));
        assert!(!year.is_taught(day(2026, Month::November, 21), 3, 5));
        assert!(!year.is_taught(day(2027, Month::February, 10), 1, 5));
        assert!(year.is_taught(day(2027, Month::February, 10), 3, 5));
    }

    #[test]
    fn terms_and_holidays_leave_no_day_out() {
        let year = SchoolYear(2026);
        let (terms, holidays) = (year.terms(Division::Quarters), year.holidays(7));
        let mut date = year.first_day();
        while date <= year.last_day() {
            let covered = terms.iter().chain(&holidays).filter(|span| span.covers(date)).count();
            assert_eq!(covered, 1, "{date}");
            date = date.next_day().unwrap();
        }
    }
}
