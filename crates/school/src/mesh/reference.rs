//! What changes rarely and need not be asked for at every sync: past weeks of the school's door, what the feed of
//! notifications has told already, which of the two family APIs answers, how long a range may be.

mod weeks;

use std::collections::BTreeMap;

use peremena_model::{Span, Visit};
use serde::{Deserialize, Serialize};
use time::{Date, Duration, OffsetDateTime};

use weeks::{Looks, Weeks};
pub(super) use weeks::{Plan, mondays, runs};

/// How long a finding about the server is believed.
const AGE: Duration = Duration::days(7);

/// How long who teaches is kept at all.
const FORGOTTEN: Duration = Duration::days(200);

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Reference {
    /// Past weeks of a person by their Mondays.
    pub(super) visits: BTreeMap<String, Weeks>,
    /// Which weeks of a person were asked for.
    pub(super) looks: BTreeMap<String, Looks>,
    /// Who teaches a course, or who stands in at a lesson.
    pub(super) teachers: BTreeMap<String, Teacher>,
    /// By student.
    pub(super) feeds: BTreeMap<i64, Feed>,
    /// The longest range of days that the calendar is given for, where the server refused a longer one.
    pub(super) longest: Option<Longest>,
    /// Since when the mobile API has refused us.
    #[serde(with = "time::serde::rfc3339::option")]
    pub(super) mobile_refused: Option<OffsetDateTime>,
}

/// Who teaches, as a lesson's page had it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Teacher {
    /// None where the page did not say, or was not for us.
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    pub(super) asked_at: OffsetDateTime,
}

/// What a feed has told already.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Feed {
    /// The moment of its newest entry.
    #[serde(with = "time::serde::rfc3339::option")]
    pub(super) newest: Option<OffsetDateTime>,
    /// A fingerprint of all its entries.
    pub(super) print: String,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Longest {
    pub(super) days: i64,
    #[serde(with = "time::serde::rfc3339")]
    pub(super) found_at: OffsetDateTime,
}

/// Whether what was found at `then` still holds; a clock that went back counts as age.
fn fresh(then: OffsetDateTime, now: OffsetDateTime) -> bool {
    (now - then).abs() < AGE
}

impl Reference {
    pub(super) fn longest(&self, now: OffsetDateTime) -> i64 {
        self.longest.filter(|longest| fresh(longest.found_at, now)).map_or(i64::MAX, |longest| longest.days)
    }

    pub(super) fn is_mobile_refused(&self, now: OffsetDateTime) -> bool {
        self.mobile_refused.is_some_and(|then| fresh(then, now))
    }

    /// Keeps who teaches; what nobody asked about for long is forgotten.
    pub(super) fn keep_teacher(&mut self, key: String, teacher: Teacher) {
        let now = teacher.asked_at;
        self.teachers.retain(|_, known| (now - known.asked_at).abs() < FORGOTTEN);
        self.teachers.insert(key, teacher);
    }

    pub(super) fn week(&self, person: &str, monday: Date) -> Option<&[Visit]> {
        self.visits.get(person)?.get(&monday.to_string()).map(Vec::as_slice)
    }

    /// Which weeks of a person's door are to be asked for now.
    pub(super) fn plan(&self, person: &str, span: Span, today: Date, now: OffsetDateTime) -> Plan {
        let looks = self.looks.get(person).cloned().unwrap_or_default();
        looks.plan(self.visits.get(person).unwrap_or(&Weeks::new()), span, today, now)
    }

    /// Notes that what is near was asked for.
    pub(super) fn note(&mut self, person: &str, plan: &Plan, now: OffsetDateTime) {
        self.looks.entry(person.to_owned()).or_default().note(plan, now);
    }

    /// Keeps a week, where it is over. `whole`: nothing of it was left unread.
    pub(super) fn keep_week(
        &mut self,
        person: &str,
        monday: Date,
        read: (Vec<Visit>, bool),
        now: (Date, OffsetDateTime),
    ) {
        let weeks = self.visits.entry(person.to_owned()).or_default();
        weeks::keep(weeks, self.looks.entry(person.to_owned()).or_default(), monday, read, now);
    }

    /// Notes that a week could not be read.
    pub(super) fn has_not_read(&mut self, person: &str, monday: Date, now: OffsetDateTime) {
        self.looks.entry(person.to_owned()).or_default().has_not_read(monday, now);
    }
}
