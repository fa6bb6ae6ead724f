//! Ids as these systems hand them out: below 2^53, and for one child three that have nothing in common.

use sha2::{Digest, Sha256};

use crate::ids::Kind;

fn moved(id: i64, from: i64, to: i64) -> i64 {
    to + (id - from)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $(and $back:ident)? = $kind:ident at $to:literal;)*) => {
        $(
            $(#[$doc])*
            pub(super) fn $name(id: i64) -> i64 {
                moved(id, Kind::$kind.base(), $to)
            }

            $(
                /// The register's id.
                pub(super) fn $back(id: i64) -> i64 {
                    moved(id, $to, Kind::$kind.base())
                }
            )?
        )*
    };
}

ids! {
    /// A pupil's profile: `student_id` of all family calls.
    student and person_of_student = Person at 3_000_000;
    /// A parent's profile.
    parent = Person at 2_000_000;
    /// A user.
    user = Person at 10_000_000;
    /// The account of meals and door passes.
    contract and person_of_contract = Person at 55_000_000;
    school = School at 1_000;
    subject = Subject at 33_000_000;
    group = Group at 6_100_000;
    /// A class.
    class_unit and class_of_unit = Group at 410_000;
    /// `schedule_item_id`.
    lesson and lesson_of = Lesson at 800_000_000;
    mark = Mark at 900_000_000;
    /// `homework_entry_id`.
    entry = Work at 690_000_000;
    /// `homework_id`.
    homework = Work at 692_000_000;
    event = Event at 50_000_000;
    /// An item of the calendar, which is not the lesson itself.
    calendar_item = Lesson at 70_000_000;
}

/// A homework as one pupil has it: `homework_entry_student_id`.
pub(super) fn entry_of_student(work: i64, number: i64) -> i64 {
    2_000_000_000 + (work - Kind::Work.base()) * 512 + number
}

/// The work and the pupil's number that such an id stands for.
pub(super) fn parts_of_entry(id: i64) -> Option<(i64, i64)> {
    let rest = id.checked_sub(2_000_000_000).filter(|rest| *rest >= 0)?;
    Some((Kind::Work.base() + rest / 512, rest % 512))
}

/// The id of a person beyond all schools (`contingent_guid`, `personId`).
pub(super) fn guid(person: i64) -> String {
    let hex: String = Sha256::digest(format!("person {person}")).iter().map(|byte| format!("{byte:02x}")).collect();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("{}-{}-4{}-8{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}
