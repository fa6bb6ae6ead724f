//! Parts of answers that never change while a school year lasts, written as JSON once.
//!
//! A year of schedules repeats every teacher and subject on every day: more than half of its bytes.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::wire::{WireSubject, WireTeacher, WireWorkType};
use crate::register::Register;

type Written = BTreeMap<i64, Box<RawValue>>;

/// The parts by id.
#[derive(Debug, Default)]
pub(crate) struct Fragments {
    subjects: Written,
    work_types: Written,
    teachers: Written,
}

impl Fragments {
    /// Writes the parts of a register.
    pub(crate) fn of(register: &Register) -> Self {
        let staff = register.schools.values().flat_map(|school| &school.teachers);
        let staff = staff.filter_map(|id| register.persons.get(id));
        Self {
            subjects: written(register.subjects.values().map(|subject| (subject.id, WireSubject::new(subject)))),
            work_types: written(register.work_types.values().map(|kind| (kind.id, WireWorkType::new(kind)))),
            teachers: written(staff.map(|person| (person.id, WireTeacher::new(person)))),
        }
    }

    pub(super) fn subjects(&self, ids: impl IntoIterator<Item = i64>) -> Vec<&RawValue> {
        found(&self.subjects, ids)
    }

    pub(super) fn work_types(&self, ids: impl IntoIterator<Item = i64>) -> Vec<&RawValue> {
        found(&self.work_types, ids)
    }

    pub(super) fn teachers(&self, ids: impl IntoIterator<Item = i64>) -> Vec<&RawValue> {
        found(&self.teachers, ids)
    }
}

fn written<T: Serialize>(parts: impl Iterator<Item = (i64, T)>) -> Written {
    parts.filter_map(|(id, part)| Some((id, to_raw_value(&part).ok()?))).collect()
}

fn found(written: &Written, ids: impl IntoIterator<Item = i64>) -> Vec<&RawValue> {
    ids.into_iter().filter_map(|id| written.get(&id)).map(AsRef::as_ref).collect()
}
