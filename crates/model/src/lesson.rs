//! A lesson of the timetable.

use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use ts_rs::TS;

/// What became of a lesson.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LessonStatus {
    /// As the timetable has it (also where the system says nothing).
    #[default]
    Planned,
    /// The system says that it took place.
    Held,
    /// It does not take place.
    Cancelled,
    /// Another teacher or another subject stands in.
    Substituted,
    /// It was put at another time.
    Moved,
}

/// One lesson of one child.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Lesson {
    /// The system's id, or the connector's own where the system has none.
    pub id: String,
    /// The day, local to the school.
    #[ts(type = "string")]
    pub date: Date,
    /// Number in the day's order; 0 is a real lesson, two subgroups may share one number.
    pub number: Option<i32>,
    /// When it begins, in the school's zone.
    #[serde(default, with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub starts_at: Option<OffsetDateTime>,
    /// When it ends, in the school's zone.
    #[serde(default, with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub ends_at: Option<OffsetDateTime>,
    /// The subject as the school writes it.
    pub subject: String,
    /// Who teaches, as the school writes the name.
    pub teacher: Option<String>,
    /// Room, with the building where the school gives one.
    pub room: Option<String>,
    /// Topic of the lesson.
    pub topic: Option<String>,
    /// What became of it.
    #[serde(default)]
    pub status: LessonStatus,
}
