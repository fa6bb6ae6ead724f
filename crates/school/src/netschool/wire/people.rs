//! Who is signed in, the school, terms, and what is said.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::lenient::{Id, List, Maybe, Moment, OneOrMany, Text, elements};

/// Anything with an id and a name.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::netschool) struct Named<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) id: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) name: Text<'a>,
    /// The full name, in some lists.
    #[serde(borrow)]
    pub(in crate::netschool) fio: Text<'a>,
    #[serde(rename = "nickName", borrow)]
    pub(in crate::netschool) nick_name: Text<'a>,
}

/// `student/diary/init`. What `currentStudentId` means differs (an index, an id), so it is not read.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct DiaryInit<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) students: OneOrMany<BTreeMap<String, Maybe<Student<'a>>>, Student<'a>>,
    pub(in crate::netschool) week_start: Moment,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct Student<'a> {
    pub(in crate::netschool) student_id: Id,
    #[serde(borrow)]
    pub(in crate::netschool) nick_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) class_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) group_name: Text<'a>,
}

/// `context`
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct Context<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) user: Maybe<Named<'a>>,
    pub(in crate::netschool) user_id: Id,
    #[serde(borrow)]
    pub(in crate::netschool) roles: List<Text<'a>>,
    pub(in crate::netschool) school_id: Id,
    #[serde(borrow)]
    pub(in crate::netschool) organization: Maybe<Named<'a>>,
    #[serde(borrow)]
    pub(in crate::netschool) organization_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) schoolyear: Maybe<Year<'a>>,
    #[serde(borrow)]
    pub(in crate::netschool) version: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) date_format: Text<'a>,
}

/// `years/current`, and an element of `years`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct Year<'a> {
    pub(in crate::netschool) id: Id,
    #[serde(borrow)]
    pub(in crate::netschool) name: Text<'a>,
    pub(in crate::netschool) start_date: Moment,
    pub(in crate::netschool) end_date: Moment,
    /// Where the dates stand in some answers.
    pub(in crate::netschool) global_year: Maybe<Days>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct Days {
    pub(in crate::netschool) start_date: Moment,
    pub(in crate::netschool) end_date: Moment,
}

/// An element of `schools/search`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct SchoolFound<'a> {
    pub(in crate::netschool) id: Id,
    #[serde(borrow)]
    pub(in crate::netschool) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) short_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) address: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) address_string: Text<'a>,
}

/// `schools/{s}/card`
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct SchoolCard<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) common_info: Maybe<CommonInfo<'a>>,
    #[serde(borrow)]
    pub(in crate::netschool) management_info: Maybe<ManagementInfo<'a>>,
    #[serde(borrow)]
    pub(in crate::netschool) contact_info: Maybe<ContactInfo<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct CommonInfo<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) school_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) full_school_name: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct ManagementInfo<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) director: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct ContactInfo<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) post_address: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) juridical_address: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) phones: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) email: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) web: Text<'a>,
}

/// An element of `terms/search`, and of the mobile API's `terms`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct Term<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) id: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) term_name: Text<'a>,
    pub(in crate::netschool) start_date: Moment,
    pub(in crate::netschool) end_date: Moment,
}

/// `reports/studentgrades`: a directory of terms beside what it is meant for.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct Report<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) filter_sources: List<FilterSource<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct FilterSource<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) filter_id: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) items: List<FilterItem<'a>>,
    pub(in crate::netschool) range: Maybe<Range>,
    #[serde(borrow)]
    pub(in crate::netschool) default_value: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::netschool) struct FilterItem<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) title: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) value: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::netschool) struct Range {
    pub(in crate::netschool) start: Moment,
    pub(in crate::netschool) end: Moment,
}

/// An element of `announcements`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct Announcement<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) id: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) name: Text<'a>,
    /// HTML.
    #[serde(borrow)]
    pub(in crate::netschool) description: Text<'a>,
    pub(in crate::netschool) post_date: Moment,
    #[serde(borrow)]
    pub(in crate::netschool) author: Maybe<Named<'a>>,
    #[serde(borrow)]
    pub(in crate::netschool) attachments: List<super::diary::File<'a>>,
}

/// `mail/registry`
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct Registry<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) rows: List<MailRow<'a>>,
    pub(in crate::netschool) total_items: crate::lenient::Int,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct MailRow<'a> {
    pub(in crate::netschool) id: Id,
    #[serde(borrow)]
    pub(in crate::netschool) subject: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) author: Text<'a>,
    pub(in crate::netschool) sent: Moment,
    #[serde(borrow)]
    pub(in crate::netschool) to_names: Text<'a>,
}

/// `mail/recipients`: ids are opaque texts.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct Recipient<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) id: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) organization_name: Text<'a>,
}

elements!(Named, Student, Year, SchoolFound, Term, FilterSource, FilterItem, Announcement, MailRow, Recipient);
