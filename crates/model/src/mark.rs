//! Marks: current ones, those of a term and a year, and averages the school computed.

use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use ts_rs::TS;

use crate::Term;

/// A current mark.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Mark {
    /// The system's id, or the connector's own where the system has none.
    pub id: String,
    /// The subject as the school writes it.
    pub subject: String,
    /// As the school writes it: "5", "4-", "н/а", "зач", "осв", words in the first class.
    pub value: String,
    /// Weight in the average; none where the school gives none.
    pub weight: Option<f64>,
    /// Day of the lesson that the mark is for.
    #[ts(type = "string | null")]
    pub lesson_date: Option<Date>,
    /// When the teacher entered it.
    #[serde(default, with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub set_at: Option<OffsetDateTime>,
    /// "Контрольная работа", "Ответ на уроке", …
    pub work_type: Option<String>,
    /// The teacher's comment.
    pub comment: Option<String>,
    /// Id of the lesson it is for.
    #[serde(default)]
    pub lesson: Option<String>,
    /// Number of that lesson in its day.
    #[serde(default)]
    pub lesson_number: Option<i32>,
    /// Id of the work it is for: two marks in one cell share it.
    #[serde(default)]
    pub work: Option<String>,
    /// Topic of the work or of the lesson.
    #[serde(default)]
    pub topic: Option<String>,
    /// False where the school leaves the mark out of the average; none where it does not say.
    #[serde(default)]
    pub counts: Option<bool>,
}

impl Mark {
    /// The day it stands on: that of its lesson, else the one on which it was entered.
    pub fn day(&self) -> Option<Date> {
        self.lesson_date.or_else(|| self.set_at.map(|at| at.date()))
    }
}

/// What a final mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TermMarkOf {
    /// A quarter, half-year, trimester or module.
    Term,
    /// The school year.
    Year,
    /// An exam.
    Exam,
    /// The whole course ("итоговая").
    Final,
}

/// A mark for a term, a year or an exam.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TermMark {
    /// The system's id, or the connector's own where the system has none.
    pub id: String,
    /// The subject as the school writes it.
    pub subject: String,
    /// As the school writes it.
    pub value: String,
    /// What it stands for.
    pub of: TermMarkOf,
    /// Id of the [`Term`], where it stands for one and the system says which.
    pub term: Option<String>,
    /// Ordinal of that term in the year, from 1.
    #[serde(default)]
    pub term_number: Option<i32>,
    /// When the teacher entered it.
    #[serde(default, with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub set_at: Option<OffsetDateTime>,
}

impl TermMark {
    /// Whether it stands for this term: by the term's id, or by its number where the system says no more.
    pub fn is_of(&self, term: &Term) -> bool {
        let by_number = || self.term.is_none() && self.term_number == Some(term.number);
        self.of == TermMarkOf::Term && (self.term.as_deref() == Some(&term.id) || by_number())
    }
}

/// An average that the school itself computed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct OfficialAverage {
    /// Made by the connector: (subject, term, weighted or not).
    pub id: String,
    /// The subject as the school writes it.
    pub subject: String,
    /// Id of the term it is for.
    pub term: Option<String>,
    /// The number, as a number: 4.53.
    pub value: f64,
    /// Whether weights went into it.
    pub weighted: bool,
}
