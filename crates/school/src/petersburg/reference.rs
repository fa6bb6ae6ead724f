//! What need not be found out at every sync.
//!
//! The engine keeps it between runs as text it does not read ([`crate::SchoolApi::reference`]).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::range::{Silence, WeeksOnly};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Reference {
    /// Whether the server was found to give a week of lessons at a time.
    pub(super) weeks_only: WeeksOnly,
    /// The same of marks.
    pub(super) marks_weeks_only: WeeksOnly,
    /// The days until today that were found to be without marks, by the education.
    pub(super) no_marks: BTreeMap<String, Silence>,
}
