//! Госуслуги, as far as a sign-in of «Моя школа» passes through.

use bytes::Bytes;
use http::{Method, Request};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::signin::{Pairs, find, redirect};
use super::{Refusal, Reply, json as answer_json};
use crate::dnevnik::pages;
use crate::school::State;

pub(super) fn answer(state: &mut State, request: &Request<Bytes>, path: &[&str]) -> Reply {
    match (request.method(), path) {
        (&Method::GET, ["oauth2", "login"]) => Ok(pages::login_at("/aas/oauth2/login", None)),
        (&Method::POST, ["oauth2", "login"]) => {
            let form: Pairs = form_urlencoded::parse(request.body()).into_owned().collect();
            let field = |name: &str| find(&form, name).unwrap_or_default();
            Ok(match code(state, &field("login"), &field("password")) {
                Some(code) => redirect(&format!("/v3/auth/esia/callback?code={code}")),
                None => pages::login_at(
                    "/aas/oauth2/login",
                    Some("Неверный логин или пароль. Проверьте и попробуйте ещё раз."),
                ),
            })
        }
        (&Method::GET, ["oauth2", "config"]) => Ok(answer_json(&json!({}))),
        (&Method::POST, ["oauth2", "api", "login"]) => {
            let body: Value = serde_json::from_slice(request.body()).unwrap_or(Value::Null);
            let field = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
            let code = code(state, field("login"), field("password"));
            let host = request.headers().get("host").and_then(|host| host.to_str().ok()).unwrap_or("localhost");
            Ok(answer_json(&match code {
                Some(code) => json!({
                    "action": "DONE", "redirect_url": format!("http://{host}/v3/auth/esia/callback?code={code}"),
                }),
                None => json!({ "failed": "INVALID_PASSWORD" }),
            }))
        }
        _ => Err(Refusal::unknown()),
    }
}

fn code(state: &mut State, login: &str, password: &str) -> Option<String> {
    let inner = state.sign_in(login, password)?;
    let login = state.holder(&inner)?;
    state.mesh.made += 1;
    let code = format!("esia-{}", state.mesh.made);
    state.mesh.codes.insert(code.clone(), login);
    Some(code)
}
