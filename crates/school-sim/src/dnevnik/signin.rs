//! Signing in: the page of login.dnevnik.ru, OAuth2 by redirect, and by credentials.

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use super::ask::query;
use super::{Refusal, Reply, is_post, json as answer_json, pages};
use crate::register::Account;
use crate::school::State;
use crate::sessions::Sessions;

/// How long a token is said to live. No source names the real number.
const EXPIRES_IN: u64 = 2_592_000;

/// The cookie whose value is a token.
const COOKIE: &str = "DnevnikAuth_a";

type Pairs = Vec<(String, String)>;

/// Answers the pages of the sign-in.
pub(super) fn answer(state: &mut State, request: &Request<Bytes>) -> Response<Bytes> {
    let path = request.uri().path().to_lowercase();
    match path.trim_end_matches('/') {
        "/login" if is_post(request) => log_in(state, request),
        "/login" => login_page(state, request),
        "/oauth2" => authorize(state, request),
        "/oauth2/blank" => pages::page(StatusCode::OK, "Вход выполнен", pages::BLANK),
        "/logout" => log_out(),
        "" | "/feed" => match login_of(state, request) {
            Some(login) => pages::signed_in(&family_of(state, login)),
            None => redirect("/login/"),
        },
        _ => pages::page(StatusCode::NOT_FOUND, "Страница не найдена", "<p>Такой страницы нет.</p>"),
    }
}

fn login_page(state: &State, request: &Request<Bytes>) -> Response<Bytes> {
    let return_url = find(&query(request), "ReturnUrl");
    if login_of(state, request).is_some() {
        return redirect(&local_target(request, return_url.as_deref()));
    }
    let mut page = pages::login(return_url.as_deref(), None);
    // Like the real site, a cookie before anybody has signed in: its mere presence means nothing.
    set_cookie(&mut page, "dnevnik_sst=0; Path=/");
    page
}

/// Login and password come in the form, or in the query, where the published client puts them.
fn log_in(state: &mut State, request: &Request<Bytes>) -> Response<Bytes> {
    let query = query(request);
    let form: Pairs = form_urlencoded::parse(request.body()).into_owned().collect();
    let field = |name: &str| find(&form, name).or_else(|| find(&query, name)).unwrap_or_default();
    let return_url = find(&query, "ReturnUrl").or_else(|| find(&form, "ReturnUrl"));
    let Some(token) = state.sign_in(&field("login"), &field("password")) else {
        return pages::login(return_url.as_deref(), Some("Неверный логин или пароль. Проверьте и попробуйте ещё раз."));
    };
    let mut answer = redirect(&local_target(request, return_url.as_deref()));
    let label = Sessions::label(state.settings.seed, &token);
    set_cookie(&mut answer, &format!("{COOKIE}={token}; Path=/; HttpOnly"));
    set_cookie(&mut answer, &format!("DnevnikAuth_l={label}; Path=/"));
    answer
}

fn log_out() -> Response<Bytes> {
    let mut answer = redirect("/login/");
    set_cookie(&mut answer, &format!("{COOKIE}=; Path=/; HttpOnly; Max-Age=0"));
    set_cookie(&mut answer, "DnevnikAuth_l=; Path=/; Max-Age=0");
    answer
}

/// `/oauth2?response_type=token&client_id&scope&redirect_uri&state`
fn authorize(state: &mut State, request: &Request<Bytes>) -> Response<Bytes> {
    let asked = query(request);
    let token_wanted = find(&asked, "response_type").is_some_and(|kind| kind.eq_ignore_ascii_case("token"));
    if !token_wanted || find(&asked, "client_id").is_none_or(|client| client.is_empty()) {
        return pages::page(StatusCode::BAD_REQUEST, "Ошибка", "<p>Приложение не может войти: неверный запрос.</p>");
    }
    let Some(login) = login_of(state, request) else {
        let here = request.uri().path_and_query().map_or("/oauth2", http::uri::PathAndQuery::as_str);
        let here: String = form_urlencoded::byte_serialize(here.as_bytes()).collect();
        return redirect(&format!("/login/?ReturnUrl={here}"));
    };
    let token = state.sessions.issue(state.settings.seed, login);
    let target = find(&asked, "redirect_uri").filter(|target| !target.is_empty());
    let target = target.unwrap_or_else(|| "/oauth2/blank".to_owned());
    let join = if target.contains('?') { '&' } else { '?' };
    let echo = find(&asked, "state").unwrap_or_default();
    let echo: String = form_urlencoded::byte_serialize(echo.as_bytes()).collect();
    redirect(&format!("{target}{join}result=success#access_token={token}&state={echo}"))
}

/// `POST authorizations/bycredentials`
pub(super) fn by_credentials(state: &mut State, request: &Request<Bytes>) -> Reply {
    let body = object(request)?;
    let client = named(&body, "client_id");
    let secret = named(&body, "client_secret");
    if client.is_empty() || secret.is_empty() {
        return Err(refused());
    }
    let token = state.sign_in(&named(&body, "username"), &named(&body, "password")).ok_or_else(refused)?;
    granted(state, &token, &named(&body, "scope"))
}

/// `POST authorizations` with a refresh token. A code is never issued, so none is taken.
pub(super) fn by_refresh_token(state: &mut State, request: &Request<Bytes>) -> Reply {
    let body = object(request)?;
    let refresh = named(&body, "refreshToken");
    let living = refresh.strip_prefix('r').and_then(|token| state.holder(token));
    let login = living.filter(|_| named(&body, "grant_type").eq_ignore_ascii_case("RefreshToken"));
    let login = login.ok_or_else(refused)?;
    let token = state.sessions.issue(state.settings.seed, login);
    granted(state, &token, &named(&body, "scope"))
}

fn granted(state: &State, token: &str, scope: &str) -> Reply {
    let user = account_of(state, token).and_then(|account| state.register.persons.get(&account.person));
    let user = user.map(|person| person.user).ok_or_else(refused)?;
    let scope = if scope.is_empty() { "CommonInfo,EducationalInfo" } else { scope };
    Ok(answer_json(&json!({
        "accessToken": token, "expiresIn": EXPIRES_IN, "expiresIn_str": EXPIRES_IN.to_string(),
        "refreshToken": format!("r{token}"), "scope": scope, "user": user, "user_str": user.to_string(),
    })))
}

fn refused() -> Refusal {
    Refusal::new(StatusCode::UNAUTHORIZED, "authorizationFailed", "Can't authorize")
}

fn object(request: &Request<Bytes>) -> Result<Value, Refusal> {
    serde_json::from_slice(request.body()).map_err(|_| Refusal::parameter("body"))
}

fn named(body: &Value, name: &str) -> String {
    body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The token of an API call: header or query. A cookie does not count here.
pub(super) fn api_token(request: &Request<Bytes>) -> Option<String> {
    let header = request.headers().get("access-token").and_then(|value| value.to_str().ok()).map(str::to_owned);
    header.or_else(|| find(&query(request), "access_token")).filter(|token| !token.is_empty())
}

/// The account that a token belongs to.
pub(super) fn account_of(state: &State, token: &str) -> Option<Account> {
    let login = state.holder(token)?;
    state.register.accounts.iter().find(|account| account.login == login).cloned()
}

/// The token of a living cookie.
pub(super) fn cookie_token(state: &State, request: &Request<Bytes>) -> Option<String> {
    let cookies = request.headers().get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut values = cookies.flat_map(|line| line.split(';')).filter_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == COOKIE).then_some(value)
    });
    values.find(|value| state.holder(value).is_some()).map(str::to_owned)
}

/// Who is signed in: by cookie, or by an API token.
pub(super) fn login_of(state: &State, request: &Request<Bytes>) -> Option<&'static str> {
    let by_cookie = cookie_token(state, request).and_then(|token| state.holder(&token));
    by_cookie.or_else(|| api_token(request).and_then(|token| state.holder(&token)))
}

fn family_of(state: &State, login: &str) -> Vec<String> {
    let account = state.register.accounts.iter().find(|account| account.login == login);
    let pupils = account.map(|account| account.pupils.as_slice()).unwrap_or_default();
    let persons = pupils.iter().filter_map(|person| state.register.persons.get(person));
    persons.map(|person| format!("{} {}", person.last, person.first)).collect()
}

/// Where to go after the sign-in: a path of this system, whichever of its hosts was written. Anything else is not
/// followed, as a sign-in page that follows any address is a trap.
fn local_target(request: &Request<Bytes>, return_url: Option<&str>) -> String {
    const HOME: &str = "/feed";
    let Some(return_url) = return_url.filter(|url| !url.is_empty()) else { return HOME.to_owned() };
    if return_url.starts_with('/') && !return_url.starts_with("//") && !return_url.contains('\\') {
        return return_url.to_owned();
    }
    let Ok(url) = Url::parse(return_url) else { return HOME.to_owned() };
    let own = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let own = own.and_then(|host| Url::parse(&format!("http://{host}")).ok());
    let host = url.host_str().unwrap_or_default();
    let known = host == "dnevnik.ru"
        || host.ends_with(".dnevnik.ru")
        || own.is_some_and(|own| own.host_str() == Some(host) && own.port() == url.port());
    if !known {
        return HOME.to_owned();
    }
    url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}

pub(super) fn redirect(target: &str) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::new());
    let Ok(target) = HeaderValue::from_str(target) else {
        return pages::page(StatusCode::BAD_REQUEST, "Ошибка", "<p>Неверный адрес возврата.</p>");
    };
    *answer.status_mut() = StatusCode::FOUND;
    answer.headers_mut().insert(header::LOCATION, target);
    answer
}

fn set_cookie(answer: &mut Response<Bytes>, cookie: &str) {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

fn find(pairs: &Pairs, name: &str) -> Option<String> {
    pairs.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
}
