//! «Петербургское образование»: a session that rolls on, lists by pages, and one list of marks.

use bytes::Bytes;
use http::{Request, Response};
use peremena_school_sim::{AMINA, Act, Attendance, Clock, FamilyAccount, Misbehaviour, PARENT, SIDOROV, School, Scope};
use rstest::rstest;
use serde_json::{Value, json};
use time::Duration;

use crate::family::{NOW, ask, bare_school, school};

fn told(answer: &Response<Bytes>) -> Value {
    serde_json::from_slice(answer.body()).unwrap()
}

/// The last of the tokens that an answer sets.
fn token(answer: &Response<Bytes>) -> String {
    let last = answer.headers().get_all("set-cookie").iter().next_back().unwrap().to_str().unwrap();
    last.split(';').next().unwrap().strip_prefix("X-JWT-Token=").unwrap().to_owned()
}

fn sign_in(school: &School, login: &str, password: &str) -> Response<Bytes> {
    let body =
        json!({ "type": "email", "login": login, "password": password, "activation_code": null, "_isEmpty": false });
    ask(school, Request::post("/api/user/auth/login"), &body.to_string())
}

/// Somebody with a token.
struct Family {
    school: School,
    token: String,
}

impl Family {
    fn of(school: &School, account: FamilyAccount) -> Family {
        let answer = sign_in(school, account.login, account.password);
        assert_eq!(answer.status(), 200);
        Family { school: school.clone(), token: token(&answer) }
    }

    fn get(&self, path: &str) -> Response<Bytes> {
        let request = Request::get(format!("/api/{path}")).header("cookie", format!("a=b; X-JWT-Token={}", self.token));
        ask(&self.school, request, "")
    }

    fn data(&self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status(), 200, "{path}");
        told(&answer)["data"].clone()
    }

    fn education(&self, first: &str) -> i64 {
        let children = self.data("journal/person/related-child-list?p_page=1");
        let child = children["items"].as_array().unwrap().iter().find(|child| child["firstname"] == first).unwrap();
        child["educations"][0]["education_id"].as_i64().unwrap()
    }
}

const AUTUMN: &str = "p_datetime_from=01.09.2026+00%3A00%3A00&p_datetime_to=30.11.2026+23%3A59%3A59";

#[rstest]
#[case::wrong_pair(json!({"type": "email", "login": "parent", "password": "x", "activation_code": null}))]
#[case::too_few_fields(json!({"login": "parent", "password": "Parol-2026"}))]
#[case::no_form(json!("parent"))]
fn who_is_refused_hears_400(#[case] body: Value) {
    let answer = ask(&school(), Request::post("/api/user/auth/login"), &body.to_string());
    assert_eq!((answer.status().as_u16(), answer.headers().get("set-cookie")), (400, None));
}

#[test]
fn a_token_lives_a_day_and_each_answer_gives_another() {
    let school = school();
    let family = Family::of(&school, PARENT);
    let answer = family.get("journal/person/related-child-list");
    let next = Family { school: school.clone(), token: token(&answer) };
    assert_ne!(next.token, family.token);
    school.set_clock(Clock::Fixed(NOW + Duration::hours(20)));
    let last = Family { school: school.clone(), token: token(&next.get("journal/person/related-child-list")) };
    school.set_clock(Clock::Fixed(NOW + Duration::hours(40)));
    assert_eq!(family.get("journal/person/related-child-list").status(), 401);
    assert_eq!(last.get("journal/person/related-child-list").status(), 200);
    let header = Request::get("/api/journal/person/related-child-list").header("X-Jwt-Token", &last.token);
    assert_eq!(ask(&school, header, "").status(), 200, "two clients send a header of this name");
}

#[test]
fn another_familys_child_is_not_shown() {
    let school = school();
    let ilya = Family::of(&school, SIDOROV).education("Илья");
    let family = Family::of(&school, PARENT);
    for (path, parameter) in [
        (format!("schedule/list-by-education?{AUTUMN}"), "p_educations[]"),
        (format!("lesson/list-by-education?{AUTUMN}"), "p_educations[]"),
        ("estimate/table?p_date_from=01.09.2026&p_date_to=30.11.2026".to_owned(), "p_educations[]"),
        ("acs/list?x=1".to_owned(), "p_education"),
        ("teacher/list?x=1".to_owned(), "p_educations[]"),
    ] {
        assert_eq!(family.get(&format!("journal/{path}&{parameter}={ilya}")).status(), 403, "{path}");
    }
    let own = Family::of(&school, AMINA).data("journal/person/related-child-list");
    assert_eq!((own["total_items"].as_u64(), &own["items"][0]["firstname"]), (Some(1), &"Амина".into()));
}

#[test]
fn lists_come_by_pages_and_the_timetable_is_not_counted() {
    let family = Family::of(&school(), PARENT);
    let amina = family.education("Амина");
    let page = |call: &str, rest: &str| {
        family.data(&format!("journal/{call}/list-by-education?p_educations[]={amina}&{AUTUMN}{rest}"))
    };
    let first = page("lesson", "");
    let pages = first["total_pages"].as_u64().unwrap();
    assert_eq!((first["items"].as_array().unwrap().len(), &first["next"]), (20, &json!(2)));
    let last = page("lesson", &format!("&p_page={pages}"));
    assert_eq!((&last["current"], &last["next"]), (&json!(pages), &json!(pages)));
    let timetable = page("schedule", "&p_limit=500");
    assert_eq!((timetable["items"].as_array().unwrap().len(), &timetable["total_items"]), (200, &json!(0)));
    let empty = family.data(&format!(
        "journal/lesson/list-by-education?p_educations[]={amina}&p_datetime_from=01.07.2026+00:00:00&p_datetime_to=02.07.2026+00:00:00"
    ));
    let counters = ["before", "current", "last", "next", "total_pages", "total_items"].map(|name| empty[name].as_u64());
    assert_eq!(counters, [Some(1), Some(0), Some(0), Some(0), Some(0), Some(0)]);
}

#[test]
fn what_a_teacher_writes_stands_in_the_one_list() {
    let school = bare_school();
    let family = Family::of(&school, PARENT);
    let amina = family.education("Амина");
    let (student, subject) = ("Амина".to_owned(), "Алгебра".to_owned());
    let acts = [
        Act::Mark {
            student: student.clone(),
            subject: subject.clone(),
            value: "4-".into(),
            work: Some("Контрольная работа".into()),
            date: None,
            comment: Some("За доску".into()),
        },
        Act::Absence {
            student: student.clone(),
            subject: subject.clone(),
            status: Attendance::Ill,
            comment: None,
            date: None,
        },
        Act::PeriodMark { student: student.clone(), subject: subject.clone(), value: "5".into(), term: Some(1) },
    ];
    for act in acts {
        school.act(act).unwrap();
    }
    let table = family
        .data(&format!("journal/estimate/table?p_educations[]={amina}&p_date_from=01.09.2026&p_date_to=31.05.2027"));
    let mut found: Vec<(&str, &str, Option<&str>)> = table["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            let text = |name: &str| entry[name].as_str();
            (text("estimate_type_name").unwrap(), text("estimate_value_name").unwrap(), text("estimate_value_code"))
        })
        .collect();
    found.sort_unstable();
    let expected = [
        ("1 четверть", "5", Some("5/5")),
        ("Контрольная работа", "4-", Some("4-/5")),
        ("Посещаемость", "по болезни", Some("496")),
    ];
    assert_eq!(found, expected);
}

#[test]
fn the_page_leads_through_a_form_to_the_cookie() {
    let school = school();
    let page = ask(&school, Request::get("/login"), "");
    assert!(String::from_utf8_lossy(page.body()).contains("action=\"/petersburg/login\""));
    let wrong = ask(&school, Request::post("/petersburg/login"), "login=parent&password=x");
    assert!(wrong.headers().get("set-cookie").is_none() && wrong.status() == 200);
    let arrived = ask(&school, Request::post("/petersburg/login"), "login=parent&password=Parol-2026");
    assert_eq!(
        (arrived.status().as_u16(), &arrived.headers()["location"]),
        (302, &"/petersburg/diary".parse().unwrap())
    );
    let family = Family { token: token(&arrived), school };
    assert_eq!(family.get("journal/person/related-child-list").status(), 200);
}

#[test]
fn misbehaviour_has_this_systems_form() {
    let school = school();
    let family = Family::of(&school, PARENT);
    for (misbehaviour, status) in [
        (Misbehaviour::InvalidToken, 401),
        (Misbehaviour::SystemForbidden, 403),
        (Misbehaviour::RequestLimit, 429),
        (Misbehaviour::ErrorUnderSuccess, 200),
        (Misbehaviour::ServerError, 500),
    ] {
        school.misbehave(misbehaviour, Scope::always());
        let answer = family.get("journal/person/related-child-list");
        assert_eq!(answer.status().as_u16(), status, "{misbehaviour:?}");
        let words = told(&answer);
        assert!(words["message"].is_string() || words["errors"][0]["message"].is_string(), "{words}");
        school.behave();
    }
}
