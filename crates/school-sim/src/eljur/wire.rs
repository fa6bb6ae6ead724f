//! Ids, dates and people as this system writes them.

use serde_json::{Value, json};
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

use crate::calendar::offset;
use crate::ids::Kind;
use crate::register::Person;

/// Ids of one kind: those of the register, made small.
pub(super) struct Small(Kind);

pub(super) const PERSON: Small = Small(Kind::Person);
pub(super) const WORK: Small = Small(Kind::Work);
pub(super) const FILE: Small = Small(Kind::File);
pub(super) const ANNOUNCEMENT: Small = Small(Kind::Announcement);
pub(super) const MESSAGE: Small = Small(Kind::Message);
pub(super) const SUBJECT: Small = Small(Kind::Subject);

impl Small {
    pub(super) fn of(&self, id: i64) -> i64 {
        id - self.0.base()
    }

    /// As it stands nearly everywhere: digits in quotes.
    pub(super) fn text(&self, id: i64) -> String {
        self.of(id).to_string()
    }

    pub(super) fn read(&self, text: &str) -> Option<i64> {
        text.trim().parse().ok().map(|small: i64| small + self.0.base())
    }
}

const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year][month][day]");
const DATE: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");
const SHORT: &[BorrowedFormatItem<'_>] = format_description!("[day].[month]");
const MOMENT: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
const CLOCK: &[BorrowedFormatItem<'_>] = format_description!("[hour]:[minute]:[second]");

pub(super) fn read_day(text: &str) -> Option<Date> {
    Date::parse(text, DAY).ok()
}

/// "20260907": days and terms.
pub(super) fn day(date: Date) -> String {
    date.format(DAY).unwrap_or_default()
}

/// "2026-09-07": marks and notices.
pub(super) fn date(date: Date) -> String {
    date.format(DATE).unwrap_or_default()
}

/// "07.09"
pub(super) fn short_date(date: Date) -> String {
    date.format(SHORT).unwrap_or_default()
}

/// "2026-09-07 10:51:34": letters; local, without a zone.
pub(super) fn moment(at: OffsetDateTime, hours: i8) -> String {
    at.to_offset(offset(hours)).format(MOMENT).unwrap_or_default()
}

/// "08:30:00"
pub(super) fn clock(at: OffsetDateTime, hours: i8) -> String {
    at.to_offset(offset(hours)).format(CLOCK).unwrap_or_default()
}

/// What a map is when PHP writes it: an object, and a list where it is empty.
pub(super) fn map(entries: Vec<(String, Value)>) -> Value {
    if entries.is_empty() { json!([]) } else { Value::Object(entries.into_iter().collect()) }
}

pub(super) fn full_name(person: &Person) -> String {
    format!("{} {} {}", person.last, person.first, person.middle)
}

/// A person as letters and notices name one.
pub(super) fn person(person: Option<&Person>) -> Value {
    let Some(person) = person else { return json!([]) };
    json!({
        "name": PERSON.text(person.id), "lastname": person.last, "firstname": person.first,
        "middlename": person.middle,
    })
}

/// The first words of a text.
pub(super) fn short(text: &str) -> String {
    const SIGNS: usize = 60;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SIGNS { line } else { format!("{}…", line.chars().take(SIGNS).collect::<String>()) }
}
