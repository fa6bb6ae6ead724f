//! One job: the app opened, one look, the app closed, within a deadline.

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use peremena_app::{
    App, AppError, Config, DeviceKey, KeyChoice, Looked, NoWindows, Occasion, surroundings::Surroundings,
    views::ProfileState,
};
use time::{OffsetDateTime, UtcOffset};

use crate::{
    notice::{self, Shows},
    stop::Stop,
};

/// What a job is given.
pub struct Job {
    /// As [`announce`](crate::announce) gave it.
    pub number: i32,
    /// Folder of the profile.
    pub profile: PathBuf,
    /// What opens its file.
    pub key: DeviceKey,
    /// The moment, with the device's offset: what is local time to Rust is not told to a library on a phone.
    pub now: OffsetDateTime,
    /// Language of the system ("ru-RU").
    pub locale: Option<String>,
    /// It ends within this time.
    pub deadline: Duration,
    /// Why it runs.
    pub occasion: Occasion,
    /// The phone saves power.
    pub saving: bool,
}

/// How a job ended, for who started it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum Outcome {
    /// All there was to do is done, or only a person can do more.
    Done = 0,
    /// No network, a school that does not answer, a deadline: the system tries again, later each time.
    Retry = 1,
    /// The file does not open, or what was given makes no sense: trying again changes nothing.
    Failed = 2,
}

/// What came of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// How.
    pub outcome: Outcome,
    /// When it is of use to come again; none where that is not known, or there is nothing to come for.
    pub next: Option<OffsetDateTime>,
}

impl Ended {
    pub(crate) const FAILED: Ended = Ended { outcome: Outcome::Failed, next: None };
    const RETRY: Ended = Ended { outcome: Outcome::Retry, next: None };
    const NOTHING: Ended = Ended { outcome: Outcome::Done, next: None };
}

/// How much of the deadline, at most, is kept from the schools for the file, for telling and for the summary.
const FOR_THE_REST: Duration = Duration::from_secs(5);

/// How much of it, at most, is kept for closing.
const CLOSING: Duration = Duration::from_secs(1);

/// The moment with the device's offset; none where there is no such moment.
pub(crate) fn moment(millis: i64, offset_seconds: i32) -> Option<OffsetDateTime> {
    let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000).ok()?;
    at.checked_to_offset(UtcOffset::from_whole_seconds(offset_seconds).ok()?)
}

/// Runs a job on this thread. One that was stopped before is to be tried again; nothing is opened for it.
pub fn run(job: Job, shows: impl Shows + 'static) -> Ended {
    let Some(mut stop) = Stop::of(job.number) else { return Ended::RETRY };
    let until = Instant::now() + job.deadline;
    let closing = CLOSING.min(job.deadline / 8);
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::warn!(%error, "no runtime");
            return Ended::RETRY;
        }
    };
    let (occasion, saving) = (job.occasion, job.saving);
    let app = app_of(job, shows);
    app.set_surroundings(Surroundings { saving, online: None });
    let ended = runtime.block_on(async {
        let ended = tokio::select! {
            biased;
            () = stop.wanted() => Ended::RETRY,
            () = tokio::time::sleep_until((until - closing).into()) => Ended::RETRY,
            ended = look(&app, occasion, until - closing) => ended,
        };
        // A file that is not closed is whole too: what is left in its log is read with the next opening.
        let _ = tokio::time::timeout_at(until.into(), app.close()).await;
        ended
    });
    runtime.shutdown_background();
    ended
}

fn app_of(job: Job, shows: impl Shows + 'static) -> App {
    let (now, began) = (job.now, Instant::now());
    let config = Config {
        profile: job.profile,
        key: Some(KeyChoice::Device(job.key)),
        clock: Arc::new(move || now + began.elapsed()),
        every: None,
        locale: job.locale,
        window: false,
    };
    notice::app(config, Arc::new(NoWindows), shows)
}

async fn look(app: &App, occasion: Occasion, until: Instant) -> Ended {
    app.open().await;
    match app.storage_trouble().await {
        None => {}
        // The disk, or another process that is busy with the file.
        Some(ProfileState::NoAccess) => return Ended::RETRY,
        Some(state) => {
            tracing::warn!(?state, "the file does not open");
            return Ended::FAILED;
        }
    }
    let left = until.saturating_duration_since(Instant::now());
    match app.look_once(occasion, left - FOR_THE_REST.min(left / 4)).await {
        Ok(looked) => Ended { outcome: outcome(&looked), next: looked.next },
        // Nobody has signed in yet.
        Err(AppError::Closed) => Ended::NOTHING,
        Err(error) => {
            tracing::warn!(%error, "a look in the background failed");
            Ended::RETRY
        }
    }
}

/// Trying again soon helps against a network, not against refused credentials or an answer that makes no sense.
fn outcome(looked: &Looked) -> Outcome {
    let mut faults = looked.report.iter().flat_map(|report| report.faults());
    match faults.any(|fault| matches!(fault.word(), "unreachable" | "storage")) {
        true => Outcome::Retry,
        false => Outcome::Done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_the_devices_offset_and_nonsense_is_none() {
        let moment_of = |millis, offset| moment(millis, offset).map(|at| (at.hour(), at.offset().whole_seconds()));
        assert_eq!(moment_of(1_763_625_600_000, 10_800), Some((11, 10_800)));
        assert_eq!(moment_of(i64::MAX, 0), None);
        assert_eq!(moment_of(0, 90 * 3_600), None);
    }
}
