//! What a sync did.

use std::time::Duration;

use peremena_model::{AccountId, Change, Student, StudentId};
use peremena_school::SchoolError;
use peremena_vault::VaultError;
use thiserror::Error;

/// What went wrong for a child.
#[derive(Debug, Clone, Error)]
pub enum SyncFault {
    /// The school.
    #[error(transparent)]
    School(#[from] SchoolError),
    /// An answer that is not believed yet.
    #[error("the school suddenly sent nothing; asked again, held")]
    Held,
    /// The file.
    #[error("the diary's file: {0}")]
    Store(String),
    /// No end within the deadline.
    #[error("the school did not answer in time")]
    Late,
    /// Somebody has had enough of it.
    #[error("stopped by hand")]
    Stopped,
}

impl From<VaultError> for SyncFault {
    fn from(error: VaultError) -> Self {
        SyncFault::Store(error.to_string())
    }
}

impl SyncFault {
    /// The word under which it is kept in the status row.
    pub fn word(&self) -> &'static str {
        match self {
            SyncFault::School(SchoolError::Refused(_)) => "credentials",
            SyncFault::School(SchoolError::Forbidden(_)) => "forbidden",
            SyncFault::School(SchoolError::Limited { .. }) => "limited",
            SyncFault::School(SchoolError::Unreachable(_)) | SyncFault::Late => "unreachable",
            SyncFault::School(SchoolError::OutOfOrder(_)) => "order",
            SyncFault::School(SchoolError::Strange(_)) => "strange",
            SyncFault::School(SchoolError::Setting(_)) => "setting",
            SyncFault::Held => "held",
            SyncFault::Store(_) => "storage",
            SyncFault::Stopped => "stopped",
        }
    }

    /// How long the school asked to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            SyncFault::School(error) => error.retry_after(),
            SyncFault::Held | SyncFault::Store(_) | SyncFault::Late | SyncFault::Stopped => None,
        }
    }

    /// Whether the school asked to be left alone, for however long.
    pub fn asks_to_wait(&self) -> bool {
        matches!(self, SyncFault::School(error) if error.asks_to_wait())
    }
}

/// What a sync did for one child.
#[derive(Debug, Clone)]
pub struct StudentReport {
    /// The child.
    pub student: StudentId,
    /// Through which account.
    pub account: AccountId,
    /// Requests sent, those for the whole account shared out to the first child.
    pub requests: u64,
    /// Bytes received.
    pub bytes: u64,
    /// What changed.
    pub changes: Vec<Change>,
    /// What went wrong in the part that must work: identity and timetable.
    pub error: Option<SyncFault>,
    /// What went wrong in an optional kind; the sync counts as done.
    pub partial: Option<SyncFault>,
    /// Whether the timetable has changed, by which the planner goes.
    pub(crate) lessons_touched: bool,
}

impl StudentReport {
    /// Nothing asked, nothing found.
    pub(crate) fn of(student: &Student) -> StudentReport {
        StudentReport {
            student: student.id.clone(),
            account: student.account.clone(),
            requests: 0,
            bytes: 0,
            changes: Vec::new(),
            error: None,
            partial: None,
            lessons_touched: false,
        }
    }

    pub(crate) fn failed(student: &Student, fault: SyncFault) -> StudentReport {
        StudentReport { error: Some(fault), ..StudentReport::of(student) }
    }
}

/// What a sync did.
#[derive(Debug, Clone, Default)]
pub struct SyncReport {
    /// One for each child that was asked for.
    pub students: Vec<StudentReport>,
    /// Accounts without a child that went wrong: nobody to report it for.
    pub accounts: Vec<(AccountId, SyncFault)>,
    /// True where another sync was running and this one only took over what it found.
    pub joined: bool,
}

impl SyncReport {
    /// Every fault there is, of children and accounts.
    pub fn faults(&self) -> impl Iterator<Item = &SyncFault> {
        self.students
            .iter()
            .filter_map(|student| student.error.as_ref())
            .chain(self.accounts.iter().map(|(_, fault)| fault))
    }

    /// Number of changes found.
    pub fn changes(&self) -> usize {
        self.students.iter().map(|student| student.changes.len()).sum()
    }
}
