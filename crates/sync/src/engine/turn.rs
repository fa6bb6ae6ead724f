//! Whose turn it is to ask the schools, and the renewals that outlive it.

use std::{sync::Arc, time::Duration};

use tokio::sync::{OwnedMutexGuard, watch};

use super::Engine;
use crate::ProfileLock;

/// The right to ask a profile's schools, in this process and across processes. Whoever asks holds it, and so does a session
/// that is being renewed, to its end: whoever came meanwhile would read the old one from the file and send a refresh
/// token that works once a second time, which signs the family out.
pub(super) struct Turn {
    _here: OwnedMutexGuard<()>,
    /// None for the demo school, which has one process.
    _everywhere: Option<ProfileLock>,
}

impl Turn {
    pub(super) fn of(here: OwnedMutexGuard<()>, everywhere: Option<ProfileLock>) -> Arc<Turn> {
        Arc::new(Turn { _here: here, _everywhere: everywhere })
    }
}

/// How many sessions are being renewed.
#[derive(Clone, Default)]
pub(super) struct Renewals(Arc<watch::Sender<usize>>);

/// One of them.
pub(super) struct UnderWay(Renewals);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}

impl Renewals {
    pub(super) fn begin(&self) -> UnderWay {
        self.0.send_modify(|count| *count = count.saturating_add(1));
        UnderWay(self.clone())
    }

    pub(super) async fn over(&self) {
        let mut heard = self.0.subscribe();
        // The sender is held here: it does not go meanwhile.
        let _ = heard.wait_for(|count| *count == 0).await;
    }
}

impl Engine {
    /// Waits until no session is being renewed any more, `patience` at most. To be asked before the file is closed or the
    /// process ends: a session that was renewed and could not be kept is lost, and the family signed out.
    pub async fn renewals_end(&self, patience: Duration) {
        let _ = tokio::time::timeout(patience, self.renewals.over()).await;
    }
}
