//! Values as foreign servers send them, read without ever failing for a value's type.
//!
//! A field that holds another type than expected reads as empty, never as an error, so one odd field
//! costs itself and not its neighbours. A list keeps what is an object and counts what is not
//! ([`List::skipped`]). What breaks the text itself (a lone surrogate, a number beyond f64, a key
//! written twice) goes through [`mend`], which keeps all the rest. A text that ends too early is an
//! error: half an answer is no answer.
//!
//! Strings are borrowed from the answer wherever they hold no escapes.

mod leaf;
mod mend;
mod moment;

use serde::Deserialize;

use crate::SchoolError;

pub(crate) use leaf::{Element, Flag, Id, Int, List, MOST_ELEMENTS, Maybe, Num, OneOrMany, Text, elements};
pub(crate) use mend::read;
pub(crate) use moment::Moment;

/// [`read`] with an error for people; what is mapped from `T` owns what it keeps.
///
/// # Errors
/// [`SchoolError::Strange`] where `body` is not a whole JSON text.
pub(crate) fn parsed<'a, T: Deserialize<'a>>(
    body: &'a [u8],
    room: &'a mut Option<String>,
) -> Result<(T, u32), SchoolError> {
    read::<T>(body, room).map_err(not_json)
}

/// The error names line and column, nothing of the text.
pub(crate) fn not_json(error: serde_json::Error) -> SchoolError {
    SchoolError::Strange(if error.is_eof() {
        "the answer ends too early".into()
    } else {
        format!("not JSON at line {} column {}", error.line(), error.column())
    })
}

/// [`parsed`] as a list, which the answer must hold; `what` says of what.
///
/// # Errors
/// [`SchoolError::Strange`] where `body` is not a whole JSON text, or holds no list.
pub(crate) fn listed<'a, T: Element<'a>>(
    body: &'a [u8],
    room: &'a mut Option<String>,
    what: &str,
) -> Result<(List<T>, u32), SchoolError> {
    let (list, broken) = parsed::<List<T>>(body, room)?;
    if list.given { Ok((list, broken)) } else { Err(SchoolError::Strange(format!("{what} without a list"))) }
}
