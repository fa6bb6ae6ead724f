//! Reports: a queue that makes them, the two protocols in which it says so, and the page that comes of it.
//!
//! `signalr/queueHub` (and `queueHub`, its address before 5.32) speak the protocol of today over long polling, `signalr/`
//! with `negotiate`, `connect`, `start`, `send`, `poll` and `abort` the one before it. Nobody waits here: a poll answers
//! at once, with progress at first. Over a web socket (a [`Plug`]) the same is said without being asked.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, header};
use serde_json::{Value, json};

use super::mobile::totals::summed;
use super::{
    Ask, BAD_REQUEST, FORBIDDEN, NOT_FOUND, Refusal, Reply, UNAUTHORIZED, data, find, form, is_post, query, wire,
};
use crate::register::Summed;
use crate::school::State;

/// Ends every message of the protocol of today.
const END: char = '\u{1e}';

/// So many polls after it was begun a report is there.
const POLLS: u32 = 2;

/// What the queue remembers.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    /// By their tokens.
    connections: BTreeMap<String, Connection>,
    /// The child that a task is of, with the token of who gave it.
    tasks: BTreeMap<i64, (i64, String)>,
    /// Pages that were made, with the token of who may read them.
    files: BTreeMap<String, (String, String)>,
}

#[derive(Debug, Default)]
struct Connection {
    at: String,
    shaken: bool,
    polled: bool,
    /// Messages that nobody has heard yet.
    waiting: Vec<Value>,
    /// The task that is made, and the polls since.
    running: Option<(i64, u32)>,
}

/// Answers what belongs to the queue; none for all else.
pub(super) fn answer(state: &mut State, request: &Request<Bytes>, path: &[&str], at: &str) -> Option<Reply> {
    Some(match path {
        ["reports", "studenttotalmarks", "queue"] if is_post(request) => enqueue(state, request, at),
        ["files", id] => file(state, id, at),
        ["signalr", "queuehub", rest @ ..] | ["queuehub", rest @ ..] => newer(state, request, rest, at),
        ["signalr", method] => older(state, request, method, at),
        _ => return None,
    })
}

/// An order: who it is of stands in its filters.
fn enqueue(state: &mut State, request: &Request<Bytes>, at: &str) -> Reply {
    let order: Value = serde_json::from_slice(request.body()).map_err(|_| BAD_REQUEST)?;
    let list = |name: &str| order.get(name).and_then(Value::as_array).cloned();
    let (chosen, params) = (list("selectedData").ok_or(BAD_REQUEST)?, list("params").ok_or(BAD_REQUEST)?);
    let value = |id: &str| {
        let named = chosen.iter().find(|one| one.get("filterId").and_then(Value::as_str) == Some(id))?;
        named.get("filterValue").and_then(Value::as_str).map(str::to_owned)
    };
    let child = value("SID").and_then(|id| wire::PERSON.read(&id)).ok_or(BAD_REQUEST)?;
    let names: Vec<&str> = params.iter().filter_map(|one| one.get("name").and_then(Value::as_str)).collect();
    if !["SCHOOLYEARID", "SERVERTIMEZONE", "FULLSCHOOLNAME", "DATEFORMAT"].iter().all(|name| names.contains(name)) {
        return Err(BAD_REQUEST);
    }
    let (account, _) = super::sign_in::sitting(state, request)?;
    if !account.pupils.contains(&child) {
        return Err(FORBIDDEN);
    }
    // The class must be the child's own.
    let class = state.register.pupils.get(&child).map(|pupil| wire::GROUP.of(pupil.class).to_string());
    if value("PCLID") != class {
        return Err(BAD_REQUEST);
    }
    let task = i64::try_from(state.netschool.next()).unwrap_or_default() + 700;
    state.netschool.queue.tasks.insert(task, (child, at.to_owned()));
    Ok(data(&json!({ "taskId": task, "queueKey": "report-v2" })))
}

/// The token stands in the address of every call, and is that of the session.
fn known(request: &Request<Bytes>, at: &str) -> Result<(), Refusal> {
    if find(&query(request), "at") == Some(at) { Ok(()) } else { Err(UNAUTHORIZED) }
}

fn connect(state: &mut State, at: &str) -> String {
    let token = format!("c{}", state.netschool.next());
    let connection = Connection { at: at.to_owned(), ..Connection::default() };
    state.netschool.queue.connections.insert(token.clone(), connection);
    token
}

fn connection<'s>(state: &'s mut State, token: Option<&str>, at: &str) -> Result<&'s mut Connection, Refusal> {
    let found = state.netschool.queue.connections.get_mut(token.unwrap_or_default());
    found.filter(|connection| connection.at == at).ok_or(NOT_FOUND)
}

fn newer(state: &mut State, request: &Request<Bytes>, rest: &[&str], at: &str) -> Reply {
    known(request, at)?;
    let asked = query(request);
    let id = find(&asked, "id");
    match (request.method(), rest) {
        (&Method::POST, ["negotiate"]) => {
            let token = connect(state, at);
            Ok(data(&json!({
                "negotiateVersion": 1, "connectionId": format!("{token}-id"), "connectionToken": token,
                "availableTransports": [
                    { "transport": "WebSockets", "transferFormats": ["Text", "Binary"] },
                    { "transport": "LongPolling", "transferFormats": ["Text", "Binary"] },
                ],
            })))
        }
        (&Method::GET, []) => {
            let messages = poll(state, id, at)?;
            Ok(text(framed(&messages)))
        }
        (&Method::POST, []) => {
            let sent = std::str::from_utf8(request.body()).map_err(|_| BAD_REQUEST)?;
            hear_all(state, id, at, sent)?;
            Ok(text(String::new()))
        }
        (&Method::DELETE, []) => {
            connection(state, id, at)?;
            state.netschool.queue.connections.remove(id.unwrap_or_default());
            Ok(text(String::new()))
        }
        _ => Err(NOT_FOUND),
    }
}

fn framed(messages: &[Value]) -> String {
    messages.iter().map(|message| format!("{message}{END}")).collect()
}

/// A web socket of the queue.
#[cfg(feature = "server")]
pub(crate) struct Plug {
    token: String,
    at: String,
}

#[cfg(feature = "server")]
impl Plug {
    /// What begins with a session's cookies and its token in the address; a browser's socket can send no other header.
    pub(super) fn new(state: &mut State, request: &Request<Bytes>) -> Result<Plug, Refusal> {
        let (_, at) = super::sign_in::sitting(state, request)?;
        known(request, &at)?;
        let token = connect(state, &at);
        // It is spoken to without asking.
        connection(state, Some(&token), &at)?.polled = true;
        Ok(Plug { token, at })
    }

    /// Takes what was sent; false for what ends the conversation.
    pub(crate) fn hear(&self, state: &mut State, sent: &str) -> bool {
        hear_all(state, Some(&self.token), &self.at, sent).is_ok()
    }

    /// What there is to say, nothing included.
    pub(crate) fn say(&self, state: &mut State) -> String {
        poll(state, Some(&self.token), &self.at).map_or_else(|_| String::new(), |messages| framed(&messages))
    }

    pub(crate) fn pull(self, state: &mut State) {
        state.netschool.queue.connections.remove(&self.token);
    }
}

fn hear_all(state: &mut State, id: Option<&str>, at: &str, sent: &str) -> Result<(), Refusal> {
    sent.split_terminator(END)
        .try_for_each(|frame| hear(state, id, at, &serde_json::from_str(frame).map_err(|_| BAD_REQUEST)?))
}

/// The first message names the protocol; a call names a task.
fn hear(state: &mut State, id: Option<&str>, at: &str, message: &Value) -> Result<(), Refusal> {
    let listening = connection(state, id, at)?;
    if !listening.polled {
        return Err(BAD_REQUEST);
    }
    if !listening.shaken {
        let right = message.get("protocol").and_then(Value::as_str) == Some("json");
        listening.shaken = right;
        listening.waiting.push(if right { json!({}) } else { json!({ "error": "Unknown protocol" }) });
        return Ok(());
    }
    let call = message.get("invocationId").cloned().unwrap_or_default();
    let target = message.get("target").and_then(Value::as_str).unwrap_or_default().to_lowercase();
    let task = message.pointer("/arguments/0").and_then(Value::as_i64);
    let key = message.pointer("/arguments/1").and_then(Value::as_str);
    if target != "starttaskasync" {
        listening.waiting.push(json!({ "type": 3, "invocationId": call, "error": "Method does not exist." }));
        return Ok(());
    }
    let taken = begin(state, id, at, task.filter(|_| key == Some("report-v2")))?;
    let result = json!({ "success": taken, "message": if taken { Value::Null } else { json!("Задача не найдена") } });
    connection(state, id, at)?.waiting.push(json!({ "type": 3, "invocationId": call, "result": result }));
    Ok(())
}

/// Whether a task was begun: one that was given in this session.
fn begin(state: &mut State, id: Option<&str>, at: &str, task: Option<i64>) -> Result<bool, Refusal> {
    let own = |task: &i64| state.netschool.queue.tasks.get(task).is_some_and(|(_, of)| of == at);
    let Some(task) = task.filter(own) else { return Ok(false) };
    connection(state, id, at)?.running = Some((task, 0));
    Ok(true)
}

/// What there is to say, as messages of the protocol of today.
fn poll(state: &mut State, id: Option<&str>, at: &str) -> Result<Vec<Value>, Refusal> {
    let listening = connection(state, id, at)?;
    listening.polled = true;
    let mut messages = std::mem::take(&mut listening.waiting);
    let Some((task, polls)) = listening.running else { return Ok(messages) };
    if polls + 1 < POLLS {
        listening.running = Some((task, polls + 1));
        let progress = json!([{ "taskId": task, "status": "Формирование отчёта" }]);
        messages.push(json!({ "type": 1, "target": "progress", "arguments": progress }));
        return Ok(messages);
    }
    listening.running = None;
    let file = format!("f0{task}");
    let child = state.netschool.queue.tasks.get(&task).map_or(0, |(child, _)| *child);
    let page = page(state, child);
    state.netschool.queue.files.insert(file.clone(), (page, at.to_owned()));
    let done = json!([{ "taskId": task, "data": file, "componentId": "report" }]);
    messages.push(json!({ "type": 1, "target": "complete", "arguments": done }));
    Ok(messages)
}

fn older(state: &mut State, request: &Request<Bytes>, method: &str, at: &str) -> Reply {
    known(request, at)?;
    let (asked, sent) = (query(request), form(request));
    let named = |name: &str| find(&asked, name);
    if named("clientProtocol") != Some("1.5") || named("connectionData") != Some("[{\"name\":\"queuehub\"}]") {
        return Err(BAD_REQUEST);
    }
    if method == "negotiate" {
        let token = connect(state, at);
        return Ok(data(&json!({
            "Url": "/webapi/signalr", "ConnectionToken": token, "ConnectionId": format!("{token}-id"),
            "KeepAliveTimeout": 20.0, "DisconnectTimeout": 30.0, "ConnectionTimeout": 110.0, "TryWebSockets": true,
            "ProtocolVersion": "1.5", "TransportConnectTimeout": 5.0,
        })));
    }
    let id = named("connectionToken");
    if named("transport") != Some("longPolling") {
        return Err(BAD_REQUEST);
    }
    match method {
        "connect" => {
            connection(state, id, at)?.polled = true;
            Ok(data(&json!({ "C": "d-0", "S": 1, "M": [] })))
        }
        "start" => {
            let begun = connection(state, id, at)?;
            begun.shaken = begun.polled;
            Ok(data(&json!({ "Response": if begun.shaken { "started" } else { "refused" } })))
        }
        "send" if is_post(request) => {
            let call: Value = serde_json::from_str(find(&sent, "data").unwrap_or_default()).map_err(|_| BAD_REQUEST)?;
            let named = |name: &str| call.get(name).and_then(Value::as_str).unwrap_or_default().to_lowercase();
            let is_start = (named("H"), named("M")) == ("queuehub".into(), "starttask".into());
            let task = call.pointer("/A/0").and_then(Value::as_i64).filter(|_| is_start);
            let taken = connection(state, id, at)?.shaken && begin(state, id, at, task)?;
            Ok(data(&if taken {
                json!({ "I": "0" })
            } else {
                json!({ "I": "0", "E": "Задача не найдена" })
            }))
        }
        "poll" if is_post(request) && find(&sent, "messageId").is_some_and(|last| last.starts_with("d-")) => {
            let messages = poll(state, id, at)?;
            let said: Vec<Value> = messages.iter().filter_map(in_older_words).collect();
            Ok(data(&json!({ "C": format!("d-{}", said.len()), "M": said })))
        }
        "abort" if is_post(request) => {
            connection(state, id, at)?;
            state.netschool.queue.connections.remove(id.unwrap_or_default());
            Ok(text(String::new()))
        }
        _ => Err(NOT_FOUND),
    }
}

/// A message of the protocol of today as the one before has it.
fn in_older_words(message: &Value) -> Option<Value> {
    let task = message.pointer("/arguments/0")?;
    let said = json!({
        "TaskId": task.get("taskId"), "Data": task.get("data"), "ComponentId": task.get("componentId"),
    });
    Some(json!({ "H": "QueueHub", "M": message.get("target"), "A": [said] }))
}

fn file(state: &State, id: &str, at: &str) -> Reply {
    let (page, of) = state.netschool.queue.files.get(id).ok_or(NOT_FOUND)?;
    if of != at {
        return Err(FORBIDDEN);
    }
    let mut answer = Response::new(Bytes::from(page.clone()));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    Ok(answer)
}

fn text(body: String) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from(body));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    answer
}

/// The report: a row for each subject, a cell for each term, and three more.
fn page(state: &mut State, child: i64) -> String {
    let now = state.settings.clock.now();
    let account = state.register.accounts.iter().find(|account| account.pupils.contains(&child)).cloned();
    let Some(account) = account else { return String::new() };
    let ask = Ask { register: &mut state.register, account, now, query: Vec::new(), body: &Bytes::new() };
    let Some(pupil) = ask.register.pupils.get(&child) else { return String::new() };
    let name = ask.register.persons.get(&child).map(|person| format!("{} {}", person.last, person.first));
    let terms: Vec<_> = ask.register.periods_of_group(pupil.class).collect();
    let class = ask.register.groups.get(&pupil.class);
    let subjects = class.map(|class| class.subjects.as_slice()).unwrap_or_default();
    let cell = |value: Option<String>| format!("<td align=\"center\">{}</td>", value.unwrap_or("&nbsp;".into()));
    let rows = subjects.iter().filter_map(|id| ask.register.subjects.get(id)).zip(1..).map(|(subject, number)| {
        let marks = terms.iter().map(|term| cell(summed(&ask, pupil, subject.id, Summed::Term(term.number), now)));
        let year = cell(summed(&ask, pupil, subject.id, Summed::Year, now));
        let subject = wire::escaped(subject.name);
        format!(
            "<tr><td>{number}</td><td>{subject}</td>{}{year}{}{}</tr>",
            marks.collect::<String>(),
            cell(None),
            cell(None)
        )
    });
    let rows: String = rows.collect();
    let heads: String = terms.iter().map(|term| format!("<th>{}</th>", wire::escaped(term.name))).collect();
    format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>Итоговые отметки</title></head><body>\
         <table class=\"header\"><tr><td>Ученик: {}</td></tr></table>\
         <table class=\"table-print\"><thead><tr><th>№</th><th>Предмет</th>{heads}<th>Год</th><th>Экзамен</th>\
         <th>Итог</th></tr></thead><tbody>{rows}</tbody></table></body></html>",
        wire::escaped(&name.unwrap_or_default()),
    )
}

/// Whether an answer says that a report is done.
fn says_done(answer: &Response<Bytes>) -> bool {
    let body = String::from_utf8_lossy(answer.body());
    ["\"target\":\"complete\"", "\"M\":\"complete\""].iter().any(|sign| body.contains(sign))
}

/// The answer of a queue that never comes to an end.
pub(crate) fn stalled(answer: &mut Response<Bytes>) {
    if says_done(answer) {
        *answer.body_mut() = if answer.body().ends_with(&[END as u8]) {
            Bytes::from(format!("{{\"type\":6}}{END}"))
        } else {
            Bytes::from_static(br#"{"C":"d-9","M":[]}"#)
        };
    }
}

/// The answer of a queue in which a report fails.
pub(crate) fn failed(answer: &mut Response<Bytes>) {
    if says_done(answer) {
        let words = "Ошибка построения отчёта";
        let newer = json!({ "type": 1, "target": "error", "arguments": [{ "taskId": 1, "details": words }] });
        let older = json!({ "C": "d-9", "M": [{ "H": "QueueHub", "M": "error", "A": [{ "Details": words }] }] });
        *answer.body_mut() = if answer.body().ends_with(&[END as u8]) {
            Bytes::from(format!("{newer}{END}"))
        } else {
            Bytes::from(older.to_string())
        };
    }
}

/// A page that is another report.
pub(crate) fn another(answer: &mut Response<Bytes>) {
    if String::from_utf8_lossy(answer.body()).contains("table-print") {
        let page = "<html><body><table class=\"table-print\"><tr><th>Дата</th><th>Тема</th></tr>\
                    <tr><td>07.09.2026</td><td>Дроби</td></tr></table></body></html>";
        *answer.body_mut() = Bytes::from_static(page.as_bytes());
    }
}
