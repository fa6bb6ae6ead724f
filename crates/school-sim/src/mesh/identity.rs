//! Who is signed in, and which children are seen.

use serde_json::{Value, json};

use super::ask::{Ask, own_profile};
use super::{Refusal, Reply, bare, dates, ids, json as answer};
use crate::register::{Account, Person, Pupil, Register};

/// `acl/api/users/profile_info`: also the call that activates a new token.
pub(super) fn profile_info(account: &Account) -> Reply {
    let kind = if account.is_pupil() { "StudentProfile" } else { "ParentProfile" };
    bare(vec![json!({ "id": own_profile(account), "type": kind })])
}

fn person_fields(person: &Person, profile: i64) -> Value {
    json!({
        "last_name": person.last, "first_name": person.first, "middle_name": person.middle,
        "birth_date": person.birthday.map_or_else(|| "1985-01-02".to_owned(), dates::day),
        "sex": if person.female { "female" } else { "male" }, "user_id": ids::user(person.id), "id": profile,
        "phone": null, "email": null, "snils": null,
    })
}

/// `profile` of the family API.
pub(super) fn profile(ask: &Ask<'_>) -> Reply {
    let me = ask.register.persons.get(&ask.account.person).ok_or_else(Refusal::signed_out)?;
    let mut own = person_fields(me, ask.profile());
    set(&mut own, "type", json!(if ask.account.is_pupil() { "student" } else { "parent" }));
    set(&mut own, "contract_id", json!(ask.account.is_pupil().then(|| ids::contract(me.id))));
    let children: Vec<Value> = ask.pupils().filter_map(|pupil| child(ask, pupil)).collect();
    Ok(answer(&json!({ "profile": own, "children": children, "hash": "0123456789abcdef" })))
}

fn child(ask: &Ask<'_>, pupil: &Pupil) -> Option<Value> {
    let register = ask.register;
    let person = register.persons.get(&pupil.person)?;
    let class = ask.class(pupil)?;
    let school = ask.school(pupil)?;
    let mut child = person_fields(person, ids::student(pupil.person));
    let groups = std::iter::once(&pupil.class).chain(&pupil.subgroups).filter_map(|id| register.groups.get(id));
    let groups: Vec<Value> = groups
        .map(|group| {
            let subject = group.subjects.first().filter(|_| group.parent.is_some());
            json!({
                "id": ids::group(group.id), "name": group.name, "subject_id": subject.copied().map(ids::subject),
                "is_fake": false,
            })
        })
        .collect();
    let fields = [
        ("type", Value::Null),
        ("contract_id", json!(ids::contract(person.id))),
        ("contingent_guid", json!(ids::guid(person.id))),
        ("class_name", json!(class.name)),
        ("class_level_id", json!(class.parallel)),
        ("class_unit_id", json!(ids::class_unit(class.id))),
        ("class_uid", json!(ids::guid(class.id))),
        ("age", json!(13)),
        (
            "school",
            json!({
                "id": ids::school(school.id), "name": school.full_name, "short_name": school.name, "county": "ЦАО",
                "principal": principal(register, school.teachers.last()), "phone": "+7 000 000-00-00",
                "global_school_id": 12345, "municipal_unit_name": null,
            }),
        ),
        ("groups", json!(groups)),
        ("representatives", json!(representatives(register, pupil))),
        ("sections", json!([{ "id": 1, "name": "Шахматы", "subject_id": null, "is_fake": false }])),
        ("sudir_account_exists", json!(true)),
        ("sudir_login", Value::Null),
        ("is_legal_representative", json!(!ask.account.is_pupil())),
        ("parallel_curriculum_id", json!(88_001)),
        ("enrollment_date", json!("2020-09-01")),
        ("service_type_id", json!(2)),
    ];
    for (name, value) in fields {
        set(&mut child, name, value);
    }
    Some(child)
}

/// The parents that the school has linked to a pupil.
pub(super) fn representatives(register: &Register, pupil: &Pupil) -> Vec<Value> {
    let accounts = register.accounts.iter().filter(|account| !account.is_pupil());
    let parents = accounts.filter(|account| account.pupils.contains(&pupil.person));
    let persons = parents.filter_map(|account| register.persons.get(&account.person));
    persons
        .map(|person| {
            let mut fields = person_fields(person, ids::parent(person.id));
            set(&mut fields, "person_id", json!(ids::guid(person.id)));
            set(&mut fields, "type_id", json!(1));
            set(&mut fields, "type", json!(if person.female { "Мать" } else { "Отец" }));
            set(&mut fields, "birth_date", Value::Null);
            fields
        })
        .collect()
}

pub(super) fn principal(register: &Register, person: Option<&i64>) -> Option<String> {
    let person = register.persons.get(person?)?;
    Some(format!("{} {} {}", person.last, person.first, person.middle))
}

/// What `lms/api/sessions` tells of an account.
pub(super) fn session_info(register: &Register, account: &Account, token: &str) -> Value {
    let Some(person) = register.persons.get(&account.person) else { return Value::Null };
    let kind = if account.is_pupil() { "student" } else { "parent" };
    json!({
        "id": ids::user(person.id), "email": null, "snils": null, "guid": ids::guid(person.id),
        "first_name": person.first, "last_name": person.last, "middle_name": person.middle, "phone_number": null,
        "authentication_token": token, "person_id": ids::guid(person.id), "password_change_required": false,
        "regional_auth": "sudir", "date_of_birth": "1985-01-02",
        "sex": if person.female { "female" } else { "male" },
        "profiles": [{
            "id": own_profile(account), "type": kind, "roles": [], "user_id": ids::user(person.id),
            "agree_pers_data": true, "school_id": 1000, "school_shortname": "Школа", "subject_ids": [],
            "organization_id": ids::guid(1),
        }],
    })
}

fn set(object: &mut Value, name: &str, value: Value) {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(name.to_owned(), value);
    }
}
