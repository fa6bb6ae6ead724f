//! Answers of the mobile API.

use serde::Deserialize;

use super::people::{Named, Year};
use crate::lenient::{Flag, Id, Int, List, Maybe, Moment, Num, Text, elements};

/// An element of `users?v=2`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct MobileUser<'a> {
    pub(in crate::netschool) id: Id,
    #[serde(borrow)]
    pub(in crate::netschool) nick_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) organizations: List<Organization<'a>>,
    #[serde(borrow)]
    pub(in crate::netschool) children: List<Child<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct Organization<'a> {
    pub(in crate::netschool) is_active: Flag,
    #[serde(borrow)]
    pub(in crate::netschool) organization: Maybe<Named<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct Child<'a> {
    pub(in crate::netschool) id: Id,
    pub(in crate::netschool) student_id: Id,
    #[serde(borrow)]
    pub(in crate::netschool) nick_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) first_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) class_name: Text<'a>,
}

/// An element of `education`: a school year of a student, the current one first.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::netschool) struct Education<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) schoolyear: Maybe<Year<'a>>,
    #[serde(borrow)]
    pub(in crate::netschool) school: Maybe<Named<'a>>,
    #[serde(borrow)]
    pub(in crate::netschool) class: Maybe<Named<'a>>,
    /// Whether it is a school beside the student's own: of music, of sports.
    #[serde(rename = "isAddSchool")]
    pub(in crate::netschool) is_add_school: Flag,
}

/// An element of `subjects`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::netschool) struct SubjectNamed<'a> {
    pub(in crate::netschool) id: Id,
    #[serde(borrow)]
    pub(in crate::netschool) name: Text<'a>,
}

/// An element of `classmeetings`: a lesson.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct ClassMeeting<'a> {
    pub(in crate::netschool) classmeeting_id: Id,
    pub(in crate::netschool) student_id: Id,
    pub(in crate::netschool) assignment_id: List<Id>,
    pub(in crate::netschool) schedule_time_number: Int,
    pub(in crate::netschool) order: Int,
    #[serde(borrow)]
    pub(in crate::netschool) subject_name: Text<'a>,
    pub(in crate::netschool) day: Moment,
    pub(in crate::netschool) start_time: Moment,
    pub(in crate::netschool) end_time: Moment,
    #[serde(borrow)]
    pub(in crate::netschool) teachers: List<Named<'a>>,
    #[serde(borrow)]
    pub(in crate::netschool) lesson_theme: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) room_name: Text<'a>,
    /// null, a word or a number.
    #[serde(borrow)]
    pub(in crate::netschool) attendance: Text<'a>,
}

/// An element of `assignments`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct MobileAssignment<'a> {
    pub(in crate::netschool) classmeeting_id: Id,
    pub(in crate::netschool) assignment_id: Id,
    #[serde(borrow)]
    pub(in crate::netschool) assignment_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) description: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) result: Text<'a>,
    pub(in crate::netschool) duty: Flag,
    #[serde(borrow)]
    pub(in crate::netschool) comment: Text<'a>,
    pub(in crate::netschool) assignment_type_id: Id,
    #[serde(borrow)]
    pub(in crate::netschool) assignment_type_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) assignment_type_abbr: Text<'a>,
    pub(in crate::netschool) weight: Num,
    pub(in crate::netschool) attachments_exists: Flag,
    pub(in crate::netschool) assignment_date: Moment,
    pub(in crate::netschool) result_date: Moment,
}

/// An element of `attachments`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct FileOf<'a> {
    pub(in crate::netschool) assignment_id: Id,
    #[serde(borrow)]
    pub(in crate::netschool) attachment_id: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) file_name: Text<'a>,
}

/// An element of `totals`: a subject.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct Totals<'a> {
    pub(in crate::netschool) subject_id: Id,
    #[serde(borrow)]
    pub(in crate::netschool) term_totals: List<TermTotal<'a>>,
    #[serde(borrow)]
    pub(in crate::netschool) year_totals: List<YearTotal<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct TermTotal<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) term: Maybe<Named<'a>>,
    #[serde(borrow)]
    pub(in crate::netschool) mark: Text<'a>,
    pub(in crate::netschool) avg_mark: Num,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::netschool) struct YearTotal<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) period: Maybe<YearPeriod<'a>>,
    #[serde(borrow)]
    pub(in crate::netschool) mark: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct YearPeriod<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) id: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) period_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) period_type: Text<'a>,
}

/// An element of `announcements`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct MobileAnnouncement<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) announcement_id: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) title: Text<'a>,
    /// HTML.
    #[serde(borrow)]
    pub(in crate::netschool) description: Text<'a>,
    pub(in crate::netschool) post_date: Moment,
    #[serde(borrow)]
    pub(in crate::netschool) author: Maybe<Named<'a>>,
    #[serde(borrow)]
    pub(in crate::netschool) attachments: List<super::diary::File<'a>>,
}

/// `mail/messages`
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct MobileMail<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) items: List<MobileMessage<'a>>,
    pub(in crate::netschool) total_items: Int,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct MobileMessage<'a> {
    pub(in crate::netschool) id: Id,
    #[serde(borrow)]
    pub(in crate::netschool) subject: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) text: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) author: Maybe<Named<'a>>,
    pub(in crate::netschool) sent: Moment,
    pub(in crate::netschool) read: Flag,
    #[serde(borrow)]
    pub(in crate::netschool) to_names: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) file_attachments: List<super::diary::File<'a>>,
}

/// An element of `address-book`: people, and groups of people.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct AddressGroup<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) recipients: List<super::people::Recipient<'a>>,
    #[serde(borrow)]
    pub(in crate::netschool) sub_groups: List<AddressGroup<'a>>,
}

elements!(
    AddressGroup,
    MobileUser,
    Organization,
    Child,
    Education,
    SubjectNamed,
    ClassMeeting,
    MobileAssignment,
    FileOf,
    Totals,
    TermTotal,
    YearTotal,
    MobileAnnouncement,
    MobileMessage,
);
