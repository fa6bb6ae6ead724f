//! The latest marks: a first look.
//!
//! What is given here must read exactly as the timetable's answer gives it, else a look would seem to
//! change marks. A mark whose lesson is not in the answer is left for the next whole fetch.

use std::collections::{BTreeMap, HashSet};

use peremena_model::Mark;

use super::{View, is_final, journal::Tables, wire};

/// Reads `recentmarks` (§8.3); the number counts what could not be read.
pub(in crate::dnevnik_ru) fn recent(answer: &wire::RecentMarks<'_>, view: &View<'_>) -> (Vec<Mark>, u32) {
    let mut tables = Tables::default();
    tables.add_subjects(&answer.subjects.items);
    tables.add_work_types(&answer.work_types.items);
    tables.add_works(&answer.works.items);
    for lesson in &answer.lessons.items {
        if let Some(date) = lesson.date.day(view.zone) {
            tables.add_lesson(lesson, date);
        }
    }
    let mut skipped = answer.marks.skipped;
    let mut seen = HashSet::new();
    let mut marks = Vec::new();
    for mark in answer.marks.items.iter().filter(|mark| view.ours(mark.person)) {
        let of_term = mark.work.0.and_then(|id| tables.works.get(&id)).is_some_and(|work| is_final(work));
        let Some(lesson) = tables.lesson(mark.lesson).filter(|_| !of_term) else { continue };
        match tables.mark(mark, view, None) {
            Some(mapped) if view.span.contains(lesson.date) && lesson.subject.is_some() => {
                if seen.insert(mapped.id.clone()) {
                    marks.push(mapped);
                }
            }
            Some(_) => {}
            None => skipped += 1,
        }
    }
    (marks, skipped)
}

/// Reads the marks of `users/me/feed` (§12); the number counts what could not be read. The feed's lesson
/// may lack its number and topic: those marks are left out, for the reason above.
pub(in crate::dnevnik_ru) fn from_feed(answer: &wire::Feed<'_>, view: &View<'_>) -> (Vec<Mark>, u32) {
    let mut skipped = answer.days.skipped;
    let mut marks: BTreeMap<String, Mark> = BTreeMap::new();
    for summary in answer.days.items.iter().filter_map(|day| day.summary.0.as_ref()) {
        for card in summary.marks_cards.items.iter().chain(&summary.mark_cards.items) {
            let Some(lesson) = card.lesson.0.as_ref() else { continue };
            let (Some(date), Some(subject)) = (lesson.date.day(view.zone), card.subject_name.get()) else { continue };
            if lesson.number.0.is_none() || !view.span.contains(date) {
                continue;
            }
            let mut tables = Tables::default();
            tables.add_lesson(lesson, date);
            for mark in card.marks.items.iter().filter_map(|boxed| boxed.mark.0.as_ref()) {
                if mark.lesson.0.is_none() || mark.lesson != lesson.id || !view.ours(mark.person) {
                    continue;
                }
                match tables.mark(mark, view, None) {
                    Some(mut mapped) => {
                        mapped.subject = subject.to_owned();
                        mapped.work_type = mapped.work_type.or_else(|| card.work_type_name.owned());
                        marks.insert(mapped.id.clone(), mapped);
                    }
                    None => skipped += 1,
                }
            }
        }
    }
    (marks.into_values().collect(), skipped)
}
