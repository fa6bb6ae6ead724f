//! The content of files: what comes whole, and what stands in its place.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use peremena_model::{Homework, Item, Kind};
use peremena_school::{
    Arrived, Bounds, Content, Enrolment, FileAsk, FileAt, Http, SchoolApi, SchoolError,
    contract::{ContractSchool, Forgetful},
};
use peremena_school_sim::{Act, Misbehaviour, Scope};
use rstest::rstest;

use crate::school::{Api, Keeping, Simulated, ask, items, now};

const FILE: &str = "Вариант-7.pdf";

/// A homework with a file, set by the school.
async fn set(school: &Simulated, api: &dyn SchoolApi, student: &Enrolment) -> FileAsk {
    let homework = Act::Homework {
        student: "Амина".into(),
        subject: "Алгебра".into(),
        text: Some("№ 1–3".into()),
        date: None,
        files: vec![FILE.into()],
    };
    school.school.act(homework).unwrap();
    let answer = api.fetch(student, &ask(student)).await.unwrap();
    let with_file = |item: &&Item| matches!(item, Item::Homework(Homework { attachments, .. }) if attachments.iter().any(|file| file.name == FILE));
    let item = items(&answer, Kind::Homework).into_iter().find(with_file).unwrap().clone();
    let Item::Homework(homework) = &item else { panic!() };
    let file = homework.attachments.iter().find(|file| file.name == FILE).unwrap().clone();
    FileAsk { item, file, now: now() }
}

async fn fetch(api: &dyn SchoolApi, student: &Enrolment, ask: &FileAsk) -> Result<Content, SchoolError> {
    api.attachment(student, ask, &Arrived::default()).await
}

/// The school, a connection of Amina's parent, and a file of hers.
async fn with_file(school: Simulated) -> (Simulated, Box<dyn SchoolApi>, Enrolment, FileAsk) {
    let (api, students) = school.connected("parent").await;
    let ask = set(&school, api.as_ref(), &students[0]).await;
    school.school.clear_journal();
    (school, api, students[0].clone(), ask)
}

fn twisted(api: Api, change: impl Fn(&mut http::Response<Bytes>) + Send + Sync + 'static) -> Simulated {
    Simulated::twisted(api, move |request, answer| {
        if request.uri().path().contains("/attachments/") {
            change(answer);
        }
    })
}

/// The same school, with other bounds for files.
async fn bounded(school: &Simulated, body: usize) -> Box<dyn SchoolApi> {
    let bounds = Bounds { total: Duration::from_secs(5), connect: Duration::from_secs(1), body };
    let http: Http = school.http().bounding_files(bounds);
    let session = school.session("parent").await;
    school.system().connect(&school.settings(), session, Arc::new(Forgetful), http).unwrap()
}

#[rstest]
#[case(Api::Web)]
#[case(Api::Mobile)]
#[tokio::test]
async fn a_file_comes_whole(#[case] api: Api) {
    let (school, connection, student, ask) = with_file(Simulated::in_process(api)).await;
    assert!(school.system().capabilities().files);
    assert_eq!(school.system().file_at(&school.settings(), &ask.file), FileAt::School);
    let arrived = Arrived::default();
    let Content::Whole(bytes) = connection.attachment(&student, &ask, &arrived).await.unwrap() else { panic!() };
    assert!(String::from_utf8_lossy(&bytes).starts_with("Вариант-7 "), "{bytes:?}");
    assert_eq!((arrived.bytes(), arrived.size()), (bytes.len() as u64, Some(bytes.len() as u64)));
    let asked = school.asked();
    assert_eq!(asked.iter().filter(|line| line.contains("/attachments/")).count(), 1, "{asked:?}");
}

#[rstest]
#[case(Api::Web)]
#[case(Api::Mobile)]
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_breaks_off_is_no_file(#[case] api: Api) {
    let (school, connection, student, ask) = with_file(Simulated::listening(api).await).await;
    assert!(matches!(fetch(connection.as_ref(), &student, &ask).await, Ok(Content::Whole(_))));
    school.school.misbehave(Misbehaviour::CutOff, Scope::always().on("/attachments/"));
    assert_eq!(fetch(connection.as_ref(), &student, &ask).await.unwrap(), Content::Cut);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_too_large_is_told_before_it_is_fetched() {
    for school in [Simulated::in_process(Api::Web), Simulated::listening(Api::Web).await] {
        let (school, connection, student, ask) = with_file(school).await;
        let Content::Whole(bytes) = fetch(connection.as_ref(), &student, &ask).await.unwrap() else { panic!() };
        let narrow = bounded(&school, bytes.len() - 1).await;
        let outcome = fetch(narrow.as_ref(), &student, &ask).await.unwrap();
        assert_eq!(outcome, Content::TooLarge(Some(bytes.len() as u64)));
        let wide = bounded(&school, bytes.len()).await;
        assert_eq!(fetch(wide.as_ref(), &student, &ask).await.unwrap(), Content::Whole(bytes));
    }
}

#[rstest]
#[case::page(200, &[("content-type", "text/html")], "<html>Добро пожаловать", Content::Page)]
#[case::words(200, &[("content-type", "application/json")], "{\"message\":\"нет\"}", Content::Page)]
#[case::gone(404, &[], "", Content::Gone)]
#[case::gone_for_good(410, &[], "", Content::Gone)]
#[case::led_astray(302, &[("location", "/somewhere")], "", Content::Page)]
#[tokio::test]
async fn what_stands_in_a_files_place_is_told(
    #[values(Api::Web, Api::Mobile)] api: Api,
    #[case] status: u16,
    #[case] headers: &'static [(&'static str, &'static str)],
    #[case] body: &'static str,
    #[case] expected: Content,
) {
    let school = twisted(api, move |answer| {
        *answer.status_mut() = status.try_into().unwrap();
        answer.headers_mut().clear();
        for (name, value) in headers {
            answer.headers_mut().insert(*name, value.parse().unwrap());
        }
        *answer.body_mut() = Bytes::from_static(body.as_bytes());
    });
    let (_, connection, student, ask) = with_file(school).await;
    assert_eq!(fetch(connection.as_ref(), &student, &ask).await.unwrap(), expected);
}

#[rstest]
#[case(Api::Web)]
#[case(Api::Mobile)]
#[tokio::test]
async fn a_redirect_to_another_host_is_told_and_not_followed(#[case] api: Api) {
    let school = twisted(api, |answer| {
        *answer.status_mut() = http::StatusCode::FOUND;
        answer.headers_mut().clear();
        answer.headers_mut().insert("location", "https://storage.example/f/1?sign=canary".parse().unwrap());
    });
    let (school, connection, student, ask) = with_file(school).await;
    let Content::Elsewhere(link) = fetch(connection.as_ref(), &student, &ask).await.unwrap() else { panic!() };
    assert_eq!(link.host(), "storage.example");
    assert!(!format!("{link:?}").contains("canary"));
    assert!(school.asked().iter().all(|line| !line.contains("storage.example")), "nobody was asked there");
}

fn keeping_password() -> Simulated {
    let mut school = Simulated::in_process(Api::Web);
    school.values.push(("keep_password", "yes"));
    school
}

#[tokio::test]
async fn a_session_that_has_ended_is_renewed_once_for_a_file() {
    let (school, connection, student, ask) = with_file(keeping_password()).await;
    school.school.revoke_tokens(None);
    let before = school.school.login_attempts().attempts;
    assert!(matches!(fetch(connection.as_ref(), &student, &ask).await, Ok(Content::Whole(_))));
    assert_eq!(school.school.login_attempts().attempts, before + 1);
    // In the new session the file is seen listed again, before it is asked for.
    let asked = school.asked();
    let at = |part: &str| asked.iter().rposition(|line| line.contains(part)).unwrap();
    assert!(at("/login") < at("get-attachments") && at("get-attachments") < at("/attachments/"), "{asked:?}");
}

#[tokio::test]
async fn tokens_that_have_ended_are_renewed_once_for_a_file() {
    let school = Simulated::in_process(Api::Mobile);
    let keep = Arc::new(Keeping::default());
    let (_, students) = school.connected("parent").await;
    let connection = school.connect(school.session("parent").await, keep.clone());
    let ask = set(&school, connection.as_ref(), &students[0]).await;
    school.school.misbehave(Misbehaviour::InvalidToken, Scope::next(2).on("/api/mobile/"));
    assert!(matches!(fetch(connection.as_ref(), &students[0], &ask).await, Ok(Content::Whole(_))));
    assert_eq!(keep.0.lock().unwrap().len(), 1);
}

/// One file that is closed is no reason to sign a family out, nor to try its password.
#[rstest]
#[case(Misbehaviour::InvalidToken)]
#[case(Misbehaviour::LoginPage)]
#[case(Misbehaviour::AccessError)]
#[case(Misbehaviour::LoginTimeout)]
#[case(Misbehaviour::LoginRedirect)]
#[tokio::test]
async fn a_file_that_is_closed_in_the_words_of_an_ended_session_ends_none(
    #[values(Api::Web, Api::Mobile)] api: Api,
    #[values("/attachments/", "attachments")] closed: &'static str,
    #[case] trouble: Misbehaviour,
) {
    let school = if api == Api::Web { keeping_password() } else { Simulated::in_process(api) };
    let (school, _, student, ask) = with_file(school).await;
    let keep = Arc::new(Keeping::default());
    let connection = school.connect(school.session("parent").await, keep.clone());
    let before = school.school.login_attempts().attempts;
    school.school.clear_journal();
    // The file alone, or the list that it stands in too.
    school.school.misbehave(trouble, Scope::always().on(closed));
    for _ in 0..2 {
        let outcome = fetch(connection.as_ref(), &student, &ask).await;
        assert!(matches!(outcome, Err(SchoolError::Forbidden(_))), "{outcome:?}");
    }
    assert_eq!(school.school.login_attempts().attempts, before, "nobody was signed in anew");
    assert!(keep.0.lock().unwrap().is_empty(), "the session stands as it was");
    let asked = school.asked();
    assert_eq!(asked.iter().filter(|line| line.contains("/attachments/")).count(), 4, "{asked:?}");
    school.school.behave();
    assert!(matches!(fetch(connection.as_ref(), &student, &ask).await, Ok(Content::Whole(_))));
}

/// A page of the network in between, a file that is gone, the way to another host: what they set is not the school's.
#[rstest]
#[case(200, &[("content-type", "text/html")], "<html>Добро пожаловать")]
#[case(404, &[], "")]
#[case(302, &[("location", "https://storage.example/f/1")], "")]
#[case(302, &[("location", "/somewhere")], "")]
#[tokio::test]
async fn what_stands_in_a_files_place_sets_no_session(
    #[case] status: u16,
    #[case] headers: &'static [(&'static str, &'static str)],
    #[case] body: &'static str,
) {
    let school = twisted(Api::Web, move |answer| {
        *answer.status_mut() = status.try_into().unwrap();
        answer.headers_mut().clear();
        for (name, value) in headers {
            answer.headers_mut().insert(*name, value.parse().unwrap());
        }
        answer.headers_mut().insert("set-cookie", "NSSESSIONID=of-nobody; path=/".parse().unwrap());
        answer.headers_mut().insert("at", "of-nobody".parse().unwrap());
        *answer.body_mut() = Bytes::from_static(body.as_bytes());
    });
    let (school, _, student, ask) = with_file(school).await;
    let keep = Arc::new(Keeping::default());
    let connection = school.connect(school.session("parent").await, keep.clone());
    assert!(!matches!(fetch(connection.as_ref(), &student, &ask).await, Ok(Content::Whole(_)) | Err(_)));
    assert!(keep.0.lock().unwrap().is_empty(), "the session stands as it was");
    connection.identity().await.unwrap();
}

#[tokio::test]
async fn a_file_that_comes_brings_the_next_token_with_it() {
    let school = twisted(Api::Web, |answer| {
        answer.headers_mut().insert("set-cookie", "ESRNSec=next; path=/".parse().unwrap());
    });
    let (school, _, student, ask) = with_file(school).await;
    let keep = Arc::new(Keeping::default());
    let connection = school.connect(school.session("parent").await, keep.clone());
    assert!(matches!(fetch(connection.as_ref(), &student, &ask).await, Ok(Content::Whole(_))));
    let kept = keep.0.lock().unwrap();
    assert!(kept.iter().any(|session| session.values.values().any(|value| value == "next")));
}

#[rstest]
#[case(Api::Web, "/webapi/")]
#[case(Api::Mobile, "/api/mobile/")]
#[tokio::test]
async fn a_session_that_nobody_can_renew_is_refused(#[case] api: Api, #[case] whole: &str) {
    for trouble in [Misbehaviour::LoginPage, Misbehaviour::AccessError, Misbehaviour::LoginTimeout] {
        let (school, connection, student, ask) = with_file(Simulated::in_process(api)).await;
        school.school.misbehave(trouble, Scope::always().on(whole));
        school.school.misbehave(Misbehaviour::InvalidToken, Scope::always().on("/connect/token"));
        let outcome = fetch(connection.as_ref(), &student, &ask).await;
        assert!(matches!(outcome, Err(SchoolError::Refused(_))), "{trouble:?}: {outcome:?}");
    }
}

#[rstest]
#[case("../auth/logout")]
#[case("//evil.example/1")]
#[case("1?x=2")]
#[case("https://evil.example/1")]
#[tokio::test]
async fn an_id_that_means_harm_is_asked_of_nobody(#[values(Api::Web, Api::Mobile)] api: Api, #[case] id: &str) {
    let (school, connection, student, mut ask) = with_file(Simulated::in_process(api)).await;
    ask.file.id = id.into();
    assert_eq!(school.system().file_at(&school.settings(), &ask.file), FileAt::Unknown);
    let outcome = fetch(connection.as_ref(), &student, &ask).await;
    assert!(matches!(outcome, Err(SchoolError::Setting(_))), "{outcome:?}");
    assert!(school.asked().is_empty());
}
