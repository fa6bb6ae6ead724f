//! A signed-in account over the mobile API: which requests are made for what.
//!
//! A calm sync of one child: the user, the lessons of the whole span in one request, their assignments by fifties, files of
//! homework that has any, totals, announcements; and the letters, with one child of the account.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use bytes::Bytes;
use peremena_model::{Item, Kind, KindSet, Lesson, Message, SchoolYear, Span, SubjectTeacher, Term};
use time::{OffsetDateTime, UtcOffset};

use super::door::Door;
use crate::{
    Answer, Arrived, Ask, Content, Enrolment, FileAsk, Identity, Letter, Part, Receiver, SchoolApi, SchoolError,
    answer::{Listed, items, terms_of},
    handed::Handed,
    lenient::{List, listed},
    netschool::{
        map::{self, Journal, View, ids},
        mobile_kinds,
        reference::{Education, Reference},
        web::{closed, nothing, path_of},
        wire,
    },
    settings::account_of,
};

/// Assignments that are asked for at once: a published client asks for no more. What a server leaves out of its answer
/// is asked for again by the next, smaller number.
const BATCHES: [usize; 3] = [50, 20, 5];

pub(in crate::netschool) struct MobileApi {
    pub(super) door: Door,
    pub(super) zone: UtcOffset,
    reference: Mutex<Reference>,
    /// Terms, by student and school year.
    terms: Handed<(String, SchoolYear), Vec<Term>>,
    /// Students whose school years were asked for.
    schooled: Mutex<BTreeSet<String>>,
}

/// Reads a body as a list; anything else is not this system's answer.
pub(super) fn list<'a, T: crate::lenient::Element<'a>>(
    body: &'a [u8],
    room: &'a mut Option<String>,
) -> Result<(List<T>, u32), SchoolError> {
    listed::<T>(body, room, "an answer")
}

/// What was asked for by ids.
#[derive(Default)]
struct ById {
    bodies: Vec<Bytes>,
    /// Asked for in every number, and never in an answer.
    missing: Vec<i64>,
}

/// What stands in the lessons of some days.
#[derive(Default)]
struct Told {
    journal: Journal,
    absences: Vec<Item>,
    /// Whether the marks, homework and tests are all that there are, or why there are none.
    works: Works,
}

/// How much of the assignments was told.
#[derive(Default)]
enum Works {
    #[default]
    All,
    /// Some that stand in lessons were never returned: what is in them is not known.
    Part,
    Failed(SchoolError),
}

/// The ids that an answer names, and how many of its elements name none.
type Named = Result<(BTreeSet<i64>, usize), SchoolError>;
type IdsIn = fn(&[u8]) -> Named;

fn ids_in<'a, T: crate::lenient::Element<'a>>(
    body: &'a [u8],
    room: &'a mut Option<String>,
    id: impl Fn(&T) -> Option<i64>,
) -> Named {
    let (list, broken) = list::<T>(body, room)?;
    let ids: Vec<Option<i64>> = list.items.iter().map(id).collect();
    let nameless = ids.iter().filter(|id| id.is_none()).count();
    let broken = usize::try_from(list.skipped.saturating_add(broken)).unwrap_or(usize::MAX);
    Ok((ids.into_iter().flatten().collect(), nameless.saturating_add(broken)))
}

fn works_in(body: &[u8]) -> Named {
    ids_in::<wire::MobileAssignment<'_>>(body, &mut None, |one| one.assignment_id.0)
}

fn files_in(body: &[u8]) -> Named {
    ids_in::<wire::FileOf<'_>>(body, &mut None, |file| file.assignment_id.0)
}

/// Reads several bodies as lists.
fn lists<'a, T: crate::lenient::Element<'a>>(
    bodies: &'a [Bytes],
    rooms: &'a mut [Option<String>],
) -> Result<Vec<List<T>>, SchoolError> {
    bodies.iter().zip(rooms).map(|(body, room)| list::<T>(body, room).map(|(list, _)| list)).collect()
}

impl MobileApi {
    pub(in crate::netschool) fn new(door: Door, zone: UtcOffset) -> MobileApi {
        MobileApi { door, zone, reference: Mutex::default(), terms: Handed::default(), schooled: Mutex::default() }
    }

    /// Never held over a request.
    pub(super) fn kept(&self) -> MutexGuard<'_, Reference> {
        self.reference.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the school years of a student were asked for over this connection.
    pub(super) fn has_asked(&self, student: &Enrolment) -> bool {
        self.schooled.lock().unwrap_or_else(PoisonError::into_inner).contains(&student.person)
    }

    pub(super) fn note_asked(&self, student: &Enrolment) {
        self.schooled.lock().unwrap_or_else(PoisonError::into_inner).insert(student.person.clone());
    }

    async fn terms_of(&self, student: &str, education: &Education, ask: &Ask) -> Result<(Vec<Term>, u32), SchoolError> {
        let year = education.year.id.to_string();
        let body = self.door.get("terms", &[("studentId", student), ("schoolYearId", &year)], ask.now).await?;
        let mut room = None;
        let (terms, broken) = list::<wire::Term<'_>>(&body, &mut room)?;
        let (terms, skipped) = map::terms(&terms, ask.year, self.zone);
        Ok((terms, skipped + broken))
    }

    /// Lessons, and what stands in them.
    async fn journal(
        &self,
        student: &Enrolment,
        education: &Education,
        kinds: KindSet,
        ask: &Ask,
    ) -> Result<Told, SchoolError> {
        let Some(span) = map::year_of(&education.year, ask.span) else { return Ok(Told::default()) };
        let person = student.person.parse().map_err(|_| SchoolError::Setting("not a student of this system".into()))?;
        let (from, to) = (span.from().to_string(), span.to().to_string());
        let query = [("studentIds", student.person.as_str()), ("startDate", &from), ("endDate", &to)];
        let body = self.door.get("classmeetings", &query, ask.now).await?;
        let types = map::no_types();
        let view = View { student: person, zone: self.zone, span: ask.span, types: &types };
        let (lessons, works, absences, skipped) = {
            let mut room = None;
            let (meetings, broken) = list::<wire::ClassMeeting<'_>>(&body, &mut room)?;
            let (lessons, works, skipped) = map::lessons(&meetings, &view);
            (lessons, works, items(map::absences(&meetings, &view)), skipped + broken)
        };
        drop(body);
        let (mut journal, works) = if kinds.and(works_kinds()).is_empty() {
            (Journal { lessons, ..Journal::default() }, Works::All)
        } else {
            match self.works(student, &works, lessons.clone(), &view, kinds.has(Kind::Homework), ask.now).await {
                Ok((journal, whole)) => (journal, if whole { Works::All } else { Works::Part }),
                Err(error @ SchoolError::Refused(_)) => return Err(error),
                Err(error) => (Journal { lessons, ..Journal::default() }, Works::Failed(error)),
            }
        };
        journal.skipped += skipped;
        Ok(Told { journal, absences, works })
    }

    /// Marks, homework and tests of the lessons, and whether those are all.
    async fn works(
        &self,
        student: &Enrolment,
        works: &[i64],
        lessons: Vec<Lesson>,
        view: &View<'_>,
        with_files: bool,
        now: OffsetDateTime,
    ) -> Result<(Journal, bool), SchoolError> {
        let found = self.by_ids("assignments", &student.person, works, works_in, now).await?;
        let whole = found.missing.is_empty();
        if !whole && found.missing.len() == works.len() {
            // What stands in them is not known: that is not the same as nothing.
            return Err(SchoolError::Strange(format!("{} assignments were not returned", found.missing.len())));
        }
        let mut rooms: Vec<Option<String>> = found.bodies.iter().map(|_| None).collect();
        let answers = lists::<wire::MobileAssignment<'_>>(&found.bodies, &mut rooms)?;
        let (mut journal, has_files) = map::works(&answers, lessons, view);
        if with_files {
            self.add_files(student, &has_files, &mut journal, now).await?;
            journal.drop_empty_homework();
        }
        Ok((journal, whole))
    }

    /// Files of homework that has any. Those that the server leaves out this time stay as they were known.
    async fn add_files(
        &self,
        student: &Enrolment,
        ids: &[i64],
        journal: &mut Journal,
        now: OffsetDateTime,
    ) -> Result<(), SchoolError> {
        let found = self.by_ids("attachments", &student.person, ids, files_in, now).await?;
        let mut rooms: Vec<Option<String>> = found.bodies.iter().map(|_| None).collect();
        let mut files = map::files(&lists::<wire::FileOf<'_>>(&found.bodies, &mut rooms)?);
        let mut kept = self.kept();
        for (id, files) in &files {
            kept.add_files(*id, files.clone());
        }
        for homework in &mut journal.homework {
            let Ok(id) = homework.id.parse::<i64>() else { continue };
            let known = || kept.files.get(&id).filter(|_| found.missing.contains(&id)).cloned();
            homework.attachments = files.remove(&id).or_else(known).unwrap_or_default();
        }
        Ok(())
    }

    /// What belongs to assignments, by as many of them at once as the server answers for.
    async fn by_ids(
        &self,
        path: &str,
        student: &str,
        ids: &[i64],
        ids_in: IdsIn,
        now: OffsetDateTime,
    ) -> Result<ById, SchoolError> {
        let mut found = ById { bodies: Vec::new(), missing: ids.to_vec() };
        for size in BATCHES {
            let asked = std::mem::take(&mut found.missing);
            let again = Some(&size) != BATCHES.first();
            let mut silent = false;
            for batch in asked.chunks(size) {
                if silent {
                    found.missing.extend(batch);
                    continue;
                }
                let texts: Vec<String> = batch.iter().map(i64::to_string).collect();
                let query: Vec<(&str, &str)> = std::iter::once(("studentId", student))
                    .chain(texts.iter().map(|id| ("assignmentId", id.as_str())))
                    .collect();
                let body = self.door.get(path, &query, now).await?;
                let (named, nameless) = ids_in(&body)?;
                let left_out: Vec<i64> = batch.iter().copied().filter(|id| !named.contains(id)).collect();
                // A server that has nothing for so few has nothing for fewer.
                silent = again && left_out.len() == batch.len() && nameless == 0;
                // What came and cannot be read is counted with the rest of its kind.
                if left_out.len() > nameless {
                    found.missing.extend(left_out);
                }
                found.bodies.push(body);
            }
            if silent {
                break;
            }
        }
        Ok(found)
    }

    async fn totals(
        &self,
        student: &str,
        education: &Education,
        ask: &Ask,
    ) -> Result<(Vec<Item>, Vec<Item>, u32), SchoolError> {
        let year = education.year.id.to_string();
        let query = [("studentId", student), ("schoolYearId", year.as_str())];
        let body = self.door.get("totals", &query, ask.now).await?;
        let subjects = self.subjects(student, education, ask.now).await?;
        let terms = match self.terms.take(&(student.to_owned(), ask.year)) {
            Some(terms) => terms,
            None => self.terms_of(student, education, ask).await?.0,
        };
        let mut room = None;
        let (totals, broken) = list::<wire::Totals<'_>>(&body, &mut room)?;
        let (marks, averages, skipped) = map::totals(&totals, &subjects, &terms);
        Ok((items(marks), items(averages), skipped + broken))
    }

    async fn subjects(
        &self,
        student: &str,
        education: &Education,
        now: OffsetDateTime,
    ) -> Result<BTreeMap<i64, String>, SchoolError> {
        let year = education.year.id.to_string();
        let body = self.door.get("subjects", &[("studentId", student), ("schoolYearId", &year)], now).await?;
        let mut room = None;
        let (subjects, _) = list::<wire::SubjectNamed<'_>>(&body, &mut room)?;
        Ok(map::subjects(&subjects))
    }

    /// The school as far as this API tells it: there is no card.
    fn school_info(&self, student: &Enrolment, education: &Education, lessons: &[Lesson]) -> Vec<Item> {
        let mut by_name: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut subjects: Vec<String> = Vec::new();
        for lesson in lessons {
            if !subjects.contains(&lesson.subject) {
                subjects.push(lesson.subject.clone());
            }
            let Some(teacher) = lesson.teacher.as_deref() else { continue };
            let taught = by_name.entry(teacher).or_default();
            if !taught.contains(&lesson.subject) {
                taught.push(lesson.subject.clone());
            }
        }
        subjects.sort();
        let teachers = by_name.into_iter().map(|(name, mut subjects)| {
            subjects.sort();
            SubjectTeacher { name: name.to_owned(), subjects }
        });
        let class = education.class.clone().or_else(|| student.class.clone());
        let school = education.school.clone().or_else(|| student.school.clone());
        vec![map::school_info(None, student, class, school, teachers.collect(), subjects, self.zone).into()]
    }
}

/// Kinds that assignments hold.
fn works_kinds() -> KindSet {
    KindSet::of(&[Kind::Mark, Kind::Homework, Kind::Test])
}

/// Kinds that lessons hold.
fn daily() -> KindSet {
    KindSet::of(&[Kind::Lesson, Kind::Mark, Kind::Homework, Kind::Test, Kind::Absence, Kind::SchoolInfo])
}

#[async_trait]
impl SchoolApi for MobileApi {
    fn kinds(&self) -> Option<KindSet> {
        Some(mobile_kinds())
    }

    async fn identity(&self) -> Result<Identity, SchoolError> {
        let now = OffsetDateTime::now_utc();
        let body = self.door.get("users", &[("v", "2")], now).await?;
        let mut room = None;
        let (users, _) = list::<wire::MobileUser<'_>>(&body, &mut room)?;
        let identity = map::mobile_identity(&users);
        let identity = identity.ok_or_else(|| SchoolError::Strange("nobody is signed in".into()))?;
        Ok(Identity { user: account_of(self.door.root(), &identity.user), ..identity })
    }

    async fn terms(&self, student: &Enrolment, year: SchoolYear) -> Result<Answer, SchoolError> {
        // Whose they are is known to whoever asks.
        let now = OffsetDateTime::now_utc();
        let span = year.span().unwrap_or(Span::day(now.date()));
        let student_id = peremena_model::StudentId::from_text("");
        let ask = Ask { student: student_id, kinds: KindSet::of(&[Kind::Term]), year, span, now };
        let answer = self.fetch(student, &ask).await?;
        // The rest of the sync wants them beside the totals.
        if answer.failed.is_empty() && answer.skipped == 0 {
            self.terms.leave((student.person.clone(), year), terms_of(&answer));
        }
        Ok(answer)
    }

    async fn fetch(&self, student: &Enrolment, ask: &Ask) -> Result<Answer, SchoolError> {
        let kinds = ask.kinds.and(mobile_kinds());
        let Some(education) = self.education(student, ask.year, ask.now).await? else {
            return Ok(nothing(ask, kinds));
        };
        let mut answer = Answer::default();
        if !kinds.and(daily()).is_empty() {
            let Told { journal, absences, works } = self.journal(student, &education, kinds, ask).await?;
            answer.skipped += journal.skipped;
            let lists = [
                (Kind::SchoolInfo, self.school_info(student, &education, &journal.lessons)),
                (Kind::Lesson, items(journal.lessons)),
                (Kind::Mark, items(journal.marks)),
                (Kind::Homework, items(journal.homework)),
                (Kind::Test, items(journal.tests)),
                (Kind::Absence, absences),
            ];
            for (kind, items) in lists.into_iter().filter(|(kind, _)| kinds.has(*kind)) {
                match &works {
                    Works::Failed(error) if works_kinds().has(kind) => answer.failed.push((kind, error.clone())),
                    works => {
                        let whole = !works_kinds().has(kind) || matches!(works, Works::All);
                        answer.parts.push(Part { scope: ask.scope(kind, whole), items });
                    }
                }
            }
        }
        if kinds.has(Kind::TermMark) || kinds.has(Kind::Average) {
            let totals = self.totals(&student.person, &education, ask).await;
            for (kind, nth) in [(Kind::TermMark, 0), (Kind::Average, 1)] {
                if kinds.has(kind) {
                    let outcome = match &totals {
                        Ok((marks, averages, skipped)) => {
                            Ok((if nth == 0 { marks.clone() } else { averages.clone() }, *skipped))
                        }
                        Err(error) => Err(error.clone()),
                    };
                    answer.optional(ask.scope(kind, true), outcome)?;
                }
            }
        }
        if kinds.has(Kind::Announcement) {
            let outcome = self.announcements(student, ask).await;
            answer.optional(ask.scope(Kind::Announcement, true), outcome)?;
        }
        if kinds.has(Kind::Message) {
            let has_mail = student.ids.contains_key(ids::MAIL);
            let found = if has_mail { self.letters(student, ask).await } else { Ok(Listed::none()) };
            answer.list(Kind::Message, found, ask)?;
        }
        if kinds.has(Kind::Term) {
            let outcome = self.terms_of(&student.person, &education, ask).await;
            answer.optional(ask.scope(Kind::Term, true), outcome.map(|(terms, skipped)| (items(terms), skipped)))?;
        }
        Ok(answer)
    }

    fn writes_letters(&self) -> bool {
        true
    }

    async fn receivers(&self, student: &Enrolment) -> Result<Vec<Receiver>, SchoolError> {
        self.may_write_to(student).await
    }

    async fn open_letter(&self, student: &Enrolment, id: &str) -> Result<Message, SchoolError> {
        self.open(student, id).await
    }

    async fn send_letter(&self, student: &Enrolment, letter: &Letter) -> Result<(), SchoolError> {
        self.send(student, letter).await
    }

    async fn attachment(&self, _student: &Enrolment, ask: &FileAsk, arrived: &Arrived) -> Result<Content, SchoolError> {
        let path = path_of(&ask.file)?;
        if let Some(content) = self.door.get_file(&path, &ask.file.name, arrived, ask.now).await? {
            return Ok(content);
        }
        // A file may be closed in the words of tokens that have ended: only the session itself says that it is over.
        self.door.live(ask.now).await?;
        self.door.get_file(&path, &ask.file.name, arrived, ask.now).await?.ok_or_else(closed)
    }

    async fn glance(&self, _student: &Enrolment, _ask: &Ask) -> Result<Option<Answer>, SchoolError> {
        Ok(None)
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
