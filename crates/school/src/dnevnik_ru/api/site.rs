//! What the site's own JSON alone tells (§15): the comment that a teacher writes beside a mark.
//!
//! It was seen at a sister site only, so whether this one has it is not known. It is asked a few times a day, by a whole
//! sync alone, with the cookie that the site's own sign-in has given, at the site's host alone; where it does not answer
//! as itself, a day later. Nothing else waits for it: no kind fails with it, and nothing is said of the session by it.

use peremena_model::{Item, Kind, KindSet};

use super::{DnevnikApi, Pupil};
use crate::{
    Answer, Ask, Part, SchoolError,
    dnevnik_ru::{map, wire},
    lenient::{Maybe, parsed},
};

impl DnevnikApi {
    /// Puts the comments beside the marks that were answered, asking for them first where that is due.
    pub(super) async fn enter_site(&self, pupil: &Pupil, kinds: KindSet, ask: &Ask, answer: &mut Answer) {
        let is_whole = kinds.has(Kind::Mark) && kinds.has(Kind::TermMark);
        let is_now = ask.span.contains(ask.today(self.facts(pupil).zone()));
        let is_due = || self.kept().site.is_due(pupil.person, ask.now);
        if let Some(school) = pupil.school
            && self.door.site.is_some()
            && is_whole
            && is_now
            && is_due()
        {
            let found = self.comments(pupil, school, ask).await;
            let closed = matches!(&found, Err(SchoolError::Forbidden(_) | SchoolError::Strange(_)));
            if let Err(why) = &found {
                tracing::info!(%why, closed, "the site does not tell what stands beside marks");
            }
            self.kept().site.ask(pupil.person, ask.now, closed);
        }
        self.put_comments(pupil.person, answer);
    }

    /// The current term of the class: which one that is the site knows itself.
    async fn comments(&self, pupil: &Pupil, school: i64, ask: &Ask) -> Result<(), SchoolError> {
        let path = format!("school/{school}/person/{}", pupil.person);
        let class = pupil.class.to_string();
        let query = [("groupId", class.as_str()), ("periodId", "")];
        let body = self.door.get_site(&path, &query, ask.now).await?;
        let mut room = None;
        let (told, _) = parsed::<Maybe<wire::SiteMarks<'_>>>(&body, &mut room)?;
        let told = told.0.filter(|told| told.subjects.given);
        let told = told.ok_or_else(|| SchoolError::Strange("marks without subjects".into()))?;
        let of_others = told.group_id.0.is_some_and(|id| id != pupil.class);
        if of_others || told.school_id.0.is_some_and(|id| id != school) {
            return Err(SchoolError::Strange("marks of another class".into()));
        }
        let (comments, skipped) = map::comments(&told);
        if skipped > 0 {
            tracing::debug!(skipped, "left out what could not be read of the site's marks");
        }
        self.kept().site.hear(pupil.person, pupil.class, comments);
        Ok(())
    }

    /// Puts what is known to stand beside marks where nothing stands.
    pub(super) fn put_comments(&self, person: i64, answer: &mut Answer) {
        let mut kept = self.kept();
        answer.comments_taken_back = Some(kept.site.taken_back(person));
        let marks = answer.parts.iter_mut().filter(|part| part.scope.kind == Kind::Mark);
        for item in marks.flat_map(|part| &mut part.items) {
            let Item::Mark(mark) = item else { continue };
            let (Ok(id), None) = (mark.id.parse(), &mark.comment) else { continue };
            let lesson = mark.lesson.as_deref().and_then(|id| id.parse().ok());
            let Some(beside) = kept.site.beside(person, id, lesson) else { continue };
            mark.comment = Some(beside.text);
            if !beside.is_news {
                answer.old_news.insert((Kind::Mark, mark.id.clone()));
            }
        }
    }

    /// Notes what was said of lessons; what stood beside a mark already is no news.
    pub(super) fn note_remarks(&self, person: i64, parts: &[Part], answer: &mut Answer) {
        let mut kept = self.kept();
        for item in parts.iter().flat_map(|part| &part.items) {
            let Item::Remark(remark) = item else { continue };
            let Some(lesson) = remark.lesson.as_deref().and_then(|id| id.parse().ok()) else { continue };
            if !kept.site.remark(person, lesson, &remark.text) {
                answer.old_news.insert((Kind::Remark, remark.id.clone()));
            }
        }
    }
}
