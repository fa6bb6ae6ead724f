//! What is asked for rarely: children, terms, the school; and the door's book.

use peremena_model::{Kind, KindSet, SchoolYear, Span, Term, Visit};
use time::OffsetDateTime;

use super::{
    FamilyApi,
    days::Told,
    pages::{Named, rows},
};
use crate::{
    Answer, Ask, Enrolment, Identity, SchoolError,
    answer::{Found, Listed},
    lenient::{Maybe, parsed},
    petersburg::{
        door::CHILDREN,
        map::{self, Place},
        wire,
    },
};

type Read = Result<(Vec<Named>, Option<usize>), SchoolError>;

fn child_rows(body: &[u8]) -> Read {
    rows::<wire::Child<'_>>(body, &mut None, |child| (named(wire::id(child.identity)), None))
}

fn period_rows(body: &[u8]) -> Read {
    rows::<wire::Period<'_>>(body, &mut None, |period| (named(wire::id(period.identity)), None))
}

fn teacher_rows(body: &[u8]) -> Read {
    rows::<wire::Teacher<'_>>(body, &mut None, |teacher| (named(wire::id(teacher.identity)), None))
}

fn passing_rows(body: &[u8]) -> Read {
    rows::<wire::Passing<'_>>(body, &mut None, |passing| (named(wire::id(passing.identity)), map::passing_day(passing)))
}

fn named(id: Option<i64>) -> Option<String> {
    id.map(|id| id.to_string())
}

impl FamilyApi {
    pub(super) async fn children(&self, now: OffsetDateTime) -> Result<Identity, SchoolError> {
        let pages = self.pages(CHILDREN, &[], child_rows, Span::day(now.date()), now).await?.all("children")?;
        let mut rooms = Vec::new();
        let (children, _) = pages.entries::<wire::Child<'_>>(&mut rooms)?;
        let identity = map::identity(&children.iter().collect::<Vec<_>>(), self.door.account());
        identity.ok_or_else(|| SchoolError::Strange("no child with a class is shown".into()))
    }

    /// The terms of the asked year.
    pub(super) async fn terms_of(&self, place: Place, ask: &Ask) -> Result<Listed<Term>, SchoolError> {
        let group =
            place.group.ok_or_else(|| SchoolError::Strange("no class, whose terms could be asked for".into()))?;
        let group = group.to_string();
        let query = [("p_group_ids[]", group.as_str())];
        let pages = self.pages("api/group/group/get-list-period", &query, period_rows, ask.span, ask.now).await?;
        let mut rooms = Vec::new();
        let (periods, broken) = pages.entries::<wire::Period<'_>>(&mut rooms)?;
        let periods: Vec<&wire::Period<'_>> = periods.iter().collect();
        let (terms, skipped) = map::terms(&periods, ask.year);
        let told = map::newest_year(&periods);
        if terms.is_empty() && told.is_some_and(|told: SchoolYear| told.0 > ask.year.0) {
            return Err(SchoolError::Forbidden("this system tells the current school year alone".into()));
        }
        Ok(Listed { items: terms, skipped: skipped + broken, whole: pages.whole })
    }

    /// Enters the terms, and gives them to those that name them.
    pub(super) async fn enter_terms(
        &self,
        place: Place,
        kinds: KindSet,
        ask: &Ask,
        answer: &mut Answer,
    ) -> Result<Vec<Term>, SchoolError> {
        let wanted = kinds.and(KindSet::of(&[Kind::Term, Kind::TermMark]));
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let told = match self.terms.take(&(place.education, ask.year)) {
            Some(told) => Ok(told),
            None => self.terms_of(place, ask).await,
        };
        match told {
            Ok(terms) => {
                if kinds.has(Kind::Term) {
                    answer.list(Kind::Term, Ok(terms.clone()), ask)?;
                }
                Ok(terms.items)
            }
            Err(error) => {
                for kind in wanted.iter() {
                    answer.optional(ask.scope(kind, true), Err(error.clone()))?;
                }
                Ok(Vec::new())
            }
        }
    }

    pub(super) async fn school_info(&self, student: &Enrolment, place: Place, told: &Told, ask: &Ask) -> Found {
        let education = place.education.to_string();
        let query = [("p_educations[]", education.as_str())];
        let pages = self.pages("api/journal/teacher/list", &query, teacher_rows, ask.span, ask.now).await?;
        let pages = pages.all("teachers")?;
        let class_teacher = self.class_teacher(place, ask).await?;
        let mut rooms = Vec::new();
        let (teachers, skipped) = pages.entries::<wire::Teacher<'_>>(&mut rooms)?;
        let teachers: Vec<&wire::Teacher<'_>> = teachers.iter().collect();
        let info = map::school_info(&teachers, class_teacher, student, &told.lessons);
        Ok((vec![info.into()], skipped))
    }

    /// Nobody has published what this call answers (§3): what cannot be read of it is no reason to say nothing at all.
    async fn class_teacher(&self, place: Place, ask: &Ask) -> Result<Option<String>, SchoolError> {
        let Some(group) = place.group else { return Ok(None) };
        let path = format!("api/journal/person/get-classroom-teacher/{group}");
        let body = match self.door.get(&path, &[], ask.now).await {
            Ok(body) => body,
            Err(SchoolError::Forbidden(_) | SchoolError::Strange(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut room = None;
        let (told, _) = parsed::<Maybe<wire::One<'_>>>(&body, &mut room)?;
        Ok(map::class_teacher(told.0.unwrap_or_default()))
    }

    /// The door's book, which is asked for without days, the newest first.
    pub(super) async fn visits(&self, place: Place, ask: &Ask) -> Result<Listed<Visit>, SchoolError> {
        let education = place.education.to_string();
        let query = [("p_education", education.as_str())];
        let pages = self.pages("api/journal/acs/list", &query, passing_rows, ask.span, ask.now).await?;
        let mut rooms = Vec::new();
        let (passings, broken) = pages.entries::<wire::Passing<'_>>(&mut rooms)?;
        let (visits, skipped) = map::visits(&passings.iter().collect::<Vec<_>>(), ask.span);
        Ok(Listed { items: visits, skipped: skipped + broken, whole: pages.whole })
    }
}
