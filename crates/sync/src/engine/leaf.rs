//! Days that somebody leafs to, outside the window of a sync: an earlier term, a week far ahead.

use std::time::{Duration, Instant};

use peremena_model::{KindSet, SchoolYear, Span, StudentId};
use peremena_school::{Ask, Enrolment, SchoolError};

use super::{Engine, account::AskedWith, child::DAILY, settle::Pass};
use crate::{ProfileLock, StudentReport, SyncFault};

impl Engine {
    /// Fetches and keeps days that somebody leafs to. What is seen there for the first time is no news (rule 3);
    /// what has changed on days that were covered before is. Nothing is asked of an account that is signed out.
    ///
    /// # Errors
    /// Those of the school and of the store; [`SyncFault::Late`] where `deadline` passes.
    pub async fn leaf(&self, student: &StudentId, span: Span, deadline: Duration) -> Result<(), SyncFault> {
        let until = Instant::now() + deadline;
        let leafed = async {
            let _turn = self.running.lock().await;
            let _lock = match &self.profile {
                Some(profile) => Some(ProfileLock::take(profile, until).await.map_err(|_| SyncFault::Late)?),
                None => None,
            };
            let children = self.vault.students().await?;
            let accounts = self.vault.accounts().await?;
            let child = children.iter().find(|record| record.student.id == *student);
            let account = child.and_then(|child| accounts.iter().find(|it| it.id == child.student.account));
            let (Some(child), Some(account)) = (child, account) else { return Ok(()) };
            if account.signed_out {
                return Ok(());
            }
            let asked_with = AskedWith::default();
            let connected = self.connected(account, &asked_with).await?;
            let enrolment: Enrolment =
                serde_json::from_str(&child.enrolment_json).map_err(|error| SyncFault::Store(error.to_string()))?;
            let kinds: KindSet = DAILY.iter().copied().collect();
            let now = (self.clock)();
            let ask = Ask { student: student.clone(), kinds, year: SchoolYear::of(span.from()), span, now };
            let answer = match connected.api.fetch(&enrolment, &ask).await {
                // Rule 10: nor does the next leaf try what was refused.
                Err(error @ SchoolError::Refused(_)) => {
                    self.sign_out(account, &asked_with).await?;
                    return Err(error.into());
                }
                answer => answer?,
            };
            let pass = Pass {
                ask: &ask,
                live: false,
                whole: false,
                rare: false,
                terms_failed: false,
                entered_at: now,
                history: None,
            };
            let mut report = StudentReport::of(&child.student);
            self.settle(connected.api.as_ref(), &enrolment, pass, answer, &mut report).await
        };
        tokio::time::timeout(deadline, leafed).await.unwrap_or(Err(SyncFault::Late))
    }
}
