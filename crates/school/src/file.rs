//! Files of homework, announcements and letters: where the content of one lies, and what came when it was asked for.
//!
//! Promises: a token goes to the hosts of its account and nowhere else; what lies elsewhere is never fetched here but
//! told as a [`Link`], which the family opens in its own browser once it has read the host; a redirect is not followed.

use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use peremena_model::{Attachment, Item};
use time::OffsetDateTime;
use url::{Host, Url};

use crate::{
    SchoolError,
    http::{Missing, Response},
};

/// Where the content of a file lies, as far as its id tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileAt {
    /// At the account's school: [`crate::SchoolApi::attachment`] fetches it.
    School,
    /// At an address of another host.
    Elsewhere(Link),
    /// Nothing that is known leads to it.
    Unknown,
}

impl FileAt {
    /// Of a system whose files are links: nobody knows which of its hosts would be given a token, so none is. The
    /// family's browser is signed in there, or is not.
    pub(crate) fn by_link(file: &Attachment) -> FileAt {
        Link::read(&file.id).map_or(FileAt::Unknown, FileAt::Elsewhere)
    }
}

/// A file that is asked for.
#[derive(Clone, Debug)]
pub struct FileAsk {
    /// The homework, announcement or letter that it belongs to.
    pub item: Item,
    /// Which of its files.
    pub file: Attachment,
    /// The moment of asking.
    pub now: OffsetDateTime,
}

/// What came of asking for a file. Trouble with the school itself is a [`SchoolError`].
#[derive(Clone, PartialEq, Eq)]
pub enum Content {
    /// The whole file.
    Whole(Bytes),
    /// It is larger than what is fetched; with how large in bytes, where the school says so.
    TooLarge(Option<u64>),
    /// It began to come, and broke off or took too long.
    Cut,
    /// The school has it no more.
    Gone,
    /// A page for a browser, or the server's own words, in place of it.
    Page,
    /// It lies at another host.
    Elsewhere(Link),
}

impl Content {
    /// Whether it is the file itself that has come, or begun to.
    pub(crate) fn is_the_file(&self) -> bool {
        match self {
            Content::Whole(_) | Content::TooLarge(_) | Content::Cut => true,
            Content::Gone | Content::Page | Content::Elsewhere(_) => false,
        }
    }
}

/// A file is a family's: its bytes are not printed.
impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Content::Whole(bytes) => write!(f, "Whole({} bytes)", bytes.len()),
            Content::TooLarge(size) => f.debug_tuple("TooLarge").field(size).finish(),
            Content::Cut => f.write_str("Cut"),
            Content::Gone => f.write_str("Gone"),
            Content::Page => f.write_str("Page"),
            Content::Elsewhere(link) => f.debug_tuple("Elsewhere").field(link).finish(),
        }
    }
}

/// An address that a browser may be sent to: https, a host with a name, nobody's login in it.
#[derive(Clone, PartialEq, Eq)]
pub struct Link(Url);

/// What stands behind the host may open the file to whoever reads it.
impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Link({})", self.host())
    }
}

impl Link {
    /// The link that `text` is; none where it is none, or not one for a browser.
    pub fn read(text: &str) -> Option<Link> {
        Link::of(Url::parse(text.trim()).ok()?)
    }

    pub(crate) fn of(url: Url) -> Option<Link> {
        let named = matches!(url.host(), Some(Host::Domain(name)) if name.contains('.') && !name.ends_with('.'));
        let bare = url.username().is_empty() && url.password().is_none();
        (url.scheme() == "https" && named && bare).then_some(Link(url))
    }

    /// Where it leads, as it is shown: "uchebnik.example.ru", letters beyond ASCII as punycode, a port that is not
    /// https's own behind it.
    pub fn host(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        self.0.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// The address, for the family's browser and nothing else.
    pub fn address(&self) -> &str {
        self.0.as_str()
    }
}

/// How much of a file has come; shared between who fetches and who shows.
#[derive(Debug, Default)]
pub struct Arrived {
    bytes: AtomicU64,
    size: AtomicU64,
}

impl Arrived {
    /// Bytes so far.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Bytes in all, where the school says so.
    pub fn size(&self) -> Option<u64> {
        Some(self.size.load(Ordering::Relaxed)).filter(|size| *size > 0)
    }

    /// A new answer begins.
    pub(crate) fn begin(&self, size: Option<u64>) {
        self.bytes.store(0, Ordering::Relaxed);
        self.size.store(size.unwrap_or_default(), Ordering::Relaxed);
    }

    pub(crate) fn add(&self, bytes: usize) {
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

/// What an answer is worth to whoever asked for a file: the file itself, or what has become of it. None where the answer
/// speaks of something else (the session, the server): the system's own judge is to be asked then.
pub(crate) fn content(response: &Response, name: &str) -> Option<Content> {
    match response.status {
        404 | 410 => Some(Content::Gone),
        200..=299 if is_file(response, name) => Some(match &response.missing {
            None => Content::Whole(response.body.clone()),
            Some(Missing::TooLarge(size)) => Content::TooLarge(*size),
            Some(Missing::Rest(_)) => Content::Cut,
        }),
        _ => None,
    }
}

/// What is left to say where the system's judge finds no words of its own system in the answer.
///
/// # Errors
/// What the judge says of session and server.
pub(crate) fn unjudged(response: &Response, said: SchoolError) -> Result<Content, SchoolError> {
    match said {
        SchoolError::Strange(_) => Ok(elsewhere(response).map_or(Content::Page, Content::Elsewhere)),
        other => Err(other),
    }
}

/// Where a redirect leads, if that is another host.
fn elsewhere(response: &Response) -> Option<Link> {
    let to = response.location().filter(|to| to.host_str() != response.url.host_str())?;
    Link::of(to)
}

/// Whether a body is the file. A server that says what it is called means the file, whatever is in it.
fn is_file(response: &Response, name: &str) -> bool {
    if response.names_a_file() {
        return true;
    }
    let name = name.to_lowercase();
    let of = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let kind = response.content_type().unwrap_or_default();
    let page = kind == "text/html" || response.begins_a_page();
    let words = kind == "application/json";
    (!page || of(&[".html", ".htm", ".xhtml"])) && (!words || of(&[".json", ".ipynb"]))
}

/// Whether an id can stand in a path as it is: what comes from a school is foreign, and "../" would be another call.
pub(crate) fn is_plain(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'-')
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://uchebnik.example.ru/f/1?t=canary", Some("uchebnik.example.ru"))]
    #[case("https://files.example.ru:8443/1", Some("files.example.ru:8443"))]
    #[case("https://школа.example.ru/1", Some("xn--80atdl2c.example.ru"))]
    #[case("  https://a.example.ru/ ", Some("a.example.ru"))]
    #[case("http://a.example.ru/1", None)]
    #[case("https://school@evil.example/", None)]
    #[case("https://a:b@evil.example/", None)]
    #[case("https://192.168.0.1/reboot", None)]
    #[case("https://[::1]/", None)]
    #[case("https://localhost/", None)]
    #[case("file:///etc/passwd", None)]
    #[case("javascript:alert(1)", None)]
    #[case("6001", None)]
    fn a_browser_is_sent_to_named_hosts_over_https(#[case] text: &str, #[case] host: Option<&str>) {
        let link = Link::read(text);
        assert_eq!(link.as_ref().map(Link::host).as_deref(), host);
        assert!(!format!("{link:?}").contains("canary"));
    }

    /// Where a link came in place of an id, no system's token goes after it.
    #[test]
    fn no_system_follows_a_link() {
        let file = Attachment { id: "https://uchebnik.example.ru/f/1".into(), name: "a.pdf".into(), size: None };
        for system in crate::registry::systems() {
            let at = system.file_at(&crate::Settings::default(), &file);
            assert_ne!(at, FileAt::School, "{}", system.word());
            let by_links = ["mesh", "my-school", "eljur"].contains(&system.word());
            assert_eq!(matches!(at, FileAt::Elsewhere(_)), by_links, "{}", system.word());
        }
    }

    #[rstest]
    #[case("6001", true)]
    #[case("3f2504e0-4f89-11d3-9a0c-0305e82c3301", true)]
    #[case("", false)]
    #[case("..", false)]
    #[case("../auth/logout", false)]
    #[case("1?x=2", false)]
    #[case("//evil.example/1", false)]
    fn an_id_is_no_path(#[case] id: &str, #[case] plain: bool) {
        assert_eq!(is_plain(id), plain);
    }

    fn told(status: u16, headers: &[(&str, &str)], body: &'static str, name: &str) -> String {
        let mut response = http::Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        let response = response.body(Bytes::from_static(body.as_bytes())).unwrap();
        let response =
            Response::from_http(Url::parse("https://sgo.example.ru/webapi/attachments/1").unwrap(), response);
        match content(&response, name) {
            Some(content) => format!("{content:?}"),
            None => match unjudged(&response, SchoolError::Strange("another".into())) {
                Ok(content) => format!("judge: {content:?}"),
                Err(error) => format!("judge: {error}"),
            },
        }
    }

    const NAMED: (&str, &str) = ("content-disposition", "attachment; filename=f.html");

    #[rstest]
    #[case(200, &[], "%PDF-1.7", "a.pdf", "Whole(8 bytes)")]
    #[case(200, &[("content-type", "image/svg+xml")], "<svg/>", "a.svg", "Whole(6 bytes)")]
    #[case(200, &[NAMED, ("content-type", "text/html")], "<html>", "f.html", "Whole(6 bytes)")]
    #[case(200, &[], "<html>", "a.html", "Whole(6 bytes)")]
    #[case(200, &[("content-type", "text/html")], "  <p>", "a.pdf", "judge: Page")]
    #[case(200, &[], "<!DOCTYPE html><p>", "a.pdf", "judge: Page")]
    #[case(200, &[("content-type", "application/octet-stream")], "\n<HTML>", "a.pdf", "judge: Page")]
    #[case(200, &[("content-type", "application/json; charset=utf-8")], "{}", "a.pdf", "judge: Page")]
    #[case(200, &[("content-type", "application/json")], "{}", "a.json", "Whole(2 bytes)")]
    #[case(404, &[], "", "a.pdf", "Gone")]
    #[case(410, &[], "<html>", "a.pdf", "Gone")]
    #[case(302, &[("location", "https://cdn.example/f?sig=canary")], "", "a.pdf", "judge: Elsewhere(Link(cdn.example))")]
    #[case(302, &[("location", "http://cdn.example/f")], "", "a.pdf", "judge: Page")]
    #[case(302, &[("location", "/other")], "", "a.pdf", "judge: Page")]
    fn a_file_is_told_from_what_stands_in_its_place(
        #[case] status: u16,
        #[case] headers: &[(&str, &str)],
        #[case] body: &'static str,
        #[case] name: &str,
        #[case] expected: &str,
    ) {
        assert_eq!(told(status, headers, body, name), expected);
    }
}
