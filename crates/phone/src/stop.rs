//! Ending a job from outside, before it has begun too: the system may change its mind while a thread is being made.

use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex, PoisonError},
};

use tokio::sync::watch;

/// The jobs that were announced and neither stopped nor over, by their numbers. Nothing is ever sent: a job whose
/// sender is gone is to end.
#[derive(Default)]
struct Announced {
    last: i32,
    stops: HashMap<i32, watch::Sender<()>>,
}

static ANNOUNCED: LazyLock<Mutex<Announced>> = LazyLock::new(Mutex::default);

fn announced<T>(of: impl FnOnce(&mut Announced) -> T) -> T {
    of(&mut ANNOUNCED.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Announces a job, and gives the number under which it is run and stopped: never 0.
pub fn announce() -> i32 {
    announced(|all| {
        all.last = all.last.checked_add(1).unwrap_or(1);
        all.stops.insert(all.last, watch::Sender::new(()));
        all.last
    })
}

/// Ends this job as its deadline would, whether it runs already or not, and no other; nothing is lost by it. It is also
/// how a job that was announced, and is not to be run after all, is forgotten.
pub fn stop(number: i32) {
    announced(|all| all.stops.remove(&number));
}

/// What a job listens to; with it goes its number.
pub(crate) struct Stop {
    number: i32,
    stopped: watch::Receiver<()>,
}

impl Stop {
    /// None where no job of this number was announced, or it was stopped, or has ended.
    pub(crate) fn of(number: i32) -> Option<Stop> {
        announced(|all| all.stops.get(&number).map(|stop| Stop { number, stopped: stop.subscribe() }))
    }

    /// Returns once the job is to end.
    pub(crate) async fn wanted(&mut self) {
        while self.stopped.changed().await.is_ok() {}
    }
}

impl Drop for Stop {
    fn drop(&mut self) {
        announced(|all| all.stops.remove(&self.number));
    }
}

#[cfg(test)]
mod tests {
    use std::{path::Path, time::Duration};

    use peremena_app::{DeviceKey, Occasion};
    use time::OffsetDateTime;

    use super::*;
    use crate::{Job, Outcome, PhoneNotice, Shows};

    struct Nobody;

    impl Shows for Nobody {
        fn show(&self, _notice: &PhoneNotice) -> bool {
            false
        }
    }

    fn run(number: i32, folder: &Path) -> Outcome {
        let job = Job {
            number,
            profile: folder.to_owned(),
            key: DeviceKey::new(b"the key of a diary that is empty").unwrap(),
            now: OffsetDateTime::UNIX_EPOCH,
            locale: None,
            deadline: Duration::from_secs(10),
            occasion: Occasion::Asked,
            saving: false,
        };
        crate::run(job, Nobody).outcome
    }

    async fn is_wanted(stop: &mut Stop) -> bool {
        tokio::time::timeout(Duration::from_millis(50), stop.wanted()).await.is_ok()
    }

    #[test]
    fn a_stop_that_comes_before_the_job_is_not_lost() {
        let folder = tempfile::tempdir().unwrap();
        let number = announce();
        stop(number);
        assert_eq!(run(number, folder.path()), Outcome::Retry, "it is to be tried again");
        assert_eq!(run(announce(), folder.path()), Outcome::Done, "nobody has signed in");
    }

    #[tokio::test]
    async fn a_stop_ends_its_own_job_and_no_other() {
        let (one, other) = (announce(), announce());
        let (mut first, mut second) = (Stop::of(one).unwrap(), Stop::of(other).unwrap());
        assert!(!is_wanted(&mut first).await && !is_wanted(&mut second).await);
        stop(one);
        assert!(is_wanted(&mut first).await && !is_wanted(&mut second).await);
        drop(first);
        stop(one);
        assert!(!is_wanted(&mut second).await);
    }

    #[test]
    fn nothing_is_kept_of_a_job_that_is_over_or_was_never_announced() {
        let (ended, given_up) = (announce(), announce());
        drop(Stop::of(ended));
        stop(given_up);
        for number in [ended, given_up, 0, -7] {
            assert!(Stop::of(number).is_none(), "{number}");
        }
    }
}
