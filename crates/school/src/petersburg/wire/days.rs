//! Timetable, lessons, marks, passings of the door.

use serde::Deserialize;

use super::Numbered;
use crate::lenient::{Flag, Id, Int, List, Maybe, Text, elements};

/// An entry of `schedule/list-by-education` (§5).
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(in crate::petersburg) struct Scheduled<'a> {
    pub(in crate::petersburg) number: Int,
    /// "07.09.2026 09:00:00"
    #[serde(borrow)]
    pub(in crate::petersburg) datetime_from: Text<'a>,
    #[serde(borrow)]
    pub(in crate::petersburg) datetime_to: Text<'a>,
    pub(in crate::petersburg) subject_id: Id,
    #[serde(borrow)]
    pub(in crate::petersburg) subject_name: Text<'a>,
    pub(in crate::petersburg) priority: Int,
    pub(in crate::petersburg) override_by_priority: Flag,
}

/// A lesson that was held, of `lesson/list-by-education` (§6). Its marks are not read here: they have no ids.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(in crate::petersburg) struct Lesson<'a> {
    pub(in crate::petersburg) identity: Maybe<Numbered>,
    pub(in crate::petersburg) number: Int,
    #[serde(borrow)]
    pub(in crate::petersburg) datetime_from: Text<'a>,
    #[serde(borrow)]
    pub(in crate::petersburg) datetime_to: Text<'a>,
    pub(in crate::petersburg) subject_id: Id,
    #[serde(borrow)]
    pub(in crate::petersburg) subject_name: Text<'a>,
    /// The topic.
    #[serde(borrow)]
    pub(in crate::petersburg) content_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::petersburg) tasks: List<Task<'a>>,
}

/// What was set in a lesson, without an id and without a day for which.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(in crate::petersburg) struct Task<'a> {
    #[serde(borrow)]
    pub(in crate::petersburg) task_name: Text<'a>,
    /// "homework"
    #[serde(borrow)]
    pub(in crate::petersburg) task_kind_code: Text<'a>,
    /// How a file looks is not known: they are counted, as what cannot be read.
    #[serde(borrow)]
    pub(in crate::petersburg) files: List<Text<'a>>,
}

/// An entry of `estimate/table` (§7): a mark, an absence, a remark, a mark of a term.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::petersburg) struct Estimate<'a> {
    pub(in crate::petersburg) id: Id,
    pub(in crate::petersburg) education_id: Id,
    pub(in crate::petersburg) lesson_id: Id,
    #[serde(borrow)]
    pub(in crate::petersburg) subject_name: Text<'a>,
    /// "07.09.2026"
    #[serde(borrow)]
    pub(in crate::petersburg) date: Text<'a>,
    /// Digits, as text.
    #[serde(borrow)]
    pub(in crate::petersburg) estimate_type_code: Text<'a>,
    #[serde(borrow)]
    pub(in crate::petersburg) estimate_type_name: Text<'a>,
    /// "5/5"
    #[serde(borrow)]
    pub(in crate::petersburg) estimate_value_code: Text<'a>,
    #[serde(borrow)]
    pub(in crate::petersburg) estimate_value_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::petersburg) estimate_comment: Text<'a>,
}

/// An entry of `acs/list` (§7).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::petersburg) struct Passing<'a> {
    pub(in crate::petersburg) identity: Maybe<Numbered>,
    /// "input" or "output".
    #[serde(borrow)]
    pub(in crate::petersburg) direction: Text<'a>,
    /// "07.09.2026 08:41:10"
    #[serde(borrow)]
    pub(in crate::petersburg) datetime: Text<'a>,
}

elements!(Scheduled, Lesson, Task, Estimate, Passing);
