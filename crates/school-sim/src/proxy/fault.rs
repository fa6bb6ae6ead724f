//! What can be wrong with an answer on its way.

use std::time::Duration;

/// One thing that is wrong with every answer it meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The answer comes after so long.
    Late(Duration),
    /// Byte after byte, with so long between two of them.
    Drip(Duration),
    /// Head and half the body, then nothing, with the connection open.
    Stall,
    /// Nothing at all, with the connection open.
    Silence,
    /// The connection is accepted and closed.
    Hangup,
    /// The first so many bytes of head and body, then the end.
    CutAt(usize),
    /// The same, of an answer that does not say how long it is: HTTP cannot tell that something is missing.
    CutUntold(usize),
    /// The first so many bytes, then a reset.
    ResetAt(usize),
    /// More is announced than comes.
    LengthMore,
    /// Less is announced than comes.
    LengthLess,
    /// Two lengths that differ.
    LengthTwice,
    /// A length that is no number.
    LengthNonsense,
    /// No length, the end of the connection is the end: as HTTP/1.0 has it. Nothing is wrong.
    LengthUntold,
    /// Chunked, whole, with trailers: nothing is wrong.
    Chunked,
    /// A chunk whose length is no number.
    BrokenChunk,
    /// The last chunk never comes.
    UnendedChunks,
    /// A few kilobytes that unpack to a gigabyte.
    GzipBomb,
    /// Packed, and cut in the middle.
    GzipCut,
    /// Said to be packed, and not.
    GzipUntrue,
    /// Packed in a way that nobody asked for.
    UnknownEncoding,
    /// A body without an end.
    Endless,
    /// A header without an end.
    EndlessHeader,
    /// Headers without an end.
    EndlessHeaders,
    /// A header of a megabyte, then the answer.
    HugeHeader,
    /// Every header twice; the answer is whole.
    DuplicateHeaders,
    /// `100 Continue` without an end.
    EndlessContinue,
    /// Some `103 Early Hints`, then the answer: nothing is wrong.
    EarlyHints,
    /// 100 MB of valid JSON, announced.
    Huge,
    /// 100 MB of valid JSON, in chunks.
    HugeChunked,
    /// Lists within lists, a million deep.
    DeepJson,
    /// One string of 15 MB in a list.
    LongString,
    /// NUL bytes in the strings of the answer.
    RawNul,
    /// Halves of surrogate pairs in the strings of the answer.
    LoneSurrogates,
    /// A number beyond every type where the answer should be.
    HugeNumber,
    /// The answer, with a byte order mark before it.
    ByteOrderMark,
    /// The answer, said to be of another charset.
    WrongCharset,
    /// The answer's text in windows-1251, said to be UTF-8.
    OtherCharset,
    /// The page that asks for login and password, under 200 and as HTML.
    LoginPage,
    /// The same page, said to be JSON.
    LoginPageAsJson,
    /// The answer under 204, which has no body.
    NoContent,
    /// A redirect to the same address, as often as one likes.
    RedirectLoop,
    /// A redirect to this address.
    RedirectTo(String),
    /// A redirect without an address.
    RedirectNowhere,
    /// `101 Switching Protocols` that nobody asked for.
    Switching,
    /// A status beyond all statuses.
    OddStatus,
    /// The server's clock stands at another year.
    ClockSkew(u16),
    /// Bytes that are no HTTP.
    Garbage,
    /// The beginning of a TLS handshake where there is none.
    TlsBytes,
    /// The answer, and behind it one that nobody asked for.
    SecondAnswer,
    /// The answer, and the connection closed behind it although it was to be kept: the next request may run into that.
    ClosesKept,
    /// An empty body under 200.
    Empty,
}

impl Fault {
    /// Every kind once, with points to cut at that lie in the first line, the head and the body.
    pub fn every_kind() -> Vec<Fault> {
        use Fault::*;
        vec![
            Late(Duration::from_millis(150)),
            Drip(Duration::from_millis(20)),
            Stall,
            Silence,
            Hangup,
            CutAt(7),
            CutAt(60),
            CutAt(400),
            CutUntold(400),
            ResetAt(0),
            ResetAt(40),
            ResetAt(400),
            LengthMore,
            LengthLess,
            LengthTwice,
            LengthNonsense,
            LengthUntold,
            Chunked,
            BrokenChunk,
            UnendedChunks,
            GzipBomb,
            GzipCut,
            GzipUntrue,
            UnknownEncoding,
            Endless,
            EndlessHeader,
            EndlessHeaders,
            HugeHeader,
            DuplicateHeaders,
            EndlessContinue,
            EarlyHints,
            Huge,
            HugeChunked,
            DeepJson,
            LongString,
            RawNul,
            LoneSurrogates,
            HugeNumber,
            ByteOrderMark,
            WrongCharset,
            OtherCharset,
            LoginPage,
            LoginPageAsJson,
            NoContent,
            RedirectLoop,
            RedirectTo("https://elsewhere.example/".to_owned()),
            RedirectNowhere,
            Switching,
            OddStatus,
            ClockSkew(2001),
            ClockSkew(2099),
            Garbage,
            TlsBytes,
            SecondAnswer,
            ClosesKept,
            Empty,
        ]
    }

    /// Whether the client is told the whole truth all the same, in a form that HTTP allows.
    pub fn is_harmless(&self) -> bool {
        use Fault::*;
        matches!(
            self,
            Late(_)
                | LengthUntold
                | Chunked
                | EarlyHints
                | DuplicateHeaders
                | WrongCharset
                | ClockSkew(_)
                | SecondAnswer
        )
    }
}
