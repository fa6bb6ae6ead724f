//! Who is signed in, whose diaries are seen, and what is known of the school.

use std::collections::BTreeMap;

use peremena_model::{Guardian, SchoolInfo, SubjectTeacher};

use super::{full_name, person_name, wire};
use crate::{
    Enrolment, Identity,
    lenient::{List, OneOrMany},
    people::signed_in_parent,
};

/// Names of the ids in [`Enrolment::ids`].
pub(in crate::dnevnik_ru) mod ids {
    /// The school.
    pub(in crate::dnevnik_ru) const SCHOOL: &str = "school";
    /// Classes, each with its school year: "2300000000000000001:2026"; the newest first.
    pub(in crate::dnevnik_ru) const GROUPS: &str = "groups";
    /// The name of the parent who is signed in.
    pub(in crate::dnevnik_ru) const PARENT: &str = "parent";
}

/// A student of whom the context may have told too little.
#[derive(Debug)]
pub(in crate::dnevnik_ru) struct Seen {
    pub(in crate::dnevnik_ru) enrolment: Enrolment,
    pub(in crate::dnevnik_ru) person: i64,
    /// Whether a name is missing: the context gave an id alone.
    pub(in crate::dnevnik_ru) nameless: bool,
    /// Whether no class is known.
    pub(in crate::dnevnik_ru) classless: bool,
}

/// Reads the context (§4); none where it names no user. The identity's students are in the list beside it.
pub(in crate::dnevnik_ru) fn identity(context: &wire::Context<'_>) -> Option<(Identity, Vec<Seen>, u32)> {
    let user = context.user_id.0.or(context.person_id.0)?;
    let name = first_last(context.first_name.get(), context.last_name.get(), context.short_name.get())
        .unwrap_or_else(|| user.to_string());
    let mut students: Vec<Seen> = Vec::new();
    let mut add = |seen: Seen| {
        if students.iter().all(|other| other.person != seen.person) {
            students.push(seen);
        }
    };
    let mut skipped = context.children.skipped;
    for child in &context.children.items {
        match child {
            wire::Child::Whole(person) => {
                let Some(id) = person.person_id.0.or(person.id.0) else {
                    skipped += 1;
                    continue;
                };
                let name = first_last(person.first_name.get(), person.last_name.get(), person.short_name.get());
                let mut seen = seen(context, id, name, &person.school_ids, &person.group_ids);
                seen.enrolment.ids.insert(ids::PARENT.into(), parent_name(context));
                add(seen);
            }
            wire::Child::Id(id) => {
                let mut seen = seen(context, *id, None, &List::default(), &List::default());
                seen.enrolment.ids.insert(ids::PARENT.into(), parent_name(context));
                add(seen);
            }
        }
    }
    let studies = context.roles.items.iter().any(|role| role.get() == Some("EduStudent"));
    let childless = context.children.items.is_empty();
    // A pupil's own ids stand at the top. Where no role is told, a class of one's own tells it.
    let is_pupil = studies || (context.roles.items.is_empty() && childless && !context.group_ids.items.is_empty());
    if let (true, Some(person)) = (is_pupil, context.person_id.0) {
        add(seen(context, person, Some(name.clone()), &context.school_ids, &context.group_ids));
    }
    let identity = Identity {
        user: user.to_string(),
        name,
        is_student: is_pupil && childless,
        students: students.iter().map(|seen| seen.enrolment.clone()).collect(),
    };
    Some((identity, students, skipped))
}

/// The name of a person who was asked for alone.
pub(in crate::dnevnik_ru) fn person_named(person: &wire::Person<'_>) -> Option<String> {
    first_last(person.first_name.get(), person.last_name.get(), person.short_name.get())
}

/// The parent's name in full; empty where none is told.
fn parent_name(context: &wire::Context<'_>) -> String {
    full_name(context.last_name.get(), context.first_name.get(), context.middle_name.get(), context.short_name.get())
        .unwrap_or_default()
}

fn first_last(first: Option<&str>, last: Option<&str>, short: Option<&str>) -> Option<String> {
    match (first, last) {
        (Some(first), Some(last)) => Some(format!("{first} {last}")),
        _ => short.or(first).or(last).map(str::to_owned),
    }
}

fn seen(
    context: &wire::Context<'_>,
    person: i64,
    name: Option<String>,
    schools: &List<crate::lenient::Id>,
    groups: &List<crate::lenient::Id>,
) -> Seen {
    let mut seen = Seen {
        enrolment: Enrolment {
            person: person.to_string(),
            name: name.clone().unwrap_or_else(|| person.to_string()),
            class: None,
            school: None,
            ids: BTreeMap::new(),
        },
        person,
        nameless: name.is_none(),
        classless: true,
    };
    let details: Vec<&wire::EduGroup<'_>> = context
        .edu_groups
        .items
        .iter()
        .filter(|group| group.id.0.is_some_and(|id| groups.items.iter().any(|own| own.0 == Some(id))))
        .collect();
    add_classes(&mut seen, &details);
    if seen.classless {
        // Ids of classes without a word on them.
        let bare =
            groups.items.iter().filter_map(|group| group.0).filter(|id| {
                !context.edu_groups.items.iter().any(|group| group.id.0 == Some(*id) && is_subgroup(group))
            });
        let listed: Vec<String> = bare.map(|id| format!("{id}:")).collect();
        seen.classless = listed.is_empty();
        if !listed.is_empty() {
            seen.enrolment.ids.insert(ids::GROUPS.into(), listed.join(","));
        }
    }
    let class = seen.enrolment.ids.get(ids::GROUPS).and_then(|groups| groups.split(':').next()?.parse::<i64>().ok());
    let of_class =
        context.schools.items.iter().find(|school| {
            class.is_some_and(|class| school.group_ids.items.iter().any(|group| group.0 == Some(class)))
        });
    let own = || schools.items.first().and_then(|id| context.schools.items.iter().find(|school| school.id == *id));
    let only = || if context.schools.items.len() == 1 { context.schools.items.first() } else { None };
    let school = of_class.or_else(own).or_else(only);
    let id = school.and_then(|school| school.id.0).or(schools.items.first().and_then(|id| id.0));
    if let Some(id) = id {
        seen.enrolment.ids.insert(ids::SCHOOL.into(), id.to_string());
    }
    seen.enrolment.school = school.and_then(|school| school.name.owned());
    seen
}

fn is_subgroup(group: &wire::EduGroup<'_>) -> bool {
    group.kind.get().is_some_and(|kind| kind.eq_ignore_ascii_case("Subgroup"))
}

/// Classes out of groups, with their school years: subgroups are none; the newest year stands first, and
/// what is active before what is not.
fn sorted<'g, 'a>(groups: &[&'g wire::EduGroup<'a>]) -> Vec<&'g wire::EduGroup<'a>> {
    let mut classes: Vec<&wire::EduGroup<'_>> =
        groups.iter().copied().filter(|group| group.id.0.is_some() && !is_subgroup(group)).collect();
    classes.sort_by_key(|group| {
        let active = group.status.get().is_none_or(|status| status.eq_ignore_ascii_case("Active"));
        // The id last, so that the order of the answer does not matter.
        (std::cmp::Reverse(group.study_year.0), !active, !group.parent_ids.items.is_empty(), group.id.0)
    });
    classes
}

/// Ids and school years of the classes among `groups`, the newest first.
pub(in crate::dnevnik_ru) fn classes_of(groups: &[&wire::EduGroup<'_>]) -> Vec<(i64, Option<i32>)> {
    let mut classes: Vec<(i64, Option<i32>)> = Vec::new();
    for class in sorted(groups) {
        if let Some(id) = class.id.0.filter(|id| classes.iter().all(|(other, _)| other != id)) {
            classes.push((id, class.study_year.0));
        }
    }
    classes
}

/// Enters a student's classes.
pub(in crate::dnevnik_ru) fn add_classes(seen: &mut Seen, groups: &[&wire::EduGroup<'_>]) {
    let Some(newest) = sorted(groups).first().copied() else { return };
    seen.classless = false;
    seen.enrolment.class = newest.name.owned();
    let listed: Vec<String> = classes_of(groups)
        .into_iter()
        .map(|(id, year)| format!("{id}:{}", year.map(|year| year.to_string()).unwrap_or_default()))
        .collect();
    seen.enrolment.ids.insert(ids::GROUPS.into(), listed.join(","));
}

/// The pages of which the school's description is put together; those that could not be had are empty.
#[derive(Default)]
pub(in crate::dnevnik_ru) struct SchoolPages<'a> {
    pub(in crate::dnevnik_ru) school: Option<wire::School<'a>>,
    pub(in crate::dnevnik_ru) parameters: Option<wire::SchoolParameters<'a>>,
    pub(in crate::dnevnik_ru) teachers: List<wire::GroupTeacher<'a>>,
    pub(in crate::dnevnik_ru) subjects: List<wire::Subject<'a>>,
    pub(in crate::dnevnik_ru) class_teacher: List<wire::Person<'a>>,
    pub(in crate::dnevnik_ru) relatives: List<wire::Relative<'a>>,
}

/// Puts the description together.
pub(in crate::dnevnik_ru) fn school_info(pages: &SchoolPages<'_>, student: &Enrolment) -> SchoolInfo {
    let school = pages.school.as_ref();
    let parameters = pages.parameters.as_ref();
    let mut teachers: Vec<SubjectTeacher> = Vec::new();
    for teacher in &pages.teachers.items {
        let own = full_name(
            teacher.last_name.get(),
            teacher.first_name.get(),
            teacher.middle_name.get(),
            teacher.short_name.get(),
        );
        let name = teacher.person.0.as_ref().and_then(person_name).or(own);
        let subjects = teacher.subjects.0.iter().filter_map(|subject| subject.owned()).collect();
        if let Some(name) = name.filter(|name| teachers.iter().all(|other| &other.name != name)) {
            teachers.push(SubjectTeacher { name, subjects });
        }
    }
    teachers.sort_by(|one, other| one.name.cmp(&other.name));
    let mut subjects: Vec<String> = pages.subjects.items.iter().filter_map(|subject| subject.name.owned()).collect();
    subjects.sort();
    subjects.dedup();
    let parent = student.ids.get(ids::PARENT).filter(|name| !name.is_empty());
    let mut guardians: Vec<Guardian> = match parent {
        // A parent sees himself; whom else the school has linked, the system tells the pupil only.
        Some(_) => signed_in_parent(parent),
        None => pages
            .relatives
            .items
            .iter()
            .filter_map(|relative| {
                let name = person_name(relative.person.0.as_ref()?)?;
                Some(Guardian { name, relation: relative.kind.owned() })
            })
            .collect(),
    };
    guardians.sort_by(|one, other| one.name.cmp(&other.name));
    let address = parameters.and_then(|parameters| match &parameters.address {
        OneOrMany::Many(lines) => {
            let lines: Vec<&str> = lines.items.iter().filter_map(|line| line.get()).collect();
            (!lines.is_empty()).then(|| lines.join(", "))
        }
        OneOrMany::One(address) => address.address.owned(),
        OneOrMany::Neither => None,
    });
    SchoolInfo {
        id: "school".into(),
        school: parameters
            .and_then(|parameters| parameters.full_name.owned())
            .or_else(|| school.and_then(|school| school.full_name.owned().or_else(|| school.name.owned())))
            .or_else(|| student.school.clone()),
        address: address.or_else(|| school.and_then(|school| school.city.owned())),
        phone: parameters.and_then(|parameters| parameters.school_phone.owned()),
        email: parameters.and_then(|parameters| parameters.email.owned()),
        site: parameters.and_then(|parameters| parameters.website.owned()),
        head: parameters.and_then(|parameters| parameters.director_full_name.owned()),
        class: student.class.clone(),
        class_teacher: pages.class_teacher.items.first().and_then(person_name),
        teachers,
        subjects,
        guardians,
        utc_offset_hours: school.and_then(|school| school.time_zone.0),
    }
}
