//! The school's clock: what "now" means to it.

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

/// Where the school takes the time from.
///
/// As JSON: `{"clock":"fixed","at":"2026-11-16T15:00:00Z"}`, `{"clock":"real"}`, `{"clock":"shifted","at":-3600}`
/// (seconds added to real time).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "clock", content = "at", rename_all = "kebab-case")]
pub enum Clock {
    /// Time stands still.
    Fixed(#[serde(with = "time::serde::rfc3339")] OffsetDateTime),
    /// The system's time.
    #[default]
    Real,
    /// The system's time plus a constant.
    Shifted(#[serde(with = "seconds")] Duration),
}

impl Clock {
    /// The moment it shows.
    pub fn now(&self) -> OffsetDateTime {
        match self {
            Self::Fixed(at) => *at,
            Self::Real => OffsetDateTime::now_utc(),
            Self::Shifted(by) => OffsetDateTime::now_utc().saturating_add(*by),
        }
    }

    /// A clock that shows `moment` now and runs on from there.
    pub fn running_from(moment: OffsetDateTime) -> Self {
        Self::Shifted(moment - OffsetDateTime::now_utc())
    }
}

mod seconds {
    use serde::{Deserialize, Deserializer, Serializer};
    use time::Duration;

    pub(super) fn serialize<S: Serializer>(by: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(by.whole_seconds())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        i64::deserialize(deserializer).map(Duration::seconds)
    }
}
