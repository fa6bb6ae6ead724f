//! The diary's answer: lessons, and the marks, homework and tests that are assignments in them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use peremena_model::{Attachment, Homework, Lesson, LessonStatus, Mark, PlannedTest};
use time::{Date, Time};

use super::{View, text::is_placeholder};
use crate::{
    lenient::{Id, List},
    netschool::{reference::WorkType, wire},
};

/// The id that homework and answers have wherever samples are known; a server's own list of kinds comes first.
const HOMEWORK: i64 = 3;
const ANSWER: i64 = 10;

/// What a mark says that stands for something to be handed in.
pub(super) const DEBT: &str = "•";

/// All that the answers hold of one student.
#[derive(Debug, Default)]
pub(in crate::netschool) struct Journal {
    pub(in crate::netschool) lessons: Vec<Lesson>,
    pub(in crate::netschool) marks: Vec<Mark>,
    pub(in crate::netschool) homework: Vec<Homework>,
    pub(in crate::netschool) tests: Vec<PlannedTest>,
    /// An assignment of each subject: asked for its details, it names the teacher.
    pub(in crate::netschool) samples: BTreeMap<String, i64>,
    pub(in crate::netschool) class: Option<String>,
    pub(in crate::netschool) skipped: u32,
}

/// The kinds of work of a server's list.
pub(in crate::netschool) fn work_types(list: &List<wire::AssignmentType<'_>>) -> BTreeMap<i64, WorkType> {
    let kinds = list.items.iter().filter_map(|kind| {
        let work_type = WorkType { name: kind.name.owned()?, abbreviation: kind.abbr.owned() };
        Some((kind.id.0?, work_type))
    });
    kinds.collect()
}

/// What kind of work it is, as far as it matters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Homework,
    /// Work in the lesson: its name is the lesson's topic.
    Answer,
    Test,
    Other,
}

/// What kind of work it is: by its name, else by its abbreviation, else by the id that it has wherever samples are known.
/// Servers word their lists themselves. `homework_is_named`: another kind of the list is homework by its words, so the id
/// says nothing of it.
pub(super) fn sort_of(
    id: Option<i64>,
    name: Option<&str>,
    abbreviation: Option<&str>,
    homework_is_named: impl Fn() -> bool,
) -> Sort {
    match sort_by_words(name, abbreviation) {
        Sort::Other if id == Some(HOMEWORK) && !homework_is_named() => Sort::Homework,
        Sort::Other if id == Some(ANSWER) && name.is_none() => Sort::Answer,
        sort => sort,
    }
}

/// The same by the server's list of kinds.
fn sort_in(view: &View<'_>, id: Option<i64>) -> Sort {
    let kind = id.and_then(|id| view.types.get(&id));
    let (name, abbreviation) =
        (kind.map(|kind| kind.name.as_str()), kind.and_then(|kind| kind.abbreviation.as_deref()));
    sort_of(id, name, abbreviation, || names_homework(view.types))
}

/// Whether a list of kinds names one that is homework.
fn names_homework(types: &BTreeMap<i64, WorkType>) -> bool {
    types.values().any(|kind| sort_by_words(Some(&kind.name), kind.abbreviation.as_deref()) == Sort::Homework)
}

pub(super) fn sort_by_words(name: Option<&str>, abbreviation: Option<&str>) -> Sort {
    let known = sort_of_name(name.unwrap_or_default());
    let is_homework = abbreviation.is_some_and(|abbreviation| abbreviation.trim().to_uppercase() == "ДЗ");
    if known == Sort::Other && is_homework { Sort::Homework } else { known }
}

fn sort_of_name(name: &str) -> Sort {
    let lower = name.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(&["домашн", "на дом"]) {
        Sort::Homework
    } else if has(&["ответ на урок", "работа на урок", "классная работа"]) {
        Sort::Answer
    } else if has(&["контрольн", "зачет", "зачёт", "экзамен", "сочинени"]) {
        Sort::Test
    } else {
        Sort::Other
    }
}

/// Ids that have been taken already: servers repeat themselves.
#[derive(Default)]
struct Seen {
    lessons: HashSet<String>,
    assignments: HashSet<i64>,
}

/// Reads the answers that together hold the span.
pub(in crate::netschool) fn journal(answers: &[wire::Diary<'_>], view: &View<'_>) -> Journal {
    let mut journal = Journal::default();
    let mut seen = Seen::default();
    for answer in answers {
        journal.class = journal.class.take().or_else(|| answer.class_name.owned());
        journal.skipped += answer.week_days.skipped;
        for day in &answer.week_days.items {
            journal.skipped += day.lessons.skipped;
            for lesson in &day.lessons.items {
                let date = lesson.day.day(view.zone).or_else(|| day.date.day(view.zone));
                match date {
                    Some(date) if view.span.contains(date) => journal.lesson(lesson, date, view, &mut seen),
                    Some(_) => {}
                    None => journal.skipped += 1,
                }
            }
        }
    }
    for answer in answers {
        journal.overdue(&answer.past_mandatory.items, view, &mut seen);
    }
    journal.lessons.sort_by(|one, other| (one.date, one.number, &one.id).cmp(&(other.date, other.number, &other.id)));
    journal
}

/// What assignments need to know of their lesson.
struct Place<'a> {
    id: &'a str,
    date: Date,
    number: Option<i32>,
    subject: &'a str,
}

impl Journal {
    fn lesson(&mut self, lesson: &wire::Lesson<'_>, date: Date, view: &View<'_>, seen: &mut Seen) {
        // Rows without a subject are gaps in the timetable.
        let Some(subject) = lesson.subject_name.get() else { return };
        let number = lesson.number.0;
        let id = match lesson.classmeeting_id.0 {
            Some(id) => id.to_string(),
            None => format!("{date}/{}/{subject}", number.unwrap_or_default()),
        };
        if !seen.lessons.insert(id.clone()) {
            return;
        }
        let place = Place { id: &id, date, number, subject };
        let mut topic: Option<(i64, String)> = None;
        self.skipped += lesson.assignments.skipped;
        for assignment in &lesson.assignments.items {
            let Some(work) = assignment.id.0 else {
                self.skipped += 1;
                continue;
            };
            if !seen.assignments.insert(work) {
                continue;
            }
            let sample = self.samples.entry(subject.to_owned()).or_insert(work);
            *sample = (*sample).min(work);
            let name = assignment.assignment_name.get().filter(|name| !is_placeholder(name));
            let kind = assignment.type_id.0.and_then(|id| view.types.get(&id));
            match sort_in(view, assignment.type_id.0) {
                Sort::Homework => self.homework.push(homework(work, name, assignment, &place)),
                Sort::Answer => {
                    if let Some(name) = name.filter(|_| topic.as_ref().is_none_or(|(other, _)| work < *other)) {
                        topic = Some((work, name.to_owned()));
                    }
                }
                Sort::Test => self.tests.push(test(work, name, kind, &place)),
                Sort::Other => {}
            }
            self.marks.extend(mark(work, name, kind, assignment, &place, view));
        }
        self.lessons.push(Lesson {
            date,
            number,
            starts_at: lesson.start_time.get().and_then(hour).map(|time| view.at(date, time)),
            ends_at: lesson.end_time.get().and_then(hour).map(|time| view.at(date, time)),
            subject: subject.to_owned(),
            teacher: None,
            room: lesson.room.owned(),
            topic: topic.map(|(_, topic)| topic),
            status: LessonStatus::Planned,
            id,
        });
    }

    /// What is overdue is not done; what only that list names stands without a lesson.
    fn overdue(&mut self, list: &[wire::PastAssignment<'_>], view: &View<'_>, seen: &mut Seen) {
        let named: BTreeSet<i64> = list.iter().filter_map(|past| past.id.0).collect();
        for homework in &mut self.homework {
            if homework.id.parse().is_ok_and(|id: i64| named.contains(&id)) {
                homework.done = Some(false);
            }
        }
        for past in list {
            let (Some(id), Some(due)) = (past.id.0, past.due_date.day(view.zone)) else { continue };
            let is_homework = sort_in(view, past.type_id.0) == Sort::Homework;
            let subject = past.subject_name.get();
            let (Some(subject), true) = (subject, is_homework && view.span.contains(due)) else { continue };
            if !seen.assignments.insert(id) {
                continue;
            }
            self.homework.push(Homework {
                id: id.to_string(),
                subject: subject.to_owned(),
                text: past.assignment_name.get().filter(|name| !is_placeholder(name)).unwrap_or_default().to_owned(),
                due,
                set_at: None,
                set_in_lesson: None,
                lesson: past.class_meeting_id.0.map(|id| id.to_string()),
                done: Some(false),
                attachments: Vec::new(),
            });
        }
    }

    /// Homework of which nothing is known, neither text nor file, is none.
    pub(in crate::netschool) fn drop_empty_homework(&mut self) {
        self.homework.retain(|homework| !homework.text.is_empty() || !homework.attachments.is_empty());
    }
}

fn homework(id: i64, name: Option<&str>, assignment: &wire::Assignment<'_>, place: &Place<'_>) -> Homework {
    Homework {
        id: id.to_string(),
        subject: place.subject.to_owned(),
        text: name.map(super::plain).unwrap_or_default(),
        due: place.date,
        set_at: None,
        set_in_lesson: None,
        lesson: Some(place.id.to_owned()),
        done: None,
        attachments: attachments(&assignment.attachments),
    }
}

fn test(id: i64, name: Option<&str>, kind: Option<&WorkType>, place: &Place<'_>) -> PlannedTest {
    let work_type = kind.map(|kind| kind.name.clone());
    PlannedTest {
        id: id.to_string(),
        date: place.date,
        subject: place.subject.to_owned(),
        topic: name.map(str::to_owned).filter(|name| Some(name) != work_type.as_ref()),
        work_type,
        lesson: Some(place.id.to_owned()),
    }
}

fn mark(
    work: i64,
    name: Option<&str>,
    kind: Option<&WorkType>,
    assignment: &wire::Assignment<'_>,
    place: &Place<'_>,
    view: &View<'_>,
) -> Option<Mark> {
    let mark = assignment.mark.0.as_ref().filter(|mark| view.ours(mark.student_id))?;
    let texts = [&mark.mark, &mark.abbr, &mark.short_name, &mark.name, &mark.value, &mark.result_score];
    let value = texts.into_iter().find_map(crate::lenient::Text::get);
    let debt = mark.duty_mark.0 == Some(true);
    let value = value.or(debt.then_some(DEBT))?.to_owned();
    let put = [assignment.mark_date, assignment.mark_set_date, assignment.set_date, assignment.grade_date];
    let work_type = kind.map(|kind| kind.name.clone());
    Some(Mark {
        id: work.to_string(),
        subject: place.subject.to_owned(),
        value,
        weight: weight(assignment.weight.0),
        lesson_date: Some(place.date),
        set_at: put.into_iter().find_map(|moment| moment.local(view.zone)),
        comment: assignment.mark_comment.0.as_ref().and_then(|comment| comment.name.owned()),
        lesson: Some(place.id.to_owned()),
        lesson_number: place.number,
        work: Some(work.to_string()),
        topic: name.map(str::to_owned).filter(|name| Some(name) != work_type.as_ref()),
        work_type,
        counts: None,
    })
}

/// Zero is this system's word for "no weight".
pub(super) fn weight(weight: Option<f64>) -> Option<f64> {
    weight.filter(|weight| *weight > 0.0)
}

/// "08:30", also "8:30" and "08:30:00".
fn hour(text: &str) -> Option<Time> {
    let mut parts = text.split(':');
    let (hour, minute) = (parts.next()?.trim().parse().ok()?, parts.next()?.trim().parse().ok()?);
    Time::from_hms(hour, minute, 0).ok()
}

/// Files with a name and something to ask for them by, each once.
pub(in crate::netschool) fn attachments(files: &List<wire::File<'_>>) -> Vec<Attachment> {
    let mut found: Vec<Attachment> = Vec::new();
    for file in &files.items {
        let id = file.id.get().filter(|id| *id != "0").or(file.attachment_guid.get());
        let name = file.original_file_name.get().or(file.name.get());
        if let (Some(id), Some(name)) = (id, name)
            && found.iter().all(|known| known.id != id)
        {
            found.push(Attachment { id: id.to_owned(), name: name.to_owned(), size: None });
        }
    }
    found.sort();
    found
}

/// Whether an id is one of those.
pub(super) fn id_text(id: Id) -> Option<String> {
    id.0.map(|id| id.to_string())
}
