//! What МЭШ and «Моя школа» send, as they send it.
//!
//! Shapes: docs/systems/mesh.md. Nothing here is required: every field may be missing, null, or of another type than
//! expected. Words stay text. Where something is needed to make sense of an element, `map` says so.

mod diary;
mod events;
mod people;

pub(super) use diary::{Attendance, CalendarDay, Homework, Mark, Notification, Period, SubjectMarks, Ticked, VisitDay};
pub(super) use events::{Event, Events};
pub(super) use people::{Child, LessonItem, Name, Profile, SchoolInfo, Subject};

use serde::Deserialize;

use crate::lenient::{Element, List, OneOrMany};

/// What most lists are wrapped in; some servers send the bare list.
pub(super) type Payload<T> = OneOrMany<Wrapped<T>, T>;

#[derive(Debug, Deserialize)]
#[serde(default, bound(deserialize = "T: Element<'de>"))]
pub(super) struct Wrapped<T> {
    pub(super) payload: List<T>,
}

impl<T> Default for Wrapped<T> {
    fn default() -> Self {
        Wrapped { payload: List::default() }
    }
}

impl<T> OneOrMany<Wrapped<T>, T> {
    /// The list, however it came.
    pub(super) fn list(self) -> List<T> {
        match self {
            OneOrMany::One(wrapped) => wrapped.payload,
            OneOrMany::Many(list) => list,
            OneOrMany::Neither => List::default(),
        }
    }
}
