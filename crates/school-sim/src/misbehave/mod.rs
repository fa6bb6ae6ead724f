//! How the school can be told to misbehave, as the real one does on a bad day.

mod distort;

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// One way to misbehave. As JSON: `{"kind":"too-many-requests","retry_after":30}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Misbehaviour {
    /// 401 with `invalidToken`.
    InvalidToken,
    /// 403 with `systemForbidden`.
    SystemForbidden,
    /// 404: a server of another version, which has no such address.
    NotFound,
    /// 429, with Retry-After in seconds if given.
    TooManyRequests {
        /// The value of Retry-After.
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// An object `requestLimit` under status 200.
    RequestLimit,
    /// 500 with `apiServerError`.
    ServerError,
    /// 502 with the proxy's HTML.
    BadGateway,
    /// 503 with HTML.
    Unavailable,
    /// The same, with Retry-After in seconds if given.
    Outage {
        /// The value of Retry-After.
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// An HTML page about maintenance under status 200.
    Maintenance,
    /// An object `parameterInvalid` under status 200 where data was asked for.
    ErrorUnderSuccess,
    /// The answer comes late. In process it carries [`Delay`] instead.
    Slow {
        /// How late.
        millis: u64,
    },
    /// The connection ends in the middle of the body. In process the answer carries [`CutOff`] instead.
    CutOff,
    /// Lists are empty although there is data.
    Empty,
    /// Every item of every list comes twice.
    Duplicated,
    /// Every list comes in the opposite order.
    Reordered,
    /// Marks and works have other ids than before.
    ChangedIds,
    /// Unknown fields, and unknown words where a fixed set was expected.
    Novelties,
    /// Ids and numbers of lessons as text.
    IdsAsText,
    /// Lists inside lessons and works are missing (`works`, `teachers`, `tasks`, `files`).
    MissingArrays,
    /// Every text for people carries something that means harm ([`hostile`](crate::hostile())).
    Hostile,
    /// A body that is no JSON under the content type of JSON.
    GarbageJson,
    /// «Сетевой город»: the page that warns of a second sign-in, under status 200.
    SecondLogin,
    /// «Сетевой город»: plain text «Ошибка доступа» under status 200, which means that the session is over.
    AccessError,
    /// «Сетевой город»: a report is never done.
    ReportStalls,
    /// «Сетевой город»: a report fails, and the queue says so.
    ReportFails,
    /// «Сетевой город»: another report comes than the one that was asked for.
    OtherReport,
    /// 440, the web server's own word for a session that timed out.
    LoginTimeout,
    /// The page that asks for login and password, under status 200.
    LoginPage,
    /// A redirect to that page.
    LoginRedirect,
}

/// Which requests are met by a misbehaviour.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Only those whose path and query contain this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Only the next so many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
}

impl Scope {
    /// Every request, until told to behave.
    pub fn always() -> Self {
        Self::default()
    }

    /// The next `times` requests.
    pub fn next(times: u32) -> Self {
        Self { path: None, times: Some(times) }
    }

    /// Only requests whose path and query contain `part`.
    pub fn on(self, part: impl Into<String>) -> Self {
        Self { path: Some(part.into()), ..self }
    }
}

/// An extension of an answer: whoever delivers it should wait so long first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delay(pub Duration);

/// An extension of an answer: whoever delivers it should end the connection after so many bytes of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CutOff {
    /// The bytes to send.
    pub after: usize,
}

/// The misbehaviours in force.
#[derive(Debug, Default)]
pub(crate) struct Mood {
    told: Vec<(Misbehaviour, Scope)>,
}

impl Mood {
    pub(crate) fn tell(&mut self, misbehaviour: Misbehaviour, scope: Scope) {
        self.told.push((misbehaviour, scope));
    }

    pub(crate) fn behave(&mut self) {
        self.told.clear();
    }

    /// What meets a request for `path`; counts are used up.
    pub(crate) fn meets(&mut self, path: &str) -> Vec<Misbehaviour> {
        let mut met = Vec::new();
        for (misbehaviour, scope) in &mut self.told {
            if scope.path.as_deref().is_some_and(|part| !path.contains(part)) {
                continue;
            }
            match &mut scope.times {
                Some(0) => continue,
                Some(times) => *times -= 1,
                None => {}
            }
            met.push(*misbehaviour);
        }
        self.told.retain(|(_, scope)| scope.times != Some(0));
        met
    }
}

impl Misbehaviour {
    /// The answer given instead of any data; none when it only spoils the answer.
    ///
    /// `error` writes an error object as the asked system does.
    pub(crate) fn refusal(self, error: ErrorForm) -> Option<Response<Bytes>> {
        let refusal = match self {
            Self::InvalidToken => error(StatusCode::UNAUTHORIZED, "invalidToken", "Token is invalid or expired"),
            Self::SystemForbidden => error(StatusCode::FORBIDDEN, "systemForbidden", "Access is forbidden"),
            Self::NotFound => error(StatusCode::NOT_FOUND, "notFound", "No resource was found"),
            Self::TooManyRequests { retry_after } => {
                let answer = error(StatusCode::TOO_MANY_REQUESTS, "requestLimit", "Too many requests");
                to_be_tried_after(retry_after, answer)
            }
            Self::RequestLimit => error(StatusCode::OK, "requestLimit", "Request limit for the token is reached"),
            Self::ServerError => error(StatusCode::INTERNAL_SERVER_ERROR, "apiServerError", "Server error"),
            Self::BadGateway => page(StatusCode::BAD_GATEWAY, "Ошибка 502", "Сервер временно недоступен"),
            Self::Unavailable => unavailable(),
            Self::Outage { retry_after } => to_be_tried_after(retry_after, unavailable()),
            Self::Maintenance => {
                page(StatusCode::OK, "Технические работы", "Ведутся технические работы. Попробуйте зайти позже")
            }
            Self::ErrorUnderSuccess => error(StatusCode::OK, "parameterInvalid", "Parameter is invalid"),
            Self::SecondLogin => crate::netschool::second_login_page(),
            Self::AccessError => crate::netschool::access_error(),
            Self::LoginTimeout => {
                let mut answer = Response::new(Bytes::new());
                *answer.status_mut() = StatusCode::from_u16(440).unwrap_or(StatusCode::UNAUTHORIZED);
                answer
            }
            Self::LoginPage => crate::netschool::login_page(false),
            Self::LoginRedirect => crate::netschool::login_page(true),
            Self::Slow { .. }
            | Self::CutOff
            | Self::Empty
            | Self::Duplicated
            | Self::Reordered
            | Self::ChangedIds
            | Self::Novelties
            | Self::IdsAsText
            | Self::MissingArrays
            | Self::Hostile
            | Self::ReportStalls
            | Self::ReportFails
            | Self::OtherReport
            | Self::GarbageJson => return None,
        };
        Some(refusal)
    }

    /// The answer as it leaves a school that misbehaves so.
    pub(crate) fn spoil(self, mut answer: Response<Bytes>) -> Response<Bytes> {
        match self {
            Self::Slow { millis } => {
                answer.extensions_mut().insert(Delay(Duration::from_millis(millis)));
            }
            Self::CutOff => {
                let after = answer.body().len() / 2;
                answer.extensions_mut().insert(CutOff { after });
            }
            Self::GarbageJson => {
                let half = answer.body().len() / 2;
                let mut body = answer.body().slice(..half).to_vec();
                body.extend_from_slice(b"\x00}]<garbage");
                *answer.body_mut() = body.into();
            }
            Self::ReportStalls => crate::netschool::stalled_report(&mut answer),
            Self::ReportFails => crate::netschool::failed_report(&mut answer),
            Self::OtherReport => crate::netschool::another_report(&mut answer),
            Self::Empty => distort::json(&mut answer, distort::empty),
            Self::Duplicated => distort::json(&mut answer, distort::duplicate),
            Self::Reordered => distort::json(&mut answer, distort::reorder),
            Self::ChangedIds => distort::json(&mut answer, distort::change_ids),
            Self::Novelties => distort::json(&mut answer, distort::add_novelties),
            Self::IdsAsText => distort::json(&mut answer, distort::ids_as_text),
            Self::MissingArrays => distort::json(&mut answer, distort::drop_arrays),
            Self::Hostile => distort::json(&mut answer, distort::hostile),
            Self::InvalidToken
            | Self::SystemForbidden
            | Self::NotFound
            | Self::TooManyRequests { .. }
            | Self::RequestLimit
            | Self::ServerError
            | Self::BadGateway
            | Self::Unavailable
            | Self::Outage { .. }
            | Self::Maintenance
            | Self::ErrorUnderSuccess
            | Self::SecondLogin
            | Self::AccessError
            | Self::LoginTimeout
            | Self::LoginPage
            | Self::LoginRedirect => {}
        }
        answer
    }
}

/// How a system writes an error: status, kind and description.
pub(crate) type ErrorForm = fn(StatusCode, &str, &str) -> Response<Bytes>;

/// The same answer with Retry-After in seconds, if given.
fn to_be_tried_after(seconds: Option<u64>, mut answer: Response<Bytes>) -> Response<Bytes> {
    if let Some(seconds) = seconds {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    answer
}

fn unavailable() -> Response<Bytes> {
    page(StatusCode::SERVICE_UNAVAILABLE, "Ошибка 503", "Сервис временно недоступен")
}

/// An error page in the form the real one has. The content type stands without a charset: a client compares it whole.
fn page(status: StatusCode, title: &str, text: &str) -> Response<Bytes> {
    let html = format!(
        "<!DOCTYPE html><html lang=\"ru\"><head><meta charset=\"utf-8\"><title>{title}</title></head><body>\
         <div class=\"error\"><h1>{title}</h1><div class=\"error__description\"><p>{text}</p></div></div></body></html>"
    );
    let mut answer = Response::new(Bytes::from(html));
    *answer.status_mut() = status;
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
    answer
}
