//! What stands between a connector and a simulated school: the way to it, who keeps its sessions, and what a test does to
//! its answers.
// Each test takes of it what it needs.
#![allow(dead_code)]

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use peremena_model::{Item, Kind};
use peremena_school::{Answer, Session, SessionKeeper, Settings};
use peremena_school_sim::{CutOff, School, Server};

/// Sees every request and may change its answer: for servers that differ from the simulated one.
pub type Twist = Arc<dyn Fn(&http::Request<Bytes>, &mut http::Response<Bytes>) + Send + Sync>;

/// The school's answer in this process, changed by `twist`.
pub fn answer(school: &School, twist: Option<&Twist>, request: http::Request<Bytes>) -> http::Response<Bytes> {
    let seen = request.clone();
    let mut answer = untwisted(school, request);
    if let Some(twist) = twist {
        twist(&seen, &mut answer);
    }
    answer
}

/// The school's answer in this process. Nobody is there to break the connection: half a body comes to the same.
pub fn untwisted(school: &School, request: http::Request<Bytes>) -> http::Response<Bytes> {
    let mut answer = school.answer(request);
    if let Some(CutOff { after }) = answer.extensions_mut().remove() {
        *answer.body_mut() = answer.body().slice(..after);
    }
    answer
}

/// Settings that lead to the listener, where there is one.
pub fn settings(server: Option<&Server>, values: &[(&str, &str)]) -> Settings {
    let mut settings = match server {
        Some(server) => Settings::with_base(server.url().parse().unwrap()).unwrap(),
        None => Settings::default(),
    };
    settings.values.extend(values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    settings
}

/// Keeps every session it is given.
#[derive(Default)]
pub struct Keeping(pub Mutex<Vec<Session>>);

#[async_trait]
impl SessionKeeper for Keeping {
    async fn keep(&self, session: &Session) {
        self.0.lock().unwrap().push(session.clone());
    }
}

/// Changes an answer's JSON, if it is any.
pub fn change_json(answer: &mut http::Response<Bytes>, change: impl FnOnce(&mut serde_json::Value)) {
    if let Ok(mut value) = serde_json::from_slice(answer.body()) {
        change(&mut value);
        *answer.body_mut() = value.to_string().into();
    }
}

/// The items of one kind.
pub fn items(answer: &Answer, kind: Kind) -> Vec<&Item> {
    answer.parts.iter().filter(|part| part.scope.kind == kind).flat_map(|part| &part.items).collect()
}
