//! Дневник.ру: the partner API under `/v2/`, what of the mobile API is more, the site's own JSON, and the sign-in beside
//! them.

mod ask;
mod attendance;
mod averages;
mod dates;
mod feed;
mod fragments;
mod homework;
mod identity;
mod marks;
mod mobile;
pub(crate) mod pages;
mod route;
mod schedule;
mod schools;
mod signin;
mod web;
mod wire;

pub(crate) use fragments::Fragments;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use serde::Serialize;

use crate::school::State;

/// Why the API refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Refusal {
    status: StatusCode,
    kind: &'static str,
    description: String,
}

impl Refusal {
    fn new(status: StatusCode, kind: &'static str, description: impl Into<String>) -> Self {
        Self { status, kind, description: description.into() }
    }

    fn parameter(name: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "parameterInvalid", format!("Parameter {name} is invalid"))
    }

    fn not_owner() -> Self {
        Self::new(StatusCode::FORBIDDEN, "notOwner", "The person does not belong to the owner of the token")
    }

    fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "systemForbidden", "Not allowed for the roles of the owner of the token")
    }

    fn unknown(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "resourceUnavailable", format!("{what} is not found"))
    }
}

type Reply = Result<Response<Bytes>, Refusal>;

/// Answers a request to any host of the system.
pub(crate) fn answer(state: &mut State, request: &Request<Bytes>) -> Response<Bytes> {
    let path = request.uri().path();
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default().to_lowercase();
    let reply = match first.as_str() {
        "v1" | "v2" | "v2.0" => route::answer(state, request),
        "mobile" => mobile::answered(state, request),
        "api" => web::answered(state, request),
        "" | "login" | "logout" | "oauth2" | "feed" => return signin::answer(state, request),
        "get" => homework::download(state, request),
        _ => Err(Refusal::unknown("Resource")),
    };
    reply.unwrap_or_else(|refusal| error_answer(refusal.status, refusal.kind, &refusal.description))
}

/// An error object as the API sends it.
pub(crate) fn error_answer(status: StatusCode, kind: &str, description: &str) -> Response<Bytes> {
    #[derive(Serialize)]
    struct ErrorObject<'a> {
        r#type: &'a str,
        description: &'a str,
    }
    let mut answer = json(&ErrorObject { r#type: kind, description });
    *answer.status_mut() = status;
    answer
}

/// Any answer with data.
fn json<T: Serialize + ?Sized>(value: &T) -> Response<Bytes> {
    // Our own types always have a JSON form; should one not, an empty body shows it at once.
    let mut body = Vec::with_capacity(16 * 1024);
    if serde_json::to_writer(&mut body, value).is_err() {
        body.clear();
    }
    let mut answer = Response::new(Bytes::from(body));
    let kind = HeaderValue::from_static("application/json; charset=utf-8");
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    answer
}

fn is_post(request: &Request<Bytes>) -> bool {
    request.method() == Method::POST
}

/// Undoes %XX; a plus stays a plus, as in any path.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next(), rest.next()].map(|digit| digit.map(char::from).and_then(|digit| digit.to_digit(16)));
        if let [Some(high), Some(low)] = digits {
            bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
