//! What is asked for rarely: who is who, the year's terms, averages, the school.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use peremena_model::{Homework, Item, Kind, OfficialAverage, SchoolYear, Scope, Span, StudentId, Term, TermKind};
use time::OffsetDateTime;

use super::{ClassOf, DnevnikApi, Pupil, day_text};
use crate::{
    Answer, Ask, Enrolment, Identity, Part, SchoolError,
    answer::items,
    dnevnik_ru::{
        door::Refusal,
        map,
        reference::{FileFacts, SchoolFacts, Terms, WorkTypeFacts},
        wire,
    },
    lenient::{List, Maybe, Num, parsed},
};

/// Subjects asked for one by one where the class's averages are refused.
const MOST_SUBJECTS: usize = 30;

impl DnevnikApi {
    pub(super) async fn who(&self) -> Result<Identity, SchoolError> {
        let now = OffsetDateTime::now_utc();
        let body = self.door.get("users/me/context", &[], now).await?;
        let mut seen;
        let mut identity;
        {
            let mut room = None;
            let (context, _) = parsed::<Maybe<wire::Context<'_>>>(&body, &mut room)?;
            let read = context.0.as_ref().and_then(map::identity);
            let (who, students, skipped) =
                read.ok_or_else(|| SchoolError::Strange("a context without a user".into()))?;
            if skipped > 0 {
                tracing::debug!(skipped, "children that could not be read");
            }
            (identity, seen) = (who, students);
        }
        for student in seen.iter_mut().filter(|student| student.nameless || student.classless) {
            self.complete(student, now).await?;
        }
        identity.students = seen.into_iter().map(|student| student.enrolment).collect();
        Ok(identity)
    }

    /// Asks for what the context did not tell of a student. What may not be seen stays unknown.
    async fn complete(&self, student: &mut map::Seen, now: OffsetDateTime) -> Result<(), SchoolError> {
        let person = student.person;
        if student.nameless
            && let Some(body) = self.page(&format!("persons/{person}"), now).await?
        {
            let mut room = None;
            let (found, _) = parsed::<Maybe<wire::Person<'_>>>(&body, &mut room)?;
            if let Some(name) = found.0.as_ref().and_then(map::person_named) {
                student.enrolment.name = name;
            }
        }
        if student.classless
            && let Some(body) = self.page(&format!("persons/{person}/edu-groups"), now).await?
        {
            let mut room = None;
            let (groups, _) = parsed::<List<wire::EduGroup<'_>>>(&body, &mut room)?;
            let groups: Vec<&wire::EduGroup<'_>> = groups.items.iter().collect();
            map::add_classes(student, &groups);
        }
        Ok(())
    }

    /// An optional page; none where it is not for this account.
    async fn page(&self, path: &str, now: OffsetDateTime) -> Result<Option<Bytes>, SchoolError> {
        match self.door.get(path, &[], now).await {
            Ok(body) => Ok(Some(body)),
            Err(refusal) if refusal.settled => Ok(None),
            Err(refusal) => Err(refusal.into()),
        }
    }

    /// Terms and holidays. Scopes name the student by the server's id.
    pub(super) async fn year(
        &self,
        student: &Enrolment,
        year: SchoolYear,
        now: OffsetDateTime,
    ) -> Result<Answer, SchoolError> {
        let part = |kind, items| Part {
            scope: Scope { student: StudentId::from_text(&*student.person), kind, year, span: None, whole: true },
            items,
        };
        let mut answer = Answer::default();
        let pupil = match self.class_of(student, year, now).await? {
            ClassOf::Known(pupil) => pupil,
            ClassOf::NotYet => {
                answer.parts = vec![part(Kind::Term, Vec::new()), part(Kind::Holiday, Vec::new())];
                return Ok(answer);
            }
        };
        let zone = self.facts(&pupil).zone();
        let class = pupil.class;
        let grouped = self.door.get(&format!("edu-groups/{class}/reporting-periods-group"), &[], now).await;
        let mut room = None;
        let grouped = match &grouped {
            Ok(body) => {
                let (group, broken) = parsed::<Maybe<wire::PeriodGroup<'_>>>(body, &mut room)?;
                let group = group.0.filter(|group| group.reporting_periods.given);
                let strange = || Refusal::from(SchoolError::Strange("terms without a list".into()));
                group.map(|group| (group, broken)).ok_or_else(strange)
            }
            Err(refusal) => Err(refusal.clone()),
        };
        let terms = match grouped {
            Ok((group, broken)) => {
                let (terms, unread) = map::terms(&group.reporting_periods, zone);
                let (holidays, holidays_unread) = map::holidays(&group.holidays, zone);
                answer.skipped = broken + unread + holidays_unread;
                answer.parts.push(part(Kind::Holiday, items(holidays)));
                terms
            }
            // Only one client knows the call with the holidays; the other has the terms alone.
            Err(Refusal { settled: true, error, .. }) => {
                let body = self.door.get(&format!("edu-groups/{class}/reporting-periods"), &[], now).await?;
                let mut room = None;
                let (periods, broken) = parsed::<List<wire::ReportingPeriod<'_>>>(&body, &mut room)?;
                if !periods.given {
                    return Err(SchoolError::Strange("terms without a list".into()));
                }
                let (terms, unread) = map::terms(&periods, zone);
                answer.skipped = broken + unread;
                answer.failed.push((Kind::Holiday, error));
                terms
            }
            Err(refusal) => return Err(refusal.into()),
        };
        self.kept().terms.insert(class, Terms { fetched_at: now, terms: terms.clone() });
        answer.parts.insert(0, part(Kind::Term, items(terms)));
        Ok(answer)
    }

    /// Asks for the school's clock and kinds of work where what is known is a day old. Where they
    /// cannot be had, what is known stays, and the rest of the sync goes on. Gives the school's page where it was read,
    /// for whoever needs it in the same sync.
    pub(super) async fn refresh(&self, pupil: &Pupil, now: OffsetDateTime) -> Result<Option<Bytes>, SchoolError> {
        let Some(school) = pupil.school else { return Ok(None) };
        let mut facts = self.facts(pupil);
        if facts.is_fresh(now) {
            return Ok(None);
        }
        let mut page = None;
        // Without the clock, all times would be off once and change later: where it was never known and
        // the network or the session is what fails, so does the sync.
        let first = facts.fetched_at.is_none();
        let mut whole = true;
        match self.page(&format!("schools/{school}"), now).await {
            Ok(Some(body)) => {
                let mut room = None;
                if let Ok((Maybe(Some(told)), _)) = parsed::<Maybe<wire::School<'_>>>(&body, &mut room) {
                    facts.utc_offset_hours = told.time_zone.0.or(facts.utc_offset_hours);
                    facts.weighted = told.uses_weighted_avg.0.unwrap_or(facts.weighted);
                } else {
                    // An answer that is none today must not stand for a day: the next sync asks again.
                    whole = false;
                }
                page = Some(body);
            }
            Ok(None) => {}
            Err(error @ SchoolError::Refused(_)) => return Err(error),
            Err(error @ (SchoolError::Unreachable(_) | SchoolError::Limited { .. })) if first => return Err(error),
            Err(_) => whole = false,
        }
        if whole {
            match self.page(&format!("work-types/{school}"), now).await {
                Ok(Some(body)) => {
                    let mut room = None;
                    if let Ok((list, _)) = parsed::<List<wire::WorkType<'_>>>(&body, &mut room)
                        && list.given
                    {
                        facts.work_types = list
                            .items
                            .iter()
                            .filter_map(|kind| {
                                let name = kind.title.owned().or_else(|| kind.name.owned());
                                Some((kind.id.0?, WorkTypeFacts { name, weight: kind.weight.0 }))
                            })
                            .collect();
                    } else {
                        whole = false;
                    }
                }
                Ok(None) => {}
                Err(error @ SchoolError::Refused(_)) => return Err(error),
                Err(_) => whole = false,
            }
        }
        if whole {
            facts.fetched_at = Some(now);
        }
        self.kept().schools.insert(school, facts);
        Ok(page)
    }

    /// Puts names to the files of homework, asking once for all that are not known.
    pub(super) async fn name_files(
        &self,
        pupil: &Pupil,
        student: &Enrolment,
        homework: &mut [Homework],
        now: OffsetDateTime,
    ) -> Result<(), SchoolError> {
        let mut unknown = BTreeSet::new();
        let mut days: Option<(time::Date, time::Date)> = None;
        {
            let kept = self.kept();
            for work in homework.iter() {
                let ids = work.attachments.iter().filter_map(|file| file.id.parse::<i64>().ok());
                let before = unknown.len();
                unknown.extend(ids.filter(|id| !kept.files.contains_key(id)));
                if unknown.len() > before {
                    let (from, to) = days.unwrap_or((work.due, work.due));
                    days = Some((from.min(work.due), to.max(work.due)));
                }
            }
        }
        if let (Some((from, to)), Some(school)) = (days, pupil.school) {
            match self.homeworks(student, pupil.person, school, (from, to), now).await {
                Ok(body) => {
                    let mut room = None;
                    let (answer, broken) = parsed::<Maybe<wire::Homeworks<'_>>>(&body, &mut room)?;
                    // What could not be read all through is asked for again: names are kept for good.
                    let answer = answer.0.filter(|_| broken == 0);
                    let mut kept = self.kept();
                    for (id, facts) in answer.iter().flat_map(|answer| &answer.files.items).filter_map(map::file_facts)
                    {
                        unknown.remove(&id);
                        kept.add_file(id, facts);
                    }
                    // Files that even this answer does not name are not asked for again.
                    for id in unknown.into_iter().filter(|_| answer.is_some()) {
                        kept.add_file(id, FileFacts { name: id.to_string(), size: None });
                    }
                }
                Err(Refusal { error: error @ SchoolError::Refused(_), .. }) => return Err(error),
                Err(refusal) if refusal.settled => {
                    let mut kept = self.kept();
                    for id in unknown {
                        kept.add_file(id, FileFacts { name: id.to_string(), size: None });
                    }
                }
                // Another time.
                Err(_) => {}
            }
        }
        map::name_files(homework, &self.kept().files);
        Ok(())
    }

    /// The averages of the current term: for the class in one answer, of which our part is taken; where
    /// that is refused, the mobile API's, and where that one is closed too, subject by subject.
    pub(super) async fn averages(
        &self,
        pupil: &Pupil,
        facts: &SchoolFacts,
        subjects: BTreeMap<i64, String>,
        ask: &Ask,
    ) -> Result<(Vec<Item>, u32), SchoolError> {
        let handed = self.terms.take(&(pupil.person.to_string(), ask.year));
        let known = handed.or_else(|| self.kept().terms(pupil.class, ask.now).map(<[Term]>::to_vec));
        let terms = match known {
            Some(terms) => terms,
            None => {
                let ids = [(map::ids::GROUPS.to_owned(), format!("{}:{}", pupil.class, ask.year.0))];
                let student = Enrolment {
                    person: pupil.person.to_string(),
                    name: String::new(),
                    class: None,
                    school: None,
                    ids: ids.into(),
                };
                self.year(&student, ask.year, ask.now).await?;
                self.kept().terms(pupil.class, ask.now).map(<[Term]>::to_vec).unwrap_or_default()
            }
        };
        let today = ask.today(facts.zone());
        let Some(term) = current(&terms, today) else { return Ok((Vec::new(), 0)) };
        let subjects = if subjects.is_empty() { self.subjects(pupil, ask.now).await? } else { subjects };
        let mut of_term = None;
        let mut averages = match self.class_averages(pupil, facts, term, &subjects, ask).await {
            Ok(averages) => averages,
            Err(refusal) if refusal.settled => match self.averages_of_term(pupil, term, &subjects, ask).await? {
                Some(mut told) => {
                    let plain = std::mem::take(&mut told.plain);
                    of_term = Some(told);
                    plain
                }
                None => self.own_averages(pupil, term, &subjects, ask.now).await?,
            },
            Err(refusal) => return Err(refusal.into()),
        };
        if facts.weighted {
            averages.extend(self.weighted_averages(pupil, term, &subjects, of_term, ask).await?);
        }
        Ok((items(unique(averages)), 0))
    }

    /// Those of the class, of which ours are taken; else those of `of_term`, which are asked for where they were not.
    async fn weighted_averages(
        &self,
        pupil: &Pupil,
        term: &Term,
        subjects: &BTreeMap<i64, String>,
        of_term: Option<map::OfTerm>,
        ask: &Ask,
    ) -> Result<Vec<OfficialAverage>, SchoolError> {
        let Some(body) = self.page(&weighted_path(pupil, term), ask.now).await? else {
            let told = match of_term {
                Some(told) => Some(told),
                None => self.averages_of_term(pupil, term, subjects, ask).await?,
            };
            return Ok(told.map(|told| told.weighted).unwrap_or_default());
        };
        let mut room = None;
        let (answer, _) = parsed::<Maybe<wire::WeightedAverages<'_>>>(&body, &mut room)?;
        let ours = answer.0.iter().flat_map(|answer| map::weighted_averages(answer, pupil.person, &term.id, subjects));
        Ok(ours.collect())
    }

    /// What the mobile API says of a term in one answer, where it is open to the account. Whether it knows the term by the
    /// same id is not known: where it does not, it is asked again a day later.
    async fn averages_of_term(
        &self,
        pupil: &Pupil,
        term: &Term,
        subjects: &BTreeMap<i64, String>,
        ask: &Ask,
    ) -> Result<Option<map::OfTerm>, SchoolError> {
        let found = self.opened(pupil, Kind::Average, ask, self.period_marks(pupil, term, subjects, ask)).await;
        match found {
            Some(Ok(told)) => Ok(Some(told)),
            None | Some(Err(SchoolError::Strange(_))) => Ok(None),
            Some(Err(error)) => Err(error),
        }
    }

    async fn period_marks(
        &self,
        pupil: &Pupil,
        term: &Term,
        subjects: &BTreeMap<i64, String>,
        ask: &Ask,
    ) -> Result<map::OfTerm, SchoolError> {
        let path = format!("persons/{}/groups/{}/periods/{}/periodMarks", pupil.person, pupil.class, term.id);
        let body = self.door.get_mobile(&path, &[], ask.now).await?;
        let mut room = None;
        let (told, _) = parsed::<Maybe<wire::PeriodMarks<'_>>>(&body, &mut room)?;
        let told = told.0.and_then(|told| map::averages_of_term(&told, &term.id, subjects));
        told.ok_or_else(|| SchoolError::Strange("a term's averages of no known subject".into()))
    }

    async fn class_averages(
        &self,
        pupil: &Pupil,
        facts: &SchoolFacts,
        term: &Term,
        subjects: &BTreeMap<i64, String>,
        ask: &Ask,
    ) -> Result<Vec<OfficialAverage>, Refusal> {
        let date = day_text(ask.now, facts.zone());
        let path = format!("edu-groups/{}/reporting-periods/{}/avg-marks/{date}T00:00:00", pupil.class, term.id);
        let body = self.door.get(&path, &[], ask.now).await?;
        let mut room = None;
        let (answer, _) = parsed::<wire::SubjectAverages<'_>>(&body, &mut room)?;
        if !answer.given {
            return Err(SchoolError::Strange("averages without a list".into()).into());
        }
        Ok(map::averages(&answer, pupil.person, &term.id, subjects))
    }

    async fn own_averages(
        &self,
        pupil: &Pupil,
        term: &Term,
        subjects: &BTreeMap<i64, String>,
        now: OffsetDateTime,
    ) -> Result<Vec<OfficialAverage>, SchoolError> {
        let mut averages = Vec::new();
        let mut refused = None;
        for subject in subjects.keys().take(MOST_SUBJECTS) {
            let path = format!("persons/{}/reporting-periods/{}/subjects/{subject}/avg-mark", pupil.person, term.id);
            match self.door.get(&path, &[], now).await {
                Ok(body) => {
                    let mut room = None;
                    let (value, _) = parsed::<Num>(&body, &mut room)?;
                    averages
                        .extend(value.0.and_then(|value| map::one_average(*subject, value, false, &term.id, subjects)));
                }
                Err(Refusal { settled: true, error, .. }) => {
                    // Refused for the first subject: refused for all.
                    if averages.is_empty() && refused.is_some() {
                        return Err(error);
                    }
                    refused = Some(error);
                }
                Err(refusal) => return Err(refusal.into()),
            }
        }
        match refused {
            Some(error) if averages.is_empty() => Err(error),
            _ => Ok(averages),
        }
    }

    async fn subjects(&self, pupil: &Pupil, now: OffsetDateTime) -> Result<BTreeMap<i64, String>, SchoolError> {
        let body = self.door.get(&format!("edu-groups/{}/subjects", pupil.class), &[], now).await?;
        let mut room = None;
        let (list, _) = parsed::<List<wire::Subject<'_>>>(&body, &mut room)?;
        Ok(list.items.iter().filter_map(|subject| Some((subject.id.0?, subject.name.owned()?))).collect())
    }

    /// The school's description. Pages that are not for this account are left out of it; where a page
    /// only fails this time, so does the whole. `page`: the school's own, where it was read already.
    pub(super) async fn school_info(
        &self,
        pupil: &Pupil,
        student: &Enrolment,
        page: Option<Bytes>,
        now: OffsetDateTime,
    ) -> Result<(Vec<Item>, u32), SchoolError> {
        let class = pupil.class;
        let school = pupil.school.ok_or_else(|| SchoolError::Forbidden("the student's school is not told".into()))?;
        let page = match page {
            Some(page) => page,
            None => self.door.get(&format!("schools/{school}"), &[], now).await?,
        };
        let bodies = [
            Some(page),
            self.page(&format!("schools/{school}/parameters"), now).await?,
            self.page(&format!("edu-groups/{class}/teachers"), now).await?,
            self.page(&format!("edu-groups/{class}/subjects"), now).await?,
            self.page(&format!("edu-groups/{class}/classteacher"), now).await?,
            // A parent's own relatives are not the child's.
            if student.ids.contains_key(map::ids::PARENT) {
                None
            } else {
                self.page("users/me/relatives", now).await?
            },
        ];
        let mut rooms: [Option<String>; 6] = Default::default();
        let mut pages = map::SchoolPages::default();
        let mut skipped = 0;
        {
            let mut pairs = bodies.iter().zip(rooms.iter_mut());
            pages.school = part::<Maybe<wire::School<'_>>>(pairs.next(), &mut skipped)?.0;
            pages.parameters = part::<Maybe<wire::SchoolParameters<'_>>>(pairs.next(), &mut skipped)?.0;
            pages.teachers = part(pairs.next(), &mut skipped)?;
            pages.subjects = part(pairs.next(), &mut skipped)?;
            pages.class_teacher = part(pairs.next(), &mut skipped)?;
            pages.relatives = part(pairs.next(), &mut skipped)?;
        }
        let info = map::school_info(&pages, student);
        Ok((vec![Item::from(info)], skipped))
    }
}

/// One page of several, read; empty where it is missing.
fn part<'a, T: serde::Deserialize<'a> + Default>(
    pair: Option<(&'a Option<Bytes>, &'a mut Option<String>)>,
    skipped: &mut u32,
) -> Result<T, SchoolError> {
    match pair {
        Some((Some(body), room)) => {
            let (page, broken) = parsed::<T>(body, room)?;
            *skipped += broken;
            Ok(page)
        }
        _ => Ok(T::default()),
    }
}

fn weighted_path(pupil: &Pupil, term: &Term) -> String {
    format!("edu-groups/{}/wa-marks/{}T00:00:00/{}T00:00:00", pupil.class, term.from, term.to)
}

/// The term that holds `today`, else the last one before it. A year is a term only where nothing else is.
fn current(terms: &[Term], today: time::Date) -> Option<&Term> {
    let parts = || terms.iter().filter(|term| term.kind != TermKind::Year);
    let holds = |term: &&Term| Span::new(term.from, term.to).is_some_and(|span| span.contains(today));
    parts()
        .find(holds)
        .or_else(|| parts().filter(|term| term.to < today).max_by_key(|term| term.to))
        .or_else(|| terms.iter().find(holds))
}

/// The first of each id.
fn unique(averages: Vec<OfficialAverage>) -> Vec<OfficialAverage> {
    let mut seen = BTreeSet::new();
    averages.into_iter().filter(|average| seen.insert(average.id.clone())).collect()
}
