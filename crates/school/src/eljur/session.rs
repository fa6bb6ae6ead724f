//! What an account signs its calls with, in memory and as it is kept.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use crate::{Secret, Session, renewal::Renewable};

const TOKEN: &str = "token";
const ORIGIN: &str = "origin";
const VENDOR: &str = "vendor";
const LOGIN: &str = "login";
const PASSWORD: &str = "password";

/// A token, and whose it is.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    pub(super) token: Secret,
    /// The server that gave it: "https://api.eljur.ru". It is sent to no other (§1).
    pub(super) origin: String,
    pub(super) vendor: String,
    pub(super) ends: Option<OffsetDateTime>,
    /// What renews the session, where the family chose to keep it.
    pub(super) kept: Option<Kept>,
}

/// Enough to sign in again: the system takes nothing less than the password (§3.1).
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) login: String,
    pub(super) password: Secret,
}

impl Keys {
    /// None where the session holds no token of this system.
    pub(super) fn read(session: &Session) -> Option<Keys> {
        let value = |name: &str| session.values.get(name).filter(|value| !value.is_empty());
        let kept = || Some(Kept { login: value(LOGIN)?.clone(), password: Secret::new(value(PASSWORD)?.as_str()) });
        Some(Keys {
            token: Secret::new(value(TOKEN)?.as_str()),
            origin: value(ORIGIN)?.clone(),
            vendor: value(VENDOR)?.clone(),
            ends: session.ends,
            kept: kept(),
        })
    }
}

impl Renewable for Keys {
    fn written(&self) -> Session {
        let mut values = BTreeMap::new();
        // Exposed to be kept.
        values.insert(TOKEN.to_owned(), self.token.expose().to_owned());
        values.insert(ORIGIN.to_owned(), self.origin.clone());
        values.insert(VENDOR.to_owned(), self.vendor.clone());
        if let Some(kept) = &self.kept {
            values.insert(LOGIN.to_owned(), kept.login.clone());
            values.insert(PASSWORD.to_owned(), kept.password.expose().to_owned());
        }
        Session { values, ends: self.ends }
    }

    fn is_same(&self, other: &Keys) -> bool {
        self.token == other.token
    }

    fn followed_by(&self, kept: &Session) -> Option<Keys> {
        Keys::read(kept).filter(|next| next.origin == self.origin)
    }
}
