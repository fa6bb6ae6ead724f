//! Absences, lateness, and passings of the school's door.

use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use ts_rs::TS;

/// Why a child was not there, or not in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AbsenceStatus {
    /// Not there, no reason known («Н»).
    Absent,
    /// Ill («Б»).
    Ill,
    /// With leave («П», «УП»).
    Excused,
    /// Came late («О»): was there.
    Late,
    /// Something the connector does not know; its word is in [`Absence::word`].
    Other,
}

/// A lesson that was missed or begun late.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Absence {
    /// The system's id, or the connector's own where the system has none.
    pub id: String,
    /// The day.
    #[ts(type = "string")]
    pub date: Date,
    /// Id of the lesson; none where the whole day is meant.
    pub lesson: Option<String>,
    /// Number of the lesson in its day.
    pub lesson_number: Option<i32>,
    /// The subject as the school writes it.
    pub subject: Option<String>,
    /// What is meant.
    pub status: AbsenceStatus,
    /// The school's own word for it.
    pub word: Option<String>,
    /// The reason or comment given.
    pub comment: Option<String>,
}

/// One passing of the school's door.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Visit {
    /// The system's id, or the connector's own where the system has none.
    pub id: String,
    /// The moment, in the school's zone.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
    /// True for coming in, false for going out.
    pub entered: bool,
    /// Which door or building.
    pub place: Option<String>,
}
