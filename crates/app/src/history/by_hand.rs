//! Earlier terms and years for the command line: until all is here, or somebody ends it.

use std::pin::pin;

use peremena_model::StudentId;
use peremena_sync::history::{End, Pause, Plan, Turn};
use peremena_vault::StudentRecord;
use serde::Serialize;
use time::Date;

use super::{Run, STEP_DEADLINE, said_end, said_since, said_step};
use crate::{App, AppError, profile::Profile};

/// Why it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HistoryOutcome {
    /// All is here that can be had.
    Done,
    /// Some of it could not be had.
    Partial,
    /// The day's requests are used up, the school asked to wait, or the battery runs low: the rest another time.
    Paused,
    /// Somebody has ended it: the rest another time.
    Cancelled,
}

/// The earlier terms and years of one child.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryFact {
    /// Whose.
    pub student: StudentId,
    /// Why it ended.
    pub state: HistoryOutcome,
    /// Months that are here.
    pub done: u32,
    /// Months of the school years that are known to be given.
    pub of: u32,
    /// From which day on all is here.
    pub since: Option<Date>,
    /// The newest school year that is not given, by the calendar year in which it begins.
    pub not_given: Option<i32>,
    /// What is to be said of it.
    pub words: String,
}

impl App {
    /// Fetches the earlier terms and years of all children, or of one, until all is here or `end` comes. `said` hears
    /// what is fetched now. What is here stays, wherever it ends.
    ///
    /// # Errors
    /// [`AppError::Closed`] where no file is open, [`AppError::Request`] where there is no such child; those of the file.
    pub async fn fetch_history(
        &self,
        student: Option<&StudentId>,
        end: impl Future<Output = ()>,
        said: impl Fn(&str),
    ) -> Result<Vec<HistoryFact>, AppError> {
        let profile = self.profile().await?;
        let records = profile.vault.students().await?;
        let wanted = |record: &&StudentRecord| student.is_none_or(|student| record.student.id == *student);
        let records: Vec<&StudentRecord> = records.iter().filter(wanted).collect();
        if records.is_empty() && student.is_some() {
            return Err(AppError::Request("error-request"));
        }
        let mut end = pin!(end);
        let mut ended = false;
        let mut facts = Vec::new();
        for record in records {
            let mut run = Run::default();
            let mut stopped = HistoryOutcome::Cancelled;
            if !ended {
                tokio::select! {
                    outcome = self.steps(&profile, record, &mut run, &said) => stopped = outcome?,
                    () = &mut end => ended = true,
                }
            }
            let plan = self.history_plan(&profile, record, &run).await?;
            let system = self.system_of(&profile, record).await?.map_or("", |system| system.name());
            facts.push(self.history_fact(record, &plan, &run, stopped, system));
        }
        Ok(facts)
    }

    async fn steps(
        &self,
        profile: &Profile,
        record: &StudentRecord,
        run: &mut Run,
        said: &impl Fn(&str),
    ) -> Result<HistoryOutcome, AppError> {
        let student = &record.student.id;
        let past_years = self.gives_past_years(profile, record).await?;
        loop {
            let Some(step) = self.history_plan(profile, record, run).await?.next else {
                profile.engine.want_history(student, false).await?;
                return Ok(HistoryOutcome::Done);
            };
            // Somebody waits for it.
            match profile.engine.history_turn(student, &self.around(true), run.steps).await? {
                Some(Turn::At(at)) => tokio::time::sleep(self.until(at)).await,
                Some(Turn::Paused(Pause::SignIn | Pause::School | Pause::Saving | Pause::Budget, _)) | None => {
                    return Ok(HistoryOutcome::Paused);
                }
            }
            said(&said_step(&self.words(), step));
            let outcome = self.heard(profile.engine.history_step(student, past_years, &run.aside, STEP_DEADLINE).await);
            run.note(step, outcome.as_ref().map(|_| ()), self.now());
            if let Err(fault) = outcome {
                tracing::info!(%fault, ?step, "a step of earlier terms and years could not be had");
                if !run.aside.contains(&step) && run.steps.failures >= super::TRIES {
                    return Ok(HistoryOutcome::Paused);
                }
            }
        }
    }

    fn history_fact(
        &self,
        record: &StudentRecord,
        plan: &Plan,
        run: &Run,
        state: HistoryOutcome,
        system: &str,
    ) -> HistoryFact {
        let words = self.words();
        let partial = plan.done < plan.of || matches!(plan.end, Some(End::Trouble(_)));
        let said = [Some(said_since(&words, plan.since)), said_end(&words, plan, run, system)];
        HistoryFact {
            student: record.student.id.clone(),
            state: if state == HistoryOutcome::Done && partial { HistoryOutcome::Partial } else { state },
            done: plan.done,
            of: plan.of,
            since: plan.since,
            not_given: match plan.end {
                Some(End::NotGiven(year) | End::Nothing(year)) => Some(year.0),
                Some(End::CurrentYear | End::Whole | End::Trouble(_)) | None => None,
            },
            words: said.into_iter().flatten().collect::<Vec<_>>().join(". "),
        }
    }
}
