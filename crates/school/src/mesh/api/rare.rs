//! What is asked for rarely: who is who, the year's terms with their marks and averages, holidays, the school.

use peremena_model::{Item, Kind, KindSet, SchoolYear, Term};
use time::OffsetDateTime;

use super::{Api, FamilyApi, settled};
use crate::{
    Answer, Ask, Enrolment, Identity, Part, SchoolError,
    answer::{Found, items},
    lenient::{List, Maybe, parsed},
    mesh::{ids::Pupil, map, wire},
    settings::account_of,
};

impl FamilyApi {
    pub(super) async fn who(&self) -> Result<Identity, SchoolError> {
        let now = OffsetDateTime::now_utc();
        let body = self.get(Api::Web, "profile", &[], None, now).await?;
        let mut room = None;
        let (profile, broken) = parsed::<Maybe<wire::Profile<'_>>>(&body, &mut room)?;
        let read = profile.0.as_ref().and_then(map::identity);
        let (identity, skipped) = read.ok_or_else(|| SchoolError::Strange("a profile of nobody".into()))?;
        if skipped + broken > 0 {
            tracing::debug!(skipped, broken, "children that could not be read");
        }
        // What could not be read all through is asked for again.
        for student in identity.students.iter().filter(|_| skipped + broken == 0) {
            self.profile.leave(student.person.clone(), body.clone());
        }
        // Moscow, the region and Kaluga count their users by themselves.
        let user = account_of(self.door.places.root(), &identity.user);
        Ok(Identity { user, ..identity })
    }

    /// Marks by subject and term, as the server has them: of the current year alone.
    async fn ask_subject_marks(&self, pupil: &Pupil, now: OffsetDateTime) -> Result<bytes::Bytes, SchoolError> {
        let student = pupil.student.0.to_string();
        self.get(Api::Web, "subject_marks", &[("student_id", &student)], Some(pupil), now).await
    }

    pub(super) async fn terms_of(
        &self,
        pupil: &Pupil,
        year: SchoolYear,
        now: OffsetDateTime,
    ) -> Result<(Vec<Term>, u32), SchoolError> {
        let body = self.ask_subject_marks(pupil, now).await?;
        let mut room = None;
        let (subjects, broken) = of_year(&body, &mut room, year)?;
        let (terms, skipped) = map::terms(&subjects, year);
        // The rest of the sync wants the marks and averages in it.
        if skipped + broken == 0 {
            self.subject_marks.leave(pupil.student, body.clone());
        }
        Ok((terms, skipped + broken))
    }

    /// Terms, their marks and their averages, as far as asked for: one request for all.
    pub(super) async fn by_term(
        &self,
        pupil: &Pupil,
        ask: &Ask,
        kinds: KindSet,
        answer: &mut Answer,
    ) -> Result<(), SchoolError> {
        let wanted = kinds.and(KindSet::of(&[Kind::Term, Kind::TermMark, Kind::Average]));
        if wanted.is_empty() {
            return Ok(());
        }
        let body = match self.subject_marks.take(&pupil.student) {
            Some(body) => Ok(body),
            None => self.ask_subject_marks(pupil, ask.now).await,
        };
        let mut room = None;
        let read = body.as_ref().map_err(SchoolError::clone).and_then(|body| of_year(body, &mut room, ask.year));
        match read {
            Ok((subjects, broken)) => {
                let (terms, skipped) = map::terms(&subjects, ask.year);
                answer.skipped += broken + skipped;
                let lists = [
                    (Kind::Term, items(terms)),
                    (Kind::TermMark, items(map::finals(&subjects, ask.year))),
                    (Kind::Average, items(map::averages(&subjects, ask.year))),
                ];
                let lists = lists.into_iter().filter(|(kind, _)| wanted.has(*kind));
                answer.parts.extend(lists.map(|(kind, items)| Part { scope: ask.scope(kind, true), items }));
                Ok(())
            }
            Err(error @ SchoolError::Refused(_)) => Err(error),
            Err(error) => {
                answer.failed.extend(wanted.iter().map(|kind| (kind, error.clone())));
                Ok(())
            }
        }
    }

    pub(super) async fn holidays(&self, pupil: &Pupil, year: SchoolYear, now: OffsetDateTime) -> Found {
        let span = year.span().ok_or_else(|| SchoolError::Setting("no such school year".into()))?;
        let (student, from, to) = (pupil.student.0.to_string(), span.from().to_string(), span.to().to_string());
        let query = [("student_id", student.as_str()), ("from", &from), ("to", &to)];
        let body = self.mobile("periods_schedules", &query, pupil, now).await?;
        let mut room = None;
        let (answer, broken) = parsed::<wire::Payload<wire::CalendarDay<'_>>>(&body, &mut room)?;
        let days = answer.list();
        if !days.given {
            return Err(SchoolError::Strange("a calendar without days".into()));
        }
        Ok((items(map::holidays(&days)), days.skipped + broken))
    }

    /// The school's description. Pages that are not for this account are left out of it; where a page only fails this
    /// time, so does the whole.
    pub(super) async fn school_info(&self, pupil: &Pupil, student: &Enrolment, now: OffsetDateTime) -> Found {
        let profile = match self.profile.take(&student.person) {
            Some(profile) => profile,
            None => self.get(Api::Web, "profile", &[], Some(pupil), now).await?,
        };
        let (class, school) = (pupil.class_unit, pupil.school);
        let info = match class.zip(school).map(|(class, school)| (class.to_string(), school.to_string())) {
            Some((class, school)) => {
                let query = [("class_unit_id", class.as_str()), ("school_id", school.as_str())];
                page(self.mobile("school_info", &query, pupil, now).await)?
            }
            None => None,
        };
        let number = pupil.student.0.to_string();
        let subjects = page(self.mobile("subjects/list", &[("student_id", &number)], pupil, now).await)?;
        let (mut profile_room, mut info_room, mut subjects_room) = (None, None, None);
        let mut pages = map::Pages::default();
        let mut skipped = 0;
        let (read, broken) = parsed::<Maybe<wire::Profile<'_>>>(&profile, &mut profile_room)?;
        pages.profile = read.0;
        skipped += broken;
        if let Some(body) = &info {
            let (read, broken) = parsed::<Maybe<wire::SchoolInfo<'_>>>(body, &mut info_room)?;
            pages.school = read.0;
            skipped += broken;
        }
        if let Some(body) = &subjects {
            let (read, broken) = parsed::<wire::Payload<wire::Subject<'_>>>(body, &mut subjects_room)?;
            let list = read.list();
            skipped += broken + list.skipped;
            pages.subjects = list.items;
        }
        Ok((vec![Item::from(map::school_info(&pages, pupil, student))], skipped))
    }
}

/// An optional page; none where it is not for this account.
fn page(outcome: Result<bytes::Bytes, SchoolError>) -> Result<Option<bytes::Bytes>, SchoolError> {
    match outcome {
        Ok(body) => Ok(Some(body)),
        Err(error) if settled(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The subjects of an answer, where it speaks of `year`: of a year that is over this system tells nothing, and a year
/// that has not begun is empty.
fn of_year<'a>(
    body: &'a [u8],
    room: &'a mut Option<String>,
    year: SchoolYear,
) -> Result<(List<wire::SubjectMarks<'a>>, u32), SchoolError> {
    let (answer, broken) = parsed::<wire::Payload<wire::SubjectMarks<'_>>>(body, room)?;
    let mut list = answer.list();
    if !list.given {
        return Err(SchoolError::Strange("marks by term without a list".into()));
    }
    match map::newest_year(&list) {
        Some(told) if told.0 > year.0 => {
            Err(SchoolError::Forbidden("this system tells the current school year alone".into()))
        }
        // Last year's, until the school opens the new one: days without a year beside them are last year's as well.
        Some(told) if told.0 < year.0 => {
            list.items.clear();
            Ok((list, broken))
        }
        _ => Ok((list, broken)),
    }
}
