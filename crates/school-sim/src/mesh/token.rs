//! Tokens: JWTs of a day, and refresh tokens of thirty, which work once.
//!
//! A token's last part is the school's own token, so that what ends one ends the other.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use crate::school::State;

const ACCESS: Duration = Duration::hours(24);
const REFRESH: Duration = Duration::days(30);

/// An access token with its refresh token.
pub(super) struct Pair {
    pub(super) access: String,
    pub(super) refresh: String,
}

/// New tokens for an account.
pub(super) fn issue(state: &mut State, login: &'static str) -> Pair {
    let inner = state.sessions.issue(state.settings.seed, login);
    wrap(state, &inner)
}

/// The tokens around a token of the school.
pub(super) fn wrap(state: &State, inner: &str) -> Pair {
    let now = state.settings.clock.now();
    Pair { access: jwt(now, ACCESS, inner), refresh: jwt(now, REFRESH, &format!("r{inner}")) }
}

fn jwt(now: OffsetDateTime, lives: Duration, inner: &str) -> String {
    let head = URL_SAFE_NO_PAD.encode(json!({ "alg": "RS256", "typ": "JWT" }).to_string());
    let body = json!({ "iss": "school", "iat": now.unix_timestamp(), "exp": (now + lives).unix_timestamp() });
    format!("{head}.{}.{inner}", URL_SAFE_NO_PAD.encode(body.to_string()))
}

/// The school's token inside, while the one around it lives. A bare one has no end.
fn inner<'a>(state: &State, token: &'a str) -> Option<&'a str> {
    let mut parts = token.split('.');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(bare), None, ..) => Some(bare),
        (Some(_), Some(body), Some(inner), None) => {
            let body = URL_SAFE_NO_PAD.decode(body).ok()?;
            let body: Value = serde_json::from_slice(&body).ok()?;
            let ends = body.get("exp")?.as_i64()?;
            (state.settings.clock.now().unix_timestamp() < ends).then_some(inner)
        }
        _ => None,
    }
}

/// Whose access token this is.
pub(super) fn holder(state: &State, token: &str) -> Option<&'static str> {
    state.holder(inner(state, token)?)
}

/// Changes a refresh token for new ones; it works once.
pub(super) fn refresh(state: &mut State, token: &str) -> Option<Pair> {
    let login = state.holder(inner(state, token)?.strip_prefix('r')?)?;
    if !state.mesh.spent.insert(token.to_owned()) {
        return None;
    }
    let pair = issue(state, login);
    // A new token opens nothing until profile_info has been asked for with it.
    state.mesh.inactive.insert(pair.access.clone());
    Some(pair)
}
