//! A signed-in account: which requests are made for what.
//!
//! A quick sync of one child is one request: the diary, which holds the timetable, homework, marks and absences. Where
//! more than a week at the span's end has no lessons, as in holidays, up to four more make sure of it (`days`). A whole
//! one asks for the rules, which tell who is who, and two more for final marks; letters and the board are one each, with
//! one child of the account. Once a day one for each term's averages, and one for the school.

mod days;
mod letters;
mod mail;
mod rare;

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use peremena_model::{Kind, KindSet, Message, SchoolYear, Span, StudentId};
use rare::Terms;
use time::OffsetDateTime;

use super::{
    door::Door,
    kinds,
    map::{self, View, ids},
    place::named_vendor,
    reference::Reference,
    wire,
};
use crate::{
    Answer, Ask, Enrolment, Identity, Letter, Part, Receiver, SchoolApi, SchoolError,
    answer::{Listed, items},
    handed::Handed,
    lenient::parsed,
    settings::account_of,
};

pub(super) struct FamilyApi {
    door: Door,
    /// Whether letters may be opened at the school.
    reads_letters: bool,
    reference: Mutex<Reference>,
    /// The rules, which say who is who in the account, by who reads them.
    rules: Handed<String, Bytes>,
    /// Terms, by student and school year.
    terms: Handed<(String, SchoolYear), Terms>,
}

/// What one request for the diary answers.
fn daily() -> KindSet {
    KindSet::of(&[Kind::Lesson, Kind::Mark, Kind::Homework, Kind::Absence])
}

impl FamilyApi {
    pub(super) fn new(door: Door, reads_letters: bool) -> FamilyApi {
        FamilyApi {
            door,
            reads_letters,
            reference: Mutex::default(),
            rules: Handed::default(),
            terms: Handed::default(),
        }
    }

    /// Never held over a request.
    fn kept(&self) -> MutexGuard<'_, Reference> {
        self.reference.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn view(&self, ask: &Ask) -> View {
        View { zone: self.door.place.zone, span: ask.span }
    }

    async fn who(&self) -> Result<Identity, SchoolError> {
        // The moment serves Retry-After and the age of the token.
        let body = self.door.get("getrules", &[], OffsetDateTime::now_utc()).await?;
        let mut room = None;
        let (rules, broken) = parsed::<wire::Answered<wire::Rules<'_>>>(&body, &mut room)?;
        let rules = rules.result();
        let identity = map::identity(&rules);
        let identity = identity.ok_or_else(|| SchoolError::Strange("nobody is signed in".into()))?;
        // What could not be read all through is asked for again.
        for student in identity.students.iter().filter(|_| broken == 0) {
            self.rules.leave(student.person.clone(), body.clone());
        }
        // Two schools of one server may have one number for two users (§1). A region's own vendor signs in to all of its
        // schools, Госуслуги to one by its own: the rules tell the same school of both.
        let vendor = rules.vendor.get().and_then(|vendor| named_vendor(vendor).ok());
        let user = format!("{}.{}", identity.user, vendor.as_ref().unwrap_or(&self.door.vendor));
        Ok(Identity { user: account_of(&self.door.place.root, &user), ..identity })
    }
}

#[async_trait]
impl SchoolApi for FamilyApi {
    async fn identity(&self) -> Result<Identity, SchoolError> {
        self.who().await
    }

    async fn terms(&self, student: &Enrolment, year: SchoolYear) -> Result<Answer, SchoolError> {
        let now = OffsetDateTime::now_utc();
        let span = year.span().unwrap_or(Span::day(now.date()));
        let whose = StudentId::from_text(&*student.person);
        let ask = Ask { student: whose, kinds: KindSet::of(&[Kind::Term]), year, span, now };
        let told = self.terms_of(student, &ask).await?;
        // The rest of the sync wants them beside the marks of terms.
        if told.skipped == 0 {
            self.terms.leave((student.person.clone(), year), told.clone());
        }
        let parts = vec![Part { scope: ask.scope(Kind::Term, true), items: items(told.terms) }];
        Ok(Answer { parts, skipped: told.skipped, ..Answer::default() })
    }

    async fn fetch(&self, student: &Enrolment, ask: &Ask) -> Result<Answer, SchoolError> {
        let kinds = ask.kinds.and(kinds());
        let mut answer = Answer::default();
        if !kinds.and(daily()).is_empty() || kinds.has(Kind::SchoolInfo) {
            let journal = self.journal(student, ask).await?;
            answer.skipped += journal.skipped;
            if kinds.has(Kind::SchoolInfo) {
                let found = self.school_info(student, &journal, ask).await;
                answer.optional(ask.scope(Kind::SchoolInfo, true), found)?;
            }
            let lists = [
                (Kind::Lesson, items(journal.lessons)),
                (Kind::Mark, items(journal.marks)),
                (Kind::Homework, items(journal.homework)),
                (Kind::Absence, items(journal.absences)),
            ];
            let wanted = lists.into_iter().filter(|(kind, _)| kinds.has(*kind));
            answer.parts.extend(wanted.map(|(kind, items)| Part { scope: ask.scope(kind, true), items }));
        }
        self.by_term(student, ask, kinds, &mut answer).await?;
        let has_mail = student.ids.contains_key(ids::MAIL);
        if kinds.has(Kind::Announcement) {
            let found = if has_mail { self.notices(ask).await } else { Ok(Listed::none()) };
            answer.list(Kind::Announcement, found, ask)?;
        }
        if kinds.has(Kind::Message) {
            let found = if has_mail { self.letters(ask).await } else { Ok(Listed::none()) };
            answer.list(Kind::Message, found, ask)?;
        }
        Ok(answer)
    }

    async fn glance(&self, _student: &Enrolment, _ask: &Ask) -> Result<Option<Answer>, SchoolError> {
        Ok(None)
    }

    fn writes_letters(&self) -> bool {
        true
    }

    async fn receivers(&self, _student: &Enrolment) -> Result<Vec<Receiver>, SchoolError> {
        self.may_write_to().await
    }

    async fn open_letter(&self, _student: &Enrolment, id: &str) -> Result<Message, SchoolError> {
        self.open(id).await
    }

    async fn send_letter(&self, _student: &Enrolment, letter: &Letter) -> Result<(), SchoolError> {
        self.send(letter).await
    }

    fn reference(&self) -> Option<String> {
        serde_json::to_string(&*self.kept()).ok()
    }

    fn recall(&self, reference: &str) {
        if let Ok(kept) = serde_json::from_str(reference) {
            *self.kept() = kept;
        }
    }
}
