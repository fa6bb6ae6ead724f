//! The pulse: asks what is due and tells what is new, whether a window is open or not.

use std::{sync::atomic::Ordering, time::Duration};

use peremena_sync::{Reason, Whose};
use tokio::task::JoinHandle;

use crate::{App, sync_now::DEADLINE, telling::nap_until};

/// A look at the clock at least this often: a machine that slept is awake again, a clock was set.
const LONGEST_NAP: Duration = Duration::from_secs(60);

/// A running pulse; it stops when this is dropped.
pub struct Pulse {
    tasks: Vec<JoinHandle<()>>,
}

impl Drop for Pulse {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl App {
    /// Starts the pulse.
    pub fn start_pulse(&self) -> Pulse {
        let app = self.clone();
        let beating = tokio::spawn(async move {
            loop {
                let nap = app.beat().await;
                let _ = tokio::time::timeout(nap, app.inner.pulse.notified()).await;
            }
        });
        let mut tasks = vec![beating];
        #[cfg(target_os = "linux")]
        {
            let app = self.clone();
            tasks.push(tokio::spawn(crate::surroundings::on_system_bus(move |seen| app.set_surroundings(seen))));
        }
        Pulse { tasks }
    }

    /// Asks what is due, tells what is new, and says how long there is nothing to do.
    async fn beat(&self) -> Duration {
        let Ok(profile) = self.profile().await else { return LONGEST_NAP };
        let window_open = self.inner.window_open.load(Ordering::Relaxed);
        let around = self.around(window_open);
        if let Ok(Some(due)) = profile.engine.due(&around).await
            && due <= self.now()
        {
            self.run_sync(&profile, Reason::Planned(around), Whose::Everyone, DEADLINE).await;
        }
        let telling_due = match self.tell_until().await {
            Ok(told) => told.due,
            Err(error) => {
                tracing::warn!(%error, "what is new could not be told");
                None
            }
        };
        let sync_due = profile.engine.due(&around).await.ok().flatten();
        nap_until(sync_due.into_iter().chain(telling_due).min(), self.now(), LONGEST_NAP)
    }
}
