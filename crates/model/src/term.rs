//! Parts of the school year.

use serde::{Deserialize, Serialize};
use time::Date;
use ts_rs::TS;

/// How a school divides its year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TermKind {
    /// Четверть.
    Quarter,
    /// Триместр.
    Trimester,
    /// Полугодие.
    HalfYear,
    /// Модуль.
    Module,
    /// The whole year.
    Year,
    /// Anything else.
    Other,
}

/// One term of the school year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Term {
    /// The system's id, or the connector's own where the system has none.
    pub id: String,
    /// As the school writes it: "1 четверть".
    pub name: String,
    /// What kind of term.
    pub kind: TermKind,
    /// Ordinal in the year, from 1.
    pub number: i32,
    /// First day.
    #[ts(type = "string")]
    pub from: Date,
    /// Last day.
    #[ts(type = "string")]
    pub to: Date,
}

/// School holidays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Holiday {
    /// The system's id, or the connector's own where the system has none.
    pub id: String,
    /// As the school writes it.
    pub name: String,
    /// First day.
    #[ts(type = "string")]
    pub from: Date,
    /// Last day.
    #[ts(type = "string")]
    pub to: Date,
}
