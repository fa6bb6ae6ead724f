//! Who is signed in: a password by JSON, the system's own page, the cookie.

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use serde_json::{Value, json};
use time::Duration;

use super::{BAD_REQUEST, Refusal, data, find, pairs, wrapped};
use crate::dnevnik::pages;
use crate::register::Account;
use crate::school::State;

const COOKIE: &str = "X-JWT-Token";

/// How long a token lives that no later one has taken the place of; nobody knows how long the real ones do.
const LIFE: Duration = Duration::days(1);

fn issue(state: &mut State, login: &'static str) -> String {
    let token = state.sessions.issue(state.settings.seed, login);
    let now = state.settings.clock.now();
    state.petersburg.ends.insert(token.clone(), now + LIFE);
    token
}

fn set(answer: &mut Response<Bytes>, value: &str, path: &str) {
    if let Ok(cookie) = HeaderValue::from_str(&format!("{COOKIE}={value}; Path={path}; HttpOnly; SameSite=Lax")) {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Gives a new token; at times two, of which the last is the one that counts.
pub(super) fn roll(state: &mut State, login: &'static str, answer: &mut Response<Bytes>) {
    let token = issue(state, login);
    if answer.body().len().is_multiple_of(2) {
        set(answer, "eyJ.of-another-path.e30", "/api");
    }
    set(answer, &token, "/");
}

/// `POST api/user/auth/login`
pub(super) fn by_json(state: &mut State, request: &Request<Bytes>) -> Result<Response<Bytes>, Refusal> {
    let body: Value = serde_json::from_slice(request.body()).map_err(|_| BAD_REQUEST)?;
    let field = |name: &str| body.get(name).and_then(Value::as_str);
    let by_email = field("type") == Some("email") && body.get("activation_code").is_some();
    let (Some(login), Some(password)) = (field("login"), field("password")) else { return Err(BAD_REQUEST) };
    if !by_email {
        return Err(BAD_REQUEST);
    }
    let login = signed_in(state, login, password).ok_or(Refusal(400, "Неверный логин или пароль"))?;
    // What stands in the body is another token, as good as the one in the cookie.
    let told = issue(state, login);
    let mut answer = data(&wrapped(json!({ "token": told })));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    let token = issue(state, login);
    set(&mut answer, &token, "/");
    Ok(answer)
}

fn signed_in(state: &mut State, login: &str, password: &str) -> Option<&'static str> {
    let token = state.sign_in(login, password)?;
    state.holder(&token)
}

/// The page at which one signs in; Госуслуги would lead back to it.
pub(super) fn page(error: Option<&str>) -> Response<Bytes> {
    pages::login_at("/petersburg/login", error)
}

/// What the page's form leads to.
pub(super) fn by_form(state: &mut State, request: &Request<Bytes>) -> Response<Bytes> {
    let form = pairs(request.body());
    let field = |name: &str| find(&form, name).unwrap_or_default();
    let Some(login) = signed_in(state, field("login"), field("password")) else {
        return page(Some("Неверный логин или пароль. Проверьте и попробуйте ещё раз."));
    };
    let mut answer = Response::new(Bytes::new());
    *answer.status_mut() = StatusCode::FOUND;
    answer.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/petersburg/diary"));
    let token = issue(state, login);
    set(&mut answer, &token, "/");
    answer
}

pub(super) fn arrived() -> Response<Bytes> {
    pages::page(StatusCode::OK, "Вы вошли", "<p>Семья вошла в дневник.</p>")
}

/// The account that a request speaks for: by the cookie, or by a header of its name, as some clients have it.
pub(super) fn account(state: &State, request: &Request<Bytes>) -> Option<Account> {
    let cookies = request.headers().get_all(header::COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    let mut named = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let cookie = named.find(|(name, _)| *name == COOKIE).map(|(_, value)| value);
    let own = || request.headers().get(COOKIE).and_then(|token| token.to_str().ok());
    let token = cookie.or_else(own)?;
    if state.petersburg.ends.get(token).is_some_and(|ends| *ends <= state.settings.clock.now()) {
        return None;
    }
    let login = state.holder(token)?;
    state.register.accounts.iter().find(|account| account.login == login).cloned()
}
