//! The one entry that the app, the command line and a phone's background job all call.

mod account;
mod alive;
mod child;
mod earlier;
mod file;
mod going;
mod leaf;
mod letters;
mod renewed;
mod settle;
mod standing;
mod ticks;
mod turn;
mod visit;

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use peremena_model::{AccountId, Student, StudentId};
use peremena_school::{SchoolApi, SchoolError, Session, SessionKeeper, Traffic};
use peremena_vault::{AccountRecord, StudentRecord, Vault, VaultError};
use time::OffsetDateTime;
use tokio::sync::{Mutex, Notify};

pub use self::{
    going::{Progress, Stage},
    letters::Sent,
};
use self::{standing::past, turn::Turn};
use crate::{
    LockTrouble, ProfileLock, StudentReport, SyncFault, SyncReport,
    pace::{self, Around, Seed},
};

/// An account that can be asked.
pub struct Connected {
    /// The school's API.
    pub api: Box<dyn SchoolApi>,
    /// What it costs.
    pub traffic: Arc<Traffic>,
}

/// How the engine comes to an account's school: over the network, or in this process for the demo school.
pub trait Connect: Send + Sync {
    /// The API of the account.
    ///
    /// # Errors
    /// Where its system is not known or its settings make no sense.
    fn connect(
        &self,
        account: &AccountRecord,
        session: Session,
        keep: Arc<dyn SessionKeeper>,
    ) -> Result<Connected, SchoolError>;
}

/// Why a sync runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Somebody asked for it: everything is asked, whatever the planner's pause.
    Asked,
    /// The account was signed in to right now.
    SignedIn,
    /// The planner: only what is due, the cheap way where that will do.
    Planned(Around),
}

/// Whose schools are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose<'a> {
    /// Every child of every account.
    Everyone,
    /// The children of one account.
    Account(&'a AccountId),
    /// One child.
    Student(&'a StudentId),
}

impl<'a> From<Option<&'a StudentId>> for Whose<'a> {
    fn from(only: Option<&'a StudentId>) -> Whose<'a> {
        only.map_or(Whose::Everyone, Whose::Student)
    }
}

impl<'a> From<&'a AccountId> for Whose<'a> {
    fn from(account: &'a AccountId) -> Whose<'a> {
        Whose::Account(account)
    }
}

impl Whose<'_> {
    fn has(self, student: &Student) -> bool {
        match self {
            Whose::Everyone => true,
            Whose::Account(account) => student.account == *account,
            Whose::Student(only) => student.id == *only,
        }
    }

    /// Whether all children of `account` are meant, those too that are not known yet.
    fn has_all_of(self, account: &AccountId) -> bool {
        match self {
            Whose::Everyone => true,
            Whose::Account(only) => only == account,
            Whose::Student(_) => false,
        }
    }
}

/// One call of [`Engine::sync_once`].
#[derive(Clone, Copy)]
struct Call<'a> {
    reason: Reason,
    whose: Whose<'a>,
    until: Instant,
    asked_at: OffsetDateTime,
    /// Another sync ran when this one came.
    waited: bool,
    /// How often somebody had had enough when this one came.
    stops: u64,
    turn: &'a Arc<Turn>,
}

/// Runs syncs of one profile.
pub struct Engine {
    vault: Vault,
    /// Where the lock lies; none for the demo school, which has no files and one process.
    profile: Option<PathBuf>,
    connect: Arc<dyn Connect>,
    clock: Arc<dyn Fn() -> OffsetDateTime + Send + Sync>,
    /// One sync at a time in this process too, also where there is no lock file.
    running: Arc<Mutex<()>>,
    committed: Notify,
    going: going::Going,
    alive: alive::Alive,
    tried: ticks::Tried,
    renewals: turn::Renewals,
    unkept: renewed::Unkept,
}

impl Engine {
    /// An engine over `vault`. `profile` is the folder that holds the lock; `clock` gives the moment with
    /// the device's offset.
    pub fn new(
        vault: Vault,
        profile: Option<PathBuf>,
        connect: Arc<dyn Connect>,
        clock: Arc<dyn Fn() -> OffsetDateTime + Send + Sync>,
    ) -> Engine {
        let (alive, tried, going) = (alive::Alive::default(), ticks::Tried::default(), going::Going::default());
        let (running, committed) = (Arc::default(), Notify::new());
        let (renewals, unkept) = (turn::Renewals::default(), renewed::Unkept::default());
        Engine { vault, profile, connect, clock, running, committed, going, alive, tried, renewals, unkept }
    }

    /// Rung with each child of whom a sync has committed something new, while it goes on with the others: a school that is
    /// slow holds back its own children alone. One waiter is woken; a ring that nobody waits for is kept.
    pub fn committed(&self) -> &Notify {
        &self.committed
    }

    /// When the next look at any child is due; none where no child may be asked.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn due(&self, around: &Around) -> Result<Option<OffsetDateTime>, VaultError> {
        let now = (self.clock)();
        let accounts = self.vault.accounts().await?;
        let status = self.vault.status().await?;
        let students = self.vault.students().await?;
        Ok(students
            .iter()
            .filter_map(|record| {
                let account = accounts.iter().find(|account| account.id == record.student.account)?;
                let past = past(account, &record.student.id, &status, now);
                pace::next(&past, around, now, Seed::of(&record.student.id))
            })
            .min())
    }

    /// Asks the schools of all children (or of some) and commits what they say. Ends within `deadline`
    /// whatever the schools do. Where another sync runs, in this or another process, it is waited for and
    /// its findings are taken over. What somebody waits for ends as [`SyncFault::Stopped`] once they
    /// [have had enough](Engine::stop).
    pub async fn sync_once<'a>(&self, reason: Reason, whose: impl Into<Whose<'a>>, deadline: Duration) -> SyncReport {
        let whose = whose.into();
        let until = Instant::now() + deadline;
        let asked_at = (self.clock)();
        let stops = self.going.stops();
        let (here, mut waited) = match self.running.clone().try_lock_owned() {
            Ok(here) => (here, false),
            Err(_) => {
                let here = tokio::select! {
                    here = tokio::time::timeout(deadline, self.running.clone().lock_owned()) => here,
                    // Whoever runs writes of the children: nothing is noted of them here.
                    () = self.going.stopped_since(stops), if !matches!(reason, Reason::Planned(_)) => {
                        return self.all_failed(whose, SyncFault::Stopped).await;
                    }
                };
                match here {
                    Ok(here) => (here, true),
                    Err(_) => return self.all_failed(whose, SyncFault::Late).await,
                }
            }
        };
        let everywhere = match &self.profile {
            Some(profile) => {
                let lock = tokio::select! {
                    lock = ProfileLock::take(profile, until) => lock,
                    // As does whoever holds it.
                    () = self.going.stopped_since(stops), if !matches!(reason, Reason::Planned(_)) => {
                        return self.all_failed(whose, SyncFault::Stopped).await;
                    }
                };
                match lock {
                    Ok(lock) => {
                        waited |= lock.waited;
                        Some(lock)
                    }
                    Err(LockTrouble::Busy) => return self.all_failed(whose, SyncFault::Late).await,
                    Err(LockTrouble::Io(error)) => {
                        return self.all_failed(whose, SyncFault::Store(error.to_string())).await;
                    }
                }
            }
            None => None,
        };
        let turn = Turn::of(here, everywhere);
        match self.run(Call { reason, whose, until, asked_at, waited, stops, turn: &turn }).await {
            Ok(report) => report,
            Err(error) => self.all_failed(whose, error.into()).await,
        }
    }

    async fn all_failed(&self, whose: Whose<'_>, fault: SyncFault) -> SyncReport {
        let students = self.vault.students().await.unwrap_or_default();
        SyncReport {
            students: students
                .iter()
                .filter(|record| whose.has(&record.student))
                .map(|record| StudentReport::failed(&record.student, fault.clone()))
                .collect(),
            accounts: Vec::new(),
            joined: false,
        }
    }

    async fn run(&self, call: Call<'_>) -> Result<SyncReport, VaultError> {
        let accounts = self.vault.accounts().await?;
        let students = self.vault.students().await?;
        let mut report = SyncReport { joined: call.waited, ..SyncReport::default() };
        let rounds = accounts.iter().filter_map(|account| {
            let children: Vec<&StudentRecord> = students
                .iter()
                .filter(|record| record.student.account == account.id && call.whose.has(&record.student))
                .collect();
            // A child that was asked for names one account; an account without children is asked whenever all are.
            (!children.is_empty() || call.whose.has_all_of(&account.id))
                .then(|| self.account_round(account, children, call))
        });
        for round in futures_util::future::join_all(rounds).await {
            let (mut reports, fault) = round?;
            report.students.append(&mut reports);
            report.accounts.extend(fault);
        }
        Ok(report)
    }
}
