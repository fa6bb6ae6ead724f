//! What changes rarely and need not be asked for at every sync.
//!
//! The engine keeps it between runs as text it does not read ([`crate::SchoolApi::reference`]).

use std::collections::BTreeMap;

use peremena_model::{Attachment, SubjectTeacher};
use serde::{Deserialize, Serialize};
use time::{Date, Duration, OffsetDateTime};

use crate::range::WeeksOnly;

/// How long kinds of work are believed, and how long a report is not asked for again.
const AGE: Duration = Duration::days(1);

/// How long teachers are: asking is one request for each subject.
const TEACHERS_AGE: Duration = Duration::days(30);

/// Files of more assignments are forgotten, the oldest first: ids grow with time.
const MOST_FILES: usize = 4000;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Reference {
    /// School years, by the calendar year in which they begin.
    pub(super) years: BTreeMap<i32, Year>,
    /// Kinds of work, by id.
    pub(super) types: BTreeMap<i64, WorkType>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub(super) types_at: Option<OffsetDateTime>,
    /// Whether some of the last list could not be read.
    pub(super) types_broken: bool,
    /// Files of homework, by the assignment's id. What is yet due is asked for anew; this serves where it is not told.
    pub(super) files: BTreeMap<i64, Vec<Attachment>>,
    /// Names of classes, by the student's id and the school year's.
    pub(super) classes: BTreeMap<String, String>,
    /// Teachers, by the student's id.
    pub(super) teachers: BTreeMap<String, Teachers>,
    /// When the report of final marks was asked for, by the student's id.
    pub(super) totals: BTreeMap<String, Asked>,
    /// Mobile API: school years of a student with the class's name, by the student's id.
    pub(super) schooling: BTreeMap<String, Schooling>,
    /// Whether the server was found to give a week at a time.
    pub(super) weeks_only: WeeksOnly,
}

/// When something was asked for.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Asked {
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
}

/// A school year.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Year {
    pub(super) id: i64,
    pub(super) from: Option<Date>,
    pub(super) to: Option<Date>,
}

/// What was told of a student's school years.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Schooling {
    #[serde(with = "time::serde::rfc3339")]
    asked_at: OffsetDateTime,
    /// The class that the identity named then.
    class: Option<String>,
    /// Of each calendar year the one that the server names first.
    pub(super) years: Vec<Education>,
}

impl Schooling {
    pub(super) fn new(years: Vec<Education>, class: Option<&str>, asked_at: OffsetDateTime) -> Schooling {
        Schooling { asked_at, class: class.map(str::to_owned), years }
    }

    /// Whether it still holds for a student of whom the identity names this class.
    pub(super) fn holds(&self, class: Option<&str>, now: OffsetDateTime) -> bool {
        self.is_of(class) && fresh(self.asked_at, now, AGE)
    }

    /// Whether the identity named this class then. How it is written here may differ for good.
    pub(super) fn is_of(&self, class: Option<&str>) -> bool {
        self.class.as_deref() == class
    }
}

/// A school year of a student.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Education {
    /// The calendar year in which it begins.
    pub(super) begins: i32,
    pub(super) year: Year,
    pub(super) class: Option<String>,
    pub(super) school: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct WorkType {
    pub(super) name: String,
    pub(super) abbreviation: Option<String>,
}

/// How much of an answer could be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Read {
    /// A list from before this was kept is believed as it was then.
    #[default]
    Whole,
    /// Not all, for once: the next answer may be better.
    Broken,
    /// Not all, and no better the next time: there is no point in asking at every sync.
    BrokenAgain,
}

/// Who teaches a student.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Teachers {
    #[serde(with = "time::serde::rfc3339")]
    pub(super) fetched_at: OffsetDateTime,
    #[serde(default)]
    pub(super) read: Read,
    pub(super) teachers: Vec<SubjectTeacher>,
}

/// Whether what was fetched at `then` still holds; a clock that went back counts as age.
fn fresh(then: OffsetDateTime, now: OffsetDateTime, age: Duration) -> bool {
    (now - then).abs() < age
}

impl Reference {
    pub(super) fn knows_types(&self, now: OffsetDateTime) -> bool {
        self.types_at.is_some_and(|then| fresh(then, now, AGE))
    }

    /// Whether the report of final marks was asked for within a day, whatever came of it.
    pub(super) fn knows_totals(&self, student: &str, now: OffsetDateTime) -> bool {
        self.totals.get(student).is_some_and(|asked| fresh(asked.at, now, AGE))
    }

    pub(super) fn note_totals(&mut self, student: &str, now: OffsetDateTime) {
        self.totals.insert(student.to_owned(), Asked { at: now });
    }

    pub(super) fn teachers_of(&self, student: &str, now: OffsetDateTime) -> Option<&[SubjectTeacher]> {
        let known = self.teachers.get(student)?;
        let age = match known.read {
            Read::Whole => TEACHERS_AGE,
            Read::Broken => Duration::ZERO,
            Read::BrokenAgain => AGE,
        };
        fresh(known.fetched_at, now, age).then_some(known.teachers.as_slice())
    }

    pub(super) fn add_files(&mut self, assignment: i64, files: Vec<Attachment>) {
        self.files.insert(assignment, files);
        while self.files.len() > MOST_FILES {
            self.files.pop_first();
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_list_from_before_its_reading_was_kept_is_not_asked_for_again() {
        let stored = r#"{"teachers":{"7":{"fetched_at":"2026-09-01T08:00:00Z","teachers":[]}}}"#;
        let reference: Reference = serde_json::from_str(stored).unwrap();
        assert!(reference.teachers_of("7", datetime!(2026-09-20 08:00 UTC)).is_some());
        assert!(reference.teachers_of("7", datetime!(2026-10-20 08:00 UTC)).is_none());
    }
}
