//! One account: who is signed in, and what its session is worth.

use std::{
    sync::{Arc, Weak},
    time::Instant,
};

use peremena_model::{AccountId, Student, StudentId};
use peremena_school::{Enrolment, SchoolApi, SchoolError, Session, Traffic};
use peremena_vault::{AccountRecord, ChangeFilter, SourceStatus, StudentChoice, StudentRecord, VaultError};
use time::OffsetDateTime;

use super::{
    Call, Connected, Engine, Reason,
    renewed::{AskedWith, KeepInVault},
    standing::past,
    turn::Turn,
};
use crate::{
    StudentReport, SyncFault,
    pace::{self, Seed},
};

/// What one account's round has come to. Outside of the asking, so that a deadline does not lose it.
#[derive(Default)]
pub(super) struct Round {
    pub(super) reports: Vec<StudentReport>,
    traffic: Option<Arc<Traffic>>,
    session: AskedWith,
}

impl Round {
    /// Requests and bytes that no report holds yet.
    pub(super) fn spent(&self) -> (u64, u64) {
        let Some(traffic) = &self.traffic else { return (0, 0) };
        let (requests, bytes) = self
            .reports
            .iter()
            .fold((0, 0), |(requests, bytes), report| (requests + report.requests, bytes + report.bytes));
        (traffic.requests().saturating_sub(requests), traffic.bytes().saturating_sub(bytes))
    }
}

impl Engine {
    /// One account: who is signed in, then child after child.
    pub(super) async fn account_round(
        &self,
        account: &AccountRecord,
        children: Vec<&StudentRecord>,
        call: Call<'_>,
    ) -> Result<(Vec<StudentReport>, Option<(AccountId, SyncFault)>), VaultError> {
        let status = self.vault.status().await?;
        let (mut reports, mut due) = (Vec::new(), Vec::new());
        // A success that is still to come is from before the clock was set back.
        let since_asked = call.asked_at..=(self.clock)();
        for child in children {
            // Rule 7: what the sync that we waited for has just done is not done again.
            let done = status.iter().find(|status| status.student == child.student.id);
            let is_news = |at: OffsetDateTime| call.waited && since_asked.contains(&at);
            if let Some(done) = done.filter(|status| status.last_success.is_some_and(is_news)) {
                reports.push(self.taken_over(child, done).await?);
                continue;
            }
            if let Reason::Planned(around) = call.reason {
                let now = (self.clock)();
                let past = past(account, &child.student.id, &status, now);
                match pace::next(&past, &around, now, Seed::of(&child.student.id)) {
                    Some(at) if at <= now => {}
                    _ => continue,
                }
            }
            due.push(child);
        }
        if due.is_empty() && (!reports.is_empty() || matches!(call.reason, Reason::Planned { .. })) {
            return Ok((reports, None));
        }
        let left = call.until.saturating_duration_since(Instant::now());
        // A planned look at what is here already nobody waits for: it is not shown, and cannot be stopped.
        // Nor at a child whom the account may never see: each of its looks would be a first one.
        let given_up = |status: &SourceStatus| status.error.as_ref().is_some_and(|error| error.code == "forbidden");
        let is_here = |status: &SourceStatus| status.last_success.is_some() || given_up(status);
        let is_first = |id: &StudentId| !status.iter().any(|status| status.student == *id && is_here(status));
        let waited_for =
            !matches!(call.reason, Reason::Planned(_)) || due.iter().any(|child| is_first(&child.student.id));
        let _shown = waited_for.then(|| self.going.show(&account.id));
        let mut round = Round::default();
        let asked = self.ask_account(account, &due, &status, call, &mut round);
        // A session that is being renewed is renewed to the end wherever the asking is dropped.
        let outcome = tokio::select! {
            biased;
            () = self.going.stopped_since(call.stops), if waited_for => Err(SyncFault::Stopped),
            outcome = tokio::time::timeout(left, asked) => outcome.unwrap_or(Err(SyncFault::Late)),
        };
        let mut spent = round.spent();
        let known_to_fail = due.iter().filter(|child| {
            // What was done for one child before the account failed stays done, and is reported.
            outcome.is_err() && !round.reports.iter().any(|report| report.student == child.student.id)
        });
        let rest: Vec<&StudentRecord> = known_to_fail.copied().collect();
        reports.append(&mut round.reports);
        let Err(fault) = outcome else { return Ok((reports, None)) };
        if matches!(fault, SyncFault::School(SchoolError::Refused(_))) {
            self.sign_out(account, &round.session).await?;
        }
        if due.is_empty() {
            return Ok((reports, Some((account.id.clone(), fault))));
        }
        for child in rest {
            let (requests, bytes) = std::mem::take(&mut spent);
            self.note(account, &child.student, &fault, call.reason, requests, bytes).await?;
            reports.push(StudentReport { requests, bytes, ..StudentReport::failed(&child.student, fault.clone()) });
        }
        if matches!(fault, SyncFault::Stopped) {
            self.note_never_asked(account, call.reason).await?;
        }
        Ok((reports, None))
    }

    /// Whoever has had enough of an account's first sync means all of it: the children whose turn had not come wait for
    /// the planner's pause too.
    async fn note_never_asked(&self, account: &AccountRecord, reason: Reason) -> Result<(), VaultError> {
        let status = self.vault.status().await?;
        for child in self.vault.students().await? {
            let is_known = status.iter().any(|status| status.student == child.student.id);
            if child.student.account == account.id && !is_known {
                self.note(account, &child.student, &SyncFault::Stopped, reason, 0, 0).await?;
            }
        }
        Ok(())
    }

    /// Notes that the account's credentials were refused, unless the family has signed in anew meanwhile.
    pub(super) async fn sign_out(&self, account: &AccountRecord, asked_with: &AskedWith) -> Result<(), VaultError> {
        self.vault.note_refused(&account.id, |stands| asked_with.is(stands)).await
    }

    /// What the sync that we waited for has found: its changes bear the moment at which it began with the child.
    async fn taken_over(&self, child: &StudentRecord, done: &SourceStatus) -> Result<StudentReport, VaultError> {
        let filter = ChangeFilter {
            student: Some(child.student.id.clone()),
            since: done.last_attempt,
            ..ChangeFilter::default()
        };
        let changes = self.vault.changes(&filter).await?.into_iter().map(|logged| logged.change).collect();
        Ok(StudentReport { changes, ..StudentReport::of(&child.student) })
    }

    /// Asks one account's school. An error is one of the whole account; what goes wrong for one child is in its report.
    async fn ask_account(
        &self,
        account: &AccountRecord,
        due: &[&StudentRecord],
        status: &[SourceStatus],
        call: Call<'_>,
        round: &mut Round,
    ) -> Result<(), SyncFault> {
        if account.signed_out {
            return Err(SchoolError::Refused("signed out".into()).into());
        }
        let connected = self.connected(account, &round.session, Some(call.turn)).await?;
        round.traffic = Some(connected.traffic.clone());
        self.going.counts(&account.id, &connected.traffic);
        let api = connected.api.as_ref();

        let due: Vec<StudentRecord> = if self.wants_whole(due, status, call.reason) {
            let identity = api.identity().await?;
            let known = self.welcome(account, &identity.students).await?;
            let wanted: Vec<&StudentId> = due.iter().map(|child| &child.student.id).collect();
            let seen: Vec<&StudentId> = known.iter().map(|record| &record.student.id).collect();
            // A child that has newly come to the account is synced at once, with the others.
            let is_new = |id: &StudentId| !status.iter().any(|status| status.student == *id);
            let new_too = call.whose.has_all_of(&account.id);
            if seen.is_empty() && !due.is_empty() {
                return Err(SchoolError::Strange("the account suddenly shows no child".into()).into());
            }
            // A child that has left the account keeps what it has, and is asked for ever more rarely.
            for child in due.iter().filter(|child| !seen.contains(&&child.student.id)) {
                let fault: SyncFault = SchoolError::Forbidden("the account no longer shows this child".into()).into();
                self.note(account, &child.student, &fault, call.reason, 0, 0).await?;
                round.reports.push(StudentReport { partial: Some(fault), ..StudentReport::of(&child.student) });
            }
            known
                .into_iter()
                .filter(|record| wanted.contains(&&record.student.id) || (new_too && is_new(&record.student.id)))
                .collect()
        } else {
            due.iter().map(|child| (*child).clone()).collect()
        };

        let mut asks_to_wait: Option<SyncFault> = None;
        for child in &due {
            // Rule 10: who asks to wait for one child is not asked for the next.
            if let Some(fault) = &asks_to_wait {
                self.note(account, &child.student, fault, call.reason, 0, 0).await?;
                round.reports.push(StudentReport::failed(&child.student, fault.clone()));
                continue;
            }
            let report = self.ask_child(account, api, child, status, call.reason, round).await;
            // With each child, whatever came of it: a deadline or a refusal at the next must not cost it.
            self.keep_learned(account, api).await?;
            let report = report?;
            if !report.changes.is_empty() {
                self.committed.notify_one();
            }
            // A part of the school that is out of order is this child's: the next one may do without it.
            let limited = |fault: &&SyncFault| matches!(fault, SyncFault::School(SchoolError::Limited { .. }));
            let error = report.error.as_ref().filter(|fault| fault.asks_to_wait());
            asks_to_wait = error.or(report.partial.as_ref().filter(limited)).cloned();
            round.reports.push(report);
        }
        Ok(())
    }

    /// Keeps what the connector has learned; where it is nothing new, nothing is written.
    pub(super) async fn keep_learned(&self, account: &AccountRecord, api: &dyn SchoolApi) -> Result<(), VaultError> {
        match api.reference() {
            Some(learned) => self.vault.put_reference(&account.id, &learned).await,
            None => Ok(()),
        }
    }

    /// The school of an account, with its session and what its connector had learned. `asked_with` follows the session;
    /// `turn` is that of whoever asks, none where nothing will be asked.
    pub(super) async fn connected(
        &self,
        account: &AccountRecord,
        asked_with: &AskedWith,
        turn: Option<&Arc<Turn>>,
    ) -> Result<Connected, SyncFault> {
        let session = self.session(&account.id).await?;
        if let Some(json) = session.as_deref() {
            asked_with.set(json);
        }
        let session: Session = session
            .as_deref()
            .and_then(|json| serde_json::from_str(json).ok())
            .ok_or_else(|| SchoolError::Refused("no session".into()))?;
        let keep = KeepInVault {
            vault: self.vault.clone(),
            account: account.id.clone(),
            asked_with: asked_with.clone(),
            turn: turn.map_or_else(Weak::new, Arc::downgrade),
            renewals: self.renewals.clone(),
            unkept: self.unkept.clone(),
        };
        let connected = self.connect.connect(account, session, Arc::new(keep))?;
        if let Some(reference) = self.vault.reference(&account.id).await? {
            connected.api.recall(&reference);
        }
        Ok(connected)
    }

    /// Writes the children that the account sees now. One that it no longer sees is kept with all it has.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn welcome(&self, account: &AccountRecord, seen: &[Enrolment]) -> Result<Vec<StudentRecord>, SyncFault> {
        self.forget_alive(&account.id);
        let known = self.vault.students().await?;
        let position = known.iter().map(|record| record.choice.position).max().unwrap_or(-1);
        let mut records = Vec::new();
        for (place, enrolment) in seen.iter().enumerate() {
            let id = StudentId::of(&account.id, &enrolment.person);
            let before = known.iter().find(|record| record.student.id == id);
            let later = i64::try_from(place).unwrap_or(0);
            records.push(StudentRecord {
                student: Student {
                    id,
                    name: enrolment.name.clone(),
                    class: enrolment.class.clone(),
                    school: enrolment.school.clone(),
                    account: account.id.clone(),
                },
                enrolment_json: serde_json::to_string(enrolment)
                    .map_err(|error| SyncFault::Store(error.to_string()))?,
                choice: before.map_or_else(
                    || StudentChoice { position: position + 1 + later, ..StudentChoice::default() },
                    |record| record.choice.clone(),
                ),
            });
        }
        let changed = records.iter().any(|record| !known.contains(record));
        if changed {
            self.vault.put_students(&account.id, &records).await?;
            for record in &records {
                if !known.iter().any(|before| before.student.id == record.student.id) {
                    self.vault.put_student_choice(&record.student.id, record.choice.clone()).await?;
                }
            }
        }
        Ok(records)
    }
}
