//! A simulated school: one register of lessons, marks, homework and absences, generated from a seed, that answers in
//! the protocol of a real diary system.
//!
//! It promises that the same [`SchoolSettings`] with a standing clock give the same answers, bit for bit; that
//! what a teacher does through [`School::act`] stands in the very next answer; and that published clients of the
//! real system work against it (`tests/clients`). It does not promise to be fast at anything but answering, and it
//! knows no school rule that the protocol does not show.
//!
//! The library has no listener and no async runtime. The feature `server` adds `Server`, which serves all hosts of
//! the system on one port of loopback with a control API under `/_control/`, and the program `school-sim`.
//!
//! It speaks Дневник.ру, «Сетевой город. Образование», ЭлЖур, «Петербургское образование», and МЭШ
//! with «Моя школа», in the shapes collected in the project's
//! references of those APIs.

// One lesson with everything is one long `json!`.
#![recursion_limit = "256"]

pub mod act;
mod calendar;
mod chance;
mod clock;
mod curriculum;
mod dnevnik;
mod eljur;
mod generate;
mod hostile;
mod ids;
mod journal;
mod mail;
mod mesh;
mod misbehave;
mod netschool;
mod occasions;
mod people;
mod petersburg;
mod protocols;
#[cfg(feature = "server")]
mod proxy;
mod register;
mod school;
#[cfg(feature = "server")]
mod server;
mod sessions;
mod teacher;
mod timetable;
mod works;

pub use act::{Act, ActError, Acted, Attendance};
pub use clock::Clock;
pub use hostile::{Hostile, hostile};
pub use ids::WireId;
pub use journal::{Journal, JournalEntry};
pub use misbehave::{CutOff, Delay, Misbehaviour, Scope};
pub use people::{AMINA, FAMILIES, FamilyAccount, PARENT, SIDOROV};
#[cfg(feature = "server")]
pub use proxy::{Fault, Proxy};
pub use school::{AccountCard, People, School, SchoolSettings, StudentCard, SubjectCard};
#[cfg(feature = "server")]
pub use server::Server;
pub use sessions::LoginAttempts;
