//! One request, with the session where this protocol has it: in a cookie that most answers set anew.

use std::sync::Arc;

use bytes::Bytes;
use time::OffsetDateTime;
use url::Url;

use super::{
    judge::{Unanswered, judge},
    session::{Keys, origin, token_set},
    sign_in,
};
use crate::{
    Http, SchoolError, Session, SessionKeeper,
    http::Request,
    renewal::{Renewable, Renewal, not_for_us},
};

/// What every session opens (§3): asked to find out whether a call or a session is refused.
pub(super) const CHILDREN: &str = "api/journal/person/related-child-list";

/// The way to one signed-in account.
pub(super) struct Door {
    http: Http,
    pub(super) root: Url,
    keys: Renewal<Keys>,
}

impl Door {
    /// # Errors
    /// [`SchoolError::Refused`] where the session holds no token, or one of another server: it is sent nowhere else.
    pub(super) fn new(
        http: Http,
        root: Url,
        session: &Session,
        keep: Arc<dyn SessionKeeper>,
    ) -> Result<Door, SchoolError> {
        let keys = Keys::read(session).ok_or_else(|| SchoolError::Refused("the session holds no token".into()))?;
        if keys.origin != origin(&root) {
            return Err(SchoolError::Refused("the session is of another server".into()));
        }
        Ok(Door { http, root, keys: Renewal::new(keys, keep) })
    }

    /// Who signed in, where that is known.
    pub(super) fn account(&self) -> Option<String> {
        self.keys.current().account
    }

    /// `GET {path}?{query}`. A session that has ended is renewed once, where the family kept the password.
    pub(super) async fn get(
        &self,
        path: &str,
        query: &[(&str, &str)],
        now: OffsetDateTime,
    ) -> Result<Bytes, SchoolError> {
        let used = self.keys.current();
        let words = match self.ask(path, query, &used, now).await {
            Err(Unanswered::Denied(words)) => words,
            Err(Unanswered::Page) => "a page for a browser".to_owned(),
            outcome => return Ok(outcome?),
        };
        // A dead session and a call that is not allowed look the same (§2).
        if path != CHILDREN {
            match self.ask(CHILDREN, &[("p_page", "1")], &self.keys.current(), now).await {
                Ok(_) => return Err(SchoolError::Forbidden(words)),
                Err(Unanswered::Denied(_) | Unanswered::Page) => {}
                Err(error) => return Err(error.into()),
            }
        }
        if self.keys.is_fresh(now) && self.keys.current().is_same(&used) {
            return Err(SchoolError::Forbidden(words));
        }
        self.renew(&used, now).await?;
        let outcome = self.ask(path, query, &self.keys.current(), now).await;
        outcome.map_err(|unanswered| not_for_us(unanswered.into()))
    }

    async fn ask(
        &self,
        path: &str,
        query: &[(&str, &str)],
        keys: &Keys,
        now: OffsetDateTime,
    ) -> Result<Bytes, Unanswered> {
        let mut url = self.root.join(path).map_err(|_| SchoolError::Setting("host cannot be extended".into()))?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let request = Request::get(url).header("accept", "application/json").secret_header("cookie", &keys.cookie());
        let response = self.http.send(request).await?;
        // First what the answer is worth: what a refusal sets is no session. A server that is out of order, or finds
        // fault with the call, has rolled the token all the same, and may take no older one.
        let judged = judge(&response, &[keys.token.expose()], now);
        let refused = matches!(judged, Err(Unanswered::Denied(_) | Unanswered::Page));
        let redirected = (300..400).contains(&response.status);
        if let Some(token) = token_set(&response).filter(|_| !refused && !redirected) {
            let roll = |held: &mut Keys| {
                let new = held.token != token;
                held.token = token;
                new
            };
            self.keys.change(roll).await;
        }
        judged
    }

    /// Signs in anew, once, and only after a refusal.
    async fn renew(&self, used: &Keys, now: OffsetDateTime) -> Result<(), SchoolError> {
        let (http, root) = (self.http.clone(), self.root.clone());
        let renew = move |ended: Keys| async move {
            let kept = ended.kept.ok_or_else(|| SchoolError::Refused("the session has ended".into()))?;
            let keys = sign_in::again(&http, &root, &kept, now).await?;
            // Taken for new, it would be refused again, and the password sent at every call.
            if keys.token == ended.token {
                return Err(SchoolError::Refused("the server gives the ended token again".into()));
            }
            Ok(Keys { kept: Some(kept), ..keys })
        };
        self.keys.renew(used, now, renew).await
    }
}
