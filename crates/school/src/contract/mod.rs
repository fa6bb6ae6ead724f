//! What every connector is tested for.
//!
//! A connector brings a [`ContractSchool`]: its system, a simulated school of it, and ways to tell
//! that school what to do. [`breaches`] then tries every promise of [`crate::SchoolApi`] and tells those
//! that were broken; an empty list is a pass.
//!
//! ```ignore
//! let school = MySchool::start();
//! assert_eq!(contract::breaches(&school).await, []);
//! ```

mod answers;
mod people;
#[cfg(test)]
mod tests;
mod trouble;

use async_trait::async_trait;
use peremena_model::{AccountId, Item, Kind, KindSet, Lesson, SchoolYear, Scope, Span, StudentId};
use time::{Duration, OffsetDateTime};

use crate::{
    Answer, Ask, Credentials, Enrolment, Http, Part, SchoolApi, SchoolParts, SchoolSystem, Session, SessionKeeper,
    Settings,
};

/// A simulated school with at least one account of a parent with two or more children, in the middle of
/// a school year in which lessons, marks and homework exist.
#[async_trait]
pub trait ContractSchool: Send + Sync {
    /// The system it stands for.
    fn system(&self) -> &'static dyn SchoolSystem;

    /// The kinds that its accounts can be given: [`crate::SchoolApi::kinds`], else all of the system's.
    fn kinds(&self) -> KindSet {
        self.system().capabilities().kinds
    }

    /// The kinds that its connector asks for now and then: of these an answer to whoever asks again within a day may say
    /// nothing.
    fn seldom(&self) -> KindSet {
        KindSet::default()
    }

    /// What its accounts are told of the school, which tells all that it can: all parts that the system declares.
    fn school_parts(&self) -> SchoolParts {
        self.system().capabilities().school
    }

    /// Settings that lead to it.
    fn settings(&self) -> Settings;

    /// A way to it, with counters of its own.
    fn http(&self) -> Http;

    /// Credentials of the parent: login and password.
    fn credentials(&self) -> Credentials;

    /// The same login with a wrong password.
    fn wrong_credentials(&self) -> Credentials;

    /// Attempts to sign in that the school has seen so far.
    async fn sign_in_attempts(&self) -> u32;

    /// What time it is at the school.
    fn now(&self) -> OffsetDateTime;

    /// A teacher enters a mark for a lesson already held; gives the mark's value.
    async fn enter_mark(&self, student: &Enrolment) -> String;

    /// From now on the school misbehaves, in the answers to data requests (not to signing in).
    async fn misbehave(&self, trouble: Trouble);

    /// It behaves again.
    async fn behave(&self);

    /// All sessions end.
    async fn end_sessions(&self);

    /// Words that must not be printed: the password, for one. Tokens are added by the suite.
    fn secrets(&self) -> Vec<String>;
}

/// How a school may misbehave. The name says what every system's own form of it comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Trouble {
    SessionEnded,
    NotAllowed,
    TooManyRequests {
        retry_after: u64,
    },
    RequestLimit,
    ServerError,
    BadGateway,
    Unavailable,
    /// The same, with the time at which it will be over.
    Outage {
        retry_after: u64,
    },
    Maintenance,
    /// An error object under a status of success.
    ErrorUnderSuccess,
    /// A page for a browser under a status of success.
    LoginPage,
    CutOff,
    Garbage,
    Duplicated,
    Reordered,
    /// Fields and words that nobody has seen.
    Novelties,
    IdsAsText,
}

impl Trouble {
    /// Every one of them.
    pub const ALL: [Trouble; 17] = [
        Trouble::SessionEnded,
        Trouble::NotAllowed,
        Trouble::TooManyRequests { retry_after: 120 },
        Trouble::RequestLimit,
        Trouble::ServerError,
        Trouble::BadGateway,
        Trouble::Unavailable,
        Trouble::Outage { retry_after: 900 },
        Trouble::Maintenance,
        Trouble::ErrorUnderSuccess,
        Trouble::LoginPage,
        Trouble::CutOff,
        Trouble::Garbage,
        Trouble::Duplicated,
        Trouble::Reordered,
        Trouble::Novelties,
        Trouble::IdsAsText,
    ];
}

/// A promise that was broken, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The promise.
    pub promise: &'static str,
    /// What was seen instead.
    pub seen: String,
}

/// Tries every promise; gives those that were broken.
pub async fn breaches(school: &dyn ContractSchool) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let mut note = |promise: &'static str, outcome: Result<(), String>| {
        if let Err(seen) = outcome {
            breaches.push(Breach { promise, seen });
        }
    };
    note("the way in is told", people::ways_are_told(school));
    note("a wrong password is one attempt", people::wrong_password(school).await);
    note("an identity stays what it is", people::identity_is_stable(school).await);
    note("an ended session is refused", people::ended_session(school).await);
    note("secrets are not printed", people::secrets_are_hidden(school).await);
    note("terms make sense", answers::terms(school).await);
    note("an answer speaks for what was asked", answers::scopes(school).await);
    note("only what was asked is answered", answers::kinds(school).await);
    note("of the school is told what is declared", answers::school_parts(school).await);
    note("ids are unique within a kind", answers::ids(school).await);
    note("nothing lies outside the span", answers::spans(school).await);
    note("children are not mixed", answers::children(school).await);
    note("the same question has the same answer", answers::determinism(school).await);
    note("what is remembered changes no answer", answers::reference(school).await);
    note("a glance shows what a fetch shows", answers::glance(school).await);
    note("a new mark is seen", answers::new_mark(school).await);
    for trouble in Trouble::ALL {
        let outcome = trouble::is_told_apart(school, trouble).await;
        note(
            "misbehaviour is a typed error or the whole answer",
            outcome.map_err(|seen| format!("{trouble:?}: {seen}")),
        );
    }
    breaches
}

/// Keeps nothing: the suite's sessions are short.
pub struct Forgetful;

#[async_trait]
impl SessionKeeper for Forgetful {
    async fn keep(&self, _session: &Session) {}
}

/// Breaks off a promise with what was seen.
macro_rules! ensure {
    ($condition:expr, $($seen:tt)+) => {
        if !$condition {
            return Err(format!($($seen)+));
        }
    };
}
use ensure;

/// Text of an error, for what was seen.
fn told(error: crate::SchoolError) -> String {
    format!("{error:?}")
}

async fn session(school: &dyn ContractSchool) -> Result<Session, String> {
    school.system().sign_in(&school.settings(), school.credentials(), &school.http()).await.map_err(told)
}

fn connect(school: &dyn ContractSchool, session: &Session) -> Result<Box<dyn SchoolApi>, String> {
    let keeper = std::sync::Arc::new(Forgetful);
    school.system().connect(&school.settings(), session.clone(), keeper, school.http()).map_err(told)
}

/// A connection, and the children it sees.
async fn connected(school: &dyn ContractSchool) -> Result<(Box<dyn SchoolApi>, Vec<Enrolment>), String> {
    let api = connect(school, &session(school).await?)?;
    let identity = api.identity().await.map_err(told)?;
    ensure!(!identity.students.is_empty(), "no student");
    Ok((api, identity.students))
}

/// Two weeks back and one ahead, all kinds of the system.
fn ask(school: &dyn ContractSchool, student: &Enrolment) -> Ask {
    let now = school.now();
    let today = now.date();
    let from = today.checked_sub(Duration::days(14)).unwrap_or(today);
    let to = today.checked_add(Duration::days(7)).unwrap_or(today);
    let account = AccountId::of(school.system().word(), "contract", "user");
    Ask {
        student: StudentId::of(&account, &student.person),
        kinds: school.kinds(),
        year: SchoolYear::of(today),
        span: Span::new(from, to).unwrap_or(Span::day(today)),
        now,
    }
}

fn only(ask: &Ask, kinds: &[Kind]) -> Ask {
    Ask { kinds: ask.kinds.and(KindSet::of(kinds)), ..ask.clone() }
}

/// What an answer says, in a form that compares: kinds with their items as JSON, in the order of ids.
fn content(answer: &Answer) -> Vec<(Kind, Vec<String>)> {
    let mut content: Vec<(Kind, Vec<String>)> = answer
        .parts
        .iter()
        .map(|part| {
            let mut items: Vec<String> = part.items.iter().map(written).collect();
            items.sort();
            (part.scope.kind, items)
        })
        .collect();
    content.sort_by_key(|(kind, _)| *kind);
    content
}

/// The first difference of what a later answer says, of which the kinds asked for `seldom` may say nothing.
fn later_difference(first: &Answer, later: &Answer, seldom: KindSet) -> Option<String> {
    let later = &of_the_same_days(first, later, seldom);
    let silent: KindSet = seldom.iter().filter(|kind| is_silent(later, *kind)).collect();
    let heard = |answer| content(answer).into_iter().filter(|(kind, _)| !silent.has(*kind)).collect::<Vec<_>>();
    difference(&heard(first), &heard(later))
}

/// What a later answer says of the days of which the first one spoke, of what is asked for `seldom`: such a kind may come
/// some of its days at a time, and more of them later.
fn of_the_same_days(first: &Answer, later: &Answer, seldom: KindSet) -> Answer {
    let clipped = |part: &Part| {
        if !seldom.has(part.scope.kind) {
            return vec![part.clone()];
        }
        let others = first.parts.iter().filter(|other| other.scope.kind == part.scope.kind);
        others.filter_map(|other| on_the_days_of(part, other.scope.span)).collect()
    };
    let parts = later.parts.iter().flat_map(clipped).collect();
    Answer {
        parts,
        failed: later.failed.clone(),
        skipped: later.skipped,
        old_news: later.old_news.clone(),
        comments_taken_back: later.comments_taken_back.clone(),
    }
}

/// What a part says of `span`; none where it does not speak for all of it.
fn on_the_days_of(part: &Part, span: Option<Span>) -> Option<Part> {
    let (Some(told), Some(span)) = (part.scope.span, span) else {
        return (part.scope.span == span).then(|| part.clone());
    };
    let within = |item: &&Item| item.date().is_none_or(|date| span.contains(date));
    let items = part.items.iter().filter(within).cloned().collect();
    let scope = Scope { span: Some(span), ..part.scope.clone() };
    (told.and(span) == Some(span)).then_some(Part { scope, items })
}

/// Whether an answer says nothing of a kind: a part that is not whole and holds nothing takes nothing for gone.
fn is_silent(answer: &Answer, kind: Kind) -> bool {
    let mut parts = answer.parts.iter().filter(|part| part.scope.kind == kind);
    parts.all(|part| !part.scope.whole && part.items.is_empty())
}

/// An item as text. Without who teaches a lesson: a connector that has to ask for each of them does so over several
/// syncs.
fn written(item: &Item) -> String {
    match item {
        Item::Lesson(lesson) => serde_json::to_string(&Lesson { teacher: None, ..lesson.clone() }),
        item => serde_json::to_string(item),
    }
    .unwrap_or_default()
}

/// The first difference of two contents, for what was seen.
fn difference(one: &[(Kind, Vec<String>)], other: &[(Kind, Vec<String>)]) -> Option<String> {
    if one == other {
        return None;
    }
    for ((kind, items), (other_kind, other_items)) in one.iter().zip(other) {
        if kind != other_kind {
            return Some(format!("{kind:?} stands against {other_kind:?}"));
        }
        if let Some((item, other)) = items.iter().zip(other_items).find(|(item, other)| item != other) {
            return Some(format!("{kind:?}: {item} against {other}"));
        }
        if items.len() != other_items.len() {
            return Some(format!("{kind:?}: {} against {}", items.len(), other_items.len()));
        }
    }
    Some(format!("{} parts against {}", one.len(), other.len()))
}
