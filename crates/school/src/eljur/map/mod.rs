//! From what ЭлЖур sends to the school's nouns. Pure: no request, no clock.

mod dates;
mod diary;
mod mail;
mod marks;
mod people;
mod terms;

use peremena_model::Span;
use time::{Date, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

pub(super) use crate::html::plain;
pub(super) use dates::{day, moment};
pub(super) use diary::{Journal, journal};
pub(super) use mail::{Texts, Whole, letter, letters, notices, receivers, whole};
pub(super) use people::{identity, ids, school_info};
pub(super) use terms::{averages, finals, newest_year, terms};

use super::wire::{Keyed, OfStudent};
use crate::SchoolError;

/// Against what an answer is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    /// The school's clock.
    pub(super) zone: UtcOffset,
    /// The days that were asked for: what lies outside is left out.
    pub(super) span: Span,
}

impl View {
    fn at(&self, date: Date, time: Time) -> OffsetDateTime {
        PrimitiveDateTime::new(date, time).assume_offset(self.zone)
    }
}

/// What an answer says of the asked student; none where it says nothing of anybody (§2), be it empty or of another
/// shape. Whether that is an answer is for the caller to say.
///
/// # Errors
/// [`SchoolError::Strange`] where it speaks of other students only: theirs must not stand in his place.
pub(super) fn of_student<'l, T: OfStudent>(students: &'l Keyed<T>, person: &str) -> Result<Option<&'l T>, SchoolError> {
    let named = |(key, student): &&(Option<String>, T)| match student.person() {
        Some(named) => named == person,
        None => key.as_deref() == Some(person),
    };
    match students.entries.iter().find(named) {
        Some((_, student)) => Ok(Some(student)),
        None if students.entries.is_empty() && students.skipped == 0 => Ok(None),
        None => Err(SchoolError::Strange("an answer about another student".into())),
    }
}
