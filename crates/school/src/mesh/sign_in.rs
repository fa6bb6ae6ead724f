//! Ways in: the system's own page, a login and a password where the system takes them, pasted tokens.

use time::OffsetDateTime;

use super::{
    door::{activate, by_refresh_token},
    judge::judge,
    place::{Places, Platform},
    token::{self, Keys},
};
use crate::{
    Catch, HostRule, Http, PasswordForm, SchoolError, Secret, Session, Settings, SignInPage, SignInWay,
    http::{Request, Response},
    lenient::{Maybe, Text, read},
    renewal::Renewable,
};

/// The cookies of a session (§3.1). The first lives thirty days and renews the second, which lives one.
const REFRESH_COOKIE: &str = "aupd_refresh_token";
const COOKIE: &str = "aupd_token";

/// Hosts that the connector itself asks.
pub(super) fn api_hosts(platform: &Platform, settings: &Settings) -> Result<Vec<HostRule>, SchoolError> {
    let mut rules: Vec<HostRule> = platform.places(settings)?.bases().into_iter().filter_map(HostRule::of).collect();
    rules.dedup();
    Ok(rules)
}

pub(super) fn ways_in(platform: &Platform, settings: &Settings) -> Result<Vec<SignInWay>, SchoolError> {
    let places = platform.places(settings)?;
    let mut hosts: Vec<HostRule> = places.bases().into_iter().chain([&places.page]).filter_map(HostRule::of).collect();
    if settings.base.is_none() {
        hosts.extend(platform.domains.iter().map(|domain| HostRule::Below((*domain).to_owned())));
    }
    hosts.dedup();
    let host = places.page.host_str().unwrap_or_default().to_owned();
    let cookie = |name: &str| Catch::Cookie { name: name.to_owned(), host: host.clone() };
    let page = SignInPage {
        start: places.page.clone(),
        hosts,
        needs: Vec::new(),
        catch: vec![cookie(REFRESH_COOKIE), cookie(COOKIE)],
    };
    let mut ways = vec![SignInWay::Page(page)];
    ways.extend(platform.password.map(|_| SignInWay::Password(PasswordForm::default())));
    ways.push(SignInWay::Token);
    Ok(ways)
}

/// What was pasted or caught: a token, a refresh token, or a browser's whole line of cookies. Proven by the call that
/// activates it.
pub(super) async fn by_token(places: &Places, pasted: &Secret, http: &Http) -> Result<Session, SchoolError> {
    let now = OffsetDateTime::now_utc();
    let (access, refresh) = tokens_in(pasted)?;
    let keys = match (access, refresh) {
        (Some(access), refresh) => Keys { access, refresh, active: false },
        (None, Some(refresh)) => by_refresh_token(http, places, &refresh, now).await?,
        (None, None) => return Err(SchoolError::Refused("this is not a token".into())),
    };
    opened(http, places, &keys, now).await?;
    Ok(keys.written())
}

/// Activates what was just given; once more where the server was not there. That it is not there still is told by the
/// next call: only a refusal ends the sign-in here.
async fn opened(http: &Http, places: &Places, keys: &Keys, now: OffsetDateTime) -> Result<(), SchoolError> {
    let mut outcome = activate(http, places, &keys.access, now).await;
    if matches!(outcome, Err(SchoolError::Unreachable(_) | SchoolError::OutOfOrder(_))) {
        outcome = activate(http, places, &keys.access, now).await;
    }
    match outcome {
        Err(error @ SchoolError::Refused(_)) => Err(error),
        _ => Ok(()),
    }
}

/// Access and refresh token in what was pasted.
fn tokens_in(pasted: &Secret) -> Result<(Option<Secret>, Option<Secret>), SchoolError> {
    // Exposed to be cut out of what was pasted; it goes into the session and nowhere else.
    let text = pasted.expose().trim();
    let named = |name: &str| {
        let pairs = text.split([';', '&', '?', '#']).filter_map(|pair| pair.trim().split_once('='));
        let value = pairs.filter(|(of, _)| *of == name).map(|(_, value)| value.trim().trim_matches('"')).next_back();
        value.filter(|value| !value.is_empty()).map(Secret::new)
    };
    let (access, refresh) = (named(COOKIE), named(REFRESH_COOKIE));
    if access.is_some() || refresh.is_some() {
        return Ok((access, refresh));
    }
    let token = text.strip_prefix("Bearer ").unwrap_or(text).trim().trim_matches('"');
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(SchoolError::Refused("this is not a token".into()));
    }
    let token = Secret::new(token);
    Ok(if token::is_refresh(&token) { (None, Some(token)) } else { (Some(token), None) })
}

/// One attempt with a password (§3.4): the session's own token is changed for the cookies of the web.
pub(super) async fn by_password(
    platform: &Platform,
    places: &Places,
    login: &str,
    password: &Secret,
    http: &Http,
) -> Result<Session, SchoolError> {
    /// Redirects on the way to the cookies.
    const HOPS: usize = 4;
    let Some(base) = platform.password else {
        return Err(SchoolError::Forbidden("this system takes a password on its own page only".into()));
    };
    let now = OffsetDateTime::now_utc();
    // Exposed: this is the request that it is for, in its body.
    let form = serde_json::json!({ "login": login, "password_plain": password.expose() });
    let request = Request::post(places.url(base, "/lms/api/sessions")).header("accept", "application/json").json(&form);
    let body = judge(http.send(request).await?, platform.domains, now)?;
    let code = session_token(&body)?;
    let mut url = places.url(base, "/v3/auth/kauth/callback");
    // The protocol wants it there (docs/privacy.md).
    url.query_pairs_mut().append_pair("code", code.expose());
    let home = url.origin();
    let mut keys: (Option<Secret>, Option<Secret>) = (None, None);
    for _ in 0..HOPS {
        let response = http.send(Request::get(url)).await?;
        take(&response, &mut keys);
        let next = response.location().filter(|next| next.origin() == home);
        match next {
            Some(next) if keys.0.is_none() => url = next,
            _ => {
                if keys.0.is_none() && response.status >= 400 {
                    judge(response, platform.domains, now)?;
                }
                break;
            }
        }
    }
    let (Some(access), refresh) = keys else {
        return Err(SchoolError::Strange("the sign-in ended without a session".into()));
    };
    let keys = Keys { access, refresh, active: false };
    opened(http, places, &keys, now).await?;
    Ok(keys.written())
}

fn session_token(body: &[u8]) -> Result<Secret, SchoolError> {
    #[derive(Default, serde::Deserialize)]
    #[serde(default)]
    struct Given<'a> {
        #[serde(borrow)]
        authentication_token: Text<'a>,
    }
    let mut room = None;
    let (given, _) = read::<Maybe<Given<'_>>>(body, &mut room).map_err(|_| SchoolError::Strange("no JSON".into()))?;
    let given = given.0.unwrap_or_default();
    let token = given.authentication_token.get().map(Secret::new);
    token.ok_or_else(|| SchoolError::Strange("a session without a token".into()))
}

fn take(response: &Response, keys: &mut (Option<Secret>, Option<Secret>)) {
    for (name, value) in response.cookies() {
        // An empty value takes a cookie away.
        let value = Some(value).filter(|value| !value.expose().is_empty());
        match name.as_str() {
            COOKIE => keys.0 = value,
            REFRESH_COOKIE => keys.1 = value,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> (Option<String>, Option<String>) {
        let (access, refresh) = tokens_in(&Secret::new(text)).unwrap();
        let owned = |token: Option<Secret>| token.map(|token| token.expose().to_owned());
        (owned(access), owned(refresh))
    }

    #[test]
    fn a_token_is_found_in_whatever_was_pasted() {
        let both = (Some("a.b.c".to_owned()), Some("r.s.t".to_owned()));
        assert_eq!(cut("a.b.c"), (Some("a.b.c".into()), None));
        assert_eq!(cut("  \"a.b.c\"\n"), (Some("a.b.c".into()), None));
        assert_eq!(cut("Bearer a.b.c"), (Some("a.b.c".into()), None));
        assert_eq!(cut("x=1; aupd_token=a.b.c; aupd_refresh_token=r.s.t; y=2"), both);
        assert_eq!(cut("aupd_refresh_token=r.s.t"), (None, Some("r.s.t".into())));
    }

    #[test]
    fn what_is_no_token_is_refused() {
        for text in ["", "  ", "two words", "a\nb"] {
            assert!(matches!(tokens_in(&Secret::new(text)), Err(SchoolError::Refused(_))), "{text:?}");
        }
    }
}
