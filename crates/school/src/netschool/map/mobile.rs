//! The mobile API's answers.

use std::collections::{BTreeMap, HashSet};

use peremena_model::{
    Absence, AbsenceStatus, Announcement, Attachment, Lesson, LessonStatus, Mark, Message, OfficialAverage,
    PlannedTest, Span, Term, TermMark, TermMarkOf,
};
use time::UtcOffset;

use super::{
    View,
    diary::{DEBT, Journal, Sort, attachments, id_text, sort_by_words, sort_of, weight},
    people::{names, once, said},
    plain,
    text::is_placeholder,
};
use crate::{
    lenient::List,
    netschool::{reference::WorkType, wire},
};

/// The lessons that are ours and of the span, each once.
fn ours<'a>(
    list: &'a List<wire::ClassMeeting<'a>>,
    view: &View<'_>,
) -> Vec<(i64, time::Date, &'a str, &'a wire::ClassMeeting<'a>)> {
    let mut seen = HashSet::new();
    let read = |lesson: &'a wire::ClassMeeting<'a>| {
        let date = lesson.day.day(view.zone).or_else(|| lesson.start_time.day(view.zone))?;
        Some((lesson.classmeeting_id.0?, date, lesson.subject_name.get()?, lesson))
    };
    let list = list.items.iter().filter(|lesson| view.ours(lesson.student_id)).filter_map(read);
    list.filter(|(id, date, _, _)| view.span.contains(*date) && seen.insert(*id)).collect()
}

fn number(lesson: &wire::ClassMeeting<'_>) -> Option<i32> {
    lesson.schedule_time_number.0.or(lesson.order.0)
}

/// Lessons, and the ids of all assignments in them.
pub(in crate::netschool) fn lessons(
    list: &List<wire::ClassMeeting<'_>>,
    view: &View<'_>,
) -> (Vec<Lesson>, Vec<i64>, u32) {
    let mut lessons = Vec::new();
    let mut works = Vec::new();
    for (id, date, subject, lesson) in ours(list, view) {
        works.extend(lesson.assignment_id.items.iter().filter_map(|id| id.0));
        let mut teachers: Vec<&str> = lesson.teachers.items.iter().filter_map(|teacher| teacher.name.get()).collect();
        teachers.sort_unstable();
        teachers.dedup();
        lessons.push(Lesson {
            id: id.to_string(),
            date,
            number: number(lesson),
            starts_at: lesson.start_time.local(view.zone),
            ends_at: lesson.end_time.local(view.zone),
            subject: subject.to_owned(),
            teacher: (!teachers.is_empty()).then(|| teachers.join(", ")),
            room: lesson.room_name.owned(),
            topic: lesson.lesson_theme.get().filter(|theme| !is_placeholder(theme)).map(str::to_owned),
            status: LessonStatus::Planned,
        });
    }
    lessons.sort_by(|one, other| (one.date, one.number, &one.id).cmp(&(other.date, other.number, &other.id)));
    works.sort_unstable();
    works.dedup();
    (lessons, works, list.skipped)
}

/// Absences have no id of their own: the lesson's serves.
pub(in crate::netschool) fn absences(list: &List<wire::ClassMeeting<'_>>, view: &View<'_>) -> Vec<Absence> {
    let mut absences = Vec::new();
    for (id, date, subject, lesson) in ours(list, view) {
        let Some(word) = lesson.attendance.get().filter(|word| *word != "0") else { continue };
        let status = match word.to_uppercase().as_str() {
            "УП" => AbsenceStatus::Excused,
            "Б" => AbsenceStatus::Ill,
            "НП" | "ОТ" | "Н" => AbsenceStatus::Absent,
            "ОП" => AbsenceStatus::Late,
            _ => AbsenceStatus::Other,
        };
        absences.push(Absence {
            id: id.to_string(),
            date,
            lesson: Some(id.to_string()),
            lesson_number: number(lesson),
            subject: Some(subject.to_owned()),
            status,
            word: Some(word.to_owned()),
            comment: None,
        });
    }
    absences.sort_by_key(|absence| (absence.date, absence.lesson_number));
    absences
}

/// Marks, homework and tests of the lessons; and which of them have files.
pub(in crate::netschool) fn works(
    answers: &[List<wire::MobileAssignment<'_>>],
    lessons: Vec<Lesson>,
    view: &View<'_>,
) -> (Journal, Vec<i64>) {
    let by_id: BTreeMap<&str, &Lesson> = lessons.iter().map(|lesson| (lesson.id.as_str(), lesson)).collect();
    let mut journal = Journal::default();
    let mut with_files = Vec::new();
    let mut seen = HashSet::new();
    // Here there is no list of kinds: each assignment names its own.
    let homework_is_named = answers
        .iter()
        .flat_map(|answer| &answer.items)
        .any(|one| sort_by_words(one.assignment_type_name.get(), one.assignment_type_abbr.get()) == Sort::Homework);
    for one in answers.iter().flat_map(|answer| &answer.items) {
        let lesson = id_text(one.classmeeting_id).and_then(|id| by_id.get(id.as_str()).copied());
        let (Some(id), Some(lesson)) = (one.assignment_id.0, lesson) else {
            journal.skipped += 1;
            continue;
        };
        if !seen.insert(id) {
            continue;
        }
        let name = one.assignment_name.get().filter(|name| !is_placeholder(name));
        let kind = one.assignment_type_name.get();
        match sort_of(one.assignment_type_id.0, kind, one.assignment_type_abbr.get(), || homework_is_named) {
            Sort::Homework => {
                with_files.extend((one.attachments_exists.0 == Some(true)).then_some(id));
                journal.homework.push(homework(id, name, one, lesson, view));
            }
            Sort::Test => journal.tests.push(PlannedTest {
                id: id.to_string(),
                date: lesson.date,
                subject: lesson.subject.clone(),
                topic: name.filter(|name| Some(*name) != kind).map(str::to_owned),
                work_type: kind.map(str::to_owned),
                lesson: Some(lesson.id.clone()),
            }),
            Sort::Answer | Sort::Other => {}
        }
        journal.marks.extend(mark(id, name, one, lesson, view));
    }
    journal.skipped += answers.iter().map(|answer| answer.skipped).sum::<u32>();
    journal.lessons = lessons;
    (journal, with_files)
}

fn homework(
    id: i64,
    name: Option<&str>,
    one: &wire::MobileAssignment<'_>,
    lesson: &Lesson,
    view: &View<'_>,
) -> peremena_model::Homework {
    let texts = [name, one.description.get().filter(|text| !is_placeholder(text))];
    let texts: Vec<String> = texts.into_iter().flatten().map(plain).collect();
    peremena_model::Homework {
        id: id.to_string(),
        subject: lesson.subject.clone(),
        text: texts.join("\n"),
        due: lesson.date,
        set_at: one
            .assignment_date
            .0
            .filter(|written| written.offset.is_some())
            .and_then(|_| one.assignment_date.local(view.zone)),
        set_in_lesson: None,
        lesson: Some(lesson.id.clone()),
        done: (one.duty.0 == Some(true)).then_some(false),
        attachments: Vec::new(),
    }
}

fn mark(
    id: i64,
    name: Option<&str>,
    one: &wire::MobileAssignment<'_>,
    lesson: &Lesson,
    view: &View<'_>,
) -> Option<Mark> {
    let debt = one.duty.0 == Some(true);
    let value = one.result.get().or(debt.then_some(DEBT))?.to_owned();
    let work_type = one.assignment_type_name.owned();
    // A day alone is no moment.
    let put = one.result_date.0.filter(|written| written.time != time::Time::MIDNIGHT);
    Some(Mark {
        id: id.to_string(),
        subject: lesson.subject.clone(),
        value,
        weight: weight(one.weight.0),
        lesson_date: Some(lesson.date),
        set_at: put.and_then(|_| one.result_date.local(view.zone)),
        comment: one.comment.owned(),
        lesson: Some(lesson.id.clone()),
        lesson_number: lesson.number,
        work: Some(id.to_string()),
        topic: name.filter(|name| Some(*name) != work_type.as_deref()).map(str::to_owned),
        work_type,
        counts: None,
    })
}

/// Files by the assignment they belong to.
pub(in crate::netschool) fn files(lists: &[List<wire::FileOf<'_>>]) -> BTreeMap<i64, Vec<Attachment>> {
    let mut found: BTreeMap<i64, Vec<Attachment>> = BTreeMap::new();
    for file in lists.iter().flat_map(|list| &list.items) {
        let (Some(of), Some(id), Some(name)) =
            (file.assignment_id.0, file.attachment_id.owned(), file.file_name.owned())
        else {
            continue;
        };
        let files = found.entry(of).or_default();
        if files.iter().all(|known| known.id != id) {
            files.push(Attachment { id, name, size: None });
        }
    }
    for files in found.values_mut() {
        files.sort();
    }
    found
}

/// Names of subjects by id.
pub(in crate::netschool) fn subjects(list: &List<wire::SubjectNamed<'_>>) -> BTreeMap<i64, String> {
    list.items.iter().filter_map(|subject| Some((subject.id.0?, subject.name.owned()?))).collect()
}

/// Marks of terms and of the year, and the school's averages of terms.
pub(in crate::netschool) fn totals(
    list: &List<wire::Totals<'_>>,
    subjects: &BTreeMap<i64, String>,
    terms: &[Term],
) -> (Vec<TermMark>, Vec<OfficialAverage>, u32) {
    let (mut marks, mut averages, mut skipped) = (BTreeMap::new(), BTreeMap::new(), list.skipped);
    for of_subject in &list.items {
        let subject = of_subject.subject_id.0.and_then(|id| Some((id, subjects.get(&id)?)));
        let Some((subject_id, subject)) = subject else {
            skipped += 1;
            continue;
        };
        for total in &of_subject.term_totals.items {
            let Some(term) = total.term.0.as_ref().and_then(|term| term.id.owned()) else { continue };
            let id = format!("{subject_id}/{term}");
            if let Some(value) = total.avg_mark.0.filter(|value| *value > 0.0) {
                let (id, subject, term) = (id.clone(), subject.clone(), Some(term.clone()));
                averages.insert(id.clone(), OfficialAverage { id, subject, term, value, weighted: false });
            }
            if let Some(value) = total.mark.owned() {
                let number = terms.iter().find(|known| known.id == term).map(|known| known.number);
                let (of, subject) = (TermMarkOf::Term, subject.clone());
                let mark = TermMark {
                    id: id.clone(),
                    subject,
                    value,
                    of,
                    term: Some(term),
                    term_number: number,
                    set_at: None,
                };
                marks.insert(id, mark);
            }
        }
        for total in &of_subject.year_totals.items {
            let (Some(period), Some(value)) = (total.period.0.as_ref(), total.mark.owned()) else { continue };
            let word = format!(
                "{} {}",
                period.period_type.get().unwrap_or_default(),
                period.period_name.get().unwrap_or_default()
            );
            let word = word.to_lowercase();
            let of = if word.contains("exam") || word.contains("экзамен") {
                TermMarkOf::Exam
            } else if word.contains("final") || word.contains("итог") {
                TermMarkOf::Final
            } else {
                TermMarkOf::Year
            };
            let id = format!("{subject_id}/year/{}", period.id.get().unwrap_or_default());
            let subject = subject.clone();
            marks.insert(id.clone(), TermMark { id, subject, value, of, term: None, term_number: None, set_at: None });
        }
    }
    (marks.into_values().collect(), averages.into_values().collect(), skipped)
}

/// Announcements of the span, each once.
pub(in crate::netschool) fn announcements(
    list: &List<wire::MobileAnnouncement<'_>>,
    span: Span,
    zone: UtcOffset,
) -> (Vec<Announcement>, u32) {
    let read = list.items.iter().map(|one| {
        let files = attachments(&one.attachments);
        let id = one.announcement_id.owned();
        said(id, one.title.owned(), one.description.get(), one.post_date, one.author.0.as_ref(), files, zone)
    });
    let (found, skipped) = once(read, span);
    (found, skipped + list.skipped)
}

/// Letters with their texts: this API tells them without marking anything as read.
pub(in crate::netschool) fn letters(
    pages: &[wire::MobileMail<'_>],
    span: Span,
    zone: UtcOffset,
) -> (Vec<Message>, u32) {
    let mut skipped = 0;
    let mut found: BTreeMap<i64, Message> = BTreeMap::new();
    for page in pages {
        skipped += page.items.skipped;
        for letter in &page.items.items {
            let Some(told) = self::letter(letter, zone) else {
                skipped += 1;
                continue;
            };
            if let Some(id) = letter.id.0.filter(|_| span.contains(told.at.date())) {
                found.entry(id).or_insert(told);
            }
        }
    }
    let mut letters: Vec<Message> = found.into_values().collect();
    letters.sort_by(|one, other| (one.at, &one.id).cmp(&(other.at, &other.id)));
    (letters, skipped)
}

/// One letter; none without an id and a moment.
pub(in crate::netschool) fn letter(letter: &wire::MobileMessage<'_>, zone: UtcOffset) -> Option<Message> {
    Some(Message {
        id: letter.id.0?.to_string(),
        at: letter.sent.local(zone)?,
        subject: letter.subject.owned().unwrap_or_default(),
        text: letter.text.get().map(plain).unwrap_or_default(),
        from: letter.author.0.as_ref().and_then(|author| author.name.owned()).unwrap_or_default(),
        to: names(&letter.to_names),
        read: letter.read.0,
        attachments: attachments(&letter.file_attachments),
    })
}

/// Kinds of work are named in every assignment here.
pub(in crate::netschool) fn no_types() -> BTreeMap<i64, WorkType> {
    BTreeMap::new()
}
