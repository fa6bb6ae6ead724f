//! The sign-in: the page, the redirect with a token, credentials, and the end of a token.

use http::Request;
use peremena_school_sim::School;
use serde_json::{Value, json};

use crate::family::{Family, ask, kind, school};

const OAUTH: &str = "https://login.dnevnik.ru/oauth2?response_type=token&client_id=b1&scope=EducationalInfo";

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The value of a cookie that an answer sets.
fn cookie(answer: &http::Response<bytes::Bytes>, name: &str) -> Option<String> {
    let lines = answer.headers().get_all("set-cookie").iter().map(|line| line.to_str().unwrap());
    let line = lines.into_iter().find(|line| line.starts_with(&format!("{name}=")))?;
    Some(line.split(['=', ';']).nth(1).unwrap().to_owned())
}

fn log_in(school: &School, path: &str, form: &str) -> http::Response<bytes::Bytes> {
    ask(school, Request::post(path).header("content-type", "application/x-www-form-urlencoded"), form)
}

#[test]
fn the_page_asks_in_russian_and_sends_to_itself() {
    let school = school();
    let page = ask(&school, Request::get(format!("/login/?ReturnUrl={}", encoded(OAUTH))), "");
    let html = String::from_utf8_lossy(page.body()).into_owned();
    assert_eq!(page.status(), 200);
    for part in
        ["lang=\"ru\"", "name=\"login\"", "name=\"password\"", "type=\"password\"", "method=\"post\"", "ReturnUrl="]
    {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert_eq!(cookie(&page, "DnevnikAuth_a"), None);
}

#[test]
fn the_right_password_gives_a_cookie_that_is_a_working_token() {
    let school = school();
    let answer = log_in(&school, "/login", "login=parent&password=Parol-2026");
    assert_eq!((answer.status().as_u16(), &answer.headers()["location"]), (302, &"/feed".parse().unwrap()));
    let line = answer.headers().get_all("set-cookie").iter().next().unwrap().to_str().unwrap().to_owned();
    assert!(line.ends_with("; Path=/; HttpOnly"), "{line}");
    let token = cookie(&answer, "DnevnikAuth_a").unwrap();
    assert_ne!(cookie(&answer, "DnevnikAuth_l").unwrap(), token);
    let family = Family { school: school.clone(), token: token.clone() };
    assert_eq!(family.get("users/me")["firstName"], "Патимат");

    let feed = ask(&school, Request::get("/feed").header("cookie", format!("a=b; DnevnikAuth_a={token}")), "");
    assert!(String::from_utf8_lossy(feed.body()).contains("Гаджиева Амина"));
}

#[test]
fn a_wrong_password_shows_the_page_again_and_is_counted() {
    let school = school();
    for form in ["login=parent&password=wrong", "login=&password=", ""] {
        let page = log_in(&school, "/login/", form);
        assert_eq!(page.status(), 200);
        assert!(String::from_utf8_lossy(page.body()).contains("Неверный логин или пароль"));
        assert_eq!(cookie(&page, "DnevnikAuth_a"), None);
    }
    assert_eq!((school.login_attempts().attempts, school.login_attempts().refused), (3, 3));
}

#[test]
fn oauth_leads_over_the_page_to_the_redirect_with_a_token() {
    let school = school();
    let wanted = format!("{OAUTH}&redirect_uri=https%3A%2F%2Fapp.invalid%2Fcb&state=s%201")
        .replace("https://login.dnevnik.ru", "");
    let away = ask(&school, Request::get(&wanted), "");
    assert_eq!(away.status(), 302);
    let page = away.headers()["location"].to_str().unwrap().to_owned();
    assert!(page.starts_with("/login/?ReturnUrl="), "{page}");

    let back = log_in(&school, &page, "login=amina&password=Amina-2026");
    assert_eq!(back.headers()["location"], wanted.as_str());
    let cookie = cookie(&back, "DnevnikAuth_a").unwrap();
    let granted = ask(&school, Request::get(&wanted).header("cookie", format!("DnevnikAuth_a={cookie}")), "");
    let target = granted.headers()["location"].to_str().unwrap();
    let (start, end) = ("https://app.invalid/cb?result=success#access_token=", "&state=s+1");
    assert!(target.starts_with(start) && target.ends_with(end), "{target}");
    let token = target[start.len()..target.len() - end.len()].to_owned();
    assert_eq!(Family { school: school.clone(), token }.get("users/me")["firstName"], "Амина");
}

#[test]
fn login_and_password_may_come_in_the_query_and_the_fragment_ends_with_an_empty_state() {
    let school = school();
    let path = format!("/login/?ReturnUrl={}&login=parent&password=Parol-2026", encoded(OAUTH));
    let answer = log_in(&school, &path, "");
    let next = answer.headers()["location"].to_str().unwrap();
    assert!(next.starts_with("/oauth2?response_type=token"), "{next}");
    let cookie = cookie(&answer, "DnevnikAuth_a").unwrap();
    let granted = ask(&school, Request::get(next).header("cookie", format!("DnevnikAuth_a={cookie}")), "");
    let target = granted.headers()["location"].to_str().unwrap();
    assert!(target.contains("?result=success#access_token=") && target.ends_with("&state="), "{target}");
    let journal = serde_json::to_string(&school.journal()).unwrap();
    assert!(!journal.contains("Parol-2026") && journal.contains("password=<redacted>"), "{journal}");
}

#[test]
fn a_return_address_elsewhere_is_not_followed() {
    let school = school();
    for elsewhere in [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "https://evildnevnik.ru/",
        "javascript:alert(1)",
    ] {
        let path = format!("/login/?ReturnUrl={}", encoded(elsewhere));
        let answer = log_in(&school, &path, "login=parent&password=Parol-2026");
        assert_eq!(answer.headers()["location"], "/feed", "{elsewhere}");
    }
}

fn credentials(school: &School, body: &Value) -> http::Response<bytes::Bytes> {
    ask(school, Request::post("/v2/authorizations/bycredentials"), &body.to_string())
}

#[test]
fn credentials_give_tokens_and_a_refresh_token_gives_more() {
    let school = school();
    let body =
        json!({"client_id": "c", "client_secret": "s", "username": "parent", "password": "Parol-2026", "scope": ""});
    let granted: Value = serde_json::from_slice(credentials(&school, &body).body()).unwrap();
    let token = granted["accessToken"].as_str().unwrap().to_owned();
    assert!(granted["expiresIn"].is_u64());
    assert_eq!(Family { school: school.clone(), token: token.clone() }.get("users/me")["id"], granted["user"]);

    let body = json!({"client_id": "c", "client_secret": "s", "grant_type": "RefreshToken", "refreshToken": granted["refreshToken"]});
    let again = ask(&school, Request::post("/v2/authorizations"), &body.to_string());
    let again: Value = serde_json::from_slice(again.body()).unwrap();
    assert_ne!(again["accessToken"], json!(token));
    assert_eq!(again["user"], granted["user"]);
}

#[test]
fn credentials_without_a_client_or_with_a_wrong_password_are_refused() {
    let school = school();
    let cases = [
        json!({"client_id": "", "client_secret": "s", "username": "parent", "password": "Parol-2026"}),
        json!({"client_id": "c", "client_secret": "s", "username": "parent", "password": "no"}),
        json!({}),
    ];
    for body in cases {
        assert_eq!(kind(&credentials(&school, &body)), "authorizationFailed", "{body}");
    }
}

#[test]
fn a_revoked_token_is_refused_and_a_new_sign_in_helps() {
    let school = school();
    let family = Family::parent(&school);
    school.revoke_tokens(Some("parent"));
    let refused = family.answer("users/me");
    assert_eq!((refused.status().as_u16(), kind(&refused).as_str()), (401, "invalidToken"));
    assert_eq!(Family::parent(&school).answer("users/me").status(), 200);
}

#[test]
fn a_token_outlives_a_restart_of_the_school() {
    let token = Family::parent(&school()).token;
    let again = Family { school: school(), token };
    assert_eq!(again.answer("users/me").status(), 200);
}

#[test]
fn a_call_without_a_token_or_with_a_cookie_alone_is_refused() {
    let school = school();
    let bare = ask(&school, Request::get("/v2/users/me"), "");
    assert_eq!((bare.status().as_u16(), kind(&bare).as_str()), (401, "tokenRequired"));
    let token = Family::parent(&school).token;
    let cookie = ask(&school, Request::get("/v2/users/me").header("cookie", format!("DnevnikAuth_a={token}")), "");
    assert_eq!(kind(&cookie), "tokenRequired");
    let query = ask(&school, Request::get(format!("/v2.0/users/me?access_token={token}")), "");
    assert_eq!(query.status(), 200);
    assert!(!serde_json::to_string(&school.journal()).unwrap().contains(&token));
}
