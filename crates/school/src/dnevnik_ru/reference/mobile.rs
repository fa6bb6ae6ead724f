//! What of the mobile API was asked and when, and what it does not open: of each child and kind by itself.

use std::collections::BTreeMap;

use peremena_model::{Kind, Span};
use serde::{Deserialize, Serialize};
use time::{Date, Duration, OffsetDateTime};

use super::{AGE, Looks, fresh, looks::is_quick};

/// Days that a look at the whole term has asked for are not asked for again sooner: most syncs with nothing new go without
/// the mobile API.
const MOBILE_AGAIN: Duration = Duration::HOUR;

/// And those of a quick look.
const MOBILE_AGAIN_QUICKLY: Duration = Duration::hours(3);

/// Days that have come into a span since it was asked for are not yet another span.
const LATER: i64 = 7;

/// So many spans are remembered of a child and a kind: two school years at the turn of the year, quick and whole.
const MOST_SPANS: usize = 8;

/// Of the mobile API, by the person's id.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(in crate::dnevnik_ru) struct Mobile(BTreeMap<i64, BTreeMap<Kind, Told>>);

/// One kind of one child.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Told {
    /// When it was refused, or answered by what is no answer of this API.
    #[serde(with = "time::serde::rfc3339::option")]
    closed_at: Option<OffsetDateTime>,
    /// What was asked and answered.
    asked: Vec<Days>,
    /// Of a diary that is looked at by the week, by the class's id.
    looks: BTreeMap<i64, Looks>,
}

/// Days of a class, and when they are asked for.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(in crate::dnevnik_ru) struct Days {
    class: i64,
    from: Date,
    to: Date,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
}

impl Days {
    pub(in crate::dnevnik_ru) fn of(class: i64, span: Span, now: OffsetDateTime) -> Days {
        Days { class, from: span.from(), to: span.to(), at: now }
    }

    /// Whether these hold all of `other`, but for the few days that have come into the span since.
    fn cover(&self, other: &Days) -> bool {
        self.class == other.class && self.from <= other.from && (other.to - self.to).whole_days() <= LATER
    }

    fn lie_within(&self, other: &Days) -> bool {
        self.class == other.class && other.from <= self.from && self.to <= other.to
    }
}

impl Mobile {
    fn of(&self, person: i64, kind: Kind) -> Option<&Told> {
        self.0.get(&person)?.get(&kind)
    }

    fn entry(&mut self, person: i64, kind: Kind) -> &mut Told {
        self.0.entry(person).or_default().entry(kind).or_default()
    }

    /// Whether it was refused less than a day ago.
    pub(in crate::dnevnik_ru) fn is_closed(&self, person: i64, kind: Kind, now: OffsetDateTime) -> bool {
        self.of(person, kind).and_then(|told| told.closed_at).is_some_and(|then| fresh(then, now, AGE))
    }

    /// Whether nobody of the account is told it: refused to one, and since then answered to none.
    pub(in crate::dnevnik_ru) fn is_shut(&self, kind: Kind) -> bool {
        let mut told = self.0.values().filter_map(|kinds| kinds.get(&kind)).peekable();
        told.peek().is_some() && told.all(|told| told.closed_at.is_some())
    }

    pub(in crate::dnevnik_ru) fn close(&mut self, person: i64, kind: Kind, now: OffsetDateTime) {
        let told = self.entry(person, kind);
        // Up to where it was looked at stays known: what comes in between is news once it is opened again.
        told.asked.clear();
        told.closed_at = Some(now);
    }

    /// Whether these days were asked for so lately that they need not be now.
    pub(in crate::dnevnik_ru) fn has_asked(&self, person: i64, kind: Kind, days: Days) -> bool {
        let quickly = is_quick(days.from, days.at.date());
        let again = if quickly { MOBILE_AGAIN_QUICKLY } else { MOBILE_AGAIN };
        let has = |known: &Days| known.cover(&days) && fresh(known.at, days.at, again);
        self.of(person, kind).is_some_and(|told| told.asked.iter().any(has))
    }

    /// Notes that these days were asked for and answered.
    pub(in crate::dnevnik_ru) fn ask(&mut self, person: i64, kind: Kind, days: Days) {
        let told = self.entry(person, kind);
        told.closed_at = None;
        let list = &mut told.asked;
        list.retain(|known| fresh(known.at, days.at, AGE) && !known.lie_within(&days));
        list.push(days);
        list.drain(..list.len().saturating_sub(MOST_SPANS));
    }

    /// The looks at the diary of a class.
    pub(in crate::dnevnik_ru) fn looks(&self, person: i64, kind: Kind, class: i64) -> Looks {
        self.of(person, kind).and_then(|told| told.looks.get(&class)).cloned().unwrap_or_default()
    }

    /// Notes them, with what they are after one more.
    pub(in crate::dnevnik_ru) fn look(&mut self, person: i64, kind: Kind, class: i64, looks: Looks) {
        let told = self.entry(person, kind);
        told.closed_at = None;
        told.looks.insert(class, looks);
    }
}
