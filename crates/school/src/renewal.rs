//! A session that is renewed: by one task at a time, to its end, and never again once that was refused. Nobody renews what
//! another has renewed already.

use std::{
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use time::{Duration, OffsetDateTime};

use crate::{SchoolError, Session, SessionKeeper, http::Response};

/// So long after a renewal a call that is refused speaks of the call, not of the session.
const RENEWED: Duration = Duration::minutes(5);

/// What a connector signs its requests with.
pub(crate) trait Renewable: Clone + Send + Sync + 'static {
    /// As it is kept.
    fn written(&self) -> Session;

    /// Whether both are of one sign-in or renewal.
    fn is_same(&self, other: &Self) -> bool;

    /// What is kept, as this connection can use it in its place; none where it is of another API or server.
    fn followed_by(&self, kept: &Session) -> Option<Self>;
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
    /// in place of another is to be kept, or the family is signed out. Until then nobody else asks with the old one.
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
        // Taken here: whoever asked may be dropped before the task has begun.
        let renewing = self.0.keep.renewing();
        let task = tokio::spawn(async move {
            let _renewing = renewing;
            let mut refused = inner.renewing.lock().await;
            let current = inner.held().current.clone();
            if !current.is_same(&used) {
                return Ok(());
            }
            if let Some(kept) = inner.keep.superseded().await
                && let Some(next) = current.followed_by(&kept).filter(|next| !next.is_same(&current))
            {
                inner.keep.take_over(&kept).await;
                *inner.held() = Held { current: next, renewed_at: None };
                *refused = None;
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    const NOW: OffsetDateTime = time::macros::datetime!(2026-11-21 15:00 +3);

    /// A token of one of two servers.
    #[derive(Clone, Debug, PartialEq)]
    struct Token {
        server: &'static str,
        text: String,
    }

    impl Token {
        fn of(text: &str) -> Token {
            Token { server: "one", text: text.to_owned() }
        }
    }

    impl Renewable for Token {
        fn written(&self) -> Session {
            let values = [("server".to_owned(), self.server.to_owned()), ("token".to_owned(), self.text.clone())];
            Session { values: values.into(), ends: None }
        }

        fn is_same(&self, other: &Token) -> bool {
            self == other
        }

        fn followed_by(&self, kept: &Session) -> Option<Token> {
            (kept.values.get("server")? == self.server).then(|| Token::of(&kept.values["token"]))
        }
    }

    /// A file that several connections have, as one of them sees it.
    #[derive(Default)]
    struct File {
        stands: Mutex<Option<Session>>,
        own: Mutex<Option<Session>>,
        /// How many hold it right now.
        held: Arc<AtomicUsize>,
    }

    struct Holding(Arc<AtomicUsize>);

    impl Drop for Holding {
        fn drop(&mut self) {
            self.0.fetch_sub(1, Ordering::SeqCst);
        }
    }

    impl File {
        fn with(token: &Token) -> Arc<File> {
            let file = File::default();
            *file.stands.lock().unwrap() = Some(token.written());
            *file.own.lock().unwrap() = Some(token.written());
            Arc::new(file)
        }

        /// Another process puts this in the place of what stands.
        fn replace(&self, token: &Token) {
            *self.stands.lock().unwrap() = Some(token.written());
        }

        fn stands(&self) -> Session {
            self.stands.lock().unwrap().clone().unwrap()
        }
    }

    #[async_trait::async_trait]
    impl SessionKeeper for File {
        async fn keep(&self, session: &Session) {
            assert_eq!(self.held.load(Ordering::SeqCst), 1, "it is held until the new session is kept");
            *self.stands.lock().unwrap() = Some(session.clone());
            *self.own.lock().unwrap() = Some(session.clone());
        }

        fn renewing(&self) -> Box<dyn std::any::Any + Send> {
            self.held.fetch_add(1, Ordering::SeqCst);
            Box::new(Holding(self.held.clone()))
        }

        async fn superseded(&self) -> Option<Session> {
            let stands = self.stands.lock().unwrap().clone();
            stands.filter(|stands| Some(stands) != self.own.lock().unwrap().as_ref())
        }

        async fn take_over(&self, session: &Session) {
            *self.own.lock().unwrap() = Some(session.clone());
        }
    }

    /// Renews `used`, and counts it.
    async fn renew(renewal: &Renewal<Token>, used: &Token, sent: &Arc<AtomicUsize>) -> Result<(), SchoolError> {
        let sent = sent.clone();
        let renew = move |old: Token| async move {
            sent.fetch_add(1, Ordering::SeqCst);
            Ok(Token::of(&format!("after {}", old.text)))
        };
        renewal.renew(used, NOW, renew).await
    }

    #[tokio::test]
    async fn what_another_has_renewed_is_taken_over_and_not_renewed_again() {
        let (old, new) = (Token::of("old"), Token::of("new"));
        let file = File::with(&old);
        let (renewal, sent) = (Renewal::new(old.clone(), file.clone() as Arc<dyn SessionKeeper>), Arc::default());
        file.replace(&new);
        renew(&renewal, &old, &sent).await.unwrap();
        assert_eq!((renewal.current(), sent.load(Ordering::SeqCst)), (new.clone(), 0));
        assert!(!renewal.is_fresh(NOW), "who refuses it refuses the session");
        // From then on it is its own.
        renew(&renewal, &new, &sent).await.unwrap();
        assert_eq!((renewal.current(), sent.load(Ordering::SeqCst)), (Token::of("after new"), 1));
        assert_eq!(file.stands(), Token::of("after new").written());
    }

    #[tokio::test]
    async fn what_was_refused_is_forgotten_where_the_family_has_signed_in_anew() {
        let (old, new) = (Token::of("old"), Token::of("new"));
        let file = File::with(&old);
        let renewal = Renewal::new(old.clone(), file.clone() as Arc<dyn SessionKeeper>);
        let refuse = |_: Token| async { Err::<Token, _>(SchoolError::Refused("spent".into())) };
        assert!(renewal.renew(&old, NOW, refuse).await.is_err());
        file.replace(&new);
        renewal.renew(&old, NOW, refuse).await.unwrap();
        assert_eq!(renewal.current(), new);
    }

    #[tokio::test]
    async fn a_session_of_another_server_is_not_taken_over() {
        let old = Token::of("old");
        let file = File::with(&old);
        let (renewal, sent) = (Renewal::new(old.clone(), file.clone() as Arc<dyn SessionKeeper>), Arc::default());
        file.replace(&Token { server: "two", text: "new".into() });
        renew(&renewal, &old, &sent).await.unwrap();
        assert_eq!((renewal.current(), sent.load(Ordering::SeqCst)), (Token::of("after old"), 1));
    }

    #[tokio::test]
    async fn it_is_held_to_its_end_though_nobody_waits_for_it() {
        let old = Token::of("old");
        let file = File::with(&old);
        let renewal = Renewal::new(old.clone(), file.clone() as Arc<dyn SessionKeeper>);
        let (answer, answered) = tokio::sync::oneshot::channel::<()>();
        let waits = move |_: Token| async move {
            let _ = answered.await;
            Ok(Token::of("new"))
        };
        let late = tokio::time::timeout(std::time::Duration::from_millis(10), renewal.renew(&old, NOW, waits)).await;
        assert!(late.is_err());
        drop(renewal);
        assert_eq!(file.held.load(Ordering::SeqCst), 1);
        answer.send(()).unwrap();
        let until = std::time::Instant::now() + std::time::Duration::from_secs(10);
        while file.held.load(Ordering::SeqCst) > 0 {
            assert!(std::time::Instant::now() < until, "it never ends");
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
        assert_eq!(file.stands(), Token::of("new").written());
    }
}
