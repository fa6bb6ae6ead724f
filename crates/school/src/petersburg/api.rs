//! A signed-in account: which requests are made for what.
//!
//! A quick sync of one child is four lists: the timetable, the lessons that were held, the marks, the door. A whole one
//! adds the children and the terms; once a day two more for the school. A list is a request for each of its pages
//! (`pages`), and some more where the end of a long range is silent.

mod days;
mod pages;
mod rare;

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use peremena_model::{Kind, KindSet, SchoolYear, Span, StudentId, Term};
use time::OffsetDateTime;

use super::{door::Door, kinds, map, reference::Reference};
use crate::{
    Answer, Ask, Enrolment, Identity, SchoolApi, SchoolError, answer::Listed, handed::Handed, settings::account_of,
};

pub(super) struct FamilyApi {
    door: Door,
    reference: Mutex<Reference>,
    /// Terms, by the child's education and the school year.
    terms: Handed<(i64, SchoolYear), Listed<Term>>,
}

impl FamilyApi {
    pub(super) fn new(door: Door) -> FamilyApi {
        FamilyApi { door, reference: Mutex::default(), terms: Handed::default() }
    }

    /// Never held over a request.
    fn kept(&self) -> MutexGuard<'_, Reference> {
        self.reference.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl SchoolApi for FamilyApi {
    async fn identity(&self) -> Result<Identity, SchoolError> {
        // The moment serves Retry-After and the age of the session.
        let identity = self.children(OffsetDateTime::now_utc()).await?;
        Ok(Identity { user: account_of(&self.door.root, &identity.user), ..identity })
    }

    async fn terms(&self, student: &Enrolment, year: SchoolYear) -> Result<Answer, SchoolError> {
        let now = OffsetDateTime::now_utc();
        let span = year.span().unwrap_or(Span::day(now.date()));
        let whose = StudentId::from_text(&*student.person);
        let ask = Ask { student: whose, kinds: KindSet::of(&[Kind::Term]), year, span, now };
        let place = map::place(student)?;
        let terms = self.terms_of(place, &ask).await?;
        // The rest of the sync wants them beside the marks of terms. What was not read to its end is asked for again.
        if terms.whole && terms.skipped == 0 {
            self.terms.leave((place.education, year), terms.clone());
        }
        let mut answer = Answer::default();
        answer.list(Kind::Term, Ok(terms), &ask)?;
        Ok(answer)
    }

    async fn fetch(&self, student: &Enrolment, ask: &Ask) -> Result<Answer, SchoolError> {
        let place = map::place(student)?;
        let kinds = ask.kinds.and(kinds());
        let mut answer = Answer::default();
        let terms = self.enter_terms(place, kinds, ask, &mut answer).await?;
        self.enter_days(student, place, &terms, ask, &mut answer).await?;
        if kinds.has(Kind::Visit) {
            let found = self.visits(place, ask).await;
            answer.list(Kind::Visit, found, ask)?;
        }
        Ok(answer)
    }

    async fn glance(&self, _student: &Enrolment, _ask: &Ask) -> Result<Option<Answer>, SchoolError> {
        Ok(None)
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
