//! One thing of any kind.

use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;
use time::Date;
use ts_rs::TS;

use crate::{
    Absence, Announcement, Event, Holiday, Homework, Kind, Lesson, Mark, Message, OfficialAverage, PlannedTest, Remark,
    SchoolInfo, Term, TermMark, Visit,
};

/// Stored or sent JSON that is not an item of its kind.
#[derive(Debug, Error)]
#[error("not a {kind:?}: {source}")]
pub struct UnreadableItem {
    /// The kind it was read as.
    pub kind: Kind,
    /// Why it could not be read. serde_json names places and types, never values of strings beyond the offending token.
    pub source: serde_json::Error,
}

macro_rules! items {
    ($($kind:ident($shape:ty),)*) => {
        /// One thing of any kind. Written as the thing itself; its kind stands beside it.
        #[derive(Clone, Debug, PartialEq, Serialize, TS)]
        #[serde(untagged)]
        #[allow(missing_docs)]
        pub enum Item {
            $($kind($shape),)*
        }

        impl Item {
            /// Of what kind it is.
            pub fn kind(&self) -> Kind {
                match self {
                    $(Item::$kind(_) => Kind::$kind,)*
                }
            }

            /// The id that the system or the connector gave it.
            pub fn id(&self) -> &str {
                match self {
                    $(Item::$kind(item) => &item.id,)*
                }
            }

            /// Reads an item of the given kind.
            ///
            /// # Errors
            /// Where `json` is not such an item.
            pub fn from_json(kind: Kind, json: &str) -> Result<Item, UnreadableItem> {
                fn read<T: DeserializeOwned>(kind: Kind, json: &str) -> Result<T, UnreadableItem> {
                    serde_json::from_str(json).map_err(|source| UnreadableItem { kind, source })
                }
                match kind {
                    $(Kind::$kind => read(kind, json).map(Item::$kind),)*
                }
            }

            /// Reads an item of the given kind.
            ///
            /// # Errors
            /// Where `value` is not such an item.
            pub fn from_value(kind: Kind, value: serde_json::Value) -> Result<Item, UnreadableItem> {
                fn read<T: DeserializeOwned>(kind: Kind, value: serde_json::Value) -> Result<T, UnreadableItem> {
                    serde_json::from_value(value).map_err(|source| UnreadableItem { kind, source })
                }
                match kind {
                    $(Kind::$kind => read(kind, value).map(Item::$kind),)*
                }
            }
        }

        $(impl From<$shape> for Item {
            fn from(item: $shape) -> Item {
                Item::$kind(item)
            }
        })*
    };
}

items! {
    Lesson(Lesson),
    Mark(Mark),
    TermMark(TermMark),
    Homework(Homework),
    Absence(Absence),
    Remark(Remark),
    Test(PlannedTest),
    Event(Event),
    Announcement(Announcement),
    Message(Message),
    Visit(Visit),
    Term(Term),
    Holiday(Holiday),
    Average(OfficialAverage),
    SchoolInfo(SchoolInfo),
}

impl Item {
    /// The day by which scopes hold it; none for the kinds without days.
    ///
    /// A mark stands on the day of its lesson, else on the day it was entered.
    pub fn date(&self) -> Option<Date> {
        match self {
            Item::Lesson(lesson) => Some(lesson.date),
            Item::Mark(mark) => mark.day(),
            Item::Homework(homework) => Some(homework.due),
            Item::Absence(absence) => Some(absence.date),
            Item::Remark(remark) => Some(remark.date),
            Item::Test(test) => Some(test.date),
            Item::Event(event) => Some(event.date),
            Item::Announcement(announcement) => Some(announcement.at.date()),
            Item::Message(message) => Some(message.at.date()),
            Item::Visit(visit) => Some(visit.at.date()),
            Item::TermMark(_) | Item::Term(_) | Item::Holiday(_) | Item::Average(_) | Item::SchoolInfo(_) => None,
        }
    }

    /// The subject it belongs to, as the school writes it.
    pub fn subject(&self) -> Option<&str> {
        match self {
            Item::Lesson(lesson) => Some(&lesson.subject),
            Item::Mark(mark) => Some(&mark.subject),
            Item::TermMark(mark) => Some(&mark.subject),
            Item::Homework(homework) => Some(&homework.subject),
            Item::Absence(absence) => absence.subject.as_deref(),
            Item::Remark(remark) => remark.subject.as_deref(),
            Item::Test(test) => Some(&test.subject),
            Item::Average(average) => Some(&average.subject),
            Item::Event(_)
            | Item::Announcement(_)
            | Item::Message(_)
            | Item::Visit(_)
            | Item::Term(_)
            | Item::Holiday(_)
            | Item::SchoolInfo(_) => None,
        }
    }
}
