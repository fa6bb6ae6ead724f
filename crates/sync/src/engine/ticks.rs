//! Ticks on homework that go to the school: soon after they are made, and with the syncs until the school has taken them.
//!
//! They cost a sync nothing but time, which is bounded: whatever comes of them, it went well or badly without them.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use peremena_model::{Homework, Item, SchoolYear, StudentId};
use peremena_school::{Enrolment, Part, SchoolApi, SchoolError};
use peremena_vault::{AccountRecord, SourceStatus, StudentRecord, TickEnd, VaultError};
use time::OffsetDateTime;

use super::{Engine, standing::past};
use crate::SyncFault;

/// A tick rests for so long before it leaves: many are a slip of the finger.
const REST: time::Duration = time::Duration::seconds(10);

/// After so long it is nobody's business at the school any more.
const TOO_OLD: time::Duration = time::Duration::days(14);

/// What a sync spends on the ticks of one child, at most.
const WITHIN: Duration = Duration::from_secs(5);

/// So many of one child at a time.
const AT_ONCE: usize = 20;

/// Since when the ticks of each child are the syncs' business: they were tried beside them. This process's alone.
#[derive(Default)]
pub(super) struct Tried(Mutex<HashMap<StudentId, OffsetDateTime>>);

impl Tried {
    fn at(&self, student: &StudentId) -> Option<OffsetDateTime> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(student).copied()
    }

    fn note(&self, student: &StudentId, at: OffsetDateTime) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(student.clone(), at);
    }
}

impl Engine {
    /// When the next tick that was made is to be sent beside the syncs; none where there is none, or it has to wait for
    /// a sync.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn ticks_due(&self) -> Result<Option<OffsetDateTime>, VaultError> {
        Ok(self.ticks_by_child().await?.into_iter().map(|(_, at)| at).min())
    }

    /// Sends the ticks that were made a moment ago, each child's within `deadline`. What cannot be sent now goes with the
    /// next syncs. Gives the children whose ticks were tried.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn send_new_ticks(&self, deadline: Duration) -> Result<Vec<StudentId>, VaultError> {
        let mut tried = Vec::new();
        for (student, at) in self.ticks_by_child().await? {
            let now = (self.clock)();
            if at > now {
                continue;
            }
            // Whatever comes of it: what failed is not tried again before the next sync.
            self.tried.note(&student, now);
            if let Err(fault) = self.visit_for_ticks(&student, deadline).await {
                tracing::info!(%fault, "ticks wait for the next sync");
            }
            tried.push(student);
        }
        Ok(tried)
    }

    async fn visit_for_ticks(&self, student: &StudentId, deadline: Duration) -> Result<(), SyncFault> {
        let visit = self.visit(student, deadline).await?;
        visit.heard(async { self.send_ticks(visit.api(), student, &visit.enrolment).await }).await
    }

    /// The children with ticks that this process has not tried to send, and when they may leave.
    async fn ticks_by_child(&self) -> Result<Vec<(StudentId, OffsetDateTime)>, VaultError> {
        // The last one: a page that is ticked off line by line is one visit.
        let mut due = self.vault.last_waiting_ticks().await?;
        due.retain(|(student, at)| Some(*at) >= self.tried.at(student));
        if due.is_empty() {
            return Ok(due);
        }
        let students = self.vault.students().await?;
        let accounts = self.vault.accounts().await?;
        let status = self.vault.status().await?;
        due.retain_mut(|(student, at)| {
            *at = at.saturating_add(REST);
            let child = students.iter().find(|record| record.student.id == *student);
            let account = child.and_then(|child| accounts.iter().find(|account| account.id == child.student.account));
            account.is_some_and(|it| !it.signed_out && !self.has_to_wait(it, student, &status))
        });
        Ok(due)
    }

    /// Rule 10: a school that asked to wait, or is in trouble, is asked by the syncs alone.
    fn has_to_wait(&self, account: &AccountRecord, student: &StudentId, status: &[SourceStatus]) -> bool {
        let now = (self.clock)();
        let past = past(account, student, status, now);
        past.memory.failures > 0 || past.memory.wait_until.is_some_and(|until| until > now)
    }

    /// With a sync of a child that went well. Gives the fault where the school asks to wait, which is to be heard.
    pub(super) async fn ticks_of_sync(&self, api: &dyn SchoolApi, child: &StudentRecord) -> Option<SyncFault> {
        let enrolment: Enrolment = serde_json::from_str(&child.enrolment_json).ok()?;
        let sending = self.send_ticks(api, &child.student.id, &enrolment);
        match tokio::time::timeout(WITHIN, sending).await {
            Ok(Ok(())) => None,
            Ok(Err(fault)) => {
                tracing::info!(%fault, "ticks could not be sent");
                fault.asks_to_wait().then_some(fault)
            }
            Err(_) => {
                tracing::info!("ticks could not be sent in time");
                None
            }
        }
    }

    /// Sends what waits of a child. The first fault that is not of one homework alone ends it.
    async fn send_ticks(
        &self,
        api: &dyn SchoolApi,
        student: &StudentId,
        enrolment: &Enrolment,
    ) -> Result<(), SyncFault> {
        let waiting = self.vault.waiting_ticks(student).await?;
        if waiting.is_empty() || !self.sends_ticks(student).await? {
            return Ok(());
        }
        let now = (self.clock)();
        for tick in waiting.iter().take(AT_ONCE) {
            if now - tick.at > TOO_OLD {
                self.vault.keep_tick(student, tick).await?;
                continue;
            }
            // Noted before it leaves: a crash must not let it pass for one that was never sent.
            if !self.vault.begin_tick(student, tick).await? {
                continue;
            }
            let sent = api.set_done(enrolment, &tick.homework, tick.done, now).await;
            self.vault.end_tick(student, tick, end_of(&sent)).await?;
            match sent {
                // This homework's own affair.
                Ok(()) | Err(SchoolError::Forbidden(_) | SchoolError::Setting(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Whether the family wants the school told, as the account is now.
    async fn sends_ticks(&self, student: &StudentId) -> Result<bool, SyncFault> {
        match self.child_of(student).await? {
            Some((_, account)) => Ok(self.vault.sends_ticks(&account).await?),
            None => Ok(false),
        }
    }

    /// What the family has ticked and the school's answer says too.
    pub(super) async fn ticks_said(
        &self,
        student: &StudentId,
        parts: &[Part],
    ) -> Result<Vec<(SchoolYear, String, bool)>, VaultError> {
        let said = done_at_school(parts);
        if said.is_empty() {
            return Ok(Vec::new());
        }
        let mut open = self.vault.open_ticks(student).await?;
        open.retain(|(year, homework, done)| said.contains(&(*year, homework.as_str(), *done)));
        Ok(open)
    }
}

/// Homework of which the school says whether it is done, and what it says.
fn done_at_school(parts: &[Part]) -> HashSet<(SchoolYear, &str, bool)> {
    let items = parts.iter().flat_map(|part| part.items.iter().map(|item| (part.scope.year, item)));
    let said = items.filter_map(|(year, item)| match item {
        Item::Homework(Homework { id, done: Some(done), .. }) => Some((year, id.as_str(), *done)),
        _ => None,
    });
    said.collect()
}

fn end_of(sent: &Result<(), SchoolError>) -> TickEnd {
    match sent {
        Ok(()) => TickEnd::Taken,
        Err(SchoolError::Forbidden(_) | SchoolError::Setting(_)) => TickEnd::Refused,
        Err(SchoolError::Limited { .. }) => TickEnd::Later,
        Err(
            SchoolError::Refused(_)
            | SchoolError::Unreachable(_)
            | SchoolError::OutOfOrder(_)
            | SchoolError::Strange(_),
        ) => TickEnd::Unknown,
    }
}
