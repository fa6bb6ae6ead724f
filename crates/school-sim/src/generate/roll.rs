//! Enrols everybody: schools, teachers, classes with their subgroups, families.

use time::{Date, Month};

use crate::calendar::clock_time;
use crate::curriculum::{SUBJECTS, WORK_TYPES};
use crate::ids::Kind;
use crate::people::{self, AMINA, CHILDREN, Child, FATHER, FullName, ILYA, MORE_CHILDREN, MOTHER, PARENT, SIDOROV};
use crate::register::{Account, Bells, Group, Period, Person, Pupil, Register, SchoolRecord, Subject, WorkType};
use crate::timetable::{ClassPlan, FIRST_SCHOOL, SECOND_SCHOOL, SchoolPlan};

/// A class that was formed: its plan, its group, and who teaches what in which group.
pub(crate) struct FormedClass {
    pub(crate) plan: &'static ClassPlan,
    pub(crate) school: i64,
    pub(crate) hours_from_utc: i8,
    pub(crate) group: i64,
    pub(crate) courses: Vec<Course>,
}

/// A subject in a class or in one of its subgroups.
pub(crate) struct Course {
    pub(crate) subject_name: &'static str,
    pub(crate) subject: i64,
    pub(crate) group: i64,
    pub(crate) teacher: i64,
    pub(crate) room: &'static str,
}

pub(crate) fn enrol(register: &mut Register, extra_children: u16) -> Vec<FormedClass> {
    let mut classes = found_school(register, &FIRST_SCHOOL, &people::TEACHERS);
    classes.extend(found_school(register, &SECOND_SCHOOL, &people::OTHER_TEACHERS));

    let mother = introduce(register, &MOTHER, None);
    let mut family = Vec::new();
    for child in &CHILDREN {
        family.extend(enrol_child(register, &classes, child));
    }
    let amina = family.first().copied();
    let cycle = CHILDREN.iter().zip(1u16..).cycle().zip(MORE_CHILDREN.iter().cycle());
    for ((sibling, _), name) in cycle.take(usize::from(extra_children)) {
        let child = Child { name: *name, class: sibling.class, ability: sibling.ability, born: sibling.born };
        family.extend(enrol_child(register, &classes, &child));
    }
    register.accounts.push(Account { login: PARENT.login, password: PARENT.password, person: mother, pupils: family });
    if let Some(amina) = amina {
        register.accounts.push(Account {
            login: AMINA.login,
            password: AMINA.password,
            person: amina,
            pupils: vec![amina],
        });
    }
    let father = introduce(register, &FATHER, None);
    let pupils = enrol_child(register, &classes, &ILYA).into_iter().collect();
    register.accounts.push(Account { login: SIDOROV.login, password: SIDOROV.password, person: father, pupils });

    for class in &classes {
        for classmate in &people::CLASSMATES {
            let person = introduce(register, classmate, None);
            if let Some(group) = register.groups.get_mut(&class.group) {
                group.members.push(person);
            }
        }
    }
    classes
}

fn found_school(register: &mut Register, plan: &'static SchoolPlan, teachers: &[FullName]) -> Vec<FormedClass> {
    let id = register.ids.next(Kind::School);
    let teachers: Vec<i64> = teachers.iter().map(|name| introduce(register, name, None)).collect();
    register.schools.insert(
        id,
        SchoolRecord {
            id,
            name: plan.name,
            full_name: plan.full_name,
            city: plan.city,
            hours_from_utc: plan.hours_from_utc,
            teachers: teachers.clone(),
        },
    );
    for kind in WORK_TYPES {
        let id_of_kind = register.ids.next(Kind::WorkType);
        register.work_types.insert(
            id_of_kind,
            WorkType {
                id: id_of_kind,
                school: id,
                name: kind.name,
                abbreviation: kind.abbreviation,
                weight: kind.weight,
                important: kind.important,
                is_final: kind.is_final,
                wire: kind.wire,
            },
        );
    }
    for subject in SUBJECTS {
        let taught = plan.classes.iter().any(|class| class.taught.iter().any(|(name, _)| *name == subject.name));
        if taught {
            let subject_id = register.ids.next(Kind::Subject);
            register
                .subjects
                .insert(subject_id, Subject { id: subject_id, school: id, name: subject.name, area: subject.area });
        }
    }
    plan.classes.iter().map(|class| form_class(register, id, plan.hours_from_utc, class, &teachers)).collect()
}

fn form_class(
    register: &mut Register,
    school: i64,
    hours_from_utc: i8,
    plan: &'static ClassPlan,
    teachers: &[i64],
) -> FormedClass {
    let teacher = |place: usize| teachers.get(place).copied().unwrap_or_default();
    let (bells_name, bells) = plan.bells;
    let class = Group {
        id: register.ids.next(Kind::Group),
        school,
        parent: None,
        name: plan.name.to_owned(),
        parallel: plan.parallel,
        days_a_week: plan.days_a_week,
        division: plan.division,
        scale: plan.scale,
        bells: Bells {
            id: register.ids.next(Kind::Timetable),
            name: bells_name,
            items: bells
                .iter()
                .map(|(number, begin, end)| (*number, clock_time(begin.0, begin.1), clock_time(end.0, end.1)))
                .collect(),
        },
        period_group: register.ids.next(Kind::PeriodGroup),
        class_teacher: teacher(plan.class_teacher),
        members: Vec::new(),
        subjects: Vec::new(),
    };
    let group = class.id;
    let mut subgroups = Vec::new();
    let mut courses = Vec::new();
    let mut subjects = Vec::new();
    for (name, taught) in plan.taught {
        let found = register.subjects.values().find(|subject| subject.school == school && subject.name == *name);
        let Some(subject) = found.map(|subject| subject.id) else { continue };
        subjects.push(subject);
        for ((place, room), ordinal) in taught.iter().zip(1..) {
            let course_group = if taught.len() > 1 {
                let mut subgroup = class.clone();
                subgroup.id = register.ids.next(Kind::Group);
                subgroup.parent = Some(group);
                subgroup.name = format!("{} / {name} {ordinal}", plan.name);
                subgroup.subjects = vec![subject];
                let id = subgroup.id;
                subgroups.push(subgroup);
                id
            } else {
                group
            };
            courses.push(Course { subject_name: name, subject, group: course_group, teacher: teacher(*place), room });
        }
    }
    register.groups.insert(group, Group { subjects, ..class });
    for subgroup in subgroups {
        register.groups.insert(subgroup.id, subgroup);
    }
    for (term, number) in register.year.terms(plan.division).into_iter().zip(0..) {
        let id = register.ids.next(Kind::Period);
        register
            .periods
            .insert(id, Period { id, group, number, name: term.name, start: term.start, finish: term.finish });
    }
    FormedClass { plan, school, hours_from_utc, group, courses }
}

fn introduce(register: &mut Register, name: &FullName, birthday: Option<Date>) -> i64 {
    let id = register.ids.next(Kind::Person);
    let person = Person {
        id,
        // A user is somebody else's number than a person: mixing them up must show.
        user: id + 5_000_777,
        last: name.last,
        first: name.first,
        middle: name.middle,
        female: name.female,
        birthday,
    };
    register.persons.insert(id, person);
    id
}

fn enrol_child(register: &mut Register, classes: &[FormedClass], child: &Child) -> Option<i64> {
    let class = classes.iter().find(|class| class.plan.name == child.class)?;
    let (year, month, day) = child.born;
    let birthday = Month::try_from(month).ok().and_then(|month| Date::from_calendar_date(year, month, day).ok());
    let person = introduce(register, &child.name, birthday);
    let number = i64::try_from(register.pupils.len()).unwrap_or_default();

    // Амина learns English in the first subgroup and computer science in the second, so neither rule alone is right.
    let mut subgroups = Vec::new();
    for (split, place) in split_subjects(class).into_iter().zip(0usize..) {
        subgroups.extend(split.get((place + usize::try_from(number).unwrap_or(0)) % split.len().max(1)).copied());
    }
    for group in std::iter::once(&class.group).chain(&subgroups) {
        if let Some(group) = register.groups.get_mut(group) {
            group.members.push(person);
        }
    }
    let pupil = Pupil { person, number, school: class.school, class: class.group, subgroups, ability: child.ability };
    register.pupils.insert(person, pupil);
    Some(person)
}

/// The subgroups of each subject that is split.
fn split_subjects(class: &FormedClass) -> Vec<Vec<i64>> {
    let mut split: Vec<(i64, Vec<i64>)> = Vec::new();
    for course in class.courses.iter().filter(|course| course.group != class.group) {
        match split.iter_mut().find(|(subject, _)| *subject == course.subject) {
            Some((_, groups)) => groups.push(course.group),
            None => split.push((course.subject, vec![course.group])),
        }
    }
    split.into_iter().map(|(_, groups)| groups).collect()
}
