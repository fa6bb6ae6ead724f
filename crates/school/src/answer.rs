//! What every connector does with what it was asked and with what came of it.

use peremena_model::{Item, Kind, Scope, Term};
use time::{Date, UtcOffset};

use crate::{Answer, Ask, Part, SchoolError};

/// What a list holds.
#[derive(Clone, Debug)]
pub(crate) struct Listed<T> {
    pub(crate) items: Vec<T>,
    /// How many things could not be read.
    pub(crate) skipped: u32,
    /// Whether it is all that was asked for.
    pub(crate) whole: bool,
}

impl<T> Listed<T> {
    /// Nothing, which is all: what belongs to the account and not to this child.
    pub(crate) fn none() -> Listed<T> {
        Listed { items: Vec::new(), skipped: 0, whole: true }
    }
}

/// What was found of a kind, with how many things could not be read.
pub(crate) type Found = Result<(Vec<Item>, u32), SchoolError>;

impl Ask {
    /// The day of asking, where the clock stands at `zone`.
    pub(crate) fn today(&self, zone: UtcOffset) -> Date {
        self.now.checked_to_offset(zone).unwrap_or(self.now).date()
    }

    /// What an answer to this speaks for. Not `whole` where there may be more than it holds.
    pub(crate) fn scope(&self, kind: Kind, whole: bool) -> Scope {
        let span = (!kind.is_undated()).then_some(self.span);
        Scope { student: self.student.clone(), kind, year: self.year, span, whole }
    }
}

impl Answer {
    /// Enters what became of a kind that a sync can do without.
    ///
    /// # Errors
    /// [`SchoolError::Refused`]: the session has ended, nothing else would be answered either.
    pub(crate) fn optional(&mut self, scope: Scope, found: Found) -> Result<(), SchoolError> {
        match found {
            Ok((items, skipped)) => {
                self.skipped += skipped;
                self.parts.push(Part { scope, items });
            }
            Err(error @ SchoolError::Refused(_)) => return Err(error),
            Err(error) => self.failed.push((scope.kind, error)),
        }
        Ok(())
    }

    /// Enters a list that a sync can do without: it speaks for the span only where it was read to its end.
    ///
    /// # Errors
    /// [`SchoolError::Refused`], as of [`Answer::optional`].
    pub(crate) fn list<T: Into<Item>>(
        &mut self,
        kind: Kind,
        found: Result<Listed<T>, SchoolError>,
        ask: &Ask,
    ) -> Result<(), SchoolError> {
        let whole = found.as_ref().is_ok_and(|listed| listed.whole);
        self.optional(ask.scope(kind, whole), found.map(|listed| (items(listed.items), listed.skipped)))
    }
}

pub(crate) fn items<T: Into<Item>>(list: Vec<T>) -> Vec<Item> {
    list.into_iter().map(Into::into).collect()
}

/// The terms that an answer tells.
pub(crate) fn terms_of(answer: &Answer) -> Vec<Term> {
    let items = answer.parts.iter().flat_map(|part| &part.items);
    items.filter_map(|item| if let Item::Term(term) = item { Some(term.clone()) } else { None }).collect()
}
