//! A session over time: renewed, kept alive, shared, left.

use std::sync::Arc;

use peremena_model::Kind;
use peremena_school::{
    SchoolError, Session, SessionKeeper,
    contract::{ContractSchool, Forgetful},
};
use peremena_school_sim::{Clock, Misbehaviour, Scope};
use rstest::rstest;
use time::Duration;

use crate::school::{Api, Keeping, Simulated, ask, now};

fn keeping_password() -> Simulated {
    let mut school = Simulated::in_process(Api::Web);
    school.values.push(("keep_password", "yes"));
    school
}

#[rstest]
#[case(Misbehaviour::InvalidToken)]
#[case(Misbehaviour::AccessError)]
#[case(Misbehaviour::LoginTimeout)]
#[case(Misbehaviour::LoginPage)]
#[case(Misbehaviour::LoginRedirect)]
#[tokio::test]
async fn a_session_that_ended_is_refused_in_whatever_words(#[case] trouble: Misbehaviour) {
    let school = Simulated::in_process(Api::Web);
    let (api, students) = school.connected("parent").await;
    school.school.misbehave(trouble, Scope::always().on("/webapi/"));
    let attempts = school.school.login_attempts().attempts;
    assert!(matches!(api.identity().await, Err(SchoolError::Refused(_))));
    assert!(matches!(api.fetch(&students[0], &ask(&students[0])).await, Err(SchoolError::Refused(_))));
    assert_eq!(school.school.login_attempts().attempts, attempts, "nobody chose to keep the password");
}

#[tokio::test]
async fn a_kept_password_renews_the_session_once_and_keeps_it_first() {
    let school = keeping_password();
    let keep = Arc::new(Keeping::default());
    let api = school.connect(school.session("parent").await, keep.clone());
    assert_eq!(api.idles_out(), None, "it need not be kept alive");
    api.identity().await.unwrap();
    assert!(keep.0.lock().unwrap().is_empty(), "nothing is new");
    school.school.revoke_tokens(None);
    let before = school.school.login_attempts().attempts;
    let (one, other) = tokio::join!(api.identity(), api.identity());
    assert_eq!(one.unwrap(), other.unwrap());
    assert_eq!(school.school.login_attempts().attempts, before + 1, "two tasks, one sign-in");
    let kept = keep.0.lock().unwrap().last().cloned().unwrap();
    let again = school.connect(kept, Arc::new(Forgetful));
    assert_eq!(again.identity().await.unwrap().students.len(), 3);
}

#[tokio::test]
async fn a_kept_password_that_was_changed_is_tried_once() {
    let school = keeping_password();
    let (api, students) = school.connected("parent").await;
    school.school.change_password("parent", "another");
    school.school.revoke_tokens(None);
    let before = school.school.login_attempts().attempts;
    for _ in 0..3 {
        assert!(matches!(api.identity().await, Err(SchoolError::Refused(_))));
        assert!(matches!(api.fetch(&students[0], &ask(&students[0])).await, Err(SchoolError::Refused(_))));
    }
    assert_eq!(school.school.login_attempts().attempts, before + 1);
}

#[tokio::test]
async fn what_a_refusal_sets_is_no_session() {
    let school = Simulated::twisted(Api::Web, |_, answer| {
        if answer.status() == 401 {
            answer.headers_mut().insert("set-cookie", "NSSESSIONID=of-nobody; path=/".parse().unwrap());
            answer.headers_mut().insert("at", "of-nobody".parse().unwrap());
        }
    });
    let keep = Arc::new(Keeping::default());
    let api = school.connect(school.session("parent").await, keep.clone());
    school.school.misbehave(Misbehaviour::InvalidToken, Scope::always().on("/webapi/"));
    assert!(matches!(api.identity().await, Err(SchoolError::Refused(_))));
    assert!(keep.0.lock().unwrap().is_empty(), "the session that was refused stands as it was");
}

#[rstest]
#[case::words_about_works(409, "Ведутся технические работы")]
#[case::words_about_waiting(409, "Слишком много попыток")]
#[case::no_words(409, "")]
#[case::another_shape(200, "")]
#[tokio::test]
async fn a_kept_password_is_tried_once_whatever_the_server_says(#[case] status: u16, #[case] words: &'static str) {
    let mut school = Simulated::twisted(Api::Web, move |request, answer| {
        if request.uri().path().ends_with("/webapi/login") && request.method() == "POST" {
            *answer.status_mut() = status.try_into().unwrap();
            *answer.body_mut() = serde_json::json!({ "message": words }).to_string().into();
        }
    });
    school.values.push(("keep_password", "yes"));
    let session = {
        // The same school, before it refuses.
        let mut before = Simulated::in_process(Api::Web);
        before.school = school.school.clone();
        before.values.push(("keep_password", "yes"));
        before.session("parent").await
    };
    let api = school.connect(session, Arc::new(Forgetful));
    school.school.revoke_tokens(None);
    school.school.clear_journal();
    for _ in 0..3 {
        assert!(matches!(api.identity().await, Err(SchoolError::Refused(_))), "{words}");
    }
    let tried = school.asked().iter().filter(|line| line.as_str() == "POST /webapi/login").count();
    assert_eq!(tried, 1);
}

#[tokio::test]
async fn a_second_sign_in_is_answered_and_the_call_repeated() {
    let school = Simulated::in_process(Api::Web);
    let (api, _) = school.connected("parent").await;
    school.school.clear_journal();
    school.school.misbehave(Misbehaviour::SecondLogin, Scope::next(1).on("/webapi/"));
    assert_eq!(api.identity().await.unwrap().students.len(), 3);
    let asked = school.asked();
    assert_eq!(asked[0], "GET /webapi/student/diary/init");
    assert_eq!(asked[1], "POST /asp/SecurityWarning.asp");
    assert_eq!(asked[2], "GET /webapi/student/diary/init");
    // Where the server does not take the answer, it is not asked for ever.
    school.school.misbehave(Misbehaviour::SecondLogin, Scope::always().on("/webapi/"));
    assert!(matches!(api.identity().await, Err(SchoolError::Refused(_))));
}

#[tokio::test]
async fn a_session_is_kept_alive_and_idles_out_otherwise() {
    let school = Simulated::in_process(Api::Web);
    let (api, _) = school.connected("parent").await;
    let later = |minutes| school.school.set_clock(Clock::Fixed(now() + Duration::minutes(minutes)));
    assert_eq!(api.idles_out(), Some(std::time::Duration::from_secs(900)), "the shortest that was seen");
    for minutes in [50, 100, 150] {
        later(minutes);
        api.keep_alive().await.unwrap();
    }
    later(155);
    assert!(api.identity().await.is_ok());
    later(300);
    assert!(matches!(api.keep_alive().await, Err(SchoolError::Refused(_))));
}

#[tokio::test]
async fn the_way_out_is_polite() {
    let school = Simulated::in_process(Api::Web);
    let (api, _) = school.connected("parent").await;
    school.school.clear_journal();
    api.sign_out().await;
    assert_eq!(school.asked(), ["POST /webapi/auth/logout"]);
    assert!(matches!(api.identity().await, Err(SchoolError::Refused(_))));
}

#[tokio::test]
async fn an_old_server_has_another_way_out() {
    let school = Simulated::twisted(Api::Web, |request, answer| {
        if request.uri().path().ends_with("/auth/logout") {
            *answer.status_mut() = http::StatusCode::NOT_FOUND;
        }
    });
    let (api, _) = school.connected("parent").await;
    school.school.clear_journal();
    api.sign_out().await;
    assert_eq!(school.asked(), ["POST /webapi/auth/logout", "POST /asp/logout.asp"]);
}

#[tokio::test]
async fn a_new_token_in_an_answer_is_kept() {
    let school = Simulated::twisted(Api::Web, |request, answer| {
        if request.uri().path().ends_with("/context") {
            answer.headers_mut().insert("at", "renewed-by-the-server".parse().unwrap());
        }
    });
    let keep = Arc::new(Keeping::default());
    let api = school.connect(school.session("parent").await, keep.clone());
    // The simulated school does not know that token, so only what was kept is looked at.
    drop(api.identity().await);
    assert_eq!(keep.0.lock().unwrap()[0].values["at"], "renewed-by-the-server");
}

#[tokio::test]
async fn refresh_tokens_rotate_and_two_tasks_refresh_once() {
    let school = Simulated::in_process(Api::Mobile);
    let keep = Arc::new(Keeping::default());
    let mut session = school.session("parent").await;
    let first = session.values["refresh_token"].clone();
    // As after a night: the token has ended, the refresh token has not.
    session.ends = Some(time::OffsetDateTime::now_utc() - Duration::hours(1));
    let api = school.connect(session.clone(), keep.clone());
    school.school.clear_journal();
    let (one, other) = tokio::join!(api.identity(), api.identity());
    assert_eq!(one.unwrap(), other.unwrap());
    let refreshed = school.asked().iter().filter(|line| line.contains("/connect/token")).count();
    assert_eq!(refreshed, 1);
    let kept = keep.0.lock().unwrap().last().cloned().unwrap();
    assert_ne!(kept.values["refresh_token"], first);
    // The old one is good no more.
    let stale = school.connect(session, Arc::new(Forgetful));
    assert!(matches!(stale.identity().await, Err(SchoolError::Refused(_))));
    assert!(school.connect(kept, Arc::new(Forgetful)).identity().await.is_ok());
}

#[tokio::test]
async fn a_refused_refresh_is_tried_once() {
    let school = Simulated::in_process(Api::Mobile);
    let (api, _) = school.connected("parent").await;
    school.end_sessions().await;
    school.school.clear_journal();
    for _ in 0..3 {
        assert!(matches!(api.identity().await, Err(SchoolError::Refused(_))));
    }
    let refreshed = school.asked().iter().filter(|line| line.contains("/connect/token")).count();
    assert_eq!(refreshed, 1);
}

#[tokio::test]
async fn a_call_refused_right_after_a_renewal_is_not_allowed_and_the_session_lives() {
    let school = Simulated::in_process(Api::Mobile);
    let keep = Arc::new(Keeping::default());
    let api = school.connect(school.session("parent").await, keep.clone());
    let students = api.identity().await.unwrap().students;
    school.school.misbehave(Misbehaviour::InvalidToken, Scope::always().on("/api/mobile/announcements"));
    school.school.clear_journal();
    for _ in 0..2 {
        let answer = api.fetch(&students[0], &ask(&students[0])).await.unwrap();
        let failed: Vec<_> = answer.failed.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(failed, [Kind::Announcement]);
        assert!(matches!(answer.failed[0].1, SchoolError::Forbidden(_)), "{:?}", answer.failed);
    }
    let refreshed = school.asked().iter().filter(|line| line.contains("/connect/token")).count();
    assert_eq!((refreshed, keep.0.lock().unwrap().len()), (1, 1), "one call does not renew for ever");
}

/// A file that takes its time.
#[derive(Default)]
struct Slow(Keeping);

#[async_trait::async_trait]
impl SessionKeeper for Slow {
    async fn keep(&self, session: &Session) {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        self.0.keep(session).await;
    }
}

#[rstest]
#[case(Api::Web)]
#[case(Api::Mobile)]
#[tokio::test]
async fn a_renewal_is_kept_though_nobody_waits_for_it(#[case] api: Api) {
    let mut school = Simulated::in_process(api);
    school.values.push(("keep_password", "yes"));
    let mut session = school.session("parent").await;
    if api == Api::Mobile {
        session.ends = Some(time::OffsetDateTime::now_utc() - Duration::hours(1));
    } else {
        school.school.revoke_tokens(None);
    }
    let keep = Arc::new(Slow::default());
    let connection = school.connect(session, keep.clone());
    // As a sync whose deadline passes while the file is written.
    let late = tokio::time::timeout(std::time::Duration::from_millis(5), connection.identity()).await;
    assert!(late.is_err());
    drop(connection);
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    let kept = keep.0.0.lock().unwrap().last().cloned().unwrap();
    assert!(school.connect(kept, Arc::new(Forgetful)).identity().await.is_ok());
}

#[tokio::test]
async fn a_page_in_place_of_a_token_is_no_refusal() {
    let school = Simulated::twisted(Api::Mobile, |request, answer| {
        if request.uri().path().ends_with("/connect/token") && !request.body().starts_with(b"grant_type=urn") {
            *answer.status_mut() = http::StatusCode::FORBIDDEN;
            *answer.body_mut() = "<html><h1>403 Forbidden</h1><hr>nginx</html>".into();
        }
    });
    let mut session = school.session("parent").await;
    session.ends = Some(time::OffsetDateTime::now_utc() - Duration::hours(1));
    let api = school.connect(session, Arc::new(Forgetful));
    let outcome = api.identity().await;
    assert!(matches!(outcome, Err(SchoolError::Strange(_) | SchoolError::OutOfOrder(_))), "{outcome:?}");
}
