//! Marks and absences of a lesson.
//!
//! Neither has an id on this system (§5), so both are named by what they are: a mark by its lesson, its value and its
//! kind of work, with an ordinal where several say the same. Two fives of one lesson are then two, whatever order they
//! come in. A mark that is corrected gets another name; the comparison of answers (`peremena_model::diff`) finds it
//! again in its cell (day, number, subject) and tells one change. With its place in the cell for a name, the removal of
//! the first of "5 4" would read as a correction and a removal.
//!
//! The price: a server that repeats a mark by mistake cannot be told from a teacher who put it twice.

use std::collections::BTreeMap;

use peremena_model::{Absence, AbsenceStatus, Mark};

use super::diary::Place;
use crate::eljur::wire::{Assessment, Keyed};

/// Reads what stands in a lesson. What has no value is a cell that was opened and left (§5).
pub(super) fn read(assessments: &Keyed<Assessment<'_>>, place: &Place<'_>) -> (Vec<Mark>, Vec<Absence>) {
    let mut absences: Vec<Absence> = Vec::new();
    let mut alike: BTreeMap<String, Vec<Mark>> = BTreeMap::new();
    for assessment in assessments.values() {
        let Some(value) = assessment.value.get() else { continue };
        match absence(value) {
            Some(status) => {
                let absence = absent(assessment, value, status, place);
                if absences.iter().all(|known| known.id != absence.id) {
                    absences.push(absence);
                }
            }
            None => {
                let mark = mark(assessment, value, place);
                alike.entry(mark.id.clone()).or_default().push(mark);
            }
        }
    }
    let mut marks = Vec::new();
    for (id, mut list) in alike {
        // What else they say decides who is first, as the answer's order may change.
        list.sort_by(|one, other| {
            one.comment
                .cmp(&other.comment)
                .then_with(|| one.weight.unwrap_or(0.0).total_cmp(&other.weight.unwrap_or(0.0)))
        });
        for (nth, mark) in (1..).zip(list) {
            let id = if nth == 1 { id.clone() } else { format!("{id}/{nth}") };
            marks.push(Mark { id, ..mark });
        }
    }
    (marks, absences)
}

/// «н» and «оп» are known (§5); «б», «п» and «уп» are what Russian registers mean by them.
fn absence(value: &str) -> Option<AbsenceStatus> {
    match value.to_lowercase().as_str() {
        "н" | "нб" => Some(AbsenceStatus::Absent),
        "оп" => Some(AbsenceStatus::Late),
        "б" => Some(AbsenceStatus::Ill),
        "п" | "уп" => Some(AbsenceStatus::Excused),
        _ => None,
    }
}

fn comment(assessment: &Assessment<'_>) -> Option<String> {
    assessment.comment.owned().or_else(|| assessment.lesson_comment.owned())
}

fn absent(assessment: &Assessment<'_>, word: &str, status: AbsenceStatus, place: &Place<'_>) -> Absence {
    Absence {
        id: format!("{}/{}", place.id, word.to_lowercase()),
        date: place.date,
        lesson: Some(place.id.to_owned()),
        lesson_number: place.number,
        subject: Some(place.subject.to_owned()),
        status,
        word: Some(word.to_owned()),
        comment: comment(assessment),
    }
}

fn mark(assessment: &Assessment<'_>, value: &str, place: &Place<'_>) -> Mark {
    let of_list = assessment.mtype.0.as_ref().and_then(|kind| kind.kind.owned());
    let work_type = assessment.control_type.owned().or(of_list);
    let weight = assessment.weight_float.0.or(assessment.weight.0);
    Mark {
        id: format!("{}/{value}/{}", place.id, work_type.as_deref().unwrap_or_default()),
        subject: place.subject.to_owned(),
        value: value.to_owned(),
        // Nought is a weight: such a mark is outside the average, one without a weight counts once.
        weight: weight.filter(|weight| *weight >= 0.0),
        lesson_date: Some(place.date),
        set_at: None,
        work_type,
        comment: comment(assessment),
        lesson: Some(place.id.to_owned()),
        lesson_number: place.number,
        work: None,
        topic: place.topic.map(str::to_owned),
        counts: assessment.count.0,
    }
}
