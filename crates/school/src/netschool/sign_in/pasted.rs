//! What a family may paste: something that a browser holds, or a code for the mobile API.

use std::collections::BTreeMap;

use serde_json::Value;

use super::by_state;
use crate::{
    Http, SchoolError, Secret, Session, Settings,
    netschool::{
        mobile,
        session::{Tokens, WebSession},
    },
    renewal::Renewable,
};

/// A code has no more digits; a session's token has many more signs.
const LONGEST_CODE: usize = 12;

/// A code of digits opens the mobile API; `NSSESSIONID=…` and `at=…`, the browser's `session-store`, or the bare token
/// are a session of the site; an address with `loginState=` is the way back from Госуслуги.
pub(in crate::netschool) async fn by_token(
    settings: &Settings,
    pasted: &Secret,
    http: &Http,
) -> Result<Session, SchoolError> {
    // Exposed to be told apart; what is cut out of it goes into the session and nowhere else.
    let text = pasted.expose().trim();
    if !text.is_empty() && text.len() <= LONGEST_CODE && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return mobile::by_code(settings, &Secret::new(text), http).await;
    }
    if let Some(state) = text.split(['?', '&', '#']).find_map(|pair| pair.strip_prefix("loginState=")) {
        return by_state(settings, &Secret::new(state), http).await;
    }
    if text.starts_with(['{', '[']) {
        return stored(text).ok_or_else(no_token);
    }
    if text.contains('=') {
        return cookies(text).ok_or_else(no_token);
    }
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(no_token());
    }
    Ok(WebSession { at: Some(Secret::new(text)), ..WebSession::default() }.written())
}

fn no_token() -> SchoolError {
    SchoolError::Refused("this is not a token".into())
}

/// "NSSESSIONID=…; at=…", as a browser's tools show cookies.
fn cookies(text: &str) -> Option<Session> {
    let mut pairs: BTreeMap<String, Secret> = text
        .split([';', '\n'])
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, value)| sound(name) && sound(value))
        .map(|(name, value)| (name.to_owned(), Secret::new(value)))
        .collect();
    let at = pairs.remove("at");
    (at.is_some() || pairs.contains_key("NSSESSIONID"))
        .then(|| WebSession { at, cookies: pairs, ..WebSession::default() }.written())
}

fn sound(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b';')
}

/// The browser's `session-store` (one entry, or a list of which one is active), or tokens of the mobile API.
fn stored(text: &str) -> Option<Session> {
    let stored: Value = serde_json::from_str(text).ok()?;
    let text = |entry: &Value, name: &str| entry.get(name)?.as_str().filter(|text| sound(text)).map(Secret::new);
    if let (Some(access), Some(refresh)) = (text(&stored, "access_token"), text(&stored, "refresh_token")) {
        return Some(Tokens { access, refresh: Some(refresh), ends: None }.written());
    }
    let token = |entry: &Value| text(entry, "accessToken").or_else(|| text(entry, "at"));
    let entries = stored.as_array();
    let active = |entry: &&Value| entry.get("active").and_then(Value::as_bool) == Some(true);
    let at = match entries {
        Some(entries) => entries.iter().find(active).or(entries.first()).and_then(token)?,
        None => token(&stored)?,
    };
    Some(WebSession { at: Some(at), ..WebSession::default() }.written())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(r#"{"accessToken":"abc"}"#, "at=abc")]
    #[case(r#"[{"active":false,"accessToken":"x"},{"active":true,"accessToken":"y"}]"#, "at=y")]
    #[case(r#"{"access_token":"a","refresh_token":"b"}"#, "access_token=a refresh_token=b")]
    fn what_a_browser_stores_is_read(#[case] pasted: &str, #[case] expected: &str) {
        assert_eq!(told(&stored(pasted).unwrap()), expected);
    }

    #[rstest]
    #[case("NSSESSIONID=c; at=a", "at=a cookie.NSSESSIONID=c")]
    #[case("NSSESSIONID=c", "cookie.NSSESSIONID=c")]
    fn cookies_are_read(#[case] pasted: &str, #[case] expected: &str) {
        assert_eq!(told(&cookies(pasted).unwrap()), expected);
    }

    #[rstest]
    #[case("theme=dark")]
    #[case("at=")]
    fn other_cookies_are_none(#[case] pasted: &str) {
        assert!(cookies(pasted).is_none());
    }

    fn told(session: &Session) -> String {
        let pairs: Vec<String> = session.values.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join(" ")
    }
}
