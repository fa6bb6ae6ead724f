//! Who is who, and the school (§3, §4).

use std::collections::{BTreeMap, BTreeSet};

use peremena_model::{Lesson, SchoolInfo, SubjectTeacher};

use crate::{
    Enrolment, Identity, SchoolError,
    lenient::Text,
    people::signed_in_parent,
    petersburg::{ZONE, wire},
};

/// Names of the ids in [`Enrolment::ids`].
pub(in crate::petersburg) mod ids {
    /// By it marks, lessons and visits are asked for.
    pub(in crate::petersburg) const EDUCATION: &str = "education";
    /// The class: by it periods are.
    pub(in crate::petersburg) const GROUP: &str = "group";
    /// The parent's name in full, where the server tells it beside the class.
    pub(in crate::petersburg) const PARENT: &str = "parent";
}

/// What the name of an account begins with that is named by a child.
const CHILD: &str = "child";

/// Whether an account's name is made of a child's id, and not of a login.
pub(in crate::petersburg) fn is_named_by_child(user: &str) -> bool {
    let name = user.split('@').next().unwrap_or_default();
    name.strip_prefix(CHILD).is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
}

/// By what a child is asked for.
#[derive(Clone, Copy, Debug)]
pub(in crate::petersburg) struct Place {
    pub(in crate::petersburg) education: i64,
    /// None where the server names no class: then there are no terms to be had.
    pub(in crate::petersburg) group: Option<i64>,
}

/// # Errors
/// [`SchoolError::Setting`] where the student is of another system.
pub(in crate::petersburg) fn place(student: &Enrolment) -> Result<Place, SchoolError> {
    let id = |name: &str| student.ids.get(name).and_then(|id| id.parse().ok());
    let education = id(ids::EDUCATION).ok_or_else(|| SchoolError::Setting("not a student of this system".into()))?;
    Ok(Place { education, group: id(ids::GROUP) })
}

/// The children; none where there is no child with a class. Nothing in this system says who asks (§3): the login names
/// the account where it is known, else the child with the smallest id does.
pub(in crate::petersburg) fn identity(children: &[&wire::Child<'_>], account: Option<String>) -> Option<Identity> {
    let mut students: Vec<Enrolment> = Vec::new();
    let mut name = None;
    for child in children {
        let Some((id, education)) = wire::id(child.identity).zip(current(child)) else { continue };
        let person = id.to_string();
        let Some(called) = first_last(&child.firstname, &child.surname) else { continue };
        if students.iter().any(|known| known.person == person) {
            continue;
        }
        name = name.or_else(|| first_last(&education.parent_firstname, &education.parent_surname));
        let parent = [&education.parent_surname, &education.parent_firstname, &education.parent_middlename];
        let parent = joined(parent).map(|parent| (ids::PARENT.to_owned(), parent));
        let number = |id: Option<i64>, name: &str| id.map(|id| (name.to_owned(), id.to_string()));
        let ids = [number(education.education_id.0, ids::EDUCATION), number(education.group_id.0, ids::GROUP)];
        students.push(Enrolment {
            person,
            name: called,
            class: education.group_name.owned(),
            school: education.institution_name.owned(),
            ids: ids.into_iter().flatten().chain(parent).collect(),
        });
    }
    let first = students.iter().map(|student| &student.person).min_by_key(|person| (person.len(), person.as_str()))?;
    let user = account.unwrap_or_else(|| format!("{CHILD}{first}"));
    Some(Identity { user, name: name.unwrap_or_default(), is_student: false, students })
}

/// The education by which a child is asked for: of several that which is said to be active, else one of which nothing is
/// said, else any; of equals the newest, by its id.
fn current<'l, 'a>(child: &'l wire::Child<'a>) -> Option<&'l wire::Education<'a>> {
    let usable = child.educations.items.iter().filter(|education| education.education_id.0.is_some());
    usable.max_by_key(|education| {
        let active = match education.is_active.0 {
            Some(true) => 2,
            None => 1,
            Some(false) => 0,
        };
        (active, education.group_id.0.is_some(), education.education_id.0)
    })
}

fn first_last(first: &Text<'_>, last: &Text<'_>) -> Option<String> {
    match (first.get(), last.get()) {
        (Some(first), Some(last)) => Some(format!("{first} {last}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}

fn full_name(teacher: &wire::Teacher<'_>) -> Option<String> {
    joined([&teacher.surname, &teacher.firstname, &teacher.middlename])
}

fn joined(parts: [&Text<'_>; 3]) -> Option<String> {
    let parts: Vec<&str> = parts.into_iter().filter_map(Text::get).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

pub(in crate::petersburg) fn class_teacher(told: wire::One<'_>) -> Option<String> {
    told.person().as_ref().and_then(full_name)
}

/// The school's name, the class, and who teaches what. Subjects are those of the teachers and of the lessons: the list of
/// them has a shape that nobody has published (§4).
pub(in crate::petersburg) fn school_info(
    teachers: &[&wire::Teacher<'_>],
    class_teacher: Option<String>,
    student: &Enrolment,
    lessons: &[Lesson],
) -> SchoolInfo {
    let mut taught: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for teacher in teachers {
        let Some(name) = full_name(teacher) else { continue };
        let subjects = teacher.subjects.items.iter();
        let names = subjects.filter_map(|subject| subject.name.owned().or_else(|| subject.subject_name.owned()));
        taught.entry(name).or_default().extend(names);
    }
    let of_lessons = lessons.iter().map(|lesson| lesson.subject.clone());
    let subjects: BTreeSet<String> = taught.values().flatten().cloned().chain(of_lessons).collect();
    SchoolInfo {
        id: "school".to_owned(),
        school: student.school.clone(),
        class: student.class.clone(),
        class_teacher,
        teachers: taught
            .into_iter()
            .map(|(name, subjects)| SubjectTeacher { name, subjects: subjects.into_iter().collect() })
            .collect(),
        subjects: subjects.into_iter().collect(),
        guardians: signed_in_parent(student.ids.get(ids::PARENT)),
        utc_offset_hours: Some(i32::from(ZONE.whole_hours())),
        ..SchoolInfo::default()
    }
}
