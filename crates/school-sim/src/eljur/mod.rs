//! ЭлЖур: `apiv3` (also `api`), one set of methods by which a family asks everything.
//!
//! Shapes and their certainty: the project's reference of that system. What PHP does to JSON is done here too: an empty
//! map is `[]`, ids are text in one place and numbers in another.

mod days;
mod identity;
mod mail;
mod marks;
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
    /// When tokens end that were given for a password.
    ends: BTreeMap<String, OffsetDateTime>,
    /// Tokens of people who came back from Госуслуги, with their logins; each is good once.
    returned: BTreeMap<String, &'static str>,
}

/// Why a call is refused: the state, and its words.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Refusal(u16, &'static str);

type Reply = Result<Response<Bytes>, Refusal>;

const BAD_REQUEST: Refusal = Refusal(400, "Неверные параметры запроса");
const NO_ACCESS: Refusal = Refusal(403, "Доступ к API запрещён");

const METHODS: [&str; 17] = [
    "auth",
    "getrules",
    "getperiods",
    "getdiary",
    "getmarks",
    "getassessments",
    "getfinalassessments",
    "gethomework",
    "getschedule",
    "getmessages",
    "getmessageinfo",
    "getmessagereceivers",
    "sendmessage",
    "getboardnotices",
    "getboardnoticeinfo",
    "getusersvendors",
    "getupdates",
];

/// Whether a path belongs to this system.
pub(crate) fn claims(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        ["apiv3", ..] | ["journal-esia-region-action" | "journal-app", ..] => true,
        ["api", method] => METHODS.contains(method),
        _ => false,
    }
}

/// Answers a request to any host of the system.
pub(crate) fn answer(state: &mut State, request: &Request<Bytes>) -> Response<Bytes> {
    let path = request.uri().path().to_owned();
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let reply = match parts.as_slice() {
        ["apiv3" | "api", "auth"] => sign_in::auth(state, request),
        ["apiv3" | "api", "getusersvendors"] => return sign_in::users_vendors(state, request),
        ["apiv3" | "api", method] => called(state, request, method),
        ["journal-esia-region-action", ..] => return sign_in::esia(state),
        _ => Err(Refusal(404, "Метод не найден")),
    };
    reply.unwrap_or_else(|Refusal(state, words)| error(state, words))
}

/// An error as this system sends it: the status follows the state, unless `status` says otherwise. A token that is dead
/// and a call that is not allowed look the same.
pub(crate) fn error_answer(status: StatusCode, kind: &str, description: &str) -> Response<Bytes> {
    let state = match kind {
        "requestLimit" => 429,
        "parameterInvalid" => 400,
        _ if status == StatusCode::UNAUTHORIZED => 403,
        _ => status.as_u16(),
    };
    let mut answer = error(state, description);
    if status == StatusCode::OK {
        *answer.status_mut() = status;
    }
    answer
}

fn error(state: u16, words: &str) -> Response<Bytes> {
    let mut answer = data(&json!({ "response": { "state": state, "error": words, "result": {} } }));
    *answer.status_mut() = StatusCode::from_u16(state).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer
}

fn data(value: &Value) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from(value.to_string()));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    answer
}

fn result(value: Value) -> Reply {
    Ok(data(&json!({ "response": { "state": 200, "error": null, "result": value } })))
}

/// A call of somebody who is signed in.
fn called(state: &mut State, request: &Request<Bytes>, method: &str) -> Reply {
    let query = pairs(request);
    let account = sign_in::account(state, &query)?;
    // Days of a year that is over stand in that year's register; what has no days is told of the current one.
    let day = find(&query, "days").and_then(|days| wire::read_day(days.split('-').next()?));
    let now = state.settings.clock.now();
    let mut ask = Ask { register: register_of(&mut state.register, &mut state.past, day), account, now, query };
    match method {
        "getrules" => identity::rules(&ask),
        "getperiods" => identity::periods(&ask),
        "getdiary" => days::diary(&ask),
        "getschedule" => days::schedule(&ask),
        "gethomework" => days::homework(&ask),
        "getmarks" | "getassessments" => marks::marks(&ask),
        "getfinalassessments" => marks::finals(&ask),
        "getmessages" => mail::messages(&ask),
        "getmessageinfo" => mail::message(&mut ask),
        "getmessagereceivers" => mail::receivers(&ask),
        "sendmessage" if request.method() == Method::POST => mail::send(&mut ask),
        "getboardnotices" => mail::notices(&ask),
        "getboardnoticeinfo" => mail::notice(&ask),
        _ => Err(Refusal(404, "Метод не найден")),
    }
}

/// A request whose sender is known.
struct Ask<'a> {
    register: &'a mut Register,
    account: Account,
    now: OffsetDateTime,
    query: Pairs,
}

type Pairs = Vec<(String, String)>;

/// Query and form alike: either is taken for signing in.
fn pairs(request: &Request<Bytes>) -> Pairs {
    let query = request.uri().query().unwrap_or_default();
    let form: &[u8] = if request.method() == Method::POST { request.body() } else { &[] };
    let query = form_urlencoded::parse(query.as_bytes()).into_owned();
    query.chain(form_urlencoded::parse(form).into_owned()).collect()
}

fn find<'p>(pairs: &'p Pairs, name: &str) -> Option<&'p str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
}

impl Ask<'_> {
    fn param(&self, name: &str) -> Option<&str> {
        find(&self.query, name)
    }

    fn is_on(&self, name: &str) -> bool {
        self.param(name).is_some_and(|value| matches!(value, "true" | "1" | "yes" | "__yes"))
    }

    /// The pupils that the query names, comma-separated; without it all of the account. Another's child is not shown.
    fn pupils(&self) -> Result<Vec<&Pupil>, Refusal> {
        let own = self.account.pupils.iter().filter_map(|person| self.register.pupils.get(person));
        let Some(asked) = self.param("student") else { return Ok(own.collect()) };
        let mut found = Vec::new();
        for id in asked.split(',') {
            let person = wire::PERSON.read(id).ok_or(BAD_REQUEST)?;
            found.push(own.clone().find(|pupil| pupil.person == person).ok_or(NO_ACCESS)?);
        }
        Ok(found)
    }

    /// `days=YYYYMMDD` or `YYYYMMDD-YYYYMMDD`; without it the current week.
    fn days(&self) -> Result<(Date, Date), Refusal> {
        let Some(asked) = self.param("days") else {
            let today = self.now.date();
            let monday = today - time::Duration::days(i64::from(today.weekday().number_days_from_monday()));
            return Ok((monday, monday + time::Duration::days(6)));
        };
        let mut ends = asked.split('-').map(wire::read_day);
        let from = ends.next().flatten().ok_or(BAD_REQUEST)?;
        let to = ends.next().map_or(Some(from), |to| to).ok_or(BAD_REQUEST)?;
        let fits = ends.next().is_none() && from <= to && (to - from).whole_days() < 400;
        if fits { Ok((from, to)) } else { Err(BAD_REQUEST) }
    }

    /// Page and limit, both from 1; without a limit everything is on the first page.
    fn page<'i, T>(&self, items: Vec<&'i T>) -> Result<Vec<&'i T>, Refusal> {
        let number = |name: &str| self.param(name).map(str::parse::<usize>).transpose().map_err(|_| BAD_REQUEST);
        let Some(limit) = number("limit")?.filter(|limit| *limit > 0) else { return Ok(items) };
        let page = number("page")?.unwrap_or(1).max(1);
        Ok(items.into_iter().skip((page - 1) * limit).take(limit).collect())
    }

    fn hours(&self, pupil: &Pupil) -> i8 {
        self.register.schools.get(&pupil.school).map_or(3, |school| school.hours_from_utc)
    }

    /// Hours of the school of the account's first child: what its mail is dated by.
    fn own_hours(&self) -> i8 {
        let first = self.account.pupils.first().and_then(|person| self.register.pupils.get(person));
        first.map_or(3, |pupil| self.hours(pupil))
    }

    fn subject(&self, id: i64) -> &'static str {
        self.register.subjects.get(&id).map_or("", |subject| subject.name)
    }
}
