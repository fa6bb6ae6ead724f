//! What the mobile API alone tells (§14): announcements, and what teachers say of a lesson.
//!
//! Whether a token of the site opens it is known of none: where it does not, the two kinds are not told, and it is asked
//! again a day later.

use bytes::Bytes;
use peremena_model::{Announcement, Kind, KindSet, Remark, Span};
use time::{Date, Duration};

use super::{DnevnikApi, Pupil};
use crate::{
    Answer, Ask, SchoolError,
    answer::Listed,
    dnevnik_ru::{map, wire},
    lenient::{Maybe, parsed},
};

/// So many answers of the diary are asked for at once: three weeks each, which is a school year.
const MOST: usize = 20;

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
        let Some(school) = pupil.school.filter(|_| !self.kept().is_closed(ask.now)) else { return Ok(()) };
        if kinds.has(Kind::Announcement) {
            let found = self.announcements(pupil, school, ask).await;
            self.note(&found, ask);
            answer.list(Kind::Announcement, found, ask)?;
        }
        if kinds.has(Kind::Remark) && !self.kept().is_closed(ask.now) {
            let found = self.remarks(pupil, school, ask).await;
            self.note(&found, ask);
            answer.list(Kind::Remark, found, ask)?;
        }
        Ok(())
    }

    /// Remembers whether this token opens the API.
    fn note<T>(&self, found: &Result<T, SchoolError>, ask: &Ask) {
        match found {
            Ok(_) => self.kept().mobile_closed = None,
            Err(SchoolError::Forbidden(_)) => self.kept().mobile_closed = Some(ask.now),
            Err(_) => {}
        }
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

    /// The weeks around today at every sync; once a day all of the span.
    async fn remarks(&self, pupil: &Pupil, school: i64, ask: &Ask) -> Result<Listed<Remark>, SchoolError> {
        let zone = self.facts(pupil).zone();
        let today = ask.now.checked_to_offset(zone).unwrap_or(ask.now).date();
        let mut remarks = map::Remarks::default();
        if self.kept().has_looked(pupil.person, ask.span, ask.now) {
            if ask.span.contains(today) {
                self.look(&mut remarks, pupil, school, today, ask).await?;
            }
            return Ok(Listed { skipped: remarks.skipped, items: remarks.within(ask.span), whole: false });
        }
        for _ in 0..MOST {
            let Some(day) = remarks.missing(ask.span) else { break };
            // Asked for by the next week, this one, and the one behind that, come along.
            let next = day.checked_add(Duration::WEEK).filter(|next| *next <= ask.span.to());
            for asked in next.into_iter().chain([day]) {
                if remarks.missing(ask.span) == Some(day) {
                    self.look(&mut remarks, pupil, school, asked, ask).await?;
                }
            }
            if remarks.missing(ask.span) == Some(day) {
                break;
            }
        }
        let whole = remarks.missing(ask.span).is_none() && !remarks.restricted;
        if whole {
            self.kept().look(pupil.person, ask.span, ask.now);
        }
        let skipped = remarks.skipped;
        Ok(Listed { items: remarks.within(ask.span), skipped, whole })
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
