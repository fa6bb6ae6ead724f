//! Who is who, and the school.

use std::collections::{BTreeMap, BTreeSet};

use peremena_model::{SchoolInfo, SubjectTeacher};

use super::Journal;
use crate::{
    Enrolment, Identity,
    eljur::wire,
    lenient::Text,
    people::{familiar, mark_one, signed_in_parent},
};

/// Names of the ids in [`Enrolment::ids`].
pub(in crate::eljur) mod ids {
    /// There for the one child with whom the account's letters and the board stand.
    pub(in crate::eljur) const MAIL: &str = "mail";
}

/// First and last name where both are told, else the title.
fn name_of(first: &Text<'_>, last: &Text<'_>, title: &Text<'_>) -> Option<String> {
    match (first.get(), last.get()) {
        (Some(first), Some(last)) => Some(format!("{first} {last}")),
        _ => title.get().map(familiar),
    }
}

/// Reads the user and the children (§4); none where the answer names nobody. A student whose own relations are empty
/// is himself the one that is seen.
pub(in crate::eljur) fn identity(rules: &wire::Rules<'_>) -> Option<Identity> {
    let user = rules.name.owned().or_else(|| rules.id.owned())?;
    let name = name_of(&rules.firstname, &rules.lastname, &rules.title).unwrap_or_default();
    let school = school(rules).and_then(|school| school.title.owned().or_else(|| school.title_full.owned()));
    let has_role = |wanted: &str| {
        rules.roles.items.iter().any(|role| role.get().is_some_and(|role| role.eq_ignore_ascii_case(wanted)))
    };
    let mut students: Vec<Enrolment> = Vec::new();
    let listed = rules.relations.0.iter().flat_map(|relations| &relations.students.entries);
    for (key, student) in listed {
        let Some(person) = student.name.owned().or_else(|| key.clone()) else { continue };
        let Some(name) = name_of(&student.firstname, &student.lastname, &student.title) else { continue };
        if students.iter().all(|known| known.person != person) {
            let class = student.class.owned();
            students.push(Enrolment { person, name, class, school: school.clone(), ids: BTreeMap::new() });
        }
    }
    let alone = matches!(students.as_slice(), [one] if one.person == user);
    let is_student = !has_role("parent") && (has_role("student") || alone);
    if is_student && students.is_empty() {
        let class = own_class(rules);
        students.push(Enrolment { person: user.clone(), name: name.clone(), class, school, ids: BTreeMap::new() });
    }
    mark_one(&mut students, ids::MAIL);
    Some(Identity { user, name, is_student, students })
}

/// Whose rules they are, where that is no student: the name as the school writes it.
fn parent(rules: &wire::Rules<'_>) -> Option<String> {
    identity(rules).filter(|identity| !identity.is_student && !identity.students.is_empty())?;
    rules.title.owned().or_else(|| name_of(&rules.firstname, &rules.lastname, &rules.title))
}

fn school<'l, 'a>(rules: &'l wire::Rules<'a>) -> Option<&'l wire::School<'a>> {
    rules.relations.0.as_ref()?.schools.values().next()
}

/// The one class that there is.
fn own_class(rules: &wire::Rules<'_>) -> Option<String> {
    let groups = &rules.relations.0.as_ref()?.groups.entries;
    match groups.as_slice() {
        [(key, group)] => group.name.owned().or_else(|| key.clone()),
        _ => None,
    }
}

/// The school as the rules tell it, with subjects and teachers as the diary's lessons name them: there is no other list
/// of either (§7).
pub(in crate::eljur) fn school_info(
    rules: &wire::Rules<'_>,
    student: &Enrolment,
    journal: &Journal,
    utc_offset_hours: i32,
) -> SchoolInfo {
    let relations = rules.relations.0.as_ref();
    let told = |(key, listed): &&(Option<String>, wire::Student<'_>)| {
        listed.name.get().or(key.as_deref()) == Some(student.person.as_str())
    };
    let listed = relations.and_then(|relations| relations.students.entries.iter().find(told));
    let class = listed.and_then(|(_, listed)| listed.class.owned()).or_else(|| student.class.clone());
    let group = relations.and_then(|relations| {
        let named = |(key, group): &&(Option<String>, wire::Group<'_>)| {
            group.name.get().or(key.as_deref()).is_some_and(|name| Some(name) == class.as_deref())
        };
        relations.groups.entries.iter().find(named).map(|(_, group)| group)
    });
    let school = school(rules);
    let mut by_teacher: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for lesson in &journal.lessons {
        if let Some(teacher) = &lesson.teacher {
            by_teacher.entry(teacher).or_default().insert(&lesson.subject);
        }
    }
    let subjects: BTreeSet<&str> = journal.lessons.iter().map(|lesson| lesson.subject.as_str()).collect();
    SchoolInfo {
        id: "school".to_owned(),
        school: school.and_then(|school| school.title_full.owned().or_else(|| school.title.owned())),
        class,
        class_teacher: group.and_then(class_teacher),
        teachers: by_teacher
            .into_iter()
            .map(|(name, subjects)| SubjectTeacher {
                name: name.to_owned(),
                subjects: subjects.into_iter().map(str::to_owned).collect(),
            })
            .collect(),
        subjects: subjects.into_iter().map(str::to_owned).collect(),
        guardians: signed_in_parent(parent(rules).as_ref()),
        utc_offset_hours: Some(utc_offset_hours),
        ..SchoolInfo::default()
    }
}

/// The name in full where it is told, else as the school writes it.
fn class_teacher(group: &wire::Group<'_>) -> Option<String> {
    let parts = [&group.hometeacher_lastname, &group.hometeacher_firstname, &group.hometeacher_middlename];
    let full: Vec<&str> = parts.into_iter().filter_map(Text::get).collect();
    if full.len() > 1 { Some(full.join(" ")) } else { group.hometeacher_name.owned() }
}
