//! Ids, dates and marks as this system writes them.

use serde_json::{Value, json};
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

use crate::calendar::offset;
use crate::ids::Kind;

/// Ids of one kind: those of the register, made small.
pub(super) struct Small(Kind);

pub(super) const PERSON: Small = Small(Kind::Person);
pub(super) const SCHOOL: Small = Small(Kind::School);
pub(super) const GROUP: Small = Small(Kind::Group);
pub(super) const SUBJECT: Small = Small(Kind::Subject);
pub(super) const WORK_TYPE: Small = Small(Kind::WorkType);
pub(super) const PERIOD: Small = Small(Kind::Period);
pub(super) const LESSON: Small = Small(Kind::Lesson);
pub(super) const WORK: Small = Small(Kind::Work);
pub(super) const MARK: Small = Small(Kind::Mark);
pub(super) const FILE: Small = Small(Kind::File);
pub(super) const ANNOUNCEMENT: Small = Small(Kind::Announcement);
pub(super) const MESSAGE: Small = Small(Kind::Message);

impl Small {
    pub(super) fn of(&self, id: i64) -> i64 {
        id - self.0.base()
    }

    pub(super) fn back(&self, small: i64) -> i64 {
        small + self.0.base()
    }

    pub(super) fn read(&self, text: &str) -> Option<i64> {
        text.trim().parse().ok().map(|small: i64| self.back(small))
    }
}

const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");
const MOMENT: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]");
const CLOCK: &[BorrowedFormatItem<'_>] = format_description!("[hour]:[minute]");

pub(super) fn date(text: &str) -> Option<Date> {
    Date::parse(text.get(..10)?, DAY).ok()
}

/// "2026-09-07"
pub(super) fn day(date: Date) -> String {
    date.format(DAY).unwrap_or_default()
}

/// "2026-09-07T00:00:00"
pub(super) fn midnight(date: Date) -> String {
    format!("{}T00:00:00", day(date))
}

/// Local, without a zone.
pub(super) fn moment(at: OffsetDateTime, hours: i8) -> String {
    at.to_offset(offset(hours)).format(MOMENT).unwrap_or_default()
}

/// With a fraction of as many digits as it happens to have: three and seven have been seen.
pub(super) fn fraction(at: OffsetDateTime, hours: i8, digits: &str) -> String {
    format!("{}.{digits}", moment(at, hours))
}

/// "08:30"
pub(super) fn clock(at: OffsetDateTime, hours: i8) -> String {
    at.to_offset(offset(hours)).format(CLOCK).unwrap_or_default()
}

/// What the register's text is here: a whole number, a debt, or nothing that this system can say.
pub(super) enum Written {
    Number(i64),
    Debt,
    Nothing,
}

pub(super) fn written(value: &str) -> Written {
    if matches!(value, "•" | ".") {
        return Written::Debt;
    }
    let digit = value.trim_end_matches(['+', '-', '−']);
    digit.parse::<i64>().ok().filter(|number| (1..=5).contains(number)).map_or(Written::Nothing, Written::Number)
}

/// The text as paragraphs of HTML whose entities are escaped once too often, as in a real answer.
pub(super) fn html(text: &str) -> String {
    let twice = escaped(&escaped(text));
    twice.split("\n\n").map(|paragraph| format!("<p>{paragraph}</p>")).collect()
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Puts one more field into an object.
pub(super) fn put(object: &mut Value, name: &str, value: Value) {
    if let Value::Object(fields) = object {
        fields.insert(name.to_owned(), value);
    }
}

pub(super) fn named(id: i64, name: &str) -> Value {
    json!({ "id": id, "name": name })
}
