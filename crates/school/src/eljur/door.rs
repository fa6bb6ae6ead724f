//! One request, with the token where this protocol has it: in the query.
//!
//! No address of a request is written into a log or an error (`crate::http` tells host and path alone), and the server's
//! words are not quoted where they repeat the token.

use std::sync::Arc;

use bytes::Bytes;
use time::OffsetDateTime;

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
        self.call(method, query, None, now).await
    }

    /// `POST {method}` with a form; the rest as of [`Door::get`].
    pub(super) async fn post(
        &self,
        method: &str,
        form: &[(&str, &str)],
        now: OffsetDateTime,
    ) -> Result<Bytes, SchoolError> {
        self.call(method, &[], Some(form), now).await
    }

    async fn call(
        &self,
        method: &str,
        query: &[(&str, &str)],
        form: Option<&[(&str, &str)]>,
        now: OffsetDateTime,
    ) -> Result<Bytes, SchoolError> {
        let used = self.keys.current();
        let words = match self.ask(method, query, form, &used, now).await {
            Err(Unanswered::Denied(words)) => words,
            outcome => return Ok(outcome?),
        };
        // A dead token and a call that is not allowed look the same (§2).
        if method != RULES {
            match self.ask(RULES, &[], None, &used, now).await {
                Ok(_) => return Err(SchoolError::Forbidden(words)),
                Err(Unanswered::Denied(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        if self.keys.is_fresh(now) && self.keys.current().is_same(&used) {
            return Err(SchoolError::Forbidden(words));
        }
        self.renew(&used, now).await?;
        let outcome = self.ask(method, query, form, &self.keys.current(), now).await;
        outcome.map_err(|unanswered| not_for_us(unanswered.into()))
    }

    async fn ask(
        &self,
        method: &str,
        query: &[(&str, &str)],
        form: Option<&[(&str, &str)]>,
        keys: &Keys,
        now: OffsetDateTime,
    ) -> Result<Bytes, Unanswered> {
        let mut url = self.place.method(method);
        // Exposed in a URL: the protocol has no other place for them (docs/privacy.md).
        let (devkey, token) = (self.place.devkey.expose(), keys.token.expose());
        url.query_pairs_mut()
            .extend_pairs([("devkey", devkey), ("vendor", &keys.vendor), ("out_format", "json"), ("auth_token", token)])
            .extend_pairs(query);
        let request = match form {
            Some(form) => Request::post(url).form(form),
            None => Request::get(url),
        };
        let response = self.http.send(request.header("accept", "application/json")).await?;
        judge(&response, &[token, devkey], now)
    }

    /// Signs in anew, once, and only after a refusal: it takes no living token, so there is nothing to be early for.
    async fn renew(&self, used: &Keys, now: OffsetDateTime) -> Result<(), SchoolError> {
        let (http, place) = (self.http.clone(), self.place.clone());
        let renew = move |Keys { token: ended, vendor, kept, .. }: Keys| async move {
            let kept = kept
                .ok_or_else(|| SchoolError::Refused("the session has ended, or the developer key is refused".into()))?;
            let keys = sign_in::again(&http, &place, &vendor, &kept, now).await?;
            // Taken for new, it would be refused again, and the password sent at every call.
            if keys.token == ended {
                return Err(SchoolError::Refused("the server gives the ended token again".into()));
            }
            Ok(Keys { kept: Some(kept), ..keys })
        };
        self.keys.renew(used, now, renew).await
    }
}
