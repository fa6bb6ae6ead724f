//! One look in the background, for who has no pulse: a phone's job, which the system starts and ends.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use peremena_model::{Holiday, Item, Kind, SchoolYear, StudentId, Term};
use peremena_notify::Topic;
use peremena_sync::{Reason, SyncReport, Whose, holidays::rests_until};
use time::OffsetDateTime;

use crate::{
    App, AppError,
    profile::Profile,
    telling::{Told, nap_until},
};

/// Why a look is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// The system has woken us: only what is due is asked.
    Planned,
    /// Somebody wants to know now.
    Asked,
}

/// What came of a look.
#[derive(Debug)]
pub struct Looked {
    /// What the schools said; none where none was due to be asked.
    pub report: Option<SyncReport>,
    /// How many notices were shown.
    pub shown: usize,
    /// When it is of use to look again; none where there is nothing to ask for and nothing to tell.
    pub next: Option<OffsetDateTime>,
}

/// What is due so soon is waited for: the job would come a quarter of an hour later.
const SOON: Duration = Duration::from_secs(3);

impl App {
    /// What a phone's settings call the kinds of notices, by their [`Notice::category`](crate::Notice): a topic's word,
    /// "digest", or "app" for what has none.
    pub fn notice_kinds(&self) -> Vec<(&'static str, String)> {
        let words = self.words();
        let topics = Topic::ALL.iter().map(|topic| topic.word());
        topics.chain(["digest", "app"]).map(|word| (word, words.say(&format!("notice-kind-{word}")))).collect()
    }

    /// Asks what is due, tells what is new, writes the summary, and says when to come again. Ends within `deadline`
    /// whatever the schools do; the caller leaves some time above it for the file. Nothing is told twice, wherever it
    /// is cut off.
    ///
    /// # Errors
    /// [`AppError::Closed`] where no file is open; those of the file.
    pub async fn look_once(&self, occasion: Occasion, deadline: Duration) -> Result<Looked, AppError> {
        let until = Instant::now() + deadline;
        let profile = self.own_profile().await?;
        let around = self.around(false);
        let due = profile.engine.due(&around).await?;
        let reason = match occasion {
            Occasion::Asked => Some(Reason::Asked),
            Occasion::Planned => due.filter(|due| *due <= self.now()).map(|_| Reason::Planned(around)),
        };
        let report = match reason {
            Some(reason) => Some(self.run_sync(&profile, reason, Whose::Everyone, deadline).await),
            None => None,
        };
        let told = self.tell_soon(until).await?;
        self.refresh_old_summary(&profile).await;
        let next = self.next_look(&profile, &told, profile.engine.due(&around).await?).await?;
        self.cool(&profile).await;
        Ok(Looked { report, shown: told.shown.len(), next })
    }

    /// Tells, and tells again what another process was telling, or what is held for some seconds only.
    async fn tell_soon(&self, until: Instant) -> Result<Told, AppError> {
        let mut told = self.tell_until().await?;
        while let Some(due) = told.due {
            let nap = nap_until(Some(due), self.now(), SOON);
            if nap >= SOON || Instant::now() + nap >= until {
                break;
            }
            tokio::time::sleep(nap).await;
            let again = self.tell_until().await?;
            let as_before = again.due == Some(due) && again.shown.is_empty();
            told.shown.extend(again.shown);
            told.due = again.due;
            if as_before {
                break;
            }
        }
        Ok(told)
    }

    /// When to look again: in the holidays of all children only for what is held, not for the school and the evening.
    async fn next_look(
        &self,
        profile: &Profile,
        told: &Told,
        due: Option<OffsetDateTime>,
    ) -> Result<Option<OffsetDateTime>, AppError> {
        let Some(due) = due else { return Ok(told.due) };
        let now = self.now();
        let Some(rests) = self.family_rests_until(profile, now).await?.filter(|rests| *rests > due) else {
            return Ok(told.due.into_iter().chain([due]).min());
        };
        let evening = self.rules(profile).await?.next_reminder(now);
        let held = told.due.filter(|due| *due != evening);
        Ok(held.into_iter().chain([rests]).min())
    }

    async fn family_rests_until(
        &self,
        profile: &Profile,
        now: OffsetDateTime,
    ) -> Result<Option<OffsetDateTime>, AppError> {
        let year = SchoolYear::of(now.date());
        let mut days: BTreeMap<StudentId, (Vec<Holiday>, Vec<Term>)> = BTreeMap::new();
        for kind in [Kind::Holiday, Kind::Term] {
            for (student, item) in profile.vault.items_of_all(kind, year).await? {
                let (holidays, terms) = days.entry(student).or_default();
                match item {
                    Item::Holiday(holiday) => holidays.push(holiday),
                    Item::Term(term) => terms.push(term),
                    _ => {}
                }
            }
        }
        let mut first = None;
        for record in profile.vault.students().await? {
            let (holidays, terms) = days.remove(&record.student.id).unwrap_or_default();
            let Some(rests) = rests_until(&holidays, &terms, now) else { return Ok(None) };
            first = Some(first.map_or(rests, |first: OffsetDateTime| first.min(rests)));
        }
        Ok(first)
    }
}

#[cfg(test)]
mod tests {
    use time::{
        Duration,
        macros::{date, datetime},
    };

    use super::*;
    use crate::testing::{Home, NOW, stand};

    /// The quiet of a family whose children are all on holiday from 16 to 29 November.
    async fn on_holiday(home: &Home) {
        let holiday = |name: &str| {
            Item::Holiday(Holiday {
                id: name.into(),
                name: name.into(),
                from: date!(2026 - 11 - 16),
                to: date!(2026 - 11 - 29),
            })
        };
        for record in home.vault.students().await.unwrap() {
            stand(&home.vault, &record.student.id, vec![holiday("каникулы")]).await;
        }
    }

    #[tokio::test]
    async fn the_holidays_are_slept_through_but_not_what_is_held() {
        let home = Home::new().await;
        let profile = home.app.profile().await.unwrap();
        let evening = home.app.rules(&profile).await.unwrap().next_reminder(NOW);
        let told = |due| Told { shown: Vec::new(), due };
        let next = async |told: &Told, due| home.app.next_look(&profile, told, due).await.unwrap();
        let soon = NOW + Duration::HOUR;
        let due = Some(soon);
        assert_eq!(next(&told(Some(evening)), due).await, Some(evening.min(soon)), "there is school");
        on_holiday(&home).await;
        let ends = Some(datetime!(2026-11-29 06:00 +3));
        assert_eq!(next(&told(Some(evening)), due).await, ends);
        let held = Some(NOW + Duration::minutes(20));
        assert_eq!(next(&told(held), due).await, held);
        let late = Some(datetime!(2026-12-01 06:00 +3));
        assert_eq!(next(&told(Some(evening)), late).await, Some(evening), "a school that asked to wait so long does");
        assert_eq!(next(&told(held), None).await, held, "nobody may be asked");
    }
}
