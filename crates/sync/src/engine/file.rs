//! The content of a file that somebody opens. Nothing of it is data: no pass is made of it.

use std::time::Duration;

use peremena_model::{Attachment, Item, StudentId};
use peremena_school::{Arrived, Content, FileAsk};

use super::Engine;
use crate::SyncFault;

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
        let ask = FileAsk { item, file, now: (self.clock)() };
        let visit = self.visit(student, deadline).await?;
        visit.heard(async { Ok(visit.api().attachment(&visit.enrolment, &ask, arrived).await?) }).await
    }
}
