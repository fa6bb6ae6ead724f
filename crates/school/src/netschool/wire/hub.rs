//! What the queue of reports says (docs/systems/netschool.md, "Final marks"): of the protocol that servers speak from
//! 5.29 on, and of the one before.

use serde::Deserialize;

use crate::lenient::{Flag, Id, Int, List, Maybe, Text, elements};

/// `…/negotiate` of a newer server.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct Negotiated<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) connection_token: Text<'a>,
    /// Serves in its place where that is not told.
    #[serde(borrow)]
    pub(in crate::netschool) connection_id: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) available_transports: List<Transport<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::netschool) struct Transport<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) transport: Text<'a>,
}

/// A message of a newer server.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::netschool) struct Frame<'a> {
    #[serde(rename = "type")]
    pub(in crate::netschool) kind: Int,
    #[serde(borrow)]
    pub(in crate::netschool) target: Text<'a>,
    #[serde(borrow)]
    pub(in crate::netschool) arguments: List<Task<'a>>,
    #[serde(borrow)]
    pub(in crate::netschool) result: Maybe<Outcome<'a>>,
    #[serde(borrow)]
    pub(in crate::netschool) error: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::netschool) struct Outcome<'a> {
    pub(in crate::netschool) success: Flag,
    #[serde(borrow)]
    pub(in crate::netschool) message: Text<'a>,
}

/// What is said of one task; older servers write the names with a capital.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct Task<'a> {
    #[serde(alias = "TaskId")]
    pub(in crate::netschool) task_id: Id,
    /// The id of the file that came of it.
    #[serde(alias = "Data", borrow)]
    pub(in crate::netschool) data: Text<'a>,
    #[serde(alias = "Details", borrow)]
    pub(in crate::netschool) details: Text<'a>,
}

/// `signalr/negotiate` of an older server.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::netschool) struct OldNegotiated<'a> {
    #[serde(rename = "ConnectionToken", borrow)]
    pub(in crate::netschool) connection_token: Text<'a>,
}

/// `signalr/start`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::netschool) struct Started<'a> {
    #[serde(rename = "Response", borrow)]
    pub(in crate::netschool) response: Text<'a>,
}

/// `signalr/connect`, `signalr/poll` and, of a call, `signalr/send`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::netschool) struct OldMessages<'a> {
    /// The last message that this answer holds: named when the next are asked for.
    #[serde(rename = "C", borrow)]
    pub(in crate::netschool) last: Text<'a>,
    #[serde(rename = "M", borrow)]
    pub(in crate::netschool) messages: List<OldMessage<'a>>,
    /// Why a call was not carried out.
    #[serde(rename = "E", borrow)]
    pub(in crate::netschool) error: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::netschool) struct OldMessage<'a> {
    #[serde(rename = "M", borrow)]
    pub(in crate::netschool) target: Text<'a>,
    #[serde(rename = "A", borrow)]
    pub(in crate::netschool) arguments: List<Task<'a>>,
}

/// `reports/{report}/queue`
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::netschool) struct Queued<'a> {
    pub(in crate::netschool) task_id: Id,
    #[serde(borrow)]
    pub(in crate::netschool) queue_key: Text<'a>,
}

/// An element of `reports`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::netschool) struct ReportGroup<'a> {
    #[serde(borrow)]
    pub(in crate::netschool) reports: List<super::Named<'a>>,
}

elements!(Transport, Task, OldMessage, ReportGroup);
