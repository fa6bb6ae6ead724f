//! Marks, homework, absences.

use std::collections::{BTreeMap, HashMap, HashSet};

use peremena_model::{Absence, AbsenceStatus, Attachment, Homework, Mark, Span};

use super::{Calendar, Missed, wire};
use crate::{lenient::List, mesh::ZONE};

/// Reads `marks` (§8.1); the number counts what could not be read.
pub(in crate::mesh) fn marks(list: &List<wire::Mark<'_>>, calendar: &Calendar, span: Span) -> (Vec<Mark>, u32) {
    let mut skipped = list.skipped;
    let mut seen = HashSet::new();
    let mut marks = Vec::new();
    for mark in &list.items {
        let value = mark.value.owned().or_else(|| criteria(mark));
        let set_at = mark.created_at.local(ZONE).or_else(|| mark.updated_at.local(ZONE));
        let date = mark.date.day(ZONE);
        let (Some(id), Some(value), Some(day)) = (mark.id.0, value, date.or(set_at.map(|at| at.date()))) else {
            skipped += 1;
            continue;
        };
        if !span.contains(day) || !seen.insert(id) {
            continue;
        }
        let place = calendar.lesson_of_mark.get(&id);
        marks.push(Mark {
            id: id.to_string(),
            subject: mark.subject_name.owned().unwrap_or_default(),
            value,
            weight: mark.weight.0,
            lesson_date: date,
            set_at,
            work_type: mark.control_form_name.owned(),
            comment: mark.comment.owned(),
            lesson: place.map(|place| place.lesson.clone()),
            lesson_number: None,
            work: None,
            topic: place.and_then(|place| place.topic.clone()),
            // A place kept for a mark is none yet.
            counts: (mark.is_point.0 == Some(true)).then_some(false),
        });
    }
    (marks, skipped)
}

/// A work marked by criteria alone: «Содержание: 3; Грамотность: 4».
fn criteria(mark: &wire::Mark<'_>) -> Option<String> {
    let parts = mark.criteria.items.iter().filter_map(|criterion| {
        let value = criterion.value.get()?;
        Some(criterion.name.get().map_or_else(|| value.to_owned(), |name| format!("{name}: {value}")))
    });
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// Reads `homeworks` (§7.1); the number counts what could not be read.
pub(in crate::mesh) fn homework(
    list: &List<wire::Homework<'_>>,
    calendar: &Calendar,
    span: Span,
) -> (Vec<Homework>, u32) {
    let mut skipped = list.skipped;
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for work in &list.items {
        let due = work.date.day(ZONE).or_else(|| work.date_prepared_for.local(ZONE).map(|at| at.date()));
        let (Some(id), Some(due)) = (id_of(work), due) else {
            skipped += 1;
            continue;
        };
        if !span.contains(due) || !seen.insert(id.clone()) {
            continue;
        }
        let place = work.homework_entry_id.0.and_then(|entry| calendar.lesson_of_entry.get(&entry));
        found.push(Homework {
            id,
            subject: work.subject_name.owned().unwrap_or_default(),
            text: work.homework.owned().or_else(|| work.description.owned()).unwrap_or_default(),
            due,
            set_at: work.homework_created_at.local(ZONE),
            set_in_lesson: None,
            lesson: place.map(|place| place.lesson.clone()),
            done: work.is_done.0,
            attachments: attachments(work),
        });
    }
    (found, skipped)
}

/// What an id begins with that is the whole class's.
const OF_ALL: &str = "entry-";

/// The homework as this child has it, by which it is ticked off; else the one that all have.
fn id_of(work: &wire::Homework<'_>) -> Option<String> {
    let own = work.homework_entry_student_id.0.map(|id| id.to_string());
    own.or_else(|| work.homework_entry_id.0.map(|id| format!("{OF_ALL}{id}")))
}

/// By which id a homework is ticked off (§7.3: `homework_entry_student_id`); none of one that came without it.
pub(in crate::mesh) fn tick_id(homework: &str) -> Option<i64> {
    homework.parse().ok().filter(|id| *id > 0)
}

/// Materials and files, in one order whatever the answer's was.
fn attachments(work: &wire::Homework<'_>) -> Vec<Attachment> {
    let grouped = work.materials.items.iter().chain(&work.additional_materials.items);
    let materials = grouped.flat_map(|material| {
        let own = std::iter::once(material).filter(|material| material.items.items.is_empty());
        own.chain(&material.items.items)
    });
    let materials = materials.filter_map(|material| {
        let url = material.urls.items.iter().find_map(|url| url.url.owned()).or_else(|| material.link.owned());
        let id = url.or_else(|| material.uuid.owned())?;
        let name = material.title.owned().or_else(|| material.type_name.owned()).unwrap_or_else(|| id.clone());
        Some(Attachment { id, name, size: size(material.file_size.0) })
    });
    let files = work.attachments.items.iter().filter_map(|file| {
        let id = file.link.owned().or_else(|| file.url.owned()).or_else(|| file.id.owned())?;
        let name = file.title.owned().or_else(|| file.file_name.owned()).or_else(|| file.name.owned());
        Some(Attachment { name: name.unwrap_or_else(|| id.clone()), id, size: size(file.file_size.0.or(file.size.0)) })
    });
    let mut all: Vec<Attachment> = materials.chain(files).collect();
    all.sort();
    all.dedup_by(|one, other| one.id == other.id);
    all
}

fn size(size: Option<f64>) -> Option<u64> {
    size.filter(|size| *size > 0.0 && *size < 1e15).map(|size| size as u64)
}

/// What the calendar says was missed, with what the list of absences (§9) says of it.
pub(in crate::mesh) fn absences(missed: &[Missed], list: Option<&wire::Attendance<'_>>) -> Vec<Absence> {
    let mut told: HashMap<&str, (Option<i32>, Option<&str>)> = HashMap::new();
    let days = list.map(|list| list.attendance.items.as_slice()).unwrap_or_default();
    for day in days {
        for lesson in &day.lessons.items {
            let Some(item) = lesson.schedule_item_id.get() else { continue };
            let reason = lesson.reason_id.0.or(lesson.absence_reason_id.0).or(day.reason_id.0);
            told.entry(item).or_insert((reason, lesson.description.get().or(day.description.get())));
        }
    }
    let mut absences: BTreeMap<&str, Absence> = BTreeMap::new();
    for missed in missed {
        let (reason, comment) = told.get(missed.item.as_str()).copied().unwrap_or_default();
        absences.entry(&missed.lesson).or_insert_with(|| Absence {
            id: missed.lesson.clone(),
            date: missed.date,
            lesson: Some(missed.lesson.clone()),
            lesson_number: None,
            subject: Some(missed.subject.clone()),
            status: status(missed.reason.or(reason)),
            word: None,
            comment: comment.map(str::to_owned),
        });
    }
    absences.into_values().collect()
}

/// The list of reasons (§9), which has one source.
fn status(reason: Option<i32>) -> AbsenceStatus {
    match reason {
        Some(1 | 2 | 5) => AbsenceStatus::Ill,
        Some(3 | 6 | 7 | 9 | 10 | 11 | 12) => AbsenceStatus::Excused,
        _ => AbsenceStatus::Absent,
    }
}
