//! What need not be asked for at every sync.
//!
//! The engine keeps it between runs as text it does not read ([`crate::SchoolApi::reference`]).

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use super::map::Texts;

/// How long a server that refuses long ranges is believed to.
const RANGE_AGE: Duration = Duration::days(7);

/// Texts of more letters, and of more notices, are forgotten: ids of a school grow with time.
const MOST_TEXTS: usize = 1000;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Reference {
    /// Texts of letters that were asked for.
    pub(super) letters: Texts,
    /// The same of notices.
    pub(super) notices: Texts,
    /// When the server was found to give a week at a time.
    #[serde(with = "time::serde::rfc3339::option")]
    pub(super) weeks_only: Option<OffsetDateTime>,
}

impl Reference {
    pub(super) fn gives_weeks_only(&self, now: OffsetDateTime) -> bool {
        // A clock that went back counts as age.
        self.weeks_only.is_some_and(|then| (now - then).abs() < RANGE_AGE)
    }

    /// Forgets the oldest texts beyond what is worth keeping.
    pub(super) fn trim(&mut self) {
        for texts in [&mut self.letters, &mut self.notices] {
            while texts.len() > MOST_TEXTS {
                // Ids are numbers in text: the shorter is the smaller.
                let oldest = texts.keys().min_by_key(|id| (id.len(), id.as_str().to_owned())).cloned();
                let Some(oldest) = oldest else { break };
                texts.remove(&oldest);
            }
        }
    }
}
