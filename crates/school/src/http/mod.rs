//! The only place that talks to a network.
//!
//! Every request has a deadline and a bound on the answer's size, goes only to hosts that the account
//! names (and to plain `http` on loopback alone), and is counted. A redirect is never followed: it is
//! handed back, and whoever asked decides. No cookie is kept or sent unless the asker does it.
//!
//! TLS is checked by the platform's own verifier, as a browser would: what the family or the system
//! has chosen to trust is trusted, a bundle of ours would grow old, and it is what reqwest does by
//! itself. An account may be told to trust one authority more, which its family brought ([`Authority`]): it is added
//! to those, for the requests of that account alone. Nothing here can switch the check off. The crypto is ring, installed
//! once.
//!
//! Nothing of a request is logged but its method, host and path (ids and dates), never the query,
//! headers or bodies.
//!
//! There is a second end: a school inside this process ([`Http::in_process`]), for the demo and tests.

mod message;
mod net;

/// Tells the platform's verifier which context of Java's to ask. To be called once, before the first request: without it
/// that request panics.
#[cfg(target_os = "android")]
pub use rustls_platform_verifier::android::init_with_env as verify_with;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use url::Url;

pub(crate) use message::Missing;
pub use message::{Request, Response};

use crate::{Arrived, Authority, SchoolError};

/// A host that a sign-in window or a client may go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostRule {
    /// This host (with this port, where one is given).
    Exactly(String, Option<u16>),
    /// This domain and everything below it.
    Below(String),
}

impl HostRule {
    /// The host and port of `url`; none where it has no host.
    pub(crate) fn of(url: &Url) -> Option<HostRule> {
        Some(HostRule::Exactly(url.host_str()?.to_owned(), url.port_or_known_default()))
    }

    /// Whether the rule allows the host (and port) of `url`. Hosts compare as `Url` writes them:
    /// lower case, punycode.
    pub fn allows(&self, url: &Url) -> bool {
        let Some(host) = url.host_str() else { return false };
        match self {
            HostRule::Exactly(name, port) => {
                host.eq_ignore_ascii_case(name) && port.is_none_or(|port| url.port_or_known_default() == Some(port))
            }
            HostRule::Below(domain) => is_within(host, domain),
        }
    }
}

/// Whether a host is the domain or below it, in letters of any case.
pub(crate) fn is_within(host: &str, domain: &str) -> bool {
    host.eq_ignore_ascii_case(domain)
        || host
            .len()
            .checked_sub(domain.len())
            .and_then(|at| host.split_at_checked(at))
            .is_some_and(|(head, tail)| head.ends_with('.') && tail.eq_ignore_ascii_case(domain))
}

/// Counts what an account costs.
#[derive(Debug, Default)]
pub struct Traffic {
    requests: AtomicU64,
    bytes: AtomicU64,
}

impl Traffic {
    /// Requests sent so far.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Bytes of bodies received so far, as decoded.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
}

/// A school that answers inside this process: the demo school.
pub type InProcess = Arc<dyn Fn(::http::Request<Bytes>) -> ::http::Response<Bytes> + Send + Sync>;

/// How long a request may take, and how much it may bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// From the first look-up of the name to the last byte of the answer.
    pub total: Duration,
    /// For the connection alone.
    pub connect: Duration,
    /// Bytes of an answer's body, as decoded.
    pub body: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Bounds { total: Duration::from_secs(30), connect: Duration::from_secs(10), body: 16 << 20 }
    }
}

/// What a file may take: a family waits longer for one that it has asked for.
const FILE: Bounds = Bounds { total: Duration::from_secs(80), connect: Duration::from_secs(10), body: 25 << 20 };

/// A request ends by itself within its time, with what has come so far; so much later it is ended.
const GRACE: Duration = Duration::from_secs(1);

/// The way to a school's servers. Cheap to clone; clones share connections and counters.
#[derive(Clone)]
pub struct Http {
    end: Arc<End>,
    traffic: Arc<Traffic>,
    bounds: Bounds,
    files: Bounds,
}

enum End {
    Net(net::Net),
    InProcess(InProcess),
}

impl Http {
    /// Over the network, to the hosts that `rules` allow. Connects to nothing yet.
    pub fn new(rules: Vec<HostRule>, traffic: Arc<Traffic>) -> Http {
        Http::bounded(rules, traffic, Bounds::default())
    }

    /// As [`Http::new`], with bounds of one's own.
    pub fn bounded(rules: Vec<HostRule>, traffic: Arc<Traffic>, bounds: Bounds) -> Http {
        Http { end: Arc::new(End::Net(net::Net::new(rules, bounds, None))), traffic, bounds, files: FILE }
    }

    /// The same way for an account that trusts one more authority; with none, as it is. Connections are not shared with
    /// the way that it is made of, so what trusts less never uses what was opened with more.
    #[must_use]
    pub fn trusting(self, authority: Option<&Authority>) -> Http {
        let (End::Net(net), Some(authority)) = (self.end.as_ref(), authority) else { return self };
        let end = Arc::new(End::Net(net.trusting(authority.clone())));
        Http { end, ..self }
    }

    /// To a school inside this process, whichever host is asked for. No connection is made.
    pub fn in_process(school: InProcess, traffic: Arc<Traffic>) -> Http {
        Http { end: Arc::new(End::InProcess(school)), traffic, bounds: Bounds::default(), files: FILE }
    }

    /// The same way, with bounds of one's own where no connection is made.
    pub fn bounding(self, bounds: Bounds) -> Http {
        Http { bounds, ..self }
    }

    /// The same way, with bounds of one's own for files.
    pub fn bounding_files(self, files: Bounds) -> Http {
        Http { files, ..self }
    }

    /// How long something that takes several requests may take.
    pub(crate) fn patience(&self) -> Duration {
        self.bounds.total / 3
    }

    /// The counters.
    pub fn traffic(&self) -> &Arc<Traffic> {
        &self.traffic
    }

    /// Sends one request, once, and reads the whole answer, whatever its status.
    ///
    /// # Errors
    /// [`SchoolError::Setting`] for a host that is not allowed (nothing is sent);
    /// [`SchoolError::Unreachable`] where no whole answer comes in time;
    /// [`SchoolError::Strange`] for an answer beyond the bound.
    pub async fn send(&self, request: Request) -> Result<Response, SchoolError> {
        self.exchange(request, self.bounds, &Arrived::default()).await?.whole()
    }

    /// Sends a request for a file, once. An answer that is not whole says so ([`Response::missing`]), so that whoever asked
    /// can tell a file that broke off from a school that is not there.
    pub(crate) async fn send_for_file(&self, request: Request, arrived: &Arrived) -> Result<Response, SchoolError> {
        self.exchange(request, self.files, arrived).await
    }

    async fn exchange(&self, request: Request, bounds: Bounds, arrived: &Arrived) -> Result<Response, SchoolError> {
        let began = Instant::now();
        let (method, host, path) =
            (request.method.clone(), request.url.host_str().unwrap_or("").to_owned(), request.url.path().to_owned());
        let outcome = match self.end.as_ref() {
            End::Net(net) => {
                let request = net.admit(request)?;
                self.traffic.requests.fetch_add(1, Ordering::Relaxed);
                match tokio::time::timeout(bounds.total + GRACE, net.send(request, bounds, arrived)).await {
                    Ok(outcome) => outcome,
                    Err(_) => Err(SchoolError::Unreachable("no whole answer in time".into())),
                }
            }
            End::InProcess(school) => {
                self.traffic.requests.fetch_add(1, Ordering::Relaxed);
                request
                    .into_http()
                    .map(|(url, request)| bounded(Response::from_http(url, school(request)), bounds, arrived))
            }
        };
        let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        match &outcome {
            Ok(response) => {
                let bytes = response.body.len();
                self.traffic.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
                tracing::debug!(%method, host, path, status = response.status, bytes, ms, "answered");
            }
            Err(error) => tracing::debug!(%method, host, path, ms, %error, "not answered"),
        }
        outcome
    }
}

/// An answer of this process, held to the same bound.
fn bounded(response: Response, bounds: Bounds, arrived: &Arrived) -> Response {
    let size = response.body.len();
    arrived.begin(Some(size as u64));
    if size > bounds.body {
        return Response { body: Bytes::new(), missing: Some(Missing::TooLarge(Some(size as u64))), ..response };
    }
    arrived.add(size);
    response
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://dnevnik.ru/", true)]
    #[case("https://schools.dnevnik.ru/", true)]
    #[case("https://evildnevnik.ru/", false)]
    #[case("https://dnevnik.ru.evil.example/", false)]
    #[case("https://ru/", false)]
    fn a_domain_covers_what_is_below_it(#[case] address: &str, #[case] allowed: bool) {
        let rule = HostRule::Below("dnevnik.ru".into());
        assert_eq!(rule.allows(&Url::parse(address).unwrap()), allowed);
    }

    #[rstest]
    #[case("https://api.dnevnik.ru/", None, true)]
    #[case("https://api.dnevnik.ru:444/", None, true)]
    #[case("https://api.dnevnik.ru/", Some(443), true)]
    #[case("https://api.dnevnik.ru:444/", Some(443), false)]
    #[case("https://b.api.dnevnik.ru/", None, false)]
    fn an_exact_host_is_that_host(#[case] address: &str, #[case] port: Option<u16>, #[case] allowed: bool) {
        let rule = HostRule::Exactly("api.dnevnik.ru".into(), port);
        assert_eq!(rule.allows(&Url::parse(address).unwrap()), allowed);
    }
}
