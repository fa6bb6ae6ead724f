//! What is asked for once a day or less: kinds of work, the school, teachers, names of classes.

use std::collections::BTreeMap;

use peremena_model::{Item, SubjectTeacher};
use time::OffsetDateTime;

use super::api::WebApi;
use crate::{
    Ask, Enrolment, SchoolError,
    lenient::{Maybe, OneOrMany, listed, parsed},
    netschool::{
        map::{self, Journal, ids},
        reference::{Read, Teachers, WorkType},
        wire,
    },
};

impl WebApi {
    /// The server's list of kinds of work. Where it cannot be read now, what was known of it stands: marks must not
    /// lose their kinds and weights for a day. Where it is not for families, the ids of the known samples serve.
    pub(super) async fn learn_types(&self, now: OffsetDateTime) -> Result<(), SchoolError> {
        if self.kept().knows_types(now) {
            return Ok(());
        }
        match self.types(now).await {
            Ok((types, true)) => {
                let mut kept = self.kept();
                kept.types = types;
                kept.types_broken = false;
            }
            // Some could not be read: those are told at the next sync, or never.
            Ok((types, false)) => {
                let mut kept = self.kept();
                kept.types.extend(types);
                if !std::mem::replace(&mut kept.types_broken, true) {
                    return Ok(());
                }
            }
            Err(SchoolError::Forbidden(_)) => {}
            Err(error @ (SchoolError::Refused(_) | SchoolError::Limited { .. })) => return Err(error),
            // Asked for again at the next sync.
            Err(_) if !self.kept().types.is_empty() => return Ok(()),
            Err(error) => return Err(error),
        }
        self.kept().types_at = Some(now);
        Ok(())
    }

    /// Kinds of work, and whether these are all that the answer held.
    async fn types(&self, now: OffsetDateTime) -> Result<(BTreeMap<i64, WorkType>, bool), SchoolError> {
        let body = self.door.get("grade/assignment/types", &[("all", "true")], now).await?;
        let mut room = None;
        let (list, broken) = listed::<wire::AssignmentType<'_>>(&body, &mut room, "kinds of work")?;
        Ok((map::work_types(&list), broken == 0 && list.skipped == 0))
    }

    /// Names of the classes that the identity leaves out: the diary of the current week tells them.
    pub(super) async fn classes(
        &self,
        init: &wire::DiaryInit<'_>,
        year: Option<&wire::Year<'_>>,
        now: OffsetDateTime,
    ) -> Result<BTreeMap<String, String>, SchoolError> {
        let mut classes = BTreeMap::new();
        let (Some(week), Some(year)) = (init.week_start.day(self.zone), year.and_then(|year| year.id.0)) else {
            return Ok(classes);
        };
        let listed: Vec<&wire::Student<'_>> = match &init.students {
            OneOrMany::One(by_index) => by_index.values().filter_map(|student| student.0.as_ref()).collect(),
            OneOrMany::Many(list) => list.items.iter().collect(),
            OneOrMany::Neither => Vec::new(),
        };
        for student in listed {
            let Some(id) = student.student_id.0.map(|id| id.to_string()) else { continue };
            if student.class_name.get().or(student.group_name.get()).is_some() || classes.contains_key(&id) {
                continue;
            }
            let key = format!("{id}/{year}");
            let known = self.kept().classes.get(&key).cloned();
            let class = match known {
                Some(class) => Some(class),
                None => self.class_in(&id, year, week, now).await?,
            };
            if let Some(class) = class {
                self.kept().classes.insert(key, class.clone());
                classes.insert(id, class);
            }
        }
        Ok(classes)
    }

    async fn class_in(
        &self,
        student: &str,
        year: i64,
        week: time::Date,
        now: OffsetDateTime,
    ) -> Result<Option<String>, SchoolError> {
        let week = peremena_model::Span::week_of(week);
        let (year, from, to) = (year.to_string(), week.from().to_string(), week.to().to_string());
        let query = [("studentId", student), ("yearId", &year), ("weekStart", &from), ("weekEnd", &to)];
        match self.door.get("student/diary", &query, now).await {
            Ok(body) => {
                let mut room = None;
                let (diary, _) = parsed::<Maybe<wire::Diary<'_>>>(&body, &mut room)?;
                Ok(diary.0.and_then(|diary| diary.class_name.owned()))
            }
            // A week of another year: the class is not known, and nothing is wrong with the account.
            Err(SchoolError::Strange(_) | SchoolError::Forbidden(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn school_info(
        &self,
        student: &Enrolment,
        journal: &Journal,
        ask: &Ask,
    ) -> Result<(Vec<Item>, u32), SchoolError> {
        let body = match student.ids.get(ids::SCHOOL) {
            Some(school) => match self.door.get(&format!("schools/{school}/card"), &[], ask.now).await {
                Ok(body) => Some(body),
                // Not for families on this server.
                Err(SchoolError::Forbidden(_)) => None,
                Err(error) => return Err(error),
            },
            None => None,
        };
        let mut room = None;
        let card = match &body {
            Some(body) => parsed::<Maybe<wire::SchoolCard<'_>>>(body, &mut room)?.0.0,
            None => None,
        };
        let teachers = self.teachers(student, journal, ask).await?;
        let subjects = journal.samples.keys().cloned().collect();
        let class = journal.class.clone().or_else(|| student.class.clone());
        let info =
            map::school_info(card.as_ref(), student, class, student.school.clone(), teachers, subjects, self.zone);
        Ok((vec![info.into()], 0))
    }

    /// Who teaches what: the details of one assignment of each subject, once a month.
    async fn teachers(
        &self,
        student: &Enrolment,
        journal: &Journal,
        ask: &Ask,
    ) -> Result<Vec<SubjectTeacher>, SchoolError> {
        if let Some(known) = self.kept().teachers_of(&student.person, ask.now) {
            return Ok(known.to_vec());
        }
        let mut by_name: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut unread = journal.skipped;
        for (subject, assignment) in &journal.samples {
            let path = format!("student/diary/assigns/{assignment}");
            let body = match self.door.get(&path, &[("studentId", &student.person)], ask.now).await {
                Ok(body) => body,
                Err(SchoolError::Forbidden(_)) => continue,
                Err(SchoolError::Strange(_)) => {
                    unread += 1;
                    continue;
                }
                Err(error) => return Err(error),
            };
            let mut room = None;
            let details = parsed::<Maybe<wire::Details<'_>>>(&body, &mut room);
            let Ok((Maybe(Some(details)), broken)) = details else {
                unread += 1;
                continue;
            };
            unread += broken;
            for teacher in details.teachers.items.iter().chain(details.teacher.0.as_ref()) {
                let Some(name) = teacher.name.owned() else { continue };
                let subjects = by_name.entry(name).or_default();
                if !subjects.contains(subject) {
                    subjects.push(subject.clone());
                }
            }
        }
        if by_name.is_empty() && unread > journal.skipped {
            return Err(SchoolError::Strange("no assignment tells its teacher".into()));
        }
        let teachers: Vec<SubjectTeacher> =
            by_name.into_iter().map(|(name, subjects)| SubjectTeacher { name, subjects }).collect();
        let mut kept = self.kept();
        let was_broken = kept.teachers.get(&student.person).is_some_and(|known| known.read != Read::Whole);
        let read = match (unread, was_broken) {
            (0, _) => Read::Whole,
            (_, false) => Read::Broken,
            (_, true) => Read::BrokenAgain,
        };
        let known = Teachers { fetched_at: ask.now, read, teachers: teachers.clone() };
        kept.teachers.insert(student.person.clone(), known);
        Ok(teachers)
    }
}
