//! One request to the API, and what its answer amounts to.
//!
//! The server's status and its words do not always agree (docs/systems/dnevnik-ru.md, "Errors"): an
//! object with the texts `type` and `description` is an error under any status, and a page for a
//! browser is never an answer.

use bytes::Bytes;
use serde::{Deserialize, de::IgnoredAny};
use time::OffsetDateTime;
use url::Url;

use crate::{
    Arrived, Content, HostRule, Http, Link, SchoolError, Secret, file,
    html::clean,
    http::{Request, Response},
    lenient::{Maybe, Text, read},
};

/// The API of one signed-in account.
pub(super) struct Door {
    pub(super) http: Http,
    /// `https://api.dnevnik.ru/v2/`.
    pub(super) api: Url,
    /// `https://api.dnevnik.ru/mobile/v8.5/`.
    pub(super) mobile: Url,
    /// The platform's other hosts: files may lie there, which are asked for without the token.
    pub(super) platform: HostRule,
    pub(super) token: Secret,
    /// The site's own JSON, where the token is the cookie of its sign-in.
    pub(super) site: Option<Site>,
}

/// The site's own JSON.
pub(super) struct Site {
    /// `https://dnevnik.ru/api/v2/marks/`.
    pub(super) root: Url,
    /// The cookie as it is sent.
    pub(super) cookie: Secret,
}

/// An answer that is none.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub(super) error: SchoolError,
    /// Whether a shorter range of days may be answered.
    pub(super) range: Range,
    /// Whether the same will be said tomorrow. A page for a browser, or a body that is none, is not: it may be a bad day.
    pub(super) settled: bool,
}

/// What a refusal says of the range that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Range {
    /// The request itself is refused: it may be too long.
    TooLong,
    /// The server failed: it may be too long, or the server is down.
    Unclear,
    /// Another reason.
    Sound,
}

impl From<Refusal> for SchoolError {
    fn from(refusal: Refusal) -> SchoolError {
        refusal.error
    }
}

/// An answer of another shape than that of its call.
impl From<SchoolError> for Refusal {
    fn from(error: SchoolError) -> Refusal {
        Refusal::new(error)
    }
}

impl Refusal {
    fn new(error: SchoolError) -> Refusal {
        Refusal::of(error, Range::Sound)
    }

    fn of(error: SchoolError, range: Range) -> Refusal {
        // What is not allowed, and what is not there.
        let settled = matches!(error, SchoolError::Forbidden(_) | SchoolError::Strange(_));
        Refusal { error, range, settled }
    }

    fn for_now(self) -> Refusal {
        Refusal { settled: false, ..self }
    }
}

impl Door {
    /// `GET` below the API's root. `path` holds ids and dates only.
    pub(super) async fn get(&self, path: &str, query: &[(&str, &str)], now: OffsetDateTime) -> Result<Bytes, Refusal> {
        self.ask(&self.api, path, query, now).await
    }

    /// The same of the mobile API. That it does not take the token says nothing of the session, which the other one has
    /// proven; nor does a path that it does not know, a page or another address say that it is another system. Whatever
    /// the word, it is not open to the account.
    pub(super) async fn get_mobile(
        &self,
        path: &str,
        query: &[(&str, &str)],
        now: OffsetDateTime,
    ) -> Result<Bytes, SchoolError> {
        self.ask(&self.mobile, path, query, now).await.map_err(not_open)
    }

    /// The same of the site's own JSON, with the site's cookie and without the token. What it does not give says nothing of
    /// the session either, and it is not waited for as long as an API.
    pub(super) async fn get_site(
        &self,
        path: &str,
        query: &[(&str, &str)],
        now: OffsetDateTime,
    ) -> Result<Bytes, SchoolError> {
        let site = self.site.as_ref().ok_or_else(|| SchoolError::Forbidden("not signed in at the site".into()))?;
        let request = Request::get(address(&site.root, path, query)?).header("accept", "application/json");
        let answer = self.answered(request.secret_header("cookie", &site.cookie), now);
        match tokio::time::timeout(self.http.patience(), answer).await {
            Ok(answer) => answer.map_err(not_open),
            Err(_) => Err(SchoolError::Unreachable("the site did not answer in time".into())),
        }
    }

    /// A file at the address that the API has told. The token goes to the API's own host and nowhere else. Another host of
    /// the platform is asked without it; what it does not give so lies elsewhere, as what is not the platform's does: the
    /// family's browser may be signed in there.
    pub(super) async fn get_file(
        &self,
        address: &str,
        name: &str,
        arrived: &Arrived,
        now: OffsetDateTime,
    ) -> Result<Content, SchoolError> {
        let Ok(url) = Url::parse(address.trim()) else { return Ok(Content::Gone) };
        if url.origin() == self.api.origin() {
            let request = Request::get(url).secret_header("access-token", &self.token);
            return judge_file(self.http.send_for_file(request, arrived).await?, name, now);
        }
        let Some(link) = Link::of(url.clone()) else { return Ok(Content::Gone) };
        if !self.platform.allows(&url) {
            return Ok(Content::Elsewhere(link));
        }
        let response = self.http.send_for_file(Request::get(url), arrived).await?;
        Ok(match file::content(&response, name) {
            Some(content @ (Content::Whole(_) | Content::TooLarge(_) | Content::Cut)) => content,
            _ => Content::Elsewhere(link),
        })
    }

    async fn ask(&self, root: &Url, path: &str, query: &[(&str, &str)], now: OffsetDateTime) -> Result<Bytes, Refusal> {
        let request = Request::get(address(root, path, query)?).header("accept", "application/json");
        self.answered(request.secret_header("access-token", &self.token), now).await
    }

    async fn answered(&self, request: Request, now: OffsetDateTime) -> Result<Bytes, Refusal> {
        match self.http.send(request).await {
            Ok(response) => judge(response, now),
            Err(error @ SchoolError::Strange(_)) => Err(Refusal::of(error, Range::TooLong).for_now()),
            Err(error) => Err(Refusal::new(error)),
        }
    }
}

fn address(root: &Url, path: &str, query: &[(&str, &str)]) -> Result<Url, SchoolError> {
    let mut url = root.join(path).map_err(|_| SchoolError::Setting("the API's address cannot be extended".into()))?;
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query);
    }
    Ok(url)
}

/// A refusal that speaks of one part of the system alone.
fn not_open(refusal: Refusal) -> SchoolError {
    match refusal {
        Refusal { error: SchoolError::Refused(why) | SchoolError::Forbidden(why), .. }
        | Refusal { error: SchoolError::Strange(why), range: Range::Sound, .. } => SchoolError::Forbidden(why),
        refusal => refusal.into(),
    }
}

/// A file that was asked for with the token, or what stands in its place.
fn judge_file(response: Response, name: &str, now: OffsetDateTime) -> Result<Content, SchoolError> {
    let words = !response.names_a_file() && !response.is_html() && error_object(&response.body).is_some();
    if let Some(content) = file::content(&response, name).filter(|_| !words || response.status == 404) {
        return Ok(content);
    }
    match judge(response.clone(), now) {
        Ok(_) => Ok(Content::Page),
        Err(refusal) => file::unjudged(&response, refusal.into()),
    }
}

/// The body of an answer, where it is one.
pub(super) fn judge(response: Response, now: OffsetDateTime) -> Result<Bytes, Refusal> {
    let html = response.is_html();
    if !html {
        // The words come before the status: `invalidToken` has been seen under several.
        if let Some((kind, description)) = error_object(&response.body) {
            return Err(by_word(&kind, &description, &response, now));
        }
    }
    let text = || notice(&response.body).unwrap_or_else(|| format!("status {}", response.status));
    match response.status {
        401 => Err(Refusal::new(SchoolError::Refused("the session has ended".into()))),
        403 if !html => Err(Refusal::new(SchoolError::Forbidden("status 403".into()))),
        429 => Err(Refusal::new(SchoolError::Limited { retry_after: response.retry_after(now) })),
        500..=599 => Err(Refusal::of(
            response.out_of_order(text(), now),
            // A maintenance page speaks for the whole server.
            if html || response.status == 503 { Range::Sound } else { Range::Unclear },
        )),
        status if html => {
            let refusal = Refusal::new(match notice(&response.body) {
                Some(text) => response.out_of_order(text, now),
                None => SchoolError::Strange("a page for a browser".into()),
            });
            // A page that says "not found" is an answer.
            Err(if (400..500).contains(&status) { refusal } else { refusal.for_now() })
        }
        300..=399 => Err(Refusal::new(SchoolError::Strange("the API leads to another address".into())).for_now()),
        status @ (400 | 413 | 414) => {
            Err(Refusal::of(SchoolError::Strange(format!("status {status}")), Range::TooLong))
        }
        200..=299 => Ok(response.body),
        status => Err(Refusal::new(SchoolError::Strange(format!("status {status}")))),
    }
}

/// `type` and `description` of an error object; none where the body is anything else.
fn error_object(body: &[u8]) -> Option<(String, String)> {
    /// An error is a few words; a long answer is data.
    const LONGEST: usize = 8 * 1024;
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Words<'a> {
        #[serde(rename = "type", borrow)]
        kind: Text<'a>,
        #[serde(borrow)]
        description: Text<'a>,
        // Every answer of the mobile API is an envelope of both: what it holds makes it one, whatever its word.
        #[serde(rename = "postList")]
        posts: Option<IgnoredAny>,
        weeks: Option<IgnoredAny>,
        #[serde(rename = "periodMarks")]
        averages: Option<IgnoredAny>,
    }
    if body.len() > LONGEST {
        return None;
    }
    let mut room = None;
    let (words, _) = read::<Maybe<Words<'_>>>(body, &mut room).ok()?;
    let words = words.0?;
    if words.posts.is_some() || words.weeks.is_some() || words.averages.is_some() {
        return None;
    }
    // Nor is one that holds something else, if it says so itself.
    let kind = words.kind.owned().filter(|kind| !kind.eq_ignore_ascii_case("success"))?;
    Some((kind, words.description.owned()?))
}

/// §3: bare and prefixed spellings, compared without case.
fn by_word(kind: &str, description: &str, response: &Response, now: OffsetDateTime) -> Refusal {
    let lower = kind.to_ascii_lowercase();
    let bare = lower.strip_prefix("api").unwrap_or(&lower);
    // "authorizationFailed" is a word of its own; "authorizationInvalidToken" is a prefixed one.
    let bare = if bare == "authorizationfailed" { bare } else { bare.strip_prefix("authorization").unwrap_or(bare) };
    let word = clean(kind);
    match bare {
        "invalidtoken" | "tokenrequired" | "authorizationfailed" => Refusal::new(SchoolError::Refused(word)),
        "systemforbidden" | "notowner" | "ownerforbidden" | "outofscope" => Refusal::new(SchoolError::Forbidden(word)),
        "requestlimit" => Refusal::new(SchoolError::Limited { retry_after: response.retry_after(now) }),
        "servererror" | "unknownerror" => Refusal::of(response.out_of_order(clean(description), now), Range::Unclear),
        "parameterinvalid" | "invalidrequest" => Refusal::of(SchoolError::Strange(word), Range::TooLong),
        // A word that nobody has seen: the status may know more.
        _ => match response.status {
            401 => Refusal::new(SchoolError::Refused(word)),
            403 => Refusal::new(SchoolError::Forbidden(word)),
            429 => Refusal::new(SchoolError::Limited { retry_after: response.retry_after(now) }),
            500..=599 => Refusal::of(response.out_of_order(word, now), Range::Unclear),
            _ => Refusal::new(SchoolError::Strange(word)),
        },
    }
}

/// The text of a maintenance page: the paragraph after `error__description` (§3); none on other pages.
pub(super) fn notice(body: &[u8]) -> Option<String> {
    let page = String::from_utf8_lossy(body);
    let (_, after) = page.split_once("error__description")?;
    let (_, inner) = after.split_once('>')?;
    let end = inner.find("</div").unwrap_or(inner.len());
    let text = clean(inner.get(..end)?);
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::datetime;

    use super::*;

    fn answer(status: u16, kind: &str, body: &'static str) -> Result<Bytes, SchoolError> {
        let response = http::Response::builder().status(status).header("content-type", kind);
        let url = Url::parse("https://api.dnevnik.ru/v2/users/me").unwrap();
        let response = Response::from_http(url, response.body(Bytes::from_static(body.as_bytes())).unwrap());
        judge(response, datetime!(2026-09-14 12:00 UTC)).map_err(SchoolError::from)
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
    #[case(200, r#"{"type":"invalidToken","description":"Token is bad"}"#, "refused")]
    #[case(401, "", "refused")]
    #[case(200, r#"{"type":"tokenRequired","description":"x"}"#, "refused")]
    #[case(400, r#"{"type":"authorizationFailed","description":"x"}"#, "refused")]
    #[case(403, r#"{"type":"authorizationInvalidToken","description":"x"}"#, "refused")]
    #[case(200, r#"{"type":"ApiSystemForbidden","description":"x"}"#, "forbidden")]
    #[case(403, r#"{"type":"notOwner","description":"x"}"#, "forbidden")]
    #[case(403, "{}", "forbidden")]
    #[case(200, r#"{"type":"requestLimit","description":"x"}"#, "limited")]
    #[case(429, "<html>", "limited")]
    #[case(200, r#"{"type":"apiServerError","description":"x"}"#, "out of order")]
    #[case(200, r#"{"type":"apiUnknownError","description":"x"}"#, "out of order")]
    #[case(500, r#"{"type":"neverSeen","description":"x"}"#, "out of order")]
    #[case(200, r#"{"type":"neverSeen","description":"x"}"#, "strange")]
    #[case(200, r#"{"type":"parameterInvalid","description":"x"}"#, "strange")]
    #[case(502, "<html><h1>Bad Gateway</h1>", "out of order")]
    #[case(503, "", "out of order")]
    #[case(200, "<!doctype html><form action=/login>", "strange")]
    #[case(403, "<html>", "strange")]
    #[case(302, "", "strange")]
    #[case(404, "", "strange")]
    fn errors_are_told_apart(#[case] status: u16, #[case] body: &'static str, #[case] expected: &str) {
        let error = answer(status, "text/plain", body).unwrap_err();
        assert_eq!(word(&error), expected);
    }

    #[test]
    fn a_maintenance_page_is_quoted_under_any_status() {
        let page = "<html><div class=\"error__description\">\n<p>Идут <b>технические</b>\tработы</p></div><p>x</p>";
        for status in [200, 404, 503] {
            match answer(status, "text/html", page) {
                Err(SchoolError::OutOfOrder(outage)) => assert_eq!(outage.words, "Идут технические работы"),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn things_with_a_type_alone_are_no_errors() {
        assert!(answer(200, "application/json", r#"{"type":"Quarter","description":null,"id":1}"#).is_ok());
        assert!(answer(200, "application/json", r#"[{"type":"a","description":"b"}]"#).is_ok());
    }
}
