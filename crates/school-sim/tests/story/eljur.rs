//! ЭлЖур: how one signs in, and what PHP makes of the register.

use http::{Request, Response};
use peremena_school_sim::{AMINA, Act, Attendance, Clock, FamilyAccount, Misbehaviour, PARENT, SIDOROV, School, Scope};
use rstest::rstest;
use serde_json::Value;
use time::Duration;

use crate::family::{NOW, ask, bare_school, school};

fn json(answer: &Response<bytes::Bytes>) -> Value {
    serde_json::from_slice(answer.body()).unwrap()
}

fn auth(school: &School, account: FamilyAccount, vendor: &str, key: &str) -> Response<bytes::Bytes> {
    let (login, password) = (account.login, account.password);
    let form = format!("login={login}&password={password}&vendor={vendor}&devkey={key}&out_format=json");
    ask(school, Request::post("/apiv3/auth"), &form)
}

/// Somebody with a token.
struct Family {
    school: School,
    common: String,
}

impl Family {
    fn of(school: &School, account: FamilyAccount) -> Family {
        let vendor = if account.login == SIDOROV.login { "school3" } else { "school12" };
        let answer = auth(school, account, vendor, "key");
        assert_eq!(answer.status(), 200);
        let token = json(&answer)["response"]["result"]["token"].as_str().unwrap().to_owned();
        let common = format!("devkey=key&vendor={vendor}&out_format=json&auth_token={token}");
        Family { school: school.clone(), common }
    }

    fn get(&self, method: &str, query: &str) -> Response<bytes::Bytes> {
        ask(&self.school, Request::get(format!("/apiv3/{method}?{}&{query}", self.common)), "")
    }

    fn result(&self, method: &str, query: &str) -> Value {
        let answer = self.get(method, query);
        assert_eq!(answer.status(), 200, "{method}");
        json(&answer)["response"]["result"].clone()
    }

    /// The id of a child.
    fn child(&self, first: &str) -> String {
        let rules = self.result("getrules", "");
        let students = rules["relations"]["students"].as_object().unwrap();
        let found = students.iter().find(|(_, student)| student["firstname"] == first).unwrap();
        found.0.clone()
    }
}

#[rstest]
#[case::right("school12", "key", 200)]
#[case::other_school("school3", "key", 400)]
#[case::no_such_school("school99", "key", 500)]
#[case::no_key("school12", "", 403)]
#[case::key_taken_back("school12", "taken-back", 403)]
fn who_is_refused_hears_why(#[case] vendor: &str, #[case] key: &str, #[case] status: u16) {
    let answer = auth(&school(), PARENT, vendor, key);
    let told = json(&answer);
    assert_eq!((answer.status().as_u16(), told["response"]["state"].as_u64()), (status, Some(u64::from(status))));
    assert_eq!(told["response"]["error"].is_null(), status == 200);
}

#[test]
fn a_token_lives_three_months_and_is_one_schools() {
    let school = school();
    let family = Family::of(&school, PARENT);
    assert_eq!(family.get("getrules", "").status(), 200);
    let elsewhere = Family { common: family.common.replace("school12", "school3"), school: school.clone() };
    assert_eq!(elsewhere.get("getrules", "").status(), 403);
    school.set_clock(Clock::Fixed(NOW + Duration::days(91)));
    assert_eq!(family.get("getrules", "").status(), 403);
}

#[test]
fn another_familys_child_is_not_shown() {
    let school = school();
    let ilya = Family::of(&school, SIDOROV).child("Илья");
    let family = Family::of(&school, PARENT);
    for method in ["getdiary", "getmarks", "getperiods", "getfinalassessments", "gethomework", "getschedule"] {
        assert_eq!(family.get(method, &format!("student={ilya}")).status(), 403, "{method}");
    }
    let own = Family::of(&school, AMINA).result("getrules", "");
    assert_eq!((&own["roles"][0], own["relations"]["students"].as_object().unwrap().len()), (&"student".into(), 1));
}

#[test]
fn days_are_maps_and_lists_as_php_has_it() {
    let family = Family::of(&school(), PARENT);
    let amina = family.child("Амина");
    let told = family.result("getdiary", &format!("student={amina}&days=20261102-20261108&rings=true"));
    let days = &told["students"][&amina]["days"];
    assert_eq!((&days["20261103"]["alert"], days["20261103"].get("items")), (&"vacation".into(), None));
    assert_eq!(days["20261108"]["items"], Value::Array(Vec::new()), "an empty map is a list");
    assert!(days["20261105"]["items"].is_object() && days["20261107"]["items"].is_array());
    let first = &days["20261105"]["items"]["1"];
    assert_eq!((&first["num"], &first["starttime"]), (&"1".into(), &"08:30:00".into()));
    let silent = family.result("getschedule", &format!("student={amina}&days=20261105"));
    let lesson = &silent["students"][&amina]["days"]["20261105"]["items"]["1"];
    assert!(lesson.get("starttime").is_none() && lesson.get("assessments").is_none());
    assert_eq!(family.get("getdiary", "days=завтра").status(), 400);
}

#[test]
fn what_a_teacher_writes_stands_in_the_next_answer() {
    let school = bare_school();
    let family = Family::of(&school, PARENT);
    let amina = family.child("Амина");
    let (student, subject) = ("Амина".to_owned(), "Алгебра".to_owned());
    let mark = |value: &str| Act::Mark {
        student: student.clone(),
        subject: subject.clone(),
        value: value.into(),
        work: Some("Контрольная работа".into()),
        date: None,
        comment: Some("За доску".into()),
    };
    let date = school.act(mark("4-")).unwrap().date.unwrap();
    school.act(mark("5")).unwrap();
    let absence = Act::Absence {
        student: student.clone(),
        subject: subject.clone(),
        status: Attendance::Late,
        comment: None,
        date: None,
    };
    school.act(absence).unwrap();
    school.act(Act::PeriodMark { student, subject, value: "5".into(), term: Some(1) }).unwrap();
    let day = date.to_string().replace('-', "");
    let told = family.result("getmarks", &format!("student={amina}&days={day}"));
    let lesson = &told["students"][&amina]["lessons"][0];
    assert_eq!((&lesson["name"], &lesson["average"]), (&"Алгебра".into(), &"4.50".into()));
    let marks: Vec<(&str, bool)> = lesson["marks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|mark| (mark["value"].as_str().unwrap(), mark["count"].as_bool().unwrap()))
        .collect();
    assert_eq!(marks, [("4-", true), ("5", true), ("оп", false)]);
    assert!(lesson["marks"][0].get("id").is_none() && lesson["marks"][0]["comment"] == "За доску");
    let finals = family.result("getfinalassessments", &format!("student={amina}"));
    let first = &finals["students"][&amina]["items"][0];
    assert_eq!((&first["name"], &first["assessments"][0]["period"]), (&"Алгебра".into(), &"1 четверть".into()));
}

#[test]
fn a_letter_that_is_opened_is_read() {
    let family = Family::of(&school(), PARENT);
    let page = family.result("getmessages", "folder=inbox&limit=2&page=2");
    let letters = page["messages"].as_array().unwrap();
    assert!(page["total"].is_string() && letters.len() == 2);
    let unread = page["total_unread"].as_u64().unwrap();
    let id = letters[0]["id"].as_str().unwrap();
    let whole = family.result("getmessageinfo", &format!("id={id}"));
    assert!(!whole["message"]["text"].as_str().unwrap().is_empty());
    assert_eq!(family.result("getmessages", "folder=inbox&limit=1")["total_unread"].as_u64().unwrap(), unread - 1);
    let board = family.result("getboardnotices", "limit=1");
    let id = &board["notices"][0]["id"];
    assert_eq!(&family.result("getboardnoticeinfo", &format!("id={id}"))["notice"]["id"], id);
}

#[test]
fn misbehaviour_has_this_systems_form() {
    let school = school();
    let family = Family::of(&school, PARENT);
    for (misbehaviour, status, state) in [
        (Misbehaviour::InvalidToken, 403, 403),
        (Misbehaviour::SystemForbidden, 403, 403),
        (Misbehaviour::RequestLimit, 200, 429),
        (Misbehaviour::ErrorUnderSuccess, 200, 400),
        (Misbehaviour::ServerError, 500, 500),
    ] {
        school.misbehave(misbehaviour, Scope::always());
        let answer = family.get("getrules", "");
        let told = json(&answer)["response"]["state"].as_u64();
        assert_eq!((answer.status().as_u16(), told), (status, Some(state)), "{misbehaviour:?}");
        school.behave();
    }
}

#[test]
fn whoever_comes_back_from_gosuslugi_changes_the_way_for_a_token_once() {
    let school = school();
    let back = ask(&school, Request::get("/journal-esia-region-action?flow=v2"), "");
    let location = back.headers()["location"].to_str().unwrap().to_owned();
    let returned = location.strip_prefix("/journal-app?").unwrap();
    let change = || ask(&school, Request::get(format!("/apiv3/getusersvendors?out_format=json&{returned}")), "");
    let told = json(&change());
    assert_eq!((&told["result"][0]["vendor"], &told["result"][0]["login"]), (&"school12".into(), &"parent".into()));
    let again = change();
    assert_eq!((again.status().as_u16(), &json(&again)["result"]), (400, &Value::Bool(false)));
}
