//! The content of a file that somebody opens. Nothing of it is data: no pass is made of it, no row is written.

use std::time::{Duration, Instant};

use peremena_model::{Attachment, Item, StudentId};
use peremena_school::{Arrived, Content, Enrolment, FileAsk, SchoolError};

use super::{Engine, account::AskedWith};
use crate::{ProfileLock, SyncFault};

impl Engine {
    /// Asks the school for a file of `item`. It waits for a sync that runs, as a leaf does: two connections that renew one
    /// session at once would sign the family out. Nothing is asked of an account that is signed out.
    ///
    /// # Errors
    /// Those of the school and of the store; [`SyncFault::Late`] where `deadline` passes.
    pub async fn attachment(
        &self,
        student: &StudentId,
        item: Item,
        file: Attachment,
        arrived: &Arrived,
        deadline: Duration,
    ) -> Result<Content, SyncFault> {
        let until = Instant::now() + deadline;
        let fetched = async {
            let _turn = self.running.lock().await;
            let _lock = match &self.profile {
                Some(profile) => Some(ProfileLock::take(profile, until).await.map_err(|_| SyncFault::Late)?),
                None => None,
            };
            let children = self.vault.students().await?;
            let accounts = self.vault.accounts().await?;
            let child = children.iter().find(|record| record.student.id == *student);
            let account = child.and_then(|child| accounts.iter().find(|it| it.id == child.student.account));
            let (Some(child), Some(account)) = (child, account) else {
                return Err(SchoolError::Setting("no such child".into()).into());
            };
            if account.signed_out {
                return Err(SchoolError::Refused("signed out".into()).into());
            }
            let asked_with = AskedWith::default();
            let connected = self.connected(account, &asked_with).await?;
            let enrolment: Enrolment =
                serde_json::from_str(&child.enrolment_json).map_err(|error| SyncFault::Store(error.to_string()))?;
            let ask = FileAsk { item, file, now: (self.clock)() };
            match connected.api.attachment(&enrolment, &ask, arrived).await {
                // Rule 10: nor does the next try what was refused.
                Err(error @ SchoolError::Refused(_)) => {
                    self.sign_out(account, &asked_with).await?;
                    Err(error.into())
                }
                content => Ok(content?),
            }
        };
        tokio::time::timeout(deadline, fetched).await.unwrap_or(Err(SyncFault::Late))
    }
}
