//! The web socket over which «Сетевой город» says that a report is made.

use std::time::Duration;

use axum::body::Body;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use bytes::Bytes;

use crate::netschool::Plug;
use crate::school::School;

/// How often it is looked for something to say.
const TICK: Duration = Duration::from_millis(20);

/// The socket, or the school's refusal of it.
pub(super) fn open(school: School, upgrade: WebSocketUpgrade, request: &http::Request<Bytes>) -> Response {
    match school.plug_in(request) {
        Ok(plug) => upgrade.on_upgrade(move |socket| talk(school, socket, plug)),
        Err(refused) => (*refused).map(Body::from),
    }
}

async fn talk(school: School, mut socket: WebSocket, plug: Plug) {
    let mut tick = tokio::time::interval(TICK);
    loop {
        let goes_on = tokio::select! {
            heard = socket.recv() => match heard {
                Some(Ok(Message::Text(sent))) => school.hear(&plug, &sent),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => true,
                _ => false,
            },
            _ = tick.tick() => {
                let said = school.say(&plug);
                said.is_empty() || socket.send(Message::Text(said.into())).await.is_ok()
            }
        };
        if !goes_on {
            break;
        }
    }
    school.pull(plug);
}
