//! One child's school, asked for something beside the syncs: days that are leafed to, earlier years, letters, files.
//!
//! Whatever is asked, it goes one way: nobody else of this profile asks meanwhile, an account that is signed out is asked
//! nothing, and with every answer the requests are counted towards the day, what the connector has learned is kept, and a
//! refusal is noted (rule 10), so that nobody tries what was refused.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use peremena_model::StudentId;
use peremena_school::{Enrolment, SchoolApi, SchoolError};
use peremena_vault::{AccountRecord, StudentRecord};

use super::{Connected, Engine, renewed::AskedWith, turn::Turn};
use crate::{ProfileLock, SyncFault};

/// A child's school while nobody else of this profile asks it: a session that two renew at once is lost to one of them.
pub(super) struct Visit<'a> {
    pub(super) child: StudentRecord,
    pub(super) enrolment: Enrolment,
    connected: Connected,
    account: AccountRecord,
    asked_with: AskedWith,
    engine: &'a Engine,
    until: Instant,
    /// How many requests were counted already.
    counted: AtomicU64,
    _turn: Arc<Turn>,
}

impl Engine {
    /// Waits for the school of a child, `deadline` at most. What is left of it is for asking.
    ///
    /// # Errors
    /// [`SchoolError::Refused`] of an account that is signed out, [`SchoolError::Setting`] where there is no such child; those
    /// of the store; [`SyncFault::Late`] where `deadline` passes.
    pub(super) async fn visit(&self, student: &StudentId, deadline: Duration) -> Result<Visit<'_>, SyncFault> {
        let until = Instant::now() + deadline;
        let waited = async {
            let here = self.running.clone().lock_owned().await;
            let everywhere = match &self.profile {
                Some(profile) => Some(ProfileLock::take(profile, until).await.map_err(|_| SyncFault::Late)?),
                None => None,
            };
            let turn = Turn::of(here, everywhere);
            let child = self.child_of(student).await?;
            let (child, account) = child.ok_or_else(|| SchoolError::Setting("no such child".into()))?;
            if account.signed_out {
                return Err(SchoolError::Refused("signed out".into()).into());
            }
            let asked_with = AskedWith::default();
            let connected = self.connected(&account, &asked_with, Some(&turn)).await?;
            let enrolment =
                serde_json::from_str(&child.enrolment_json).map_err(|error| SyncFault::Store(error.to_string()))?;
            let counted = AtomicU64::new(0);
            Ok(Visit { child, enrolment, connected, account, asked_with, engine: self, until, counted, _turn: turn })
        };
        tokio::time::timeout(deadline, waited).await.unwrap_or(Err(SyncFault::Late))
    }

    /// Whether there is such a child, and its account need not be signed in to first: for what nobody waits for, and so
    /// fails without a word.
    pub(super) async fn may_ask(&self, student: &StudentId) -> Result<bool, SyncFault> {
        Ok(self.child_of(student).await?.is_some_and(|(_, account)| !account.signed_out))
    }

    /// A child and its account.
    pub(super) async fn child_of(
        &self,
        student: &StudentId,
    ) -> Result<Option<(StudentRecord, AccountRecord)>, SyncFault> {
        let child = self.vault.students().await?.into_iter().find(|record| record.student.id == *student);
        let Some(child) = child else { return Ok(None) };
        let account = self.vault.accounts().await?.into_iter().find(|it| it.id == child.student.account);
        Ok(account.map(|account| (child, account)))
    }
}

impl Visit<'_> {
    pub(super) fn api(&self) -> &dyn SchoolApi {
        self.connected.api.as_ref()
    }

    /// What comes of asking in what is left of the visit's time, with all that follows from it whatever came. An answer
    /// that is here is not lost because what follows could not be written.
    ///
    /// # Errors
    /// Those of asking; [`SyncFault::Late`] where the time passes.
    pub(super) async fn heard<T>(&self, asked: impl Future<Output = Result<T, SyncFault>>) -> Result<T, SyncFault> {
        self.heard_within(self.until.saturating_duration_since(Instant::now()), asked).await
    }

    /// The same within `deadline`, whatever is left of the visit's time.
    ///
    /// # Errors
    /// As of [`Visit::heard`].
    pub(super) async fn heard_within<T>(
        &self,
        deadline: Duration,
        asked: impl Future<Output = Result<T, SyncFault>>,
    ) -> Result<T, SyncFault> {
        let outcome = tokio::time::timeout(deadline, asked).await.unwrap_or(Err(SyncFault::Late));
        if let Err(fault) = self.note(outcome.as_ref().err()).await {
            tracing::warn!(%fault, "what was asked beside the syncs could not be noted");
        }
        outcome
    }

    async fn note(&self, fault: Option<&SyncFault>) -> Result<(), SyncFault> {
        let requests = self.connected.traffic.requests();
        let new = requests.saturating_sub(self.counted.swap(requests, Ordering::Relaxed));
        if let Some(SyncFault::School(SchoolError::Refused(_))) = fault {
            self.engine.sign_out(&self.account, &self.asked_with).await?;
        }
        self.engine.account_for(&self.child.student.id, new, fault).await?;
        Ok(self.engine.keep_learned(&self.account, self.api()).await?)
    }
}
