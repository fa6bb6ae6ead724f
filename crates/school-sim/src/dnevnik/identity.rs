//! Who asks: users, persons, families, their classes and schools.

use serde_json::{Value, json};

use super::ask::{Ask, id};
use super::schools;
use super::wire::{self, WirePerson};
use super::{Refusal, Reply, json as answer};
use crate::register::{Person, Pupil};

fn me<'a>(ask: &'a Ask<'_>) -> Result<&'a Person, Refusal> {
    ask.register.persons.get(&ask.account.person).ok_or_else(|| Refusal::unknown("User"))
}

/// A user this account may look at: itself, or one of its children.
fn known_user<'a>(ask: &'a Ask<'_>, user: &str) -> Result<&'a Person, Refusal> {
    if user.eq_ignore_ascii_case("me") {
        return me(ask);
    }
    let user = id("user", user)?;
    let known = ask.account.pupils.iter().chain(std::iter::once(&ask.account.person));
    let mut persons = known.filter_map(|person| ask.register.persons.get(person));
    persons.find(|person| person.user == user).ok_or_else(Refusal::not_owner)
}

/// The pupils that belong to a user: of a parent the children, of a pupil itself.
fn pupils_of(ask: &Ask<'_>, person: &Person) -> Vec<Pupil> {
    let all = person.id == ask.account.person;
    ask.pupils().into_iter().filter(|pupil| all || pupil.person == person.id).collect()
}

fn role(ask: &Ask<'_>, person: &Person) -> &'static str {
    if ask.register.pupils.contains_key(&person.id) { "EduStudent" } else { "EduParent" }
}

/// `users/me`, `users/{u}`
pub(super) fn user(ask: &Ask<'_>, user: &str) -> Reply {
    let person = known_user(ask, user)?;
    let full_name = format!("{} {} {}", person.last, person.first, person.middle);
    Ok(answer(&json!({
        "id": person.user, "id_str": person.user.to_string(), "personId": person.id,
        "personId_str": person.id.to_string(), "name": format!("{} {}", person.first, person.last), "email": null,
        "login": (person.id == ask.account.person).then_some(ask.account.login), "fullName": full_name,
        "firstName": person.first, "lastName": person.last, "middleName": person.middle,
        "shortName": person.short_name(), "locale": "ru-RU", "timezone": "Russian Standard Time",
        "sex": wire::sex(person), "photoSmall": null, "photoMedium": null, "photoLarge": null,
        "birthday": person.birthday.map(super::dates::Day), "roles": [role(ask, person)], "phone": null,
    })))
}

/// `users/me/context`, `users/{u}/context`
pub(super) fn context(ask: &Ask<'_>, user: &str) -> Reply {
    let person = known_user(ask, user)?;
    let register = &*ask.register;
    let own = register.pupils.get(&person.id);
    let pupils = pupils_of(ask, person);
    let children: Option<Vec<Value>> = own.is_none().then(|| {
        let known = pupils.iter().filter_map(|pupil| Some((pupil, register.persons.get(&pupil.person)?)));
        let children = known.map(|(pupil, child)| {
            json!({
                "personId": child.id, "personId_str": child.id.to_string(), "userId": child.user,
                "userId_str": child.user.to_string(), "firstName": child.first, "lastName": child.last,
                "middleName": child.middle, "shortName": child.short_name(), "avatarUrl": null,
                "schoolIds": [pupil.school], "groupIds": [pupil.class],
            })
        });
        children.collect()
    });
    let mut classes: Vec<i64> = pupils.iter().map(|pupil| pupil.class).collect();
    classes.sort_unstable();
    classes.dedup();
    let mut school_ids: Vec<i64> = pupils.iter().map(|pupil| pupil.school).collect();
    school_ids.sort_unstable();
    school_ids.dedup();
    let schools: Vec<Value> = school_ids
        .iter()
        .filter_map(|id| register.schools.get(id))
        .map(|school| {
            let here = pupils.iter().filter(|pupil| pupil.school == school.id).map(|pupil| pupil.class);
            let here: std::collections::BTreeSet<i64> = here.collect();
            json!({"id": school.id, "name": school.name, "type": "Regular", "groupIds": here})
        })
        .collect();
    Ok(answer(&json!({
        "userId": person.user, "userId_str": person.user.to_string(), "avatarUrl": null,
        "roles": [role(ask, person)], "children": children, "schools": schools,
        "eduGroups": classes.iter().filter_map(|class| wire::group(register, *class)).collect::<Vec<_>>(),
        "splitId": "0", "personId": person.id, "personId_str": person.id.to_string(),
        "firstName": person.first, "lastName": person.last, "middleName": person.middle,
        "shortName": person.short_name(),
        "schoolIds": own.map(|pupil| vec![pupil.school]).unwrap_or_default(),
        "groupIds": own.map(|pupil| vec![pupil.class]).unwrap_or_default(),
    })))
}

/// `users/me/children`: user ids.
pub(super) fn my_children(ask: &Ask<'_>) -> Reply {
    Ok(answer(&children(ask).iter().map(|child| child.user).collect::<Vec<_>>()))
}

/// `user/{userId}/children`, `person/{personId}/children`: persons. The client gives either id to the first.
pub(super) fn children_of(ask: &Ask<'_>, parent: &str) -> Reply {
    let parent = id("user", parent)?;
    let me = me(ask)?;
    if parent != me.user && parent != me.id {
        return Err(Refusal::not_owner());
    }
    Ok(answer(&children(ask).into_iter().map(WirePerson::new).collect::<Vec<_>>()))
}

fn children<'a>(ask: &'a Ask<'_>) -> Vec<&'a Person> {
    let children = ask.account.pupils.iter().filter(|_| !ask.account.is_pupil());
    children.filter_map(|person| ask.register.persons.get(person)).collect()
}

/// `users/me/relatives`, `users/{u}/relatives`: a parent's children; a pupil's parents.
pub(super) fn relatives(ask: &Ask<'_>, user: &str) -> Reply {
    let person = known_user(ask, user)?;
    let register = &*ask.register;
    let related: Vec<(&str, &Person)> = if register.pupils.contains_key(&person.id) {
        let accounts = register.accounts.iter();
        let parents = accounts.filter(|account| !account.is_pupil() && account.pupils.contains(&person.id));
        let parents = parents.filter_map(|account| register.persons.get(&account.person));
        parents.map(|parent| (if parent.female { "Mother" } else { "Father" }, parent)).collect()
    } else {
        children(ask).into_iter().map(|child| (if child.female { "Daughter" } else { "Son" }, child)).collect()
    };
    let relatives: Vec<Value> =
        related.into_iter().map(|(kind, person)| json!({"type": kind, "person": WirePerson::new(person)})).collect();
    Ok(answer(&relatives))
}

/// `users/me/childrenrelatives`: user ids of the children's relatives.
pub(super) fn children_relatives(ask: &Ask<'_>) -> Reply {
    let parents =
        ask.register.accounts.iter().filter(|account| {
            !account.is_pupil() && account.pupils.iter().any(|pupil| ask.account.pupils.contains(pupil))
        });
    let users = parents.filter_map(|account| ask.register.persons.get(&account.person)).map(|person| person.user);
    Ok(answer(&users.collect::<Vec<_>>()))
}

/// `users/me/roles`, `users/{u}/roles`
pub(super) fn roles(ask: &Ask<'_>, user: &str) -> Reply {
    Ok(answer(&[role(ask, known_user(ask, user)?)]))
}

/// `users/me/schools`, `users/{u}/schools`: ids.
pub(super) fn user_schools(ask: &Ask<'_>, user: &str) -> Reply {
    Ok(answer(&school_ids(ask, known_user(ask, user)?)))
}

fn school_ids(ask: &Ask<'_>, person: &Person) -> Vec<i64> {
    let ids: std::collections::BTreeSet<i64> = pupils_of(ask, person).iter().map(|pupil| pupil.school).collect();
    ids.into_iter().collect()
}

/// `users/me/edu-groups`, `users/{u}/edu-groups`: ids of classes and subgroups.
pub(super) fn user_groups(ask: &Ask<'_>, user: &str) -> Reply {
    let pupils = pupils_of(ask, known_user(ask, user)?);
    let ids = pupils.iter().flat_map(|pupil| std::iter::once(pupil.class).chain(pupil.subgroups.iter().copied()));
    Ok(answer(&ids.collect::<std::collections::BTreeSet<i64>>()))
}

/// `users/me/school-memberships`, `users/{u}/school-memberships`
pub(super) fn user_memberships(ask: &Ask<'_>, user: &str) -> Reply {
    let person = known_user(ask, user)?;
    Ok(answer(&memberships(ask, person, &pupils_of(ask, person))))
}

/// `persons/{p}/school-memberships`
pub(super) fn person_memberships(ask: &Ask<'_>, person: &str) -> Reply {
    let pupil = ask.pupil(person)?;
    let person = ask.register.persons.get(&pupil.person).ok_or_else(|| Refusal::unknown("Person"))?;
    Ok(answer(&memberships(ask, person, std::slice::from_ref(&pupil))))
}

fn memberships(ask: &Ask<'_>, person: &Person, pupils: &[Pupil]) -> Vec<Value> {
    let schools: std::collections::BTreeSet<i64> = pupils.iter().map(|pupil| pupil.school).collect();
    let known = schools.iter().filter_map(|school| ask.register.schools.get(school));
    known
        .map(|school| {
            let groups: Vec<i64> =
                pupils.iter().filter(|pupil| pupil.school == school.id).map(|pupil| pupil.class).collect();
            json!({
                "person": person.id, "person_str": person.id.to_string(), "school": school.id, "groups": groups,
                "roles": [role(ask, person)],
            })
        })
        .collect()
}

/// `users/{u}/education`
pub(super) fn education(ask: &Ask<'_>, user: &str) -> Reply {
    let pupils = pupils_of(ask, known_user(ask, user)?);
    let known = pupils
        .iter()
        .filter_map(|pupil| Some((ask.register.schools.get(&pupil.school)?, wire::group(ask.register, pupil.class)?)));
    let education: Vec<Value> =
        known.map(|(school, group)| json!({"school": schools::profile(school), "eduGroup": group})).collect();
    Ok(answer(&education))
}

/// `users/me/organizations[/{id}]`: schools stand here too.
pub(super) fn organizations(ask: &Ask<'_>, organization: Option<&str>) -> Reply {
    let Some(organization) = organization else {
        return Ok(answer(&school_ids(ask, me(ask)?)));
    };
    let school = ask.school(organization)?;
    Ok(answer(&json!({"id": school.id, "id_str": school.id.to_string(), "name": school.name, "type": "School"})))
}

/// `users/me/classmates`: user ids.
pub(super) fn classmates(ask: &Ask<'_>) -> Reply {
    let pupils = ask.pupils();
    let classes = pupils.iter().filter_map(|pupil| ask.register.groups.get(&pupil.class));
    let users: Vec<i64> = classes
        .flat_map(|class| &class.members)
        .filter(|person| !ask.account.pupils.contains(person))
        .filter_map(|person| ask.register.persons.get(person))
        .map(|person| person.user)
        .collect();
    Ok(answer(&users))
}

/// Lists the school has nothing for.
pub(super) fn nothing(ask: &Ask<'_>, user: &str) -> Reply {
    known_user(ask, user)?;
    Ok(answer(&Value::Array(Vec::new())))
}

/// `POST users/many`
pub(super) fn many_users(ask: &Ask<'_>) -> Reply {
    let users = ask.body_ids()?;
    let persons = ask.register.persons.values().filter(|person| users.contains(&person.user));
    Ok(answer(&persons.map(WirePerson::new).collect::<Vec<_>>()))
}

/// `persons/{p}`
pub(super) fn person(ask: &Ask<'_>, person: &str) -> Reply {
    let wanted = id("person", person)?;
    let own = ask.account.pupils.contains(&wanted) || ask.account.person == wanted;
    let person = ask.register.persons.get(&wanted).filter(|_| own).ok_or_else(Refusal::not_owner)?;
    Ok(answer(&WirePerson::new(person)))
}

/// `persons/{p}/edu-groups[/all]`, with `all` those of the years before too, and `persons/{p}/schools/{s}/edu-groups`
pub(super) fn person_groups(ask: &Ask<'_>, person: &str, school: Option<&str>, all: bool) -> Reply {
    let pupil = ask.pupil(person)?;
    let school = school.map(|text| id("school", text)).transpose()?;
    let here = school.is_none_or(|school| school == pupil.school);
    let groups = std::iter::once(&pupil.class).chain(&pupil.subgroups).filter(|_| here);
    let mut groups: Vec<Value> = groups.filter_map(|group| wire::group(ask.register, *group)).collect();
    if all {
        groups.extend(ask.earlier.iter().cloned());
    }
    Ok(answer(&groups))
}
