//! One child's school, asked for something outside of a sync: days that are leafed to, letters.

use std::time::Instant;

use peremena_model::StudentId;
use peremena_school::{Enrolment, SchoolError};
use peremena_vault::{AccountRecord, StudentRecord};

use super::{Connected, Engine, account::AskedWith};
use crate::{ProfileLock, SyncFault};

/// A child's school while nobody else of this profile asks it: a session that two renew at once is lost to one of them.
pub(super) struct Visit<'a> {
    pub(super) child: StudentRecord,
    pub(super) enrolment: Enrolment,
    pub(super) connected: Connected,
    account: AccountRecord,
    asked_with: AskedWith,
    engine: &'a Engine,
    _turn: tokio::sync::MutexGuard<'a, ()>,
    _lock: Option<ProfileLock>,
}

impl Engine {
    /// Waits for the school of a child until `until`. None where there is no such child, and where its account is signed
    /// out: that one is asked nothing.
    pub(super) async fn visit(&self, student: &StudentId, until: Instant) -> Result<Option<Visit<'_>>, SyncFault> {
        let turn = self.running.lock().await;
        let lock = match &self.profile {
            Some(profile) => Some(ProfileLock::take(profile, until).await.map_err(|_| SyncFault::Late)?),
            None => None,
        };
        let Some((child, account)) = self.child_of(student).await? else { return Ok(None) };
        if account.signed_out {
            return Ok(None);
        }
        let asked_with = AskedWith::default();
        let connected = self.connected(&account, &asked_with).await?;
        let enrolment =
            serde_json::from_str(&child.enrolment_json).map_err(|error| SyncFault::Store(error.to_string()))?;
        Ok(Some(Visit { child, enrolment, connected, account, asked_with, engine: self, _turn: turn, _lock: lock }))
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
    /// What the school has answered. Rule 10: after a refusal nobody tries what was refused.
    pub(super) async fn heard<T>(&self, answer: Result<T, SchoolError>) -> Result<T, SyncFault> {
        if let Err(SchoolError::Refused(_)) = &answer {
            self.engine.sign_out(&self.account, &self.asked_with).await?;
        }
        Ok(answer?)
    }
}
