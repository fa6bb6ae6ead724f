//! The app over plain HTTP on loopback: the other end of the UI's one interface, so that its fast tests
//! run in a browser against the real Rust. Built with the feature `loopback` only, never in a release.
//!
//! `POST /api/<command>` takes a request and gives a response (200) or an `ErrorView` (422);
//! `GET /api/events` is a stream of `AppEvent`; everything else is a file of the built UI.

use std::{convert::Infallible, path::PathBuf, sync::Arc};

use async_trait::async_trait;
use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::{get, post},
};
use clap::Parser;
use futures_util::{Stream, StreamExt, stream};
use peremena_app::{App, Config, KeyChoice, NoWindows, NotShown, Notice, Shown, ShowsNotices, views::Typed};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

/// The app on loopback, for tests in a browser.
#[derive(Parser)]
struct Args {
    /// Folder of the profile; kept with a passphrase of its own.
    #[arg(long)]
    profile: PathBuf,
    /// The built UI.
    #[arg(long, default_value = "ui/dist")]
    ui: PathBuf,
    /// Port; 0 for any.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The clock runs from this moment, RFC 3339.
    #[arg(long, value_parser = |text: &str| OffsetDateTime::parse(text, &Rfc3339))]
    now: Option<OffsetDateTime>,
    /// Seconds between two looks at the school.
    #[arg(long)]
    every: Option<f64>,
}

/// A browser test looks at the page, not at notifications.
struct Unseen;

#[async_trait]
impl ShowsNotices for Unseen {
    async fn show(&self, _notice: &Notice, _open_label: &str) -> Result<Option<Shown>, NotShown> {
        Ok(None)
    }
}

/// What the window's own policy says, but for the way to Rust.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let args = Args::parse();
    let started = OffsetDateTime::now_utc();
    let from = args.now;
    let config = Config {
        profile: args.profile,
        key: Some(KeyChoice::Passphrase(Typed::new("loopback-passphrase"))),
        clock: Arc::new(move || {
            let now = OffsetDateTime::now_utc();
            from.map_or(now, |from| from + (now - started))
        }),
        every: args.every.and_then(time::Duration::checked_seconds_f64),
        locale: std::env::var("LANG").ok(),
        window: true,
    };
    let app = App::new(config, Arc::new(NoWindows), Arc::new(Unseen));
    app.open().await;
    app.set_window_open(true);
    let _pulse = app.start_pulse();
    let router = Router::new()
        .route("/api/events", get(events))
        .route("/api/{command}", post(command))
        .fallback_service(ServeDir::new(args.ui))
        .layer(SetResponseHeaderLayer::overriding(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)))
        .with_state(app);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", args.port)).await?;
    println!("{{\"url\":\"http://{}\"}}", listener.local_addr()?);
    axum::serve(listener, router).await
}

async fn command(
    State(app): State<App>,
    Path(command): Path<String>,
    Json(request): Json<serde_json::Value>,
) -> Response {
    match app.dispatch(&command, request).await {
        Ok(response) => Json(response).into_response(),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, Json(error)).into_response(),
    }
}

async fn events(State(app): State<App>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let events = stream::unfold(app.events(), |mut events| async move {
        loop {
            match events.recv().await {
                Ok(event) => return Some((event, events)),
                Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {}
                Err(tokio::sync::broadcast::error::RecvError::Closed) => return None,
            }
        }
    });
    Sse::new(events.map(|event| Ok(Event::default().json_data(event).unwrap_or_default())))
        .keep_alive(KeepAlive::default())
}
