//! What every connector does with what it was asked and with what came of it.

use peremena_model::{Item, Kind, Scope};

use crate::{Answer, Ask, Part, SchoolError};

/// What was found of a kind, with how many things could not be read.
pub(crate) type Found = Result<(Vec<Item>, u32), SchoolError>;

impl Ask {
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
}

pub(crate) fn items<T: Into<Item>>(list: Vec<T>) -> Vec<Item> {
    list.into_iter().map(Into::into).collect()
}
