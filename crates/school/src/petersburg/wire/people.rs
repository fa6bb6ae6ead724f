//! Children and their educations, periods, teachers.

use serde::Deserialize;

use super::Numbered;
use crate::lenient::{Flag, Id, List, Maybe, OneOrMany, Text, elements};

/// `related-child-list` (§3).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::petersburg) struct Child<'a> {
    pub(in crate::petersburg) identity: Maybe<Numbered>,
    #[serde(borrow)]
    pub(in crate::petersburg) firstname: Text<'a>,
    #[serde(borrow)]
    pub(in crate::petersburg) surname: Text<'a>,
    #[serde(borrow)]
    pub(in crate::petersburg) educations: List<Education<'a>>,
}

/// A child in a class of a school; one who has moved has several.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::petersburg) struct Education<'a> {
    /// By it marks, lessons and visits are asked for.
    pub(in crate::petersburg) education_id: Id,
    /// The class: by it periods are asked for.
    pub(in crate::petersburg) group_id: Id,
    #[serde(borrow)]
    pub(in crate::petersburg) group_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::petersburg) institution_name: Text<'a>,
    pub(in crate::petersburg) is_active: Flag,
    #[serde(borrow)]
    pub(in crate::petersburg) parent_firstname: Text<'a>,
    #[serde(borrow)]
    pub(in crate::petersburg) parent_surname: Text<'a>,
    #[serde(borrow)]
    pub(in crate::petersburg) parent_middlename: Text<'a>,
}

/// `get-list-period` (§4).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::petersburg) struct Period<'a> {
    pub(in crate::petersburg) identity: Maybe<Numbered>,
    #[serde(borrow)]
    pub(in crate::petersburg) name: Text<'a>,
    /// "01.09.2026"
    #[serde(borrow)]
    pub(in crate::petersburg) date_from: Text<'a>,
    #[serde(borrow)]
    pub(in crate::petersburg) date_to: Text<'a>,
    pub(in crate::petersburg) education_period: Maybe<Numbered>,
}

/// `teacher/list` (§4).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::petersburg) struct Teacher<'a> {
    pub(in crate::petersburg) identity: Maybe<Numbered>,
    #[serde(borrow)]
    pub(in crate::petersburg) surname: Text<'a>,
    #[serde(borrow)]
    pub(in crate::petersburg) firstname: Text<'a>,
    #[serde(borrow)]
    pub(in crate::petersburg) middlename: Text<'a>,
    #[serde(borrow)]
    pub(in crate::petersburg) subjects: List<Subject<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::petersburg) struct Subject<'a> {
    #[serde(borrow)]
    pub(in crate::petersburg) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::petersburg) subject_name: Text<'a>,
}

/// `get-classroom-teacher`, whose shape nobody has published: a person is looked for, by itself or in a list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::petersburg) struct ClassTeacher<'a> {
    #[serde(borrow)]
    pub(in crate::petersburg) items: List<Teacher<'a>>,
    #[serde(borrow)]
    surname: Text<'a>,
    #[serde(borrow)]
    firstname: Text<'a>,
    #[serde(borrow)]
    middlename: Text<'a>,
}

impl<'a> ClassTeacher<'a> {
    pub(in crate::petersburg) fn person(self) -> Teacher<'a> {
        let ClassTeacher { items, surname, firstname, middlename } = self;
        let listed = items.items.into_iter().next();
        listed.unwrap_or(Teacher { surname, firstname, middlename, ..Teacher::default() })
    }
}

/// What is no list of pages.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::petersburg) struct One<'a> {
    #[serde(borrow)]
    pub(in crate::petersburg) data: OneOrMany<ClassTeacher<'a>, Teacher<'a>>,
}

impl<'a> One<'a> {
    pub(in crate::petersburg) fn person(self) -> Option<Teacher<'a>> {
        match self.data {
            OneOrMany::One(told) => Some(told.person()),
            OneOrMany::Many(list) => list.items.into_iter().next(),
            OneOrMany::Neither => None,
        }
    }
}

elements!(Child, Education, Period, Teacher, Subject);
