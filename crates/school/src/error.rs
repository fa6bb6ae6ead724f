//! What can go wrong between us and a school's server.

use std::time::Duration;

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
    OutOfOrder(String),
    /// An answer that is not one of this system's: HTML, broken JSON, another shape.
    #[error("the server does not answer as this school system: {0}")]
    Strange(String),
    /// A setting of the account that makes no sense.
    #[error("a setting is wrong: {0}")]
    Setting(String),
}
