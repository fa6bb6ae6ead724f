//! What need not be asked for at every sync.
//!
//! The engine keeps it between runs as text it does not read ([`crate::SchoolApi::reference`]).

use serde::{Deserialize, Serialize};

use super::map::Texts;
use crate::range::WeeksOnly;

/// Texts of more letters, and of more notices, are forgotten: ids of a school grow with time.
const MOST_TEXTS: usize = 1000;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Reference {
    /// Texts of letters that were asked for.
    pub(super) letters: Texts,
    /// The same of notices.
    pub(super) notices: Texts,
    /// Whether the server was found to give a week at a time.
    pub(super) weeks_only: WeeksOnly,
}

impl Reference {
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
