//! Tokens: what a JWT says of its own life. Nothing in it is checked; the server does that.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use time::{Duration, OffsetDateTime};

use crate::{Secret, Session, lenient::Num, renewal::Renewable};

/// Names of a session's values.
const ACCESS: &str = "token";
const REFRESH: &str = "refresh_token";

/// Longer than this lives a refresh token only: tokens live a day, refresh tokens thirty (§3.1).
const LONGEST_ACCESS: Duration = Duration::days(3);

/// The tokens of one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Keys {
    pub(super) access: Secret,
    pub(super) refresh: Option<Secret>,
    /// Whether its profiles have been asked for, without which a token opens nothing (§3.2).
    pub(super) active: bool,
}

impl Keys {
    pub(super) fn of(session: &Session) -> Option<Keys> {
        let value = |name: &str| {
            session.values.get(name).filter(|value| !value.is_empty()).map(|value| Secret::new(value.as_str()))
        };
        Some(Keys { access: value(ACCESS)?, refresh: value(REFRESH), active: true })
    }
}

impl Renewable for Keys {
    fn written(&self) -> Session {
        // Exposed to be kept in the encrypted file.
        let refresh = self.refresh.iter().map(|token| (REFRESH.to_owned(), token.expose().to_owned()));
        let values = std::iter::once((ACCESS.to_owned(), self.access.expose().to_owned())).chain(refresh).collect();
        Session { values, ends: ends(&self.access) }
    }

    fn is_same(&self, other: &Keys) -> bool {
        self.access == other.access
    }

    fn followed_by(&self, kept: &Session) -> Option<Keys> {
        Keys::of(kept)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Claims {
    exp: Num,
    iat: Num,
}

fn claims(token: &Secret) -> Option<(Option<OffsetDateTime>, OffsetDateTime)> {
    // Exposed to be read here; nothing of it is kept but two moments.
    let body = URL_SAFE_NO_PAD.decode(token.expose().split('.').nth(1)?.trim_end_matches('=')).ok()?;
    let claims: Claims = serde_json::from_slice(&body).ok()?;
    let moment = |seconds: f64| OffsetDateTime::from_unix_timestamp(seconds as i64).ok();
    Some((claims.iat.0.and_then(moment), claims.exp.0.and_then(moment)?))
}

/// When a token ends, where it says so.
pub(super) fn ends(token: &Secret) -> Option<OffsetDateTime> {
    claims(token).map(|(_, ends)| ends)
}

/// Whether a token lives so long that it is a refresh token.
pub(super) fn is_refresh(token: &Secret) -> bool {
    claims(token).is_some_and(|(begins, ends)| begins.is_some_and(|begins| ends - begins > LONGEST_ACCESS))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn jwt(body: &str) -> Secret {
        Secret::new(format!("eyJhbGciOiJSUzI1NiJ9.{}.signature", URL_SAFE_NO_PAD.encode(body)))
    }

    #[test]
    fn a_token_says_when_it_ends() {
        let token = jwt(r#"{"iat":1789300000,"exp":1789386400}"#);
        assert_eq!(ends(&token), Some(datetime!(2026-09-14 11:46:40 UTC)));
        assert!(!is_refresh(&token));
        assert!(is_refresh(&jwt(r#"{"iat":1789300000,"exp":1791892000}"#)));
    }

    #[test]
    fn what_is_no_jwt_says_nothing() {
        for text in ["", "abc", "a.b.c", "..", "a.e30.c", "a.bnVsbA.c", "a.W10.c"] {
            let token = Secret::new(text);
            assert_eq!(ends(&token), None, "{text}");
            assert!(!is_refresh(&token));
        }
        assert_eq!(ends(&jwt(r#"{"exp":1e300}"#)), None);
    }
}
