//! From a change to a notice in words, and to the system's notification.
//!
//! [`Words`] speaks both languages (one set of `.ftl` files with the UI). [`plan`](fn@plan) is pure: open
//! outbox entries in, notices out; quiet hours hold, they do not drop; more than five at once
//! become one digest. [`reminders`] is the evening's "not done yet". [`Notifier`] is the rim: [`desktop`] shows a
//! notice and hears what is done about it.

pub mod dates;
pub mod desktop;
mod dress;
mod notice;
mod plan;
mod rules;
mod topic;
mod wording;
mod words;

use async_trait::async_trait;
use thiserror::Error;

pub use dress::{Capabilities, Dressed};
pub use notice::{Action, DueWork, Notice, Offer, Together, Urgency, link_to_change, link_to_day, link_to_feed};
pub use plan::{Held, NotTold, Open, Plan, Verdict, Who, judge, plan, reminders};
pub use rules::{ChildQuiet, ChildRules, DigestTimes, Hold, QuietHours, Rules, SchoolDay, TopicRule};
pub use topic::Topic;
pub use wording::change_line;
pub use words::{Arg, Language, Words};

/// Why a notice could not be shown.
#[derive(Debug, Error)]
#[error("the system does not show notifications: {0}")]
pub struct NotShown(pub String);

/// Where a notice stands that was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The number that the notification server gave it.
    pub number: u32,
    /// That server, as no other is called: one that starts anew gives the same numbers again.
    pub server: String,
    /// The name of this process where the server is.
    pub by: String,
}

/// The system's way to show a notice.
#[async_trait]
pub trait Notifier: Send + Sync {
    /// Shows the notice. Shown twice under one id, the second replaces the first.
    /// Gives where it stands, so that a later process knows a click on it; none where there are no clicks.
    ///
    /// # Errors
    /// Where there is no notification server, or it refuses.
    async fn show(&self, notice: &Notice, open_label: &str) -> Result<Option<Shown>, NotShown>;

    /// Who shows them, for a report of a problem: name and version of the server and what it can do. None where
    /// nobody answers, or nobody is asked.
    async fn server(&self) -> Option<String> {
        None
    }
}
