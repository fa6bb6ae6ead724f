//! The ids of one child, which have nothing in common and may not be mixed up (§5).

use std::collections::BTreeMap;

use crate::{Enrolment, SchoolError};

/// The child's profile: `student_id` of all family calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct StudentNo(pub(super) i64);

/// The child beyond all schools: `contingent_guid`, `person_ids`, `personId`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PersonGuid(pub(super) String);

/// The profile of who is signed in: the header `profile-id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ProfileNo(pub(super) i64);

/// As whom one is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Student,
    Parent,
}

impl Role {
    pub(super) fn word(self) -> &'static str {
        match self {
            Role::Student => "student",
            Role::Parent => "parent",
        }
    }

    /// `X-Mes-RoleId`.
    pub(super) fn number(self) -> &'static str {
        match self {
            Role::Student => "1",
            Role::Parent => "2",
        }
    }
}

/// A child as the calls name him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pupil {
    pub(super) student: StudentNo,
    pub(super) person: PersonGuid,
    pub(super) profile: ProfileNo,
    pub(super) role: Role,
    /// Of the class.
    pub(super) class_unit: Option<i64>,
    pub(super) school: Option<i64>,
}

/// Names in [`Enrolment::ids`]. The person's guid is [`Enrolment::person`].
const STUDENT: &str = "student";
const PROFILE: &str = "profile";
const ROLE: &str = "role";
const CLASS_UNIT: &str = "class_unit";
const SCHOOL: &str = "school";

impl Pupil {
    /// What the connector wrote for the child.
    pub(super) fn of(student: &Enrolment) -> Result<Pupil, SchoolError> {
        let id = |name: &str| student.ids.get(name).and_then(|id| id.parse::<i64>().ok());
        let unknown = || SchoolError::Setting("not a student of this system".into());
        Ok(Pupil {
            student: StudentNo(id(STUDENT).ok_or_else(unknown)?),
            person: PersonGuid(student.person.clone()),
            profile: ProfileNo(id(PROFILE).ok_or_else(unknown)?),
            role: if student.ids.get(ROLE).map(String::as_str) == Some("student") {
                Role::Student
            } else {
                Role::Parent
            },
            class_unit: id(CLASS_UNIT),
            school: id(SCHOOL),
        })
    }

    /// For [`Enrolment::ids`].
    pub(super) fn ids(&self) -> BTreeMap<String, String> {
        let mut ids = BTreeMap::new();
        let mut put = |name: &str, id: String| ids.insert(name.to_owned(), id);
        put(STUDENT, self.student.0.to_string());
        put(PROFILE, self.profile.0.to_string());
        put(ROLE, self.role.word().to_owned());
        if let Some(class) = self.class_unit {
            put(CLASS_UNIT, class.to_string());
        }
        if let Some(school) = self.school {
            put(SCHOOL, school.to_string());
        }
        ids
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let pupil = Pupil {
            student: StudentNo(1),
            person: PersonGuid("guid".into()),
            profile: ProfileNo(2),
            role: Role::Parent,
            class_unit: Some(3),
            school: None,
        };
        let mut enrolment =
            Enrolment { person: "guid".into(), name: "Мира".into(), class: None, school: None, ids: pupil.ids() };
        assert_eq!(Pupil::of(&enrolment).unwrap(), pupil);
        enrolment.ids.remove(STUDENT);
        assert!(Pupil::of(&enrolment).is_err());
    }
}
