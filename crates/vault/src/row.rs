//! How single values stand in rows.

use peremena_model::{AccountId, Item, Kind, StudentId, What};
use time::{Date, OffsetDateTime};

use crate::VaultError;

/// Unix nanoseconds. Good until 2262; what lies outside is held at the ends.
pub(crate) fn nanos(at: OffsetDateTime) -> i64 {
    let nanos = at.unix_timestamp_nanos();
    i64::try_from(nanos).unwrap_or(if nanos < 0 { i64::MIN } else { i64::MAX })
}

pub(crate) fn moment(nanos: i64) -> Result<OffsetDateTime, VaultError> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(nanos)).map_err(|_| unreadable("a time"))
}

pub(crate) fn day(date: Date) -> i64 {
    i64::from(date.to_julian_day())
}

/// The day of a Julian day number.
pub(crate) fn date(day: i64) -> Result<Date, VaultError> {
    i32::try_from(day).ok().and_then(|day| Date::from_julian_day(day).ok()).ok_or_else(|| unreadable("a day"))
}

pub(crate) fn kind(word: &str) -> Result<Kind, VaultError> {
    Kind::from_word(word).ok_or_else(|| unreadable("a kind"))
}

pub(crate) fn what(word: &str) -> Result<What, VaultError> {
    What::from_word(word).ok_or_else(|| unreadable("what happened"))
}

/// An item is never passed over because it cannot be read: the comparison would tell it as news.
pub(crate) fn item(kind: Kind, body: &str) -> Result<Item, VaultError> {
    Item::from_json(kind, body).map_err(|_| VaultError::Store(format!("a stored {} cannot be read", kind.word())))
}

pub(crate) fn json<T: serde::Serialize + ?Sized>(value: &T) -> Result<String, VaultError> {
    serde_json::to_string(value).map_err(|_| VaultError::Store("not to be written as JSON".into()))
}

pub(crate) fn student(id: String) -> StudentId {
    StudentId::from_text(id)
}

pub(crate) fn account(id: String) -> AccountId {
    AccountId::from_text(id)
}

pub(crate) fn unreadable(thing: &str) -> VaultError {
    VaultError::Store(format!("{thing} in the store cannot be read"))
}
