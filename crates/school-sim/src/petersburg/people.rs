//! Children, their terms, their teachers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Ask, BAD_REQUEST, NOT_FOUND, Reply, wire};
use crate::register::Person;

/// `related-child-list`; a pupil's own account is listed as a child.
pub(super) fn children(ask: &Ask<'_>) -> Reply {
    let parent = ask.register.persons.get(&ask.account.person).filter(|_| !ask.account.is_pupil());
    let children = ask.pupils().filter_map(|pupil| {
        let person = ask.register.persons.get(&pupil.person)?;
        let class = ask.register.groups.get(&pupil.class)?;
        let school = ask.register.schools.get(&pupil.school)?;
        let education = json!({
            "education_id": wire::education(pupil.person), "group_id": wire::GROUP.of(class.id),
            "group_name": class.name, "institution_id": wire::SCHOOL.of(school.id), "institution_name": school.name,
            "jurisdiction_id": 19, "jurisdiction_name": "Комитет по образованию", "push_subscribe": false,
            "is_active": null, "distance_education": null, "distance_education_updated_at": null,
            "parent_firstname": parent.map(|parent| parent.first), "parent_surname": parent.map(|parent| parent.last),
            "parent_middlename": parent.map(|parent| parent.middle), "parent_email": null,
        });
        Some(json!({
            "identity": { "id": wire::CHILD.of(person.id) }, "firstname": person.first, "surname": person.last,
            "middlename": person.middle, "hash_uid": null,
            "action_payload": { "can_apply_for_distance": true, "can_print": null }, "educations": [education],
        }))
    });
    ask.page(children.collect())
}

/// `get-list-period`: the terms, and the year that they are parts of.
pub(super) fn periods(ask: &Ask<'_>) -> Reply {
    let class = ask.class(ask.param("p_group_ids[]").ok_or(BAD_REQUEST)?)?;
    let year = ask.register.year;
    let entity = |id: i64, name: &str, parent: Option<i64>, from: String, to: String, kind: (i64, &str)| {
        json!({
            "identity": { "id": id, "uid": format!("u-{id}"), "guid": null, "cid": null },
            "entity_state": { "created_at": "01.08.2026 00:00:00", "updated_at": "01.08.2026 00:00:00", "deleted_at": null },
            "name": name, "parent": parent, "date_from": from, "date_to": to,
            "education_period": { "id": kind.0, "code": kind.1, "name": name },
        })
    };
    let whole = 40_000 + wire::GROUP.of(class) % 1000;
    let (first, last) = (wire::day(year.first_day()), wire::day(year.last_day()));
    let name = format!("{}/{} учебный год", year.0, year.0 + 1);
    let mut periods = vec![entity(whole, &name, None, first, last, (23, "23"))];
    for period in ask.register.periods_of_group(class) {
        let (from, to) = (wire::day(period.start), wire::day(period.finish));
        let number = period.number.to_string();
        let kind = (10 + i64::from(period.number), number.as_str());
        periods.push(entity(wire::PERIOD.of(period.id), period.name, Some(whole), from, to, kind));
    }
    ask.page(periods)
}

fn teacher(person: &Person, subjects: &[Value]) -> Value {
    json!({
        "identity": { "id": wire::TEACHER.of(person.id) }, "surname": person.last, "firstname": person.first,
        "middlename": person.middle, "position_name": "Учитель", "subjects": subjects,
    })
}

/// `teacher/list`: those who usually teach the pupil, with what they teach.
pub(super) fn teachers(ask: &Ask<'_>) -> Reply {
    let pupil = ask.pupil("p_educations[]")?;
    let mut taught: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for ((group, subject), teacher) in &ask.register.usual_teachers {
        if pupil.belongs_to(*group) {
            taught.entry(*teacher).or_default().insert(*subject);
        }
    }
    let teachers = taught.into_iter().filter_map(|(id, subjects)| {
        let subjects = subjects.into_iter();
        let subjects: Vec<Value> =
            subjects.map(|id| json!({ "id": wire::SUBJECT.of(id), "name": ask.subject(id) })).collect();
        Some(teacher(ask.register.persons.get(&id)?, &subjects))
    });
    ask.page(teachers.collect())
}

/// `get-classroom-teacher/{group}`: a person. Nobody has published how the real one looks.
pub(super) fn class_teacher(ask: &Ask<'_>, group: &str) -> Reply {
    let class = ask.register.groups.get(&ask.class(group)?).ok_or(NOT_FOUND)?;
    let person = ask.register.persons.get(&class.class_teacher).ok_or(NOT_FOUND)?;
    Ok(teacher(person, &[]))
}
