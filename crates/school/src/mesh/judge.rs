//! What an answer amounts to (§4).
//!
//! Status and words do not always agree: an object with a text of its own and a code or a kind is an error under any
//! status, and a page for a browser is never an answer.

use bytes::Bytes;
use serde::Deserialize;
use time::OffsetDateTime;

use crate::{
    SchoolError,
    html::{asks_for_a_password, clean, speaks_of_works},
    http::Response,
    lenient::{Int, Maybe, Text, read},
};

const PAGE: &str = "a page for a browser";

/// Why an answer is no data.
#[derive(Debug)]
pub(super) enum Unanswered {
    /// No call is answered now: the server is being worked on, there is none behind its gate, or the session cannot
    /// be renewed.
    Any(SchoolError),
    /// It is this call that came to nothing, as far as the answer tells.
    Call(SchoolError),
}

impl From<SchoolError> for Unanswered {
    fn from(error: SchoolError) -> Unanswered {
        Unanswered::Call(error)
    }
}

impl From<Unanswered> for SchoolError {
    fn from(unanswered: Unanswered) -> SchoolError {
        match unanswered {
            Unanswered::Any(error) | Unanswered::Call(error) => error,
        }
    }
}

/// The body of an answer, where it is one. `domains` are the system's own.
pub(super) fn judge(response: Response, domains: &[&str], now: OffsetDateTime) -> Result<Bytes, Unanswered> {
    let html = response.is_html();
    let told = if html { None } else { error_object(&response.body) };
    let code = told.as_ref().and_then(|told| told.code).unwrap_or(response.status);
    let word = || told.as_ref().map_or_else(|| format!("status {}", response.status), |told| told.text.clone());
    // «Предыдущая сессия работы в ЭЖД завершена» has been seen under several statuses.
    if told.as_ref().is_some_and(|told| told.text.contains("Войдите в ЭЖД заново")) {
        return Err(SchoolError::Refused(word()).into());
    }
    let down = || Unanswered::Any(response.out_of_order(title(&response.body).unwrap_or_else(word), now));
    let error = match code {
        401 => SchoolError::Refused(word()),
        // A page of another guard stands before the mobile API of «Моя школа».
        403 | 499 => SchoolError::Forbidden(word()),
        // The API itself says that it has no such call, or nothing there: it will not have it tomorrow.
        404 if told.is_some() => SchoolError::Forbidden(word()),
        429 => SchoolError::Limited { retry_after: response.retry_after(now) },
        502 | 503 => return Err(down()),
        // Whatever stands in its body, which is a page as a rule.
        300..=399 if leads_to_sign_in(&response, domains) => SchoolError::Refused("the session has ended".into()),
        // It may tell that one of the ways in is closed for a while: the server is not.
        200..=299 if html && asks_for_a_password(&response.body) => SchoolError::Strange(PAGE.into()),
        _ if html && speaks_of_works(&response.body) => return Err(down()),
        500..=599 => response.out_of_order(word(), now),
        _ if html => SchoolError::Strange(PAGE.into()),
        300..=399 => SchoolError::Strange("the API leads to another address".into()),
        200..=299 if told.is_none() => return Ok(response.body),
        _ => SchoolError::Strange(word()),
    };
    Err(error.into())
}

/// Only what belongs to the system says that a session is over: a network's own page is no such word.
fn leads_to_sign_in(response: &Response, domains: &[&str]) -> bool {
    let Some(to) = response.leads_within(domains) else { return false };
    let host = to.host_str().unwrap_or_default();
    host.starts_with("login.")
        || host.starts_with("esia.")
        || ["/auth", "/login", "/sps/"].iter().any(|part| to.path().contains(part))
}

struct Told {
    code: Option<u16>,
    text: String,
}

/// Code and text of an error object; none where the body is anything else.
fn error_object(body: &[u8]) -> Option<Told> {
    /// An error is a few words; a long answer is data.
    const LONGEST: usize = 8 * 1024;
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Words<'a> {
        code: Int,
        #[serde(rename = "type", borrow)]
        kind: Text<'a>,
        #[serde(borrow)]
        error: Text<'a>,
        #[serde(borrow)]
        description: Text<'a>,
        #[serde(borrow)]
        message: Text<'a>,
    }
    if body.len() > LONGEST {
        return None;
    }
    let mut room = None;
    let (words, _) = read::<Maybe<Words<'_>>>(body, &mut room).ok()?;
    let words = words.0?;
    let text = words.description.get().or(words.message.get())?;
    let code = words.code.0.and_then(|code| u16::try_from(code).ok()).filter(|code| (400..600).contains(code));
    let is_error = code.is_some() || words.kind.get().is_some() || words.error.get().is_some();
    // Ratings say `message` alone.
    (is_error || words.message.get().is_some()).then(|| Told { code, text: clean(text) })
}

/// The title of a page for people.
fn title(page: &[u8]) -> Option<String> {
    let page = String::from_utf8_lossy(page);
    let (_, after) = page.split_once("<title")?;
    let (_, inner) = after.split_once('>')?;
    let text = clean(inner.split('<').next()?);
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::datetime;
    use url::Url;

    use super::*;

    const DOMAINS: &[&str] = crate::mesh::place::MESH.domains;

    fn answer(status: u16, body: &'static str) -> Result<Bytes, SchoolError> {
        let response = http::Response::builder().status(status);
        let url = Url::parse("https://school.mos.ru/api/x").unwrap();
        let response = Response::from_http(url, response.body(Bytes::from_static(body.as_bytes())).unwrap());
        judge(response, DOMAINS, datetime!(2026-09-14 12:00 UTC)).map_err(SchoolError::from)
    }

    fn word(error: &SchoolError) -> &'static str {
        match error {
            SchoolError::Refused(_) => "refused",
            SchoolError::Forbidden(_) => "forbidden",
            SchoolError::Limited { .. } => "limited",
            SchoolError::Unreachable(_) => "unreachable",
            SchoolError::OutOfOrder(_) => "out of order",
            SchoolError::Strange(_) => "strange",
            SchoolError::Setting(_) => "setting",
        }
    }

    #[rstest]
    #[case(401, r#"{"apikey":null}"#, "refused")]
    #[case(401, "", "refused")]
    #[case(200, r#"{"code":401,"description":"Found multiple bearer tokens in the request"}"#, "refused")]
    #[case(
        400,
        r#"{"code":400,"description":"Предыдущая сессия работы в ЭЖД завершена. Войдите в ЭЖД заново"}"#,
        "refused"
    )]
    #[case(403, "<html><title>403</title>", "forbidden")]
    #[case(403, "{}", "forbidden")]
    #[case(499, r#"{"message":"user roles insufficient"}"#, "forbidden")]
    #[case(429, "<html>", "limited")]
    #[case(200, r#"{"code":429,"type":"x","description":"y"}"#, "limited")]
    #[case(504, "<html><h1>Gateway Time-out</h1>", "out of order")]
    #[case(500, r#"{"type":"x","description":"y"}"#, "out of order")]
    #[case(200, "<html><title>Технические работы</title><p>Ведутся технические работы</p>", "out of order")]
    #[case(404, "<html><p>Ведутся технические работы</p>", "out of order")]
    #[case(200, "<!doctype html><form>", "strange")]
    #[case(200, "<html>Вход через mos.ru временно недоступен <input type=\"password\">", "strange")]
    #[case(200, r#"{"type":"x","description":"y"}"#, "strange")]
    #[case(200, r#"{"message":"нет данных"}"#, "strange")]
    #[case(404, r#"{"code":404,"description":"method does not exist"}"#, "forbidden")]
    #[case(404, "", "strange")]
    #[case(302, "", "strange")]
    fn errors_are_told_apart(#[case] status: u16, #[case] body: &'static str, #[case] expected: &str) {
        assert_eq!(word(&answer(status, body).unwrap_err()), expected);
    }

    #[rstest]
    #[case(r#"{"payload":[]}"#)]
    #[case(r#"{"response":[],"total_count":0,"errors":null}"#)]
    #[case(r#"{"id":1,"type":"Школа","name":"Школа № 0"}"#)]
    #[case("[]")]
    #[case(r#"[{"type":"workday","description":null}]"#)]
    fn data_is_no_error(#[case] body: &'static str) {
        assert!(answer(200, body).is_ok());
    }

    /// To the sign-in of the system, not to that of another one.
    #[rstest]
    #[case("https://login.mos.ru/sps/oauth/ae", "refused")]
    #[case("https://esia.gosuslugi.ru/login", "refused")]
    #[case("/v3/auth/sudir/login", "refused")]
    #[case("https://authedu.mosreg.ru/v3/auth/esia/login", "strange")]
    #[case("https://wifi.example/login", "strange")]
    fn a_redirect_to_the_sign_in_ends_the_session(#[case] location: &str, #[case] expected: &str) {
        for body in ["", "<html><head><title>302 Found</title></head></html>"] {
            let response = http::Response::builder().status(302).header("location", location);
            let url = Url::parse("https://school.mos.ru/api/x").unwrap();
            let response = Response::from_http(url, response.body(Bytes::from_static(body.as_bytes())).unwrap());
            let error = judge(response, DOMAINS, datetime!(2026-09-14 12:00 UTC)).unwrap_err();
            assert_eq!(word(&error.into()), expected, "{body}");
        }
    }
}
