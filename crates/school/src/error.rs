//! What can go wrong between us and a school's server.

use std::{fmt, time::Duration};

use thiserror::Error;

/// What went wrong. Texts carry no names, tokens or query strings.
#[derive(Debug, Clone, Error)]
pub enum SchoolError {
    /// The credentials or the session are not accepted. Never tried again by itself.
    #[error("the school system does not accept the sign-in: {0}")]
    Refused(String),
    /// The account may not see this (paid option, role, closed by the school).
    #[error("the school system does not allow this: {0}")]
    Forbidden(String),
    /// Too many requests; with how long to wait, where the server said so.
    #[error("the school system asks to wait")]
    Limited {
        /// From `Retry-After`.
        retry_after: Option<Duration>,
    },
    /// No connection, no answer in time, a broken connection.
    #[error("the school system cannot be reached: {0}")]
    Unreachable(String),
    /// An answer of 5xx, a maintenance page.
    #[error("the school system is out of order: {0}")]
    OutOfOrder(Outage),
    /// An answer that is not one of this system's: HTML, broken JSON, another shape.
    #[error("the server does not answer as this school system: {0}")]
    Strange(String),
    /// A setting of the account that makes no sense.
    #[error("a setting is wrong: {0}")]
    Setting(String),
}

/// What a server that is out of order says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outage {
    /// What is wrong, in its words or ours.
    pub words: String,
    /// From `Retry-After`, where the server said when it will be back.
    pub retry_after: Option<Duration>,
}

impl fmt::Display for Outage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl From<String> for Outage {
    fn from(words: String) -> Outage {
        Outage { words, retry_after: None }
    }
}

impl From<&str> for Outage {
    fn from(words: &str) -> Outage {
        words.to_owned().into()
    }
}

impl SchoolError {
    /// How long the server asked to be left alone, where it said so: for too many requests, or until it is in order.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            SchoolError::Limited { retry_after } | SchoolError::OutOfOrder(Outage { retry_after, .. }) => *retry_after,
            SchoolError::Refused(_)
            | SchoolError::Forbidden(_)
            | SchoolError::Unreachable(_)
            | SchoolError::Strange(_)
            | SchoolError::Setting(_) => None,
        }
    }

    /// Whether the server asked to be left alone, for however long.
    pub fn asks_to_wait(&self) -> bool {
        matches!(self, SchoolError::Limited { .. }) || self.retry_after().is_some()
    }
}
