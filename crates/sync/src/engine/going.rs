//! How far a sync is that somebody waits for, and that somebody has had enough of it. In memory alone: a step is told
//! by no row.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use peremena_model::{AccountId, Student, StudentId};
use peremena_school::Traffic;
use tokio::sync::watch;

use super::Engine;

/// What of an account is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Who is signed in, and which children there are.
    Account,
    /// A child's terms and holidays.
    Terms,
    /// A child's days with all that belongs to them.
    Days,
}

/// How far the sync of one account is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Of which account.
    pub account: AccountId,
    /// Whose turn it is; none while it is asked who there is.
    pub student: Option<StudentId>,
    /// What is asked for now.
    pub stage: Stage,
    /// Which step of the child's that is, from 1; 0 before the first child.
    pub step: u32,
    /// How many steps the child has, as far as that is known.
    pub of: u32,
    /// Requests of the account so far.
    pub requests: u64,
}

/// The syncs of this process that are shown, and can be stopped.
#[derive(Default)]
pub(super) struct Going {
    rounds: Mutex<Vec<Shown>>,
    /// How often somebody has had enough.
    stops: watch::Sender<u64>,
}

struct Shown {
    progress: Progress,
    traffic: Option<Arc<Traffic>>,
}

/// An account's sync is shown for as long as this lives: a deadline drops it like an end does.
pub(super) struct ShownWhile<'a> {
    going: &'a Going,
    account: AccountId,
}

impl Drop for ShownWhile<'_> {
    fn drop(&mut self) {
        self.going.rounds().retain(|round| round.progress.account != self.account);
    }
}

impl Going {
    fn rounds(&self) -> MutexGuard<'_, Vec<Shown>> {
        self.rounds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows the sync of an account that begins now.
    pub(super) fn show(&self, account: &AccountId) -> ShownWhile<'_> {
        let progress =
            Progress { account: account.clone(), student: None, stage: Stage::Account, step: 0, of: 0, requests: 0 };
        self.rounds().push(Shown { progress, traffic: None });
        ShownWhile { going: self, account: account.clone() }
    }

    /// The requests of an account are counted here.
    pub(super) fn counts(&self, account: &AccountId, traffic: &Arc<Traffic>) {
        if let Some(round) = self.rounds().iter_mut().find(|round| round.progress.account == *account) {
            round.traffic = Some(traffic.clone());
        }
    }

    /// A child's next step begins. A sync that is not shown is let pass.
    pub(super) fn step(&self, child: &Student, stage: Stage, of: u32) {
        let mut rounds = self.rounds();
        let round = rounds.iter_mut().find(|round| round.progress.account == child.account);
        if let Some(Shown { progress, .. }) = round {
            let before = if progress.student.as_ref() == Some(&child.id) { progress.step } else { 0 };
            progress.student = Some(child.id.clone());
            progress.stage = stage;
            progress.step = before.saturating_add(1);
            progress.of = of;
        }
    }

    /// How often somebody has had enough so far: what is told from then on ends whoever began before.
    pub(super) fn stops(&self) -> u64 {
        *self.stops.borrow()
    }

    /// Comes to its end once somebody has had enough since `stops`.
    pub(super) async fn stopped_since(&self, stops: u64) {
        let mut heard = self.stops.subscribe();
        // The sender is the engine's own: it does not go while somebody waits here.
        let _ = heard.wait_for(|now| *now != stops).await;
    }
}

impl Engine {
    /// How far the syncs are that somebody waits for: by hand, after a sign-in, and the first one of an account. Empty
    /// where none runs; what the planner asks for beside is shown to nobody.
    pub fn progress(&self) -> Vec<Progress> {
        let requests = |round: &Shown| round.traffic.as_ref().map_or(0, |traffic| traffic.requests());
        self.going
            .rounds()
            .iter()
            .map(|round| Progress { requests: requests(round), ..round.progress.clone() })
            .collect()
    }

    /// How often somebody has had enough so far: whoever has one sync follow another looks whether it is more than before.
    pub fn stops(&self) -> u64 {
        self.going.stops()
    }

    /// Ends the syncs that [`Engine::progress`] shows, and those that wait behind them: what is committed stays, the
    /// request that is under way is let go, and the planner tries again after its usual pause.
    pub fn stop(&self) {
        self.going.stops.send_modify(|stops| *stops = stops.wrapping_add(1));
    }
}
