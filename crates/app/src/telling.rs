//! From the outbox to the system's notifications.

use std::collections::HashMap;

use peremena_model::StudentId;
use peremena_notify::{Notice, Open, Who, plan};
use peremena_vault::NoticeRecord;
use time::Duration;

use crate::{App, AppError, family::short_name, profile::Profile};

/// What waited longer than this before it could be told is told as a digest.
const STALE: Duration = Duration::minutes(30);

impl App {
    /// Tells what waits in the outbox of the family's own profile. Members of a notice are fixed in the file before it is
    /// shown; a notice that was not noted as shown is shown again under its own number, which replaces it.
    ///
    /// # Errors
    /// Those of the file. A notification server that refuses leaves the notice for the next time.
    pub async fn tell(&self) -> Result<Vec<Notice>, AppError> {
        // The demo school is told too, while it is open: that is what it shows.
        let profile = self.profile().await?;
        let _turn = self.inner.telling.lock().await;
        let now = self.now();
        let open: Vec<Open> = profile
            .vault
            .outbox_open()
            .await?
            .into_iter()
            .map(|entry| Open { change: entry.change, entered_at: entry.entered_at })
            .collect();
        if !open.is_empty() {
            let who = self.who(&profile).await?;
            let rules = self.rules(&profile).await?;
            let stale_before = (now - STALE).max(self.inner.started_at);
            let planned = plan(&open, &who, &rules, &self.words(), now, stale_before);
            let records: Vec<NoticeRecord> = planned
                .notices
                .iter()
                .map(|notice| NoticeRecord {
                    id: notice.id.clone(),
                    members: notice.members.clone(),
                    formed_at: now,
                    body_json: serde_json::to_string(notice).unwrap_or_default(),
                })
                .collect();
            let suppressed: Vec<(peremena_model::ChangeId, &str)> =
                planned.suppressed.iter().map(|(id, reason)| (id.clone(), *reason)).collect();
            if !records.is_empty() || !suppressed.is_empty() {
                profile.vault.put_notices(&records, &suppressed).await?;
            }
        }
        let label = self.say("notice-open");
        let mut shown = Vec::new();
        for record in profile.vault.notices_unshown().await? {
            let Ok(notice) = serde_json::from_str::<Notice>(&record.body_json) else {
                tracing::warn!("a kept notice cannot be read");
                continue;
            };
            match self.inner.notifier.show(&notice, &label).await {
                Ok(server_id) => {
                    profile.vault.notice_shown(&record.id, self.now(), server_id).await?;
                    shown.push(notice);
                }
                Err(error) => {
                    // It stays unshown and is tried again with the next change or the next start.
                    tracing::warn!(%error, "a notice could not be shown");
                    break;
                }
            }
        }
        Ok(shown)
    }

    async fn who(&self, profile: &Profile) -> Result<HashMap<StudentId, Who>, AppError> {
        let family = self.load_family(profile).await?;
        let mut terms = self.term_names(profile, &family).await?;
        Ok(family
            .records
            .iter()
            .map(|record| {
                let id = record.student.id.clone();
                let terms = terms.remove(&id).unwrap_or_default();
                (id, Who { name: short_name(record), terms })
            })
            .collect())
    }
}
