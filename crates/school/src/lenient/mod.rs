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

pub(crate) use leaf::{Element, Flag, Id, Int, List, Maybe, Num, OneOrMany, Text, elements};
pub(crate) use mend::read;
pub(crate) use moment::Moment;
