//! What the mobile API alone tells (§14): announcements, and what teachers say of a lesson.
//!
//! Whether a token of the site opens it is known of none: a kind that it does not open of a child is not told, which is
//! no failure, and is asked again a day later. What it does open is asked once an hour: a sync with nothing new goes
//! without it.

use std::collections::BTreeSet;

use bytes::Bytes;
use peremena_model::{Announcement, Kind, KindSet, Remark, Span};
use time::{Date, Duration};

use super::{DnevnikApi, Pupil};
use crate::{
    Answer, Ask, SchoolError,
    answer::Listed,
    dnevnik_ru::{map, reference::Days, wire},
    lenient::{Maybe, parsed},
};

/// So many answers of the diary are asked for at once: three weeks each, which is a school year, and the weeks of summer
/// that are told by none.
const MOST: usize = 24;

/// The kinds that are told by this API alone.
pub(super) fn mobile() -> KindSet {
    KindSet::of(&[Kind::Announcement, Kind::Remark])
}

impl DnevnikApi {
    /// Enters what is wanted of the two.
    pub(super) async fn enter_mobile(
        &self,
        pupil: &Pupil,
        kinds: KindSet,
        ask: &Ask,
        answer: &mut Answer,
    ) -> Result<(), SchoolError> {
        let Some(school) = pupil.school else { return Ok(()) };
        if kinds.has(Kind::Announcement) {
            let found = self.opened(pupil, Kind::Announcement, ask, self.announcements(pupil, school, ask)).await;
            found.map_or(Ok(()), |found| answer.list(Kind::Announcement, found, ask))?;
        }
        if kinds.has(Kind::Remark) {
            let found = self.opened(pupil, Kind::Remark, ask, self.remarks(pupil, school, ask)).await;
            found.map_or(Ok(()), |found| answer.list(Kind::Remark, found, ask))?;
        }
        Ok(())
    }

    /// What is found, and remembers what came of it; an empty list, and nothing is asked, where these days were asked for
    /// lately. None where the kind is not open to the account.
    async fn opened<T>(
        &self,
        pupil: &Pupil,
        kind: Kind,
        ask: &Ask,
        find: impl Future<Output = Result<Listed<T>, SchoolError>>,
    ) -> Option<Result<Listed<T>, SchoolError>> {
        if self.kept().mobile.is_closed(pupil.person, kind, ask.now) {
            return None;
        }
        let days = Days::of(pupil.class, ask.span, ask.now);
        if self.kept().mobile.has_asked(pupil.person, kind, days) {
            return Some(Ok(Listed { items: Vec::new(), skipped: 0, whole: false }));
        }
        let found = find.await;
        match &found {
            Ok(_) => self.kept().mobile.ask(pupil.person, kind, days),
            Err(SchoolError::Forbidden(why)) => {
                tracing::info!(kind = kind.word(), why, "the mobile API does not open this to the account");
                self.kept().mobile.close(pupil.person, kind, ask.now);
                return None;
            }
            // Another shape will be no other at the next sync; that it is one is told.
            Err(SchoolError::Strange(_)) => self.kept().mobile.close(pupil.person, kind, ask.now),
            Err(_) => {}
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

    /// The weeks around today; once a day all of the span.
    async fn remarks(&self, pupil: &Pupil, school: i64, ask: &Ask) -> Result<Listed<Remark>, SchoolError> {
        let today = ask.today(self.facts(pupil).zone());
        let mut remarks = map::Remarks::default();
        let days = Days::of(pupil.class, ask.span, ask.now);
        let swept = self.kept().mobile.has_swept(pupil.person, Kind::Remark, days);
        if !swept {
            self.sweep(&mut remarks, pupil, school, ask).await?;
            self.kept().mobile.sweep(pupil.person, Kind::Remark, days);
        } else if ask.span.contains(today) {
            self.look(&mut remarks, pupil, school, today, ask).await?;
        }
        let whole = !swept && remarks.is_whole(ask.span);
        Ok(Listed { skipped: remarks.skipped, items: remarks.within(ask.span), whole })
    }

    /// Every week of the span, each asked for once at most.
    async fn sweep(
        &self,
        remarks: &mut map::Remarks,
        pupil: &Pupil,
        school: i64,
        ask: &Ask,
    ) -> Result<(), SchoolError> {
        let mut asked = BTreeSet::new();
        while let Some(day) = remarks.missing(ask.span, &asked).filter(|_| asked.len() < MOST) {
            // Asked for by the next week, this one, and the one behind that, come along.
            let next = day.checked_add(Duration::WEEK).filter(|next| *next <= ask.span.to() && !asked.contains(next));
            let monday = next.unwrap_or(day);
            asked.insert(monday);
            self.look(remarks, pupil, school, monday, ask).await?;
        }
        Ok(())
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
