//! The session of one account: its requests, its cookies, and its renewal.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use time::OffsetDateTime;
use url::Url;

use super::judge::{Verdict, judge};
use crate::{
    Http, SchoolError, Secret, SessionKeeper,
    http::{Request, Response},
    netschool::{session::Sitting, sign_in},
};

/// The site's API as one account sees it.
pub(in crate::netschool) struct Door {
    http: Http,
    root: Url,
    sitting: Mutex<Sitting>,
    /// Held while the session is renewed: of two tasks that find it ended, one signs in.
    renewing: tokio::sync::Mutex<Renewals>,
    keep: Arc<dyn SessionKeeper>,
}

/// What became of renewing.
#[derive(Default)]
struct Renewals {
    /// Why it was refused: it is not tried again, so that nobody is locked out.
    refused: Option<SchoolError>,
}

impl Door {
    pub(in crate::netschool) fn new(http: Http, root: Url, sitting: Sitting, keep: Arc<dyn SessionKeeper>) -> Door {
        Door { http, root, sitting: Mutex::new(sitting), renewing: tokio::sync::Mutex::default(), keep }
    }

    /// The root of the site.
    pub(super) fn root(&self) -> &Url {
        &self.root
    }

    /// Never held over a request.
    fn sitting(&self) -> MutexGuard<'_, Sitting> {
        self.sitting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `GET webapi/{path}`.
    pub(super) async fn get(
        &self,
        path: &str,
        query: &[(&str, &str)],
        now: OffsetDateTime,
    ) -> Result<Bytes, SchoolError> {
        let url = self.address(path, query)?;
        self.ask(|| Request::get(url.clone()), now).await
    }

    /// `POST webapi/{path}` with JSON.
    pub(super) async fn post(
        &self,
        path: &str,
        query: &[(&str, &str)],
        body: &serde_json::Value,
        now: OffsetDateTime,
    ) -> Result<Bytes, SchoolError> {
        let url = self.address(path, query)?;
        self.ask(|| Request::post(url.clone()).json(body), now).await
    }

    fn address(&self, path: &str, query: &[(&str, &str)]) -> Result<Url, SchoolError> {
        let mut url = sign_in::at(&self.root, &format!("webapi/{path}"))?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Ok(url)
    }

    /// Asks; answers a warning and renews a session that has ended, each once, and asks again.
    async fn ask(&self, request: impl Fn() -> Request, now: OffsetDateTime) -> Result<Bytes, SchoolError> {
        let mut warned = false;
        let mut renewed = false;
        loop {
            let used = self.sitting().at.clone();
            let response = self.send(request()).await?;
            match judge(&response, now)? {
                Verdict::Answer(body) => {
                    self.take_token(&response).await;
                    return Ok(body);
                }
                Verdict::Warned if !warned => {
                    warned = true;
                    self.answer_warning().await?;
                }
                Verdict::Ended if !renewed => {
                    renewed = true;
                    self.renew(used).await?;
                }
                verdict => return verdict.body(),
            }
        }
    }

    async fn send(&self, request: Request) -> Result<Response, SchoolError> {
        let request = sign_in::dressed(request, &self.root, &self.sitting());
        let response = self.http.send(request).await?;
        let news = self.sitting().take_cookies(&response);
        if news {
            self.keep_session().await;
        }
        Ok(response)
    }

    /// An answer may carry a new token: it holds from then on.
    async fn take_token(&self, response: &Response) {
        let Some(token) = response.header("at").filter(|token| !token.is_empty()).map(Secret::new) else { return };
        let news = self.sitting().at.as_ref() != Some(&token);
        if news {
            self.sitting().at = Some(token);
            self.keep_session().await;
        }
    }

    async fn keep_session(&self) {
        let session = self.sitting().written();
        self.keep.keep(&session).await;
    }

    /// Somebody else has signed in: the page that says so is answered, so that both may go on.
    async fn answer_warning(&self) -> Result<(), SchoolError> {
        let token = self.sitting().at.clone();
        let (token, ver) = (token.as_ref(), self.sitting().ver.clone().unwrap_or_default());
        // Exposed: the page takes it in its form.
        let token = token.map(Secret::expose).unwrap_or_default();
        let form = [("at", token), ("WarnType", "2"), ("ver", ver.as_str())];
        self.send(Request::post(sign_in::at(&self.root, "asp/SecurityWarning.asp")?).form(&form)).await.map(drop)
    }

    /// Signs in anew, once, if the family chose to keep what it takes. `used` is the token that was refused: where
    /// another task has renewed it meanwhile, nothing is to be done.
    async fn renew(&self, used: Option<Secret>) -> Result<(), SchoolError> {
        let mut renewals = self.renewing.lock().await;
        if self.sitting().at != used {
            return Ok(());
        }
        if let Some(refused) = &renewals.refused {
            return Err(refused.clone());
        }
        let Some(kept) = self.sitting().kept.clone() else { return Verdict::Ended.body().map(drop) };
        match sign_in::handshake(&self.http, &self.root, &kept).await {
            Ok(sitting) => {
                *self.sitting() = Sitting { kept: Some(kept), ..sitting };
                self.keep_session().await;
                Ok(())
            }
            Err(error) => {
                if matches!(error, SchoolError::Refused(_) | SchoolError::Limited { .. }) {
                    renewals.refused = Some(error.clone());
                }
                Err(error)
            }
        }
    }

    /// Signs out at the server.
    pub(super) async fn leave(&self) {
        let sitting = self.sitting().clone();
        sign_in::leave(&self.http, &self.root, &sitting).await;
    }
}
