//! login.mos.ru: its page, and the same steps for clients without one.

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::ask::{cookie, query};
use super::signin::{Pairs, encoded, find, redirect, set_cookie};
use super::{Refusal, Reply, json as answer_json, token};
use crate::dnevnik::pages;
use crate::school::State;

/// Holds the address to go back to.
const BACK: &str = "oauth_back";
/// Names a sign-in that waits for its second step.
const STEP: &str = "oauth_step";
/// The code that every SMS brings.
const SMS: &str = "123456";

pub(super) fn answer(state: &mut State, request: &Request<Bytes>, path: &[&str]) -> Reply {
    match (request.method(), path) {
        (&Method::POST, ["oauth", "register"]) => register(state, request),
        (&Method::GET, ["oauth", "ae"]) => Ok(begin(state, request)),
        (&Method::POST, ["oauth", "te"]) => tokens(state, request),
        (&Method::POST, ["login", "methods", "password"]) => Ok(by_page(state, request)),
        (&Method::POST, ["login", "methods", "headless", "password"]) => Ok(by_password(state, request)),
        (&Method::POST, ["login", "methods", "headless", "sms", "bind"]) => by_sms(state, request),
        (&Method::POST, ["login", "ur", "askToTrust"]) => trust(state, request),
        _ => Err(Refusal::unknown()),
    }
}

/// A name that was not given before.
fn name(state: &mut State, what: &str) -> String {
    state.mesh.made += 1;
    format!("{what}-{}", state.mesh.made)
}

/// Any application may register here; which ones the real one lets in is its own affair.
fn register(state: &mut State, request: &Request<Bytes>) -> Reply {
    let body: Value = serde_json::from_slice(request.body()).unwrap_or(Value::Null);
    if !request.headers().contains_key("authorization") || body.get("software_statement").is_none() {
        return Err(Refusal::signed_out());
    }
    Ok(answer_json(&json!({ "client_id": name(state, "client"), "client_secret": name(state, "secret") })))
}

fn begin(state: &mut State, request: &Request<Bytes>) -> Response<Bytes> {
    let asked = query(request);
    let back = find(&asked, "redirect_uri").unwrap_or_default();
    let mut answer = if find(&asked, "display").as_deref() == Some("script") {
        let proof = format!("1:15:261116000000:{}::c2Nob29s:", name(state, "proof"));
        answer_json(&json!({ "items": [{ "inquire": "login_with_password", "proofOfWork": proof }] }))
    } else {
        pages::login_at("/sps/login/methods/password", None)
    };
    set_cookie(&mut answer, &format!("{BACK}={}; Path=/; HttpOnly", encoded(&back)));
    answer
}

fn back(request: &Request<Bytes>) -> String {
    let text = cookie(request, BACK).unwrap_or_default();
    form_urlencoded::parse(format!("b={text}").as_bytes())
        .next()
        .map_or_else(String::new, |(_, back)| back.into_owned())
}

/// The way back with a code; a cookie from before anybody has signed in leads to our own callback at most.
fn lead_back(state: &mut State, request: &Request<Bytes>, login: &'static str) -> Response<Bytes> {
    let code = name(state, "code");
    state.mesh.codes.insert(code.clone(), login);
    let back = back(request);
    let own = back.starts_with('/') && !back.starts_with("//");
    let known = own || back.ends_with("://oauth2redirect") || back.contains("/v3/auth/sudir/callback");
    let target = if known { back } else { "/v3/auth/sudir/callback".to_owned() };
    redirect(&format!("{target}?code={code}"))
}

fn login_of(state: &mut State, login: &str, password: &str) -> Option<&'static str> {
    let inner = state.sign_in(login, password)?;
    state.holder(&inner)
}

fn by_page(state: &mut State, request: &Request<Bytes>) -> Response<Bytes> {
    let form: Pairs = form_urlencoded::parse(request.body()).into_owned().collect();
    let field = |name: &str| find(&form, name).unwrap_or_default();
    match login_of(state, &field("login"), &field("password")) {
        Some(login) => lead_back(state, request, login),
        None => pages::login_at(
            "/sps/login/methods/password",
            Some("Неверный логин или пароль. Проверьте и попробуйте ещё раз."),
        ),
    }
}

fn by_password(state: &mut State, request: &Request<Bytes>) -> Response<Bytes> {
    let body: Value = serde_json::from_slice(request.body()).unwrap_or(Value::Null);
    let field = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    if !field("proofOfWork").starts_with("1:15:") || field("proofOfWork").ends_with(':') {
        return answer_json(&json!({ "errors": [{ "code": "expired" }] }));
    }
    let Some(login) = login_of(state, field("login"), field("password")) else {
        return answer_json(&json!({ "errors": [{ "code": "invalid_credentials" }] }));
    };
    let step = name(state, "step");
    state.mesh.waiting.insert(step.clone(), login);
    let mut answer = answer_json(&json!({ "items": [{ "inquire": "ask_to_send_sms" }] }));
    set_cookie(&mut answer, &format!("{STEP}={step}; Path=/; HttpOnly"));
    answer
}

/// Without a code one is sent; with the right one the browser may be trusted.
fn by_sms(state: &mut State, request: &Request<Bytes>) -> Reply {
    let step = cookie(request, STEP).unwrap_or_default();
    if !state.mesh.waiting.contains_key(&step) {
        return Err(Refusal::signed_out());
    }
    let form: Pairs = form_urlencoded::parse(request.body()).into_owned().collect();
    match find(&form, "sms-code").as_deref() {
        None => Ok(answer_json(&json!({
            "inquire": "enter_sms_code", "contact": "+7 *** ***-**-00", "ttl": 300, "remain_attempts": 3,
        }))),
        Some(SMS) => {
            let form = "<form method=\"post\" action=\"/sps/login/ur/askToTrust\"><button name=\"action\" value=\"trust\">Доверять</button></form>";
            Ok(pages::page(StatusCode::OK, "Доверять этому браузеру?", form))
        }
        Some(_) => Ok(answer_json(&json!({ "errors": [{ "code": "invalid_otp" }] }))),
    }
}

fn trust(state: &mut State, request: &Request<Bytes>) -> Reply {
    let step = cookie(request, STEP).unwrap_or_default();
    let login = state.mesh.waiting.remove(&step).ok_or_else(Refusal::signed_out)?;
    Ok(lead_back(state, request, login))
}

/// `POST oauth/te`: a code or a refresh token for tokens of mos.ru.
fn tokens(state: &mut State, request: &Request<Bytes>) -> Reply {
    let mut given = query(request);
    given.extend(form_urlencoded::parse(request.body()).into_owned());
    let basic = request.headers().get("authorization").and_then(|value| value.to_str().ok());
    if !basic.is_some_and(|value| value.starts_with("Basic ")) {
        return Err(Refusal::signed_out());
    }
    let pair = match find(&given, "grant_type").as_deref() {
        Some("authorization_code") => {
            let login = find(&given, "code").and_then(|code| state.mesh.codes.remove(&code));
            Some(token::issue(state, login.ok_or_else(Refusal::signed_out)?))
        }
        Some("refresh_token") => token::refresh(state, &find(&given, "refresh_token").unwrap_or_default()),
        _ => None,
    };
    let pair = pair.ok_or_else(Refusal::signed_out)?;
    Ok(answer_json(&json!({
        "access_token": pair.access, "refresh_token": pair.refresh, "expires_in": 3600, "token_type": "Bearer",
        "scope": "openid", "id_token": null,
    })))
}
