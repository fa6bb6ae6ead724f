//! Who is signed in: salts, sittings, codes and mobile tokens.

use std::collections::{BTreeMap, BTreeSet};

use time::{Duration, OffsetDateTime};

/// How long a sitting may idle.
pub(super) const IDLE: Duration = Duration::hours(1);

/// So many wrong passwords in a row close the door for a minute.
pub(super) const STRIKES: u32 = 3;

/// What the sign-in remembers.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    /// Passwords that were changed, by login.
    pub(crate) passwords: BTreeMap<String, String>,
    /// Numbers given out, so that no two are alike.
    count: u64,
    /// The salt that waits for a sign-in, by cookie.
    pub(super) salts: BTreeMap<String, Salt>,
    /// By token.
    pub(super) sittings: BTreeMap<String, Sitting>,
    /// Wrong passwords in a row, and when the last one came, by login.
    pub(super) strikes: BTreeMap<String, (u32, OffsetDateTime)>,
    /// One-time codes for the mobile API, with the login each is for.
    pub(super) codes: BTreeMap<String, &'static str>,
    /// Mobile tokens with their ends.
    pub(super) access: BTreeMap<String, OffsetDateTime>,
    /// Refresh tokens that were not used yet.
    pub(super) refresh: BTreeSet<String>,
    /// Sign-ins through Госуслуги that came back, with the login each is for.
    pub(super) states: BTreeMap<String, &'static str>,
    /// The tokens of sittings that were logged out of.
    pub(super) left: BTreeSet<String>,
    /// Reports that are asked for.
    pub(super) queue: super::queue::Queue,
}

/// What `auth/getdata` gave.
#[derive(Debug, Clone)]
pub(super) struct Salt {
    pub(super) salt: String,
    pub(super) lt: String,
    pub(super) ver: String,
}

/// Somebody at the desk.
#[derive(Debug, Clone)]
pub(super) struct Sitting {
    pub(super) login: &'static str,
    pub(super) cookie: String,
    pub(super) seen: OffsetDateTime,
    /// False until a role is chosen, where one must be.
    pub(super) chosen: bool,
}

impl Desk {
    /// The next of the numbers that are given out.
    pub(super) fn next(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    /// Ends the sitting of a token.
    pub(super) fn leave(&mut self, at: &str) {
        self.sittings.remove(at);
        self.left.insert(at.to_owned());
    }
}
