//! The site's own JSON of Дневник.ру: whom it answers, and how it writes.

use http::{Request, Response};
use peremena_school_sim::{Act, Misbehaviour, Scope};
use serde_json::Value;

use crate::family::{Family, ask, kind, school};

fn act(value: &str, comment: Option<&str>) -> Act {
    Act::Mark {
        student: "Амина".into(),
        subject: "Алгебра".into(),
        value: value.into(),
        work: None,
        date: None,
        comment: comment.map(str::to_owned),
    }
}

/// The page of one term, or of the final marks.
fn path(family: &Family, page: &str, query: &str) -> String {
    let student = family.student("Амина");
    format!("/api/v2/marks/{page}school/{}/person/{}?groupId={}{query}", student.school, student.person, student.group)
}

fn at_site(family: &Family, path: &str) -> Response<bytes::Bytes> {
    ask(&family.school, Request::get(path).header("cookie", format!("a=b; DnevnikAuth_a={}", family.token)), "")
}

fn read(answer: &Response<bytes::Bytes>) -> Value {
    assert_eq!(answer.status(), 200);
    serde_json::from_slice(answer.body()).unwrap()
}

#[test]
fn the_site_answers_its_cookie_and_nothing_else() {
    let school = school();
    let family = Family::parent(&school);
    let path = path(&family, "", "&periodId=");
    for request in [Request::get(&path), Request::get(&path).header("cookie", "DnevnikAuth_a=other")] {
        let away = ask(&school, request, "");
        assert_eq!((away.status().as_u16(), &away.headers()["location"]), (302, &"/login/".parse().unwrap()));
    }
    let cookie = format!("DnevnikAuth_a={}", family.token);
    let both = Request::get(&path).header("cookie", &cookie).header("access-token", &family.token);
    assert_eq!(ask(&school, both, "").status(), 400, "a browser sends one credential");
    assert_eq!(at_site(&family, &path).status(), 200);
    let other = Family::of(&school, peremena_school_sim::AMINA);
    let brother = family.student("Тимур");
    let his = format!(
        "/api/v2/marks/school/{}/person/{}?groupId={}&periodId=",
        brother.school, brother.person, brother.group
    );
    assert_eq!(kind(&at_site(&other, &his)), "notOwner");
}

/// Ids, days and epochs are texts; a comment stands beside each mark, empty where there is none.
#[test]
fn a_term_is_told_with_what_stands_beside_its_marks() {
    let school = school();
    let family = Family::parent(&school);
    school.act(act("4", Some("Молодец"))).unwrap();
    school.act(act("5", None)).unwrap();
    let term = read(&at_site(&family, &path(&family, "", "&periodId=")));
    assert!(term["groupId"].is_string() && term["periodId"].is_string() && term["dateStart"].is_string());
    let named =
        read(&at_site(&family, &path(&family, "", &format!("&periodId={}", term["periodId"].as_str().unwrap()))));
    assert_eq!(term, named, "the current term is the one where none is named");
    let subjects = term["subjects"].as_array().unwrap();
    let algebra = subjects.iter().find(|subject| subject["name"] == "Алгебра").unwrap();
    assert!(algebra["id"].is_string() && algebra["totalLessonNumber"].as_u64().unwrap() > 0);
    let marks = algebra["works"].as_array().unwrap().iter().flat_map(|work| work["marks"].as_array().unwrap());
    let marks: Vec<&Value> = marks.collect();
    assert!(marks.iter().all(|mark| mark["id"].is_string() && mark["comment"].is_string()));
    assert_eq!(marks.iter().filter(|mark| mark["comment"] == "Молодец").count(), 1);
    for subject in subjects {
        let counted = |letter: &str| {
            let entries = subject["lessonLogEntries"].as_array().unwrap();
            entries.iter().filter(|entry| entry["value"] == letter).count() as u64
        };
        assert_eq!(subject["countIllAbsence"], counted("Б"));
        assert_eq!(subject["countAbsence"], counted("Б") + counted("Н") + counted("П"));
    }
}

#[test]
fn final_marks_stand_alone() {
    let school = school();
    let family = Family::parent(&school);
    school
        .act(Act::PeriodMark {
            student: "Амина".into(), subject: "Алгебра".into(), value: "5".into(), term: Some(1)
        })
        .unwrap();
    let told = read(&at_site(&family, &path(&family, "final/", "")));
    assert_eq!(told["periodId"], "final");
    let subjects = told["subjects"].as_array().unwrap();
    let algebra = subjects.iter().find(|subject| subject["name"] == "Алгебра").unwrap();
    assert_eq!((algebra["works"].is_null(), algebra["finalWorks"][0]["periodNumber"].as_u64()), (true, Some(0)));
    assert_eq!(algebra["finalWorks"][0]["marks"][0]["value"], "5");
}

#[test]
fn it_misbehaves_as_it_is_told() {
    let school = school();
    let family = Family::parent(&school);
    let path = path(&family, "", "&periodId=");
    for (misbehaviour, status) in [
        (Misbehaviour::InvalidToken, 401),
        (Misbehaviour::SystemForbidden, 403),
        (Misbehaviour::LoginPage, 200),
        (Misbehaviour::LoginRedirect, 302),
    ] {
        school.misbehave(misbehaviour, Scope::always().on("/api/v2/marks/"));
        let answer = at_site(&family, &path);
        let told = serde_json::from_slice::<Value>(answer.body()).ok().and_then(|body| body.get("subjects").cloned());
        assert_eq!((answer.status().as_u16(), told), (status, None));
        assert_eq!(family.answer("users/me").status(), 200, "the API goes on");
        school.behave();
    }
}
