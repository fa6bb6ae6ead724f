//! The control API: what a test or a person at the keyboard tells the school. It is no part of any real system.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::act::Act;
use crate::clock::Clock;
use crate::misbehave::{Misbehaviour, Scope};
use crate::school::School;

/// The routes under `/_control`.
pub(super) fn router() -> Router<School> {
    Router::new()
        .route("/act", post(act))
        .route("/misbehave", post(misbehave))
        .route("/behave", post(behave))
        .route("/journal", get(journal).delete(clear_journal))
        .route("/people", get(people))
        .route("/clock", get(clock).put(set_clock))
        .route("/login-attempts", get(login_attempts))
        .route("/tokens", delete(revoke_tokens))
}

async fn act(State(school): State<School>, Json(act): Json<Act>) -> Response {
    match school.act(act) {
        Ok(acted) => Json(acted).into_response(),
        Err(error) => {
            let message = serde_json::json!({ "error": error.to_string() });
            (StatusCode::UNPROCESSABLE_ENTITY, Json(message)).into_response()
        }
    }
}

/// `{"kind":"slow","millis":2000,"path":"schedules","times":2}`
#[derive(Deserialize)]
struct Told {
    #[serde(flatten)]
    misbehaviour: Misbehaviour,
    #[serde(flatten)]
    scope: Scope,
}

async fn misbehave(State(school): State<School>, Json(told): Json<Told>) -> StatusCode {
    school.misbehave(told.misbehaviour, told.scope);
    StatusCode::NO_CONTENT
}

async fn behave(State(school): State<School>) -> StatusCode {
    school.behave();
    StatusCode::NO_CONTENT
}

async fn journal(State(school): State<School>) -> Response {
    Json(school.journal()).into_response()
}

async fn clear_journal(State(school): State<School>) -> StatusCode {
    school.clear_journal();
    StatusCode::NO_CONTENT
}

async fn people(State(school): State<School>) -> Response {
    Json(school.people()).into_response()
}

/// The clock with the moment it shows.
#[derive(Serialize)]
struct ClockFace {
    #[serde(with = "time::serde::rfc3339")]
    now: OffsetDateTime,
    #[serde(flatten)]
    clock: Clock,
}

async fn clock(State(school): State<School>) -> Response {
    let clock = school.clock();
    Json(ClockFace { now: clock.now(), clock }).into_response()
}

async fn set_clock(State(school): State<School>, Json(clock): Json<Clock>) -> StatusCode {
    school.set_clock(clock);
    StatusCode::NO_CONTENT
}

async fn login_attempts(State(school): State<School>) -> Response {
    Json(school.login_attempts()).into_response()
}

#[derive(Deserialize)]
struct Whose {
    login: Option<String>,
}

async fn revoke_tokens(State(school): State<School>, Query(whose): Query<Whose>) -> StatusCode {
    school.revoke_tokens(whose.login.as_deref());
    StatusCode::NO_CONTENT
}
