//! Letters that the family opens and writes. None of it is a sync: nothing is compared, nothing is told.

use std::time::{Duration, Instant};

use peremena_model::{Message, StudentId};
use peremena_school::{Letter, Receiver, SchoolError};

use super::{Engine, account::AskedWith, visit::Visit};
use crate::SyncFault;

/// What became of a letter.
#[derive(Debug)]
pub enum Sent {
    /// The school has taken it.
    Taken,
    /// It has not left: nothing was sent, or the school said that it takes none.
    Kept(SyncFault),
    /// It was sent, and what came back does not say that it has arrived, nor that it has not.
    Unknown(SyncFault),
}

impl Engine {
    /// Whether the account of a child can open and write letters at all, as its session is now. Nothing is asked.
    ///
    /// # Errors
    /// [`SchoolError::Refused`] where it has to be signed in to first; those of the store.
    pub async fn writes_letters(&self, student: &StudentId) -> Result<bool, SyncFault> {
        match self.child_of(student).await? {
            Some((_, account)) if !account.signed_out => {
                Ok(self.connected(&account, &AskedWith::default()).await?.api.writes_letters())
            }
            _ => Err(signed_out()),
        }
    }

    /// Those whom a child's account may write to.
    ///
    /// # Errors
    /// Those of the school and of the store; [`SyncFault::Late`] where `deadline` passes.
    pub async fn receivers(&self, student: &StudentId, deadline: Duration) -> Result<Vec<Receiver>, SyncFault> {
        let until = Instant::now() + deadline;
        let asked = async {
            let visit = self.writing(student, until).await?;
            visit.heard(visit.connected.api.receivers(&visit.enrolment).await).await
        };
        tokio::time::timeout(deadline, asked).await.unwrap_or(Err(SyncFault::Late))
    }

    /// Opens a letter and keeps it: the school sees it as read from then on.
    ///
    /// # Errors
    /// Those of the school and of the store; [`SyncFault::Late`] where `deadline` passes.
    pub async fn open_letter(&self, student: &StudentId, id: &str, deadline: Duration) -> Result<Message, SyncFault> {
        let until = Instant::now() + deadline;
        let opened = async {
            let visit = self.writing(student, until).await?;
            let letter = visit.heard(visit.connected.api.open_letter(&visit.enrolment, id).await).await?;
            self.vault.put_opened(student, &letter, (self.clock)()).await?;
            Ok(letter)
        };
        tokio::time::timeout(deadline, opened).await.unwrap_or(Err(SyncFault::Late))
    }

    /// Sends a letter, once. Before it leaves the school is asked who is signed in: what would have failed by itself
    /// (no network, a session that has ended) is then known not to have left. `deadline` is for all that comes before
    /// the letter, and once more for the letter.
    pub async fn send_letter(&self, student: &StudentId, letter: &Letter, deadline: Duration) -> Sent {
        let until = Instant::now() + deadline;
        let before = async {
            let visit = self.writing(student, until).await?;
            visit.heard(visit.connected.api.identity().await).await?;
            Ok(visit)
        };
        let visit = match tokio::time::timeout(deadline, before).await {
            Ok(Ok(visit)) => visit,
            Ok(Err(fault)) => return Sent::Kept(fault),
            Err(_) => return Sent::Kept(SyncFault::Late),
        };
        let sending = visit.connected.api.send_letter(&visit.enrolment, letter);
        let Ok(answer) = tokio::time::timeout(deadline, sending).await else { return Sent::Unknown(SyncFault::Late) };
        let says_no = answer.as_ref().is_err_and(says_that_it_has_not_arrived);
        match visit.heard(answer).await {
            Ok(()) => Sent::Taken,
            Err(fault) if says_no => Sent::Kept(fault),
            Err(fault) => Sent::Unknown(fault),
        }
    }

    /// A visit to a school whose mail is to be used.
    async fn writing(&self, student: &StudentId, until: Instant) -> Result<Visit<'_>, SyncFault> {
        self.visit(student, until).await?.ok_or_else(signed_out)
    }
}

fn signed_out() -> SyncFault {
    SchoolError::Refused("signed out".into()).into()
}

/// A server that is out of order, or answers as nobody knows, may have taken it before it did.
fn says_that_it_has_not_arrived(error: &SchoolError) -> bool {
    match error {
        SchoolError::Refused(_) | SchoolError::Forbidden(_) | SchoolError::Limited { .. } | SchoolError::Setting(_) => {
            true
        }
        SchoolError::Unreachable(_) | SchoolError::OutOfOrder(_) | SchoolError::Strange(_) => false,
    }
}
