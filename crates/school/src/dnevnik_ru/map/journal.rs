//! The timetable's answer: lessons, and the marks, homework, absences and tests that stand in them.
//!
//! Things are joined by ids over the whole answer, not day by day: a mark stands on the day of its
//! lesson, wherever the answer lists it [docs/systems/dnevnik-ru.md, "Joins"].

use std::collections::{BTreeMap, HashMap, HashSet};

use peremena_model::{Absence, AbsenceStatus, Attachment, Homework, Lesson, LessonStatus, Mark, PlannedTest};
use time::{Date, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

use super::{View, is_final, person_name, wire};
use crate::dnevnik_ru::reference::{FileFacts, SchoolFacts};

/// All that one timetable answer holds of one student.
#[derive(Debug, Default)]
pub(in crate::dnevnik_ru) struct Journal {
    pub(in crate::dnevnik_ru) lessons: Vec<Lesson>,
    pub(in crate::dnevnik_ru) marks: Vec<Mark>,
    pub(in crate::dnevnik_ru) homework: Vec<Homework>,
    pub(in crate::dnevnik_ru) absences: Vec<Absence>,
    pub(in crate::dnevnik_ru) tests: Vec<PlannedTest>,
    /// Subjects that occur, by id.
    pub(in crate::dnevnik_ru) subjects: BTreeMap<i64, String>,
    pub(in crate::dnevnik_ru) skipped: u32,
}

/// What marks, absences and works need to know of a lesson.
#[derive(Clone, Copy)]
pub(super) struct LessonFacts<'a> {
    pub(super) date: Date,
    pub(super) number: Option<i32>,
    pub(super) subject: Option<&'a str>,
    pub(super) title: Option<&'a str>,
}

/// The tables of an answer, by id.
#[derive(Default)]
pub(super) struct Tables<'a> {
    pub(super) subjects: HashMap<i64, &'a str>,
    pub(super) teachers: HashMap<i64, &'a wire::Person<'a>>,
    pub(super) works: HashMap<i64, &'a wire::Work<'a>>,
    pub(super) work_types: HashMap<i64, &'a wire::WorkType<'a>>,
    pub(super) lessons: HashMap<i64, LessonFacts<'a>>,
}

impl<'a> Tables<'a> {
    pub(super) fn add_subjects(&mut self, subjects: &'a [wire::Subject<'a>]) {
        self.subjects.extend(subjects.iter().filter_map(|subject| Some((subject.id.0?, subject.name.get()?))));
    }

    pub(super) fn add_work_types(&mut self, types: &'a [wire::WorkType<'a>]) {
        self.work_types.extend(types.iter().filter_map(|kind| Some((kind.id.0?, kind))));
    }

    pub(super) fn add_works(&mut self, works: &'a [wire::Work<'a>]) {
        self.works.extend(works.iter().filter_map(|work| Some((work.id.0?, work))));
    }

    /// Remembers a lesson; the first of two with one id stands.
    pub(super) fn add_lesson(&mut self, lesson: &'a wire::Lesson<'a>, date: Date) {
        let Some(id) = lesson.id.0 else { return };
        let by_id = lesson.subject_id.0.and_then(|id| self.subjects.get(&id).copied());
        let subject = by_id.or_else(|| {
            let subject = lesson.subject.0.as_ref()?;
            subject.name.get().or_else(|| self.subjects.get(&subject.id.0?).copied())
        });
        self.lessons.entry(id).or_insert(LessonFacts {
            date,
            number: lesson.number.0,
            subject,
            title: lesson.title.get(),
        });
    }

    pub(super) fn lesson(&self, id: crate::lenient::Id) -> Option<LessonFacts<'a>> {
        self.lessons.get(&id.0?).copied()
    }

    fn work_subject(&self, work: &wire::Work<'_>) -> Option<&'a str> {
        self.subjects.get(&work.subject_id.0?).copied()
    }

    fn is_important(&self, work: &wire::Work<'_>) -> bool {
        let by_type = || work.work_type.0.and_then(|id| self.work_types.get(&id)).and_then(|kind| kind.is_important.0);
        work.is_important.0 == Some(true)
            || by_type() == Some(true)
            || matches!(work.kind.get(), Some("LessonTestWork" | "LessonExamination"))
    }

    /// The name of a kind of work: from this answer, else from the school's list.
    fn work_type(&self, id: crate::lenient::Id, school: &SchoolFacts) -> Option<String> {
        let id = id.0?;
        let here = self.work_types.get(&id).and_then(|kind| kind.name.owned().or_else(|| kind.title.owned()));
        here.or_else(|| school.work_types.get(&id).and_then(|kind| kind.name.clone()))
    }

    /// A current mark of ours; none where it has no id or no value.
    pub(super) fn mark(&self, mark: &wire::Mark<'_>, view: &View<'_>, listed_on: Option<Date>) -> Option<Mark> {
        let id = mark.id.0?;
        let value = mark.text_value.get().or(mark.value.get())?.to_owned();
        let lesson = self.lesson(mark.lesson);
        let work = mark.work.0.and_then(|id| self.works.get(&id).copied());
        let subject =
            lesson.and_then(|lesson| lesson.subject).or_else(|| work.and_then(|work| self.work_subject(work)));
        // The topic is the lesson's alone: the works stand in some answers and not in others, and a mark
        // must read the same in all of them.
        Some(Mark {
            id: id.to_string(),
            subject: subject.unwrap_or_default().to_owned(),
            value,
            weight: mark.work_type.0.and_then(|id| view.school.weight(id)),
            lesson_date: lesson.map(|lesson| lesson.date).or(listed_on),
            set_at: mark.date.utc(view.zone),
            work_type: self.work_type(mark.work_type, view.school),
            comment: None,
            lesson: mark.lesson.0.map(|id| id.to_string()),
            lesson_number: lesson.and_then(|lesson| lesson.number),
            work: mark.work.0.map(|id| id.to_string()),
            topic: lesson.and_then(|lesson| lesson.title).map(str::to_owned),
            counts: mark.use_avg_calc.0,
        })
    }
}

/// Reads the days of one answer (or of several that lie side by side).
pub(in crate::dnevnik_ru) fn journal(days: &[wire::Day<'_>], view: &View<'_>) -> Journal {
    let mut tables = Tables::default();
    let mut skipped = 0;
    for day in days {
        tables.add_subjects(&day.subjects.items);
        tables.add_work_types(&day.work_types.items);
        tables.add_works(&day.works.items);
        tables.add_works(&day.homeworks.items);
        let people = day.teachers.items.iter().filter_map(|teacher| teacher.person.0.as_ref());
        tables.teachers.extend(people.filter_map(|person| Some((person.id.0?, person))));
        skipped += day.lessons.skipped + day.marks.skipped + day.works.skipped + day.homeworks.skipped;
        skipped += day.lesson_log_entries.skipped;
    }
    // After the subjects: a day may name one that another day lists.
    for day in days {
        for lesson in &day.lessons.items {
            if let Some(date) = lesson.date.day(view.zone).or_else(|| day.date.day(view.zone)) {
                tables.add_lesson(lesson, date);
            }
        }
    }

    let mut journal = Journal { skipped, ..Journal::default() };
    journal.subjects = tables.subjects.iter().map(|(id, name)| (*id, (*name).to_owned())).collect();
    let mut seen = Seen::default();
    let mut entries: Vec<(&wire::LogEntry<'_>, Option<Date>)> = Vec::new();
    for day in days {
        let listed_on = day.date.day(view.zone);
        journal.lessons(day, &tables, view, &mut seen);
        journal.marks(day, &tables, view, listed_on, &mut seen);
        journal.homework(day, &tables, view, listed_on, &mut seen);
        journal.tests(day, &tables, view, listed_on, &mut seen);
        entries.extend(day.lesson_log_entries.items.iter().map(|entry| (entry, listed_on)));
    }
    let (absences, skipped) = absences(entries, &tables, view);
    journal.absences = absences;
    journal.skipped += skipped;
    journal
}

/// Ids that have been taken already: servers repeat themselves.
#[derive(Default)]
struct Seen {
    lessons: HashSet<i64>,
    marks: HashSet<i64>,
    homework: HashSet<i64>,
    tests: HashSet<i64>,
}

impl Journal {
    fn lessons(&mut self, day: &wire::Day<'_>, tables: &Tables<'_>, view: &View<'_>, seen: &mut Seen) {
        for lesson in &day.lessons.items {
            let Some((id, facts)) = lesson.id.0.and_then(|id| Some((id, tables.lesson(lesson.id)?))) else {
                self.skipped += 1;
                continue;
            };
            if !view.span.contains(facts.date) || !seen.lessons.insert(id) {
                continue;
            }
            let hours = lesson.hours.get().and_then(hours);
            let teachers: Vec<String> = lesson
                .teachers
                .items
                .iter()
                .filter_map(|id| tables.teachers.get(&id.0?).and_then(|person| person_name(person)))
                .collect();
            self.lessons.push(Lesson {
                id: id.to_string(),
                date: facts.date,
                number: facts.number,
                starts_at: hours.and_then(|(start, _)| at(facts.date, start, view.zone)),
                ends_at: hours.and_then(|(_, end)| at(facts.date, end, view.zone)),
                subject: facts.subject.unwrap_or_default().to_owned(),
                teacher: (!teachers.is_empty()).then(|| teachers.join(", ")),
                room: room(lesson),
                topic: lesson.title.owned(),
                status: lesson.status.get().map(status).unwrap_or_default(),
            });
        }
    }

    fn marks(
        &mut self,
        day: &wire::Day<'_>,
        tables: &Tables<'_>,
        view: &View<'_>,
        listed_on: Option<Date>,
        seen: &mut Seen,
    ) {
        for mark in day.marks.items.iter().filter(|mark| view.ours(mark.person)) {
            if mark.work.0.and_then(|id| tables.works.get(&id)).is_some_and(|work| is_final(work)) {
                continue;
            }
            let Some(mapped) = tables.mark(mark, view, listed_on) else {
                self.skipped += 1;
                continue;
            };
            let Some(date) = mapped.lesson_date.or_else(|| mapped.set_at.map(|at| at.date())) else {
                self.skipped += 1;
                continue;
            };
            if view.span.contains(date) && mark.id.0.is_some_and(|id| seen.marks.insert(id)) {
                self.marks.push(mapped);
            }
        }
    }

    fn homework(
        &mut self,
        day: &wire::Day<'_>,
        tables: &Tables<'_>,
        view: &View<'_>,
        listed_on: Option<Date>,
        seen: &mut Seen,
    ) {
        for work in &day.homeworks.items {
            let (Some(id), Some(due)) = (work.id.0, day_of(work, tables, view, listed_on)) else {
                self.skipped += 1;
                continue;
            };
            let text = work.text.owned().unwrap_or_default();
            if !view.span.contains(due) || !seen.homework.insert(id) {
                continue;
            }
            let lesson = tables.lesson(work.lesson);
            let subject = tables.work_subject(work).or_else(|| lesson.and_then(|lesson| lesson.subject));
            self.homework.push(Homework {
                id: id.to_string(),
                subject: subject.unwrap_or_default().to_owned(),
                text,
                due,
                set_at: work.sent_date.utc(view.zone),
                set_in_lesson: None,
                lesson: work.lesson.0.map(|id| id.to_string()),
                done: done(work, view),
                attachments: work
                    .files
                    .items
                    .iter()
                    .filter_map(|file| file.0)
                    .map(|id| Attachment { id: id.to_string(), name: id.to_string(), size: None })
                    .collect(),
            });
        }
    }

    fn tests(
        &mut self,
        day: &wire::Day<'_>,
        tables: &Tables<'_>,
        view: &View<'_>,
        listed_on: Option<Date>,
        seen: &mut Seen,
    ) {
        for work in &day.works.items {
            if work.kind.get() == Some("Homework") || is_final(work) || !tables.is_important(work) {
                continue;
            }
            let (Some(id), Some(date)) = (work.id.0, day_of(work, tables, view, listed_on)) else {
                self.skipped += 1;
                continue;
            };
            // Those already held stay: a test is not called off by being written.
            if !view.span.contains(date) || !seen.tests.insert(id) {
                continue;
            }
            let lesson = tables.lesson(work.lesson);
            let subject = tables.work_subject(work).or_else(|| lesson.and_then(|lesson| lesson.subject));
            self.tests.push(PlannedTest {
                id: id.to_string(),
                date,
                subject: subject.unwrap_or_default().to_owned(),
                work_type: tables.work_type(work.work_type, view.school),
                topic: work.text.owned().or_else(|| lesson.and_then(|lesson| lesson.title).map(str::to_owned)),
                lesson: work.lesson.0.map(|id| id.to_string()),
            });
        }
    }
}

/// The day of a work: its lesson's, else the one it names, else the one it is listed on.
fn day_of(work: &wire::Work<'_>, tables: &Tables<'_>, view: &View<'_>, listed_on: Option<Date>) -> Option<Date> {
    tables.lesson(work.lesson).map(|lesson| lesson.date).or_else(|| work.target_date.day(view.zone)).or(listed_on)
}

/// Done, as far as the words are known: their list is not (§7), so most say nothing.
fn done(work: &wire::Work<'_>, view: &View<'_>) -> Option<bool> {
    let task = work.tasks.items.iter().find(|task| view.ours(task.person))?;
    let status = task.status.get()?.to_ascii_lowercase();
    if ["complet", "done", "finish", "accept"].iter().any(|word| status.contains(word)) {
        Some(true)
    } else if ["new", "start", "progress", "return"].iter().any(|word| status.contains(word)) {
        Some(false)
    } else {
        None
    }
}

/// Absences have no id of their own: the lesson's serves. Two entries of one lesson are told apart by
/// their order in time.
fn absences(
    mut entries: Vec<(&wire::LogEntry<'_>, Option<Date>)>,
    tables: &Tables<'_>,
    view: &View<'_>,
) -> (Vec<Absence>, u32) {
    let mut skipped = 0;
    entries.sort_by_key(|(entry, _)| {
        let written = entry.created_date.get().unwrap_or_default().to_owned();
        (entry.lesson.0, written, entry.status.owned(), entry.comment.owned())
    });
    entries.dedup_by_key(|(entry, _)| (entry.lesson.0, entry.status.owned(), entry.comment.owned()));
    let mut counted: HashMap<i64, u32> = HashMap::new();
    let mut absences = Vec::new();
    for (entry, listed_on) in entries.into_iter().filter(|(entry, _)| view.ours(entry.person)) {
        let lesson = tables.lesson(entry.lesson);
        let date = lesson.map(|lesson| lesson.date).or(listed_on);
        let (Some(id), Some(date), Some(word)) = (entry.lesson.0, date, entry.status.get()) else {
            skipped += 1;
            continue;
        };
        let Some(status) = absence_status(word) else { continue };
        if !view.span.contains(date) {
            continue;
        }
        let nth = counted.entry(id).or_default();
        *nth += 1;
        absences.push(Absence {
            id: if *nth == 1 { id.to_string() } else { format!("{id}-{nth}") },
            date,
            lesson: Some(id.to_string()),
            lesson_number: lesson.and_then(|lesson| lesson.number),
            subject: lesson.and_then(|lesson| lesson.subject).map(str::to_owned),
            status,
            word: (status == AbsenceStatus::Other).then(|| word.to_owned()),
            comment: entry.comment.owned(),
        });
    }
    absences.sort_by_key(|absence| (absence.date, absence.lesson_number));
    (absences, skipped)
}

/// §11; none for "was there".
fn absence_status(word: &str) -> Option<AbsenceStatus> {
    Some(match word {
        "Attend" => return None,
        "Absent" | "Н" | "н" => AbsenceStatus::Absent,
        "Ill" | "Б" | "б" => AbsenceStatus::Ill,
        "Late" | "О" | "о" => AbsenceStatus::Late,
        "Pass" | "П" | "п" => AbsenceStatus::Excused,
        _ => AbsenceStatus::Other,
    })
}

/// The list of words is not known; these are the ones that could be meant.
fn status(word: &str) -> LessonStatus {
    let word = word.to_ascii_lowercase();
    if word.contains("cancel") {
        LessonStatus::Cancelled
    } else if word.contains("substitut") || word.contains("replace") {
        LessonStatus::Substituted
    } else if word.contains("move") || word.contains("transfer") {
        LessonStatus::Moved
    } else if word.contains("finish") || word.contains("held") || word.contains("conducted") {
        LessonStatus::Held
    } else {
        LessonStatus::Planned
    }
}

fn room(lesson: &wire::Lesson<'_>) -> Option<String> {
    let parts: Vec<&str> = [lesson.place.get(), lesson.building.get()].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// "08:30 - 09:15", also "8:30–9:15".
fn hours(text: &str) -> Option<(Time, Time)> {
    let (start, end) = text.split_once(['-', '–', '—'])?;
    let time = |text: &str| {
        let mut parts = text.trim().split(':');
        let (hour, minute) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Time::from_hms(hour, minute, 0).ok()
    };
    Some((time(start)?, time(end)?))
}

fn at(date: Date, time: Time, zone: UtcOffset) -> Option<OffsetDateTime> {
    Some(PrimitiveDateTime::new(date, time).assume_offset(zone))
}

/// Puts names to the files; those that are not known keep their number.
pub(in crate::dnevnik_ru) fn name_files(homework: &mut [Homework], files: &BTreeMap<i64, FileFacts>) {
    for attachment in homework.iter_mut().flat_map(|work| work.attachments.iter_mut()) {
        if let Some(facts) = attachment.id.parse().ok().and_then(|id: i64| files.get(&id)) {
            attachment.name.clone_from(&facts.name);
            attachment.size = facts.size;
        }
    }
}

/// What a homework's file is called: its name, a point, and its type in lower case (§7).
pub(in crate::dnevnik_ru) fn file_facts(file: &wire::File<'_>) -> Option<(i64, FileFacts)> {
    let id = file.id.0?;
    let mut name = file.name.owned().unwrap_or_else(|| id.to_string());
    if let Some(ending) = file.kind.get().map(str::to_lowercase)
        && !name.to_lowercase().ends_with(&format!(".{ending}"))
    {
        name = format!("{name}.{ending}");
    }
    let size = file.size.0.filter(|size| *size >= 0.0 && *size < 1e15).map(|size| size as u64);
    Some((id, FileFacts { name, size }))
}
