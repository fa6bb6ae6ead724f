//! What an answer amounts to, whatever its status says.

use bytes::Bytes;
use serde::Deserialize;
use time::OffsetDateTime;

use crate::{
    Content, SchoolError, file,
    html::{asks_for_a_password, clean, speaks_of_works},
    http::Response,
    lenient::read,
};

/// What came back.
#[derive(Debug)]
pub(in crate::netschool) enum Verdict<T = Bytes> {
    /// Data.
    Answer(T),
    /// The session is over.
    Ended,
    /// Somebody else has signed in to the account meanwhile; the server wants to hear that this is known.
    Warned,
}

impl<T> Verdict<T> {
    /// The same of other data.
    pub(super) fn map<U>(self, of: impl FnOnce(T) -> U) -> Verdict<U> {
        match self {
            Verdict::Answer(answer) => Verdict::Answer(of(answer)),
            Verdict::Ended => Verdict::Ended,
            Verdict::Warned => Verdict::Warned,
        }
    }

    /// The data, where nobody can renew the session.
    pub(in crate::netschool) fn body(self) -> Result<T, SchoolError> {
        match self {
            Verdict::Answer(body) => Ok(body),
            Verdict::Ended => Err(SchoolError::Refused("the session has ended".into())),
            Verdict::Warned => Err(SchoolError::Refused("somebody else is signed in to this account".into())),
        }
    }
}

/// What old servers say under status 200 when a session is over.
const ACCESS_ERROR: &str = "Ошибка доступа";

/// docs/systems/netschool.md, "Errors".
pub(in crate::netschool) fn judge(response: &Response, now: OffsetDateTime) -> Result<Verdict, SchoolError> {
    let body = &response.body;
    if response.is_html() {
        return page(response, now);
    }
    match response.status {
        // 440 is the web server's own word for a session that timed out, 499 for a token that it misses.
        401 | 440 | 499 => Ok(Verdict::Ended),
        403 => Err(SchoolError::Forbidden("status 403".into())),
        429 => Err(SchoolError::Limited { retry_after: response.retry_after(now) }),
        status @ 500..=599 => {
            Err(response.out_of_order(message(body).unwrap_or_else(|| format!("status {status}")), now))
        }
        300..=399 if leads_to_sign_in(response) => Ok(Verdict::Ended),
        300..=399 => Err(SchoolError::Strange("the API leads to another address".into())),
        200..=299 if body.starts_with(ACCESS_ERROR.as_bytes()) => Ok(Verdict::Ended),
        200..=299 => Ok(Verdict::Answer(body.clone())),
        status => Err(SchoolError::Strange(format!("status {status}"))),
    }
}

/// The same of an answer to whoever asked for the file `name`.
pub(in crate::netschool) fn judge_file(
    response: &Response,
    name: &str,
    now: OffsetDateTime,
) -> Result<Verdict<Content>, SchoolError> {
    let words = !response.names_a_file() && response.body.starts_with(ACCESS_ERROR.as_bytes());
    if let Some(content) = file::content(response, name).filter(|_| !words) {
        return Ok(Verdict::Answer(content));
    }
    match judge(response, now) {
        Ok(verdict) => Ok(verdict.map(|_| Content::Page)),
        Err(said) => file::unjudged(response, said).map(Verdict::Answer),
    }
}

/// The same of an answer to whoever asked for a report, which is a page with a table; any other page is none.
pub(super) fn judge_report(response: &Response, now: OffsetDateTime) -> Result<Verdict, SchoolError> {
    if response.is_success() && response.is_html() && !asks_for_a_password(&response.body) {
        let lower = String::from_utf8_lossy(&response.body).to_ascii_lowercase();
        if lower.contains("<table") {
            return Ok(Verdict::Answer(response.body.clone()));
        }
    }
    match judge(response, now)? {
        Verdict::Answer(_) => Err(SchoolError::Strange("a report that is no page".into())),
        verdict => Ok(verdict),
    }
}

/// A page for a browser is never data.
fn page(response: &Response, now: OffsetDateTime) -> Result<Verdict, SchoolError> {
    let text = String::from_utf8_lossy(&response.body);
    let lower = text.to_lowercase();
    let status = response.status;
    match status {
        _ if lower.contains("securitywarning.asp") => Ok(Verdict::Warned),
        401 | 440 | 499 => Ok(Verdict::Ended),
        429 => Err(SchoolError::Limited { retry_after: response.retry_after(now) }),
        500..=599 => Err(response.out_of_order(format!("status {status}"), now)),
        // It may tell that one of the ways in is closed for a while: the others are open.
        200..=299 if asks_for_a_password(&response.body) => Ok(Verdict::Ended),
        _ if speaks_of_works(&response.body) => Err(response.out_of_order(clean(&text), now)),
        300..=399 if leads_to_sign_in(response) => Ok(Verdict::Ended),
        200..=299 if lower.contains("authorize/login") => Ok(Verdict::Ended),
        _ => Err(SchoolError::Strange("a page for a browser".into())),
    }
}

/// Only what belongs to the system says that a session is over: a network's own page is no such word.
fn leads_to_sign_in(response: &Response) -> bool {
    let within = response.leads_within(&["gosuslugi.ru", "ir-tech.ru"]);
    let Some(target) = within.map(|url| url.path().to_lowercase()) else { return false };
    target == "/" || target.contains("login") || target.contains("authorize")
}

/// The server's own words for an error.
fn message(body: &[u8]) -> Option<String> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Words<'a> {
        #[serde(borrow)]
        message: crate::lenient::Text<'a>,
    }
    let mut room = None;
    let (words, _) = read::<crate::lenient::Maybe<Words<'_>>>(body, &mut room).ok()?;
    words.0?.message.get().map(clean)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use url::Url;

    use super::*;

    fn told(status: u16, headers: &[(&str, &str)], body: &'static str) -> &'static str {
        let mut response = http::Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        let response = response.body(Bytes::from_static(body.as_bytes())).unwrap();
        let url = Url::parse("https://sgo.example.ru/webapi/context").unwrap();
        match judge(&Response::from_http(url, response), OffsetDateTime::UNIX_EPOCH) {
            Ok(Verdict::Answer(_)) => "answer",
            Ok(Verdict::Ended) => "ended",
            Ok(Verdict::Warned) => "warned",
            Err(SchoolError::Forbidden(_)) => "forbidden",
            Err(SchoolError::Limited { .. }) => "limited",
            Err(SchoolError::OutOfOrder(_)) => "out of order",
            Err(SchoolError::Strange(_)) => "strange",
            Err(other) => panic!("{other:?}"),
        }
    }

    #[rstest]
    #[case(200, &[], "{}", "answer")]
    #[case(200, &[], "[]", "answer")]
    #[case(401, &[], "", "ended")]
    #[case(440, &[], "", "ended")]
    #[case(499, &[], "", "ended")]
    #[case(200, &[], "Ошибка доступа", "ended")]
    #[case(302, &[("location", "/authorize/login")], "", "ended")]
    #[case(302, &[("location", "/")], "", "ended")]
    #[case(302, &[("location", "https://esia.gosuslugi.ru/login")], "", "ended")]
    #[case(302, &[("location", "https://elsewhere.example/x")], "", "strange")]
    #[case(302, &[("location", "https://wifi.example/login")], "", "strange")]
    #[case(200, &[], "<html><input name=\"pw\" type=\"password\">", "ended")]
    #[case(200, &[], "<script>location='/asp/SecurityWarning.asp'</script>", "warned")]
    #[case(200, &[], "<html>Ведутся технические работы", "out of order")]
    #[case(200, &[], "<html>Вход через Госуслуги временно недоступен <input type=\"password\">", "ended")]
    #[case(401, &[], "<html>Вход через Госуслуги временно недоступен", "ended")]
    #[case(200, &[], "<html><p>Проводятся технические <b>работы</b>", "out of order")]
    #[case(200, &[], "<html>Добро пожаловать", "strange")]
    #[case(200, &[], "<html>Вход <input type=\"password\"> Техническая поддержка", "ended")]
    #[case(403, &[], "{}", "forbidden")]
    #[case(403, &[], "<html>Access denied", "strange")]
    #[case(409, &[], "{}", "strange")]
    #[case(404, &[], "", "strange")]
    #[case(429, &[], "", "limited")]
    #[case(500, &[], "{\"message\":\"x\"}", "out of order")]
    #[case(503, &[], "<html>", "out of order")]
    fn answers_are_told_apart(
        #[case] status: u16,
        #[case] headers: &[(&str, &str)],
        #[case] body: &'static str,
        #[case] expected: &str,
    ) {
        assert_eq!(told(status, headers, body), expected);
    }
}
