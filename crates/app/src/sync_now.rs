//! Asking the schools, and saying what came of it.

use std::{
    pin::pin,
    sync::{PoisonError, atomic::Ordering},
    time::Duration,
};

use peremena_model::StudentId;
use peremena_notify::Arg;
use peremena_school::registry;
use peremena_sync::{Progress, Reason, SyncFault, SyncReport, Whose};

use crate::{
    App, AppError, errors,
    profile::Profile,
    views::{AppEvent, ErrorView, Nothing, SyncNowRequest, SyncedView},
};

/// A sync by hand ends within this time whatever the schools do.
pub const DEADLINE: Duration = Duration::from_secs(100);

/// How often the windows are told how far a sync is. One that is over sooner is not shown: its line would come and go.
const TOLD_EVERY: Duration = Duration::from_secs(1);

impl App {
    /// What a school answered to something asked beside the syncs (a week that is leafed to, earlier years, letters, files).
    pub(crate) fn heard<T>(&self, asked: Result<T, SyncFault>) -> Result<T, SyncFault> {
        asked.inspect_err(|fault| self.hear(fault))
    }

    /// Where the session has ended, which the engine has noted, the windows are told.
    pub(crate) fn hear(&self, fault: &SyncFault) {
        if fault.word() == "credentials" {
            self.emit(AppEvent::Status);
        }
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn sync_now(&self, request: SyncNowRequest) -> Result<SyncedView, ErrorView> {
        let report = self.sync(request.student.as_ref(), DEADLINE).await.map_err(|error| self.said(&error))?;
        let words = self.words();
        let count = report.changes();
        let fault = report.faults().next().map(|fault| fault.word());
        let system =
            report.students.iter().find(|student| student.error.is_some()).map(|student| student.account.clone());
        let name = match (system, self.profile().await) {
            (Some(account), Ok(profile)) => profile
                .vault
                .accounts()
                .await
                .unwrap_or_default()
                .iter()
                .find(|record| record.id == account)
                .and_then(|record| registry::system(&record.system))
                .map_or("", |system| system.name()),
            _ => "",
        };
        Ok(SyncedView {
            changes: u32::try_from(count).unwrap_or(u32::MAX),
            words: match count {
                0 => words.say("synced-nothing"),
                count => words.say_with("synced-changes", &[("count", Arg::count(count))]),
            },
            trouble: fault.map(|word| errors::trouble(&words, word, name, true)),
        })
    }

    /// Asks the schools of all children, or of one, right now.
    ///
    /// # Errors
    /// [`AppError::Closed`] where no file is open, [`AppError::Request`] where there is no such child.
    pub async fn sync(&self, student: Option<&StudentId>, deadline: Duration) -> Result<SyncReport, AppError> {
        let profile = self.profile().await?;
        if let Some(student) = student
            && !profile.vault.students().await?.iter().any(|record| record.student.id == *student)
        {
            return Err(AppError::Request("error-request"));
        }
        let report = self.run_sync(&profile, Reason::Asked, student.into(), deadline).await;
        // A command line has no pulse that would see to it.
        self.refresh_old_summary(&profile).await;
        self.refresh_calendars(&profile).await;
        Ok(report)
    }

    /// Runs a sync and tells the windows of its begin, its end and what it found.
    pub(crate) async fn run_sync(
        &self,
        profile: &Profile,
        reason: Reason,
        whose: Whose<'_>,
        deadline: Duration,
    ) -> SyncReport {
        self.inner.syncing.fetch_add(1, Ordering::Relaxed);
        self.emit(AppEvent::Status);
        let report = {
            let mut asked = pin!(profile.engine.sync_once(reason, whose, deadline));
            loop {
                if let Ok(report) = tokio::time::timeout(TOLD_EVERY, &mut asked).await {
                    break report;
                }
                self.tell_progress(profile);
            }
        };
        self.one_sync_less();
        self.inner.warm.store(true, Ordering::Relaxed);
        let first = reason == Reason::SignedIn;
        let changed: Vec<StudentId> = report
            .students
            .iter()
            // One that was ended may have left something before it was.
            .filter(|student| {
                first
                    || !student.changes.is_empty()
                    || matches!(student.error, Some(SyncFault::Stopped | SyncFault::Late))
            })
            .map(|student| student.student.clone())
            .collect();
        if changed.is_empty() {
            self.emit(AppEvent::Status);
        } else {
            self.emit(AppEvent::Changed { students: changed });
        }
        self.inner.pulse.notify_one();
        report
    }

    /// Notes that a sync of this process is over.
    pub(crate) fn one_sync_less(&self) {
        if self.inner.syncing.fetch_sub(1, Ordering::Relaxed) == 1 {
            *self.inner.progress.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }

    /// Tells the windows how far the syncs are that somebody waits for, where that has changed.
    fn tell_progress(&self, profile: &Profile) {
        let now = profile.engine.progress();
        let mut told = self.inner.progress.lock().unwrap_or_else(PoisonError::into_inner);
        if told.as_ref().map_or(now.is_empty(), |told| *told == now) {
            return;
        }
        *told = Some(now);
        drop(told);
        self.emit(AppEvent::Progress);
    }

    /// How far the syncs are that the windows were told of.
    pub(crate) fn shown_progress(&self, profile: &Profile) -> Vec<Progress> {
        let told = self.inner.progress.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(told) = told else { return Vec::new() };
        let now = profile.engine.progress();
        // Between two children of a first sync nothing runs for a moment.
        if now.is_empty() { told } else { now }
    }

    /// The command of this name. What was going on says itself that it has ended.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn stop_sync(&self, _: Nothing) -> Result<Nothing, ErrorView> {
        self.profile().await.map_err(|error| self.said(&error))?.engine.stop();
        Ok(Nothing {})
    }
}

#[cfg(test)]
mod tests;
