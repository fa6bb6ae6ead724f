//! How an account is doing: what the planner goes by, and what the family is told of it.

use peremena_model::Student;
use peremena_school::SchoolError;
use peremena_vault::{AccountRecord, SourceError, SourceStatus, VaultError};
use time::OffsetDateTime;

use super::Engine;
use crate::{SyncFault, pace};

/// What the planner remembers between two tries. Kept in memory: a new process starts with a fresh try.
#[derive(Clone, Debug, Default)]
pub(super) struct Pace {
    pub(super) failures: u32,
    pub(super) wait_until: Option<OffsetDateTime>,
    pub(super) last_whole: Option<OffsetDateTime>,
}

impl Engine {
    /// Writes down that a try went wrong, and when the next one is due.
    pub(super) async fn note(
        &self,
        account: &AccountRecord,
        student: &Student,
        fault: &SyncFault,
        requests: u64,
        bytes: u64,
    ) -> Result<(), VaultError> {
        let now = (self.clock)();
        let refused = matches!(fault, SyncFault::School(SchoolError::Refused(_)));
        let status = self.vault.status().await?;
        let before = status.into_iter().find(|status| status.student == student.id);
        let mut status = SourceStatus {
            student: student.id.clone(),
            account: account.id.clone(),
            last_attempt: Some(now),
            last_success: before.and_then(|status| status.last_success),
            next_try: None,
            error: Some(source_error(fault)),
            requests,
            bytes,
        };
        let mut paces = self.pace.lock().await;
        let pace = paces.entry(student.id.clone()).or_default();
        pace.failures = pace.failures.saturating_add(1);
        pace.wait_until = until(fault, now);
        let past = pace::Past { refused, ..past(account, Some(&status), Some(&*pace)) };
        drop(paces);
        let around = pace::Around { window_open: false, now, every: None };
        status.next_try = pace::next(&past, &around, &student.id);
        self.vault.put_status(&status).await
    }
}

pub(super) fn past(account: &AccountRecord, status: Option<&SourceStatus>, pace: Option<&Pace>) -> pace::Past {
    // A school's own wish outlives the process; a pause of ours does not.
    let asked_to_wait = status
        .filter(|status| status.error.as_ref().is_some_and(|error| error.code == LIMITED))
        .and_then(|status| status.next_try);
    pace::Past {
        last_attempt: status.and_then(|status| status.last_attempt),
        last_success: status.and_then(|status| status.last_success),
        failures: pace.map_or(0, |pace| pace.failures),
        wait_until: pace.and_then(|pace| pace.wait_until).max(asked_to_wait),
        refused: account.signed_out,
    }
}

/// The word of [`SchoolError::Limited`] in the status row.
const LIMITED: &str = "limited";

/// Until when the school asked to be left alone.
pub(super) fn until(fault: &SyncFault, now: OffsetDateTime) -> Option<OffsetDateTime> {
    let wait = time::Duration::try_from(fault.retry_after()?).ok()?;
    Some(now.saturating_add(wait))
}

pub(super) fn source_error(fault: &SyncFault) -> SourceError {
    SourceError { code: fault.word().into(), message: fault.to_string() }
}
