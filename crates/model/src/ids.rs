//! Names of accounts, students and changes: opaque text, unique in a profile.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ts_rs::TS;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(transparent)]
        #[ts(type = "string")]
        pub struct $name(String);

        impl $name {
            /// Takes an id that was made before (from the store, a command line, a link).
            pub fn from_text(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// One sign-in at one school system. Made from (system, address, the system's own user id), so
    /// signing in again to the same account finds the same id.
    AccountId
}
id! {
    /// One child as one account sees it. Two children never share one, even where their systems
    /// give both the same number.
    StudentId
}
id! {
    /// One entry of the change log.
    ChangeId
}

/// A short name made of the given parts: 80 bits of SHA-256 in hex. The parts are length-prefixed,
/// so ("ab", "c") and ("a", "bc") differ.
fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hex::encode(hash.finalize().iter().take(10).copied().collect::<Vec<u8>>())
}

impl AccountId {
    /// The id of the account that `user` has at `system` reached at `origin` (scheme, host, port).
    pub fn of(system: &str, origin: &str, user: &str) -> Self {
        Self(digest(&["account", system, origin, user]))
    }
}

impl StudentId {
    /// The id of the child whom `account`'s system calls `person`.
    pub fn of(account: &AccountId, person: &str) -> Self {
        Self(digest(&["student", account.as_str(), person]))
    }
}

impl ChangeId {
    /// The id of the change of one item, seen at `at` (Unix nanoseconds). `new` is what the item says now, in any one
    /// spelling: under a clock that stands, two changes of one item are still two.
    pub fn of(student: &StudentId, kind: &str, item: &str, what: &str, new: &str, at: i128) -> Self {
        Self(digest(&["change", student.as_str(), kind, item, what, new, &at.to_string()]))
    }
}
