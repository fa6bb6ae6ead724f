//! The mobile API (§14). Of its answers only what the partner API has not is read.

use serde::Deserialize;

use super::Person;
use crate::lenient::{Flag, Id, List, Maybe, Moment, Num, Text, elements};

elements!(Post, Attached, Week, MobileDay, MobileLesson, SubjectTerm);

/// `persons/{p}/schools/{s}/notifications`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Notifications<'a> {
    #[serde(borrow)]
    pub(crate) post_list: List<Post<'a>>,
}

/// One client names these fields; all may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Post<'a> {
    #[serde(borrow)]
    pub(crate) id: Text<'a>,
    #[serde(borrow)]
    pub(crate) event_key: Text<'a>,
    #[serde(borrow)]
    pub(crate) title: Text<'a>,
    #[serde(borrow)]
    pub(crate) subtitle: Text<'a>,
    #[serde(borrow)]
    pub(crate) text: Text<'a>,
    /// Its form is not known: seconds since 1970, or a date.
    #[serde(borrow)]
    pub(crate) created_date_time: Text<'a>,
    #[serde(borrow)]
    pub(crate) author_first_name: Text<'a>,
    #[serde(borrow)]
    pub(crate) author_middle_name: Text<'a>,
    #[serde(borrow)]
    pub(crate) author_last_name: Text<'a>,
    #[serde(borrow)]
    pub(crate) author_name: Text<'a>,
    #[serde(borrow)]
    pub(crate) attachment_files: List<Attached<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Attached<'a> {
    #[serde(borrow)]
    pub(crate) file_id: Text<'a>,
    #[serde(borrow)]
    pub(crate) file_link: Text<'a>,
    #[serde(borrow)]
    pub(crate) file_name: Text<'a>,
    #[serde(borrow)]
    pub(crate) extension: Text<'a>,
}

/// `persons/{p}/schools/{s}/groups/{g}/diary`: about three weeks (§14.1).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Diary<'a> {
    #[serde(borrow)]
    pub(crate) weeks: List<Week<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Week<'a> {
    /// Its Monday.
    pub(crate) first_week_day_date: Moment,
    #[serde(borrow)]
    pub(crate) days: List<MobileDay<'a>>,
    pub(crate) metadata: Maybe<Metadata>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct MobileDay<'a> {
    pub(crate) date: Moment,
    #[serde(borrow)]
    pub(crate) lessons: List<MobileLesson<'a>>,
    pub(crate) metadata: Maybe<Metadata>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct MobileLesson<'a> {
    #[serde(borrow)]
    pub(crate) id: Text<'a>,
    #[serde(borrow)]
    pub(crate) subject: Maybe<Subject<'a>>,
    #[serde(borrow)]
    pub(crate) comment: Maybe<Comment<'a>>,
    pub(crate) metadata: Maybe<Metadata>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Subject<'a> {
    pub(crate) id: Id,
    #[serde(borrow)]
    pub(crate) name: Text<'a>,
}

/// What a teacher says to a pupil of a lesson.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Comment<'a> {
    #[serde(borrow)]
    pub(crate) author: Maybe<Person<'a>>,
    #[serde(borrow)]
    pub(crate) text: Text<'a>,
    pub(crate) metadata: Maybe<Metadata>,
}

/// `persons/{p}/groups/{g}/periods/{t}/periodMarks` (§14.2).
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct PeriodMarks<'a> {
    #[serde(borrow)]
    pub(crate) period_marks: List<SubjectTerm<'a>>,
}

/// One subject in one term.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct SubjectTerm<'a> {
    #[serde(borrow)]
    pub(crate) subject: Maybe<Subject<'a>>,
    pub(crate) average_marks: Maybe<AverageMarks>,
    pub(crate) metadata: Maybe<Metadata>,
}

/// With a decimal point; null where there are none.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct AverageMarks {
    pub(crate) average_mark: Num,
    pub(crate) weighted_average_mark: Num,
    pub(crate) metadata: Maybe<Metadata>,
}

/// Beside what is shown to those alone who pay, whose texts are then empty or blurred (§3): any object may have it.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Metadata {
    pub(crate) is_restricted: Flag,
}

impl Maybe<Metadata> {
    pub(crate) fn is_restricted(&self) -> bool {
        self.0.as_ref().is_some_and(|said| said.is_restricted.0 == Some(true))
    }
}
