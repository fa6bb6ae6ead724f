//! What changes rarely and need not be asked for at every sync: the school's clock, kinds of work with
//! their weights, names of files, terms, classes of past years.
//!
//! The engine keeps it between runs as text it does not read ([`crate::SchoolApi::reference`]).

mod looks;
mod mobile;
mod site;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime, UtcOffset};

pub(super) use looks::{Looks, monday_of};
pub(super) use mobile::Days;
use mobile::Mobile;
pub(super) use site::Site;

/// How long it holds.
const AGE: Duration = Duration::days(1);

/// How long the workable length of a range is believed.
const RANGE_AGE: Duration = Duration::days(7);

/// Files beyond this number are forgotten, the oldest first: ids grow with time.
const MOST_FILES: usize = 4000;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Reference {
    /// By id.
    pub(super) schools: BTreeMap<i64, SchoolFacts>,
    /// By id.
    pub(super) files: BTreeMap<i64, FileFacts>,
    /// Terms of a class, by the class's id.
    pub(super) terms: BTreeMap<i64, Terms>,
    /// All classes of a person (with the school year), by the person's id.
    pub(super) classes: BTreeMap<i64, Vec<(i64, Option<i32>)>>,
    /// The longest range of days that the timetable is given for, where the server refused a longer one.
    pub(super) longest: Option<Longest>,
    /// What of the mobile API was asked, and what it does not open.
    pub(super) mobile: Mobile,
    /// What the site's own JSON was asked, and has said.
    pub(super) site: Site,
}

/// A school.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct SchoolFacts {
    #[serde(with = "time::serde::rfc3339::option")]
    pub(super) fetched_at: Option<OffsetDateTime>,
    pub(super) utc_offset_hours: Option<i32>,
    /// Whether a weight of zero is a weight.
    pub(super) weighted: bool,
    /// By id.
    pub(super) work_types: BTreeMap<i64, WorkTypeFacts>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct WorkTypeFacts {
    pub(super) name: Option<String>,
    pub(super) weight: Option<f64>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct FileFacts {
    pub(super) name: String,
    #[serde(default)]
    pub(super) size: Option<u64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Terms {
    #[serde(with = "time::serde::rfc3339")]
    pub(super) fetched_at: OffsetDateTime,
    pub(super) terms: Vec<peremena_model::Term>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Longest {
    pub(super) days: i64,
    #[serde(with = "time::serde::rfc3339")]
    pub(super) found_at: OffsetDateTime,
}

/// Whether what was fetched at `then` still holds; a clock that went back counts as age.
fn fresh(then: OffsetDateTime, now: OffsetDateTime, age: Duration) -> bool {
    (now - then).abs() < age
}

impl SchoolFacts {
    pub(super) fn is_fresh(&self, now: OffsetDateTime) -> bool {
        self.fetched_at.is_some_and(|then| fresh(then, now, AGE))
    }

    /// The school's clock; Moscow's where it is not known (§13: mark.date becomes local by it).
    pub(super) fn zone(&self) -> UtcOffset {
        let hours = self.utc_offset_hours.filter(|hours| (-12..=14).contains(hours)).unwrap_or(3);
        i8::try_from(hours).ok().and_then(|hours| UtcOffset::from_hms(hours, 0, 0).ok()).unwrap_or(UtcOffset::UTC)
    }

    /// The weight of a kind of work. Zero is the list's word for "none given", unless the school
    /// reckons with weights (§8.6, §13).
    pub(super) fn weight(&self, work_type: i64) -> Option<f64> {
        self.work_types.get(&work_type)?.weight.filter(|weight| *weight != 0.0 || self.weighted)
    }
}

impl Reference {
    pub(super) fn terms(&self, class: i64, now: OffsetDateTime) -> Option<&[peremena_model::Term]> {
        self.terms.get(&class).filter(|terms| fresh(terms.fetched_at, now, AGE)).map(|terms| terms.terms.as_slice())
    }

    pub(super) fn longest(&self, now: OffsetDateTime) -> i64 {
        self.longest.filter(|longest| fresh(longest.found_at, now, RANGE_AGE)).map_or(i64::MAX, |longest| longest.days)
    }

    pub(super) fn add_file(&mut self, id: i64, facts: FileFacts) {
        self.files.insert(id, facts);
        while self.files.len() > MOST_FILES {
            self.files.pop_first();
        }
    }
}
