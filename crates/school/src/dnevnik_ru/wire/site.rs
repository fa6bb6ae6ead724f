//! The site's own JSON (§15): ids and moments are texts. Of its answers only what the APIs have not is read.

use serde::Deserialize;

use crate::lenient::{Flag, Id, List, Text, elements};

elements!(SiteSubject, SiteWork, SiteMark);

/// `marks/school/{s}/person/{p}`: one term, all subjects.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct SiteMarks<'a> {
    pub(crate) group_id: Id,
    pub(crate) school_id: Id,
    #[serde(borrow)]
    pub(crate) subjects: List<SiteSubject<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SiteSubject<'a> {
    #[serde(borrow)]
    pub(crate) works: List<SiteWork<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct SiteWork<'a> {
    pub(crate) is_hidden: Flag,
    #[serde(borrow)]
    pub(crate) marks: List<SiteMark<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SiteMark<'a> {
    pub(crate) id: Id,
    /// Empty where the teacher wrote nothing.
    #[serde(borrow)]
    pub(crate) comment: Text<'a>,
}
