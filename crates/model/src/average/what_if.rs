//! Marks as they would stand, for the sake of a question. Its properties: `tests/what_if.rs`.

use crate::Mark;

/// Something that is not so, for the sake of a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Supposed {
    /// One more mark.
    Added {
        /// As a school would write it.
        value: String,
        /// Its weight; none for a mark without one.
        weight: Option<f64>,
    },
    /// The mark with this id would be another.
    Changed {
        /// Id of the mark.
        mark: String,
        /// As a school would write it.
        value: String,
    },
    /// The mark with this id would not be there.
    Dropped {
        /// Id of the mark.
        mark: String,
    },
}

/// The marks as they would stand. What is supposed of a mark that is not there is left out; what is supposed later
/// holds before what was supposed earlier.
pub fn what_if(marks: &[Mark], supposed: &[Supposed]) -> Vec<Mark> {
    let mut would: Vec<Mark> = marks.to_vec();
    for (place, one) in supposed.iter().enumerate() {
        match one {
            Supposed::Added { value, weight } => would.push(Mark {
                id: format!("supposed-{place}"),
                subject: marks.first().map(|mark| mark.subject.clone()).unwrap_or_default(),
                value: value.clone(),
                weight: *weight,
                lesson_date: None,
                set_at: None,
                work_type: None,
                comment: None,
                lesson: None,
                lesson_number: None,
                work: None,
                topic: None,
                counts: None,
            }),
            Supposed::Changed { mark, value } => {
                would.iter_mut().filter(|it| it.id == *mark).for_each(|it| it.value.clone_from(value));
            }
            Supposed::Dropped { mark } => would.retain(|it| it.id != *mark),
        }
    }
    would
}
