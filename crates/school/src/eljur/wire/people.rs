//! Who is who, and how the year is divided.

use serde::Deserialize;

use super::{Keyed, OfStudent};
use crate::lenient::{Flag, List, Maybe, Moment, Text, elements};

elements!(VendorToken);

/// An entry of `getusersvendors` (§3.2).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct VendorToken<'a> {
    #[serde(borrow)]
    pub(in crate::eljur) token: Text<'a>,
    pub(in crate::eljur) expires: Moment,
    #[serde(borrow)]
    pub(in crate::eljur) vendor: Text<'a>,
}

/// `getrules` (§4). What must not be stored (e-mail, age) is not read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct Rules<'a> {
    /// The user's id.
    #[serde(borrow)]
    pub(in crate::eljur) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) id: Text<'a>,
    /// The school's name in addresses.
    #[serde(borrow)]
    pub(in crate::eljur) vendor: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) title: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) lastname: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) firstname: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) roles: List<Text<'a>>,
    #[serde(borrow)]
    pub(in crate::eljur) relations: Maybe<Relations<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct Relations<'a> {
    #[serde(borrow)]
    pub(in crate::eljur) students: Keyed<Student<'a>>,
    #[serde(borrow)]
    pub(in crate::eljur) groups: Keyed<Group<'a>>,
    #[serde(borrow)]
    pub(in crate::eljur) schools: Keyed<School<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct Student<'a> {
    #[serde(borrow)]
    pub(in crate::eljur) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) title: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) lastname: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) firstname: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) class: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct Group<'a> {
    #[serde(borrow)]
    pub(in crate::eljur) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) hometeacher_name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) hometeacher_lastname: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) hometeacher_firstname: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) hometeacher_middlename: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct School<'a> {
    #[serde(borrow)]
    pub(in crate::eljur) title: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) title_full: Text<'a>,
}

/// `getperiods`: here the students are a list (§5).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct Periods<'a> {
    #[serde(borrow)]
    pub(in crate::eljur) students: Keyed<StudentPeriods<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct StudentPeriods<'a> {
    #[serde(borrow)]
    pub(in crate::eljur) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) periods: Keyed<Period<'a>>,
}

impl OfStudent for StudentPeriods<'_> {
    fn person(&self) -> Option<&str> {
        self.name.get()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct Period<'a> {
    #[serde(borrow)]
    pub(in crate::eljur) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) fullname: Text<'a>,
    /// "20260901"
    #[serde(borrow)]
    pub(in crate::eljur) start: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) end: Text<'a>,
    pub(in crate::eljur) disabled: Flag,
    /// Such a period has no days. The spelling is the server's.
    pub(in crate::eljur) ambigious: Flag,
}
