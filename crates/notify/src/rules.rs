//! What the family wants to be told, and when.

use std::collections::BTreeMap;

use peremena_model::Kind;
use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, Time};

/// Hours in which nothing is shown. What comes in them waits for their end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// When they begin, by the device's clock.
    pub from: Time,
    /// When they end; before `from` where they go over midnight.
    pub to: Time,
}

impl QuietHours {
    /// Whether `now` (with the device's offset) lies in them.
    pub fn hold(self, now: OffsetDateTime) -> bool {
        let now = now.time();
        if self.from <= self.to { self.from <= now && now < self.to } else { self.from <= now || now < self.to }
    }
}

/// What the family wants to be told, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// Kinds that were switched; the others are as [`Rules::tells`] has them.
    pub kinds: BTreeMap<String, bool>,
    /// Whether notices say that there is a mark, but not which.
    pub hide_values: bool,
    /// Quiet hours, where there are any.
    pub quiet: Option<QuietHours>,
}

impl Rules {
    /// More changes at once than this come as one digest.
    pub const DIGEST_ABOVE: usize = 5;

    /// Kinds that can be switched.
    pub const SWITCHES: &'static [Kind] = &[Kind::Mark, Kind::TermMark, Kind::Homework, Kind::Absence];

    /// Whether changes of `kind` are told.
    pub fn tells(&self, kind: Kind) -> bool {
        Self::SWITCHES.contains(&kind) && self.kinds.get(kind.word()).copied().unwrap_or(true)
    }
}
