//! A session that every answer renews, ends, and is renewed.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use bytes::Bytes;
use peremena_model::Kind;
use peremena_school::{
    SchoolError, Session,
    contract::{ContractSchool, Forgetful, Trouble},
};
use peremena_school_sim::{Clock, Misbehaviour, Scope};
use rstest::rstest;
use time::Duration;

use crate::school::{Keeping, Simulated, ask, now};

fn keeping_password() -> Simulated {
    Simulated::in_process().and("keep_password", "yes")
}

fn sign_ins(school: &Simulated) -> usize {
    school.asked().iter().filter(|call| *call == "user/auth/login").count()
}

/// The cookie that a request brings.
fn brought(request: &http::Request<Bytes>) -> Option<String> {
    let cookie = request.headers().get("cookie")?.to_str().unwrap();
    Some(cookie.strip_prefix("X-JWT-Token=").unwrap().to_owned())
}

/// The last of the cookies that an answer sets.
fn set(answer: &http::Response<Bytes>) -> Option<String> {
    let last = answer.headers().get_all("set-cookie").iter().next_back()?.to_str().unwrap();
    Some(last.split(';').next().unwrap().strip_prefix("X-JWT-Token=").unwrap().to_owned())
}

#[tokio::test]
async fn every_new_token_is_kept_and_brought_with_the_next_call() {
    type Call = (Option<String>, Option<String>, usize);
    let calls: Arc<Mutex<Vec<Call>>> = Arc::default();
    let seen = calls.clone();
    let school = Simulated::twisted(move |request, answer| {
        let cookies = answer.headers().get_all("set-cookie").iter().count();
        seen.lock().unwrap().push((brought(request), set(answer), cookies));
    });
    let keeping = Arc::new(Keeping::default());
    let api = school.connect(school.session("parent").await, keeping.clone());
    let students = api.identity().await.unwrap().students;
    api.fetch(&students[0], &ask(&students[0], Kind::ALL)).await.unwrap();
    let calls = calls.lock().unwrap().clone();
    assert!(calls.len() > 8 && calls.iter().any(|(_, _, cookies)| *cookies == 2));
    for pair in calls.windows(2) {
        assert!(pair[0].1.is_some() && pair[0].1 == pair[1].0);
    }
    let kept: Vec<String> = keeping.0.lock().unwrap().iter().map(|session| session.values["token"].clone()).collect();
    let given: Vec<String> = calls.iter().skip(1).map(|(_, given, _)| given.clone().unwrap()).collect();
    assert_eq!(kept, given);
}

#[tokio::test]
async fn a_session_that_is_used_lives_on_and_one_that_is_not_ends() {
    let school = Simulated::in_process();
    let session = school.session("parent").await;
    let (used, left) =
        (school.connect(session.clone(), Arc::new(Forgetful)), school.connect(session, Arc::new(Forgetful)));
    for hours in [20, 40, 60] {
        school.school.set_clock(Clock::Fixed(now() + Duration::hours(hours)));
        used.identity().await.unwrap();
    }
    assert!(matches!(left.identity().await, Err(SchoolError::Refused(_))));
}

/// An answer that refuses, and takes the cookie away or sets another.
#[rstest]
#[case("X-JWT-Token=; Path=/; Max-Age=0")]
#[case("X-JWT-Token=deleted; Path=/; Max-Age=0")]
#[case("X-JWT-Token=eyJ.of-nobody.e30; Path=/")]
#[tokio::test]
async fn what_a_refusal_sets_is_no_session(#[case] cookie: &'static str) {
    let school = Simulated::twisted(move |request, answer| {
        if request.uri().path().ends_with("/estimate/table") {
            *answer.status_mut() = http::StatusCode::FORBIDDEN;
            answer.headers_mut().insert("set-cookie", http::HeaderValue::from_static(cookie));
        }
    });
    let (api, students) = school.connected("parent").await;
    let answer = api.fetch(&students[0], &ask(&students[0], &[Kind::Lesson, Kind::Mark])).await.unwrap();
    assert!(matches!(answer.failed.as_slice(), [(Kind::Mark, SchoolError::Forbidden(_))]), "{:?}", answer.failed);
    assert_eq!(api.identity().await.unwrap().students.len(), 3);
}

/// A server that takes nothing but the newest token, and is out of order at times.
#[rstest]
#[case::wrong(400)]
#[case::limited(429)]
#[case::out_of_order(503)]
#[tokio::test]
async fn a_token_that_comes_with_an_error_is_the_next_one(#[case] status: u16) {
    let newest: Arc<Mutex<Option<String>>> = Arc::default();
    let school = Simulated::twisted(move |request, answer| {
        let mut newest = newest.lock().unwrap();
        if newest.is_some() && brought(request) != *newest {
            *answer = http::Response::builder().status(401).body(Bytes::new()).unwrap();
            return;
        }
        *newest = set(answer).or(newest.take());
        if request.uri().path().ends_with("/acs/list") {
            *answer.status_mut() = http::StatusCode::from_u16(status).unwrap();
            *answer.body_mut() = Bytes::from_static(b"{}");
        }
    });
    let (api, students) = school.connected("parent").await;
    let visits = api.fetch(&students[0], &ask(&students[0], &[Kind::Visit])).await.unwrap();
    assert!(matches!(visits.failed.as_slice(), [(Kind::Visit, _)]), "{:?}", visits.failed);
    assert_eq!(api.identity().await.unwrap().students.len(), 3);
}

#[rstest]
#[case::unauthorized(401, "", None)]
#[case::forbidden(403, "Forbidden", None)]
#[case::page(200, "<!doctype html><form action=/login>", None)]
#[case::redirect(302, "", Some("/login"))]
#[tokio::test]
async fn an_ended_session_is_told_in_each_of_its_forms(
    #[case] status: u16,
    #[case] body: &'static str,
    #[case] location: Option<&'static str>,
) {
    let ended: Arc<AtomicBool> = Arc::default();
    let over = ended.clone();
    let school = Simulated::twisted(move |_, answer| {
        if over.load(Ordering::Relaxed) {
            let mut refusal = http::Response::builder().status(status);
            if let Some(location) = location {
                refusal = refusal.header("location", location);
            }
            *answer = refusal.body(Bytes::from_static(body.as_bytes())).unwrap();
        }
    });
    let (api, students) = school.connected("parent").await;
    ended.store(true, Ordering::Relaxed);
    assert!(matches!(api.identity().await, Err(SchoolError::Refused(_))));
    let outcome = api.fetch(&students[0], &ask(&students[0], Kind::ALL)).await;
    assert!(matches!(outcome, Err(SchoolError::Refused(_))), "{outcome:?}");
}

/// A guard before the school lets nobody through: the family is not asked to sign in again, and no password is sent.
#[tokio::test]
async fn a_page_that_forbids_is_no_end_of_a_session() {
    let guarded: Arc<AtomicBool> = Arc::default();
    let stands = guarded.clone();
    let school = Simulated::twisted(move |_, answer| {
        if stands.load(Ordering::Relaxed) {
            *answer = http::Response::builder().status(403).body(Bytes::from_static(b"<html>Access denied")).unwrap();
        }
    });
    let school = school.and("keep_password", "yes");
    let (api, _) = school.connected("parent").await;
    guarded.store(true, Ordering::Relaxed);
    school.school.clear_journal();
    assert!(matches!(api.identity().await, Err(SchoolError::Strange(_))));
    assert_eq!(sign_ins(&school), 0);
}

#[tokio::test]
async fn two_calls_that_find_the_session_ended_sign_in_once() {
    let school = keeping_password();
    let keeping = Arc::new(Keeping::default());
    let api = school.connect(school.session("parent").await, keeping.clone());
    let students = api.identity().await.unwrap().students;
    school.school.revoke_tokens(None);
    school.school.clear_journal();
    let (one, other) = (ask(&students[0], &[Kind::Lesson]), ask(&students[1], &[Kind::Lesson]));
    let outcomes = tokio::join!(api.fetch(&students[0], &one), api.fetch(&students[1], &other));
    assert!(outcomes.0.is_ok() && outcomes.1.is_ok(), "{outcomes:?}");
    assert_eq!(sign_ins(&school), 1);
    let last = keeping.0.lock().unwrap().last().cloned().unwrap();
    assert_eq!(last.values["password"], "Parol-2026");
    assert_eq!(school.connect(last, Arc::new(Forgetful)).identity().await.unwrap().students.len(), 3);
}

#[rstest]
#[case::password_changed(400, r#"{"message":"Неверный логин или пароль"}"#)]
#[case::forbidden(403, "")]
#[case::no_token(200, r#"{"data":{}}"#)]
#[case::another_page(200, "<html>Подтвердите, что вы не робот")]
#[tokio::test]
async fn a_kept_password_is_tried_once_whatever_the_server_says(#[case] status: u16, #[case] body: &'static str) {
    let turned: Arc<AtomicBool> = Arc::default();
    let seen = turned.clone();
    let school = Simulated::twisted(move |request, answer| {
        if seen.load(Ordering::Relaxed) && request.uri().path().ends_with("/login") {
            *answer = http::Response::builder().status(status).body(Bytes::from_static(body.as_bytes())).unwrap();
        }
    });
    let school = school.and("keep_password", "yes");
    let (api, students) = school.connected("parent").await;
    turned.store(true, Ordering::Relaxed);
    school.school.revoke_tokens(None);
    school.school.clear_journal();
    for _ in 0..3 {
        assert!(matches!(api.identity().await, Err(SchoolError::Refused(_))));
        assert!(matches!(api.fetch(&students[0], &ask(&students[0], Kind::ALL)).await, Err(SchoolError::Refused(_))));
    }
    assert_eq!(sign_ins(&school), 1);
}

#[tokio::test]
async fn a_token_that_is_given_again_after_its_end_is_a_refusal() {
    let given: Arc<Mutex<Option<String>>> = Arc::default();
    let tries: Arc<AtomicUsize> = Arc::default();
    let (again, count) = (given.clone(), tries.clone());
    let school = Simulated::twisted(move |request, answer| {
        if let (Some(token), true) = (&*again.lock().unwrap(), request.uri().path().ends_with("/login")) {
            count.fetch_add(1, Ordering::Relaxed);
            let cookie = format!("X-JWT-Token={token}");
            answer.headers_mut().insert("set-cookie", cookie.parse().unwrap());
        }
    });
    let school = school.and("keep_password", "yes");
    let session = school.session("parent").await;
    *given.lock().unwrap() = Some(session.values["token"].clone());
    let api = school.connect(session, Arc::new(Forgetful));
    school.school.revoke_tokens(None);
    for _ in 0..3 {
        assert!(matches!(api.identity().await, Err(SchoolError::Refused(_))));
    }
    assert_eq!(tries.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_session_of_another_server_is_not_sent() {
    let session = Simulated::in_process().session("parent").await;
    let school = Simulated::in_process().and("host", "journal.example.ru");
    let outcome = school.system().connect(&school.settings(), session, Arc::new(Forgetful), school.http());
    assert!(matches!(outcome.map(|_| ()), Err(SchoolError::Refused(_))));
    let empty = school.system().connect(&school.settings(), Session::default(), Arc::new(Forgetful), school.http());
    assert!(matches!(empty.map(|_| ()), Err(SchoolError::Refused(_))));
}

#[tokio::test]
async fn a_call_that_is_not_allowed_is_told_from_a_session_that_ended() {
    let school = keeping_password();
    let (api, students) = school.connected("parent").await;
    school.school.misbehave(Misbehaviour::SystemForbidden, Scope::always().on("/acs/"));
    school.school.clear_journal();
    let answer = api.fetch(&students[0], &ask(&students[0], Kind::ALL)).await.unwrap();
    assert!(matches!(answer.failed.as_slice(), [(Kind::Visit, SchoolError::Forbidden(_))]), "{:?}", answer.failed);
    assert_eq!(sign_ins(&school), 0);
}

/// A server that puts all that a request brought into its words.
#[tokio::test]
async fn no_error_repeats_a_secret() {
    let told: Arc<AtomicBool> = Arc::default();
    let echo = told.clone();
    let school = Simulated::twisted(move |request, answer| {
        if echo.load(Ordering::Relaxed) {
            let words = format!("Ошибка: {:?} {}", brought(request), String::from_utf8_lossy(request.body()));
            *answer.status_mut() = http::StatusCode::FORBIDDEN;
            *answer.body_mut() = serde_json::json!({ "message": words }).to_string().into();
        }
    });
    let session = school.session("parent").await;
    let mut secrets = school.secrets();
    secrets.push(session.values["token"].clone());
    let api = school.connect(session, Arc::new(Forgetful));
    told.store(true, Ordering::Relaxed);
    let mut printed =
        format!("{:?} {:?}", api.identity().await.err(), school.sign_in(school.credentials()).await.err());
    told.store(false, Ordering::Relaxed);
    let (api, students) = school.connected("parent").await;
    for trouble in Trouble::ALL {
        school.misbehave(trouble).await;
        printed += &format!("{:?}", api.identity().await.err());
        printed += &format!("{:?}", api.fetch(&students[0], &ask(&students[0], Kind::ALL)).await);
        school.behave().await;
    }
    assert!(printed.contains("Refused") && printed.contains("Strange"));
    for secret in secrets {
        assert!(!printed.contains(&secret), "a secret is printed");
    }
}
