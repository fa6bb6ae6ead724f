//! What the mobile API alone tells (§14): announcements, and what teachers say of a lesson.
//!
//! Whether a token of the site opens it is known of none: a kind that it does not open of a child is not told, which is
//! no failure, and is asked again a day later. What it does open is asked once in three hours, by a look at the whole term once in
//! one, and the diary's earlier weeks once a week (`reference::Looks`): most syncs with nothing new go without it.

use bytes::Bytes;
use peremena_model::{Announcement, Kind, KindSet, Scope, Span};
use time::Date;

use super::{DnevnikApi, Pupil};
use crate::{
    Answer, Ask, Part, SchoolError,
    answer::{Listed, items},
    dnevnik_ru::{map, reference::Days, wire},
    lenient::{Maybe, parsed},
};

/// The kinds that are told by this API alone.
pub(super) fn mobile() -> KindSet {
    KindSet::of(&[Kind::Announcement, Kind::Remark])
}

impl DnevnikApi {
    /// Enters what is wanted of the two. What was asked for lately is not asked again, and nothing is said of it.
    pub(super) async fn enter_mobile(
        &self,
        pupil: &Pupil,
        kinds: KindSet,
        ask: &Ask,
        answer: &mut Answer,
    ) -> Result<(), SchoolError> {
        let Some(school) = pupil.school else { return Ok(()) };
        let days = Days::of(pupil.class, ask.span, ask.now);
        let is_due = || !self.kept().mobile.has_asked(pupil.person, Kind::Announcement, days);
        if kinds.has(Kind::Announcement) && is_due() {
            let found = self.opened(pupil, Kind::Announcement, ask, self.announcements(pupil, school, ask)).await;
            if let Some(Ok(_)) = &found {
                self.kept().mobile.ask(pupil.person, Kind::Announcement, days);
            }
            found.map_or(Ok(()), |found| answer.list(Kind::Announcement, found, ask))?;
        }
        if kinds.has(Kind::Remark) {
            match self.opened(pupil, Kind::Remark, ask, self.remarks(pupil, school, ask)).await {
                Some(Ok((parts, skipped))) => {
                    answer.skipped += skipped;
                    self.note_remarks(pupil.person, &parts, answer);
                    answer.parts.extend(parts);
                }
                Some(Err(error @ SchoolError::Refused(_))) => return Err(error),
                Some(Err(error)) => answer.failed.push((Kind::Remark, error)),
                None => {}
            }
        }
        Ok(())
    }

    /// What is found, where the kind is open to the account; whether it is, is remembered.
    pub(super) async fn opened<T>(
        &self,
        pupil: &Pupil,
        kind: Kind,
        ask: &Ask,
        find: impl Future<Output = Result<T, SchoolError>>,
    ) -> Option<Result<T, SchoolError>> {
        if self.kept().mobile.is_closed(pupil.person, kind, ask.now) {
            return None;
        }
        let found = find.await;
        match &found {
            Err(SchoolError::Forbidden(why)) => {
                tracing::info!(kind = kind.word(), why, "the mobile API does not open this to the account");
                self.kept().mobile.close(pupil.person, kind, ask.now);
                return None;
            }
            // Another shape will be no other at the next sync; that it is one is told.
            Err(SchoolError::Strange(_)) => self.kept().mobile.close(pupil.person, kind, ask.now),
            _ => {}
        }
        Some(found)
    }

    /// A list without a known end: nothing is gone that it leaves out.
    async fn announcements(&self, pupil: &Pupil, school: i64, ask: &Ask) -> Result<Listed<Announcement>, SchoolError> {
        let path = format!("persons/{}/schools/{school}/notifications", pupil.person);
        let body = self.door.get_mobile(&path, &[], ask.now).await?;
        let mut room = None;
        let (told, broken) = parsed::<Maybe<wire::Notifications<'_>>>(&body, &mut room)?;
        let posts = told.0.map(|told| told.post_list).filter(|posts| posts.given);
        let posts = posts.ok_or_else(|| SchoolError::Strange("notifications without a list".into()))?;
        let (items, skipped) = map::announcements(&posts, ask.span, self.facts(pupil).zone());
        Ok(Listed { items, skipped: skipped + broken, whole: false })
    }

    /// What of the diary's weeks is to be asked for now; nothing, where that is none of them. Each run of weeks speaks for
    /// its own days.
    async fn remarks(&self, pupil: &Pupil, school: i64, ask: &Ask) -> Result<(Vec<Part>, u32), SchoolError> {
        let today = ask.today(self.facts(pupil).zone());
        let mut looks = self.kept().mobile.looks(pupil.person, Kind::Remark, pupil.class);
        let plan = looks.plan(ask.span, today, ask.now);
        if plan.is_empty() {
            return Ok((Vec::new(), 0));
        }
        let mut remarks = map::Remarks::default();
        let mut asked = Vec::new();
        while let Some(monday) = plan.next(&asked, |monday| remarks.has(monday)) {
            asked.push(monday);
            self.look(&mut remarks, pupil, school, monday, ask).await?;
        }
        looks.note(&plan, remarks.came(), ask.now);
        self.kept().mobile.look(pupil.person, Kind::Remark, pupil.class, looks);
        let skipped = remarks.skipped;
        let part = |run: map::Run| Part {
            scope: Scope { span: Some(run.span), ..ask.scope(Kind::Remark, run.whole) },
            items: items(run.remarks),
        };
        Ok((remarks.runs(ask.span).into_iter().map(part).collect(), skipped))
    }

    async fn look(
        &self,
        remarks: &mut map::Remarks,
        pupil: &Pupil,
        school: i64,
        day: Date,
        ask: &Ask,
    ) -> Result<(), SchoolError> {
        let path = format!("persons/{}/schools/{school}/groups/{}/diary", pupil.person, pupil.class);
        let monday = Span::week_of(day).from().to_string();
        let query = [("id", monday.as_str()), ("loadType", "Undefined")];
        let body: Bytes = self.door.get_mobile(&path, &query, ask.now).await?;
        let mut room = None;
        let (told, broken) = parsed::<Maybe<wire::Diary<'_>>>(&body, &mut room)?;
        let told = told.0.filter(|told| told.weeks.given);
        let told = told.ok_or_else(|| SchoolError::Strange("a diary without weeks".into()))?;
        remarks.add(&told, self.facts(pupil).zone());
        remarks.skipped += broken;
        Ok(())
    }
}
