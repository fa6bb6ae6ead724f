//! Who is signed in, whose diaries are seen, and what is known of the school (§5, §11).

use std::collections::BTreeMap;

use peremena_model::{Guardian, SchoolInfo, SubjectTeacher};

use super::{full_name, wire};
use crate::{
    Enrolment, Identity,
    mesh::{
        ZONE,
        ids::{PersonGuid, ProfileNo, Pupil, Role, StudentNo},
    },
};

fn first_last(first: Option<&str>, last: Option<&str>) -> Option<String> {
    match (first, last) {
        (Some(first), Some(last)) => Some(format!("{first} {last}")),
        _ => first.or(last).map(str::to_owned),
    }
}

/// Reads `profile`; none where it names nobody. The number counts children that could not be read.
pub(in crate::mesh) fn identity(answer: &wire::Profile<'_>) -> Option<(Identity, u32)> {
    let own = answer.profile.0.as_ref()?;
    let profile = ProfileNo(own.id.0?);
    let children = &answer.children.items;
    let alone = children.first().filter(|_| children.len() == 1).is_some_and(|child| child.id == own.id);
    let role = match own.kind.get() {
        Some("student" | "StudentProfile") => Role::Student,
        Some("parent" | "ParentProfile") => Role::Parent,
        _ if alone => Role::Student,
        _ => Role::Parent,
    };
    let user = own.user_id.0.unwrap_or(profile.0).to_string();
    let mut skipped = answer.children.skipped;
    let mut students: Vec<Enrolment> = Vec::new();
    for child in children {
        match enrolment(child, profile, role) {
            Some(student) if students.iter().all(|known| known.person != student.person) => students.push(student),
            Some(_) => {}
            None => skipped += 1,
        }
    }
    let name = first_last(own.first_name.get(), own.last_name.get()).unwrap_or_else(|| user.clone());
    Some((Identity { user, name, is_student: role == Role::Student, students }, skipped))
}

fn enrolment(child: &wire::Child<'_>, profile: ProfileNo, role: Role) -> Option<Enrolment> {
    let student = StudentNo(child.id.0?);
    let person = PersonGuid(child.contingent_guid.owned().unwrap_or_else(|| nameless(student)));
    let school = child.school.0.as_ref();
    let name = first_last(child.first_name.get(), child.last_name.get()).unwrap_or_else(|| student.0.to_string());
    let pupil = Pupil {
        student,
        person: person.clone(),
        profile,
        role,
        class_unit: child.class_unit_id.0,
        school: school.and_then(|school| school.id.0),
    };
    Some(Enrolment {
        person: person.0,
        name,
        class: child.class_name.owned(),
        school: school.and_then(|school| school.short_name.owned().or_else(|| school.name.owned())),
        ids: pupil.ids(),
    })
}

/// Stands for the guid of a child to whom the system gives none.
fn nameless(student: StudentNo) -> String {
    format!("student-{}", student.0)
}

/// Whether a guid is a stand-in: such a child has no calendar.
pub(in crate::mesh) fn is_nameless(person: &PersonGuid) -> bool {
    person.0.starts_with("student-")
}

/// The pages of which the school's description is put together; those that could not be had are empty.
#[derive(Default)]
pub(in crate::mesh) struct Pages<'a> {
    pub(in crate::mesh) school: Option<wire::SchoolInfo<'a>>,
    pub(in crate::mesh) profile: Option<wire::Profile<'a>>,
    pub(in crate::mesh) subjects: Vec<wire::Subject<'a>>,
}

/// Puts the description together.
pub(in crate::mesh) fn school_info(pages: &Pages<'_>, pupil: &Pupil, student: &Enrolment) -> SchoolInfo {
    let school = pages.school.as_ref();
    let children = pages.profile.iter().flat_map(|profile| &profile.children.items);
    let child = children.into_iter().find(|child| child.id.0 == Some(pupil.student.0));
    let own_school = child.and_then(|child| child.school.0.as_ref());
    let mut teachers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for teacher in school.iter().flat_map(|school| &school.teachers.items) {
        let name = full_name(teacher.last_name.get(), teacher.first_name.get(), teacher.middle_name.get());
        let Some(name) = name else { continue };
        let known = teachers.entry(name).or_default();
        known.extend(teacher.subject_names.items.iter().filter_map(|subject| subject.owned()));
        known.sort();
        known.dedup();
    }
    let mut subjects: Vec<String> = pages.subjects.iter().filter_map(|subject| subject.subject_name.owned()).collect();
    subjects.sort();
    subjects.dedup();
    let mut guardians: Vec<Guardian> = child
        .iter()
        .flat_map(|child| &child.representatives.items)
        .filter_map(|person| {
            let name = full_name(person.last_name.get(), person.first_name.get(), person.middle_name.get())?;
            Some(Guardian { name, relation: person.kind.owned() })
        })
        .collect();
    guardians.sort_by(|one, other| (&one.name, &one.relation).cmp(&(&other.name, &other.relation)));
    guardians.dedup();
    let class_teacher = school.and_then(|school| {
        let teachers = school.classroom_teachers.items.iter();
        let mut names: Vec<String> = teachers.filter_map(name).collect();
        names.sort();
        names.dedup();
        (!names.is_empty()).then(|| names.join(", "))
    });
    SchoolInfo {
        id: "school".into(),
        school: school
            .and_then(|school| school.name.owned())
            .or_else(|| own_school.and_then(|school| school.name.owned()))
            .or_else(|| student.school.clone()),
        address: school.and_then(|school| school.address.0.as_ref()?.address.owned()),
        phone: school
            .and_then(|school| school.phone.owned())
            .or_else(|| own_school.and_then(|school| school.phone.owned())),
        email: school.and_then(|school| school.email.owned()),
        site: school.and_then(|school| school.website_link.owned()),
        head: school
            .and_then(|school| school.principal.owned())
            .or_else(|| own_school.and_then(|school| school.principal.owned())),
        class: child.and_then(|child| child.class_name.owned()).or_else(|| student.class.clone()),
        class_teacher,
        teachers: teachers.into_iter().map(|(name, subjects)| SubjectTeacher { name, subjects }).collect(),
        subjects,
        guardians,
        utc_offset_hours: Some(i32::from(ZONE.whole_hours())),
    }
}

/// Who takes a lesson, by the lesson's own page.
pub(in crate::mesh) fn teacher(item: &wire::LessonItem<'_>) -> Option<String> {
    item.teacher.0.as_ref().and_then(name)
}

fn name(person: &wire::Name<'_>) -> Option<String> {
    full_name(person.last_name.get(), person.first_name.get(), person.middle_name.get())
}
