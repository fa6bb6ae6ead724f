//! One request, with the token where this protocol has it: in the query.
//!
//! No address of a request is written into a log or an error (`crate::http` tells host and path alone), and the server's
//! words are not quoted where they repeat the token.

use std::sync::Arc;

use bytes::Bytes;
use time::{Duration, OffsetDateTime};

use super::{
    judge::{Unanswered, judge},
    place::Place,
    session::Keys,
    sign_in,
};
use crate::{
    Http, SchoolError, Session, SessionKeeper,
    http::Request,
    renewal::{Renewable, Renewal, not_for_us},
};

/// A token lives three months (§3.1); one that ends so soon is renewed while it lives, where the password is kept.
const SOON: Duration = Duration::days(2);

/// What every token opens (§4): asked to find out whether a call or a token is refused.
const RULES: &str = "getrules";

/// The way to one signed-in account.
pub(super) struct Door {
    http: Http,
    pub(super) place: Place,
    keys: Renewal<Keys>,
    pub(super) vendor: String,
}

impl Door {
    /// # Errors
    /// [`SchoolError::Refused`] where the session holds no token, or one of another server: it is sent nowhere else.
    pub(super) fn new(
        http: Http,
        place: Place,
        session: &Session,
        keep: Arc<dyn SessionKeeper>,
    ) -> Result<Door, SchoolError> {
        let keys = Keys::read(session).ok_or_else(|| SchoolError::Refused("the session holds no token".into()))?;
        if keys.origin != place.origin() {
            return Err(SchoolError::Refused("the session is of another server".into()));
        }
        let vendor = keys.vendor.clone();
        Ok(Door { http, place, keys: Renewal::new(keys, keep), vendor })
    }

    /// `GET {method}?{query}`. A session that has ended is renewed once, where the family kept the password.
    pub(super) async fn get(
        &self,
        method: &str,
        query: &[(&str, &str)],
        now: OffsetDateTime,
    ) -> Result<Bytes, SchoolError> {
        self.before_it_ends(now).await;
        let used = self.keys.current();
        let words = match self.ask(method, query, &used, now).await {
            Err(Unanswered::Denied(words)) => words,
            outcome => return Ok(outcome?),
        };
        // A dead token and a call that is not allowed look the same (§2).
        if method != RULES {
            match self.ask(RULES, &[], &used, now).await {
                Ok(_) => return Err(SchoolError::Forbidden(words)),
                Err(Unanswered::Denied(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        if self.keys.is_fresh(now) && self.keys.current().is_same(&used) {
            return Err(SchoolError::Forbidden(words));
        }
        self.renew(&used, now).await?;
        let outcome = self.ask(method, query, &self.keys.current(), now).await;
        outcome.map_err(|unanswered| not_for_us(unanswered.into()))
    }

    async fn ask(
        &self,
        method: &str,
        query: &[(&str, &str)],
        keys: &Keys,
        now: OffsetDateTime,
    ) -> Result<Bytes, Unanswered> {
        let mut url = self.place.method(method);
        // Exposed in a URL: the protocol has no other place for them (docs/privacy.md).
        let (devkey, token) = (self.place.devkey.expose(), keys.token.expose());
        url.query_pairs_mut()
            .extend_pairs([("devkey", devkey), ("vendor", &keys.vendor), ("out_format", "json"), ("auth_token", token)])
            .extend_pairs(query);
        let response = self.http.send(Request::get(url).header("accept", "application/json")).await?;
        judge(&response, &[token, devkey], now)
    }

    /// Signs in anew, once.
    async fn renew(&self, used: &Keys, now: OffsetDateTime) -> Result<(), SchoolError> {
        let (http, place) = (self.http.clone(), self.place.clone());
        let renew = move |ended: Keys| async move {
            let kept = ended
                .kept
                .ok_or_else(|| SchoolError::Refused("the session has ended, or the developer key is refused".into()))?;
            let keys = sign_in::again(&http, &place, &ended.vendor, &kept, now).await?;
            Ok(Keys { kept: Some(kept), ..keys })
        };
        self.keys.renew(used, now, renew).await
    }

    /// Renews a token that ends soon, where the password is kept. What comes of it is no matter yet, as the token still
    /// lives; but a password that is refused is kept no longer, or every sync until then would try it again.
    async fn before_it_ends(&self, now: OffsetDateTime) {
        let used = self.keys.current();
        let due = used.kept.is_some() && used.ends.is_some_and(|ends| ends > now && ends - now < SOON);
        if !due {
            return;
        }
        let (http, place) = (self.http.clone(), self.place.clone());
        let renew = move |old: Keys| async move {
            let Some(kept) = old.kept.clone() else { return Ok(old) };
            match sign_in::again(&http, &place, &old.vendor, &kept, now).await {
                Ok(keys) => Ok(Keys { kept: Some(kept), ..keys }),
                Err(SchoolError::Refused(_)) => Ok(Keys { kept: None, ..old }),
                Err(error) => Err(error),
            }
        };
        if let Err(error) = self.keys.renew(&used, now, renew).await {
            tracing::debug!(%error, "a token that ends soon could not be renewed yet");
        }
    }
}
