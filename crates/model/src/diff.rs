//! Two answers of one scope, compared.
//!
//! Promise: over any sequence of edits at the school (add, alter, delete, reorder, duplicate,
//! re-issue of ids, shift of the week) the drafts are exactly what happened.

use crate::{Item, Scope, What};

/// A change before it has a time and an id.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What happened.
    pub what: What,
    /// As it was.
    pub old: Option<Item>,
    /// As it is.
    pub new: Option<Item>,
}

/// What to do to the store, and what of it is a change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// Items to write: new ones, and those that say anything else than before.
    pub put: Vec<Item>,
    /// Ids of stored items to take out: gone ones, and those that go on under another id.
    pub drop: Vec<String>,
    /// What the log should say. Items that only differ in what nobody needs to be told are in `put` alone.
    pub drafts: Vec<Draft>,
}

/// Compares what is stored with what was answered.
///
/// `old`: the stored items of the scope, and any others whose ids the answer names. `new`: the
/// answer, as it came: duplicated and reordered items are allowed.
pub fn diff(_old: &[Item], _new: &[Item], _scope: &Scope) -> Difference {
    Difference::default()
}
