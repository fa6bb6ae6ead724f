//! The queue of reports, as the server tells of it: a conversation over long polling.
//!
//! The site's page speaks the same protocol over a web socket. Polling is a part of it, and needs nothing but requests.
//! Servers before 5.29 speak the protocol before it (docs/systems/netschool.md, "Final marks"). The token stands in the
//! address of every call: that is where the protocol has it.

use bytes::Bytes;
use serde_json::json;
use time::OffsetDateTime;

use super::door::Door;
use crate::{
    SchoolError,
    html::clean,
    http::Request,
    lenient::{Maybe, parsed},
    netschool::wire,
};

/// Ends every message of the newer protocol.
const END: char = '\u{1e}';

/// What starts a task: names that published clients call, the newest first.
const STARTS: [&str; 2] = ["startTaskAsync", "startTask"];

/// The first versions with the newer protocol, and with its address of today.
const NEWER: (u32, u32) = (5, 29);
const MOVED: (u32, u32) = (5, 32);

/// The first version whose queues have names.
const KEYED: (u32, u32) = (5, 24);

/// What was said of the tasks of this conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// A task is done; with the id of the file that came of it.
    Done(i64, String),
    /// A task, or all of them, came to nothing.
    Failed(String),
    /// The call that was made last is not known.
    Unknown,
}

/// "5.47.0.100" → 5.47. One that cannot be read counts as the newest.
fn version(text: Option<&str>) -> (u32, u32) {
    let mut parts = text.unwrap_or_default().split('.').map(|part| part.trim().parse().ok());
    match (parts.next().flatten(), parts.next().flatten()) {
        (Some(major), Some(minor)) => (major, minor),
        _ => (u32::MAX, 0),
    }
}

/// An open conversation.
pub(super) struct Hub<'a> {
    door: &'a Door,
    way: Way,
    now: OffsetDateTime,
}

enum Way {
    Newer {
        path: &'static str,
        connection: String,
        /// Calls made so far.
        calls: usize,
    },
    Older {
        connection: String,
        /// The last message that was heard.
        last: String,
        keyed: bool,
    },
}

/// What an older server wants to read in every address.
const QUEUE: &str = r#"[{"name":"queuehub"}]"#;

impl Hub<'_> {
    /// Opens a conversation with a server of this version.
    pub(super) async fn open<'a>(
        door: &'a Door,
        told: Option<&str>,
        now: OffsetDateTime,
    ) -> Result<Hub<'a>, SchoolError> {
        let version = version(told);
        let way = if version < NEWER {
            open_older(door, version >= KEYED, now).await?
        } else {
            open_newer(door, if version < MOVED { "queueHub" } else { "signalr/queueHub" }, now).await?
        };
        Ok(Hub { door, way, now })
    }

    /// Asks for a task to be carried out. False where there is no further name to ask by.
    pub(super) async fn start(&mut self, task: i64, key: &str) -> Result<bool, SchoolError> {
        match &mut self.way {
            Way::Newer { path, connection, calls } => {
                let Some(name) = STARTS.get(*calls) else { return Ok(false) };
                let call = json!({
                    "type": 1, "invocationId": calls.to_string(), "target": name, "arguments": [task, key],
                });
                *calls += 1;
                send(self.door, path, connection, &call, self.now).await?;
                Ok(true)
            }
            Way::Older { connection, keyed, .. } => {
                let arguments = if *keyed { json!([task, key]) } else { json!([task]) };
                let call = json!({ "H": "queuehub", "M": "StartTask", "A": arguments, "I": 0 }).to_string();
                let form = [("data", call.as_str())];
                let body = self
                    .door
                    .hub("signalr/send", &older(connection), |url| Request::post(url).form(&form), self.now)
                    .await?;
                let (mut room, error) = (None, "the report is not begun");
                let (answer, _) = parsed::<Maybe<wire::OldMessages<'_>>>(&body, &mut room)?;
                match answer.0.unwrap_or_default().error.get() {
                    Some(_) => Err(SchoolError::Strange(error.into())),
                    None => Ok(true),
                }
            }
        }
    }

    /// Waits for what is said next; the server answers when there is something, or after a while with nothing.
    pub(super) async fn listen(&mut self) -> Result<Vec<Said>, SchoolError> {
        match &mut self.way {
            Way::Newer { path, connection, .. } => {
                let body = self.door.hub(path, &[("id", connection)], Request::get, self.now).await?;
                frames(&body)
            }
            Way::Older { connection, last, .. } => {
                let poll = |url| Request::post(url).form(&[("messageId", last.as_str())]);
                let body = self.door.hub("signalr/poll", &older(connection), poll, self.now).await?;
                let (said, next) = messages(&body)?;
                *last = next.unwrap_or_else(|| std::mem::take(last));
                Ok(said)
            }
        }
    }

    /// Tells the server that nobody listens any more. Best effort.
    pub(super) async fn close(self) {
        let closed = match &self.way {
            Way::Newer { path, connection, .. } => {
                self.door.hub(path, &[("id", connection)], Request::delete, self.now).await
            }
            Way::Older { connection, .. } => {
                self.door.hub("signalr/abort", &older(connection), |url| Request::post(url).form(&[]), self.now).await
            }
        };
        // Nobody can do anything about a failure: it ends by itself after a while.
        drop(closed);
    }
}

async fn open_newer(door: &Door, path: &'static str, now: OffsetDateTime) -> Result<Way, SchoolError> {
    let body = door
        .hub(&format!("{path}/negotiate"), &[("negotiateVersion", "1")], |url| Request::post(url).text(""), now)
        .await?;
    let connection = {
        let mut room = None;
        let (told, _) = parsed::<Maybe<wire::Negotiated<'_>>>(&body, &mut room)?;
        let told = told.0.unwrap_or_default();
        let polls = told.available_transports.items.iter().any(|one| one.transport.get() == Some("LongPolling"));
        if told.available_transports.given && !polls {
            return Err(SchoolError::Forbidden("reports are told over a web socket alone".into()));
        }
        let connection = told.connection_token.owned().or_else(|| told.connection_id.owned());
        connection.ok_or_else(|| SchoolError::Strange("a queue without a connection".into()))?
    };
    // The first poll opens the connection and says nothing.
    door.hub(path, &[("id", &connection)], Request::get, now).await?;
    send(door, path, &connection, &json!({ "protocol": "json", "version": 1 }), now).await?;
    Ok(Way::Newer { path, connection, calls: 0 })
}

async fn send(
    door: &Door,
    path: &str,
    connection: &str,
    message: &serde_json::Value,
    now: OffsetDateTime,
) -> Result<(), SchoolError> {
    let message = format!("{message}{END}");
    door.hub(path, &[("id", connection)], |url| Request::post(url).text(&message), now).await.map(drop)
}

/// The query of every call of the older protocol.
fn older(connection: &str) -> [(&'static str, &str); 4] {
    [
        ("transport", "longPolling"),
        ("clientProtocol", "1.5"),
        ("connectionData", QUEUE),
        ("connectionToken", connection),
    ]
}

async fn open_older(door: &Door, keyed: bool, now: OffsetDateTime) -> Result<Way, SchoolError> {
    let query = [("clientProtocol", "1.5"), ("connectionData", QUEUE)];
    let body = door.hub("signalr/negotiate", &query, Request::get, now).await?;
    let mut room = None;
    let (told, _) = parsed::<Maybe<wire::OldNegotiated<'_>>>(&body, &mut room)?;
    let connection = told.0.and_then(|told| told.connection_token.owned());
    let connection = connection.ok_or_else(|| SchoolError::Strange("a queue without a connection".into()))?;
    let body = door.hub("signalr/connect", &older(&connection), |url| Request::post(url).form(&[]), now).await?;
    let (_, last) = messages(&body)?;
    let last = last.ok_or_else(|| SchoolError::Strange("a queue without a beginning".into()))?;
    let body = door.hub("signalr/start", &older(&connection), Request::get, now).await?;
    let mut room = None;
    let (told, _) = parsed::<Maybe<wire::Started<'_>>>(&body, &mut room)?;
    if told.0.unwrap_or_default().response.get() != Some("started") {
        return Err(SchoolError::Strange("a queue that does not start".into()));
    }
    Ok(Way::Older { connection, last, keyed })
}

/// What the messages of the newer protocol say; pings and progress say nothing.
fn frames(body: &Bytes) -> Result<Vec<Said>, SchoolError> {
    let mut said = Vec::new();
    for frame in body.split(|byte| *byte == END as u8).filter(|frame| !frame.trim_ascii().is_empty()) {
        let mut room = None;
        let (frame, _) = parsed::<Maybe<wire::Frame<'_>>>(frame, &mut room)?;
        let frame = frame.0.unwrap_or_default();
        match frame.kind.0 {
            Some(1) => of_target(frame.target.get(), &frame.arguments.items, &mut said),
            // What became of a call: its name is not known, or the task was not taken.
            Some(3) if frame.error.get().is_some() => said.push(Said::Unknown),
            Some(3) => {
                let refused = frame.result.0.filter(|result| result.success.0 == Some(false));
                said.extend(refused.map(|result| failed(result.message.get())));
            }
            Some(7) => said.push(failed(frame.error.get())),
            // The answer to the first message has no kind.
            None if frame.error.get().is_some() => said.push(failed(frame.error.get())),
            _ => {}
        }
    }
    Ok(said)
}

/// What the messages of the older protocol say, and which was the last.
fn messages(body: &Bytes) -> Result<(Vec<Said>, Option<String>), SchoolError> {
    let mut room = None;
    let (answer, _) = parsed::<Maybe<wire::OldMessages<'_>>>(body, &mut room)?;
    let answer = answer.0.ok_or_else(|| SchoolError::Strange("a queue that says nothing".into()))?;
    let mut said = Vec::new();
    for message in &answer.messages.items {
        of_target(message.target.get(), &message.arguments.items, &mut said);
    }
    Ok((said, answer.last.owned()))
}

fn of_target(target: Option<&str>, tasks: &[wire::Task<'_>], said: &mut Vec<Said>) {
    match target.map(str::to_ascii_lowercase).as_deref() {
        Some("complete") => {
            said.extend(tasks.iter().filter_map(|task| Some(Said::Done(task.task_id.0?, task.data.owned()?))));
        }
        Some("error") => said.push(failed(tasks.iter().find_map(|task| task.details.get()))),
        _ => {}
    }
}

fn failed(words: Option<&str>) -> Said {
    Said::Failed(words.map(clean).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Some("5.47.0.100"), true, true)]
    #[case(Some("5.29.1"), true, false)]
    #[case(Some("5.21.0.0"), false, false)]
    #[case(Some("six"), true, true)]
    #[case(None, true, true)]
    fn the_version_says_which_protocol(#[case] told: Option<&str>, #[case] newer: bool, #[case] moved: bool) {
        assert_eq!((version(told) >= NEWER, version(told) >= MOVED), (newer, moved));
    }

    fn heard(text: &str) -> Vec<Said> {
        frames(&Bytes::from(text.replace('~', "\u{1e}"))).unwrap()
    }

    #[rstest]
    #[case("", &[])]
    #[case("{}~{\"type\":6}~", &[])]
    #[case(r#"{"type":1,"target":"progress","arguments":[{"taskId":7,"status":"x"}]}~"#, &[])]
    #[case(r#"{"type":3,"invocationId":"0","result":{"success":true,"message":null}}~"#, &[])]
    #[case(r#"{"type":1,"target":"complete","arguments":[{"taskId":"7","data":"f-1"}]}~"#, &[Said::Done(7, "f-1".into())])]
    #[case(r#"{"type":1,"target":"complete","arguments":[5,null,{"taskId":7}]}~"#, &[])]
    #[case(r#"{"type":3,"error":"no such method"}~"#, &[Said::Unknown])]
    #[case(r#"{"type":3,"result":{"success":false,"message":"Занято"}}~"#, &[Said::Failed("Занято".into())])]
    #[case(r#"{"type":1,"target":"error","arguments":[{"taskId":7,"details":"<b>Сбой</b>"}]}~"#, &[Said::Failed("Сбой".into())])]
    #[case(r#"{"type":7}~"#, &[Said::Failed(String::new())])]
    #[case(r#"{"error":"no such protocol"}~"#, &[Said::Failed("no such protocol".into())])]
    fn messages_of_the_newer_protocol_are_heard(#[case] text: &str, #[case] said: &[Said]) {
        assert_eq!(heard(text), said);
    }

    #[test]
    fn half_a_message_is_none() {
        assert!(frames(&Bytes::from_static(br#"{"type":1,"target":"comp"#)).is_err());
    }

    #[test]
    fn messages_of_the_older_protocol_are_heard() {
        let body = r#"{"C":"d-2","M":[{"H":"QueueHub","M":"progress","A":[{"TaskId":7}]},
            {"H":"QueueHub","M":"complete","A":[{"TaskId":7,"Data":"f-1","ComponentId":"x"}]}]}"#;
        let heard = messages(&Bytes::from_static(body.as_bytes())).unwrap();
        assert_eq!(heard, (vec![Said::Done(7, "f-1".into())], Some("d-2".into())));
        assert_eq!(messages(&Bytes::from_static(b"{}")).unwrap(), (Vec::new(), None));
        assert!(messages(&Bytes::from_static(b"[]")).is_err());
    }
}
