//! From what Дневник.ру sends to the school's nouns. Pure: no request, no clock.

mod averages;
mod finals;
mod journal;
mod mobile;
mod people;
mod recent;
mod site;
mod terms;

use peremena_model::Span;
use time::UtcOffset;

pub(super) use averages::{OfTerm, averages, averages_of_term, one as one_average, weighted_averages};
pub(super) use finals::finals;
pub(super) use journal::{Journal, file_facts, journal, name_files};
pub(super) use mobile::{Remarks, Run, announcements};
pub(super) use people::{SchoolPages, Seen, add_classes, classes_of, identity, ids, person_named, school_info};
pub(super) use recent::{from_feed, recent};
pub(super) use site::comments;
pub(super) use terms::{holidays, terms};

use super::{reference::SchoolFacts, wire};

/// For whom and against what an answer is read.
pub(super) struct View<'a> {
    /// The person that was asked for: what bears another person's id is not his.
    pub(super) person: i64,
    /// The school's clock.
    pub(super) zone: UtcOffset,
    /// The days that were asked for: what lies outside is left out.
    pub(super) span: Span,
    /// Names and weights of kinds of work.
    pub(super) school: &'a SchoolFacts,
}

impl View<'_> {
    /// Whether a thing that names `person` is ours; one that names nobody is.
    fn ours(&self, person: crate::lenient::Id) -> bool {
        person.0.is_none_or(|person| person == self.person)
    }
}

/// "Вера Олеговна Примерова" → "Примерова Вера Олеговна"; the short name where the long is not whole.
fn full_name(last: Option<&str>, first: Option<&str>, middle: Option<&str>, short: Option<&str>) -> Option<String> {
    match (last, first) {
        (Some(last), Some(first)) => {
            Some([Some(last), Some(first), middle].into_iter().flatten().collect::<Vec<_>>().join(" "))
        }
        _ => short.or(last).or(first).map(str::to_owned),
    }
}

fn person_name(person: &wire::Person<'_>) -> Option<String> {
    full_name(person.last_name.get(), person.first_name.get(), person.middle_name.get(), person.short_name.get())
}

/// Kinds of work that stand for final marks, not for lessons (§8.5, §10).
fn is_final(work: &wire::Work<'_>) -> bool {
    matches!(work.kind.get(), Some("PeriodMark" | "PeriodFinalMark" | "Exam"))
}
