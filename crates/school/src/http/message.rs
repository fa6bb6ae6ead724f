//! Requests and answers, apart from how they travel.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use time::{OffsetDateTime, format_description::well_known::Rfc2822};
use url::Url;

use crate::{Outage, SchoolError, Secret};

/// How the app names itself to a server.
const USER_AGENT: &str = concat!("Peremena/", env!("CARGO_PKG_VERSION"));

/// One request.
pub struct Request {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    failed: Option<SchoolError>,
}

/// Query, headers and body may hold a token or a password: none of them is printed.
impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("host", &self.url.host_str())
            .field("path", &self.url.path())
            .finish_non_exhaustive()
    }
}

impl Request {
    fn new(method: Method, url: Url) -> Request {
        let mut headers = HeaderMap::new();
        headers.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
        Request { method, url, headers, body: Bytes::new(), failed: None }
    }

    /// `GET url`.
    pub fn get(url: Url) -> Request {
        Request::new(Method::GET, url)
    }

    /// `POST url`, with an empty body until one is given.
    pub fn post(url: Url) -> Request {
        Request::new(Method::POST, url)
    }

    /// `DELETE url`.
    pub fn delete(url: Url) -> Request {
        Request::new(Method::DELETE, url)
    }

    /// Adds a header.
    pub fn header(mut self, name: &'static str, value: &str) -> Request {
        self.put(HeaderName::from_static(name), value, false);
        self
    }

    /// Adds a header that must not be seen: a token, cookies.
    pub fn secret_header(mut self, name: &'static str, value: &Secret) -> Request {
        // Exposed to be sent to the one host that `url` names; marked sensitive for what prints headers.
        self.put(HeaderName::from_static(name), value.expose(), true);
        self
    }

    fn put(&mut self, name: HeaderName, value: &str, sensitive: bool) {
        match HeaderValue::from_str(value) {
            Ok(mut value) => {
                value.set_sensitive(sensitive);
                self.headers.insert(name, value);
            }
            // A pasted token with a line break in it, for one.
            Err(_) => self.failed = Some(SchoolError::Refused("the token has signs that no token has".into())),
        }
    }

    /// A form as the body.
    pub fn form(mut self, fields: &[(&str, &str)]) -> Request {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        self.body = Bytes::from(form.finish());
        self.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        self
    }

    /// JSON as the body.
    pub fn json(mut self, value: &serde_json::Value) -> Request {
        self.body = Bytes::from(value.to_string());
        self.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self
    }

    /// Plain text as the body.
    pub fn text(mut self, text: &str) -> Request {
        self.body = Bytes::copy_from_slice(text.as_bytes());
        self.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain;charset=UTF-8"));
        self
    }

    /// The request, unless something given to it could not be sent.
    pub(super) fn checked(mut self) -> Result<Request, SchoolError> {
        match self.failed.take() {
            Some(error) => Err(error),
            None => Ok(self),
        }
    }

    pub(super) fn into_http(self) -> Result<(Url, http::Request<Bytes>), SchoolError> {
        let Request { method, url, headers, body, .. } = self.checked()?;
        // The fragment is not sent, as on the wire.
        let mut target = url.clone();
        target.set_fragment(None);
        let mut request = http::Request::builder()
            .method(method)
            .uri(target.as_str())
            .body(body)
            .map_err(|_| SchoolError::Setting("an address cannot be asked for".into()))?;
        *request.headers_mut() = headers;
        if let Some(host) = url.host_str().and_then(|host| HeaderValue::from_str(host).ok()) {
            request.headers_mut().insert(header::HOST, host);
        }
        Ok((url, request))
    }
}

/// A whole answer.
#[derive(Clone)]
pub struct Response {
    /// Where it came from.
    pub url: Url,
    /// The status code.
    pub status: u16,
    /// The headers.
    pub(super) headers: HeaderMap,
    /// The body, as decoded.
    pub body: Bytes,
    /// What the body lacks. Only of a file: [`super::Http::send`] gives whole answers.
    pub(crate) missing: Option<Missing>,
}

/// Why a body is not whole.
#[derive(Clone, Debug)]
pub(crate) enum Missing {
    /// It is beyond the bound; with its size, where it was announced.
    TooLarge(Option<u64>),
    /// It broke off.
    Rest(SchoolError),
}

/// An answer may hold a token or a child's marks: neither is printed.
impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl Response {
    pub(crate) fn from_http(url: Url, response: http::Response<Bytes>) -> Response {
        let (parts, body) = response.into_parts();
        Response { url, status: parts.status.as_u16(), headers: parts.headers, body, missing: None }
    }

    /// The answer, if it is whole.
    pub(super) fn whole(self) -> Result<Response, SchoolError> {
        match self.missing {
            None => Ok(self),
            Some(Missing::TooLarge(_)) => Err(SchoolError::Strange("an answer without end".into())),
            Some(Missing::Rest(error)) => Err(error),
        }
    }

    fn text(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Content-Type without its parameters, in lower case.
    pub fn content_type(&self) -> Option<String> {
        let whole = self.text(header::CONTENT_TYPE)?;
        Some(whole.split(';').next().unwrap_or(whole).trim().to_ascii_lowercase())
    }

    /// Whether the server says that the body is a file to be kept, by its name or without one.
    pub(crate) fn names_a_file(&self) -> bool {
        let said = self.text(header::CONTENT_DISPOSITION).map(str::to_ascii_lowercase).unwrap_or_default();
        said.starts_with("attachment") || said.contains("filename")
    }

    /// Whether the body begins as a page does, and not merely as some XML.
    pub(crate) fn begins_a_page(&self) -> bool {
        let head: Vec<u8> = self.body.iter().take(256).map(u8::to_ascii_lowercase).collect();
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head).trim_ascii_start();
        ["<!doctype html", "<html", "<head", "<script", "<form"].iter().any(|sign| head.starts_with(sign.as_bytes()))
    }

    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether the body is a page for a browser, whatever its header says.
    pub fn is_html(&self) -> bool {
        let start = self.body.iter().position(|byte| !byte.is_ascii_whitespace() && !b"\xef\xbb\xbf".contains(byte));
        start.and_then(|at| self.body.get(at)) == Some(&b'<')
    }

    /// The text of a header; none where it is not there or is no text.
    pub fn header(&self, name: &'static str) -> Option<&str> {
        self.text(HeaderName::from_static(name))
    }

    /// Where a redirect leads; none where it is no redirect.
    pub fn location(&self) -> Option<Url> {
        if !(300..400).contains(&self.status) {
            return None;
        }
        self.url.join(self.text(header::LOCATION)?).ok()
    }

    /// Where a redirect leads, if that is the host that was asked, or one of these domains or below them.
    pub(crate) fn leads_within(&self, domains: &[&str]) -> Option<Url> {
        let own = |to: &Url| to.host_str().is_some() && to.host_str() == self.url.host_str();
        let near = |to: &Url| domains.iter().any(|domain| super::HostRule::Below((*domain).to_owned()).allows(to));
        self.location().filter(|to| own(to) || near(to))
    }

    /// The cookies that it sets, without their attributes; those it deletes have an empty value.
    pub fn cookies(&self) -> Vec<(String, Secret)> {
        let pair = |value: &HeaderValue| {
            let (pair, attributes) = value.to_str().ok().map(|text| text.split_once(';').unwrap_or((text, "")))?;
            let (name, value) = pair.split_once('=')?;
            let value = if is_over(attributes) { "" } else { value.trim().trim_matches('"') };
            Some((name.trim().to_owned(), Secret::new(value)))
        };
        self.headers.get_all(header::SET_COOKIE).iter().filter_map(pair).collect()
    }

    /// How long the server asks to wait: `Retry-After` in seconds or as a date. The date is read
    /// against the server's own `Date` where it sends one, else against `now`. At most a day.
    pub fn retry_after(&self, now: OffsetDateTime) -> Option<Duration> {
        const DAY: Duration = Duration::from_secs(24 * 60 * 60);
        let text = self.text(header::RETRY_AFTER)?.trim();
        let wait = match text.parse::<u64>() {
            Ok(seconds) => Duration::from_secs(seconds),
            Err(_) => {
                let until = OffsetDateTime::parse(text, &Rfc2822).ok()?;
                let from = self.text(header::DATE).and_then(|date| OffsetDateTime::parse(date, &Rfc2822).ok());
                // A date in the past: no wait.
                Duration::try_from(until - from.unwrap_or(now)).unwrap_or_default()
            }
        };
        Some(wait.min(DAY))
    }

    /// That the server is out of order, in these words, with how long it asks to wait: a server that is being worked on
    /// says so with 503 as one that is asked too often does with 429.
    pub(crate) fn out_of_order(&self, words: impl Into<String>, now: OffsetDateTime) -> SchoolError {
        SchoolError::OutOfOrder(Outage { words: words.into(), retry_after: self.retry_after(now) })
    }
}

/// Whether a cookie's attributes say that it has already ended, which is how one is deleted: frameworks write the age, an
/// end long ago (the beginning of all time, 12-Oct-1999 under ASP.NET), or both, beside any value.
fn is_over(attributes: &str) -> bool {
    let named = |name: &str| {
        let mut pairs = attributes.split(';').filter_map(|pair| pair.split_once('='));
        pairs.find(|(of, _)| of.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    };
    match named("max-age").and_then(|age| age.parse::<i64>().ok()) {
        Some(age) => age <= 0,
        None => named("expires").and_then(year).is_some_and(|year| year < 2000),
    }
}

/// The year of "Tue, 12-Oct-1999 00:00:00 GMT", with spaces or hyphens; of two figures as browsers read them
/// (<https://www.rfc-editor.org/rfc/rfc6265#section-5.1.1>).
fn year(end: &str) -> Option<u32> {
    let mut numbers = end.split([' ', '-']).filter(|part| part.parse::<u32>().is_ok());
    // The first is the day.
    let year = numbers.nth(1)?;
    let number = year.parse().ok()?;
    match (year.len(), number) {
        (2, 70..) => Some(1900 + number),
        (2, _) => Some(2000 + number),
        (4, _) => Some(number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::datetime;

    use super::*;

    fn answer(headers: &[(&str, &str)]) -> Response {
        let mut response = http::Response::builder().status(429);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        Response::from_http(Url::parse("https://school.example/a").unwrap(), response.body(Bytes::new()).unwrap())
    }

    #[rstest]
    #[case(&[("retry-after", "120")], Some(120))]
    #[case(&[("retry-after", "Sun, 13 Sep 2026 21:02:00 GMT")], Some(120))]
    #[case(&[("retry-after", "Sun, 13 Sep 2026 20:00:00 GMT")], Some(0))]
    #[case(&[("retry-after", "Sun, 13 Sep 2026 21:02:00 GMT"), ("date", "Sun, 13 Sep 2026 21:01:00 GMT")], Some(60))]
    #[case(&[("retry-after", "99999999999")], Some(86400))]
    #[case(&[("retry-after", "soon")], None)]
    #[case(&[], None)]
    fn the_wait_is_read(#[case] headers: &[(&str, &str)], #[case] seconds: Option<u64>) {
        let wait = answer(headers).retry_after(datetime!(2026-09-14 00:00 +3));
        assert_eq!(wait.map(|wait| wait.as_secs()), seconds);
    }

    #[rstest]
    #[case(&[("retry-after", "900")], Some(900))]
    #[case(&[("retry-after", "Sun, 13 Sep 2026 21:15:00 GMT")], Some(900))]
    #[case(&[], None)]
    fn an_outage_says_how_long_it_lasts(#[case] headers: &[(&str, &str)], #[case] seconds: Option<u64>) {
        let error = answer(headers).out_of_order("works", datetime!(2026-09-14 00:00 +3));
        assert_eq!(error.retry_after().map(|wait| wait.as_secs()), seconds);
        assert_eq!(error.asks_to_wait(), seconds.is_some());
        assert_eq!(error.to_string(), "the school system is out of order: works");
    }

    #[test]
    fn cookies_are_read_and_not_printed() {
        let response = answer(&[("set-cookie", "DnevnikAuth_a=abc=; path=/; HttpOnly"), ("set-cookie", "b=")]);
        let cookies = response.cookies();
        assert_eq!(cookies.len(), 2);
        assert_eq!((cookies[0].0.as_str(), cookies[0].1.expose()), ("DnevnikAuth_a", "abc="));
        assert!(!format!("{response:?}{cookies:?}").contains("abc"));
    }

    #[rstest]
    #[case("a=1; Path=/; HttpOnly", "1")]
    #[case("a=1; max-age=3600; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "1")]
    #[case("a=deleted; Path=/; Max-Age=0", "")]
    #[case("a=deleted; Max-Age=-1", "")]
    #[case("a=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT; path=/", "")]
    #[case("a=1; expires=Tue, 12-Oct-1999 00:00:00 GMT; path=/", "")]
    #[case("a=1; expires=Mon, 01 Jan 0001 00:00:00 GMT", "")]
    #[case("a=1; expires=Thu, 01-Jan-70 00:00:00 GMT", "")]
    #[case("a=1; expires=Thu, 01-Jan-37 00:00:00 GMT", "1")]
    #[case("a=1; Expires=Thu, 01 Jan 2037 00:00:00 GMT", "1")]
    #[case("a=1; Expires=Fri, 31 Dec 9999 23:59:59 GMT", "1")]
    #[case("a=1; Expires=soon", "1")]
    fn a_cookie_that_has_ended_is_deleted(#[case] set: &str, #[case] value: &str) {
        assert_eq!(answer(&[("set-cookie", set)]).cookies(), [("a".to_owned(), Secret::new(value))]);
    }

    #[test]
    fn a_request_does_not_print_its_secrets() {
        let url = Url::parse("https://school.example/a?auth_token=canary").unwrap();
        let request = Request::get(url.clone()).secret_header("access-token", &Secret::new("canary"));
        assert!(!format!("{request:?}").contains("canary"));
        let broken = Request::get(url).secret_header("access-token", &Secret::new("a\nb"));
        assert!(matches!(broken.checked(), Err(SchoolError::Refused(_))));
    }
}
