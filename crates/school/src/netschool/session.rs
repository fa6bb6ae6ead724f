//! What an account signs in with, in memory and as it is kept.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::hash::Hashed;
use crate::{Secret, Session, http::Response, renewal::Renewable};

const AT: &str = "at";
const VER: &str = "ver";
const COOKIE: &str = "cookie.";
const LOGIN: &str = "login";
const HASH: &str = "hash";
const LENGTH: &str = "length";
const SCHOOL: &str = "school";
const ACCESS: &str = "access_token";
const REFRESH: &str = "refresh_token";

/// A session of the site: its token, and the cookies that go with it.
#[derive(Clone, Debug, Default)]
pub(super) struct WebSession {
    /// None where only a cookie was pasted: the first answer tells it.
    pub(super) at: Option<Secret>,
    /// By name.
    pub(super) cookies: BTreeMap<String, Secret>,
    /// What the sign-in calls "ver"; old servers want it for the way out.
    pub(super) ver: Option<String>,
    /// What renews the session, where the family chose to keep it.
    pub(super) kept: Option<Kept>,
}

/// Enough to sign in again.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) login: String,
    pub(super) password: Hashed,
    pub(super) school: String,
}

impl WebSession {
    /// None where the session is none of the site.
    pub(super) fn read(session: &Session) -> Option<WebSession> {
        let value = |name: &str| session.values.get(name).filter(|value| !value.is_empty());
        let cookies: BTreeMap<String, Secret> = session
            .values
            .iter()
            .filter_map(|(name, value)| Some((name.strip_prefix(COOKIE)?.to_owned(), Secret::new(value.as_str()))))
            .collect();
        let at = value(AT).map(|at| Secret::new(at.as_str()));
        let kept = || {
            let password = Hashed { hash: Secret::new(value(HASH)?.as_str()), length: value(LENGTH)?.parse().ok()? };
            Some(Kept { login: value(LOGIN)?.clone(), password, school: value(SCHOOL)?.clone() })
        };
        (at.is_some() || !cookies.is_empty()).then(|| WebSession {
            at,
            cookies,
            ver: value(VER).cloned(),
            kept: kept(),
        })
    }

    /// Takes over what an answer sets; true where anything is new. An empty value takes a cookie away.
    pub(super) fn take_cookies(&mut self, response: &Response) -> bool {
        let mut news = false;
        for (name, value) in response.cookies() {
            news |= if value.expose().is_empty() {
                self.cookies.remove(&name).is_some()
            } else {
                self.cookies.insert(name, value.clone()) != Some(value)
            };
        }
        news
    }

    /// The header that brings the cookies back; none where there are none.
    pub(super) fn cookie_header(&self) -> Option<Secret> {
        // Exposed to be sent back to the host that set them.
        let pairs: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={}", value.expose())).collect();
        (!pairs.is_empty()).then(|| Secret::new(pairs.join("; ")))
    }
}

impl Renewable for WebSession {
    fn written(&self) -> Session {
        let mut values = BTreeMap::new();
        // Exposed to be kept.
        values.extend(self.at.iter().map(|at| (AT.to_owned(), at.expose().to_owned())));
        values.extend(self.cookies.iter().map(|(name, value)| (format!("{COOKIE}{name}"), value.expose().to_owned())));
        values.extend(self.ver.iter().map(|ver| (VER.to_owned(), ver.clone())));
        if let Some(kept) = &self.kept {
            values.insert(LOGIN.to_owned(), kept.login.clone());
            values.insert(HASH.to_owned(), kept.password.hash.expose().to_owned());
            values.insert(LENGTH.to_owned(), kept.password.length.to_string());
            values.insert(SCHOOL.to_owned(), kept.school.clone());
        }
        Session { values, ends: None }
    }

    fn is_same(&self, other: &WebSession) -> bool {
        self.at == other.at
    }

    fn followed_by(&self, kept: &Session) -> Option<WebSession> {
        WebSession::read(kept)
    }
}

/// Tokens of the mobile API.
#[derive(Clone, Debug)]
pub(super) struct Tokens {
    pub(super) access: Secret,
    pub(super) refresh: Option<Secret>,
    pub(super) ends: Option<OffsetDateTime>,
}

impl Tokens {
    /// None where the session is none of the mobile API.
    pub(super) fn read(session: &Session) -> Option<Tokens> {
        let value = |name: &str| session.values.get(name).filter(|value| !value.is_empty());
        Some(Tokens {
            access: Secret::new(value(ACCESS)?.as_str()),
            refresh: value(REFRESH).map(|refresh| Secret::new(refresh.as_str())),
            ends: session.ends,
        })
    }
}

impl Renewable for Tokens {
    fn written(&self) -> Session {
        let mut values = BTreeMap::new();
        // Exposed to be kept.
        values.insert(ACCESS.to_owned(), self.access.expose().to_owned());
        values.extend(self.refresh.iter().map(|refresh| (REFRESH.to_owned(), refresh.expose().to_owned())));
        Session { values, ends: self.ends }
    }

    fn is_same(&self, other: &Tokens) -> bool {
        self.access == other.access
    }

    fn followed_by(&self, kept: &Session) -> Option<Tokens> {
        Tokens::read(kept)
    }
}
