//! Homework, marks, terms, attendance, the school's door, notifications.

use serde::Deserialize;

use crate::lenient::{Flag, Id, Int, List, Moment, Num, Text, elements};

elements!(
    Homework,
    Material,
    MaterialUrl,
    Attached,
    Mark,
    Criterion,
    SubjectMarks,
    Period,
    MissedDay,
    MissedLesson,
    VisitDay,
    Stay,
    CalendarDay,
    Notification,
);

/// §7.1
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct Homework<'a> {
    pub(in crate::mesh) homework_entry_student_id: Id,
    pub(in crate::mesh) homework_entry_id: Id,
    #[serde(borrow)]
    pub(in crate::mesh) description: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) homework: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) subject_name: Text<'a>,
    pub(in crate::mesh) date: Moment,
    pub(in crate::mesh) date_prepared_for: Moment,
    pub(in crate::mesh) homework_created_at: Moment,
    pub(in crate::mesh) is_done: Flag,
    #[serde(borrow)]
    pub(in crate::mesh) materials: List<Material<'a>>,
    /// The mobile API's name for them.
    #[serde(borrow)]
    pub(in crate::mesh) additional_materials: List<Material<'a>>,
    #[serde(borrow)]
    pub(in crate::mesh) attachments: List<Attached<'a>>,
}

/// §7.3: what a tick is answered with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct Ticked {
    pub(in crate::mesh) success: Flag,
}

/// One by one on the web; in groups with `items` elsewhere.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct Material<'a> {
    #[serde(borrow)]
    pub(in crate::mesh) uuid: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) title: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) type_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) link: Text<'a>,
    pub(in crate::mesh) file_size: Num,
    #[serde(borrow)]
    pub(in crate::mesh) urls: List<MaterialUrl<'a>>,
    #[serde(borrow)]
    pub(in crate::mesh) items: List<Material<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct MaterialUrl<'a> {
    #[serde(borrow)]
    pub(in crate::mesh) url: Text<'a>,
}

/// Its shape is not known (§7.1): the likely names.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct Attached<'a> {
    #[serde(borrow)]
    pub(in crate::mesh) id: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) title: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) file_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) link: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) url: Text<'a>,
    pub(in crate::mesh) file_size: Num,
    pub(in crate::mesh) size: Num,
}

/// §8.1
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct Mark<'a> {
    pub(in crate::mesh) id: Id,
    #[serde(borrow)]
    pub(in crate::mesh) value: Text<'a>,
    pub(in crate::mesh) weight: Num,
    /// Of the lesson.
    pub(in crate::mesh) date: Moment,
    #[serde(borrow)]
    pub(in crate::mesh) subject_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) control_form_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) comment: Text<'a>,
    /// A place that is kept for a mark.
    pub(in crate::mesh) is_point: Flag,
    #[serde(borrow)]
    pub(in crate::mesh) criteria: List<Criterion<'a>>,
    pub(in crate::mesh) created_at: Moment,
    pub(in crate::mesh) updated_at: Moment,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct Criterion<'a> {
    #[serde(borrow)]
    pub(in crate::mesh) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) value: Text<'a>,
}

/// §8.3
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct SubjectMarks<'a> {
    pub(in crate::mesh) subject_id: Id,
    #[serde(borrow)]
    pub(in crate::mesh) subject_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) year_mark: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) periods: List<Period<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct Period<'a> {
    #[serde(borrow)]
    pub(in crate::mesh) title: Text<'a>,
    /// "01.09"
    #[serde(borrow)]
    pub(in crate::mesh) start: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) end: Text<'a>,
    pub(in crate::mesh) start_iso: Moment,
    pub(in crate::mesh) end_iso: Moment,
    /// The average.
    pub(in crate::mesh) value: Num,
    /// The mark of the period.
    #[serde(borrow)]
    pub(in crate::mesh) fixed_value: Text<'a>,
}

/// §9
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct Attendance<'a> {
    #[serde(borrow)]
    pub(in crate::mesh) attendance: List<MissedDay<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct MissedDay<'a> {
    #[serde(borrow)]
    pub(in crate::mesh) description: Text<'a>,
    pub(in crate::mesh) reason_id: Int,
    #[serde(borrow)]
    pub(in crate::mesh) lessons: List<MissedLesson<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct MissedLesson<'a> {
    #[serde(borrow)]
    pub(in crate::mesh) schedule_item_id: Text<'a>,
    pub(in crate::mesh) reason_id: Int,
    pub(in crate::mesh) absence_reason_id: Int,
    #[serde(borrow)]
    pub(in crate::mesh) description: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct VisitDay<'a> {
    pub(in crate::mesh) date: Moment,
    #[serde(borrow)]
    pub(in crate::mesh) visits: List<Stay<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct Stay<'a> {
    /// "08:07", or "-".
    #[serde(rename = "in", borrow)]
    pub(in crate::mesh) came: Text<'a>,
    #[serde(rename = "out", borrow)]
    pub(in crate::mesh) left: Text<'a>,
    #[serde(rename = "organizationShortName", borrow)]
    pub(in crate::mesh) short_name: Text<'a>,
    #[serde(rename = "organizationName", borrow)]
    pub(in crate::mesh) name: Text<'a>,
}

/// §10
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct CalendarDay<'a> {
    pub(in crate::mesh) date: Moment,
    #[serde(rename = "type", borrow)]
    pub(in crate::mesh) kind: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) title: Text<'a>,
}

/// §12
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct Notification<'a> {
    #[serde(borrow)]
    pub(in crate::mesh) event_type: Text<'a>,
    pub(in crate::mesh) datetime: Moment,
    pub(in crate::mesh) created_at: Moment,
    pub(in crate::mesh) updated_at: Moment,
    #[serde(borrow)]
    pub(in crate::mesh) subject_name: Text<'a>,
    pub(in crate::mesh) student_profile_id: Id,
    pub(in crate::mesh) lesson_date: Moment,
    #[serde(borrow)]
    pub(in crate::mesh) new_mark_value: Text<'a>,
    pub(in crate::mesh) new_date_prepared_for: Moment,
    #[serde(borrow)]
    pub(in crate::mesh) new_hw_description: Text<'a>,
}
