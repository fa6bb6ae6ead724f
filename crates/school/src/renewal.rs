//! A session that is renewed: by one task at a time, to its end, and never again once that was refused.

use std::{
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use time::{Duration, OffsetDateTime};

use crate::{SchoolError, Session, SessionKeeper, http::Response};

/// So long after a renewal a call that is refused speaks of the call, not of the session.
const RENEWED: Duration = Duration::minutes(5);

/// What a connector signs its requests with.
pub(crate) trait Renewable: Clone + Send + 'static {
    /// As it is kept.
    fn written(&self) -> Session;

    /// Whether both are of one sign-in or renewal.
    fn is_same(&self, other: &Self) -> bool;
}

/// What renews a session.
pub(crate) struct Renewal<S>(Arc<Inner<S>>);

struct Inner<S> {
    held: Mutex<Held<S>>,
    /// Held while the session is renewed, with why that was refused.
    renewing: tokio::sync::Mutex<Option<SchoolError>>,
    keep: Arc<dyn SessionKeeper>,
}

struct Held<S> {
    current: S,
    renewed_at: Option<OffsetDateTime>,
}

impl<S> Inner<S> {
    /// Never held over a request.
    fn held(&self) -> MutexGuard<'_, Held<S>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: Renewable> Renewal<S> {
    pub(crate) fn new(session: S, keep: Arc<dyn SessionKeeper>) -> Renewal<S> {
        let held = Mutex::new(Held { current: session, renewed_at: None });
        Renewal(Arc::new(Inner { held, renewing: tokio::sync::Mutex::default(), keep }))
    }

    /// What holds now.
    pub(crate) fn current(&self) -> S {
        self.0.held().current.clone()
    }

    /// Whether what holds now was renewed just before `now`, by this connection.
    pub(crate) fn is_fresh(&self, now: OffsetDateTime) -> bool {
        self.0.held().renewed_at.is_some_and(|then| (now - then).abs() < RENEWED)
    }

    /// Takes over what an answer changes in the session, and keeps it where `change` says that it did.
    pub(crate) async fn change(&self, change: impl FnOnce(&mut S) -> bool) {
        let changed = {
            let mut held = self.0.held();
            change(&mut held.current).then(|| held.current.written())
        };
        if let Some(session) = changed {
            self.0.keep.keep(&session).await;
        }
    }

    /// Puts a new session in place of `used`, unless another task has done so. What was refused once, or was asked to
    /// wait, is not tried again through this connection.
    ///
    /// It runs in a task of its own: whoever asked may be dropped by a deadline, but a refresh token that was given
    /// in place of another is to be kept, or the family is signed out.
    ///
    /// # Errors
    /// Those of `renew`.
    pub(crate) async fn renew<F>(
        &self,
        used: &S,
        now: OffsetDateTime,
        renew: impl FnOnce(S) -> F + Send + 'static,
    ) -> Result<(), SchoolError>
    where
        F: Future<Output = Result<S, SchoolError>> + Send,
    {
        let (inner, used) = (self.0.clone(), used.clone());
        let task = tokio::spawn(async move {
            let mut refused = inner.renewing.lock().await;
            let current = inner.held().current.clone();
            if !current.is_same(&used) {
                return Ok(());
            }
            if let Some(error) = refused.as_ref() {
                return Err(error.clone());
            }
            match renew(current).await {
                Ok(fresh) => {
                    let session = fresh.written();
                    if session != used.written() {
                        // Kept before it is used: a crash in between must not lose it.
                        inner.keep.keep(&session).await;
                    }
                    let renewed_at = (!fresh.is_same(&used)).then_some(now);
                    *inner.held() = Held { current: fresh, renewed_at };
                    Ok(())
                }
                Err(error) => {
                    if matches!(error, SchoolError::Refused(_) | SchoolError::Limited { .. }) {
                        *refused = Some(error.clone());
                    }
                    Err(error)
                }
            }
        });
        task.await.unwrap_or_else(|_| Err(SchoolError::Unreachable("the renewal was broken off".into())))
    }
}

/// Whether a server of tokens refuses to give one. A page for a browser is another guard's, and says nothing of the
/// token.
pub(crate) fn is_refusal(response: &Response) -> bool {
    matches!(response.status, 400 | 401 | 403) && !response.is_html()
}

/// What a call is worth that is refused with a session just renewed: the session lives, this is not for it.
pub(crate) fn not_for_us(error: SchoolError) -> SchoolError {
    match error {
        SchoolError::Refused(why) => SchoolError::Forbidden(why),
        other => other,
    }
}
