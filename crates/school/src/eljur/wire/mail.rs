//! Letters and notices (§6).

use serde::Deserialize;

use super::{File, Keyed};
use crate::lenient::{Flag, Int, Maybe, Text};

/// `getmessages`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct Mail<'a> {
    pub(in crate::eljur) total: Int,
    #[serde(borrow)]
    pub(in crate::eljur) messages: Keyed<Letter<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct Letter<'a> {
    #[serde(borrow)]
    pub(in crate::eljur) id: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) subject: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) short_text: Text<'a>,
    /// Lists leave it out, and the files.
    #[serde(borrow)]
    pub(in crate::eljur) text: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) files: Keyed<File<'a>>,
    /// "2026-09-03 10:51:34", with the name of a zone at times.
    #[serde(borrow)]
    pub(in crate::eljur) date: Text<'a>,
    pub(in crate::eljur) unread: Flag,
    #[serde(borrow)]
    pub(in crate::eljur) user_from: Maybe<User<'a>>,
}

/// Whoever sends, or may be written to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct User<'a> {
    /// The id.
    #[serde(borrow)]
    pub(in crate::eljur) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) lastname: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) firstname: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) middlename: Text<'a>,
}

/// `getmessageinfo`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct LetterWhole<'a> {
    #[serde(borrow)]
    pub(in crate::eljur) message: Maybe<Letter<'a>>,
}

/// `getboardnoticeinfo`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct NoticeWhole<'a> {
    #[serde(borrow)]
    pub(in crate::eljur) notice: Maybe<Notice<'a>>,
}

/// `getmessagereceivers`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct Receivers<'a> {
    #[serde(borrow)]
    pub(in crate::eljur) groups: Keyed<ReceiverGroup<'a>>,
}

/// A group holds users, or groups that do.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct ReceiverGroup<'a> {
    #[serde(borrow)]
    pub(in crate::eljur) name: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) users: Keyed<User<'a>>,
    #[serde(borrow)]
    pub(in crate::eljur) subgroups: Keyed<ReceiverSubgroup<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct ReceiverSubgroup<'a> {
    #[serde(borrow)]
    pub(in crate::eljur) users: Keyed<User<'a>>,
}

/// `getboardnotices`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct Board<'a> {
    pub(in crate::eljur) total: Int,
    #[serde(borrow)]
    pub(in crate::eljur) notices: Keyed<Notice<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct Notice<'a> {
    #[serde(borrow)]
    pub(in crate::eljur) id: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) subject: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) short_text: Text<'a>,
    /// Lists leave it out, and the files.
    #[serde(borrow)]
    pub(in crate::eljur) text: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) files: Keyed<File<'a>>,
    /// "2026-09-01"
    #[serde(borrow)]
    pub(in crate::eljur) date: Text<'a>,
    #[serde(borrow)]
    pub(in crate::eljur) user_from: Maybe<User<'a>>,
    #[serde(borrow)]
    pub(in crate::eljur) user_from_string: Text<'a>,
}
