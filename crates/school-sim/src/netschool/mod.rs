//! «Сетевой город. Образование»: the site's own API under `/webapi/`, and the mobile API under `/api/mobile/`.
//!
//! Shapes and their certainty: the project's reference of that system. Ids are small numbers here, and those of
//! different kinds overlap, as on the real servers.

mod desk;
mod diary;
mod directory;
mod mail;
mod mobile;
mod people;
mod queue;
mod sign_in;
mod wire;

pub(crate) use desk::Desk;
#[cfg(feature = "server")]
pub(crate) use queue::Plug;
pub(crate) use queue::{another as another_report, failed as failed_report, stalled as stalled_report};

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use serde_json::{Value, json};
use time::{Date, OffsetDateTime};
use url::form_urlencoded;

use crate::register::{Account, Pupil, Register};
use crate::school::State;

/// Why a call is refused: the status, and what stands in `message`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Refusal(StatusCode, &'static str);

type Reply = Result<Response<Bytes>, Refusal>;

const UNAUTHORIZED: Refusal = Refusal(StatusCode::UNAUTHORIZED, "Сессия завершена");
const FORBIDDEN: Refusal = Refusal(StatusCode::FORBIDDEN, "Недостаточно прав");
const NOT_FOUND: Refusal = Refusal(StatusCode::NOT_FOUND, "Не найдено");
const BAD_REQUEST: Refusal = Refusal(StatusCode::BAD_REQUEST, "Неверный запрос");

/// Whether a request is meant for this system.
pub(crate) fn claims(request: &Request<Bytes>) -> bool {
    let path = request.uri().path().to_lowercase();
    let mobile_page = path == "/login" && request.uri().query().is_some_and(|query| query.contains("mobile"));
    mobile_page
        || ["/webapi/", "/asp/", "/api/mobile/", "/api/v1/mobile/parent/", "/connect/token", "/app/simple/mobile"]
            .iter()
            .any(|start| path.starts_with(start))
}

/// Answers a request to any host of the system.
pub(crate) fn answer(state: &mut State, request: &Request<Bytes>) -> Response<Bytes> {
    let path = request.uri().path().to_lowercase();
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let reply = match parts.as_slice() {
        ["webapi", rest @ ..] => match sign_in::answer(state, request, rest) {
            Some(reply) => reply,
            None => webapi(state, request, rest),
        },
        ["asp", rest @ ..] => sign_in::old_pages(state, request, rest),
        ["api", "mobile", rest @ ..] => mobile::answer(state, request, rest),
        ["api", "v1", "mobile", "parent", "end-points"] => Ok(directory::regions()),
        ["connect", "token"] => mobile::token(state, request),
        ["app", "simple", "mobile"] | ["login"] => Ok(page("<p>Приложение открывается.</p>")),
        _ => Err(NOT_FOUND),
    };
    reply.unwrap_or_else(refused)
}

fn refused(Refusal(status, message): Refusal) -> Response<Bytes> {
    let mut answer = data(&json!({ "message": message }));
    *answer.status_mut() = status;
    answer
}

/// Whether a web socket may be opened here: that of the reports' queue, at its address of today and of before.
#[cfg(feature = "server")]
pub(crate) fn has_socket(request: &Request<Bytes>) -> bool {
    matches!(request.uri().path().to_lowercase().as_str(), "/webapi/signalr/queuehub" | "/webapi/queuehub")
}

/// Opens a web socket of the reports' queue, or says why not.
#[cfg(feature = "server")]
pub(crate) fn plug_in(state: &mut State, request: &Request<Bytes>) -> Result<Plug, Box<Response<Bytes>>> {
    Plug::new(state, request).map_err(|refusal| Box::new(refused(refusal)))
}

/// A call of the site's API by somebody who is signed in.
fn webapi(state: &mut State, request: &Request<Bytes>, path: &[&str]) -> Reply {
    let (account, at) = sign_in::sitting(state, request)?;
    if let Some(reply) = queue::answer(state, request, path, &at) {
        return reply;
    }
    let now = state.settings.clock.now();
    let mut ask = Ask { register: &mut state.register, account, now, query: query(request), body: request.body() };
    let mut reply = match path {
        ["student", "diary", "init"] => people::diary_init(&ask),
        ["context"] => people::context(&ask, &at),
        ["context", "expired"] => Ok(data(&json!(false))),
        ["context", "students"] => people::students(&ask),
        ["years"] => people::years(&ask),
        ["years", "current"] => people::current_year(&ask),
        ["mysettings"] => people::settings(&ask),
        ["mysettings", "mobile", "pincode"] => return mobile::pincode(state, request),
        ["schools", school, "card"] => people::card(&ask, school),
        ["users", "photo"] => Ok(bytes(&[0xff, 0xd8, 0xff, 0xe0, 0, 0], "photo.jpg")),
        ["grade", "assignment", "types"] => diary::types(&ask),
        ["student", "diary"] => diary::week(&ask),
        ["student", "diary", "pastmandatory"] => diary::overdue(&ask),
        ["student", "diary", "assigns", id] => diary::details(&ask, id),
        ["student", "diary", "get-attachments"] if is_post(request) => diary::attachments(&ask),
        ["attachments", "uploadlimits"] => {
            Ok(data(&json!({ "mailFileSizeLimit": 10240, "assignmentFileSizeLimit": 10240 })))
        }
        ["attachments", id] => diary::file(&ask, id),
        ["terms", "search"] if is_post(request) => directory::terms(&ask),
        ["reports"] => Ok(directory::reports()),
        ["reports", report] => directory::report(&ask, report),
        ["v2", "reports", "studentgrades" | "studenttotalmarks", "initfilters"] if is_post(request) => {
            directory::init_filters(&ask)
        }
        ["schedule", "times"] => directory::bells(&ask),
        ["announcements"] => mail::announcements(&ask),
        ["mail", "registry"] if is_post(request) => mail::registry(&ask),
        ["mail", "messages", "unread"] => mail::unread(&ask),
        ["mail", "messages", id, "read"] => mail::read(&mut ask, id),
        ["mail", "recipients"] => mail::recipients(&ask),
        ["mail", "messages"] if is_post(request) => mail::send(&mut ask, mail::Shape::Site),
        ["mail", "messages", "send"] if is_post(request) => mail::send(&mut ask, mail::Shape::OldSite),
        ["mail", "messages", "mark-as"] if is_post(request) => mail::mark(&mut ask),
        _ => Err(NOT_FOUND),
    }?;
    // A client that came with cookies alone learns its token from the answer.
    if let Ok(at) = HeaderValue::from_str(&at) {
        reply.headers_mut().insert("at", at);
    }
    Ok(reply)
}

/// A request whose sender is known.
struct Ask<'a> {
    register: &'a mut Register,
    account: Account,
    now: OffsetDateTime,
    query: Pairs,
    body: &'a Bytes,
}

type Pairs = Vec<(String, String)>;

impl Ask<'_> {
    fn param(&self, name: &str) -> Option<&str> {
        find(&self.query, name)
    }

    fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        self.query.iter().filter(move |(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    fn json(&self) -> Result<Value, Refusal> {
        serde_json::from_slice(self.body).map_err(|_| BAD_REQUEST)
    }

    /// The children of the account, in the order it lists them.
    fn pupils(&self) -> impl Iterator<Item = &Pupil> {
        self.account.pupils.iter().filter_map(|person| self.register.pupils.get(person))
    }

    /// The account's child of this wire id.
    fn pupil_of(&self, id: &str) -> Result<&Pupil, Refusal> {
        let person = wire::PERSON.read(id).ok_or(BAD_REQUEST)?;
        self.pupils().find(|pupil| pupil.person == person).ok_or(FORBIDDEN)
    }

    /// The account's child that the query names.
    fn pupil(&self) -> Result<&Pupil, Refusal> {
        self.pupil_of(self.param("studentId").ok_or(BAD_REQUEST)?)
    }

    fn date(&self, name: &str) -> Result<Date, Refusal> {
        self.param(name).and_then(wire::date).ok_or(BAD_REQUEST)
    }
}

fn find<'p>(pairs: &'p Pairs, name: &str) -> Option<&'p str> {
    pairs.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

fn query(request: &Request<Bytes>) -> Pairs {
    form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect()
}

fn form(request: &Request<Bytes>) -> Pairs {
    form_urlencoded::parse(request.body()).into_owned().collect()
}

fn is_post(request: &Request<Bytes>) -> bool {
    request.method() == Method::POST
}

fn data(value: &Value) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from(value.to_string()));
    let kind = HeaderValue::from_static("application/json; charset=utf-8");
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    answer
}

fn page(body: &str) -> Response<Bytes> {
    let html =
        format!("<!DOCTYPE html><html lang=\"ru\"><head><meta charset=\"utf-8\"></head><body>{body}</body></html>");
    let mut answer = Response::new(Bytes::from(html));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    answer
}

/// A file with its name, percent-encoded as the real servers do.
fn bytes(content: &[u8], name: &str) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::copy_from_slice(content));
    let name: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename={name}")) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    answer
}

/// What somebody gets who signs in a second time: the page is answered by a form, and the call repeated.
pub(crate) fn second_login_page() -> Response<Bytes> {
    page("<script>location.href='/asp/SecurityWarning.asp'</script>Под вашим логином работает кто-то другой")
}

/// What an old server says when a session is over: plain text under status 200.
pub(crate) fn access_error() -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from_static("Ошибка доступа".as_bytes()));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    answer
}

/// The login page under status 200, and the redirect to it.
pub(crate) fn login_page(redirect: bool) -> Response<Bytes> {
    let mut answer = page(
        "<form action=\"/webapi/login\" method=\"post\"><input name=\"un\"><input name=\"pw\" type=\"password\"></form>",
    );
    if redirect {
        *answer.status_mut() = StatusCode::FOUND;
        answer.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/authorize/login"));
    }
    answer
}
