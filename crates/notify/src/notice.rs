//! A notice, ready to be shown.

use peremena_model::{Change, ChangeId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A notice, ready to be shown: one change or a digest of several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Made from the ids of its changes: shown again after a crash, it replaces itself.
    pub id: String,
    /// First line.
    pub title: String,
    /// The rest.
    pub body: String,
    /// Where a click leads: `peremena://open/…`.
    pub link: String,
    /// The changes that it tells.
    pub members: Vec<ChangeId>,
}

impl Notice {
    /// The id for a notice of these changes.
    pub fn id_of(members: &[ChangeId]) -> String {
        let mut sorted: Vec<&str> = members.iter().map(ChangeId::as_str).collect();
        sorted.sort_unstable();
        let mut hash = Sha256::new();
        for member in sorted {
            hash.update(member.as_bytes());
            hash.update([0]);
        }
        hex::encode(hash.finalize().iter().take(10).copied().collect::<Vec<u8>>())
    }

    /// The number by which the system's notification server replaces: never 0, which means "a new one".
    pub fn number(&self) -> u32 {
        let digest = Sha256::digest(self.id.as_bytes());
        let number = digest.iter().take(4).fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
        number.max(1)
    }
}

/// The link that opens the item of a change.
pub fn link_to_change(change: &Change) -> String {
    format!("peremena://open/change/{}", change.id)
}

/// The link that opens the feed.
pub fn link_to_feed() -> String {
    "peremena://open/feed".to_owned()
}
