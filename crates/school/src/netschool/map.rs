//! From what «Сетевой город» sends to the school's nouns. Pure: no request, no clock.

mod diary;
mod mail;
mod mobile;
mod people;
mod report;
mod text;

use std::collections::BTreeMap;

use peremena_model::Span;
use time::{Date, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

pub(super) use crate::html::plain;
pub(super) use diary::{Journal, attachments, journal, work_types};
pub(super) use mail::{opened_letter, owner, receiver, receivers, taken};
pub(super) use mobile::{
    absences, announcements as mobile_announcements, files, lessons, letter, letters as mobile_letters, no_types,
    subjects, totals, works,
};
pub(super) use people::{announcements, identity, ids, letters, mobile_identity, school_info, terms, year, year_of};
pub(super) use report::totals_of_report;

use super::reference::WorkType;

/// For whom and against what an answer is read.
pub(super) struct View<'a> {
    /// The student that was asked for: what bears another's id is not his.
    pub(super) student: i64,
    /// The school's clock.
    pub(super) zone: UtcOffset,
    /// The days that were asked for: what lies outside is left out.
    pub(super) span: Span,
    /// Kinds of work, by id.
    pub(super) types: &'a BTreeMap<i64, WorkType>,
}

impl View<'_> {
    /// Whether a thing that names a student is ours; one that names nobody is.
    fn ours(&self, student: crate::lenient::Id) -> bool {
        student.0.is_none_or(|student| student == self.student)
    }

    fn at(&self, date: Date, time: Time) -> OffsetDateTime {
        PrimitiveDateTime::new(date, time).assume_offset(self.zone)
    }
}
