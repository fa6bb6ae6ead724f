//! What need not be found out at every sync.
//!
//! The engine keeps it between runs as text it does not read ([`crate::SchoolApi::reference`]).

use serde::{Deserialize, Serialize};

use crate::range::WeeksOnly;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Reference {
    /// Whether the server was found to give a week at a time.
    pub(super) weeks_only: WeeksOnly,
}
