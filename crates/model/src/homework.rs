//! Homework, as it is due.

use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use ts_rs::TS;

/// A file that belongs to a homework, a message or an announcement. Its content is fetched only when asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
pub struct Attachment {
    /// The system's id, or its address where there is none.
    pub id: String,
    /// File name with its ending.
    pub name: String,
    /// Size in bytes.
    #[ts(type = "number | null")]
    pub size: Option<u64>,
}

/// One homework. It stands in the lesson where it is due.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Homework {
    /// The system's id, or the connector's own where the system has none.
    pub id: String,
    /// The subject as the school writes it.
    pub subject: String,
    /// The text, plain; empty where only files were given.
    pub text: String,
    /// The day it is for.
    #[ts(type = "string")]
    pub due: Date,
    /// When the teacher entered it.
    #[serde(default, with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub set_at: Option<OffsetDateTime>,
    /// Id of the lesson in which it was given.
    pub set_in_lesson: Option<String>,
    /// Id of the lesson for which it is due.
    #[serde(default)]
    pub lesson: Option<String>,
    /// Done, as the school's system has it; none where it does not say.
    pub done: Option<bool>,
    /// Files.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
}
