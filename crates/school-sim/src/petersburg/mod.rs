//! «Петербургское образование»: lists by pages, and a session in a cookie that every answer sets anew.
//!
//! Shapes and their certainty: the project's reference of that system. What nobody has seen (files of a task, the class
//! teacher) is either left out or the simplest thing there is.

mod days;
mod estimates;
mod people;
mod sign_in;
mod wire;

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use serde_json::{Value, json};
use time::{Date, OffsetDateTime};
use url::form_urlencoded;

use crate::register::{Account, Pupil, Register};
use crate::school::{State, register_of};

/// What the system keeps beside the register.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// When tokens end that the system itself gave.
    ends: BTreeMap<String, OffsetDateTime>,
}

/// Why a call is refused: the status, and its words.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Refusal(u16, &'static str);

type Reply = Result<Value, Refusal>;

const BAD_REQUEST: Refusal = Refusal(400, "Неверные параметры запроса");
const SIGNED_OUT: Refusal = Refusal(401, "Требуется авторизация");
const NO_ACCESS: Refusal = Refusal(403, "Доступ запрещён");
const NOT_FOUND: Refusal = Refusal(404, "Не найдено");

/// Whether a request belongs to this system. The page of the sign-in is told from that of Дневник.ру by having no slash
/// at its end and no query.
pub(crate) fn claims(path: &str) -> bool {
    ["/api/journal/", "/api/group/", "/api/user/", "/petersburg/"].iter().any(|start| path.starts_with(start))
}

/// Whether it is asked for the page at which one signs in.
pub(crate) fn claims_page(request: &Request<Bytes>) -> bool {
    request.method() == Method::GET && request.uri().path() == "/login" && request.uri().query().is_none()
}

/// Answers a request to the system's host.
pub(crate) fn answer(state: &mut State, request: &Request<Bytes>) -> Response<Bytes> {
    let path = request.uri().path().to_owned();
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let reply = match parts.as_slice() {
        ["login"] => return sign_in::page(None),
        ["petersburg", "login"] => return sign_in::by_form(state, request),
        ["petersburg", ..] => return sign_in::arrived(),
        ["api", "user", "auth", "login"] => sign_in::by_json(state, request),
        ["api", rest @ ..] => called(state, request, rest),
        _ => Err(NOT_FOUND),
    };
    reply.unwrap_or_else(|Refusal(status, words)| error(status, words))
}

/// An error as this system sends it. What a request limit looks like nobody has seen: the status says it.
pub(crate) fn error_answer(status: StatusCode, kind: &str, description: &str) -> Response<Bytes> {
    match kind {
        "requestLimit" => error(429, description),
        _ if status == StatusCode::OK => data(&json!({ "errors": [{ "message": description }] })),
        _ => error(status.as_u16(), description),
    }
}

fn error(status: u16, words: &str) -> Response<Bytes> {
    let mut answer = data(&json!({ "message": words }));
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer
}

fn data(value: &Value) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from(value.to_string()));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    answer
}

fn wrapped(value: Value) -> Value {
    json!({ "data": value, "validations": [], "messages": [], "debug": [] })
}

/// A call of somebody who is signed in. The answer brings a new token.
fn called(state: &mut State, request: &Request<Bytes>, path: &[&str]) -> Result<Response<Bytes>, Refusal> {
    let account = sign_in::account(state, request).ok_or(SIGNED_OUT)?;
    let login = account.login;
    let query = pairs(request.uri().query().unwrap_or_default().as_bytes());
    // Days of a year that is over stand in that year's register; what has no days is told of the current one.
    let day =
        ["p_datetime_from", "p_date_from"].into_iter().find_map(|name| find(&query, name)).and_then(wire::read_day);
    let now = state.settings.clock.now();
    let ask = Ask { register: register_of(&mut state.register, &mut state.past, day), account, now, query };
    let value = match path {
        ["journal", "person", "related-child-list"] => people::children(&ask),
        ["journal", "person", "get-classroom-teacher", group] => people::class_teacher(&ask, group),
        ["journal", "teacher", "list"] => people::teachers(&ask),
        ["group", "group", "get-list-period"] => people::periods(&ask),
        ["journal", "schedule", "list-by-education"] => days::schedule(&ask),
        ["journal", "lesson", "list-by-education"] => days::lessons(&ask),
        ["journal", "estimate", "table"] => estimates::table(&ask),
        ["journal", "acs", "list"] => days::passings(&ask),
        _ => Err(NOT_FOUND),
    }?;
    let mut answer = data(&wrapped(value));
    sign_in::roll(state, login, &mut answer);
    Ok(answer)
}

/// A request whose sender is known.
struct Ask<'a> {
    register: &'a Register,
    account: Account,
    now: OffsetDateTime,
    query: Pairs,
}

type Pairs = Vec<(String, String)>;

fn pairs(text: &[u8]) -> Pairs {
    form_urlencoded::parse(text).into_owned().collect()
}

fn find<'p>(pairs: &'p Pairs, name: &str) -> Option<&'p str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
}

impl Ask<'_> {
    fn param(&self, name: &str) -> Option<&str> {
        find(&self.query, name)
    }

    /// The pupils of the account.
    fn pupils(&self) -> impl Iterator<Item = &Pupil> {
        self.account.pupils.iter().filter_map(|person| self.register.pupils.get(person))
    }

    /// The pupil whose education a parameter names. Another's child is not shown.
    fn pupil(&self, parameter: &str) -> Result<&Pupil, Refusal> {
        let education: i64 = self.param(parameter).and_then(|id| id.parse().ok()).ok_or(BAD_REQUEST)?;
        self.pupils().find(|pupil| wire::education(pupil.person) == education).ok_or(NO_ACCESS)
    }

    /// The class of this number, where a child of the account goes to it.
    fn class(&self, group: &str) -> Result<i64, Refusal> {
        let group: i64 = group.parse().map_err(|_| BAD_REQUEST)?;
        let class = self.pupils().map(|pupil| pupil.class).find(|class| wire::GROUP.of(*class) == group);
        class.ok_or(NO_ACCESS)
    }

    fn days(&self, from: &str, to: &str) -> Result<(Date, Date), Refusal> {
        let day = |name: &str| self.param(name).and_then(wire::read_day).ok_or(BAD_REQUEST);
        let (from, to) = (day(from)?, day(to)?);
        if from <= to { Ok((from, to)) } else { Err(BAD_REQUEST) }
    }

    /// One page of a list with its counters: twenty entries, or as many as are asked for, up to two hundred.
    fn page(&self, entries: Vec<Value>) -> Reply {
        let (items, page, size, total) = self.cut(entries)?;
        let pages = total.div_ceil(size);
        let next = if page < pages { page + 1 } else { page.min(pages) };
        Ok(json!({
            "items": items, "before": page.saturating_sub(1).max(1), "current": page.min(pages), "last": pages,
            "next": next, "total_pages": pages, "total_items": total,
        }))
    }

    /// The same without counters, which the timetable leaves at nought.
    fn uncounted(&self, entries: Vec<Value>) -> Reply {
        let items = self.cut(entries)?.0;
        Ok(json!({
            "items": items, "before": 0, "current": 0, "last": 0, "next": 0, "total_pages": 0, "total_items": 0,
        }))
    }

    fn cut(&self, entries: Vec<Value>) -> Result<(Vec<Value>, usize, usize, usize), Refusal> {
        const USUAL: usize = 20;
        const MOST: usize = 200;
        let number = |name: &str| self.param(name).map(str::parse::<usize>).transpose().map_err(|_| BAD_REQUEST);
        let size = number("p_limit")?.unwrap_or(USUAL).clamp(1, MOST);
        let page = number("p_page")?.unwrap_or(1).max(1);
        let total = entries.len();
        Ok((entries.into_iter().skip((page - 1) * size).take(size).collect(), page, size, total))
    }

    fn subject(&self, id: i64) -> &'static str {
        self.register.subjects.get(&id).map_or("", |subject| subject.name)
    }
}
