//! School, class, subjects, classmates.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::ask::Ask;
use super::identity::principal;
use super::{Refusal, Reply, bare, ids, json as answer, payload};
use crate::register::{Group, Person};

fn class_by<'a>(ask: &Ask<'a>, name: &str) -> Result<&'a Group, Refusal> {
    let asked = ids::class_of_unit(ask.number(name)?);
    let own = ask.pupils().any(|pupil| pupil.class == asked);
    ask.register.groups.get(&asked).filter(|_| own).ok_or_else(Refusal::forbidden)
}

/// `school_info?school_id&class_unit_id`
pub(super) fn school_info(ask: &Ask<'_>) -> Reply {
    let class = class_by(ask, "class_unit_id")?;
    let school = ask.register.schools.get(&class.school).ok_or_else(Refusal::unknown)?;
    if ids::school(school.id) != ask.number("school_id")? {
        return Err(Refusal::forbidden());
    }
    let mut subjects: BTreeMap<i64, Vec<&str>> = BTreeMap::new();
    for ((group, subject), teacher) in &ask.register.usual_teachers {
        let name = ask.subject_name(*subject);
        let known = subjects.entry(*teacher).or_default();
        if ask.register.class_of(*group) == class.id && !known.contains(&name) {
            known.push(name);
        }
    }
    let named =
        |person: &Person| json!({ "last_name": person.last, "first_name": person.first, "middle_name": person.middle });
    let teachers = subjects.into_iter().filter(|(_, subjects)| !subjects.is_empty());
    let teachers: Vec<Value> = teachers
        .filter_map(|(teacher, subjects)| {
            let mut fields = named(ask.register.persons.get(&teacher)?);
            fields.as_object_mut()?.insert("subject_names".to_owned(), json!(subjects));
            Some(fields)
        })
        .collect();
    let class_teacher = ask.register.persons.get(&class.class_teacher).map(named);
    Ok(answer(&json!({
        "id": ids::school(school.id), "name": school.full_name, "type": "Школа",
        "principal": principal(ask.register, school.teachers.last()), "classroom_teachers": [class_teacher],
        "address": { "county": null, "district": null, "address": format!("{}, ул. Школьная, д. 1", school.city) },
        "phone": "+7 000 000-00-00", "email": "school@school.example", "website_link": "https://school.example",
        "teachers": teachers,
        "branches": [{
            "name": school.name, "type": "Школа", "address": format!("{}, ул. Школьная, д. 1", school.city),
            "is_main_building": true, "is_student_building": true,
        }],
    })))
}

/// `subjects/list?student_id`
pub(super) fn subjects(ask: &Ask<'_>) -> Reply {
    let pupil = ask.student()?;
    let subjects = ask.class(pupil).map(|class| class.subjects.as_slice()).unwrap_or_default();
    let named =
        subjects.iter().map(|id| json!({ "subject_id": ids::subject(*id), "subject_name": ask.subject_name(*id) }));
    payload(named.collect())
}

/// `core/api/profiles?class_unit_id`: the class.
pub(super) fn members(ask: &Ask<'_>) -> Reply {
    let class = class_by(ask, "class_unit_id")?;
    let school = ask.register.schools.get(&class.school).ok_or_else(Refusal::unknown)?;
    let members = class.members.iter().filter_map(|person| ask.register.persons.get(person));
    bare(
        members
            .map(|person| {
                json!({
                    "id": ids::student(person.id), "type": "StudentProfile", "user_id": ids::user(person.id),
                    "person_id": ids::guid(person.id), "agree_pers_data": true, "roles": [], "staff_id": null,
                    "user": { "last_name": person.last, "first_name": person.first, "middle_name": person.middle },
                    "school": { "id": ids::school(school.id), "name": school.full_name, "short_name": school.name },
                    "class_unit": { "id": ids::class_unit(class.id), "name": class.name, "home_based": false },
                })
            })
            .collect(),
    )
}

/// `programs/parallel_curriculum/{id}?student_id`: the plan of the year.
pub(super) fn curriculum(ask: &Ask<'_>) -> Reply {
    let pupil = ask.student()?;
    let class = ask.class(pupil).ok_or_else(Refusal::forbidden)?;
    let (from, to) = (ask.register.year.first_day(), ask.register.year.last_day());
    let lessons = ask.register.lessons_of_pupil(pupil, from, to);
    let subjects: Vec<Value> = class
        .subjects
        .iter()
        .map(|id| {
            let total = lessons.iter().filter(|lesson| lesson.subject == *id).count();
            let passed = lessons.iter().filter(|lesson| lesson.subject == *id && lesson.ends <= ask.now).count();
            json!({
                "subject_name": ask.subject_name(*id), "subject_id": ids::subject(*id), "total_hours": total,
                "passed_hours": passed, "max_hours_per_week": 6, "min_hours_per_week": 1,
            })
        })
        .collect();
    bare(vec![json!({
        "title": format!("Учебный план, {} класс", class.parallel), "hours": lessons.len(), "comments": null,
        "specialization": null, "short_name": "УП", "education_level": "ООО", "days_in_week": class.days_a_week,
        "education_form": "Очная", "class_level_id": class.parallel, "study_profile": null, "is_adapted": false,
        "sections": [{ "knowledge_field_name": "Предметы", "subjects": subjects }],
    })])
}
