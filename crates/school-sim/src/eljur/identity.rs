//! Who is signed in, the children, and how their year is divided.

use serde_json::{Value, json};
use time::Duration;

use super::sign_in::vendor_of;
use super::{Ask, NO_ACCESS, Reply, result, wire};
use crate::register::{Group, Period, Person, Pupil};

const FAMILY: [&str; 6] =
    ["getassessments", "getdiary", "getfinalassessments", "gethomework", "getperiods", "getschedule"];

/// `getrules`
pub(super) fn rules(ask: &Ask<'_>) -> Reply {
    let me = ask.register.persons.get(&ask.account.person).ok_or(NO_ACCESS)?;
    let own = ask.account.is_pupil();
    let pupils = ask.pupils()?;
    let mut groups: Vec<(String, Value)> = Vec::new();
    let mut students = Vec::new();
    let mut schools: Vec<Value> = Vec::new();
    for pupil in pupils {
        let (Some(person), Some(class)) =
            (ask.register.persons.get(&pupil.person), ask.register.groups.get(&pupil.class))
        else {
            continue;
        };
        students.push((wire::PERSON.text(person.id), student(person, class, own)));
        if groups.iter().all(|(name, _)| *name != class.name) {
            groups.push((class.name.clone(), group(ask, class)));
        }
        if let Some(school) = ask.register.schools.get(&pupil.school) {
            let told =
                json!({ "number": "", "title": school.name, "title_full": school.full_name, "inn": "", "kpp": "" });
            if !schools.contains(&told) {
                schools.push(told);
            }
        }
    }
    let id = wire::PERSON.text(me.id);
    let vendor = vendor_of(ask.register, &ask.account);
    result(json!({
        "name": id, "id": id, "vuid": format!("123#{id}"), "title": wire::full_name(me), "lastname": me.last,
        "firstname": me.first, "middlename": me.middle, "gender": if me.female { "female" } else { "male" },
        "email": "", "email_confirmed": false, "region": "", "regionCode": "05", "city": "", "vendor": vendor,
        "vendor_id": 123, "roles": [if own { "student" } else { "parent" }], "messageSignature": "",
        "uploadFileUrl": "https://storage.example.ru/storage/upload?token=t&domain=d",
        "allowedSections": ["diary", "marks", "finalmarks", "schedule", "messages", "updates"], "allowedAds": [],
        "relations": { "students": wire::map(students), "groups": wire::map(groups), "schools": schools },
    }))
}

fn student(person: &Person, class: &Group, own: bool) -> Value {
    json!({
        "name": wire::PERSON.text(person.id), "title": format!("{} {}", person.last, person.first),
        "lastname": person.last, "firstname": person.first, "gender": if person.female { "female" } else { "male" },
        "class": class.name, "parallel": class.parallel, "city": "", "rel": if own { "self" } else { "child" },
        "rules": FAMILY,
    })
}

fn group(ask: &Ask<'_>, class: &Group) -> Value {
    let teacher = ask.register.persons.get(&class.class_teacher);
    json!({
        "name": class.name, "rel": "homeclass", "parallel": class.parallel.to_string(), "balls": 5,
        "rules": ["getschedule", "gethomework"], "hometeacher_id": teacher.map(|person| wire::PERSON.text(person.id)),
        "hometeacher_name": teacher.map(Person::short_name), "hometeacher_lastname": teacher.map(|person| person.last),
        "hometeacher_firstname": teacher.map(|person| person.first),
        "hometeacher_middlename": teacher.map(|person| person.middle),
    })
}

/// `getperiods`: here the students are a list, and their ids numbers.
pub(super) fn periods(ask: &Ask<'_>) -> Reply {
    let with_weeks = ask.is_on("weeks");
    let students: Vec<Value> = ask
        .pupils()?
        .into_iter()
        .filter_map(|pupil| {
            let person = ask.register.persons.get(&pupil.person)?;
            Some(json!({
                "name": wire::PERSON.of(pupil.person), "title": format!("{} {}", person.last, person.first),
                "periods": told(ask, pupil, with_weeks),
            }))
        })
        .collect();
    result(json!({ "students": students }))
}

fn told(ask: &Ask<'_>, pupil: &Pupil, with_weeks: bool) -> Vec<Value> {
    let year = ask.register.year.0;
    let mut periods: Vec<Value> = ask
        .register
        .periods_of_group(pupil.class)
        .map(|period| {
            let mut told = json!({
                "name": period.name, "fullname": format!("{} {year}/{}", period.name, year + 1),
                "start": wire::day(period.start), "end": wire::day(period.finish), "disabled": false, "ambigious": null,
            });
            if let (Some(fields), true) = (told.as_object_mut(), with_weeks) {
                fields.insert("weeks".to_owned(), Value::Array(weeks(period)));
            }
            told
        })
        .collect();
    periods.push(json!({ "name": "year", "fullname": "Учебный год", "disabled": null, "ambigious": true }));
    periods
}

fn weeks(period: &Period) -> Vec<Value> {
    let mut weeks = Vec::new();
    let mut start = period.start;
    while start <= period.finish {
        let sunday = start + Duration::days(6 - i64::from(start.weekday().number_days_from_monday()));
        let end = sunday.min(period.finish);
        let title = format!("{} - {}", wire::short_date(start), wire::short_date(end));
        weeks.push(json!({ "start": wire::day(start), "end": wire::day(end), "title": title }));
        start = end + Duration::days(1);
    }
    weeks
}
