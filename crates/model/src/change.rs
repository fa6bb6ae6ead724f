//! An entry of the change log.

use serde::{Deserialize, Serialize, de};
use time::OffsetDateTime;
use ts_rs::TS;

use crate::{ChangeId, Item, Kind, StudentId};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It was not there before.
    Added,
    /// It says something else now.
    Changed,
    /// It is gone.
    Removed,
}

impl What {
    /// The word for it in the store and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            What::Added => "added",
            What::Changed => "changed",
            What::Removed => "removed",
        }
    }

    /// What `word` names.
    pub fn from_word(word: &str) -> Option<What> {
        match word {
            "added" => Some(What::Added),
            "changed" => Some(What::Changed),
            "removed" => Some(What::Removed),
            _ => None,
        }
    }
}

/// One entry of the change log, which is never overwritten: the log is the history of every mark.
/// `old` is none for an addition, `new` is none for a removal.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Change {
    /// Unique in the profile.
    pub id: ChangeId,
    /// When this device saw it.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
    /// Whose.
    pub student: StudentId,
    /// Of what kind.
    pub kind: Kind,
    /// What happened.
    pub what: What,
    /// As it was.
    pub old: Option<Item>,
    /// As it is.
    pub new: Option<Item>,
}

impl Change {
    /// The item as it is, or as it last was.
    pub fn item(&self) -> Option<&Item> {
        self.new.as_ref().or(self.old.as_ref())
    }
}

impl<'de> Deserialize<'de> for Change {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // An item is written without its kind, which stands beside it: read the kind first.
        #[derive(Deserialize)]
        struct Raw {
            id: ChangeId,
            #[serde(with = "time::serde::rfc3339")]
            at: OffsetDateTime,
            student: StudentId,
            kind: Kind,
            what: What,
            old: Option<serde_json::Value>,
            new: Option<serde_json::Value>,
        }
        let raw = Raw::deserialize(deserializer)?;
        let read = |value: Option<serde_json::Value>| {
            value.map(|value| Item::from_value(raw.kind, value)).transpose().map_err(de::Error::custom)
        };
        Ok(Change {
            old: read(raw.old)?,
            new: read(raw.new)?,
            id: raw.id,
            at: raw.at,
            student: raw.student,
            kind: raw.kind,
            what: raw.what,
        })
    }
}
