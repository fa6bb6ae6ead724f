//! Who teaches. The calendar does not say: each lesson's own page does. One page for each course is enough, as a group
//! learns a subject with one teacher; where somebody stands in, that lesson's page is asked for.

use std::collections::BTreeMap;

use time::{Duration, OffsetDateTime};

use super::{Api, FamilyApi, settled};
use crate::{
    SchoolError,
    lenient::{Maybe, parsed},
    mesh::{
        ZONE,
        ids::Pupil,
        map::{self, Calendar, Taught},
        reference::Teacher,
        wire,
    },
};

/// How long a course's teacher is believed.
const OF_COURSE: Duration = Duration::days(30);

/// How long it is believed who stands in at a lesson to come.
const TO_COME: Duration = Duration::days(1);

/// So many pages of lessons are asked for in one sync: the first would have some twenty.
const PAGES: usize = 10;

/// What is still to be asked in one sync.
struct Asking {
    left: usize,
    /// Why no more is asked.
    ended: Option<SchoolError>,
}

impl Asking {
    fn may_ask(&mut self) -> bool {
        let may = self.left > 0 && self.ended.is_none();
        self.left -= usize::from(may);
        may
    }
}

/// Under what it is kept who takes a lesson; none where the calendar says too little of it.
fn key(taught: &Taught) -> Option<String> {
    if taught.replaced {
        return taught.item.map(|item| format!("lesson-{}-{item}", taught.source));
    }
    taught.course.map(|(group, subject)| format!("course-{group}-{subject}"))
}

impl FamilyApi {
    /// Puts names to who teaches, asking for some of what is not known: the rest follows with the next syncs. Where it
    /// cannot be had this time, the lessons stay without, and the rest of the sync goes on.
    ///
    /// # Errors
    /// Where the session has ended or the school asks to wait; the names that are known stand by then.
    pub(super) async fn name_teachers(
        &self,
        pupil: &Pupil,
        calendar: &mut Calendar,
        now: OffsetDateTime,
    ) -> Result<(), SchoolError> {
        let today = now.checked_to_offset(ZONE).unwrap_or(now).date();
        let mut names: BTreeMap<&str, Option<String>> = BTreeMap::new();
        let mut asking = Asking { left: PAGES, ended: None };
        for taught in &calendar.taught {
            let Some(key) = key(taught) else { continue };
            let age = if taught.replaced && taught.date >= today { TO_COME } else { OF_COURSE };
            let known = self.kept().teachers.get(&key).cloned();
            let fresh = known.as_ref().is_some_and(|known| (now - known.asked_at).abs() < age);
            if let (false, Some(item)) = (fresh, taught.item)
                && asking.may_ask()
            {
                match self.teacher(pupil, taught, item, now).await {
                    Ok(name) => {
                        self.kept().keep_teacher(key, Teacher { name: name.clone(), asked_at: now });
                        names.insert(&taught.lesson, name);
                        continue;
                    }
                    // This page is broken; the next may not be.
                    Err(SchoolError::Strange(_)) => {}
                    // The server has other troubles: no more of these questions now.
                    Err(error) => asking.ended = Some(error),
                }
            }
            names.insert(&taught.lesson, known.and_then(|known| known.name));
        }
        for lesson in &mut calendar.lessons {
            lesson.teacher = names.remove(lesson.id.as_str()).flatten();
        }
        match asking.ended {
            Some(error @ (SchoolError::Refused(_) | SchoolError::Limited { .. })) => Err(error),
            _ => Ok(()),
        }
    }

    async fn teacher(
        &self,
        pupil: &Pupil,
        taught: &Taught,
        item: i64,
        now: OffsetDateTime,
    ) -> Result<Option<String>, SchoolError> {
        let (path, student) = (format!("lesson_schedule_items/{item}"), pupil.student.0.to_string());
        let query = [("student_id", student.as_str()), ("type", taught.source.as_str())];
        let body = match self.get(Api::Web, &path, &query, Some(pupil), now).await {
            Ok(body) => body,
            // Not for this account: it will not be tomorrow either.
            Err(error) if settled(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut room = None;
        let (read, _) = parsed::<Maybe<wire::LessonItem<'_>>>(&body, &mut room)?;
        Ok(read.0.as_ref().and_then(map::teacher))
    }
}
