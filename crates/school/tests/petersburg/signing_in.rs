//! Ways in, and what each refusal says.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use peremena_school::{
    Catch, Credentials, HostRule, SchoolError, Secret, Settings, SignInWay,
    contract::{ContractSchool, Forgetful},
    registry,
};
use peremena_school_sim::{Misbehaviour, School, Scope};
use rstest::rstest;

use crate::school::{Simulated, by_password, change_json};

const SIGN_IN: &str = "/api/user/auth/login";

#[tokio::test]
async fn a_password_stands_in_no_address_and_is_kept_only_by_choice() {
    let heard: Arc<Mutex<Vec<(String, Bytes)>>> = Arc::default();
    let ears = heard.clone();
    let school = Simulated::twisted(move |request, _| {
        ears.lock().unwrap().push((format!("{} {}", request.method(), request.uri()), request.body().clone()));
    });
    let session = school.session("parent").await;
    assert_eq!(session.values.keys().collect::<Vec<_>>(), ["account", "origin", "token"]);
    let heard = heard.lock().unwrap().clone();
    let asked: Vec<&str> = heard.iter().map(|(asked, _)| asked.as_str()).collect();
    assert_eq!(asked, ["POST https://dnevnik2.petersburgedu.ru/api/user/auth/login"]);
    let body: serde_json::Value = serde_json::from_slice(&heard[0].1).unwrap();
    let expected = serde_json::json!({
        "type": "email", "login": "parent", "password": "Parol-2026", "activation_code": null, "_isEmpty": false,
    });
    assert_eq!(body, expected);
    let kept = Simulated::in_process().and("keep_password", "yes").session("parent").await;
    assert_eq!(kept.values["password"], "Parol-2026");
    assert!(!format!("{kept:?}").contains("Parol-2026"));
}

/// A child that is entered later, and has a smaller id, makes no other account of it.
#[tokio::test]
async fn an_account_is_named_by_its_login_where_that_is_known() {
    let school = Simulated::twisted(|request, answer| {
        let hides_some = request.headers().contains_key("cookie") && request.uri().path().ends_with("child-list");
        if hides_some && request.uri().query() != Some("p_page=1") {
            change_json(answer, |value| {
                value["data"]["items"].as_array_mut().unwrap().sort_by_key(|child| child["identity"]["id"].as_i64());
                value["data"]["items"].as_array_mut().unwrap().remove(0);
                value["data"]["total_items"] = serde_json::json!(null);
            });
        }
    });
    let of =
        async |school: &Simulated, session| school.connect(session, Arc::new(Forgetful)).identity().await.unwrap().user;
    let whole = Simulated::in_process();
    let session = whole.session("parent").await;
    let known = of(&whole, session).await;
    assert!(known.starts_with("login") && known.ends_with("@dnevnik2.petersburgedu.ru"), "{known}");
    assert!(!known.contains("parent"), "the login itself is kept by choice alone");
    assert_eq!(of(&school, school.session("parent").await).await, known);
    // By a token nobody knows it: then it is a child.
    let token = |session: peremena_school::Session| Credentials::Token(Secret::new(session.values["token"].as_str()));
    let pasted = whole.sign_in(token(whole.session("parent").await)).await.unwrap();
    assert!(of(&whole, pasted).await.starts_with("child"));
}

/// The two tokens of a sign-in may differ.
#[tokio::test]
async fn the_token_is_that_of_the_cookie_else_that_of_the_answer() {
    let told: Arc<Mutex<(String, String)>> = Arc::default();
    let seen = told.clone();
    let school = Simulated::twisted(move |request, answer| {
        if request.uri().path() == SIGN_IN {
            let body: serde_json::Value = serde_json::from_slice(answer.body()).unwrap();
            let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap();
            let cookie = cookie.strip_prefix("X-JWT-Token=").unwrap().to_owned();
            *seen.lock().unwrap() = (cookie, body["data"]["token"].as_str().unwrap().to_owned());
        }
    });
    let session = school.session("parent").await;
    let (cookie, body) = told.lock().unwrap().clone();
    assert!(session.values["token"] == cookie && cookie != body);

    let without = Simulated::twisted(|_, answer| drop(answer.headers_mut().remove("set-cookie")));
    assert_eq!(without.connected("parent").await.1.len(), 3);
}

#[rstest]
#[case::wrong_pair(400, r#"{"message":"x"}"#, "Refused(\"wrong login or password\")")]
#[case::wrong_pair_too(401, "", "Refused(\"wrong login or password\")")]
#[case::forbidden(403, "Forbidden", "Refused(\"wrong login or password\")")]
#[case::another_guard(403, "<html>Подтвердите, что вы не робот", "Strange(\"a page for a browser\")")]
#[case::no_token(200, r#"{"data":{"token":""}}"#, "Strange(\"a sign-in without a token\")")]
#[case::token_of_no_kind(200, r#"{"data":{"token":"a; b=c"}}"#, "Strange(\"a sign-in without a token\")")]
#[case::too_often(429, "", "Limited { retry_after: None }")]
#[tokio::test]
async fn each_refusal_has_words_of_its_own(#[case] status: u16, #[case] body: &'static str, #[case] words: &str) {
    let school = Simulated::twisted(move |_, answer| {
        *answer = http::Response::builder().status(status).body(Bytes::from_static(body.as_bytes())).unwrap();
    });
    let error = school.sign_in(school.credentials()).await.unwrap_err();
    assert_eq!(format!("{error:?}"), words);
}

#[tokio::test]
async fn a_server_out_of_order_is_not_the_passwords_fault() {
    let school = Simulated::in_process();
    for trouble in [Misbehaviour::Unavailable, Misbehaviour::Maintenance, Misbehaviour::BadGateway] {
        school.school.misbehave(trouble, Scope::always());
        let outcome = school.sign_in(school.credentials()).await;
        assert!(matches!(outcome, Err(SchoolError::OutOfOrder(_))), "{trouble:?}: {outcome:?}");
        school.school.behave();
    }
}

#[tokio::test]
async fn a_token_may_be_pasted() {
    let school = Simulated::in_process();
    let token = school.session("parent").await.values["token"].clone();
    for pasted in [
        token.clone(),
        format!("  {token}\n"),
        format!("\"{token}\""),
        format!("X-JWT-Token={token}"),
        format!("Cookie: theme=dark; X-JWT-Token={token}; other=1"),
    ] {
        let session = school.sign_in(Credentials::Token(Secret::new(pasted))).await.unwrap();
        let api = school.connect(session, Arc::new(Forgetful));
        assert_eq!(api.identity().await.unwrap().students.len(), 3);
    }
    for nothing in ["", " ", "два слова", "a b", "X-JWT-Token=", "a;b"] {
        let outcome = school.sign_in(Credentials::Token(Secret::new(nothing))).await;
        assert!(matches!(outcome, Err(SchoolError::Refused(_))), "{nothing}");
    }
}

fn asked(school: &School, request: http::request::Builder, body: &str) -> http::Response<Bytes> {
    school.answer(request.body(Bytes::copy_from_slice(body.as_bytes())).unwrap())
}

/// As the window does: the page, its form, the cookie by its name.
#[tokio::test]
async fn the_systems_own_page_ends_in_the_cookie_that_is_caught() {
    let school = Simulated::in_process();
    let ways = school.system().ways_in(&school.settings()).unwrap();
    let page = ways.iter().find_map(|way| if let SignInWay::Page(page) = way { Some(page) } else { None }).unwrap();
    assert_eq!(page.start.as_str(), "https://dnevnik2.petersburgedu.ru/login");
    let [Catch::Cookie { name, host }] = page.catch.as_slice() else { panic!("{:?}", page.catch) };
    assert_eq!((name.as_str(), host.as_str()), ("X-JWT-Token", "dnevnik2.petersburgedu.ru"));

    let shown = asked(&school.school, http::Request::get(page.start.path()), "");
    let html = String::from_utf8_lossy(shown.body()).into_owned();
    let action = html.split_once("action=\"").unwrap().1.split('"').next().unwrap().to_owned();
    assert!(shown.headers().get("set-cookie").is_none());
    let wrong = asked(&school.school, http::Request::post(&action), "login=parent&password=Parol-2025");
    assert!(wrong.headers().get("set-cookie").is_none());
    let arrived = asked(&school.school, http::Request::post(&action), "login=parent&password=Parol-2026");
    let cookie = arrived.headers()["set-cookie"].to_str().unwrap();
    let value = cookie.split(';').next().unwrap().strip_prefix(&format!("{name}=")).unwrap();
    let session = school.sign_in(Credentials::Caught(Secret::new(value))).await.unwrap();
    let api = school.connect(session, Arc::new(Forgetful));
    assert_eq!(api.identity().await.unwrap().students.len(), 3);
}

#[test]
fn the_window_may_go_to_the_server_and_to_gosuslugi_and_nowhere_else() {
    let system = registry::system("petersburg").unwrap();
    let hosts = |settings: &Settings| {
        let ways = system.ways_in(settings).unwrap();
        ways.into_iter().find_map(|way| if let SignInWay::Page(page) = way { Some(page.hosts) } else { None }).unwrap()
    };
    let own = HostRule::Exactly("dnevnik2.petersburgedu.ru".into(), Some(443));
    assert_eq!(hosts(&Settings::default()), [own, HostRule::Below("gosuslugi.ru".into())]);
    let moved = Settings::with_base("http://127.0.0.1:8123".parse().unwrap()).unwrap();
    assert_eq!(hosts(&moved), [HostRule::Exactly("127.0.0.1".into(), Some(8123))]);
}

#[rstest]
#[case("journal.example.ru", Some("https://journal.example.ru"))]
#[case(" https://journal.example.ru/ ", Some("https://journal.example.ru"))]
#[case("http://journal.example.ru", None)]
#[case("journal.example.ru/api", None)]
#[tokio::test]
async fn another_server_may_be_set(#[case] host: &'static str, #[case] origin: Option<&str>) {
    let school = Simulated::in_process().and("host", host);
    let outcome = school.sign_in(by_password("parent", "Parol-2026")).await;
    match origin {
        Some(origin) => assert_eq!(outcome.unwrap().values["origin"], origin),
        None => assert!(matches!(outcome, Err(SchoolError::Setting(_))), "{outcome:?}"),
    }
}
