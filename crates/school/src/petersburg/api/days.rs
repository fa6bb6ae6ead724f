//! Days: the timetable with what was held of it, and the list of marks.

use peremena_model::{Homework, Kind, KindSet, Lesson, Span, Term};

use super::{
    FamilyApi,
    pages::{ByDays, Named, Of, Pages, rows},
};
use crate::{
    Answer, Ask, Enrolment, Part, SchoolError,
    answer::items,
    petersburg::{
        ZONE, kinds,
        map::{self, Days, Estimates, Place},
        wire,
    },
};

/// Answers about some days.
struct Pieces {
    schedule: Pages,
    lessons: Pages,
    /// The days they are about: more than were asked for, where homework is wanted.
    reach: Span,
}

/// What the answers say.
#[derive(Default)]
pub(super) struct Told {
    days: Days,
    pub(super) lessons: Vec<Lesson>,
    homework: Vec<Homework>,
    whole: bool,
    skipped: u32,
}

type Read = Result<(Vec<Named>, Option<usize>), SchoolError>;

fn schedule_rows(body: &[u8]) -> Read {
    rows::<wire::Scheduled<'_>>(body, &mut None, |entry| {
        (Some(map::scheduled_key(entry)), entry.datetime_from.get().and_then(map::day))
    })
}

fn lesson_rows(body: &[u8]) -> Read {
    rows::<wire::Lesson<'_>>(body, &mut None, |lesson| {
        (Some(map::lesson_key(lesson)), lesson.datetime_from.get().and_then(map::day))
    })
}

fn estimate_rows(body: &[u8]) -> Read {
    rows::<wire::Estimate<'_>>(body, &mut None, |entry| {
        (entry.id.0.map(|id| id.to_string()), entry.date.get().and_then(map::day))
    })
}

/// The span with so much before and after it as a homework may wait.
fn reaching(span: Span) -> Span {
    let (from, to) = (span.from().checked_sub(map::REACH), span.to().checked_add(map::REACH));
    from.zip(to).and_then(|(from, to)| Span::new(from, to)).unwrap_or(span)
}

/// What stands in the timetable and in the lessons that were held.
fn of_lessons() -> KindSet {
    KindSet::of(&[Kind::Lesson, Kind::Homework])
}

/// What stands in the list of marks, and names the lesson that it stands in.
fn of_estimates() -> KindSet {
    KindSet::of(&[Kind::Mark, Kind::Absence, Kind::Remark])
}

impl FamilyApi {
    /// Enters all that is told by days, and the school, whose subjects the lessons know.
    pub(super) async fn enter_days(
        &self,
        student: &Enrolment,
        place: Place,
        terms: &[Term],
        ask: &Ask,
        answer: &mut Answer,
    ) -> Result<(), SchoolError> {
        let kinds = ask.kinds.and(kinds());
        let (of_lessons, of_estimates) = (kinds.and(of_lessons()), kinds.and(of_estimates()));
        let mut told = Told::default();
        if !of_lessons.is_empty() || !of_estimates.is_empty() || kinds.has(Kind::SchoolInfo) {
            told = self.days(place, kinds, ask).await?.read(kinds, ask)?;
            answer.skipped += told.skipped;
        }
        let failed = answer.failed.iter().any(|(kind, _)| *kind == Kind::TermMark);
        let term_mark = Some(Kind::TermMark).filter(|kind| kinds.has(*kind) && !failed);
        let wanted: KindSet = of_estimates.iter().chain(term_mark).collect();
        if !wanted.is_empty() {
            self.estimates(place, &told, terms, wanted, ask, answer).await?;
        }
        if kinds.has(Kind::SchoolInfo) {
            let found = self.school_info(student, place, &told, ask).await;
            answer.optional(ask.scope(Kind::SchoolInfo, true), found)?;
        }
        told.enter(of_lessons, ask, answer);
        Ok(())
    }

    /// Timetable and lessons. Marks are read beside them: they name the lesson that they stand in.
    async fn days(&self, place: Place, kinds: KindSet, ask: &Ask) -> Result<Pieces, SchoolError> {
        let education = place.education.to_string();
        let reach = if kinds.has(Kind::Homework) { reaching(ask.span) } else { ask.span };
        let education = education.as_str();
        let schedule = ByDays {
            of: Of::Lessons,
            path: "api/journal/schedule/list-by-education",
            education,
            rows: schedule_rows,
            until: reach.to(),
        };
        // What is not held yet is not told.
        let lessons = ByDays {
            of: Of::Lessons,
            path: "api/journal/lesson/list-by-education",
            education,
            rows: lesson_rows,
            until: ask.today(ZONE),
        };
        let schedule = self.by_days(schedule, reach, ask).await?;
        let lessons = self.by_days(lessons, reach, ask).await?;
        Ok(Pieces { schedule, lessons, reach })
    }

    /// Enters what the list of marks holds of the wanted kinds. Marks of terms stand anywhere in the year, so that is
    /// what is asked for where they are wanted.
    async fn estimates(
        &self,
        place: Place,
        told: &Told,
        terms: &[Term],
        wanted: KindSet,
        ask: &Ask,
        answer: &mut Answer,
    ) -> Result<(), SchoolError> {
        let year = ask.year.span().filter(|_| wanted.has(Kind::TermMark));
        let from = year.map_or(ask.span.from(), |year| year.from().min(ask.span.from()));
        let to = year.map_or(ask.span.to(), |year| year.to().max(ask.span.to()));
        let span = Span::new(from, to).unwrap_or(ask.span);
        match self.table(place, &told.days, terms, span, ask).await {
            Ok((found, whole)) => {
                answer.skipped += found.skipped;
                let lists = [
                    (Kind::Mark, items(found.marks)),
                    (Kind::Absence, items(found.absences)),
                    (Kind::Remark, items(found.remarks)),
                    (Kind::TermMark, items(found.finals)),
                ];
                for (kind, items) in lists.into_iter().filter(|(kind, _)| wanted.has(*kind)) {
                    answer.parts.push(Part { scope: ask.scope(kind, whole), items });
                }
            }
            Err(error) => {
                for kind in wanted.iter() {
                    answer.optional(ask.scope(kind, true), Err(error.clone()))?;
                }
            }
        }
        Ok(())
    }

    async fn table(
        &self,
        place: Place,
        days: &Days,
        terms: &[Term],
        span: Span,
        ask: &Ask,
    ) -> Result<(Estimates, bool), SchoolError> {
        let education = place.education.to_string();
        let list = ByDays {
            of: Of::Marks,
            path: "api/journal/estimate/table",
            education: &education,
            rows: estimate_rows,
            until: ask.today(ZONE),
        };
        let pages = self.by_days(list, span, ask).await?;
        let mut rooms = Vec::new();
        let (entries, skipped) = pages.entries::<wire::Estimate<'_>>(&mut rooms)?;
        let entries: Vec<&wire::Estimate<'_>> = entries.iter().collect();
        let mut found = map::estimates(&entries, place.education, days, terms, (ask.year, ask.span))?;
        found.skipped += skipped;
        Ok((found, pages.whole))
    }
}

impl Pieces {
    fn read(&self, kinds: KindSet, ask: &Ask) -> Result<Told, SchoolError> {
        let (mut schedule_rooms, mut lesson_rooms) = (Vec::new(), Vec::new());
        let (scheduled, broken) = self.schedule.entries::<wire::Scheduled<'_>>(&mut schedule_rooms)?;
        let (held, more) = self.lessons.entries::<wire::Lesson<'_>>(&mut lesson_rooms)?;
        let journal = map::Journal { scheduled: scheduled.iter().collect(), held: held.iter().collect() };
        let days = map::timetable(&journal, self.reach);
        let (homework, unread) =
            if kinds.has(Kind::Homework) { map::homework(&journal, &days, ask.span) } else { (Vec::new(), 0) };
        let skipped = broken + more + days.skipped + unread;
        let whole = self.schedule.whole && self.lessons.whole;
        Ok(Told { lessons: days.lessons(ask.span), days, homework, whole, skipped })
    }
}

impl Told {
    /// Enters what is wanted of the lessons.
    fn enter(self, wanted: KindSet, ask: &Ask, answer: &mut Answer) {
        let lists = [(Kind::Lesson, items(self.lessons)), (Kind::Homework, items(self.homework))];
        let wanted = lists.into_iter().filter(|(kind, _)| wanted.has(*kind));
        answer.parts.extend(wanted.map(|(kind, items)| Part { scope: ask.scope(kind, self.whole), items }));
    }
}
