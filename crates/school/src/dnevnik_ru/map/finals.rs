//! Marks of terms, years and exams.

use std::collections::{HashMap, HashSet};

use peremena_model::{TermMark, TermMarkOf};

use super::{View, wire};

/// Reads `allfinalmarks`; the number counts what could not be read (§10).
///
/// Where a subject has several marks of the year, those of `PeriodFinalMark` stand for it.
pub(in crate::dnevnik_ru) fn finals(answer: &wire::AllFinalMarks<'_>, view: &View<'_>) -> (Vec<TermMark>, u32) {
    let mut skipped = answer.marks.skipped;
    let works: HashMap<i64, &wire::Work<'_>> =
        answer.works.items.iter().filter_map(|work| Some((work.id.0?, work))).collect();
    let subjects: HashMap<i64, &str> =
        answer.subjects.items.iter().filter_map(|subject| Some((subject.id.0?, subject.name.get()?))).collect();
    let mut seen = HashSet::new();
    let mut read: Vec<(TermMark, Option<i64>, bool)> = Vec::new();
    for mark in answer.marks.items.iter().filter(|mark| view.ours(mark.person)) {
        let work = mark.work.0.and_then(|id| works.get(&id).copied());
        let value = mark.text_value.get().or(mark.value.get());
        let (Some(id), Some(work), Some(value)) = (mark.id.0, work, value) else {
            skipped += 1;
            continue;
        };
        if !seen.insert(id) {
            continue;
        }
        let of = stands_for(work);
        let subject = work.subject_id.0;
        let mark = TermMark {
            id: id.to_string(),
            subject: subject.and_then(|id| subjects.get(&id).copied()).unwrap_or_default().to_owned(),
            value: value.to_owned(),
            of,
            // The answer does not say which; its number does.
            term: None,
            term_number: if of == TermMarkOf::Term {
                work.period_number.0.and_then(|n| n.checked_add(1))
            } else {
                None
            },
            set_at: mark.date.utc(view.zone),
        };
        read.push((mark, subject, work.kind.get() == Some("PeriodFinalMark")));
    }
    let sealed: HashSet<Option<i64>> = read
        .iter()
        .filter(|(mark, _, sealed)| *sealed && mark.of == TermMarkOf::Year)
        .map(|(_, subject, _)| *subject)
        .collect();
    read.retain(|(mark, subject, is_sealed)| {
        mark.of != TermMarkOf::Year || *is_sealed || subject.is_none() || !sealed.contains(subject)
    });
    (read.into_iter().map(|(mark, ..)| mark).collect(), skipped)
}

fn stands_for(work: &wire::Work<'_>) -> TermMarkOf {
    match (work.kind.get(), work.period_type.get()) {
        (Some("Exam"), _) => TermMarkOf::Exam,
        (Some("PeriodFinalMark"), _) | (_, Some("Year")) => TermMarkOf::Year,
        (Some("PeriodMark"), _) => TermMarkOf::Term,
        (_, Some(_)) if work.period_number.0.is_some() => TermMarkOf::Term,
        // A kind that no client knows: the whole course is what is left.
        _ => TermMarkOf::Final,
    }
}
