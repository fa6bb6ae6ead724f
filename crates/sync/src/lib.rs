//! What to fetch and when, what changed, and the engine that runs it.
//!
//! Two halves. The planning half is pure and reads no clock: [`window`] (which days to ask for),
//! [`pace`] (when to ask again), [`holidays`] (when not at all), [`history`] (earlier terms and years), [`weigh`] (what an answer does to the store). The running half is
//! [`Engine`]: it takes the cross-process lock, asks the schools, and commits each child's pass as one
//! transaction of data, change log and outbox.
//!
//! The eleven rules of one pass are held by tests named for them in `tests/engine/rules`.

mod engine;
pub mod history;
pub mod holidays;
mod lock;
pub mod pace;
mod report;
pub mod weigh;
pub mod window;

pub use engine::{Connect, Connected, Engine, Progress, Reason, Sent, Stage, Whose};
pub use lock::{LockTrouble, ProfileLock};
pub use report::{StudentReport, SyncFault, SyncReport};
