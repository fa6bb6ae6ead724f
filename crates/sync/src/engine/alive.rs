//! Sessions that a system would end where nobody asks for a while: they are kept alive while the program runs, and idle
//! out when it does not. A sync does as much by itself; this asks only where none comes in time.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use peremena_model::AccountId;
use peremena_school::SchoolError;
use peremena_vault::{AccountRecord, SourceStatus, StudentRecord, VaultError};
use time::OffsetDateTime;

use super::{Engine, renewed::AskedWith, standing::past, turn::Turn};
use crate::{
    ProfileLock, SyncFault,
    pace::{self, Around, Seed},
};

/// What this process knows of the sessions. Another one that runs beside it asks for itself.
#[derive(Default)]
pub(super) struct Alive(Mutex<HashMap<AccountId, Known>>);

#[derive(Clone, Copy, Default)]
struct Known {
    /// After how long the system ends it; none where it does not.
    idles_out: Option<Duration>,
    /// When it was kept alive last.
    touched_at: Option<OffsetDateTime>,
}

impl Alive {
    fn known(&self) -> MutexGuard<'_, HashMap<AccountId, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Engine {
    /// When the next session is to be kept alive; none where none needs to be, or none may be now.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn alive_due(&self, around: &Around) -> Result<Option<OffsetDateTime>, VaultError> {
        Ok(self.alive_turns(around).await?.into_iter().map(|(_, _, at)| at).min())
    }

    /// Keeps the sessions alive whose turn it is, each by one cheap request. Nothing is asked while a sync runs, in this
    /// process or another: that keeps them alive as well. A session that has ended is noted as such.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn keep_alive(&self, around: &Around, deadline: Duration) -> Result<(), VaultError> {
        let Ok(here) = self.running.clone().try_lock_owned() else { return Ok(()) };
        let everywhere = match &self.profile {
            Some(profile) => match ProfileLock::take(profile, Instant::now()).await {
                Ok(lock) => Some(lock),
                Err(_) => return Ok(()),
            },
            None => None,
        };
        let turn = Turn::of(here, everywhere);
        for (account, child, at) in self.alive_turns(around).await? {
            let now = (self.clock)();
            if at > now {
                continue;
            }
            // Whatever comes of it: what failed is not tried again before the next turn.
            if let Some(known) = self.alive.known().get_mut(&account.id) {
                known.touched_at = Some(now);
            }
            let asked_with = AskedWith::default();
            let Ok(connected) = self.connected(&account, &asked_with, Some(&turn)).await else { continue };
            let outcome = tokio::time::timeout(deadline, connected.api.keep_alive()).await;
            let fault = match outcome {
                Ok(Ok(())) => None,
                Ok(Err(error)) => Some(SyncFault::from(error)),
                Err(_) => Some(SyncFault::Late),
            };
            self.account_for(&child.student.id, connected.traffic.requests(), fault.as_ref()).await?;
            if matches!(fault, Some(SyncFault::School(SchoolError::Refused(_)))) {
                self.sign_out(&account, &asked_with).await?;
            }
        }
        Ok(())
    }

    /// The accounts whose sessions idle out, each with the child that was asked for last, and its turn.
    async fn alive_turns(
        &self,
        around: &Around,
    ) -> Result<Vec<(AccountRecord, StudentRecord, OffsetDateTime)>, VaultError> {
        let now = (self.clock)();
        let status = self.vault.status().await?;
        let students = self.vault.students().await?;
        let mut turns = Vec::new();
        for account in self.vault.accounts().await?.into_iter().filter(|account| !account.signed_out) {
            // What bears a moment to come was asked before the clock was set back, nobody knows how long.
            let known_ago = |at: Option<OffsetDateTime>| at.filter(|at| *at <= now);
            let latest: Option<&SourceStatus> = status
                .iter()
                .filter(|status| status.account == account.id)
                .max_by_key(|status| known_ago(status.last_attempt));
            let Some(latest) = latest else { continue };
            let child = students.iter().find(|record| record.student.id == latest.student);
            let known = self.known_of(&account).await;
            let (Some(idles_out), Some(child)) = (known.idles_out, child) else { continue };
            let Ok(idles_out) = time::Duration::try_from(idles_out) else { continue };
            let past = past(&account, &latest.student, &status, now);
            let asked_at = known_ago(latest.last_attempt).max(known_ago(known.touched_at));
            if let Some(at) = pace::alive(idles_out, asked_at, &past, around, now, Seed::of(&latest.student)) {
                turns.push((account, child.clone(), at));
            }
        }
        Ok(turns)
    }

    /// What is known of an account's session. The connector says whether it idles out; it is asked once, not the school.
    /// Where nobody could be asked (the file is in use, a setting is wrong), nothing is known yet, and the next look asks.
    async fn known_of(&self, account: &AccountRecord) -> Known {
        let known = self.alive.known().get(&account.id).copied();
        if let Some(known) = known {
            return known;
        }
        let Ok(connected) = self.connected(account, &AskedWith::default(), None).await else { return Known::default() };
        let known = Known { idles_out: connected.api.idles_out(), touched_at: None };
        self.alive.known().insert(account.id.clone(), known);
        known
    }

    /// The account is signed in to anew: another session, which may be of another kind.
    pub(super) fn forget_alive(&self, account: &AccountId) {
        self.alive.known().remove(account);
    }
}
