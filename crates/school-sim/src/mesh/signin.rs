//! Sessions: what the sign-ins end in, and how they are renewed.

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::ask::{account, cookie, query, tokens};
use super::token::{self, Pair};
use super::{Refusal, Reply, identity, json as answer_json};
use crate::dnevnik::pages;
use crate::school::State;

pub(super) type Pairs = Vec<(String, String)>;

pub(super) fn answer(state: &mut State, request: &Request<Bytes>, path: &[&str]) -> Reply {
    match (request.method(), path) {
        (&Method::GET, ["v3", "auth", "sudir", "login"]) => Ok(redirect(&format!(
            "/sps/oauth/ae?response_type=code&client_id=dnevnik.mos.ru&redirect_uri={}",
            encoded("/v3/auth/sudir/callback")
        ))),
        (&Method::GET, ["v3", "auth", "esia", "login"]) => Ok(esia_page(request)),
        (&Method::GET, ["v3", "auth", "sudir" | "esia" | "kauth", "callback"]) => callback(state, request),
        (&Method::POST, ["v3", "auth", "sudir", "auth"]) => for_mobile(state, request),
        (&Method::POST, ["v3", "token", "refresh"]) => refresh(state, request),
        (&Method::GET, ["v2", "token", "refresh"]) => same_token(state, request),
        (&Method::POST, ["lms", "api", "sessions"]) => sessions(state, request),
        (&Method::GET, ["diary", ..]) => Ok(pages::page(StatusCode::OK, "Дневник", "<p>Вы вошли.</p>")),
        _ => Err(Refusal::unknown()),
    }
}

/// A page that leads on to Госуслуги by itself, as the real one does: by a whole address.
fn esia_page(request: &Request<Bytes>) -> Response<Bytes> {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let origin = host.map(|host| format!("http://{host}")).unwrap_or_default();
    let page = pages::page(StatusCode::OK, "Переход на Госуслуги", "<p>Сейчас откроются Госуслуги.</p>");
    let text = String::from_utf8_lossy(page.body()).replace(
        "<meta charset=\"utf-8\">",
        &format!("<meta charset=\"utf-8\">\n<meta http-equiv=\"refresh\" content=\"0;url={origin}/aas/oauth2/login\">"),
    );
    page.map(|_| Bytes::from(text))
}

/// Where a page of the sign-in leads with a code: the session is in cookies.
fn callback(state: &mut State, request: &Request<Bytes>) -> Reply {
    let query = query(request);
    let code = find(&query, "code").unwrap_or_default();
    let pair = match state.mesh.codes.remove(&code) {
        Some(login) => token::issue(state, login),
        // The token of a session with a password is its own code.
        None if token::holder(state, &code).is_some() => {
            let inner = code.rsplit('.').next().unwrap_or_default().to_owned();
            token::wrap(state, &inner)
        }
        None => return Err(Refusal::signed_out()),
    };
    let mut page = pages::page(StatusCode::OK, "Вы вошли", "<p>Семья вошла в дневник.</p>");
    let Pair { access, refresh } = pair;
    for cookie in [
        format!("aupd_refresh_token={refresh}; Path=/; HttpOnly"),
        format!("aupd_token={access}; Path=/"),
        "Ltpaexpires=86400; Path=/".to_owned(),
    ] {
        set_cookie(&mut page, &cookie);
    }
    Ok(page)
}

/// `POST lms/api/sessions`: signs in with a password, or tells whose token it is.
fn sessions(state: &mut State, request: &Request<Bytes>) -> Reply {
    let body: Value = serde_json::from_slice(request.body()).unwrap_or(Value::Null);
    let field = |name: &str| body.get(name).and_then(Value::as_str);
    let token = match (field("login"), field("password_plain")) {
        (Some(login), Some(password)) => {
            let inner = state.sign_in(login, password);
            let inner = inner.ok_or_else(|| Refusal::new(401, "UNAUTHORIZED", "Неверный логин или пароль"))?;
            token::wrap(state, &inner).access
        }
        _ => {
            let given = field("auth_token").map(str::to_owned).or_else(|| tokens(request).into_iter().next());
            given.ok_or_else(Refusal::signed_out)?
        }
    };
    let login = token::holder(state, &token).ok_or_else(Refusal::signed_out)?;
    let account = state.register.accounts.iter().find(|account| account.login == login);
    let account = account.ok_or_else(Refusal::signed_out)?;
    Ok(answer_json(&identity::session_info(&state.register, account, &token)))
}

/// `POST v3/auth/sudir/auth`: changes a token of mos.ru for one of the diary.
fn for_mobile(state: &mut State, request: &Request<Bytes>) -> Reply {
    let body: Value = serde_json::from_slice(request.body()).unwrap_or(Value::Null);
    let given = body.pointer("/user_authentication_for_mobile_request/mos_access_token").and_then(Value::as_str);
    let login = given.and_then(|given| token::holder(state, given)).ok_or_else(Refusal::signed_out)?;
    let pair = token::issue(state, login);
    state.mesh.inactive.insert(pair.access.clone());
    Ok(answer_json(&json!({
        "user_authentication_for_mobile_response": {
            "mesh_access_token": pair.access, "mesh_refresh_token": null, "mesh_id": "1", "obr_id": "1", "sso_id": "1",
        },
    })))
}

/// `POST v3/token/refresh`, a form: works once for each refresh token.
fn refresh(state: &mut State, request: &Request<Bytes>) -> Reply {
    let form: Pairs = form_urlencoded::parse(request.body()).into_owned().collect();
    let given = find(&form, "refresh_token").unwrap_or_default();
    let pair = token::refresh(state, &given).ok_or_else(Refusal::signed_out)?;
    Ok(answer_json(&json!({
        "access_token": pair.access, "refresh_token": pair.refresh, "expires_in": 86_400,
    })))
}

/// `GET v2/token/refresh`: the token of the session as text, the same for as long as it lives.
fn same_token(state: &mut State, request: &Request<Bytes>) -> Reply {
    let by_cookie = cookie(request, "aupd_token").is_some() && request.headers().get("authorization").is_none();
    let asked = query(request);
    if by_cookie && find(&asked, "roleId").is_none() {
        return Err(Refusal::new(499, "FORBIDDEN", "user roles insufficient"));
    }
    let (_, token) = account(state, request).map_err(|_| Refusal::forbidden())?;
    let mut answer = Response::new(Bytes::from(token));
    *answer.status_mut() = StatusCode::CREATED;
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    Ok(answer)
}

pub(super) fn redirect(target: &str) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::new());
    *answer.status_mut() = StatusCode::FOUND;
    if let Ok(target) = HeaderValue::from_str(target) {
        answer.headers_mut().insert(header::LOCATION, target);
    }
    answer
}

pub(super) fn set_cookie(answer: &mut Response<Bytes>, cookie: &str) {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

pub(super) fn find(pairs: &Pairs, name: &str) -> Option<String> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
}

pub(super) fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
