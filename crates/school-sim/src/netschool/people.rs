//! Who is signed in, the children, the year and the school.

use serde_json::{Value, json};

use super::sign_in::{name_of, school_of, user_of};
use super::{Ask, NOT_FOUND, Reply, data, wire};
use crate::register::{Person, SchoolRecord};

/// The id of the school year.
pub(super) fn year_id(ask: &Ask<'_>) -> i64 {
    i64::from(ask.register.year.0) - 1938
}

pub(super) fn full_name(person: &Person) -> String {
    format!("{} {} {}", person.last, person.first, person.middle)
}

/// `student/diary/init`: `currentStudentId` is an index, and no class is told, as in the real answer.
pub(super) fn diary_init(ask: &Ask<'_>) -> Reply {
    let students: Vec<Value> = ask
        .account
        .pupils
        .iter()
        .filter_map(|person| ask.register.persons.get(person))
        .map(|person| {
            json!({
                "studentId": wire::PERSON.of(person.id), "nickName": format!("{} {}", person.last, person.first),
                "className": null, "classId": 0, "iupGrade": 0,
            })
        })
        .collect();
    let today = ask.now.date();
    let monday = today - time::Duration::days(i64::from(today.weekday().number_days_from_monday()));
    Ok(data(&json!({
        "students": students, "currentStudentId": 0, "weekStart": wire::midnight(monday), "yaClass": false,
        "yaClassAuthUrl": null, "newDiskToken": "", "newDiskWasRequest": false, "ttsuRl": "http://H:80/",
        "externalUrl": "https://sgo.example.ru/", "weight": false, "maxMark": 5, "withLaAssigns": true,
    })))
}

pub(super) fn students(ask: &Ask<'_>) -> Reply {
    let persons = ask.account.pupils.iter().filter_map(|person| ask.register.persons.get(person));
    let students: Vec<Value> = persons
        .map(|person| wire::named(wire::PERSON.of(person.id), &format!("{} {}", person.last, person.first)))
        .collect();
    Ok(data(&json!(students)))
}

fn school<'a>(ask: &'a Ask<'_>) -> Option<&'a SchoolRecord> {
    ask.register.schools.get(&wire::SCHOOL.back(school_of(ask.register, &ask.account)))
}

pub(super) fn context(ask: &Ask<'_>, at: &str) -> Reply {
    let school = school(ask).ok_or(NOT_FOUND)?;
    let user = user_of(ask.register, &ask.account);
    let role = if ask.account.is_pupil() { "Student" } else { "Parent" };
    let year = year(ask);
    Ok(data(&json!({
        "at": at, "user": wire::named(user, &name_of(ask.register, &ask.account)), "userId": user, "roles": [role],
        "rights": [], "emId": null, "version": "5.47.0.100", "versionDate": null,
        "schoolId": wire::SCHOOL.of(school.id), "funcType": "School",
        "dateFormat": "d\u{1}mm\u{1}yyyy\u{1}.", "timeFormat": "hh:nn", "schoolYearId": year_id(ask),
        "globalYearId": 12, "userLanguage": "ru", "productName": "Сетевой город",
        "organization": wire::named(wire::SCHOOL.of(school.id), school.name), "organizationName": school.name,
        "schoolyear": year,
    })))
}

fn year(ask: &Ask<'_>) -> Value {
    let first = ask.register.year.0;
    let name = format!("{first}/{}", first + 1);
    let (start, end) = (format!("{first}-09-01T00:00:00"), format!("{}-08-31T00:00:00", first + 1));
    json!({
        "id": year_id(ask), "name": name, "closed": "false", "schoolId": school_of(ask.register, &ask.account),
        "startDate": start, "endDate": end,
        "globalYear": { "id": 12, "name": name, "startDate": start, "endDate": end },
    })
}

pub(super) fn current_year(ask: &Ask<'_>) -> Reply {
    Ok(data(&year(ask)))
}

pub(super) fn years(ask: &Ask<'_>) -> Reply {
    Ok(data(&json!([year(ask)])))
}

pub(super) fn settings(ask: &Ask<'_>) -> Reply {
    let person = ask.register.persons.get(&ask.account.person).ok_or(NOT_FOUND)?;
    let role = if ask.account.is_pupil() { "Student" } else { "Parent" };
    Ok(data(&json!({
        "userId": user_of(ask.register, &ask.account), "firstName": person.first, "lastName": person.last,
        "middleName": person.middle, "loginName": ask.account.login, "birthDate": null, "roles": [role],
        "schoolyearId": year_id(ask), "mobilePhone": "", "preferedCom": "email", "email": "",
        "windowsAccount": null, "existsPhoto": false,
        "userSettings": { "language": "ru", "passwordExpired": 0, "recoveryAnswer": "", "recoveryQuestion": "", "theme": 0 },
    })))
}

/// `schools/{s}/card`
pub(super) fn card(ask: &Ask<'_>, asked: &str) -> Reply {
    let school = wire::SCHOOL.read(asked).and_then(|id| ask.register.schools.get(&id)).ok_or(NOT_FOUND)?;
    let head = school.teachers.last().and_then(|person| ask.register.persons.get(person)).map(full_name);
    let address = format!("{}, ул. Школьная, д. 1", school.city);
    Ok(data(&json!({
        "commonInfo": {
            "schoolName": school.name, "fullSchoolName": school.full_name, "schoolNumber": "", "typeName": "",
            "formName": "", "legalFormName": "", "foundingDate": "", "status": "Открыто", "about": "", "founders": [],
            "locationInfo": {},
        },
        "managementInfo": {
            "director": head.unwrap_or_default(), "principalUVR": "", "principalAHC": "", "principalIT": "",
            "collegiateManagement": "",
        },
        "contactInfo": {
            "stateProvinceName": "", "cityName": school.city, "districtName": "", "postAddress": address,
            "juridicalAddress": address, "phones": "+7 000 000-00-00", "fax": "", "email": "school@school.example",
            "web": "https://school.example",
        },
        "otherInfo": { "inn": "", "kpp": "", "ogrn": "" }, "bankDetails": {}, "foodPayDetails": {},
        "internetConnectionInfo": {},
    })))
}
