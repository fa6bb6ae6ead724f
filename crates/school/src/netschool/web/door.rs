//! The session of one account: its requests, its cookies, and its renewal.

use std::{future::Future, sync::Arc};

use bytes::Bytes;
use time::OffsetDateTime;
use url::Url;

use super::judge::{Verdict, judge, judge_file, judge_report};
use crate::{
    Arrived, Content, Http, SchoolError, Secret, SessionKeeper,
    http::{Request, Response},
    netschool::{session::WebSession, sign_in},
    renewal::Renewal,
};

/// The site's API as one account sees it.
pub(in crate::netschool) struct Door {
    http: Http,
    root: Url,
    session: Renewal<WebSession>,
}

impl Door {
    pub(in crate::netschool) fn new(http: Http, root: Url, session: WebSession, keep: Arc<dyn SessionKeeper>) -> Door {
        Door { http, root, session: Renewal::new(session, keep) }
    }

    /// The root of the site.
    pub(super) fn root(&self) -> &Url {
        &self.root
    }

    /// How long something that takes several requests may take.
    pub(super) fn patience(&self) -> std::time::Duration {
        self.http.patience()
    }

    /// Whether a session that has ended is renewed without the family.
    pub(super) fn is_renewed(&self) -> bool {
        self.session.current().kept.is_some()
    }

    /// `GET webapi/{path}`.
    pub(super) async fn get(
        &self,
        path: &str,
        query: &[(&str, &str)],
        now: OffsetDateTime,
    ) -> Result<Bytes, SchoolError> {
        let url = self.address(path, query)?;
        self.ask(|| Request::get(url.clone()), |response| judge(response, now), |_| true, now).await
    }

    /// `GET webapi/{path}` for the file `name`; none where the answer is that of a session that has ended. A file may be
    /// closed in the same words, so nothing is renewed for it: [`Door::live`] asks the session itself.
    pub(super) async fn get_file(
        &self,
        path: &str,
        name: &str,
        arrived: &Arrived,
        now: OffsetDateTime,
    ) -> Result<Option<Content>, SchoolError> {
        let url = self.address(path, &[])?;
        let (request, send) = (|| Request::get(url.clone()), |request| self.http.send_for_file(request, arrived));
        let judge = |response: &Response| judge_file(response, name, now);
        // What stands in a file's place may be another's, as what a refusal sets is.
        match self.heard(request, send, judge, Content::is_the_file, now, &mut false).await? {
            (Verdict::Ended, _) => Ok(None),
            (verdict, _) => verdict.body().map(Some),
        }
    }

    /// Asks the cheapest thing that every session is shown, and renews one that has ended.
    pub(super) async fn live(&self, now: OffsetDateTime) -> Result<(), SchoolError> {
        self.get("context", &[], now).await.map(drop)
    }

    /// As [`Door::post`], of something that may be closed by itself: it renews nothing.
    pub(super) async fn post_once(
        &self,
        path: &str,
        query: &[(&str, &str)],
        body: &serde_json::Value,
        now: OffsetDateTime,
    ) -> Result<Bytes, SchoolError> {
        let url = self.address(path, query)?;
        let request = || Request::post(url.clone()).json(body);
        let send = |request| self.http.send(request);
        let (verdict, _) =
            self.heard(request, send, |response| judge(response, now), |_| true, now, &mut false).await?;
        verdict.body()
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
        self.ask(|| Request::post(url.clone()).json(body), |response| judge(response, now), |_| true, now).await
    }

    /// As [`Door::post`]; none where the server has no such address, and so has taken nothing.
    pub(super) async fn post_if_there(
        &self,
        path: &str,
        body: &serde_json::Value,
        now: OffsetDateTime,
    ) -> Result<Option<Bytes>, SchoolError> {
        let url = self.address(path, &[])?;
        let judge = |response: &Response| match response.status {
            404 | 405 => Ok(Verdict::Answer(None)),
            _ => judge(response, now).map(|verdict| verdict.map(Some)),
        };
        self.ask(|| Request::post(url.clone()).json(body), judge, Option::is_some, now).await
    }

    /// `GET webapi/{path}` for a report: a page, which is data here.
    pub(super) async fn get_report(&self, path: &str, now: OffsetDateTime) -> Result<Bytes, SchoolError> {
        let url = self.address(path, &[])?;
        let send = |request| self.http.send(request);
        let judge = |response: &Response| judge_report(response, now);
        // As of any file: that it is closed says nothing of the session.
        match self.heard(|| Request::get(url.clone()), send, judge, |_| true, now, &mut false).await? {
            (Verdict::Answer(page), _) => Ok(page),
            (Verdict::Ended | Verdict::Warned, _) => {
                Err(SchoolError::Forbidden("the report's file is closed to this session".into()))
            }
        }
    }

    /// What `request` makes of `webapi/{path}` of the queue of reports, where the token stands in the address. It is asked
    /// once. The session was proven a moment ago by other calls: that the queue does not take it says nothing of it, so it is
    /// neither renewed nor called ended.
    pub(super) async fn hub(
        &self,
        path: &str,
        query: &[(&str, &str)],
        request: impl FnOnce(Url) -> Request,
        now: OffsetDateTime,
    ) -> Result<Bytes, SchoolError> {
        let session = self.session.current();
        // Exposed in a URL: a connection of this protocol is known by it (docs/privacy.md).
        let token = session.at.as_ref().map(Secret::expose).unwrap_or_default();
        let query: Vec<(&str, &str)> = query.iter().copied().chain([("at", token)]).collect();
        let request = sign_in::dressed(request(self.address(path, &query)?), &self.root, &session);
        let response = self.http.send(request).await?;
        match judge(&response, now)? {
            Verdict::Answer(body) => {
                self.take_over(&response).await;
                Ok(body)
            }
            Verdict::Ended | Verdict::Warned => {
                Err(SchoolError::Forbidden("the queue of reports does not take this session".into()))
            }
        }
    }

    fn address(&self, path: &str, query: &[(&str, &str)]) -> Result<Url, SchoolError> {
        let mut url = sign_in::at(&self.root, &format!("webapi/{path}"))?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Ok(url)
    }

    /// Asks; answers a warning and renews a session that has ended, each once, and asks again. `judge` and `speaks`: as
    /// [`Door::heard`].
    async fn ask<T>(
        &self,
        request: impl Fn() -> Request,
        judge: impl Fn(&Response) -> Result<Verdict<T>, SchoolError>,
        speaks: impl Fn(&T) -> bool,
        now: OffsetDateTime,
    ) -> Result<T, SchoolError> {
        let (mut warned, mut renewed) = (false, false);
        loop {
            let send = |request| self.http.send(request);
            match self.heard(&request, send, &judge, &speaks, now, &mut warned).await? {
                (Verdict::Ended, used) if !renewed => {
                    renewed = true;
                    self.renew(&used, now).await?;
                }
                (verdict, _) => return verdict.body(),
            }
        }
    }

    /// Asks; answers a warning, unless that was done already, and asks again. What the answer is worth, and with which
    /// session it was asked. `speaks`: whether what an answer sets is taken over into the session.
    async fn heard<T, S>(
        &self,
        request: impl Fn() -> Request,
        send: impl Fn(Request) -> S,
        judge: impl Fn(&Response) -> Result<Verdict<T>, SchoolError>,
        speaks: impl Fn(&T) -> bool,
        now: OffsetDateTime,
        warned: &mut bool,
    ) -> Result<(Verdict<T>, WebSession), SchoolError>
    where
        S: Future<Output = Result<Response, SchoolError>>,
    {
        loop {
            let used = self.session.current();
            let response = send(sign_in::dressed(request(), &self.root, &used)).await?;
            // First what the answer is worth: what a refusal sets is no session.
            let verdict = judge(&response)?;
            match &verdict {
                Verdict::Answer(answer) if speaks(answer) => self.take_over(&response).await,
                Verdict::Warned if !*warned => {
                    *warned = true;
                    self.take_over(&response).await;
                    self.answer_warning(now).await?;
                    continue;
                }
                _ => {}
            }
            return Ok((verdict, used));
        }
    }

    /// Cookies of an answer, and the new token that it may carry, hold from then on.
    async fn take_over(&self, response: &Response) {
        let token = response.header("at").filter(|token| !token.is_empty()).map(Secret::new);
        let change = |session: &mut WebSession| {
            let cookies = session.take_cookies(response);
            let token = token.filter(|token| session.at.as_ref() != Some(token));
            let renewed = token.is_some();
            session.at = token.or(session.at.take());
            cookies || renewed
        };
        self.session.change(change).await;
    }

    /// Somebody else has signed in: the page that says so is answered, so that both may go on.
    async fn answer_warning(&self, now: OffsetDateTime) -> Result<(), SchoolError> {
        let session = self.session.current();
        // Exposed: the page takes it in its form.
        let token = session.at.as_ref().map(Secret::expose).unwrap_or_default();
        let form = [("at", token), ("WarnType", "2"), ("ver", session.ver.as_deref().unwrap_or_default())];
        let request = Request::post(sign_in::at(&self.root, "asp/SecurityWarning.asp")?).form(&form);
        let response = self.http.send(sign_in::dressed(request, &self.root, &session)).await?;
        // A page for a browser is all that is expected here.
        let taken = response.status < 400 && !matches!(judge(&response, now), Ok(Verdict::Ended));
        if taken {
            self.take_over(&response).await;
        }
        Ok(())
    }

    /// Signs in anew, once, if the family chose to keep what it takes.
    async fn renew(&self, used: &WebSession, now: OffsetDateTime) -> Result<(), SchoolError> {
        let (http, root) = (self.http.clone(), self.root.clone());
        let renew = move |ended: WebSession| async move {
            let kept = ended.kept.ok_or_else(|| SchoolError::Refused("the session has ended".into()))?;
            let session = sign_in::handshake(&http, &root, &kept).await.map_err(sign_in::Denied::for_good)?;
            Ok(WebSession { kept: Some(kept), ..session })
        };
        self.session.renew(used, now, renew).await
    }

    /// Signs out at the server.
    pub(super) async fn leave(&self) {
        sign_in::leave(&self.http, &self.root, &self.session.current()).await;
    }
}
