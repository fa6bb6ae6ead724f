//! A signed-in account: which requests are made for what.
//!
//! A calm sync of one child is three requests: the context, the timetable for the whole span, and the
//! final marks. Once a day two more for the school's clock and weights; one more when homework has
//! files whose names are not known.

mod file;
mod mobile;
mod range;
mod rare;
mod site;

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use peremena_model::{Item, Kind, KindSet, SchoolYear, Span, Term};
use time::{OffsetDateTime, UtcOffset};

use mobile::mobile;

use super::{
    door::{Door, Refusal},
    map::{self, View},
    reference::{Reference, SchoolFacts},
    wire,
};
use crate::{
    Answer, Arrived, Ask, Content, Enrolment, FileAsk, Identity, Part, SchoolApi, SchoolError,
    answer::{items, terms_of},
    handed::Handed,
    lenient::parsed,
};

/// Marks for each subject in a first look; the server takes 1 to 100 (§8.3).
const GLANCE: &str = "10";

/// Days back in the feed.
const FEED_DAYS: &str = "7";

pub(super) struct DnevnikApi {
    pub(super) door: Door,
    reference: Mutex<Reference>,
    /// Terms, by student and school year.
    terms: Handed<(String, SchoolYear), Vec<Term>>,
}

impl DnevnikApi {
    pub(super) fn new(door: Door) -> DnevnikApi {
        DnevnikApi { door, reference: Mutex::default(), terms: Handed::default() }
    }

    /// Never held over a request.
    fn kept(&self) -> MutexGuard<'_, Reference> {
        self.reference.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One student of one school year, by the server's ids.
struct Pupil {
    person: i64,
    school: Option<i64>,
    class: i64,
}

fn id_of(student: &Enrolment, name: &str) -> Option<i64> {
    student.ids.get(name)?.parse().ok()
}

/// Classes with their school years, the newest first.
fn classes(student: &Enrolment) -> Vec<(i64, Option<i32>)> {
    let listed = student.ids.get(map::ids::GROUPS).map(String::as_str).unwrap_or_default();
    listed
        .split(',')
        .filter_map(|entry| {
            let (id, year) = entry.split_once(':')?;
            Some((id.parse().ok()?, year.parse().ok()))
        })
        .collect()
}

/// What the class of a year turned out to be.
enum ClassOf {
    Known(Pupil),
    /// The school has not opened that year yet: there is nothing to ask for, and nothing is there.
    NotYet,
}

impl DnevnikApi {
    async fn class_of(
        &self,
        student: &Enrolment,
        year: SchoolYear,
        now: OffsetDateTime,
    ) -> Result<ClassOf, SchoolError> {
        let person = student.person.parse().map_err(|_| SchoolError::Setting("not a student of this system".into()))?;
        let school = id_of(student, map::ids::SCHOOL);
        let pupil = |class| ClassOf::Known(Pupil { person, school, class });
        let known = classes(student);
        let find =
            |classes: &[(i64, Option<i32>)]| classes.iter().find(|(_, of)| *of == Some(year.0)).map(|(id, _)| *id);
        if let Some(class) = find(&known) {
            return Ok(pupil(class));
        }
        match known.first() {
            None => Err(SchoolError::Forbidden("the student is in no class".into())),
            // No year is told: the one class is all there is.
            Some((class, None)) => Ok(pupil(*class)),
            Some((_, Some(newest))) if *newest < year.0 => Ok(ClassOf::NotYet),
            Some(_) => {
                let kept = self.kept().classes.get(&person).and_then(|classes| find(classes));
                if let Some(class) = kept {
                    return Ok(pupil(class));
                }
                let body = self.door.get(&format!("persons/{person}/edu-groups/all"), &[], now).await?;
                let mut room = None;
                let (groups, _) = parsed::<crate::lenient::List<wire::EduGroup<'_>>>(&body, &mut room)?;
                let groups: Vec<&wire::EduGroup<'_>> = groups.items.iter().collect();
                let all = map::classes_of(&groups);
                let class = find(&all);
                self.kept().classes.insert(person, all);
                class.map(pupil).ok_or_else(|| SchoolError::Forbidden("the student was in no class that year".into()))
            }
        }
    }

    fn facts(&self, pupil: &Pupil) -> SchoolFacts {
        pupil.school.and_then(|school| self.kept().schools.get(&school).cloned()).unwrap_or_default()
    }

    /// The days of `bodies`, mapped.
    fn journal(
        &self,
        bodies: &[Bytes],
        pupil: &Pupil,
        facts: &SchoolFacts,
        span: Span,
    ) -> Result<map::Journal, SchoolError> {
        let mut rooms: Vec<Option<String>> = bodies.iter().map(|_| None).collect();
        let mut days: Vec<wire::Day<'_>> = Vec::new();
        let mut skipped = 0;
        for (body, room) in bodies.iter().zip(rooms.iter_mut()) {
            let (answer, broken) = parsed::<wire::Schedules<'_>>(body, room)?;
            let list = match answer {
                wire::Schedules::One(object) => object.days,
                wire::Schedules::Many(list) => list,
                wire::Schedules::Neither => Default::default(),
            };
            if !list.given {
                return Err(SchoolError::Strange("a timetable without days".into()));
            }
            // Things that are no days are another answer, not an empty timetable.
            let is_day = |day: &wire::Day<'_>| {
                day.date.day(facts.zone()).is_some() || !day.lessons.items.is_empty() || !day.marks.items.is_empty()
            };
            if (list.skipped > 0 || !list.items.is_empty()) && !list.items.iter().any(is_day) {
                return Err(SchoolError::Strange("a timetable of something else".into()));
            }
            skipped += broken + list.skipped;
            days.extend(list.items);
        }
        let view = View { person: pupil.person, zone: facts.zone(), span, school: facts };
        let mut journal = map::journal(&days, &view);
        journal.skipped += skipped;
        Ok(journal)
    }

    async fn final_marks(
        &self,
        pupil: &Pupil,
        facts: &SchoolFacts,
        ask: &Ask,
    ) -> Result<(Vec<Item>, u32), SchoolError> {
        let path = format!("persons/{}/edu-groups/{}/allfinalmarks", pupil.person, pupil.class);
        let body = self.door.get(&path, &[], ask.now).await?;
        let mut room = None;
        let (answer, broken) = parsed::<crate::lenient::Maybe<wire::AllFinalMarks<'_>>>(&body, &mut room)?;
        let answer = answer.0.filter(|answer| answer.marks.given);
        let answer = answer.ok_or_else(|| SchoolError::Strange("final marks without marks".into()))?;
        let view = View { person: pupil.person, zone: facts.zone(), span: ask.span, school: facts };
        let (marks, skipped) = map::finals(&answer, &view);
        Ok((marks.into_iter().map(Item::from).collect(), skipped + broken))
    }
}

/// Kinds that one timetable answer holds.
fn daily() -> KindSet {
    KindSet::of(&[Kind::Lesson, Kind::Mark, Kind::Homework, Kind::Absence, Kind::Test])
}

#[async_trait]
impl SchoolApi for DnevnikApi {
    fn kinds(&self) -> Option<KindSet> {
        // Believed until it is asked again, a day after it was refused.
        let kept = self.kept();
        let is_shut = |kind: &Kind| mobile().has(*kind) && kept.mobile.is_shut(*kind);
        let given: KindSet = super::kinds().iter().filter(|kind| !is_shut(kind)).collect();
        (given != super::kinds()).then_some(given)
    }

    async fn identity(&self) -> Result<Identity, SchoolError> {
        self.who().await
    }

    async fn terms(&self, student: &Enrolment, year: SchoolYear) -> Result<Answer, SchoolError> {
        // The moment only serves Retry-After and the age of what is kept.
        let answer = self.year(student, year, OffsetDateTime::now_utc()).await?;
        // The rest of the sync wants to know the current one.
        if answer.skipped == 0 {
            self.terms.leave((student.person.clone(), year), terms_of(&answer));
        }
        Ok(answer)
    }

    async fn fetch(&self, student: &Enrolment, ask: &Ask) -> Result<Answer, SchoolError> {
        let kinds = ask.kinds.and(super::kinds());
        let mut answer = Answer::default();
        let pupil = match self.class_of(student, ask.year, ask.now).await? {
            ClassOf::Known(pupil) => pupil,
            ClassOf::NotYet => {
                // What is said to the family does not wait for the new class.
                let empty = |kind| Part { scope: ask.scope(kind, !mobile().has(kind)), items: Vec::new() };
                answer.parts = kinds.iter().map(empty).collect();
                return Ok(answer);
            }
        };
        let asked_daily = kinds.and(daily());
        let bodies = if asked_daily.is_empty() { Vec::new() } else { self.timetable(&pupil, ask).await? };
        let page = self.refresh(&pupil, ask.now).await?;
        let facts = self.facts(&pupil);
        let mut subjects = std::collections::BTreeMap::new();
        if !asked_daily.is_empty() {
            let mut journal = self.journal(&bodies, &pupil, &facts, ask.span)?;
            drop(bodies);
            if kinds.has(Kind::Homework) {
                self.name_files(&pupil, student, &mut journal.homework, ask.now).await?;
            }
            answer.skipped += journal.skipped;
            subjects = std::mem::take(&mut journal.subjects);
            let lists = [
                (Kind::Lesson, items(journal.lessons)),
                (Kind::Mark, items(journal.marks)),
                (Kind::Homework, items(journal.homework)),
                (Kind::Absence, items(journal.absences)),
                (Kind::Test, items(journal.tests)),
            ];
            let wanted = lists.into_iter().filter(|(kind, _)| kinds.has(*kind));
            answer.parts.extend(wanted.map(|(kind, items)| Part { scope: ask.scope(kind, true), items }));
        }
        if kinds.has(Kind::TermMark) {
            let outcome = self.final_marks(&pupil, &facts, ask).await;
            answer.optional(ask.scope(Kind::TermMark, true), outcome)?;
        }
        if kinds.has(Kind::Term) || kinds.has(Kind::Holiday) {
            let year = self.year(student, ask.year, ask.now).await;
            match year {
                Ok(year) => answer.take(year, kinds, ask),
                Err(error @ SchoolError::Refused(_)) => return Err(error),
                Err(error) => {
                    let asked = [Kind::Term, Kind::Holiday].into_iter().filter(|kind| kinds.has(*kind));
                    answer.failed.extend(asked.map(|kind| (kind, error.clone())));
                }
            }
        }
        if kinds.has(Kind::Average) {
            let outcome = self.averages(&pupil, &facts, subjects, ask).await;
            // Of the current term only: those of other terms stay as they are.
            answer.optional(ask.scope(Kind::Average, false), outcome)?;
        }
        if kinds.has(Kind::SchoolInfo) {
            let outcome = self.school_info(&pupil, student, page, ask.now).await;
            answer.optional(ask.scope(Kind::SchoolInfo, true), outcome)?;
        }
        self.enter_mobile(&pupil, kinds, ask, &mut answer).await?;
        self.enter_site(&pupil, kinds, ask, &mut answer).await;
        Ok(answer)
    }

    async fn glance(&self, student: &Enrolment, ask: &Ask) -> Result<Option<Answer>, SchoolError> {
        if !ask.kinds.has(Kind::Mark) {
            return Ok(None);
        }
        let ClassOf::Known(pupil) = self.class_of(student, ask.year, ask.now).await? else { return Ok(None) };
        let path = format!("persons/{}/group/{}/recentmarks", pupil.person, pupil.class);
        let first = self.door.get(&path, &[("limit", GLANCE)], ask.now).await;
        let (body, feed) = match first {
            Ok(body) => (body, false),
            // Not for this account, or not on this server: the feed tells the marks of the last days.
            Err(Refusal { error: SchoolError::Forbidden(_) | SchoolError::Strange(_), .. }) => {
                (self.feed(&pupil, ask).await?, true)
            }
            Err(refusal) => return Err(refusal.into()),
        };
        self.refresh(&pupil, ask.now).await?;
        let facts = self.facts(&pupil);
        let view = View { person: pupil.person, zone: facts.zone(), span: ask.span, school: &facts };
        let mut room = None;
        let (marks, skipped, broken) = if feed {
            let (answer, broken) = parsed::<wire::Feed<'_>>(&body, &mut room)?;
            let (marks, skipped) = map::from_feed(&answer, &view);
            (marks, skipped, broken)
        } else {
            let (answer, broken) = parsed::<wire::RecentMarks<'_>>(&body, &mut room)?;
            let (marks, skipped) = map::recent(&answer, &view);
            (marks, skipped, broken)
        };
        let part = Part { scope: ask.scope(Kind::Mark, false), items: items(marks) };
        let mut answer = Answer { parts: vec![part], skipped: skipped + broken, ..Answer::default() };
        self.put_comments(pupil.person, &mut answer);
        Ok(Some(answer))
    }

    async fn attachment(&self, student: &Enrolment, ask: &FileAsk, arrived: &Arrived) -> Result<Content, SchoolError> {
        self.content(student, ask, arrived).await
    }

    fn reference(&self) -> Option<String> {
        serde_json::to_string(&*self.kept()).ok()
    }

    fn recall(&self, reference: &str) {
        if let Ok(kept) = serde_json::from_str(reference) {
            *self.kept() = kept;
        }
    }
}

impl DnevnikApi {
    async fn feed(&self, pupil: &Pupil, ask: &Ask) -> Result<Bytes, SchoolError> {
        let zone = self.facts(pupil).zone();
        let date = day_text(ask.now, zone);
        let person = pupil.person.to_string();
        let query = [("date", date.as_str()), ("childPersonId", person.as_str()), ("limit", FEED_DAYS)];
        Ok(self.door.get("users/me/feed", &query, ask.now).await?)
    }
}

/// The day at the school, "2026-09-14".
fn day_text(now: OffsetDateTime, zone: UtcOffset) -> String {
    now.checked_to_offset(zone).unwrap_or(now).date().to_string()
}

impl Answer {
    /// Takes over the asked parts of the year's answer.
    fn take(&mut self, year: Answer, kinds: KindSet, ask: &Ask) {
        self.skipped += year.skipped;
        self.failed.extend(year.failed.into_iter().filter(|(kind, _)| kinds.has(*kind)));
        let wanted = year.parts.into_iter().filter(|part| kinds.has(part.scope.kind));
        self.parts.extend(wanted.map(|part| Part { scope: ask.scope(part.scope.kind, true), items: part.items }));
    }
}
