//! The school on loopback: every host of the system on one port, with a control API under `/_control/`.

mod control;
mod socket;

use std::io;
use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection};
use axum::extract::{Request, State};
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderValue, StatusCode, header};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::misbehave::{CutOff, Delay};
use crate::netschool::has_socket;
use crate::school::School;

/// Larger requests are no requests of a diary.
const LARGEST_REQUEST: usize = 1 << 20;

/// A school that listens. It stops when dropped; [`Server::stop`] waits until it has.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    school: School,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<io::Result<()>>,
}

impl Server {
    /// Listens on `address`, which must be of loopback; port 0 takes a free one. Needs a tokio runtime.
    pub async fn start(school: School, address: SocketAddr) -> io::Result<Self> {
        if !address.ip().is_loopback() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the simulated school listens on loopback only"));
        }
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let router = Router::new().nest("/_control", control::router()).fallback(answer).with_state(school.clone());
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            let serving = axum::serve(listener, router);
            // A sender that is gone means the same as one that spoke.
            serving.with_graceful_shutdown(async { drop(stopped.await) }).await
        });
        Ok(Self { address, school, stop: Some(stop), task })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The school that answers.
    pub fn school(&self) -> &School {
        &self.school
    }

    /// Takes no more connections and waits for the requests under way, a second at most.
    pub async fn stop(mut self) {
        if let Some(stop) = self.stop.take() {
            // The receiver is gone only when the server has ended by itself.
            stop.send(()).ok();
        }
        if tokio::time::timeout(std::time::Duration::from_secs(1), &mut self.task).await.is_err() {
            self.task.abort();
        }
    }
}

/// Delivers an answer of the school, late or cut off if it says so.
async fn answer(
    State(school): State<School>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_REQUEST).await else {
        let mut refused = Response::new(Body::empty());
        *refused.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        return refused;
    };
    let request = http::Request::from_parts(head, body);
    if let Ok(upgrade) = upgrade
        && has_socket(&request)
    {
        return socket::open(school, upgrade, &request);
    }
    let answer = school.answer(request);
    let (mut head, body) = answer.into_parts();
    if let Some(Delay(late)) = head.extensions.remove() {
        tokio::time::sleep(late).await;
    }
    match head.extensions.remove() {
        Some(CutOff { after }) => {
            head.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
            Response::from_parts(head, cut_off(&body, after))
        }
        None => Response::from_parts(head, Body::from(body)),
    }
}

/// The first bytes of a body, then a broken connection.
fn cut_off(body: &Bytes, after: usize) -> Body {
    let first = body.slice(..after.min(body.len()));
    let pieces = stream::unfold(Some(first), |piece| async move {
        match piece {
            Some(first) if !first.is_empty() => Some((Ok(first), Some(Bytes::new()))),
            _ => {
                // What was sent must have left before the connection breaks.
                tokio::time::sleep(std::time::Duration::from_millis(30)).await;
                Some((Err(io::Error::other("cut off")), None))
            }
        }
    });
    Body::from_stream(pieces)
}
