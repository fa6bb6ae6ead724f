//! Days that somebody leafs to, outside the window of a sync: an earlier term, a week far ahead.

use std::time::Duration;

use peremena_model::{KindSet, SchoolYear, Span, StudentId};
use peremena_school::Ask;

use super::{Engine, child::DAILY, settle::Pass};
use crate::{StudentReport, SyncFault};

impl Engine {
    /// Fetches and keeps days that somebody leafs to. What is seen there for the first time is no news (rule 3);
    /// what has changed on days that were covered before is. Nothing is asked of an account that is signed out.
    ///
    /// # Errors
    /// Those of the school and of the store; [`SyncFault::Late`] where `deadline` passes.
    pub async fn leaf(&self, student: &StudentId, span: Span, deadline: Duration) -> Result<(), SyncFault> {
        if !self.may_ask(student).await? {
            return Ok(());
        }
        let visit = self.visit(student, deadline).await?;
        let leafed = async {
            let kinds: KindSet = DAILY.iter().copied().collect();
            let now = (self.clock)();
            let ask = Ask { student: student.clone(), kinds, year: SchoolYear::of(span.from()), span, now };
            let answer = visit.api().fetch(&visit.enrolment, &ask).await?;
            let prints = self.vault.prints(student).await?;
            let pass = Pass {
                ask: &ask,
                live: false,
                whole: false,
                rare: false,
                class: None,
                terms_failed: false,
                prints: &prints,
                entered_at: now,
                history: None,
            };
            let mut report = StudentReport::of(&visit.child.student);
            self.settle(visit.api(), &visit.enrolment, pass, answer, &mut report).await
        };
        visit.heard(leafed).await
    }
}
