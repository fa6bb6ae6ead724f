//! The other end of the UI's interface: the real app and the simulated school, over HTTP.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use peremena_school_sim::{Clock, School, SchoolSettings, Server};
use serde_json::{Value, json};
use time::macros::datetime;

/// The app on loopback; it ends with this.
struct Loopback {
    child: Child,
    address: String,
    _profile: tempfile::TempDir,
}

impl Loopback {
    fn start() -> Loopback {
        let profile = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_peremena-loopback"))
            .arg("--profile")
            .arg(profile.path())
            .args(["--now", "2026-11-20T10:43:00+03:00"])
            .env("LANG", "ru_RU.UTF-8")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap();
        let address = said["url"].as_str().unwrap().trim_start_matches("http://").to_owned();
        Loopback { child, address, _profile: profile }
    }

    /// Status and body of a request.
    fn ask(&self, command: &str, request: &Value) -> (u16, Value) {
        let body = request.to_string();
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "POST /api/{command} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.to_lowercase().contains("content-security-policy: default-src 'none'"), "{answer}");
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        (status, serde_json::from_str(body).unwrap())
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_gets_the_views_of_the_real_app() {
    let clock = Clock::Fixed(datetime!(2026-11-20 10:43 +3));
    let school = School::new(SchoolSettings { clock, ..SchoolSettings::default() });
    let server = Server::start(school, ([127, 0, 0, 1], 0).into()).await.unwrap();
    let app = Loopback::start();

    let (status, start) = app.ask("start", &json!({}));
    assert_eq!((status, &start["state"], &start["language"]), (200, &json!("welcome"), &json!("ru")));
    let (status, refused) = app.ask("no_such_command", &json!({}));
    assert_eq!((status, &refused["code"]), (422, &json!("request")));

    let request = json!({ "system": "dnevnik-ru", "base": server.url(), "login": "parent", "password": "wrong" });
    let (status, refused) = app.ask("sign_in_password", &request);
    assert_eq!((status, &refused["code"]), (422, &json!("credentials")));
    assert_eq!(server.school().login_attempts().attempts, 1, "one attempt, whatever comes of it");
    let request = json!({ "system": "dnevnik-ru", "base": server.url(), "login": "parent", "password": "Parol-2026" });
    let (status, signed_in) = app.ask("sign_in_password", &request);
    assert_eq!(status, 200, "{signed_in}");
    assert_eq!(signed_in["students"].as_array().unwrap().len(), 3);
    let amina = signed_in["students"][0]["id"].clone();

    // A week of an earlier term is outside of every sync: it comes when somebody leafs to it, and is no news.
    let until = Instant::now() + Duration::from_secs(60);
    let week = json!({ "student": amina, "date": "2026-09-16" });
    let filling = loop {
        let (_, week) = app.ask("diary", &week);
        if week["filling"] == "full" || Instant::now() > until {
            break week["filling"].clone();
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    assert_eq!(filling, json!("full"));
    let (_, feed) = app.ask("feed", &json!({}));
    assert_eq!(feed["unread"], json!(0), "{feed}");

    // The pages beside the diary, over what a real answer of the school became.
    for page in ["homework", "attendance", "terms", "school", "record"] {
        let (status, view) = app.ask(page, &json!({ "student": amina }));
        assert_eq!((status, &view["filling"]), (200, &json!("full")), "{page}: {view}");
    }
    let (_, lacking) = app.ask("occasions", &json!({ "student": amina, "kind": "message" }));
    assert_eq!(lacking["filling"], json!("not_published"), "Дневник.ру gives no messages here");
    let add = json!([{ "value": "2", "weight": null }]);
    let (_, what_if) = app.ask("what_if", &json!({ "student": amina, "subject": "Алгебра", "add": add, "wish": "5" }));
    assert_eq!((&what_if["delta_sign"], what_if["need"].is_object()), (&json!(-1), true), "{what_if}");
    let (_, found) = app.ask("search", &json!({ "query": "контрольную" }));
    assert!(!found["hits"].as_array().unwrap().is_empty(), "{found}");
}
