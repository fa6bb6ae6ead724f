//! What an answer amounts to (§1, §8).

use bytes::Bytes;
use serde::Deserialize;
use time::OffsetDateTime;

use crate::{
    SchoolError,
    html::{asks_for_a_password, quoted, speaks_of_works},
    http::Response,
    lenient::{List, Maybe, OneOrMany, Text, elements, not_json, read},
};

/// Why an answer is no data.
#[derive(Debug)]
pub(super) enum Unanswered {
    /// 400: the parameters are wrong; of a sign-in, login or password.
    Wrong(String),
    /// 401, 403: the session has ended, or the call is not allowed; of a sign-in, login or password. Nothing tells which.
    Denied(String),
    /// The page of the sign-in, or the way to it: the session has ended. Another guard's page looks no different.
    Page,
    /// Anything else.
    Other(SchoolError),
}

impl From<SchoolError> for Unanswered {
    fn from(error: SchoolError) -> Unanswered {
        Unanswered::Other(error)
    }
}

/// For a call of somebody who is signed in.
impl From<Unanswered> for SchoolError {
    fn from(unanswered: Unanswered) -> SchoolError {
        match unanswered {
            Unanswered::Wrong(words) => SchoolError::Strange(words),
            Unanswered::Denied(words) => SchoolError::Refused(words),
            Unanswered::Page => SchoolError::Refused("a page for a browser".into()),
            Unanswered::Other(error) => error,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Envelope<'a> {
    /// An object, and a bare list at times.
    #[serde(borrow)]
    data: OneOrMany<Anything, Words<'a>>,
    #[serde(borrow)]
    message: Text<'a>,
    #[serde(borrow)]
    errors: List<Words<'a>>,
    /// What stands in these two nobody has seen: they were empty.
    #[serde(borrow)]
    validations: List<Text<'a>>,
    #[serde(borrow)]
    messages: List<Text<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Anything {}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Words<'a> {
    #[serde(borrow)]
    message: Text<'a>,
}

elements!(Words);

impl Envelope<'_> {
    fn words(&self) -> Option<&str> {
        self.errors.items.iter().find_map(|error| error.message.get()).or(self.message.get())
    }

    /// A bare list that is empty is one only where nothing is said beside it: PHP writes it for no data as well.
    fn has_data(&self) -> bool {
        match &self.data {
            OneOrMany::One(_) => is_empty(&self.errors),
            OneOrMany::Many(list) if !is_empty(list) => is_empty(&self.errors),
            OneOrMany::Many(_) => {
                let silent = is_empty(&self.validations) && is_empty(&self.messages) && is_empty(&self.errors);
                silent && self.message.get().is_none()
            }
            OneOrMany::Neither => false,
        }
    }
}

fn is_empty<T>(list: &List<T>) -> bool {
    list.items.is_empty() && list.skipped == 0
}

/// The body of an answer, where it is one. `secrets` are what the request brought: a server that repeats one of them in
/// its words is not quoted.
pub(super) fn judge(response: &Response, secrets: &[&str], now: OffsetDateTime) -> Result<Bytes, Unanswered> {
    let status = response.status;
    if response.is_html() {
        return Err(page(response, now));
    }
    let mut room = None;
    let read = read::<Maybe<Envelope<'_>>>(&response.body, &mut room);
    let envelope = read.as_ref().ok().and_then(|(envelope, _)| envelope.0.as_ref());
    let words = envelope.and_then(Envelope::words).map(|words| quoted(words, secrets));
    let words = words.unwrap_or_else(|| format!("status {status}"));
    Err(match status {
        400 => Unanswered::Wrong(words),
        401 | 403 => Unanswered::Denied(words),
        429 => SchoolError::Limited { retry_after: response.retry_after(now) }.into(),
        500..=599 => response.out_of_order(words, now).into(),
        200..=299 => match (envelope, read.as_ref().err()) {
            (Some(envelope), _) if envelope.has_data() => return Ok(response.body.clone()),
            (None, Some(_)) => {
                let error = read.err().map_or_else(|| SchoolError::Strange(words), not_json);
                return Err(error.into());
            }
            _ => SchoolError::Strange(words).into(),
        },
        300..=399 if leads_to_sign_in(response) => Unanswered::Page,
        300..=399 => SchoolError::Strange("the API leads to another address".into()).into(),
        _ => SchoolError::Strange(words).into(),
    })
}

/// What stands at another address says nothing of the session.
fn leads_to_sign_in(response: &Response) -> bool {
    let own = |url: &url::Url| url.origin() == response.url.origin();
    response.location().is_some_and(|url| own(&url) && url.path().to_ascii_lowercase().contains("login"))
}

/// A page for a browser: under 200 it is that of the sign-in, for a session that has ended (§2). The API refuses in other
/// words: a page under 403 is of another guard, who knows no session.
fn page(response: &Response, now: OffsetDateTime) -> Unanswered {
    let status = response.status;
    match status {
        429 => SchoolError::Limited { retry_after: response.retry_after(now) }.into(),
        500..=599 => response.out_of_order(format!("status {status}"), now).into(),
        // It may tell that one of the ways in is closed for a while: the others are open.
        401 => Unanswered::Page,
        200..=299 if asks_for_a_password(&response.body) => Unanswered::Page,
        _ if speaks_of_works(&response.body) => response.out_of_order("the server is being worked on", now).into(),
        200..=299 => Unanswered::Page,
        _ => SchoolError::Strange("a page for a browser".into()).into(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::datetime;
    use url::Url;

    use super::*;

    fn answer(status: u16, location: Option<&str>, body: &'static str) -> Result<Bytes, Unanswered> {
        let mut response = http::Response::builder().status(status);
        if let Some(location) = location {
            response = response.header("location", location);
        }
        let url = Url::parse("https://dnevnik2.petersburgedu.ru/api/x").unwrap();
        let response = Response::from_http(url, response.body(Bytes::from_static(body.as_bytes())).unwrap());
        judge(&response, &["secret"], datetime!(2026-09-14 12:00 UTC))
    }

    fn told(error: Unanswered) -> String {
        match error {
            Unanswered::Wrong(words) => format!("wrong: {words}"),
            Unanswered::Denied(words) => format!("denied: {words}"),
            Unanswered::Page => "a page".into(),
            Unanswered::Other(SchoolError::OutOfOrder(words)) => format!("out of order: {words}"),
            Unanswered::Other(SchoolError::Strange(words)) => format!("strange: {words}"),
            Unanswered::Other(SchoolError::Limited { .. }) => "limited".into(),
            Unanswered::Other(other) => format!("{other:?}"),
        }
    }

    #[rstest]
    #[case(400, r#"{"data":[],"messages":[]}"#, "wrong: status 400")]
    #[case(401, "", "denied: status 401")]
    #[case(403, "Forbidden", "denied: status 403")]
    #[case(403, "<html>Forbidden", "strange: a page for a browser")]
    #[case(401, "<html>Вход", "a page")]
    #[case(200, "<!doctype html><title>Вход</title>", "a page")]
    #[case(200, "<html>Ведутся технические работы", "out of order: the server is being worked on")]
    #[case(200, "<html>Сервис временно недоступен", "out of order: the server is being worked on")]
    #[case(200, "<html>Вход через Госуслуги временно недоступен <input type=\"password\">", "a page")]
    #[case(401, "<html>Вход через Госуслуги временно недоступен", "a page")]
    #[case(200, r#"{"message":"нет данных"}"#, "strange: нет данных")]
    #[case(200, r#"{"errors":[{"message":"неверный параметр"}]}"#, "strange: неверный параметр")]
    #[case(200, r#"{"message":"ваш токен secret"}"#, "strange: the server's words hold a secret")]
    #[case(200, "{}", "strange: status 200")]
    #[case(200, "", "strange: the answer ends too early")]
    #[case(200, "ошибка", "strange: not JSON at line 1 column 1")]
    #[case(200, "[]", "strange: status 200")]
    #[case(200, r#"{"data":[],"errors":[{"message":"сбой"}]}"#, "strange: сбой")]
    #[case(200, r#"{"data":{"items":[]},"errors":[{"message":"сбой"}]}"#, "strange: сбой")]
    #[case(200, r#"{"data":[],"validations":[{"field":"p_page"}],"messages":[]}"#, "strange: status 200")]
    #[case(200, r#"{"data":[],"messages":["нет доступа"]}"#, "strange: status 200")]
    #[case(404, "", "strange: status 404")]
    #[case(429, "", "limited")]
    #[case(429, "<html>", "limited")]
    #[case(500, r#"{"message":"сбой"}"#, "out of order: сбой")]
    #[case(504, "<html>", "out of order: status 504")]
    fn errors_are_told_apart(#[case] status: u16, #[case] body: &'static str, #[case] expected: &str) {
        assert_eq!(told(answer(status, None, body).unwrap_err()), expected);
    }

    #[rstest]
    #[case("/login?back=1", "a page")]
    #[case("https://example.ru/login", "strange: the API leads to another address")]
    #[case("/news", "strange: the API leads to another address")]
    fn a_redirect_to_the_sign_in_ends_the_session(#[case] location: &str, #[case] expected: &str) {
        assert_eq!(told(answer(302, Some(location), "").unwrap_err()), expected);
    }

    #[rstest]
    #[case(r#"{"data":{"items":[]},"validations":[],"messages":[],"debug":[]}"#)]
    #[case(r#"{"data":[]}"#)]
    #[case(r#"{"data":[{"id":1}],"messages":["привет"]}"#)]
    #[case(r#"{"data":{"items":[]},"message":""}"#)]
    fn data_is_no_error(#[case] body: &'static str) {
        assert!(answer(200, None, body).is_ok());
    }
}
