//! What ЭлЖур sends, as it sends it.
//!
//! Shapes: docs/systems/eljur.md. Nothing here is required: every field may be missing, null, or of another type than
//! expected. Words stay text. Where something is needed to make sense of an element, `map` says so.

mod diary;
mod keyed;
mod mail;
mod people;

pub(super) use diary::{Assessment, Day, Diary, File, FinalMarks, Finals, Homework, Lesson, SubjectMarks, Subjects};
pub(super) use keyed::Keyed;
pub(super) use mail::{Board, Letter, LetterWhole, Mail, NoticeWhole, Receivers, User};
pub(super) use people::{Group, Period, Periods, Rules, School, Student, VendorToken};

use serde::Deserialize;

use crate::lenient::Maybe;

/// What every answer is wrapped in (§2). Where there is nothing, `result` is a list or not there.
#[derive(Debug, Deserialize)]
#[serde(transparent, bound(deserialize = "R: Deserialize<'de>"))]
pub(super) struct Answered<R>(Maybe<Wrapped<R>>);

#[derive(Debug, Deserialize)]
#[serde(default, bound(deserialize = "R: Deserialize<'de>"))]
struct Wrapped<R> {
    response: Maybe<Inner<R>>,
}

#[derive(Debug, Deserialize)]
#[serde(default, bound(deserialize = "R: Deserialize<'de>"))]
struct Inner<R> {
    result: Maybe<R>,
}

impl<R> Default for Wrapped<R> {
    fn default() -> Self {
        Wrapped { response: Maybe::default() }
    }
}

impl<R> Default for Inner<R> {
    fn default() -> Self {
        Inner { result: Maybe::default() }
    }
}

impl<R: Default> Answered<R> {
    /// What was answered; nothing where nothing was.
    pub(super) fn result(self) -> R {
        self.0.0.and_then(|wrapped| wrapped.response.0).and_then(|inner| inner.result.0).unwrap_or_default()
    }
}

/// An answer's entries by student (§5): each says whose it is.
pub(super) trait OfStudent {
    /// The student's id.
    fn person(&self) -> Option<&str>;
}
