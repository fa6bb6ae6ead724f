//! What an account signs its calls with, in memory and as it is kept.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use url::Url;

use crate::{Secret, Session, http::Response, renewal::Renewable};

/// The cookie that is the session (§2).
pub(super) const COOKIE: &str = "X-JWT-Token";

const TOKEN: &str = "token";
const ORIGIN: &str = "origin";
const ACCOUNT: &str = "account";
const LOGIN: &str = "login";
const PASSWORD: &str = "password";

/// A token, and whose it is.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    pub(super) token: Secret,
    /// The server that gave it: "https://dnevnik2.petersburgedu.ru". It is sent to no other.
    pub(super) origin: String,
    /// Who signed in, where that was with a password ([`account`]).
    pub(super) account: Option<String>,
    /// What renews the session, where the family chose to keep it.
    pub(super) kept: Option<Kept>,
}

/// Enough to sign in again: the system takes nothing less than the password (§2).
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) login: String,
    pub(super) password: Secret,
}

/// What a session remembers of whoever signed in: a hash of the login, which itself is kept only by choice. Mail systems
/// take a login for the same in either case.
pub(super) fn account(login: &str) -> String {
    let hash = Sha256::digest(login.trim().to_lowercase());
    format!("login{}", hex::encode(hash.get(..8).unwrap_or_default()))
}

/// What a session remembers of the server that gave it.
pub(super) fn origin(root: &Url) -> String {
    root.origin().ascii_serialization()
}

/// The token that an answer sets: of several, which differ by their path, the last (§2). None where it sets none, or
/// takes it away.
pub(super) fn token_set(response: &Response) -> Option<Secret> {
    let last_first = response.cookies().into_iter().rev();
    let mut set = last_first.filter(|(name, _)| name.eq_ignore_ascii_case(COOKIE)).map(|(_, token)| token);
    set.find(|token| is_token(token.expose()))
}

/// Whether a text may be a token: nothing that would end a cookie, or begin another.
pub(super) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b';' | b',' | b'"'))
}

impl Keys {
    /// None where the session holds no token of this system.
    pub(super) fn read(session: &Session) -> Option<Keys> {
        let value = |name: &str| session.values.get(name).filter(|value| !value.is_empty());
        let kept = || Some(Kept { login: value(LOGIN)?.clone(), password: Secret::new(value(PASSWORD)?.as_str()) });
        let token = value(TOKEN).filter(|token| is_token(token))?;
        Some(Keys {
            token: Secret::new(token.as_str()),
            origin: value(ORIGIN)?.clone(),
            account: value(ACCOUNT).cloned(),
            kept: kept(),
        })
    }

    /// The header that brings the token.
    pub(super) fn cookie(&self) -> Secret {
        // Exposed to be sent back to the host that set it.
        Secret::new(format!("{COOKIE}={}", self.token.expose()))
    }
}

impl Renewable for Keys {
    fn written(&self) -> Session {
        let mut values = BTreeMap::new();
        // Exposed to be kept.
        values.insert(TOKEN.to_owned(), self.token.expose().to_owned());
        values.insert(ORIGIN.to_owned(), self.origin.clone());
        values.extend(self.account.clone().map(|account| (ACCOUNT.to_owned(), account)));
        if let Some(kept) = &self.kept {
            values.insert(LOGIN.to_owned(), kept.login.clone());
            values.insert(PASSWORD.to_owned(), kept.password.expose().to_owned());
        }
        Session { values, ends: None }
    }

    fn is_same(&self, other: &Keys) -> bool {
        self.token == other.token
    }

    fn followed_by(&self, kept: &Session) -> Option<Keys> {
        Keys::read(kept).filter(|next| next.origin == self.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::account;

    #[test]
    fn a_login_is_one_in_either_case() {
        assert_eq!(account(" Inna@Example.ru"), account("inna@example.ru"));
        assert_ne!(account("inna@example.ru"), account("vera@example.ru"));
    }
}
