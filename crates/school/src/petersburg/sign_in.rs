//! Ways into «Петербургское образование» (§2): a login and a password, the system's own page, a pasted token.

use serde::Deserialize;
use serde_json::json;
use time::OffsetDateTime;
use url::Url;

use super::{
    HOST, KEEP_PASSWORD,
    judge::{Unanswered, judge},
    session::{COOKIE, Kept, Keys, account, is_token, origin, token_set},
};
use crate::{
    Catch, HostRule, Http, PasswordForm, SchoolError, Secret, Session, Settings, SignInPage, SignInWay,
    http::Request,
    lenient::{Maybe, Text, parsed},
    renewal::Renewable,
};

/// Whoever comes by Госуслуги has no password here, and signs in at the page alone.
pub(super) fn ways_in(settings: &Settings) -> Result<Vec<SignInWay>, SchoolError> {
    let start = settings.at_host(&HOST, "/login")?;
    let host = start.host_str().unwrap_or_default().to_owned();
    let mut hosts: Vec<HostRule> = HostRule::of(&start).into_iter().collect();
    if settings.base.is_none() {
        hosts.push(HostRule::Below("gosuslugi.ru".to_owned()));
    }
    let page =
        SignInPage { start, hosts, needs: Vec::new(), catch: vec![Catch::Cookie { name: COOKIE.to_owned(), host }] };
    Ok(vec![SignInWay::Password(PasswordForm::default()), SignInWay::Page(page), SignInWay::Token])
}

/// One attempt with a password that a person has just typed.
pub(super) async fn by_password(
    settings: &Settings,
    login: String,
    password: Secret,
    http: &Http,
) -> Result<Session, SchoolError> {
    let root = settings.at_host(&HOST, "/")?;
    let kept = Kept { login, password };
    let keys = attempt(http, &root, &kept, OffsetDateTime::now_utc()).await.map_err(for_people)?;
    Ok(Keys { kept: settings.is_on(&KEEP_PASSWORD).then_some(kept), ..keys }.written())
}

/// What a refused sign-in means (§2).
fn for_people(unanswered: Unanswered) -> SchoolError {
    match unanswered {
        Unanswered::Wrong(_) | Unanswered::Denied(_) => SchoolError::Refused("wrong login or password".into()),
        Unanswered::Page => SchoolError::Strange("a page for a browser".into()),
        Unanswered::Other(error) => error,
    }
}

/// Signs in again with a kept password. Nobody is there to read words, and the next attempt by itself may be the one
/// that locks the account: whatever is not plainly the server's own trouble is a refusal for good.
pub(super) async fn again(http: &Http, root: &Url, kept: &Kept, now: OffsetDateTime) -> Result<Keys, SchoolError> {
    attempt(http, root, kept, now).await.map_err(|unanswered| match unanswered {
        Unanswered::Wrong(_) | Unanswered::Denied(_) => {
            SchoolError::Refused("the kept password is not accepted".into())
        }
        Unanswered::Page | Unanswered::Other(SchoolError::Strange(_)) => {
            SchoolError::Refused("the sign-in is not answered".into())
        }
        Unanswered::Other(error) => error,
    })
}

/// `POST api/user/auth/login` (§2): JSON, so that the password stands in no address.
async fn attempt(http: &Http, root: &Url, kept: &Kept, now: OffsetDateTime) -> Result<Keys, Unanswered> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Answered<'a> {
        #[serde(borrow)]
        data: Maybe<Given<'a>>,
    }
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Given<'a> {
        #[serde(borrow)]
        token: Text<'a>,
    }
    let url = root.join("api/user/auth/login").map_err(|_| SchoolError::Setting("host cannot be extended".into()))?;
    // Exposed: this is the request that it is for, in its body.
    let password = kept.password.expose();
    let form = json!({
        "type": "email", "login": kept.login, "password": password, "activation_code": null, "_isEmpty": false,
    });
    let response = http.send(Request::post(url).header("accept", "application/json").json(&form)).await?;
    let body = judge(&response, &[password, &kept.login], now)?;
    let mut room = None;
    let (answered, _) = parsed::<Maybe<Answered<'_>>>(&body, &mut room)?;
    let given = answered.0.and_then(|answered| answered.data.0).unwrap_or_default();
    // The two may differ: it is the cookie that calls are signed with.
    let told = || given.token.get().filter(|token| is_token(token)).map(Secret::new);
    let token = token_set(&response).or_else(told);
    let token = token.ok_or_else(|| SchoolError::Strange("a sign-in without a token".into()))?;
    Ok(Keys { token, origin: origin(root), account: Some(account(&kept.login)), kept: None })
}

/// A token from the system's page, or pasted: by itself, or in what a browser shows of its cookies. It is believed to
/// be of the server that is set; the first call proves it.
pub(super) fn by_token(settings: &Settings, given: &Secret) -> Result<Session, SchoolError> {
    let root = settings.at_host(&HOST, "/")?;
    // Exposed to be told apart; what is cut out of it goes into the session and nowhere else.
    let text = given.expose().trim();
    let text = text.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("cookie")).map_or(text, |(_, of)| of);
    let mut named = text.split(';').filter_map(|pair| pair.trim().split_once('='));
    let cookie = named.find(|(name, _)| name.trim().eq_ignore_ascii_case(COOKIE)).map(|(_, value)| value);
    let token = cookie.unwrap_or(text).trim().trim_matches('"');
    if !is_token(token) {
        return Err(SchoolError::Refused("this is not a token".into()));
    }
    Ok(Keys { token: Secret::new(token), origin: origin(&root), account: None, kept: None }.written())
}
