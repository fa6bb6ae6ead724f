//! The pulse: asks what is due and tells what is new, whether a window is open or not.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use peremena_sync::{Reason, SyncFault, Whose};
use time::OffsetDateTime;
use tokio::task::JoinHandle;

use crate::{App, profile::Profile, sync_now::DEADLINE, telling::nap_until};

/// A look at the clock at least this often: a machine that slept is awake again, a clock was set.
const LONGEST_NAP: Duration = Duration::from_secs(60);

/// How long one session may take to be kept alive.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// How long a try that could not be noted is left alone.
const UNNOTED: Duration = Duration::from_secs(30);

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
            let mut rest = None;
            loop {
                let nap = app.beat(&mut rest).await;
                let _ = tokio::time::timeout(nap, app.inner.pulse.notified()).await;
            }
        });
        let app = self.clone();
        let copying = tokio::spawn(async move { app.keep_copies().await });
        let app = self.clone();
        let watching = tokio::spawn(async move { app.keep_watch().await });
        let app = self.clone();
        let looking_back = tokio::spawn(async move { app.keep_histories().await });
        #[cfg_attr(not(target_os = "linux"), allow(unused_mut))]
        let mut tasks = vec![beating, copying, watching, looking_back];
        #[cfg(target_os = "linux")]
        {
            let app = self.clone();
            tasks.push(tokio::spawn(crate::surroundings::on_system_bus(move |seen| app.set_surroundings(seen))));
            tasks.push(tokio::spawn(crate::surroundings::lock_before_sleep(self.clone())));
        }
        Pulse { tasks }
    }

    /// Asks what is due, tells what is new, and says how long there is nothing to do. `rest`: until when nothing is
    /// asked, because the last try could not even be noted.
    async fn beat(&self, rest: &mut Option<Instant>) -> Duration {
        if self.rests() {
            return LONGEST_NAP;
        }
        let Ok(profile) = self.profile().await else { return LONGEST_NAP };
        let window_open = self.inner.window_open.load(Ordering::Relaxed);
        let around = self.around(window_open);
        let due = async || profile.engine.due(&around).await.ok().flatten();
        let before = due().await.filter(|due| *due <= self.now());
        if rest.is_none_or(|rest| rest <= Instant::now()) && before.is_some() {
            let report = self.run_sync(&profile, Reason::Planned(around), Whose::Everyone, DEADLINE).await;
            let after = due().await.filter(|due| *due <= self.now());
            let store_failed = report.faults().any(|fault| matches!(fault, SyncFault::Store(_)));
            *rest = unnoted(before, after, store_failed).then(|| Instant::now() + UNNOTED);
        }
        if let Err(error) = profile.engine.keep_alive(&around, KEEP_ALIVE).await {
            tracing::warn!(%error, "sessions could not be kept alive");
        }
        let telling_due = match self.tell_until().await {
            Ok(told) => told.due,
            Err(error) => {
                tracing::warn!(%error, "what is new could not be told");
                None
            }
        };
        // What is new comes first, what was long ago after it.
        self.inner.histories.ring();
        // Telling comes first: nobody waits for a widget.
        self.refresh_old_summary(&profile).await;
        self.refresh_calendars(&profile).await;
        let alive_due = profile.engine.alive_due(&around).await.ok().flatten();
        if !window_open {
            self.cool(&profile).await;
        }
        let next = due().await.into_iter().chain(telling_due).chain(alive_due).min();
        let nap = nap_until(next, self.now(), LONGEST_NAP);
        match rest.map(|rest| rest.saturating_duration_since(Instant::now())) {
            Some(rest) => nap.max(rest.min(LONGEST_NAP)),
            None => nap,
        }
    }
}

impl App {
    /// Lets go of what is in memory of the file, once, after a sync or a window that was closed. A process in the tray
    /// lives for months: without this each connection ends up with a file of its own in memory.
    pub(crate) async fn cool(&self, profile: &Profile) {
        if self.inner.warm.swap(false, Ordering::Relaxed) {
            profile.vault.cool().await;
        }
    }
}

/// Whether a sync left nothing behind: what was due is due as before. `before` and `after` are what was due by then;
/// another moment is that of another child, whose turn has come meanwhile.
///
/// A disk that is full or a folder that is gone leaves every try due, to be made again without end.
fn unnoted(before: Option<OffsetDateTime>, after: Option<OffsetDateTime>, store_failed: bool) -> bool {
    after.is_some() && (after == before || store_failed)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use time::macros::datetime;

    use super::unnoted;
    use crate::testing::Home;

    /// Three children whose turns come a few milliseconds apart: the first one's sync must not put the others off.
    #[test]
    fn the_turn_of_the_next_child_is_no_sign_of_trouble() {
        let (first, second) = (Some(datetime!(2026-11-20 10:43 +3)), Some(datetime!(2026-11-20 10:43:00.004 +3)));
        assert!(!unnoted(first, second, false));
        assert!(!unnoted(first, None, false) && !unnoted(first, None, true));
        assert!(unnoted(first, first, false), "it is due as it was");
        assert!(unnoted(first, second, true), "a child that was never asked is due at every moment");
    }

    /// Seen with a profile folder that was deleted under a running program: it asked hundreds of times a second.
    #[tokio::test]
    async fn what_cannot_be_noted_is_not_tried_in_a_loop() {
        // The folder of this profile was never made, so no lock can be had and nothing can be noted.
        let home = Home::new().await;
        let mut events = home.app.events();
        let pulse = home.app.start_pulse();
        tokio::time::sleep(Duration::from_millis(700)).await;
        drop(pulse);
        let mut heard = 0;
        while events.try_recv().is_ok() {
            heard += 1;
        }
        assert!((1..=4).contains(&heard), "{heard} events: one sync says that it begins and that it ended");
    }
}
