//! A session over time: ended, renewed, told from a call that is not allowed; and no secret in any error.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use peremena_model::Kind;
use peremena_school::{
    SchoolError,
    contract::{ContractSchool, Forgetful, Trouble},
};
use peremena_school_sim::{Clock, Misbehaviour, Scope};
use rstest::rstest;
use serde_json::json;
use time::Duration;

use crate::school::{Keeping, Simulated, ask, now};

fn keeping_password() -> Simulated {
    Simulated::in_process().and("keep_password", "yes")
}

fn count(school: &Simulated, method: &str) -> usize {
    school.asked().iter().filter(|asked| *asked == method).count()
}

#[tokio::test]
async fn a_session_that_ended_is_refused_and_nobody_signs_in() {
    let school = Simulated::in_process();
    let (api, students) = school.connected("parent").await;
    // Three months later.
    school.school.set_clock(Clock::Fixed(now() + Duration::days(91)));
    school.school.clear_journal();
    assert!(matches!(api.identity().await, Err(SchoolError::Refused(_))));
    assert!(matches!(api.fetch(&students[0], &ask(&students[0], Kind::ALL)).await, Err(SchoolError::Refused(_))));
    assert_eq!(count(&school, "auth"), 0, "nobody chose to keep the password");
}

#[tokio::test]
async fn a_kept_password_renews_the_session_once_and_keeps_it_first() {
    let school = keeping_password();
    let keep = Arc::new(Keeping::default());
    let api = school.connect(school.session("parent").await, keep.clone());
    api.identity().await.unwrap();
    assert!(keep.0.lock().unwrap().is_empty(), "nothing is new");
    school.school.revoke_tokens(None);
    school.school.clear_journal();
    let (one, other) = tokio::join!(api.identity(), api.identity());
    assert_eq!(one.unwrap(), other.unwrap());
    assert_eq!(count(&school, "auth"), 1, "two tasks, one sign-in");
    let kept = keep.0.lock().unwrap().last().cloned().unwrap();
    assert_eq!(kept.values["password"], "Parol-2026");
    assert_eq!(school.connect(kept, Arc::new(Forgetful)).identity().await.unwrap().students.len(), 3);
}

/// What the sign-in is answered with from some moment on: status and body.
type Turned = Arc<Mutex<Option<(u16, String)>>>;

fn turning() -> (Simulated, Turned) {
    let turned = Turned::default();
    let seen = turned.clone();
    let school = Simulated::twisted(move |request, answer| {
        if let Some((status, body)) = &*seen.lock().unwrap()
            && request.uri().path().ends_with("/auth")
        {
            *answer.status_mut() = (*status).try_into().unwrap();
            *answer.body_mut() = body.clone().into();
        }
    });
    (school.and("keep_password", "yes"), turned)
}

#[rstest]
#[case::password_changed(400, r#"{"response":{"state":400,"error":"Неправильный логин или пароль"}}"#)]
#[case::key_taken_back(403, r#"{"response":{"state":403,"error":"x"}}"#)]
#[case::no_token(200, r#"{"response":{"state":200,"result":[]}}"#)]
#[case::another_page(200, "<html>Подтвердите, что вы не робот")]
#[tokio::test]
async fn a_kept_password_is_tried_once_whatever_the_server_says(#[case] status: u16, #[case] body: &str) {
    let (school, turned) = turning();
    let (api, students) = school.connected("parent").await;
    *turned.lock().unwrap() = Some((status, body.to_owned()));
    school.school.revoke_tokens(None);
    school.school.clear_journal();
    for _ in 0..3 {
        assert!(matches!(api.identity().await, Err(SchoolError::Refused(_))));
        assert!(matches!(api.fetch(&students[0], &ask(&students[0], Kind::ALL)).await, Err(SchoolError::Refused(_))));
    }
    assert_eq!(count(&school, "auth"), 1);
}

#[tokio::test]
async fn a_token_that_is_given_again_after_its_end_is_a_refusal() {
    let (school, turned) = turning();
    let session = school.session("parent").await;
    let api = school.connect(session.clone(), Arc::new(Forgetful));
    let result = json!({ "token": session.values["token"], "expires": "2026-12-01 10:00:00" });
    *turned.lock().unwrap() = Some((200, json!({ "response": { "state": 200, "result": result } }).to_string()));
    school.school.revoke_tokens(None);
    school.school.clear_journal();
    for _ in 0..3 {
        assert!(matches!(api.identity().await, Err(SchoolError::Refused(_))));
    }
    assert_eq!(count(&school, "auth"), 1);
}

#[tokio::test]
async fn no_password_is_sent_while_the_token_lives() {
    let school = keeping_password();
    let students = school.connected("parent").await.1;
    let mut session = school.session("parent").await;
    session.ends = Some(now() + Duration::hours(1));
    let api = school.connect(session, Arc::new(Forgetful));
    school.school.clear_journal();
    api.fetch(&students[0], &ask(&students[0], &[Kind::Lesson])).await.unwrap();
    assert_eq!(count(&school, "auth"), 0);
}

#[tokio::test]
async fn a_call_that_is_not_allowed_is_told_from_a_session_that_ended() {
    let school = keeping_password();
    let (api, students) = school.connected("parent").await;
    school.school.misbehave(Misbehaviour::SystemForbidden, Scope::always().on("/getmessages"));
    school.school.clear_journal();
    let answer = api.fetch(&students[0], &ask(&students[0], Kind::ALL)).await.unwrap();
    let mut failed = answer.failed.iter();
    assert!(matches!(failed.next(), Some((Kind::Message, SchoolError::Forbidden(_)))), "{:?}", answer.failed);
    assert!(failed.next().is_none() && count(&school, "auth") == 0);
}

/// A server that puts the whole address, or the whole body, of a request into its words.
#[tokio::test]
async fn no_error_repeats_a_secret() {
    let told: Arc<AtomicBool> = Arc::default();
    let echo = told.clone();
    let school = Simulated::twisted(move |request, answer| {
        if echo.load(Ordering::Relaxed) {
            let query: Vec<(String, String)> =
                url::form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes())
                    .into_owned()
                    .collect();
            let words = format!("Ошибка: {query:?} {}", String::from_utf8_lossy(request.body()));
            *answer.status_mut() = http::StatusCode::FORBIDDEN;
            *answer.body_mut() = serde_json::json!({ "response": { "state": 403, "error": words } }).to_string().into();
        }
    });
    let session = school.session("parent").await;
    let mut secrets = school.secrets();
    secrets.push(session.values["token"].clone());
    let (api, students) = school.connected("parent").await;
    told.store(true, Ordering::Relaxed);
    let mut printed =
        format!("{:?} {:?}", api.identity().await.err(), school.sign_in(school.credentials()).await.err());
    printed += &format!("{:?}", api.fetch(&students[0], &ask(&students[0], Kind::ALL)).await.err());
    told.store(false, Ordering::Relaxed);
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
    let journal = format!("{:?}", school.school.journal());
    assert!(journal.contains("auth_token=<redacted>") && !journal.contains("devkey-canary"));
}
