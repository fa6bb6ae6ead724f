//! The end that goes over the network.

use std::{
    sync::{Once, OnceLock},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use url::{Host, Url};

use super::{Bounds, HostRule, Missing, Request, Response};
use crate::{Arrived, SchoolError};

/// How long a connection is kept without a request. Servers close theirs after a minute or so, as often as the app asks.
const IDLE: Duration = Duration::from_secs(15);

/// Two clients, each made when first needed: loading the system's certificates takes a while, and a
/// machine without any can still ask a school on loopback.
pub(super) struct Net {
    rules: Vec<HostRule>,
    bounds: Bounds,
    secure: OnceLock<Result<reqwest::Client, SchoolError>>,
    loopback: OnceLock<Result<reqwest::Client, SchoolError>>,
}

impl Net {
    pub(super) fn new(rules: Vec<HostRule>, bounds: Bounds) -> Net {
        Net { rules, bounds, secure: OnceLock::new(), loopback: OnceLock::new() }
    }

    /// Whether `request` may be sent at all.
    pub(super) fn admit(&self, request: Request) -> Result<Request, SchoolError> {
        let host = request.url.host_str().unwrap_or("");
        if !self.rules.iter().any(|rule| rule.allows(&request.url)) {
            return Err(SchoolError::Setting(format!("the host {host} does not belong to this account")));
        }
        if request.url.scheme() != "https" && !(request.url.scheme() == "http" && is_loopback(&request.url)) {
            return Err(SchoolError::Setting(format!("the host {host} must be asked over https")));
        }
        request.checked()
    }

    /// The answer. A body that is too large or breaks off is left out, and the answer says so.
    pub(super) async fn send(
        &self,
        request: Request,
        bounds: Bounds,
        arrived: &Arrived,
    ) -> Result<Response, SchoolError> {
        let client = self.client(&request.url)?;
        let url = request.url.clone();
        let mut answer = client
            .request(request.method, request.url)
            .headers(request.headers)
            .body(request.body)
            .timeout(bounds.total)
            .send()
            .await
            .map_err(unreachable)?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        arrived.begin(answer.content_length());
        let (body, missing) = match read(&mut answer, bounds, arrived).await {
            Ok(body) => (body, None),
            Err(missing) => (Bytes::new(), Some(missing)),
        };
        Ok(Response { url, status, headers, body, missing })
    }

    fn client(&self, url: &Url) -> Result<&reqwest::Client, SchoolError> {
        let loopback = url.scheme() == "http";
        let made = if loopback { &self.loopback } else { &self.secure };
        made.get_or_init(|| make(loopback, self.bounds)).as_ref().map_err(SchoolError::clone)
    }
}

async fn read(answer: &mut reqwest::Response, bounds: Bounds, arrived: &Arrived) -> Result<Bytes, Missing> {
    let announced = answer.content_length();
    // Announced too big: not even begun.
    if announced.is_some_and(|length| length > bounds.body as u64) {
        return Err(Missing::TooLarge(announced));
    }
    // What is announced may be compressed, or a lie: it is room to begin with, within the bound.
    let room = announced.and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
    let mut body = BytesMut::with_capacity(room.min(1 << 20));
    // Chunks are counted as decoded, so a small body that unpacks to a huge one is cut as well.
    while let Some(chunk) = answer.chunk().await.map_err(|error| Missing::Rest(unreachable(error)))? {
        if body.len() + chunk.len() > bounds.body {
            return Err(Missing::TooLarge(None));
        }
        body.extend_from_slice(&chunk);
        arrived.add(chunk.len());
    }
    Ok(body.freeze())
}

fn make(loopback: bool, bounds: Bounds) -> Result<reqwest::Client, SchoolError> {
    static RING: Once = Once::new();
    RING.call_once(|| {
        // An error says that the process has one already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    let client = reqwest::Client::builder()
        .connect_timeout(bounds.connect)
        .timeout(bounds.total)
        // A sync asks in one go. Kept for longer, a connection is found closed by the server just when it is used.
        .pool_idle_timeout(IDLE)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .https_only(!loopback);
    let client = if loopback {
        // No certificate is trusted here, since none is needed; and a proxy would lead away from loopback.
        client.tls_certs_only([]).no_proxy()
    } else {
        client
    };
    client
        .build()
        .map_err(|error| SchoolError::Unreachable(format!("no secure connection can be made: {}", cause(&error))))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn unreachable(error: reqwest::Error) -> SchoolError {
    SchoolError::Unreachable(if error.is_timeout() {
        "no whole answer in time".into()
    } else if error.is_body() || error.is_decode() {
        "the answer was cut off".into()
    } else {
        cause(&error.without_url())
    })
}

/// The innermost cause: "Connection refused", "invalid peer certificate: UnknownIssuer". It names
/// hosts and certificates at most; the address with its query is not in it.
fn cause(error: &(dyn std::error::Error + 'static)) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
