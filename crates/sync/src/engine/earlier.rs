//! Earlier terms and years: one step at a time, each as it is committed.
//!
//! How far it is follows from what is here; beside that a child's prints keep whether it is wanted, and what each past
//! year showed. They go with the items: where these are rebuilt, nobody takes it that they are here.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    time::Duration,
};

use peremena_model::{Coverage, Item, Kind, KindSet, SchoolYear, Span, StudentId};
use peremena_school::{Answer, Ask, Enrolment, SchoolApi, SchoolError};
use peremena_vault::{PassWrite, VaultError};

use super::{
    Engine,
    settle::{Pass, read_all},
    standing::past,
};
use crate::{
    StudentReport, SyncFault,
    history::{self, KnownYear, Plan, Said, Step, Steps, Turn},
    pace::{Around, Seed},
};

/// Whether the family wants it, among the prints.
const WANTED: &str = "history";

/// What must be here of a day for it to be: what every system gives.
const MUST: [Kind; 2] = [Kind::Lesson, Kind::Mark];

/// Years are looked for in the file so far back.
const YEARS: i32 = 12;

fn said_key(year: SchoolYear) -> String {
    format!("{WANTED} {}", year.0)
}

/// A step that is taken now.
struct Taken<'a> {
    api: &'a dyn SchoolApi,
    enrolment: &'a Enrolment,
    student: &'a StudentId,
}

impl Engine {
    /// Whether earlier terms and years of a child are wanted, and were not brought to their end.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn wants_history(&self, student: &StudentId) -> Result<bool, VaultError> {
        Ok(self.vault.prints(student).await?.get(WANTED).is_some_and(|wanted| !wanted.is_empty()))
    }

    /// Notes that they are wanted, or no more. What is here stays.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn want_history(&self, student: &StudentId, wanted: bool) -> Result<(), VaultError> {
        if self.wants_history(student).await? == wanted {
            return Ok(());
        }
        let word = if wanted { "wanted" } else { "" };
        self.note_history(student, WANTED.into(), word).await
    }

    /// How far a child's earlier terms and years are. From the file alone.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn history(
        &self,
        student: &StudentId,
        past_years: bool,
        aside: &HashSet<Step>,
    ) -> Result<Plan, VaultError> {
        let today = (self.clock)().date();
        let prints = self.vault.prints(student).await?;
        let current = SchoolYear::of(today);
        let mut years = BTreeMap::new();
        for back in 0..YEARS {
            let year = SchoolYear(current.0 - back);
            let said = prints.get(&said_key(year)).and_then(|word| Said::from_word(word));
            if back > 0 && said.is_none() {
                break;
            }
            let mut coverage: HashMap<Kind, Coverage> = read_all(self.vault.coverage(student, year).await?);
            let covered = MUST.into_iter().map(|kind| coverage.remove(&kind).unwrap_or_default()).collect();
            years.insert(year, KnownYear { said, covered });
        }
        Ok(history::plan(&years, past_years, aside, today))
    }

    /// When the next step for a child may be taken; none where there is no such child.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn history_turn(
        &self,
        student: &StudentId,
        around: &Around,
        steps: Steps,
    ) -> Result<Option<Turn>, VaultError> {
        let now = (self.clock)();
        let children = self.vault.students().await?;
        let child = children.iter().find(|record| record.student.id == *student);
        let accounts = self.vault.accounts().await?;
        let account = child.and_then(|child| accounts.iter().find(|it| it.id == child.student.account));
        let Some(account) = account else { return Ok(None) };
        let past = past(account, student, &self.vault.status().await?, now);
        Ok(Some(history::turn(&past, around, steps, now, Seed::of(student))))
    }

    /// Takes the next step for a child: asks, and commits what came. Gives the step; none where there is nothing to ask
    /// for. What is found is told to nobody. Whatever goes wrong leaves what is here.
    ///
    /// # Errors
    /// Those of the school and of the store; [`SyncFault::Late`] where `deadline` passes.
    pub async fn history_step(
        &self,
        student: &StudentId,
        past_years: bool,
        aside: &HashSet<Step>,
        deadline: Duration,
    ) -> Result<Option<Step>, SyncFault> {
        if !self.may_ask(student).await? {
            return Ok(None);
        }
        let visit = self.visit(student, deadline).await?;
        let taken = async {
            let Some(step) = self.history(student, past_years, aside).await?.next else { return Ok(None) };
            self.take(step, Taken { api: visit.api(), enrolment: &visit.enrolment, student }).await?;
            Ok(Some(step))
        };
        visit.heard(taken).await
    }

    async fn take(&self, step: Step, taken: Taken<'_>) -> Result<(), SyncFault> {
        match step {
            Step::Days(span) => {
                let answer = self.days(span, step.year(), &taken).await?;
                self.keep(answer, span, step.year(), None, &taken).await
            }
            Step::Probe(year) => {
                let Some(span) = history::probed(year) else { return Ok(()) };
                let answer = self.days(span, year, &taken).await?;
                let said = if tells(&answer) { Said::Given } else { Said::Nothing };
                self.keep(answer, span, year, Some(said), &taken).await
            }
            Step::Year(year) => self.ask_year(year, &taken).await,
        }
    }

    async fn days(&self, span: Span, year: SchoolYear, taken: &Taken<'_>) -> Result<Answer, SyncFault> {
        let ask = self.ask_for(history::kinds(), span, year, taken.student);
        let answer = taken.api.fetch(taken.enrolment, &ask).await?;
        // A day of which a part could not be had is not here: it is asked for again, and not called done.
        let lacks = answer.failed.iter().find(|(kind, _)| MUST.contains(kind));
        lacks.map_or(Ok(()), |(_, fault)| Err(SyncFault::from(fault.clone())))?;
        Ok(answer)
    }

    /// A year's terms, holidays and marks of terms. A year that the system does not give is noted as such.
    async fn ask_year(&self, year: SchoolYear, taken: &Taken<'_>) -> Result<(), SyncFault> {
        let Some(span) = year.span() else { return Ok(()) };
        let ask = self.ask_for(KindSet::of(&[Kind::TermMark]), span, year, taken.student);
        let mut answer = match taken.api.fetch(taken.enrolment, &ask).await {
            Ok(answer) => answer,
            Err(SchoolError::Forbidden(_)) => {
                return Ok(self.note_history(taken.student, said_key(year), Said::NotGiven.word()).await?);
            }
            Err(fault) => return Err(fault.into()),
        };
        match taken.api.terms(taken.enrolment, year).await {
            Ok(terms) => {
                answer.skipped += terms.skipped;
                // Terms are asked for by enrolment alone: whose they are is known here.
                answer.parts.extend(terms.parts.into_iter().map(|mut part| {
                    part.scope.student = taken.student.clone();
                    part
                }));
            }
            // Of the current year alone, or in no shape that is known: the year may be given all the same.
            Err(SchoolError::Forbidden(_) | SchoolError::Strange(_)) => {}
            Err(fault) => return Err(fault.into()),
        }
        let said = if tells(&answer) { Said::Given } else { Said::Bare };
        self.keep(answer, span, year, Some(said), taken).await
    }

    fn ask_for(&self, kinds: KindSet, span: Span, year: SchoolYear, student: &StudentId) -> Ask {
        Ask { student: student.clone(), kinds, year, span, now: (self.clock)() }
    }

    /// Commits an answer, and with it what it showed of its year.
    async fn keep(
        &self,
        mut answer: Answer,
        span: Span,
        year: SchoolYear,
        said: Option<Said>,
        taken: &Taken<'_>,
    ) -> Result<(), SyncFault> {
        // Years are never mixed: what a school dates into another one is left out.
        for part in &mut answer.parts {
            part.items.retain(|item| item.date().is_none_or(|date| SchoolYear::of(date) == year));
        }
        let ask = self.ask_for(history::kinds(), span, year, taken.student);
        let prints = self.vault.prints(taken.student).await?;
        let notes = said.map(|said| (said_key(year), said.word().to_owned())).into_iter().collect();
        let pass = Pass {
            ask: &ask,
            live: false,
            whole: false,
            rare: false,
            class: None,
            terms_failed: false,
            prints: &prints,
            entered_at: ask.now,
            history: Some(notes),
        };
        let student = self.child_of(taken.student).await?;
        let Some((child, _)) = student else { return Ok(()) };
        let mut report = StudentReport::of(&child.student);
        self.settle(taken.api, taken.enrolment, pass, answer, &mut report).await
    }

    async fn note_history(&self, student: &StudentId, key: String, word: &str) -> Result<(), VaultError> {
        let now = (self.clock)();
        let mut pass = PassWrite::new(student.clone(), SchoolYear::of(now.date()), now);
        pass.prints.push((key, word.to_owned()));
        self.vault.commit(&pass).await
    }
}

/// Whether an answer holds anything at all.
fn tells(answer: &Answer) -> bool {
    answer.parts.iter().any(|part| part.items.iter().any(|item| !matches!(item, Item::Holiday(_))))
}
