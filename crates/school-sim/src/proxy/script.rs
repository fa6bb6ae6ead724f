//! What a client gets of an answer, step by step.

use std::io::Write;
use std::time::Duration;

use super::Fault;

/// One thing that is done to the client's connection. After the last it is closed.
#[derive(Debug)]
pub(super) enum Step {
    Send(Vec<u8>),
    Wait(Duration),
    Drip {
        bytes: Vec<u8>,
        pause: Duration,
    },
    /// So often, or until the client goes.
    Repeat {
        bytes: Vec<u8>,
        times: Option<u32>,
    },
    Reset,
    Hang,
}

/// An answer of the school, taken apart.
pub(super) struct Answer<'a> {
    first_line: &'a str,
    /// Without length and encoding of the transfer.
    headers: Vec<&'a str>,
    body: &'a [u8],
}

impl<'a> Answer<'a> {
    /// The answer that these bytes are; none where they are no whole one.
    pub(super) fn of(bytes: &'a [u8]) -> Option<Answer<'a>> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = std::str::from_utf8(bytes.get(..end)?).ok()?;
        let (first_line, rest) = head.split_once("\r\n")?;
        let ours = |line: &&str| {
            let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
            !["content-length", "transfer-encoding", "connection"].contains(&name.as_str())
        };
        Some(Answer { first_line, headers: rest.split("\r\n").filter(ours).collect(), body: bytes.get(end + 4..)? })
    }

    /// Head and body, with further headers.
    fn with(&self, further: &str, body: &[u8]) -> Vec<u8> {
        self.titled(self.first_line, further, body)
    }

    fn titled(&self, first_line: &str, further: &str, body: &[u8]) -> Vec<u8> {
        self.kept_open(first_line, &format!("connection: close\r\n{further}"), body)
    }

    /// Without a word that the connection is closed after it.
    fn kept_open(&self, first_line: &str, further: &str, body: &[u8]) -> Vec<u8> {
        let head = format!("{first_line}\r\n{}\r\n{further}\r\n", self.headers.join("\r\n"));
        [head.as_bytes(), body].concat()
    }

    /// As it was sent.
    fn whole(&self) -> Vec<u8> {
        self.measured(self.body)
    }

    /// With another body, and its length.
    fn measured(&self, body: &[u8]) -> Vec<u8> {
        self.with(&length(body.len()), body)
    }

    /// Without the header of this name.
    fn without(&self, name: &str) -> Answer<'a> {
        let kept = |line: &&&str| !line.to_ascii_lowercase().starts_with(name);
        Answer { headers: self.headers.iter().filter(kept).copied().collect(), ..*self }
    }
}

fn length(bytes: usize) -> String {
    format!("content-length: {bytes}\r\n")
}

const CHUNKED: &str = "transfer-encoding: chunked\r\n";
const GZIP: &str = "content-encoding: gzip\r\n";
const LOGIN_PAGE: &str = "<!DOCTYPE html><html><head><title>Вход</title></head><body><form action=\"/login/\" \
    method=\"post\"><input name=\"login\"><input name=\"password\" type=\"password\"></form></body></html>";
const MEGABYTE: usize = 1 << 20;

pub(super) fn script(fault: &Fault, answer: &Answer<'_>, target: &str) -> Vec<Step> {
    let body = answer.body;
    let half = body.get(..body.len() / 2).unwrap_or_default();
    let send = |bytes: Vec<u8>| vec![Step::Send(bytes)];
    let first = |bytes: Vec<u8>, count: usize| bytes.into_iter().take(count).collect::<Vec<u8>>();
    match fault {
        Fault::Late(long) => vec![Step::Wait(*long), Step::Send(answer.whole())],
        Fault::Drip(pause) => vec![Step::Drip { bytes: answer.whole(), pause: *pause }],
        Fault::Stall => vec![Step::Send(answer.with(&length(body.len()), half)), Step::Hang],
        Fault::Silence => vec![Step::Hang],
        Fault::Hangup => Vec::new(),
        Fault::CutAt(count) => send(first(answer.whole(), *count)),
        Fault::CutUntold(count) => send(first(answer.with("", body), *count)),
        Fault::ResetAt(count) => vec![Step::Send(first(answer.whole(), *count)), Step::Reset],
        Fault::LengthMore => send(answer.with(&length(body.len() + 100), body)),
        Fault::LengthLess => send(answer.with(&length(body.len().saturating_sub(20)), body)),
        Fault::LengthTwice => send(answer.with(&[length(body.len()), length(body.len() / 2)].concat(), body)),
        Fault::LengthNonsense => send(answer.with("content-length: -1\r\n", body)),
        Fault::LengthUntold => send(answer.titled(&answer.first_line.replacen("1.1", "1.0", 1), "", body)),
        Fault::Chunked => send(answer.with(CHUNKED, &[chunks(body).as_slice(), b"0\r\nx-end: 1\r\n\r\n"].concat())),
        Fault::BrokenChunk => send(answer.with(CHUNKED, &[chunks(half).as_slice(), b"zz\r\n", body].concat())),
        Fault::UnendedChunks => send(answer.with(CHUNKED, &chunks(body))),
        Fault::GzipBomb => send(answer.with(&[length(bomb().len()).as_str(), GZIP].concat(), bomb())),
        Fault::GzipCut => {
            let packed = pack(body);
            let half = packed.get(..packed.len() / 2).unwrap_or_default();
            send(answer.with(&[length(half.len()).as_str(), GZIP].concat(), half))
        }
        Fault::GzipUntrue => send(answer.with(&[length(body.len()).as_str(), GZIP].concat(), body)),
        Fault::UnknownEncoding => {
            let other: Vec<u8> = body.iter().map(|byte| byte ^ 0x55).collect();
            send(answer.with(&[&length(other.len()), "content-encoding: br\r\n"].concat(), &other))
        }
        Fault::Endless => {
            vec![Step::Send(answer.with("", b"[")), Step::Repeat { bytes: b"0,".repeat(4096), times: None }]
        }
        Fault::EndlessHeader => {
            let start = format!("{}\r\nx-more: ", answer.first_line).into_bytes();
            vec![Step::Send(start), Step::Repeat { bytes: vec![b'x'; 4096], times: None }]
        }
        Fault::EndlessHeaders => {
            let start = format!("{}\r\n", answer.first_line).into_bytes();
            vec![Step::Send(start), Step::Repeat { bytes: b"x-more: x\r\n".to_vec(), times: None }]
        }
        Fault::HugeHeader => {
            let header = format!("{}x-more: {}\r\n", length(body.len()), "x".repeat(MEGABYTE));
            send(answer.with(&header, body))
        }
        Fault::DuplicateHeaders => {
            let again: String = answer.headers.iter().map(|line| format!("{line}\r\n")).collect();
            send(answer.with(&[again, length(body.len()), length(body.len())].concat(), body))
        }
        Fault::EndlessContinue => vec![Step::Repeat { bytes: b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(), times: None }],
        Fault::EarlyHints => {
            let hints = b"HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n".repeat(3);
            send([hints, answer.whole()].concat())
        }
        Fault::Huge => huge(answer, &length(100 * MEGABYTE), false),
        Fault::HugeChunked => huge(answer, CHUNKED, true),
        Fault::DeepJson => send(answer.measured(&b"[".repeat(MEGABYTE))),
        Fault::LongString => send(answer.measured(format!("[\"{}\"]", "ы".repeat(15 * MEGABYTE / 2)).as_bytes())),
        Fault::RawNul => send(answer.measured(&in_strings(body, b"\0"))),
        Fault::LoneSurrogates => send(answer.measured(&in_strings(body, br"\ud83d"))),
        Fault::HugeNumber => send(answer.measured(b"[1e999999,{\"id\":123456789012345678901234567890}]")),
        Fault::ByteOrderMark => send(answer.measured(&[b"\xef\xbb\xbf", body].concat())),
        Fault::WrongCharset => {
            let plain = answer.without("content-type:");
            send(
                plain.with(&[&length(body.len()), "content-type: application/json; charset=utf-16\r\n"].concat(), body),
            )
        }
        Fault::OtherCharset => {
            let text = String::from_utf8_lossy(body);
            let (other, _, _) = encoding_rs::WINDOWS_1251.encode(&text);
            send(answer.measured(&other))
        }
        Fault::LoginPage => login_page(answer, "text/html; charset=utf-8"),
        Fault::LoginPageAsJson => login_page(answer, "application/json"),
        Fault::NoContent => send(answer.titled("HTTP/1.1 204 No Content", &length(body.len()), body)),
        Fault::RedirectLoop => send(redirect(answer, &format!("location: {target}\r\n"))),
        Fault::RedirectTo(address) => send(redirect(answer, &format!("location: {address}\r\n"))),
        Fault::RedirectNowhere => send(redirect(answer, "")),
        Fault::Switching => {
            let head = "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n";
            vec![Step::Send(head.into()), Step::Hang]
        }
        Fault::OddStatus => send(answer.titled("HTTP/1.1 999 Beyond", &length(body.len()), body)),
        Fault::ClockSkew(year) => {
            let plain = answer.without("date:");
            // The first of July is the day of the week that the year makes it; a client must not mind either.
            let date = format!("date: Wed, 01 Jul {year} 12:00:00 GMT\r\n");
            send(plain.with(&[length(body.len()), date].concat(), body))
        }
        Fault::Garbage => send((0..2048_u32).map(|at| (at.wrapping_mul(167) >> 3).to_le_bytes()[0] | 0x80).collect()),
        Fault::TlsBytes => vec![Step::Send(vec![0x16, 0x03, 0x03, 0x00, 0x7a, 0x02, 0x00, 0x00, 0x76]), Step::Hang],
        Fault::SecondAnswer => {
            let kept = |body: &[u8]| answer.kept_open(answer.first_line, &length(body.len()), body);
            vec![Step::Send([kept(body), kept(b"{\"stolen\":1}")].concat()), Step::Hang]
        }
        Fault::ClosesKept => send(answer.kept_open(answer.first_line, &length(body.len()), body)),
        Fault::Empty => send(answer.measured(b"")),
    }
}

fn login_page(answer: &Answer<'_>, kind: &str) -> Vec<Step> {
    let plain = answer.without("content-type:");
    let header = format!("{}content-type: {kind}\r\n", length(LOGIN_PAGE.len()));
    vec![Step::Send(plain.titled("HTTP/1.1 200 OK", &header, LOGIN_PAGE.as_bytes()))]
}

fn redirect(answer: &Answer<'_>, location: &str) -> Vec<u8> {
    answer.titled("HTTP/1.1 302 Found", &[&length(0), location].concat(), b"")
}

fn huge(answer: &Answer<'_>, header: &str, chunked: bool) -> Vec<Step> {
    // "[0,0, … ,0]" of 100 MB, a megabyte at a time.
    let frame = |bytes: Vec<u8>| match chunked {
        true => [format!("{:x}\r\n", bytes.len()).into_bytes(), bytes, b"\r\n".to_vec()].concat(),
        false => bytes,
    };
    let middle = b"0,".repeat(MEGABYTE / 2);
    let first = [b"[0", b",".as_slice(), &b" ".repeat(MEGABYTE - 3)].concat();
    let last = [b"0]".as_slice(), &b" ".repeat(MEGABYTE - 2)].concat();
    let end = if chunked { b"0\r\n\r\n".to_vec() } else { Vec::new() };
    vec![
        Step::Send(answer.with(header, &frame(first))),
        Step::Repeat { bytes: frame(middle), times: Some(98) },
        Step::Send([frame(last), end].concat()),
    ]
}

fn chunks(body: &[u8]) -> Vec<u8> {
    let chunk = |part: &[u8]| [format!("{:x}\r\n", part.len()).as_bytes(), part, b"\r\n"].concat();
    body.chunks(1000).flat_map(chunk).collect()
}

fn pack(body: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    // Into memory: it cannot fail.
    packer.write_all(body).ok();
    packer.finish().unwrap_or_default()
}

/// A gigabyte of blanks, packed twice over so that it is made quickly: gzip members may follow each other.
fn bomb() -> &'static [u8] {
    static BOMB: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    BOMB.get_or_init(|| pack(&vec![b' '; 16 * MEGABYTE]).repeat(64))
}

/// Puts something into every string of a JSON text that is long enough to be a word.
fn in_strings(body: &[u8], what: &[u8]) -> Vec<u8> {
    let mut spoiled = Vec::with_capacity(body.len() * 2);
    let (mut inside, mut escaped, mut long) = (false, false, 0);
    for byte in body {
        match byte {
            b'"' if !escaped => (inside, long) = (!inside, 0),
            _ if inside => long += 1,
            _ => {}
        }
        escaped = inside && *byte == b'\\' && !escaped;
        spoiled.push(*byte);
        // After a letter beyond ASCII has ended: words that people read, no keys and no dates.
        if inside && !escaped && *byte >= 0x80 && long == 2 {
            spoiled.extend_from_slice(what);
        }
    }
    spoiled
}
