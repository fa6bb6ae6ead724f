//! How an account is doing: what the planner goes by, and what the family is told of it.

use peremena_model::{Kind, Student, StudentId};
use peremena_school::SchoolError;
use peremena_vault::{AccountRecord, SourceError, SourceStatus, StudentRecord, VaultError};
use time::{Duration, OffsetDateTime};

use super::{Engine, Reason};
use crate::{
    StudentReport, SyncFault,
    pace::{self, Around, Memory, Past, Seed},
    window,
};

/// So many days ahead the planner wants to know the hours of the lessons.
const KNOWN_AHEAD: Duration = Duration::days(7);

/// So long at most the whole school is left alone where a part of it is out of order.
const PART_AT_MOST: Duration = Duration::HOUR;

impl Engine {
    /// Whether one of the children needs a look at the whole term.
    pub(super) fn wants_whole(&self, due: &[&StudentRecord], status: &[SourceStatus], reason: Reason) -> bool {
        let Reason::Planned(around) = reason else { return true };
        let now = (self.clock)();
        due.iter().any(|child| {
            let student = &child.student.id;
            pace::wants_whole(&memory_of(status, student), &around, now, Seed::of(student))
        })
    }

    /// Writes down that a try went well, and when the next one is due. `before` is how the sources did when the round
    /// began: nobody else writes of a child while one runs.
    pub(super) async fn well(
        &self,
        account: &AccountRecord,
        student: &StudentId,
        report: &StudentReport,
        (whole, before): (bool, &[SourceStatus]),
        reason: Reason,
        began: OffsetDateTime,
    ) -> Result<(), VaultError> {
        // At its end: whoever came while it ran takes it over.
        let now = (self.clock)().max(began);
        let mut memory = memory_of(before, student);
        memory.failures = 0;
        memory.wait_until = report.partial.as_ref().and_then(|fault| until_of_a_part(fault, began));
        if whole {
            memory.last_whole = Some(began);
        }
        memory.spent = memory.spent.and(now.date(), report.requests);
        if report.lessons_touched || memory.days.last().is_none_or(|day| day.date < now.date() + KNOWN_AHEAD) {
            memory.days = self.school_days(student, now).await?;
        }
        let status = SourceStatus {
            student: student.clone(),
            account: account.id.clone(),
            last_attempt: Some(began),
            last_success: Some(now),
            next_try: None,
            error: report.partial.as_ref().map(source_error),
            requests: report.requests,
            bytes: report.bytes,
            memory_json: None,
        };
        self.put_standing(account, status, memory, reason).await
    }

    /// Writes down that a try went wrong, and when the next one is due.
    pub(super) async fn note(
        &self,
        account: &AccountRecord,
        student: &Student,
        fault: &SyncFault,
        reason: Reason,
        requests: u64,
        bytes: u64,
    ) -> Result<(), VaultError> {
        let now = (self.clock)();
        let refused = matches!(fault, SyncFault::School(SchoolError::Refused(_)));
        let status = self.vault.status().await?;
        let mut memory = memory_of(&status, &student.id);
        // Who was refused is not asked until the family signs in anew, and then as if nothing had been: the school answers.
        // What somebody has stopped says nothing of the school, nor how long it asked to be left alone before.
        let stopped = matches!(fault, SyncFault::Stopped);
        memory.failures = if refused { 0 } else { memory.failures.saturating_add(u32::from(!stopped)) };
        if !stopped {
            memory.wait_until = until(fault, now);
        }
        memory.spent = memory.spent.and(now.date(), requests);
        let before = status.into_iter().find(|status| status.student == student.id);
        let status = SourceStatus {
            student: student.id.clone(),
            account: account.id.clone(),
            last_attempt: Some(now),
            last_success: before.and_then(|status| status.last_success),
            next_try: None,
            error: Some(source_error(fault)),
            requests,
            bytes,
            memory_json: None,
        };
        let account = AccountRecord { signed_out: account.signed_out || refused, ..account.clone() };
        self.put_standing(&account, status, memory, reason).await
    }

    /// Counts requests that were made beside the syncs towards the day's budget; where the school asked to be left alone,
    /// the syncs leave it alone too.
    pub(super) async fn account_for(
        &self,
        student: &StudentId,
        requests: u64,
        fault: Option<&SyncFault>,
    ) -> Result<(), VaultError> {
        let now = (self.clock)();
        let status = self.vault.status().await?;
        let Some(own) = status.iter().find(|status| status.student == *student) else { return Ok(()) };
        let mut memory = remembered(own);
        memory.spent = memory.spent.and(now.date(), requests);
        memory.wait_until = fault.and_then(|fault| until_of_a_part(fault, now)).max(memory.wait_until);
        self.vault.put_status(&SourceStatus { memory_json: serde_json::to_string(&memory).ok(), ..own.clone() }).await
    }

    async fn put_standing(
        &self,
        account: &AccountRecord,
        mut status: SourceStatus,
        memory: Memory,
        reason: Reason,
    ) -> Result<(), VaultError> {
        let around = match reason {
            Reason::Planned(around) => around,
            Reason::Asked | Reason::SignedIn => Around::default(),
        };
        let student = status.student.clone();
        status.memory_json = serde_json::to_string(&memory).ok();
        let past = past(account, &student, std::slice::from_ref(&status), (self.clock)());
        status.next_try = pace::next(&past, &around, (self.clock)(), Seed::of(&student));
        self.vault.put_status(&status).await
    }

    /// The hours of lessons on the days around, from the file.
    async fn school_days(&self, student: &StudentId, now: OffsetDateTime) -> Result<Vec<pace::SchoolDay>, VaultError> {
        let mut days = Vec::new();
        for (year, span) in window::quick(now.date()) {
            let lessons = self.vault.items(student, Kind::Lesson, year, Some(span)).await?;
            days.extend(pace::school_days(&lessons, span.from(), span.to()));
        }
        Ok(days)
    }
}

/// What the planner remembers of a child.
fn memory_of(status: &[SourceStatus], student: &StudentId) -> Memory {
    status.iter().find(|status| status.student == *student).map(remembered).unwrap_or_default()
}

/// What cannot be read is as if it were the first time.
fn remembered(status: &SourceStatus) -> Memory {
    status.memory_json.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

/// How the account has been doing with one child.
pub(super) fn past(account: &AccountRecord, student: &StudentId, status: &[SourceStatus], now: OffsetDateTime) -> Past {
    let own = status.iter().find(|status| status.student == *student);
    let spent = status
        .iter()
        .filter(|status| status.account == account.id)
        .map(|status| remembered(status).spent.on(now.date()))
        .sum();
    let ended_as = |word: &str| own.and_then(|own| own.error.as_ref()).is_some_and(|error| error.code == word);
    Past {
        last_attempt: own.and_then(|status| status.last_attempt),
        stopped: ended_as(SyncFault::Stopped.word()),
        unreachable: ended_as(UNREACHABLE),
        refused: account.signed_out,
        spent,
        memory: own.map(remembered).unwrap_or_default(),
    }
}

/// The word of [`SchoolError::Unreachable`] in the status row.
const UNREACHABLE: &str = "unreachable";

/// Until when the school asked to be left alone.
fn until(fault: &SyncFault, now: OffsetDateTime) -> Option<OffsetDateTime> {
    let wait = Duration::try_from(fault.retry_after()?).ok()?;
    Some(now.saturating_add(wait))
}

/// The same where the rest of the school answers. That it is asked too often it says for all that it has; that its
/// announcements are being worked on must not keep a family from its marks for a day.
fn until_of_a_part(fault: &SyncFault, now: OffsetDateTime) -> Option<OffsetDateTime> {
    let until = until(fault, now)?;
    match fault {
        SyncFault::School(SchoolError::OutOfOrder(_)) => Some(until.min(now.saturating_add(PART_AT_MOST))),
        _ => Some(until),
    }
}

fn source_error(fault: &SyncFault) -> SourceError {
    SourceError { code: fault.word().into(), message: fault.to_string() }
}
