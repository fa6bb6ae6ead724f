//! The diary: lessons, assignments, marks, files.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};

use super::people::Named;
use crate::lenient::{Flag, Id, Int, List, Maybe, Moment, Num, Text, elements};

/// `student/diary`
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct Diary<'a> {
    pub(in crate::netschool) week_start: Moment,
    pub(in crate::netschool) week_end: Moment,
    #[serde(borrow)]
    pub(in crate::netschool) class_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) week_days: List<Day<'a>>,
    #[serde(borrow)]
    pub(in crate::netschool) past_mandatory: List<PastAssignment<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::netschool) struct Day<'a> {
    pub(in crate::netschool) date: Moment,
    #[serde(borrow)]
    pub(in crate::netschool) lessons: List<Lesson<'a>>,
}

/// `classmeetingId` here, `classMeetingId` in an assignment: that is how they are spelt.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct Lesson<'a> {
    pub(in crate::netschool) classmeeting_id: Id,
    pub(in crate::netschool) day: Moment,
    pub(in crate::netschool) number: Int,
    #[serde(borrow)]
    pub(in crate::netschool) room: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) start_time: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) end_time: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) subject_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) assignments: List<Assignment<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct Assignment<'a> {
    pub(in crate::netschool) id: Id,
    pub(in crate::netschool) type_id: Id,
    #[serde(borrow)]
    pub(in crate::netschool) assignment_name: Text<'a>,
    pub(in crate::netschool) weight: Num,
    #[serde(borrow)]
    pub(in crate::netschool) mark: MarkField<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) mark_comment: Maybe<Named<'a>>,
    #[serde(borrow)]
    pub(in crate::netschool) attachments: List<File<'a>>,
    // When the mark was put, in the spellings that a published client looks for; most servers send none.
    pub(in crate::netschool) mark_date: Moment,
    pub(in crate::netschool) mark_set_date: Moment,
    pub(in crate::netschool) set_date: Moment,
    pub(in crate::netschool) grade_date: Moment,
}

/// An element of `pastMandatory`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct PastAssignment<'a> {
    pub(in crate::netschool) id: Id,
    pub(in crate::netschool) type_id: Id,
    #[serde(borrow)]
    pub(in crate::netschool) subject_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) assignment_name: Text<'a>,
    pub(in crate::netschool) due_date: Moment,
    pub(in crate::netschool) class_meeting_id: Id,
}

/// A mark: an object, or the bare value.
#[derive(Debug, Default)]
pub(in crate::netschool) struct MarkField<'a>(pub(in crate::netschool) Option<Mark<'a>>);

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct Mark<'a> {
    pub(in crate::netschool) student_id: Id,
    #[serde(borrow)]
    pub(in crate::netschool) mark: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) result_score: Text<'a>,
    /// A debt: something to be handed in.
    pub(in crate::netschool) duty_mark: Flag,
    // Where a mark that is no number has been seen to stand.
    #[serde(borrow)]
    pub(in crate::netschool) abbr: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) short_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) value: Text<'a>,
}

impl<'de: 'a, 'a> Deserialize<'de> for MarkField<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        /// The bare value as the object it stands for.
        fn bare<'a, E: serde::de::Error>(value: serde_json::Value) -> Result<MarkField<'a>, E> {
            let mark = Text::deserialize(value).map_err(E::custom)?;
            Ok(MarkField(mark.get().is_some().then(|| Mark { mark, ..Mark::default() })))
        }
        impl<'de> Visitor<'de> for Read {
            type Value = MarkField<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mark")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Mark::deserialize(MapAccessDeserializer::new(map)).map(|mark| MarkField(Some(mark)))
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                bare(text.into())
            }
            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Self::Value, E> {
                bare(number.into())
            }
            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Self::Value, E> {
                bare(number.into())
            }
            fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Self::Value, E> {
                bare(number.into())
            }
            fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
                Ok(MarkField(None))
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(MarkField(None))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(MarkField(None))
            }
        }
        deserializer.deserialize_any(Read)
    }
}

/// A file: by id, or on some servers by a GUID.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct File<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) id: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) attachment_guid: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) original_file_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) name: Text<'a>,
}

/// An element of `student/diary/get-attachments`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct Filed<'a> {
    pub(in crate::netschool) assignment_id: Id,
    #[serde(borrow)]
    pub(in crate::netschool) attachments: List<File<'a>>,
}

/// An element of `grade/assignment/types`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::netschool) struct AssignmentType<'a> {
    pub(in crate::netschool) id: Id,
    #[serde(borrow)]
    pub(in crate::netschool) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) abbr: Text<'a>,
}

/// `student/diary/assigns/{id}`: the one place that names a teacher; older servers name one alone.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::netschool) struct Details<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) teachers: List<Named<'a>>,
    #[serde(borrow)]
    pub(in crate::netschool) teacher: Maybe<Named<'a>>,
}

elements!(Day, Lesson, Assignment, PastAssignment, File, Filed, AssignmentType);
