//! A signed-in account: which requests are made for what.
//!
//! A calm sync of one child is six requests: the profile, the calendar, marks, homework, marks by term, and the week's
//! door; a seventh where lessons were missed, and four more while weeks of the door are left to be read. A first look is
//! one where nothing is new, four at most where something is.

mod days;
mod look;
mod rare;
mod teachers;
mod ticks;
mod visits;

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use peremena_model::{Kind, KindSet, SchoolYear, Scope, StudentId};
use time::OffsetDateTime;

use super::{
    door::{Api, Call, Door},
    ids::{Pupil, StudentNo},
    reference::Reference,
};
use crate::{Answer, Ask, Enrolment, Identity, Part, SchoolApi, SchoolError, answer::items, handed::Handed};

pub(super) struct FamilyApi {
    pub(super) door: Door,
    kinds: KindSet,
    reference: Mutex<Reference>,
    /// The profile, in which all children of the account stand, by who reads it.
    profile: Handed<String, Bytes>,
    /// Marks by subject and term, by student.
    subject_marks: Handed<StudentNo, Bytes>,
}

impl FamilyApi {
    pub(super) fn new(door: Door, kinds: KindSet) -> FamilyApi {
        FamilyApi {
            door,
            kinds,
            reference: Mutex::default(),
            profile: Handed::default(),
            subject_marks: Handed::default(),
        }
    }

    /// Never held over a request.
    fn kept(&self) -> MutexGuard<'_, Reference> {
        self.reference.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn get(
        &self,
        api: Api,
        path: &str,
        query: &[(&str, &str)],
        pupil: Option<&Pupil>,
        now: OffsetDateTime,
    ) -> Result<Bytes, SchoolError> {
        Ok(self.door.get(Call { api, path, query, pupil }, now).await?)
    }

    /// What the mobile API alone is known to serve. Where it refuses us (§4), the web is asked for the same, and from
    /// then on for a week at once.
    async fn mobile(
        &self,
        path: &str,
        query: &[(&str, &str)],
        pupil: &Pupil,
        now: OffsetDateTime,
    ) -> Result<Bytes, SchoolError> {
        if !self.kept().is_mobile_refused(now) {
            match self.get(Api::Mobile, path, query, Some(pupil), now).await {
                Err(SchoolError::Forbidden(_)) => {}
                outcome => return outcome,
            }
        }
        let body = self.get(Api::Web, path, query, Some(pupil), now).await?;
        self.kept().mobile_refused.get_or_insert(now);
        Ok(body)
    }
}

/// Whether an answer of this kind will be the same tomorrow: an optional page is then left empty. What nobody knows is
/// no such answer.
fn settled(error: &SchoolError) -> bool {
    matches!(error, SchoolError::Forbidden(_))
}

#[async_trait]
impl SchoolApi for FamilyApi {
    async fn identity(&self) -> Result<Identity, SchoolError> {
        self.who().await
    }

    async fn terms(&self, student: &Enrolment, year: SchoolYear) -> Result<Answer, SchoolError> {
        let pupil = Pupil::of(student)?;
        // The moment only serves Retry-After and the age of what is kept.
        let now = OffsetDateTime::now_utc();
        let mut answer = Answer::default();
        let scope =
            |kind| Scope { student: StudentId::from_text(&*student.person), kind, year, span: None, whole: true };
        let (terms, skipped) = self.terms_of(&pupil, year, now).await?;
        answer.skipped = skipped;
        answer.parts.push(Part { scope: scope(Kind::Term), items: items(terms) });
        let holidays = self.holidays(&pupil, year, now).await;
        answer.optional(scope(Kind::Holiday), holidays)?;
        Ok(answer)
    }

    async fn fetch(&self, student: &Enrolment, ask: &Ask) -> Result<Answer, SchoolError> {
        let pupil = Pupil::of(student)?;
        let kinds = ask.kinds.and(self.kinds);
        self.door.before_it_ends(pupil.role, ask.now).await;
        let mut answer = Answer::default();
        let calendar = self.daily(&pupil, ask, kinds, &mut answer).await?;
        if kinds.has(Kind::Visit) {
            self.enter_visits(&pupil, ask, &mut answer).await?;
        }
        self.by_term(&pupil, ask, kinds, &mut answer).await?;
        if kinds.has(Kind::Holiday) {
            let found = self.holidays(&pupil, ask.year, ask.now).await;
            answer.optional(ask.scope(Kind::Holiday, true), found)?;
        }
        if kinds.has(Kind::SchoolInfo) {
            let found = self.school_info(&pupil, student, ask.now).await;
            answer.optional(ask.scope(Kind::SchoolInfo, true), found)?;
        }
        if let Some(calendar) = calendar {
            self.lessons(&pupil, ask, kinds, calendar, &mut answer).await?;
        }
        Ok(answer)
    }

    async fn glance(&self, student: &Enrolment, ask: &Ask) -> Result<Option<Answer>, SchoolError> {
        self.look(&Pupil::of(student)?, ask).await
    }

    async fn set_done(
        &self,
        student: &Enrolment,
        homework: &str,
        done: bool,
        now: OffsetDateTime,
    ) -> Result<(), SchoolError> {
        self.tick(&Pupil::of(student)?, homework, done, now).await
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
