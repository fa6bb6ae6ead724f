//! The event calendar (§6.1).

use serde::{Deserialize, de::SeqAccess};

use crate::lenient::{Element, Flag, Id, Int, List, Maybe, Moment, OneOrMany, Text, elements};

elements!(Event);

/// `events`: wrapped; a bare list is taken as well.
pub(in crate::mesh) type Events<'a> = OneOrMany<Answered<'a>, Event<'a>>;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct Answered<'a> {
    pub(in crate::mesh) total_count: Int,
    #[serde(borrow)]
    pub(in crate::mesh) response: List<Event<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct Event<'a> {
    pub(in crate::mesh) id: Id,
    /// "PLAN" a lesson, "AE" extra education, "EC" beside the curriculum; others are no lessons.
    #[serde(borrow)]
    pub(in crate::mesh) source: Text<'a>,
    /// Id of the timetable's item, as text.
    #[serde(borrow)]
    pub(in crate::mesh) source_id: Text<'a>,
    pub(in crate::mesh) start_at: Moment,
    pub(in crate::mesh) finish_at: Moment,
    pub(in crate::mesh) is_all_day: Flag,
    pub(in crate::mesh) subject_id: Id,
    #[serde(borrow)]
    pub(in crate::mesh) subject_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) lesson_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) lesson_theme: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) course_lesson_type: Text<'a>,
    pub(in crate::mesh) group_id: Id,
    #[serde(borrow)]
    pub(in crate::mesh) room_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) room_number: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) building_name: Text<'a>,
    pub(in crate::mesh) cancelled: Flag,
    pub(in crate::mesh) replaced: Flag,
    pub(in crate::mesh) is_missed_lesson: Flag,
    pub(in crate::mesh) absence_reason_id: Int,
    pub(in crate::mesh) nonattendance_reason_id: Int,
    #[serde(borrow)]
    pub(in crate::mesh) title: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) description: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) place_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) place: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) address: Text<'a>,
    pub(in crate::mesh) homework: Maybe<EventHomework>,
    pub(in crate::mesh) marks: List<MarkId>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct EventHomework {
    pub(in crate::mesh) entries: List<EntryId>,
}

/// Only the id is read: the homework itself comes with the list of homework.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct EntryId {
    pub(in crate::mesh) homework_entry_id: Id,
}

/// Only the id is read: when a mark was entered is told by the list of marks alone.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct MarkId {
    pub(in crate::mesh) id: Id,
}

impl<'de> Element<'de> for EntryId {
    fn element<A: SeqAccess<'de>>(seq: &mut A) -> Result<Option<Option<Self>>, A::Error> {
        Ok(seq.next_element::<Maybe<Self>>()?.map(|entry| entry.0))
    }
}

impl<'de> Element<'de> for MarkId {
    fn element<A: SeqAccess<'de>>(seq: &mut A) -> Result<Option<Option<Self>>, A::Error> {
        Ok(seq.next_element::<Maybe<Self>>()?.map(|mark| mark.0))
    }
}
