//! What an answer amounts to (§2): status and `state` are both looked at, since either may say alone that it is none.

use bytes::Bytes;
use serde::Deserialize;
use time::OffsetDateTime;

use crate::{
    Outage, SchoolError,
    html::{quoted, speaks_of_works},
    http::Response,
    lenient::{Int, Maybe, Text, read},
};

/// Why an answer is no data.
#[derive(Debug)]
pub(super) enum Unanswered {
    /// 400: the parameters are wrong; of a sign-in, login or password.
    Wrong(String),
    /// 401, 403: the API is not open to this key, this token, or for this call. The state does not tell which.
    Denied(String),
    /// 500 in this system's own form: out of order; of a sign-in, a vendor that the server does not know.
    Failed(Outage),
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
            Unanswered::Failed(outage) => SchoolError::OutOfOrder(outage),
            Unanswered::Other(error) => error,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Envelope<'a> {
    #[serde(borrow)]
    response: Maybe<State<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct State<'a> {
    state: Int,
    #[serde(borrow)]
    error: Text<'a>,
}

/// The body of an answer, where it is one. `secrets` are what the request brought: a server that repeats one of them in
/// its words is not quoted.
pub(super) fn judge(response: &Response, secrets: &[&str], now: OffsetDateTime) -> Result<Bytes, Unanswered> {
    if response.is_html() {
        return Err(page(response, now).into());
    }
    let mut room = None;
    let read = read::<Maybe<Envelope<'_>>>(&response.body, &mut room).map_err(crate::lenient::not_json);
    let state = match &read {
        Ok((envelope, _)) => envelope.0.as_ref().and_then(|envelope| envelope.response.0.as_ref()),
        Err(_) => None,
    };
    // Either may be the one that fails.
    let told = state.and_then(|state| state.state.0).and_then(|state| u16::try_from(state).ok());
    let code = told.filter(|told| *told != 200).unwrap_or(response.status);
    let words = state.and_then(|state| state.error.get()).map(|words| quoted(words, secrets));
    let words = words.unwrap_or_else(|| format!("status {code}"));
    Err(match code {
        400 => Unanswered::Wrong(words),
        401 | 403 => Unanswered::Denied(words),
        429 => SchoolError::Limited { retry_after: response.retry_after(now) }.into(),
        500 if told.is_some() => Unanswered::Failed(Outage { words, retry_after: response.retry_after(now) }),
        500..=599 => response.out_of_order(words, now).into(),
        200..=299 => match (state, &read) {
            (Some(_), _) => return Ok(response.body.clone()),
            (None, Err(error)) => error.clone().into(),
            (None, Ok(_)) => SchoolError::Strange("an answer without a response".into()).into(),
        },
        300..=399 => SchoolError::Strange("the API leads to another address".into()).into(),
        _ => SchoolError::Strange(words).into(),
    })
}

/// A page for a browser is never data, and says nothing of a token: another guard stands there.
fn page(response: &Response, now: OffsetDateTime) -> SchoolError {
    let status = response.status;
    match status {
        429 => SchoolError::Limited { retry_after: response.retry_after(now) },
        500..=599 => response.out_of_order(format!("status {status}"), now),
        _ if speaks_of_works(&response.body) => response.out_of_order("the server is being worked on", now),
        _ => SchoolError::Strange("a page for a browser".into()),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use url::Url;

    use super::*;

    fn told(status: u16, body: &'static str) -> &'static str {
        let response = http::Response::builder().status(status).body(Bytes::from_static(body.as_bytes())).unwrap();
        let url = Url::parse("https://api.eljur.ru/apiv3/getrules").unwrap();
        match judge(&Response::from_http(url, response), &["t0ken", "пароль"], OffsetDateTime::UNIX_EPOCH) {
            Ok(_) => "answer",
            Err(Unanswered::Wrong(_)) => "wrong",
            Err(Unanswered::Denied(words)) if ["t0ken", "%D0"].iter().any(|part| words.contains(part)) => {
                panic!("{words}")
            }
            Err(Unanswered::Denied(_)) => "denied",
            Err(Unanswered::Failed(_)) => "failed",
            Err(Unanswered::Other(SchoolError::Limited { .. })) => "limited",
            Err(Unanswered::Other(SchoolError::OutOfOrder(_))) => "out of order",
            Err(Unanswered::Other(SchoolError::Strange(_))) => "strange",
            Err(other) => panic!("{other:?}"),
        }
    }

    #[rstest]
    #[case(200, r#"{"response":{"state":200,"error":null,"result":{}}}"#, "answer")]
    #[case(200, r#"{"response":{"state":"200","error":"","result":[]}}"#, "answer")]
    #[case(200, r#"{"response":{"result":{}}}"#, "answer")]
    #[case(200, r#"{"response":{"state":403,"error":"x","result":{}}}"#, "denied")]
    #[case(403, r#"{"response":{"state":200,"result":{}}}"#, "denied")]
    #[case(403, r#"{"response":{"state":403,"error":"no token t0ken"}}"#, "denied")]
    #[case(403, r#"{"response":{"state":403,"error":"t0<b></b>ken %D0%BF%D0%B0%D1%80%D0%BE%D0%BB%D1%8C"}}"#, "denied")]
    #[case(401, "", "denied")]
    #[case(400, r#"{"response":{"state":400,"error":"x"}}"#, "wrong")]
    #[case(500, r#"{"response":{"state":500,"error":"x"}}"#, "failed")]
    #[case(500, "{}", "out of order")]
    #[case(503, "<html>", "out of order")]
    #[case(200, "<html>Ведутся технические работы", "out of order")]
    #[case(403, "<html>Forbidden", "strange")]
    #[case(200, "<html>ЭлЖур", "strange")]
    #[case(200, r#"{"response":{"state":429}}"#, "limited")]
    #[case(429, "", "limited")]
    #[case(302, "", "strange")]
    #[case(404, "", "strange")]
    #[case(200, "{}", "strange")]
    #[case(200, r#"{"response":[]}"#, "strange")]
    #[case(200, r#"{"response":{"sta"#, "strange")]
    fn answers_are_told_apart(#[case] status: u16, #[case] body: &'static str, #[case] expected: &str) {
        assert_eq!(told(status, body), expected);
    }
}
