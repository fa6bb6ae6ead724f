//! МЭШ and «Моя школа»: the same register in their protocol, their sign-in, and what they refuse.

use bytes::Bytes;
use http::{Request, Response};
use peremena_school_sim::{Act, ActError, Clock, Misbehaviour, School, Scope};
use serde_json::Value;
use time::macros::{date, datetime};

use crate::family::school;

/// A browser that follows forms and keeps cookies, as far as a sign-in needs one.
fn send(school: &School, request: http::request::Builder, body: &str) -> Response<Bytes> {
    school.answer(request.body(Bytes::from(body.to_owned())).unwrap())
}

fn cookies(answer: &Response<Bytes>) -> Vec<String> {
    let lines = answer.headers().get_all("set-cookie").iter();
    lines.map(|line| line.to_str().unwrap().split(';').next().unwrap().to_owned()).collect()
}

fn cookie(answer: &Response<Bytes>, name: &str) -> Option<String> {
    cookies(answer).iter().find_map(|pair| pair.strip_prefix(&format!("{name}=")).map(str::to_owned))
}

fn location(answer: &Response<Bytes>) -> String {
    answer.headers()["location"].to_str().unwrap().to_owned()
}

/// Signs in on the page of login.mos.ru.
fn signed_in(school: &School) -> Response<Bytes> {
    let start = send(school, Request::get("/v3/auth/sudir/login"), "");
    let page = send(school, Request::get(location(&start)), "");
    let html = String::from_utf8_lossy(page.body()).into_owned();
    assert!(html.contains("action=\"/sps/login/methods/password\"") && html.contains("type=\"password\""), "{html}");
    let form = Request::post("/sps/login/methods/password").header("cookie", cookies(&page).join("; "));
    let back = send(school, form, "login=parent&password=Parol-2026");
    send(school, Request::get(location(&back)), "")
}

fn token(school: &School) -> String {
    cookie(&signed_in(school), "aupd_token").unwrap()
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

fn get(school: &School, token: &str, path: &str) -> (u16, Value) {
    let request = Request::get(path)
        .header("authorization", bearer(token))
        .header("x-mes-subsystem", "familyweb")
        .header("x-mes-role", "parent");
    let answer = send(school, request, "");
    (answer.status().as_u16(), serde_json::from_slice(answer.body()).unwrap_or(Value::Null))
}

fn amina(school: &School, token: &str) -> Value {
    get(school, token, "/api/family/web/v1/profile").1["children"][0].clone()
}

#[test]
fn the_page_ends_in_the_cookies_of_a_session() {
    let school = school();
    let page = signed_in(&school);
    let names: Vec<String> = cookies(&page).iter().map(|pair| pair.split('=').next().unwrap().to_owned()).collect();
    assert_eq!(names, ["aupd_refresh_token", "aupd_token", "Ltpaexpires"]);
    let child = amina(&school, &cookie(&page, "aupd_token").unwrap());
    assert_eq!(child["first_name"], "Амина");
    let wrong = send(&school, Request::post("/sps/login/methods/password"), "login=parent&password=x");
    assert!(String::from_utf8_lossy(wrong.body()).contains("Неверный логин или пароль"));
    assert_eq!((school.login_attempts().attempts, school.login_attempts().refused), (2, 1));
}

#[test]
fn a_way_back_that_is_not_ours_is_not_followed() {
    let school = school();
    let form =
        Request::post("/sps/login/methods/password").header("cookie", "oauth_back=https%3A%2F%2Fevil.example%2F");
    let back = send(&school, form, "login=parent&password=Parol-2026");
    assert!(location(&back).starts_with("/v3/auth/sudir/callback?code="));
}

#[test]
fn gosuslugi_lead_to_my_school() {
    let school = school();
    let start = send(&school, Request::get("/v3/auth/esia/login").header("host", "localhost:1"), "");
    assert!(String::from_utf8_lossy(start.body()).contains("0;url=http://localhost:1/aas/oauth2/login\">"));
    let back = send(&school, Request::post("/aas/oauth2/login"), "login=parent&password=Parol-2026");
    let page = send(&school, Request::get(location(&back)), "");
    assert!(cookie(&page, "aupd_token").is_some());
}

#[test]
fn a_token_lives_a_day_and_its_refresh_token_works_once() {
    let school = school();
    let page = signed_in(&school);
    let (token, refresh) = (cookie(&page, "aupd_token").unwrap(), cookie(&page, "aupd_refresh_token").unwrap());
    assert_eq!(get(&school, &token, "/api/family/web/v1/profile").0, 200);
    let Clock::Fixed(now) = school.clock() else { panic!() };
    school.set_clock(Clock::Fixed(now + time::Duration::hours(25)));
    assert_eq!(get(&school, &token, "/api/family/web/v1/profile").0, 401);
    assert_eq!(get(&school, &token, "/v2/token/refresh?roleId=2&subsystem=2").0, 403);

    let renew = || send(&school, Request::post("/v3/token/refresh"), &format!("refresh_token={refresh}"));
    let renewed: Value = serde_json::from_slice(renew().body()).unwrap();
    let fresh = renewed["access_token"].as_str().unwrap();
    assert_eq!(renew().status(), 401);
    // It opens nothing until its profiles were asked for.
    assert_eq!(get(&school, fresh, "/api/family/web/v1/profile").0, 401);
    assert_eq!(get(&school, fresh, "/acl/api/users/profile_info").0, 200);
    assert_eq!(get(&school, fresh, "/api/family/web/v1/profile").0, 200);
}

#[test]
fn two_tokens_in_one_request_are_refused_at_the_door() {
    let school = school();
    let token = token(&school);
    let guid = amina(&school, &token)["contingent_guid"].as_str().unwrap().to_owned();
    let path = format!("/api/pass/entrances/v1/visit_durations?personId={guid}&from=2026-11-16&to=2026-11-21");
    assert_eq!(get(&school, &token, &path).0, 200);
    let twice = Request::get(&path).header("authorization", bearer(&token)).header("auth-token", &token);
    let answer = send(&school, twice, "");
    assert_eq!(answer.status(), 401);
    assert!(String::from_utf8_lossy(answer.body()).contains("Found multiple bearer tokens in the request"));
    // The book is shown for seven days.
    let (status, _) = get(&school, &token, &path.replace("2026-11-21", "2026-11-23"));
    assert_eq!(status, 400);
}

#[test]
fn an_id_of_another_kind_is_anothers_id() {
    let school = school();
    let token = token(&school);
    let child = amina(&school, &token);
    let (student, guid) = (child["id"].as_i64().unwrap(), child["contingent_guid"].as_str().unwrap().to_owned());
    let marks = |id: &str| {
        get(&school, &token, &format!("/api/family/web/v1/marks?student_id={id}&from=2026-11-16&to=2026-11-21")).0
    };
    assert_eq!(marks(&student.to_string()), 200);
    assert_eq!(marks(&guid), 400);
    assert_eq!(marks(&(student - 1_000_000).to_string()), 403);
    assert_eq!(marks(&child["user_id"].to_string()), 403);
}

#[test]
fn a_passing_of_the_door_is_in_its_book_and_nobody_comes_in_twice() {
    let school = school();
    let token = token(&school);
    let guid = amina(&school, &token)["contingent_guid"].as_str().unwrap().to_owned();
    let path = format!("/api/pass/entrances/v1/visit_durations?personId={guid}&from=2026-11-16&to=2026-11-21");
    let visit = |entered| school.act(Act::Visit { student: "Амина".to_owned(), entered });
    visit(true).unwrap();
    assert_eq!(visit(true), Err(ActError::AtTheWrongSide));
    let (_, book) = get(&school, &token, &path);
    let today = &book["payload"][0];
    assert_eq!(today["date"], "2026-11-21");
    let last = today["visits"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (last["in"].as_str(), last["out"].as_str(), last["isIncomplete"].as_bool()),
        (Some("15:00"), Some("-"), Some(true))
    );
    school.set_clock(Clock::Fixed(datetime!(2026-11-21 15:40 +3)));
    visit(false).unwrap();
    let (_, book) = get(&school, &token, &path);
    let last = book["payload"][0]["visits"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((last["out"].as_str(), last["duration"].as_str()), (Some("15:40"), Some("0 ч.40 мин.")));
}

#[test]
fn an_event_is_in_the_calendar_of_its_class() {
    let school = school();
    let token = token(&school);
    let event = Act::Event {
        student: "Амина".to_owned(),
        title: "Классный час".to_owned(),
        date: date!(2026 - 11 - 27),
        hour: 15,
        place: None,
        text: Some("О правилах".to_owned()),
    };
    assert!(school.act(event.clone()).unwrap().event.is_some());
    let Act::Event { student, title, date, place, text, .. } = event else { panic!() };
    let no_hour = Act::Event { student, title, date, hour: 25, place, text };
    assert_eq!(school.act(no_hour), Err(ActError::UnknownHour(25)));
    let titles = |child: usize| {
        let family = get(&school, &token, "/api/family/web/v1/profile").1;
        let guid = family["children"][child]["contingent_guid"].as_str().unwrap().to_owned();
        let path =
            format!("/api/eventcalendar/v1/api/events?person_ids={guid}&begin_date=2026-11-23&end_date=2026-11-29");
        let items = get(&school, &token, &path).1["response"].as_array().unwrap().clone();
        let titles = items.iter().filter_map(|item| item["title"].as_str().map(str::to_owned));
        titles.collect::<Vec<String>>()
    };
    // The open day is the whole school's.
    assert_eq!(titles(0), ["День открытых дверей", "Классный час"]);
    assert_eq!(titles(1), ["День открытых дверей"]);
}

#[test]
fn homework_is_ticked_off_by_the_id_that_a_student_has_it_under() {
    let school = school();
    let token = token(&school);
    let student = amina(&school, &token)["id"].to_string();
    let path = format!("/api/family/web/v1/homeworks?student_id={student}&from=2026-11-23&to=2026-11-23");
    let first = || get(&school, &token, &path).1["payload"][0].clone();
    let id = first()["homework_entry_student_id"].to_string();
    assert_eq!(first()["is_done"], false);
    for (method, done) in [("POST", true), ("DELETE", false)] {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/family/web/v1/homeworks/{id}/done"))
            .header("authorization", bearer(&token))
            .header("x-mes-subsystem", "familyweb");
        assert_eq!(send(&school, request, "").status(), 200);
        assert_eq!(first()["is_done"], done);
    }
}

#[test]
fn errors_are_written_as_this_system_writes_them() {
    let school = school();
    let token = token(&school);
    school.misbehave(Misbehaviour::InvalidToken, Scope::always().on("/family/"));
    let (status, error) = get(&school, &token, "/api/family/web/v1/profile");
    assert_eq!((status, error["code"].as_u64()), (401, Some(401)));
    school.behave();
    school.misbehave(Misbehaviour::RequestLimit, Scope::always().on("/family/"));
    let (status, error) = get(&school, &token, "/api/family/web/v1/profile");
    assert_eq!((status, error["code"].as_u64()), (200, Some(429)));
}

#[test]
fn both_protocols_say_the_same_of_a_mark() {
    let school = school();
    let token = token(&school);
    let mark = Act::Mark {
        student: "Амина".to_owned(),
        subject: "Алгебра".to_owned(),
        value: "5".to_owned(),
        work: None,
        date: None,
        comment: None,
    };
    let acted = school.act(mark).unwrap();
    let here = crate::family::Family::parent(&school).get(&format!("marks/{}", acted.mark.unwrap()));
    let student = amina(&school, &token)["id"].to_string();
    let path = format!("/api/family/web/v1/marks?student_id={student}&from=2026-11-21&to=2026-11-21");
    let (_, marks) = get(&school, &token, &path);
    let put =
        marks["payload"].as_array().unwrap().iter().find(|mark| mark["created_at"] == "2026-11-21T15:00:00").unwrap();
    assert_eq!(
        (&put["value"], put["date"].as_str()),
        (&here["value"], acted.date.map(|date| date.to_string()).as_deref())
    );
    // No id of these systems is beyond what JavaScript can hold.
    assert!(put["id"].as_i64().unwrap() < 1 << 53);
}
