//! Ending a job from outside, before it has begun too: the system may change its mind while a thread is being made.

use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex, PoisonError},
};

use tokio::sync::watch;

/// The jobs that were announced and have not ended, by their numbers.
#[derive(Default)]
struct Announced {
    last: i32,
    stops: HashMap<i32, watch::Sender<bool>>,
}

static ANNOUNCED: LazyLock<Mutex<Announced>> = LazyLock::new(Mutex::default);

fn announced<T>(of: impl FnOnce(&mut Announced) -> T) -> T {
    of(&mut ANNOUNCED.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Announces a job, and gives the number under which it is run and stopped: never 0.
pub fn announce() -> i32 {
    announced(|all| {
        all.last = all.last.checked_add(1).unwrap_or(1);
        all.stops.insert(all.last, watch::Sender::new(false));
        all.last
    })
}

/// Ends this job as its deadline would, whether it runs already or not, and no other. Nothing is lost by it.
pub fn stop(number: i32) {
    announced(|all| {
        if let Some(stop) = all.stops.get(&number) {
            stop.send_replace(true);
        }
    });
}

/// What a job listens to; with it goes its number.
pub(crate) struct Stop {
    number: i32,
    stopped: watch::Receiver<bool>,
}

impl Stop {
    /// None where no job of this number was announced, or it has ended.
    pub(crate) fn of(number: i32) -> Option<Stop> {
        announced(|all| all.stops.get(&number).map(|stop| Stop { number, stopped: stop.subscribe() }))
    }

    /// Returns once the job is to end.
    pub(crate) async fn wanted(&mut self) {
        if self.stopped.wait_for(|stopped| *stopped).await.is_err() {
            // Nobody is left who could stop it.
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Stop {
    fn drop(&mut self) {
        announced(|all| all.stops.remove(&self.number));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    async fn is_wanted(stop: &mut Stop) -> bool {
        tokio::time::timeout(Duration::from_millis(50), stop.wanted()).await.is_ok()
    }

    #[tokio::test]
    async fn a_stop_that_comes_before_the_job_is_not_lost() {
        let number = announce();
        stop(number);
        assert!(is_wanted(&mut Stop::of(number).unwrap()).await);
    }

    #[tokio::test]
    async fn a_stop_ends_its_own_job_and_no_other() {
        let (one, other) = (announce(), announce());
        let (mut first, mut second) = (Stop::of(one).unwrap(), Stop::of(other).unwrap());
        stop(one);
        assert!(is_wanted(&mut first).await && !is_wanted(&mut second).await);
        drop(first);
        assert!(Stop::of(one).is_none(), "it has ended");
        stop(one);
        assert!(!is_wanted(&mut second).await);
    }

    #[test]
    fn what_was_not_announced_is_no_job() {
        assert!(Stop::of(0).is_none() && Stop::of(-7).is_none());
    }
}
