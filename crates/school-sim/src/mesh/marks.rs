//! Marks.

use serde_json::{Value, json};

use super::ask::Ask;
use super::{Reply, dates, ids, payload};
use crate::register::{Mark, Register};
use crate::works::counts_as;

/// How a mark's `values` are written: some answers have whole numbers only.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Values {
    Decimal,
    Whole,
    /// Null, and the moments of entry with them.
    Left,
}

/// A mark as it stands now; none when it does not.
pub(super) fn mark(ask: &Ask<'_>, mark: &Mark, values: Values) -> Option<Value> {
    let value = mark.value(ask.now)?;
    let kind = kind_of(ask.register, mark)?;
    let lesson = mark.lesson.and_then(|lesson| ask.register.lessons.get(&lesson));
    let changed = mark.versions.iter().map(|(at, _)| *at).filter(|at| *at <= ask.now).max().unwrap_or(mark.set_at);
    let told = values != Values::Left;
    Some(json!({
        "id": ids::mark(mark.id), "value": value, "values": grades(value, values), "weight": kind.weight,
        "comment": mark.comment, "comment_exists": mark.comment.is_some(), "control_form_name": kind.name,
        "date": lesson.map(|lesson| dates::day(lesson.date)), "criteria": null, "is_exam": kind.important,
        "is_point": false, "point_date": null, "original_grade_system_type": "five",
        "created_at": told.then(|| dates::local(mark.set_at)), "updated_at": told.then(|| dates::local(changed)),
    }))
}

pub(super) fn kind_of<'a>(register: &'a Register, mark: &Mark) -> Option<&'a crate::register::WorkType> {
    register.work_types.get(&register.works.get(&mark.work)?.work_type)
}

fn grades(value: &str, values: Values) -> Value {
    let Some(number) = counts_as(value).filter(|_| values != Values::Left) else { return Value::Null };
    let hundred = number * 20.0 - 5.0;
    // Whole by their kind, so nothing is cut off.
    let whole = |number: f64| json!(number as i64);
    let (most, five, hundred) = match values {
        Values::Whole => (json!(5), whole(number), whole(hundred)),
        _ => (json!(5.0), json!(number), json!(hundred)),
    };
    json!([{
        "name": "5-балльная", "nmax": most, "grade_system_id": 1, "grade_system_type": "five",
        "grade": { "origin": value, "five": five, "hundred": hundred },
    }])
}

/// `marks?student_id&from&to`: by the day of the lesson.
pub(super) fn of_days(ask: &Ask<'_>) -> Reply {
    let pupil = ask.student()?;
    let (from, to) = ask.range("from", "to")?;
    let mut marks = Vec::new();
    for lesson in ask.register.lessons_of_pupil(pupil, from, to).into_iter().rev() {
        for found in ask.register.marks_at_lesson(pupil.person, lesson.id) {
            let Some(mut found) = mark(ask, found, Values::Decimal) else { continue };
            if let Some(fields) = found.as_object_mut() {
                fields.insert("subject_id".to_owned(), json!(ids::subject(lesson.subject)));
                fields.insert("subject_name".to_owned(), json!(ask.subject_name(lesson.subject)));
                fields.insert("has_files".to_owned(), json!(false));
            }
            marks.push(found);
        }
    }
    payload(marks)
}
