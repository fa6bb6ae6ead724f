//! What a phone's own code calls without a window: a sync in the background, and the rows of a widget; and what the window
//! is given by it.
//!
//! Two doors to the same rooms: `java` (JNI, Android) and `c` (C, for Swift). Both take plain values in, hand each
//! notice that is due to a callback, and give a number back.
//!
//! Promises: no Tauri and no web view; an end within the deadline, whatever the network does; no panic crosses into
//! the other language; the key is zeroed here and, where it came in an array of Java's, there; nothing of it is logged.
//! A notice counts as told only after the callback said that it is shown.
//!
//! Not here: when a job runs and how a notice looks, which is the native part's (`src-tauri/android`, `src-tauri/ios`).

mod c;
mod java;
mod job;
mod notice;
mod share;
mod stop;
mod widget;
mod window;

pub use job::{Ended, Job, Outcome, run};
pub use notice::{PhoneNotice, Shows};
pub use share::Shares;
pub use stop::{announce, stop};
pub use widget::{Glance, rows};
pub use window::{Prepared, next_link, prepared};
