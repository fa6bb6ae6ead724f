//! The school on loopback: what only a server can do, and its control API.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "the helpers of a test may fail as the test does; clippy excuses only the test functions themselves"
)]

use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use peremena_school_sim::{Clock, Misbehaviour, PARENT, School, SchoolSettings, Scope, Server};
use serde_json::{Value, json};
use time::macros::datetime;

const LOCAL: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

async fn served() -> Server {
    let clock = Clock::Fixed(datetime!(2026-11-21 15:00 +3));
    Server::start(School::new(SchoolSettings { clock, ..SchoolSettings::default() }), LOCAL).await.unwrap()
}

/// One request from a thread of its own, as the client blocks.
async fn ask(
    method: &'static str,
    url: String,
    token: Option<String>,
    body: Option<Value>,
) -> Result<(u16, String), String> {
    let asked = move || {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut request = http::Request::builder().method(method).uri(url);
        if let Some(token) = token {
            request = request.header("Access-Token", token);
        }
        let request = request.header("Content-Type", "application/json");
        let request = request.body(body.map(|body| body.to_string()).unwrap_or_default()).unwrap();
        let mut answer = agent.run(request).map_err(|error| error.to_string())?;
        let text = answer.body_mut().read_to_string().map_err(|error| error.to_string())?;
        Ok((answer.status().as_u16(), text))
    };
    tokio::task::spawn_blocking(asked).await.unwrap()
}

#[tokio::test]
async fn a_slow_answer_is_late_and_a_cut_off_one_breaks() {
    let server = served().await;
    let school = server.school().clone();
    let token = school.sign_in(PARENT.login, PARENT.password);
    let url = format!("{}/v2/users/me/context", server.url());

    school.misbehave(Misbehaviour::Slow { millis: 300 }, Scope::next(1));
    let begun = Instant::now();
    assert_eq!(ask("GET", url.clone(), token.clone(), None).await.unwrap().0, 200);
    assert!(begun.elapsed() >= Duration::from_millis(300));

    school.misbehave(Misbehaviour::CutOff, Scope::next(1));
    assert!(ask("GET", url.clone(), token.clone(), None).await.is_err());
    assert_eq!(ask("GET", url, token, None).await.unwrap().0, 200);
    server.stop().await;
}

#[tokio::test]
async fn everything_can_be_told_over_the_control_api() {
    let server = served().await;
    let control = |path: &str| format!("{}/_control/{path}", server.url());
    let get = async |path: &str| -> Value {
        let (status, text) = ask("GET", control(path), None, None).await.unwrap();
        assert_eq!(status, 200, "{text}");
        serde_json::from_str(&text).unwrap()
    };
    let people = get("people").await;
    assert_eq!(people["accounts"][0]["login"], "parent");
    assert_eq!(people["students"][0]["class"], "7 «Б»");

    let act = json!({"act": "mark", "student": "Амина", "subject": "Алгебра", "value": "5"});
    let (status, acted) = ask("POST", control("act"), None, Some(act)).await.unwrap();
    assert_eq!(status, 200, "{acted}");
    let acted: Value = serde_json::from_str(&acted).unwrap();
    assert!(acted["mark"].is_string(), "ids are text in the control API");
    let act = json!({"act": "mark", "student": "Вася", "subject": "Алгебра", "value": "5"});
    let (status, error) = ask("POST", control("act"), None, Some(act)).await.unwrap();
    assert!(status == 422 && error.contains("Вася"), "{error}");

    let told = json!({"kind": "unavailable", "path": "context", "times": 3});
    assert_eq!(ask("POST", control("misbehave"), None, Some(told)).await.unwrap().0, 204);
    let context = format!("{}/v2/users/me/context", server.url());
    assert_eq!(ask("GET", context.clone(), None, None).await.unwrap().0, 503);
    assert_eq!(ask("POST", control("behave"), None, None).await.unwrap().0, 204);
    assert_eq!(ask("GET", context, None, None).await.unwrap().0, 401);

    assert_eq!(get("journal").await["count"], 2, "the control API is not in the journal");
    assert_eq!(ask("DELETE", control("journal"), None, None).await.unwrap().0, 204);
    assert_eq!(get("journal").await["count"], 0);

    assert_eq!(get("clock").await["now"], "2026-11-21T15:00:00+03:00");
    let clock = json!({"clock": "fixed", "at": "2026-12-01T08:00:00+03:00"});
    assert_eq!(ask("PUT", control("clock"), None, Some(clock)).await.unwrap().0, 204);
    assert_eq!(get("clock").await["now"], "2026-12-01T08:00:00+03:00");

    let login = format!("{}/login/?login=parent&password=no", server.url());
    assert_eq!(ask("POST", login, None, None).await.unwrap().0, 200);
    assert_eq!(get("login-attempts").await, json!({"attempts": 1, "refused": 1}));
    let token = server.school().sign_in(PARENT.login, PARENT.password);
    assert_eq!(ask("DELETE", control("tokens"), None, None).await.unwrap().0, 204);
    let me = format!("{}/v2/users/me", server.url());
    assert_eq!(ask("GET", me, token, None).await.unwrap().0, 401);
    server.stop().await;
}

#[tokio::test]
async fn it_listens_on_loopback_alone() {
    let school = School::new(SchoolSettings::default());
    assert!(Server::start(school, "0.0.0.0:0".parse().unwrap()).await.is_err());
}

#[tokio::test]
async fn the_program_serves_acts_and_prints_json() {
    let program = env!("CARGO_BIN_EXE_school-sim");
    let serve = ["serve", "--port", "0", "--now", "2026-11-21T15:00:00+03:00", "--bare"];
    let mut serving = Command::new(program).args(serve).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(serving.stdout.take().unwrap()), &mut line).unwrap();
    let url = serde_json::from_str::<Value>(&line).unwrap()["url"].as_str().unwrap().to_owned();
    let told = |arguments: &[&str]| -> (bool, String) {
        let output = Command::new(program).args(arguments).env("SCHOOL_SIM_URL", &url).output().unwrap();
        let text = if output.status.success() { output.stdout } else { output.stderr };
        (output.status.success(), String::from_utf8(text).unwrap())
    };
    let mark =
        ["act", "mark", "--student", "Амина", "--subject", "Алгебра", "--value", "5", "--work", "Контрольная работа"];
    let (done, acted) = told(&mark);
    assert!(done, "{acted}");
    let mark = serde_json::from_str::<Value>(&acted).unwrap()["mark"].as_str().unwrap().to_owned();
    assert!(told(&["act", "correct", "--mark", &mark, "--value", "4"]).0);
    let (done, error) = told(&["act", "remove-mark", "--mark", "1"]);
    assert!(!done && error.contains("no mark 1"), "{error}");
    assert!(told(&["misbehave", "slow", "--millis", "5", "--times", "1", "--path", "marks"]).0);
    let said =
        ["act", "announcement", "--student", "Амина", "--title", "Собрание", "--text", "В четверг", "--whole-school"];
    let (done, acted) = told(&said);
    assert!(done && acted.contains("announcement"), "{acted}");
    let letter = [
        "act",
        "message",
        "--student",
        "Тимур",
        "--subject",
        "О походе",
        "--from",
        "Сулейманова",
        "--file",
        "план.pdf",
    ];
    let (done, acted) = told(&letter);
    assert!(done && acted.contains("message"), "{acted}");
    assert!(!told(&["act", "message", "--student", "Тимур", "--subject", "x", "--from", "Никто"]).0);
    assert!(told(&["misbehave", "second-login", "--times", "1"]).0);
    assert!(!told(&["misbehave", "dance"]).0);
    assert!(told(&["behave"]).0 && told(&["journal", "--clear"]).0 && told(&["people"]).1.contains("Тимур"));
    serving.kill().unwrap();
    serving.wait().unwrap();
}
