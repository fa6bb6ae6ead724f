//! Ways into Дневник.ру (docs/systems/dnevnik-ru.md, "Signing in").
//!
//! The site's own page is the first way: since 2024 most accounts are signed in through Госуслуги,
//! where no password of ours would do. A password works where the region still takes one. In every
//! case what is kept is one token.

use time::OffsetDateTime;
use url::Url;

use super::{
    API_HOST, CLIENT_ID, CLIENT_SECRET, COOKIE, LOGIN_HOST, REDIRECT_URI, SCOPES, SITE_HOST, TOKEN,
    door::{judge, notice},
};
use crate::{
    Catch, HostRule, Http, PasswordForm, SchoolError, Secret, Session, Settings, SignInPage, SignInWay,
    http::{Request, Response},
    lenient::{Int, Text, read},
};

/// The cookie whose value is the token (§2.1).
const AUTH_COOKIE: &str = "DnevnikAuth_a";

/// Where Госуслуги and the site may lead to, beside the hosts of the settings. The site's other name,
/// дневник.рф, is written as browsers write it.
const ALSO: [&str; 3] = ["dnevnik.ru", "xn--b1addnkoc.xn--p1ai", "gosuslugi.ru"];

/// Hosts that the connector itself asks.
pub(super) fn api_hosts(settings: &Settings) -> Result<Vec<HostRule>, SchoolError> {
    let addresses = [settings.at_host(&API_HOST, "/")?, settings.at_host(&LOGIN_HOST, "/")?];
    let mut rules: Vec<HostRule> = addresses.iter().filter_map(HostRule::of).collect();
    rules.push(platform(settings)?);
    rules.dedup();
    Ok(rules)
}

/// The site and what is below it: one of these may hold the files, which none of the sources tells. With an address of
/// one's own, that one alone.
pub(super) fn platform(settings: &Settings) -> Result<HostRule, SchoolError> {
    let site = settings.at_host(&SITE_HOST, "/")?;
    let rule = match (&settings.base, site.domain(), site.port()) {
        (None, Some(domain), None) => Some(HostRule::Below(domain.to_owned())),
        _ => HostRule::of(&site),
    };
    rule.ok_or_else(|| SchoolError::Setting("site_host is not a host".into()))
}

/// Hosts that the sign-in window may show.
fn page_hosts(settings: &Settings) -> Result<Vec<HostRule>, SchoolError> {
    let addresses = [settings.at_host(&LOGIN_HOST, "/")?, settings.at_host(&SITE_HOST, "/")?];
    let mut rules: Vec<HostRule> = addresses.iter().filter_map(HostRule::of).collect();
    if settings.base.is_none() {
        rules.extend(ALSO.map(|domain| HostRule::Below(domain.into())));
    }
    rules.dedup();
    Ok(rules)
}

pub(super) fn ways_in(settings: &Settings) -> Result<Vec<SignInWay>, SchoolError> {
    let mut ways = Vec::new();
    if let Some(redirect) = redirect_of(settings) {
        let mut to = Url::parse(redirect).map_err(|_| SchoolError::Setting("redirect_uri is not an address".into()))?;
        to.set_query(None);
        to.set_fragment(None);
        let state = random_state()?;
        ways.push(SignInWay::Page(SignInPage {
            start: oauth_address(settings, Some(&state))?,
            hosts: page_hosts(settings)?,
            needs: Vec::new(),
            catch: vec![Catch::Redirect { to, parameter: TOKEN.into(), state: Some(state) }],
        }));
    }
    let login = settings.at_host(&LOGIN_HOST, "/login/")?;
    let mut start = login.clone();
    start.query_pairs_mut().append_pair("ReturnUrl", settings.at_host(&SITE_HOST, "/")?.as_str());
    ways.push(SignInWay::Page(SignInPage {
        start,
        hosts: page_hosts(settings)?,
        needs: Vec::new(),
        catch: vec![Catch::Cookie { name: AUTH_COOKIE.into(), host: login.host_str().unwrap_or_default().to_owned() }],
    }));
    ways.push(SignInWay::Password(PasswordForm::default()));
    ways.push(SignInWay::Token);
    Ok(ways)
}

/// Where the implicit way leads back to, where the family may take it.
fn redirect_of(settings: &Settings) -> Option<&str> {
    settings.get(&REDIRECT_URI).filter(|_| settings.get(&CLIENT_ID).is_some())
}

/// The implicit way (§2.2).
fn oauth_address(settings: &Settings, state: Option<&str>) -> Result<Url, SchoolError> {
    let mut url = settings.at_host(&LOGIN_HOST, "/oauth2")?;
    {
        let mut query = url.query_pairs_mut();
        query.append_pair("response_type", "token");
        query.append_pair("client_id", settings.get(&CLIENT_ID).unwrap_or_default());
        query.append_pair("scope", settings.get(&SCOPES).unwrap_or_default());
        if let Some(redirect) = settings.get(&REDIRECT_URI) {
            query.append_pair("redirect_uri", redirect);
        }
        if let Some(state) = state {
            query.append_pair("state", state);
        }
    }
    Ok(url)
}

fn random_state() -> Result<String, SchoolError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| SchoolError::Setting("the system gives no random numbers".into()))?;
    Ok(hex::encode(bytes))
}

fn session(token: &str) -> Session {
    Session { values: [(TOKEN.to_owned(), token.to_owned())].into(), ends: None }
}

/// The same, of a token that the site's sign-in has set as its cookie.
fn session_of_cookie(token: &str) -> Session {
    let mut session = session(token);
    session.values.insert(COOKIE.to_owned(), AUTH_COOKIE.to_owned());
    session
}

/// The cookie of the site as it is sent to it; none where the token of the session is no cookie of its.
pub(super) fn site_cookie(session: &Session, token: &str) -> Option<Secret> {
    let is_cookie = session.values.get(COOKIE).is_some_and(|name| name == AUTH_COOKIE);
    // What would be another cookie beside it, or none.
    let is_value = token.bytes().all(|byte| byte.is_ascii_graphic() && !b";,\"\\".contains(&byte));
    (is_cookie && is_value).then(|| Secret::new(format!("{AUTH_COOKIE}={token}")))
}

/// What was caught at the system's page. Where that may be one that leads back with a token, what was caught may be that
/// token, and is not taken for the site's cookie.
pub(super) fn by_page(settings: &Settings, caught: &Secret) -> Result<Session, SchoolError> {
    let session = by_token(caught)?;
    match session.values.get(TOKEN) {
        // Exposed to be compared: a cookie is the token as it was caught.
        Some(token) if redirect_of(settings).is_none() && token == caught.expose().trim() => {
            Ok(session_of_cookie(token))
        }
        _ => Ok(session),
    }
}

/// What was pasted or caught: the token itself, or the whole address that it stood in.
pub(super) fn by_token(pasted: &Secret) -> Result<Session, SchoolError> {
    // Exposed to be cut out of what was pasted; it goes into the session and nowhere else.
    let text = pasted.expose().trim();
    let within = text.split(['#', '?', '&']).find_map(|pair| pair.strip_prefix("access_token="));
    let token = within.unwrap_or(text).trim_matches('"');
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(SchoolError::Refused("this is not a token".into()));
    }
    Ok(session(token))
}

/// One attempt with a password. With a client id and its secret the API's own way is taken (§2.4,
/// "bycredentials"); else the site's form is filled in, and the token is the fragment that the client id
/// brings, or the site's cookie.
pub(super) async fn by_password(
    settings: &Settings,
    login: &str,
    password: &Secret,
    http: &Http,
) -> Result<Session, SchoolError> {
    match (settings.get(&CLIENT_ID), settings.get(&CLIENT_SECRET)) {
        (Some(id), Some(secret)) => by_credentials(settings, id, secret, login, password, http).await,
        _ => by_form(settings, login, password, http).await,
    }
}

async fn by_credentials(
    settings: &Settings,
    client_id: &str,
    client_secret: &str,
    login: &str,
    password: &Secret,
    http: &Http,
) -> Result<Session, SchoolError> {
    let body = serde_json::json!({
        "client_id": client_id,
        "client_secret": client_secret,
        "username": login,
        // Exposed: this is the request that it is for.
        "password": password.expose(),
        "scope": settings.get(&SCOPES).unwrap_or_default(),
    });
    let url = settings.at_host(&API_HOST, "/v2/authorizations/bycredentials")?;
    let now = OffsetDateTime::now_utc();
    let response = http.send(Request::post(url).json(&body)).await?;
    let body = judge(response, now)?;
    #[derive(Default, serde::Deserialize)]
    #[serde(default, rename_all = "camelCase")]
    struct Given<'a> {
        #[serde(borrow)]
        access_token: Text<'a>,
        expires_in: Int,
    }
    let mut room = None;
    let (given, _) = read::<Given<'_>>(&body, &mut room).map_err(|_| SchoolError::Strange("no JSON".into()))?;
    let token = given.access_token.get().ok_or_else(|| SchoolError::Refused("no token was given".into()))?;
    let mut session = session(token);
    session.ends = given
        .expires_in
        .0
        .filter(|seconds| *seconds > 0)
        .and_then(|seconds| now.checked_add(time::Duration::seconds(i64::from(seconds))));
    Ok(session)
}

/// Fills in the site's form, once, and goes where its answer leads on the same host, reading only.
async fn by_form(settings: &Settings, login: &str, password: &Secret, http: &Http) -> Result<Session, SchoolError> {
    /// Redirects after the form.
    const HOPS: usize = 6;
    let with_client = settings.get(&CLIENT_ID).is_some();
    let back = if with_client { oauth_address(settings, Some(""))? } else { settings.at_host(&SITE_HOST, "/")? };
    let mut url = settings.at_host(&LOGIN_HOST, "/login/")?;
    url.query_pairs_mut().append_pair("ReturnUrl", back.as_str());
    let host = (url.scheme().to_owned(), url.host_str().map(str::to_owned), url.port());
    // Exposed: this is the request that it is for, in its body.
    let request = Request::post(url).form(&[("login", login), ("password", password.expose())]);
    let mut jar = Jar::default();
    let mut response = http.send(request).await?;
    let mut asked_again = false;
    for _ in 0..HOPS {
        in_order(&response)?;
        jar.take(&response);
        let next = response.location();
        if let Some(token) = next.as_ref().and_then(token_in) {
            return Ok(session(token.expose()));
        }
        if !with_client && let Some(cookie) = jar.token() {
            return Ok(session_of_cookie(cookie.expose()));
        }
        let next =
            next.filter(|next| (next.scheme().to_owned(), next.host_str().map(str::to_owned), next.port()) == host);
        let next = match next {
            Some(next) => next,
            // A page in between ("link your accounts"): the way back is asked for once more, signed in as we are.
            None if with_client && !asked_again && jar.token().is_some() => {
                asked_again = true;
                back.clone()
            }
            None => break,
        };
        response = http.send(jar.put(Request::get(next))).await?;
    }
    match jar.token() {
        // The client id brought nothing, but the site let us in.
        Some(cookie) => Ok(session_of_cookie(cookie.expose())),
        None => Err(SchoolError::Refused("the login or the password is not accepted".into())),
    }
}

/// Whether the sign-in page answered at all: what is wrong with the server is not the password's fault.
fn in_order(response: &Response) -> Result<(), SchoolError> {
    if let Some(text) = notice(&response.body) {
        return Err(response.out_of_order(text, OffsetDateTime::now_utc()));
    }
    match response.status {
        401 | 403 | 200..=399 => Ok(()),
        _ => judge(response.clone(), OffsetDateTime::now_utc()).map(|_| ()).map_err(SchoolError::from),
    }
}

/// `access_token` in the fragment (or the query) of where a redirect leads; `error` refuses.
fn token_in(url: &Url) -> Option<Secret> {
    let parts = [url.fragment(), url.query()];
    let mut pairs = parts.into_iter().flatten().flat_map(|part| url::form_urlencoded::parse(part.as_bytes()));
    pairs.find(|(name, value)| name == TOKEN && !value.is_empty()).map(|(_, value)| Secret::new(value.into_owned()))
}

/// The cookies of one sign-in.
#[derive(Default)]
struct Jar(std::collections::BTreeMap<String, Secret>);

impl Jar {
    fn take(&mut self, response: &Response) {
        for (name, value) in response.cookies() {
            // An empty value takes a cookie away.
            if value.expose().is_empty() {
                self.0.remove(&name);
            } else {
                self.0.insert(name, value);
            }
        }
    }

    fn token(&self) -> Option<&Secret> {
        self.0.get(AUTH_COOKIE)
    }

    fn put(&self, request: Request) -> Request {
        if self.0.is_empty() {
            return request;
        }
        // Exposed to be sent back to the host that set them.
        let pairs: Vec<String> = self.0.iter().map(|(name, value)| format!("{name}={}", value.expose())).collect();
        request.secret_header("cookie", &Secret::new(pairs.join("; ")))
    }
}
