//! Who is who, and the school.

use serde::Deserialize;

use crate::lenient::{Id, List, Maybe, Text, elements};

elements!(Child, Representative, Name, Teacher, Subject);

/// `profile` (§5). What must not be stored (SNILS, telephones, addresses) is not read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct Profile<'a> {
    #[serde(borrow)]
    pub(in crate::mesh) profile: Maybe<Own<'a>>,
    #[serde(borrow)]
    pub(in crate::mesh) children: List<Child<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct Own<'a> {
    pub(in crate::mesh) id: Id,
    pub(in crate::mesh) user_id: Id,
    #[serde(rename = "type", borrow)]
    pub(in crate::mesh) kind: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) first_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) last_name: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct Child<'a> {
    pub(in crate::mesh) id: Id,
    #[serde(borrow)]
    pub(in crate::mesh) contingent_guid: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) first_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) last_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) class_name: Text<'a>,
    pub(in crate::mesh) class_unit_id: Id,
    #[serde(borrow)]
    pub(in crate::mesh) school: Maybe<School<'a>>,
    #[serde(borrow)]
    pub(in crate::mesh) representatives: List<Representative<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct School<'a> {
    pub(in crate::mesh) id: Id,
    #[serde(borrow)]
    pub(in crate::mesh) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) short_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) principal: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) phone: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct Representative<'a> {
    #[serde(borrow)]
    pub(in crate::mesh) last_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) first_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) middle_name: Text<'a>,
    #[serde(rename = "type", borrow)]
    pub(in crate::mesh) kind: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct Name<'a> {
    #[serde(borrow)]
    pub(in crate::mesh) last_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) first_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) middle_name: Text<'a>,
}

/// `lesson_schedule_items/{id}` (§6.3), of which only the teacher is read: the rest stands in the calendar.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct LessonItem<'a> {
    #[serde(borrow)]
    pub(in crate::mesh) teacher: Maybe<Name<'a>>,
}

/// `school_info` (§11).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct SchoolInfo<'a> {
    #[serde(borrow)]
    pub(in crate::mesh) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) principal: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) classroom_teachers: List<Name<'a>>,
    #[serde(borrow)]
    pub(in crate::mesh) address: Maybe<Address<'a>>,
    #[serde(borrow)]
    pub(in crate::mesh) phone: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) email: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) website_link: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) teachers: List<Teacher<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct Address<'a> {
    #[serde(borrow)]
    pub(in crate::mesh) address: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct Teacher<'a> {
    #[serde(borrow)]
    pub(in crate::mesh) last_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) first_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) middle_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::mesh) subject_names: List<Text<'a>>,
}

/// `subjects/list`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mesh) struct Subject<'a> {
    #[serde(borrow)]
    pub(in crate::mesh) subject_name: Text<'a>,
}
