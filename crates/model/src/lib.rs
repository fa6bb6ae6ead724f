//! The school's nouns and their pure rules.
//!
//! Promises: no I/O, no clock (time is an argument), no panic on foreign data. Everything a school
//! system may send is either one of these shapes or is left out by the connector that read it.
//!
//! Not here: how a system words things on the wire (`peremena-school`), how rows are kept
//! (`peremena-vault`), and what to do about a change (`peremena-sync`, `peremena-notify`).

mod attendance;
pub mod average;
mod change;
mod coverage;
pub mod diff;
mod grade;
mod homework;
mod ids;
mod item;
mod kind;
mod lesson;
mod mark;
mod occasion;
mod people;
pub mod record;
mod scope;
mod term;

pub use attendance::{Absence, AbsenceStatus, Missed, Visit, missed_lessons};
pub use change::{Change, What};
pub use coverage::{Asked, Coverage, suspicious};
pub use grade::{Grade, Reading, Scale, Sign, Tint, tint, tint_on};
pub use homework::{Attachment, Homework};
pub use ids::{AccountId, ChangeId, StudentId};
pub use item::{Item, UnreadableItem};
pub use kind::{Kind, KindSet};
pub use lesson::{Lesson, LessonStatus};
pub use mark::{Mark, OfficialAverage, TermMark, TermMarkOf};
pub use occasion::{Announcement, Event, Message, PlannedTest, Remark};
pub use people::{Guardian, SchoolInfo, Student, SubjectTeacher};
pub use scope::{SchoolYear, Scope, Span};
pub use term::{Holiday, Term, TermKind, current_term, next_holiday, term_to_show, week_of_term};
