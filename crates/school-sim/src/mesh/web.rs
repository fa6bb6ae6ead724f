//! Calls beside the diary that published clients make: who may do what, settings, money. Nothing is invented in them
//! that the register does not hold: lists of what is not simulated are empty.

use bytes::Bytes;
use http::{Method, Request};
use serde_json::{Value, json};

use super::ask::Ask;
use super::{Refusal, Reply, bare, dates, ids};
use crate::register::{Person, Pupil};

pub(super) fn answer(ask: &Ask<'_>, request: &Request<Bytes>, path: &[&str]) -> Reply {
    match (request.method(), path) {
        (&Method::GET, ["v3", "userinfo"]) => user_info(ask),
        (&Method::GET, ["acl", "api", "users"]) => users(ask),
        (&Method::GET, ["acl", "api", "system_messages"]) => bare(Vec::new()),
        (&Method::GET, ["core", "api", "student_profiles"]) => student_profiles(ask),
        (&Method::GET, ["v1", "user", "childrens"]) => Ok(answer_page(Vec::new())),
        (&Method::GET, ["v1", "nsi", "organisations"]) => Ok(answer_page(Vec::new())),
        (&Method::GET, ["api", "persondata", _, "persons", guid]) => person_data(ask, guid),
        (&Method::GET | &Method::PUT, ["api", "usersettings", "v1"]) => settings(request),
        (&Method::GET, ["api", "meals", "v1", "clients"]) => meals(ask),
        _ => Err(Refusal::unknown()),
    }
}

fn answer_page(entities: Vec<Value>) -> http::Response<Bytes> {
    answer_json(&json!({
        "page": 1, "size": entities.len(), "totalSize": entities.len(), "parentCategories": null,
        "entities": entities,
    }))
}

fn answer_json(value: &Value) -> http::Response<Bytes> {
    super::json(value)
}

fn me<'a>(ask: &Ask<'a>) -> Result<&'a Person, Refusal> {
    ask.register.persons.get(&ask.account.person).ok_or_else(Refusal::signed_out)
}

/// `v1/roles/allGlobal/`: without a token.
pub(super) fn roles() -> Reply {
    bare(vec![
        json!({ "id": 1, "title": "Обучающийся", "globalRoleTag": "student" }),
        json!({ "id": 2, "title": "Представитель", "globalRoleTag": "parent" }),
    ])
}

fn user_info(ask: &Ask<'_>) -> Reply {
    let person = me(ask)?;
    let (id, title) =
        if ask.account.is_pupil() { (1, "Обучающийся") } else { (2, "Представитель") };
    Ok(answer_json(&json!({
        "userId": ids::user(person.id), "isAdActivated": false, "login": ask.account.login, "savedChoice": id,
        "notification": false, "roles": [{ "id": id, "title": title, "subsystems": [] }],
        "info": {
            "birthdate": "1985-01-02", "mail": null, "gender": "1", "trusted": true, "FirstName": person.first,
            "LastName": person.last, "MiddleName": person.middle, "mobile": null, "guid": ids::guid(person.id),
            "failed": false, "error": null, "snils": null,
        },
    })))
}

fn users(ask: &Ask<'_>) -> Reply {
    let person = me(ask)?;
    let children: Vec<i64> = ask.pupils().map(|pupil| ids::student(pupil.person)).collect();
    bare(vec![json!({
        "id": ids::user(person.id), "email": null, "sex": null, "locked": false, "temporaryLocked": false,
        "fullCount": 1, "sessionsCount": 1, "updatedAt": dates::local(ask.now), "hidden": false,
        "first_name": person.first, "last_name": person.last, "middle_name": person.middle,
        "profiles": [{
            "id": ask.profile(), "type": if ask.account.is_pupil() { "StudentProfile" } else { "ParentProfile" },
            "roles": [], "user_id": ids::user(person.id), "children_profile_ids": children,
        }],
    })])
}

fn student_profiles(ask: &Ask<'_>) -> Reply {
    let profile = |pupil: &Pupil| {
        let person = ask.register.persons.get(&pupil.person)?;
        let class = ask.class(pupil)?;
        Some(json!({
            "id": ids::student(person.id), "person_id": ids::guid(person.id), "school_id": ids::school(pupil.school),
            "user_id": ids::user(person.id), "user_name": format!("{} {} {}", person.last, person.first, person.middle),
            "short_name": person.short_name(), "last_name": person.last, "first_name": person.first,
            "middle_name": person.middle, "deleted": false, "transferred": false, "class_level": class.parallel,
            "class_unit": {
                "id": ids::class_unit(class.id), "class_level_id": class.parallel, "name": class.name,
                "home_based": false,
            },
            "groups": [], "parents": [], "marks": [], "final_marks": [], "attendances": [],
        }))
    };
    bare(ask.pupils().filter_map(profile).collect())
}

/// Without documents, addresses and numbers: nobody here has any.
fn person_data(ask: &Ask<'_>, guid: &str) -> Reply {
    let known = ask.pupils().find(|pupil| ids::guid(pupil.person) == guid).ok_or_else(Refusal::forbidden)?;
    let person = ask.register.persons.get(&known.person).ok_or_else(Refusal::unknown)?;
    Ok(answer_json(&json!({
        "id": ids::user(person.id), "person_id": guid, "lastname": person.last, "firstname": person.first,
        "patronymic": person.middle, "birthdate": person.birthday.map(dates::day), "snils": null,
        "addresses": [], "documents": [], "education": [],
    })))
}

/// The settings of an app, given back as they stand by default; what is put is accepted.
fn settings(request: &Request<Bytes>) -> Reply {
    if request.method() == Method::PUT {
        let mut answer = answer_json(&Value::Null);
        *answer.body_mut() = request.body().clone();
        return Ok(answer);
    }
    Ok(answer_json(&json!({
        "goal": false, "theme": { "type": "light", "is_automatic": true, "color_pattern": "blue" },
        "schedule_type": "full", "estimation_type": "five",
    })))
}

fn own_contract(ask: &Ask<'_>) -> Result<i64, Refusal> {
    let contract = ask.number("contract_id").or_else(|_| ask.number("contractId"))?;
    let own = ask.pupils().any(|pupil| ids::contract(pupil.person) == contract);
    if own { Ok(contract) } else { Err(Refusal::forbidden()) }
}

fn meals(ask: &Ask<'_>) -> Reply {
    let contract = own_contract(ask)?;
    let guid = ids::guid(ids::person_of_contract(contract));
    Ok(answer_json(&json!({
        "clientId": { "contractId": contract, "staffId": null, "personId": guid },
        "organization": { "name": "Школа", "type": "school", "address": null }, "preorderAllowed": false, "balance": 0,
        "foodboxAllowed": false, "foodboxAvailable": false,
    })))
}

/// `day_balance_info?contract_id`
pub(super) fn balance(ask: &Ask<'_>) -> Reply {
    own_contract(ask)?;
    Ok(answer_json(&json!({ "balance": 0, "hasNextPage": false, "days": [] })))
}
