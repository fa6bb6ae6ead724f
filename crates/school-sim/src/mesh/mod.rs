//! МЭШ and «Моя школа»: one protocol at two sets of hosts. The family API (mobile and web), the event calendar, the
//! school's door, and the sign-ins.

mod ask;
mod attendance;
mod calendar;
mod class;
mod dates;
mod esia;
mod events;
mod feed;
mod homework;
mod identity;
mod ids;
mod lesson;
mod marks;
mod oauth;
mod rating;
mod route;
mod signin;
mod subject_marks;
mod token;
mod web;

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use serde_json::{Value, json};

use crate::school::State;

/// What the system keeps beside the register.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// Tokens that no call has activated yet.
    inactive: BTreeSet<String>,
    /// Refresh tokens that were used.
    spent: BTreeSet<String>,
    /// Homework ticked off, by work and person.
    done: BTreeSet<(i64, i64)>,
    /// Codes of a sign-in under way, with the login.
    codes: BTreeMap<String, &'static str>,
    /// Sign-ins that wait for a code by SMS, by their cookie.
    waiting: BTreeMap<String, &'static str>,
    /// How many names were made for the above.
    made: u32,
}

/// Why the API refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Refusal {
    status: u16,
    kind: &'static str,
    description: String,
}

impl Refusal {
    fn new(status: u16, kind: &'static str, description: impl Into<String>) -> Self {
        Self { status, kind, description: description.into() }
    }

    fn parameter(name: &str) -> Self {
        Self::new(400, "BAD_REQUEST", format!("Неверный параметр {name}"))
    }

    fn forbidden() -> Self {
        Self::new(403, "FORBIDDEN", "Доступ запрещён")
    }

    fn signed_out() -> Self {
        Self::new(401, "UNAUTHORIZED", "Предыдущая сессия работы в ЭЖД завершена. Войдите в ЭЖД заново")
    }

    fn unknown() -> Self {
        Self::new(404, "NOT_FOUND", "Метод не существует")
    }
}

type Reply = Result<Response<Bytes>, Refusal>;

/// Whether a path belongs to these systems, at any of their hosts.
pub(crate) fn claims(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        ["api", service, ..] => matches!(
            *service,
            "family" | "eventcalendar" | "ej" | "pass" | "food" | "meals" | "persondata" | "usersettings"
        ),
        ["v1", "user" | "roles" | "nsi", ..] | ["v2", "token", ..] => true,
        ["family" | "acl" | "core" | "lms" | "sps" | "aas" | "v3" | "diary", ..] => true,
        _ => false,
    }
}

/// Answers a request to any host of the two systems.
pub(crate) fn answer(state: &mut State, request: &Request<Bytes>) -> Response<Bytes> {
    let reply = route::answer(state, request);
    reply.unwrap_or_else(|refusal| error_object(refusal.status, refusal.kind, &refusal.description))
}

/// An error as these systems send it: `status` is what stands above it, the object's own code what is meant.
pub(crate) fn error_answer(status: StatusCode, kind: &str, description: &str) -> Response<Bytes> {
    let code = match kind {
        "requestLimit" => 429,
        "parameterInvalid" => 400,
        _ => status.as_u16(),
    };
    let mut answer = error_object(code, kind, description);
    *answer.status_mut() = status;
    answer
}

fn error_object(code: u16, kind: &str, description: &str) -> Response<Bytes> {
    let mut answer = json(&json!({ "code": code, "type": kind, "description": description }));
    *answer.status_mut() = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer
}

fn json(value: &Value) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from(value.to_string()));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}

/// What most lists are wrapped in.
fn payload(items: Vec<Value>) -> Reply {
    Ok(json(&json!({ "payload": items })))
}

fn bare(items: Vec<Value>) -> Reply {
    Ok(json(&Value::Array(items)))
}
