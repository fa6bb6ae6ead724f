//! What «Петербургское образование» sends, as it sends it.
//!
//! Shapes: docs/systems/petersburg.md. Nothing here is required: every field may be missing, null, or of another type
//! than expected. Words and moments stay text. Where something is needed to make sense of an element, `map` says so.

mod days;
mod people;

pub(super) use days::{Estimate, Lesson, Passing, Scheduled, Task};
pub(super) use people::{Child, Education, One, Period, Teacher};

use serde::Deserialize;

use crate::{
    SchoolError,
    lenient::{Element, Id, Int, List, Maybe, OneOrMany},
};

/// What every list is wrapped in (§1). The list stands bare under `data` at times.
#[derive(Debug, Deserialize)]
#[serde(transparent, bound(deserialize = "T: Element<'de>"))]
pub(super) struct Answered<T>(Maybe<Wrapped<T>>);

#[derive(Debug, Deserialize)]
#[serde(default, bound(deserialize = "T: Element<'de>"))]
struct Wrapped<T> {
    data: OneOrMany<Page<T>, T>,
}

#[derive(Debug, Deserialize)]
#[serde(default, bound(deserialize = "T: Element<'de>"))]
struct Page<T> {
    items: List<T>,
    total_items: Int,
}

impl<T> Default for Wrapped<T> {
    fn default() -> Self {
        Wrapped { data: OneOrMany::Neither }
    }
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Page { items: List::default(), total_items: Int::default() }
    }
}

impl<T> Answered<T> {
    /// The entries, and how many there are on all pages, where the server counts them: one that says nought of a page
    /// with entries does not (§1).
    ///
    /// # Errors
    /// [`SchoolError::Strange`] where there is no list: that is no news of an empty one.
    pub(super) fn page(self) -> Result<(List<T>, Option<usize>), SchoolError> {
        let (list, total) = match self.0.0.unwrap_or_default().data {
            OneOrMany::One(page) => (page.items, page.total_items.0),
            OneOrMany::Many(list) => (list, None),
            OneOrMany::Neither => (List::default(), None),
        };
        if !list.given && total != Some(0) {
            return Err(SchoolError::Strange("a page without entries".into()));
        }
        let total = total.and_then(|total| usize::try_from(total).ok());
        Ok((list, total.filter(|total| *total > 0)))
    }
}

/// How most things carry their id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(super) struct Numbered {
    id: Id,
}

/// The id, where there is one.
pub(super) fn id(identity: Maybe<Numbered>) -> Option<i64> {
    identity.0?.id.0
}
