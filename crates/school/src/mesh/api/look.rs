//! The first look: the feed of notifications says for which days something was entered, and those are asked for.

use crate::lenient::parsed;
use peremena_model::{Kind, Span};
use time::{Date, Duration};

use super::FamilyApi;
use crate::{
    Answer, Ask, Part, SchoolError,
    mesh::{ids::Pupil, map, reference, wire},
};

/// How far back a feed is followed that was never read before.
const FIRST_LOOK: Duration = Duration::days(21);

impl FamilyApi {
    pub(super) async fn look(&self, pupil: &Pupil, ask: &Ask) -> Result<Option<Answer>, SchoolError> {
        let kinds = ask.kinds.and(self.kinds);
        if !kinds.has(Kind::Mark) && !kinds.has(Kind::Homework) {
            return Ok(None);
        }
        let student = pupil.student.0.to_string();
        let body = self.mobile("notifications/search", &[("student_id", &student)], pupil, ask.now).await?;
        let mut room = None;
        let (answer, broken) = parsed::<wire::Payload<wire::Notification<'_>>>(&body, &mut room)?;
        let list = answer.list();
        if !list.given {
            return Err(SchoolError::Strange("notifications without a list".into()));
        }
        let feed = map::feed(&list, pupil.student);
        let mut answer = Answer { skipped: list.skipped + broken, ..Answer::default() };
        let known = self.kept().feeds.get(&pupil.student.0).cloned().unwrap_or_default();
        let read = reference::Feed { newest: feed.newest, print: feed.print.clone() };
        if known == read {
            return Ok(Some(answer));
        }
        let since = known.newest.filter(|newest| feed.newest.is_some_and(|now| now > *newest));
        let since = since.unwrap_or_else(|| ask.now.checked_sub(FIRST_LOOK).unwrap_or(ask.now));
        let new = |homework: bool| {
            let notes = feed.notes.iter().filter(move |note| note.at >= since && note.homework == homework);
            let days = notes.map(|note| note.day).filter(|day| ask.span.contains(*day));
            around(days)
        };
        let marks = new(false).filter(|_| kinds.has(Kind::Mark));
        let homework = new(true).filter(|_| kinds.has(Kind::Homework));
        let ends = [marks, homework].into_iter().flatten().flat_map(|span| [span.from(), span.to()]);
        if let Some(span) = around(ends) {
            let calendar = self.calendar(pupil, span, ask.now).await?;
            if let Some(span) = marks {
                let (items, skipped) = self.marks(pupil, span, &calendar, ask.now).await?;
                answer.skipped += skipped;
                answer.parts.push(Part { scope: ask.scope(Kind::Mark, false), items });
            }
            if let Some(span) = homework {
                let (items, skipped) = self.homework(pupil, span, &calendar, ask.now).await?;
                answer.skipped += skipped;
                answer.parts.push(Part { scope: ask.scope(Kind::Homework, false), items });
            }
        }
        // Only what was followed to its end is not followed again.
        self.kept().feeds.insert(pupil.student.0, read);
        Ok(Some(answer))
    }
}

/// The shortest span that holds all of `days`.
fn around(days: impl Iterator<Item = Date>) -> Option<Span> {
    days.fold(None, |span: Option<Span>, day| match span {
        Some(span) => Span::new(span.from().min(day), span.to().max(day)),
        None => Some(Span::day(day)),
    })
}
