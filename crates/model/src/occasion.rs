//! What a school says beyond lessons and marks.

use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use ts_rs::TS;

use crate::Attachment;

/// A remark of a teacher on behaviour or work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[allow(missing_docs)]
pub struct Remark {
    pub id: String,
    #[ts(type = "string")]
    pub date: Date,
    pub subject: Option<String>,
    pub lesson: Option<String>,
    pub text: String,
    pub author: Option<String>,
}

/// A test that is planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[allow(missing_docs)]
pub struct PlannedTest {
    pub id: String,
    #[ts(type = "string")]
    pub date: Date,
    pub subject: String,
    pub work_type: Option<String>,
    pub topic: Option<String>,
    pub lesson: Option<String>,
}

/// A school event: a parents' meeting, a performance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[allow(missing_docs)]
pub struct Event {
    pub id: String,
    #[ts(type = "string")]
    pub date: Date,
    #[serde(default, with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub starts_at: Option<OffsetDateTime>,
    pub title: String,
    pub text: Option<String>,
    pub place: Option<String>,
}

/// An announcement of the school or the class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[allow(missing_docs)]
pub struct Announcement {
    pub id: String,
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
    pub title: String,
    pub text: String,
    pub author: Option<String>,
    #[serde(default)]
    pub attachments: Vec<Attachment>,
}

/// A message of the system's own mail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[allow(missing_docs)]
pub struct Message {
    pub id: String,
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
    pub subject: String,
    pub text: String,
    pub from: String,
    #[serde(default)]
    pub to: Vec<String>,
    pub read: Option<bool>,
    #[serde(default)]
    pub attachments: Vec<Attachment>,
}
