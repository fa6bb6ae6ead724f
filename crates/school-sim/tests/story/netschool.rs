//! «Сетевой город»: how one signs in, and who hears what.

use bytes::Bytes;
use http::{Request, Response};
use md5::{Digest, Md5};
use peremena_school_sim::{AMINA, Act, Clock, FamilyAccount, PARENT, SIDOROV, School};
use rstest::rstest;
use serde_json::{Value, json};
use time::Duration;

use crate::family::{NOW, ask, bare_school, school};

/// Somebody at the site: a cookie, and a token once signed in.
struct Visitor {
    school: School,
    cookie: String,
    at: String,
}

fn hash(password: &str, salt: &str) -> String {
    let hex = |digest: &[u8]| digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    hex(&Md5::digest(format!("{salt}{}", hex(&Md5::digest(password)))))
}

impl Visitor {
    fn of(school: &School) -> Visitor {
        let answer = ask(school, Request::get("/webapi/logindata"), "");
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        Visitor { school: school.clone(), cookie, at: String::new() }
    }

    fn signed_in(school: &School, account: FamilyAccount) -> Visitor {
        let mut visitor = Visitor::of(school);
        let form = visitor.form(account);
        let answer = visitor.post("login", &form);
        assert_eq!(answer.status(), 200);
        visitor.at = json(&answer)["at"].as_str().unwrap().to_owned();
        visitor
    }

    /// What the sign-in form sends, with a new salt.
    fn form(&self, account: FamilyAccount) -> String {
        let given = json(&self.post("auth/getdata", ""));
        let text = |name: &str| given[name].as_str().unwrap().to_owned();
        let pw2 = hash(account.password, &text("salt"));
        let name = if account.login == "sidorov" { "лицей" } else { "сош" };
        let name: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        let schools = json(&self.get(&format!("schools/search?name={name}")));
        format!(
            "loginType=1&scid={}&un={}&pw={}&pw2={pw2}&lt={}&ver={}&rolegroup=2",
            schools[0]["id"],
            account.login,
            &pw2[..account.password.len()],
            text("lt"),
            text("ver"),
        )
    }

    fn dressed(&self, request: http::request::Builder) -> http::request::Builder {
        let request = request.header("cookie", &self.cookie);
        if self.at.is_empty() { request } else { request.header("at", &self.at) }
    }

    fn get(&self, path: &str) -> Response<Bytes> {
        ask(&self.school, self.dressed(Request::get(format!("/webapi/{path}"))), "")
    }

    fn post(&self, path: &str, body: &str) -> Response<Bytes> {
        ask(&self.school, self.dressed(Request::post(format!("/webapi/{path}"))), body)
    }
}

fn json(answer: &Response<Bytes>) -> Value {
    serde_json::from_slice(answer.body()).unwrap()
}

#[test]
fn a_salt_is_good_once_and_for_one_cookie() {
    let school = school();
    let (visitor, other) = (Visitor::of(&school), Visitor::of(&school));
    let form = visitor.form(PARENT);
    assert_eq!(other.post("login", &form).status(), 409, "another cookie");
    assert_eq!(visitor.post("login", &form).status(), 200);
    assert_eq!(visitor.post("login", &form).status(), 409, "used up");
    let uncut = visitor.form(PARENT).replace("&pw=", "&pw=x");
    assert_eq!(visitor.post("login", &uncut).status(), 409, "the cut hash must fit");
    let elsewhere = visitor.form(PARENT).replace("scid=", "scid=9");
    assert_eq!(visitor.post("login", &elsewhere).status(), 409, "another school");
}

#[test]
fn a_token_goes_with_its_cookie_and_idles_out() {
    let school = school();
    let visitor = Visitor::signed_in(&school, PARENT);
    assert_eq!(visitor.get("context").status(), 200);
    let thief = Visitor { at: visitor.at.clone(), ..Visitor::of(&school) };
    assert_eq!(thief.get("context").status(), 401);
    school.set_clock(Clock::Fixed(NOW + Duration::minutes(61)));
    assert_eq!(visitor.get("context").status(), 401);
}

#[rstest]
#[case("student/diary?studentId={s}&yearId=88&weekStart=2026-11-16&weekEnd=2026-11-22")]
#[case("student/diary/pastMandatory?studentId={s}&yearId=88&weekStart=2026-11-16&weekEnd=2026-11-22")]
#[case("mail/messages/unread?userId={s}")]
fn another_familys_child_is_not_shown(#[case] path: &str) {
    let school = school();
    let parent = Visitor::signed_in(&school, PARENT);
    let child = json(&parent.get("student/diary/init"))["students"][0]["studentId"].to_string();
    let path = path.replace("{s}", &child);
    assert_eq!(parent.get(&path).status(), 200);
    assert_eq!(Visitor::signed_in(&school, SIDOROV).get(&path).status(), 403);
}

#[test]
fn a_range_outside_the_year_is_refused() {
    let school = school();
    let parent = Visitor::signed_in(&school, PARENT);
    let child = json(&parent.get("student/diary/init"))["students"][0]["studentId"].to_string();
    for days in
        ["weekStart=2026-08-24&weekEnd=2026-08-30", "weekStart=2026-11-22&weekEnd=2026-11-16", "weekStart=x&weekEnd=y"]
    {
        let path = format!("student/diary?studentId={child}&yearId=88&{days}");
        assert_eq!(parent.get(&path).status(), 400, "{days}");
    }
}

#[test]
fn what_is_said_reaches_those_whom_it_is_for() {
    let school = bare_school();
    let said = |student: &str, title: &str, whole_school| Act::Announcement {
        student: student.to_owned(),
        title: title.to_owned(),
        text: "…".to_owned(),
        author: None,
        whole_school,
        files: Vec::new(),
    };
    assert!(school.act(said("Тимур", "3 «А»", false)).unwrap().announcement.is_some());
    school.act(said("Амина", "Вся школа", true)).unwrap();
    let letter = Act::Message {
        student: "Тимур".to_owned(),
        subject: "Письмо".to_owned(),
        text: "…".to_owned(),
        from: None,
        files: Vec::new(),
    };
    assert!(school.act(letter).unwrap().message.is_some());
    let heard = |account| {
        let list = json(&Visitor::signed_in(&school, account).get("announcements?take=-1"));
        list.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(heard(PARENT), ["Вся школа", "3 «А»"]);
    assert_eq!(heard(AMINA), ["Вся школа"]);
    assert_eq!(heard(SIDOROV), Vec::<String>::new());
    let folder = json!({
        "filterContext": { "selectedData": [{ "filterId": "MailBox", "filterValue": "Inbox" }], "params": null },
        "fields": ["subject"], "page": 1, "pageSize": 20,
    });
    let letters = |account| {
        json(&Visitor::signed_in(&school, account).post("mail/registry", &folder.to_string()))["totalItems"].clone()
    };
    assert_eq!((letters(PARENT), letters(AMINA), letters(SIDOROV)), (json!(1), json!(0), json!(0)));
}
