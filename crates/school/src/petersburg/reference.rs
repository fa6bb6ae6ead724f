//! What need not be found out at every sync.
//!
//! The engine keeps it between runs as text it does not read ([`crate::SchoolApi::reference`]).

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

/// How long a server that refuses long ranges is believed to.
const RANGE_AGE: Duration = Duration::days(7);

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Reference {
    /// When the server was found to give a week at a time.
    #[serde(with = "time::serde::rfc3339::option")]
    pub(super) weeks_only: Option<OffsetDateTime>,
}

impl Reference {
    pub(super) fn gives_weeks_only(&self, now: OffsetDateTime) -> bool {
        // A clock that went back counts as age.
        self.weeks_only.is_some_and(|then| (now - then).abs() < RANGE_AGE)
    }
}
