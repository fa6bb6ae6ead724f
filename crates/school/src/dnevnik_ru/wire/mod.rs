//! What Дневник.ру sends, as it sends it.
//!
//! Shapes: docs/systems/dnevnik-ru.md. Nothing here is required: every field may be missing, null, or of
//! another type than expected. Enums are open and stay text. The `*_str` twins of ids are not read.
//! Where something is needed to make sense of an element, `map` says so.

mod journal;
mod mobile;
mod people;
mod site;

pub(super) use journal::{
    AllFinalMarks, Day, Feed, File, Holiday, Homeworks, Lesson, LogEntry, Mark, PeriodGroup, RecentMarks,
    ReportingPeriod, Schedules, Subject, SubjectAverages, WeightedAverages, Work, WorkType,
};
pub(super) use mobile::{Attached, Diary, MobileLesson, Notifications, PeriodMarks, Post, Week};
pub(super) use people::{Child, Context, EduGroup, GroupTeacher, Person, Relative, School, SchoolParameters};
pub(super) use site::SiteMarks;
