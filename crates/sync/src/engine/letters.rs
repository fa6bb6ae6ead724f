//! Letters that the family opens and writes. None of it is a sync: nothing is compared, nothing is told.

use std::time::Duration;

use peremena_model::{Message, StudentId};
use peremena_school::{Letter, Receiver, SchoolError};

use super::{Engine, renewed::AskedWith};
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
                Ok(self.connected(&account, &AskedWith::default(), None).await?.api.writes_letters())
            }
            _ => Err(SchoolError::Refused("signed out".into()).into()),
        }
    }

    /// Those whom a child's account may write to.
    ///
    /// # Errors
    /// Those of the school and of the store; [`SyncFault::Late`] where `deadline` passes.
    pub async fn receivers(&self, student: &StudentId, deadline: Duration) -> Result<Vec<Receiver>, SyncFault> {
        let visit = self.visit(student, deadline).await?;
        visit.heard(async { Ok(visit.api().receivers(&visit.enrolment).await?) }).await
    }

    /// Opens a letter and keeps it: the school sees it as read from then on.
    ///
    /// # Errors
    /// Those of the school and of the store; [`SyncFault::Late`] where `deadline` passes.
    pub async fn open_letter(&self, student: &StudentId, id: &str, deadline: Duration) -> Result<Message, SyncFault> {
        let visit = self.visit(student, deadline).await?;
        let opened = async {
            let letter = visit.api().open_letter(&visit.enrolment, id).await?;
            self.vault.put_opened(student, &letter, (self.clock)()).await?;
            Ok(letter)
        };
        visit.heard(opened).await
    }

    /// Sends a letter, once. Before it leaves the school is asked who is signed in: what would have failed by itself
    /// (no network, a session that has ended) is then known not to have left. `deadline` is for all that comes before
    /// the letter, and once more for the letter.
    pub async fn send_letter(&self, student: &StudentId, letter: &Letter, deadline: Duration) -> Sent {
        let visit = match self.visit(student, deadline).await {
            Ok(visit) => visit,
            Err(fault) => return Sent::Kept(fault),
        };
        if let Err(fault) = visit.heard(async { Ok(visit.api().identity().await?) }).await {
            return Sent::Kept(fault);
        }
        let sending = async { Ok(visit.api().send_letter(&visit.enrolment, letter).await?) };
        match visit.heard_within(deadline, sending).await {
            Ok(()) => Sent::Taken,
            Err(fault) if says_that_it_has_not_arrived(&fault) => Sent::Kept(fault),
            Err(fault) => Sent::Unknown(fault),
        }
    }
}

/// A server that is out of order, or answers as nobody knows, may have taken it before it did.
fn says_that_it_has_not_arrived(fault: &SyncFault) -> bool {
    use SchoolError::{Forbidden, Limited, OutOfOrder, Refused, Setting, Strange, Unreachable};
    match fault {
        SyncFault::School(Refused(_) | Forbidden(_) | Limited { .. } | Setting(_)) => true,
        SyncFault::School(Unreachable(_) | OutOfOrder(_) | Strange(_))
        | SyncFault::Store(_)
        | SyncFault::Held
        | SyncFault::Late
        | SyncFault::Stopped => false,
    }
}
