//! Earlier terms and years, fetched in the background once a family has asked for them: silently, politely, the newest
//! first, and until it is called off. A process that ends loses nothing: the next one goes on from what is here.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use peremena_model::{SchoolYear, StudentId};
use peremena_notify::{Arg, Words};
use peremena_school::{SchoolError, SchoolSystem, registry};
use peremena_sync::{
    SyncFault,
    history::{End, Pause, Plan, Step, Steps, Turn},
};
use peremena_vault::StudentRecord;
use time::{Date, OffsetDateTime};
use tokio::sync::Notify;

use crate::{
    App, AppError,
    family::Family,
    profile::Profile,
    views::{AppEvent, ErrorView, HistoriesView, HistoryRequest, HistoryState, HistoryView, Nothing},
};

mod by_hand;
#[cfg(test)]
mod tests;

pub use by_hand::{HistoryFact, HistoryOutcome};

/// How long one step may take.
const STEP_DEADLINE: Duration = Duration::from_secs(60);

/// A step that went wrong so often is left out until somebody asks anew.
const TRIES: u32 = 3;

/// What of it belongs to this process.
#[derive(Default)]
pub(crate) struct Histories {
    runs: Mutex<HashMap<StudentId, Run>>,
    /// Somebody has asked for it, or it may go on.
    bell: Notify,
    /// It was called off.
    called_off: Notify,
}

/// What was done for one child.
#[derive(Clone, Default)]
struct Run {
    steps: Steps,
    tries: HashMap<Step, u32>,
    aside: HashSet<Step>,
    now: Option<Step>,
}

impl Run {
    /// Notes how a step went; `at` its end.
    fn note(&mut self, step: Step, outcome: Result<(), &SyncFault>, at: OffsetDateTime) {
        self.now = None;
        self.steps.last = Some(at);
        let Err(fault) = outcome else {
            self.steps.failures = 0;
            return;
        };
        self.steps.failures = self.steps.failures.saturating_add(1);
        // A school that cannot be reached, or asks to be left alone, says nothing of the step.
        let of_the_step = !fault.asks_to_wait()
            && match fault {
                SyncFault::School(SchoolError::Unreachable(_) | SchoolError::Refused(_))
                | SyncFault::Store(_)
                | SyncFault::Stopped => false,
                SyncFault::School(_) | SyncFault::Held | SyncFault::Late => true,
            };
        let tries = self.tries.entry(step).or_default();
        *tries = tries.saturating_add(u32::from(of_the_step));
        if *tries >= TRIES {
            self.aside.insert(step);
            self.steps.failures = 0;
        }
    }
}

impl Histories {
    fn runs(&self) -> MutexGuard<'_, HashMap<StudentId, Run>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self, student: &StudentId) -> Run {
        self.runs().get(student).cloned().unwrap_or_default()
    }

    /// It may go on: a step is looked for where one is wanted.
    pub(crate) fn ring(&self) {
        self.bell.notify_one();
    }
}

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn history(&self, _: Nothing) -> Result<HistoriesView, ErrorView> {
        self.histories_view().await.map_err(|error| self.said(&error))
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn begin_history(&self, request: HistoryRequest) -> Result<HistoriesView, ErrorView> {
        let begun = self.wish_history(&StudentId::from_text(request.student), true).await;
        begun.map_err(|error| self.said(&error))
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn cancel_history(&self, request: HistoryRequest) -> Result<HistoriesView, ErrorView> {
        let cancelled = self.wish_history(&StudentId::from_text(request.student), false).await;
        cancelled.map_err(|error| self.said(&error))
    }

    async fn wish_history(&self, student: &StudentId, wanted: bool) -> Result<HistoriesView, AppError> {
        let profile = self.profile().await?;
        if !profile.vault.students().await?.iter().any(|record| record.student.id == *student) {
            return Err(AppError::Request("error-request"));
        }
        profile.engine.want_history(student, wanted).await?;
        // Who asks anew has what went wrong tried anew.
        self.inner.histories.runs().remove(student);
        if wanted {
            self.inner.histories.ring();
        } else {
            self.inner.histories.called_off.notify_waiters();
        }
        self.histories_view().await
    }

    async fn histories_view(&self) -> Result<HistoriesView, AppError> {
        let profile = self.profile().await?;
        let family = self.load_family(&profile).await?;
        let mut children = Vec::new();
        for record in &family.records {
            children.push(self.history_view(&profile, &family, record).await?);
        }
        Ok(HistoriesView { children })
    }

    async fn history_view(
        &self,
        profile: &Profile,
        family: &Family,
        record: &StudentRecord,
    ) -> Result<HistoryView, AppError> {
        let (words, now) = (self.words(), self.now());
        let student = &record.student.id;
        let run = self.inner.histories.run(student);
        let plan = self.history_plan(profile, record, &run).await?;
        let turn = if profile.engine.wants_history(student).await? {
            profile.engine.history_turn(student, &self.around(true), run.steps).await?
        } else {
            None
        };
        let child = family.student_view(record, &words, now);
        let (state, text) = match (plan.next, turn) {
            (None, _) => (HistoryState::Done, said_since(&words, plan.since)),
            (Some(_), None) => (HistoryState::Idle, said_since(&words, plan.since)),
            (Some(_), Some(Turn::Paused(pause, _))) => {
                (HistoryState::Paused, words.say_with(pause_words(pause), &[("system", Arg::Text(&child.system))]))
            }
            (Some(next), Some(Turn::At(_))) => (HistoryState::Running, said_step(&words, run.now.unwrap_or(next))),
        };
        let progress = [("done", Arg::count(plan.done)), ("of", Arg::count(plan.of))];
        Ok(HistoryView {
            student: child.id,
            name: child.name,
            initial: child.initial,
            colour: child.colour,
            state,
            text,
            progress: plan.next.map(|_| words.say_with("history-progress", &progress)),
            share: if plan.of == 0 { 1.0 } else { f64::from(plan.done) / f64::from(plan.of) },
            end: said_end(&words, &plan, &run, &child.system),
        })
    }

    async fn history_plan(&self, profile: &Profile, record: &StudentRecord, run: &Run) -> Result<Plan, AppError> {
        let past_years = self.gives_past_years(profile, record).await?;
        Ok(profile.engine.history(&record.student.id, past_years, &run.aside).await?)
    }

    async fn gives_past_years(&self, profile: &Profile, record: &StudentRecord) -> Result<bool, AppError> {
        let system = self.system_of(profile, record).await?;
        Ok(system.is_some_and(|system| system.capabilities().past_years))
    }

    async fn system_of(
        &self,
        profile: &Profile,
        record: &StudentRecord,
    ) -> Result<Option<&'static dyn SchoolSystem>, AppError> {
        let accounts = profile.vault.accounts().await?;
        let account = accounts.iter().find(|account| account.id == record.student.account);
        Ok(account.and_then(|account| registry::system(&account.system)))
    }

    /// Fetches for as long as the app runs. It has no clock of its own while nothing is wanted: the pulse rings.
    pub(crate) async fn keep_histories(&self) {
        loop {
            self.inner.histories.bell.notified().await;
            while let Some(nap) = self.history_beat().await {
                let _ = tokio::time::timeout(nap, self.inner.histories.bell.notified()).await;
            }
        }
    }

    /// Takes one step, for one of the children for whom it is wanted. Gives how long there is nothing to do; none where
    /// the pulse will ring.
    async fn history_beat(&self) -> Option<Duration> {
        if self.rests() {
            return None;
        }
        let profile = self.profile().await.ok()?;
        match self.take_turn(&profile).await {
            Ok(next) => next.map(|at| self.until(at)),
            Err(error) => {
                tracing::warn!(%error, "earlier terms and years could not be fetched");
                None
            }
        }
    }

    /// The first child whose turn it is has a step taken; else gives when the next one's turn is.
    async fn take_turn(&self, profile: &Profile) -> Result<Option<OffsetDateTime>, AppError> {
        let around = self.around(self.inner.window_open.load(std::sync::atomic::Ordering::Relaxed));
        let mut soonest: Option<OffsetDateTime> = None;
        for record in profile.vault.students().await? {
            let student = &record.student.id;
            if !profile.engine.wants_history(student).await? {
                continue;
            }
            let run = self.inner.histories.run(student);
            match profile.engine.history_turn(student, &around, run.steps).await? {
                Some(Turn::At(at)) if at <= self.now() => {
                    self.take_step(profile, &record, run).await?;
                    return Ok(Some(self.now()));
                }
                Some(Turn::At(at)) => soonest = Some(soonest.map_or(at, |soonest| soonest.min(at))),
                Some(Turn::Paused(..)) | None => {}
            }
        }
        Ok(soonest)
    }

    async fn take_step(&self, profile: &Profile, record: &StudentRecord, mut run: Run) -> Result<(), AppError> {
        let student = &record.student.id;
        let Some(step) = self.history_plan(profile, record, &run).await?.next else {
            profile.engine.want_history(student, false).await?;
            self.emit(AppEvent::Status);
            return Ok(());
        };
        let past_years = self.gives_past_years(profile, record).await?;
        run.now = Some(step);
        self.inner.histories.runs().insert(student.clone(), run.clone());
        self.emit(AppEvent::Status);
        let before = profile.vault.rows_written();
        let outcome = tokio::select! {
            outcome = profile.engine.history_step(student, past_years, &run.aside, STEP_DEADLINE) => outcome,
            () = self.inner.histories.called_off.notified() => return Ok(()),
        };
        if let Err(fault) = &outcome {
            tracing::info!(%fault, ?step, "a step of earlier terms and years could not be had");
        }
        let outcome = self.heard(outcome);
        run.note(step, outcome.as_ref().map(|_| ()), self.now());
        self.inner.histories.runs().insert(student.clone(), run);
        if profile.vault.rows_written() == before {
            self.emit(AppEvent::Status);
        } else {
            self.emit(AppEvent::Changed { students: vec![student.clone()] });
        }
        Ok(())
    }
}

fn pause_words(pause: Pause) -> &'static str {
    match pause {
        Pause::SignIn => "history-pause-sign-in",
        Pause::School => "history-pause-school",
        Pause::Saving => "history-pause-saving",
        Pause::Budget => "history-pause-budget",
    }
}

/// "Загружено с сентября 2021 года".
fn said_since(words: &Words, since: Option<Date>) -> String {
    let Some(since) = since else { return words.say("history-none") };
    let month = words.say(&format!("month-{}", u8::from(since.month())));
    let year = since.year().to_string();
    words.say_with("history-since", &[("month", Arg::Text(&month)), ("year", Arg::Text(&year))])
}

/// "Март 2024: загружаем".
fn said_step(words: &Words, step: Step) -> String {
    match step {
        Step::Year(year) | Step::Probe(year) => {
            words.say_with("history-now-year", &[("year", Arg::Text(&named(year)))])
        }
        Step::Days(span) => {
            let month = words.say(&format!("month-name-{}", u8::from(span.from().month())));
            let year = span.from().year().to_string();
            words.say_with("history-now-month", &[("month", Arg::Text(&month)), ("year", Arg::Text(&year))])
        }
    }
}

fn said_end(words: &Words, plan: &Plan, run: &Run, system: &str) -> Option<String> {
    let of = |id: &str, year: SchoolYear| {
        words.say_with(id, &[("year", Arg::Text(&named(year))), ("system", Arg::Text(system))])
    };
    if plan.next.is_none() && plan.done < plan.of {
        return Some(words.say("history-aside"));
    }
    match plan.end? {
        End::CurrentYear => Some(words.say_with("history-end-current-year", &[("system", Arg::Text(system))])),
        End::NotGiven(year) => Some(of("history-end-not-given", year)),
        End::Nothing(year) => Some(of("history-end-nothing", year)),
        // A year that is tried again when somebody asks anew.
        End::Trouble(year) => (!run.aside.is_empty()).then(|| of("history-end-trouble", year)),
        End::Whole => None,
    }
}

/// "2024/25".
fn named(year: SchoolYear) -> String {
    format!("{}/{:02}", year.0, (year.0 + 1).rem_euclid(100))
}
