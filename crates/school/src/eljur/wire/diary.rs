//! Days, marks, marks of terms.

use serde::Deserialize;

use super::{Keyed, OfStudent};
use crate::lenient::{Flag, Int, Maybe, Num, Text};

/// `getdiary` (§5).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct Diary<'a> {
    #[serde(borrow)]
    pub(in crate::eljur) students: Keyed<StudentDays<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct StudentDays<'a> {
    #[serde(borrow)]
    pub(in crate::eljur) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) days: Keyed<Day<'a>>,
}

impl OfStudent for StudentDays<'_> {
    fn person(&self) -> Option<&str> {
        self.name.get()
    }
}

/// A day; one of the holidays has an `alert` and may have no `items`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct Day<'a> {
    /// "20260907"
    #[serde(borrow)]
    pub(in crate::eljur) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) items: Keyed<Lesson<'a>>,
    /// What is after the lessons: clubs, extended days.
    #[serde(borrow)]
    pub(in crate::eljur) items_extday: Keyed<Lesson<'a>>,
}

#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
pub(in crate::eljur) struct Lesson<'a> {
    /// The subject.
    #[serde(borrow)]
    pub(in crate::eljur) name: Text<'a>,
    pub(in crate::eljur) num: Int,
    #[serde(borrow)]
    pub(in crate::eljur) room: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) teacher: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) grp: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) topic: Text<'a>,
    /// "08:30:00"
    #[serde(borrow)]
    pub(in crate::eljur) starttime: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) endtime: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) homework: Keyed<Homework<'a>>,
    #[serde(borrow)]
    pub(in crate::eljur) files: Keyed<File<'a>>,
    #[serde(borrow)]
    pub(in crate::eljur) assessments: Keyed<Assessment<'a>>,
}

#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
pub(in crate::eljur) struct Homework<'a> {
    #[serde(borrow)]
    pub(in crate::eljur) id: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) value: Text<'a>,
}

#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
pub(in crate::eljur) struct File<'a> {
    /// The homework it belongs to.
    #[serde(borrow)]
    pub(in crate::eljur) toid: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) filename: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) link: Text<'a>,
}

/// A mark, or an absence in its place. Neither has an id.
#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
pub(in crate::eljur) struct Assessment<'a> {
    #[serde(borrow)]
    pub(in crate::eljur) value: Text<'a>,
    /// Whether it goes into the average.
    pub(in crate::eljur) count: Flag,
    #[serde(borrow)]
    pub(in crate::eljur) comment: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) lesson_comment: Text<'a>,
    pub(in crate::eljur) weight: Num,
    pub(in crate::eljur) weight_float: Num,
    #[serde(borrow)]
    pub(in crate::eljur) control_type: Text<'a>,
    /// Where `control_type` is not told.
    #[serde(borrow)]
    pub(in crate::eljur) mtype: Maybe<MarkType<'a>>,
}

#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
pub(in crate::eljur) struct MarkType<'a> {
    #[serde(rename = "type", borrow)]
    pub(in crate::eljur) kind: Text<'a>,
}

/// `getmarks`, of which the averages are read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct Subjects<'a> {
    #[serde(borrow)]
    pub(in crate::eljur) students: Keyed<StudentSubjects<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct StudentSubjects<'a> {
    #[serde(borrow)]
    pub(in crate::eljur) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) lessons: Keyed<SubjectMarks<'a>>,
}

impl OfStudent for StudentSubjects<'_> {
    fn person(&self) -> Option<&str> {
        self.name.get()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct SubjectMarks<'a> {
    #[serde(borrow)]
    pub(in crate::eljur) name: Text<'a>,
    /// "4.67"
    pub(in crate::eljur) average: Num,
}

/// `getfinalassessments`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct Finals<'a> {
    #[serde(borrow)]
    pub(in crate::eljur) students: Keyed<StudentFinals<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct StudentFinals<'a> {
    #[serde(borrow)]
    pub(in crate::eljur) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) items: Keyed<FinalMarks<'a>>,
}

impl OfStudent for StudentFinals<'_> {
    fn person(&self) -> Option<&str> {
        self.name.get()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct FinalMarks<'a> {
    /// The subject.
    #[serde(borrow)]
    pub(in crate::eljur) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) assessments: Keyed<FinalMark<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct FinalMark<'a> {
    /// Name of an entry of `getperiods`.
    #[serde(borrow)]
    pub(in crate::eljur) period: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) value: Text<'a>,
}
