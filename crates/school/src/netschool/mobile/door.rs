//! Tokens: how they come, how they are renewed, and how a request carries one.

use std::{future::Future, sync::Arc};

use bytes::Bytes;
use time::{Duration, OffsetDateTime};
use url::Url;

use crate::{
    Arrived, Content, Http, SchoolError, Secret, Session, SessionKeeper, Settings,
    http::Request,
    lenient::{Int, Maybe, Text, parsed},
    netschool::{
        CLIENT_ID, CLIENT_SECRET, place,
        session::Tokens,
        web::{Verdict, judge, judge_file},
    },
    renewal::{Renewable, Renewal, is_refusal, not_for_us},
};

/// A token is renewed so long before it ends.
const EARLY: Duration = Duration::seconds(10);

/// Who asks for tokens: a client of the family's own; the vendor's is not shipped.
#[derive(Clone)]
struct Client {
    address: Url,
    id: String,
    secret: Secret,
}

impl Client {
    /// None where no client is set.
    fn of(settings: &Settings) -> Result<Option<Client>, SchoolError> {
        let (Some(id), Some(secret)) = (settings.get(&CLIENT_ID), settings.get(&CLIENT_SECRET)) else {
            return Ok(None);
        };
        let root = place::identity(settings)?;
        let address =
            root.join("connect/token").map_err(|_| SchoolError::Setting("identity_host cannot be extended".into()))?;
        Ok(Some(Client { address, id: id.to_owned(), secret: Secret::new(secret) }))
    }

    /// Asks for tokens. `old` stays where no other refresh token is given.
    async fn tokens(
        &self,
        http: &Http,
        grant: &[(&str, &str)],
        old: Option<Secret>,
        now: OffsetDateTime,
    ) -> Result<Tokens, SchoolError> {
        #[derive(Default, serde::Deserialize)]
        #[serde(default)]
        struct Given<'a> {
            #[serde(borrow)]
            access_token: Text<'a>,
            #[serde(borrow)]
            refresh_token: Text<'a>,
            expires_in: Int,
        }
        // Exposed: this is the request that it is for, in its body.
        let client = [("client_id", self.id.as_str()), ("client_secret", self.secret.expose())];
        let form: Vec<(&str, &str)> = grant.iter().copied().chain(client).collect();
        let request = Request::post(self.address.clone()).header("accept", "application/json").form(&form);
        let response = http.send(request).await?;
        if is_refusal(&response) {
            return Err(SchoolError::Refused("the mobile API gives no token".into()));
        }
        let body = match judge(&response, now)? {
            Verdict::Answer(body) => body,
            // A page in between, whatever its status.
            Verdict::Ended | Verdict::Warned => return Err(SchoolError::Strange("a page for a browser".into())),
        };
        let mut room = None;
        let (given, _) = parsed::<Maybe<Given<'_>>>(&body, &mut room)?;
        let given = given.0.unwrap_or_default();
        let access = given.access_token.get().map(Secret::new);
        let access = access.ok_or_else(|| SchoolError::Strange("a token without a token".into()))?;
        let lives =
            given.expires_in.0.filter(|seconds| *seconds > 0).map(|seconds| Duration::seconds(i64::from(seconds)));
        Ok(Tokens {
            access,
            refresh: given.refresh_token.get().map(Secret::new).or(old),
            ends: lives.and_then(|lives| now.checked_add(lives)),
        })
    }
}

/// Turns a one-time code into a session.
pub(in crate::netschool) async fn by_code(
    settings: &Settings,
    code: &Secret,
    http: &Http,
) -> Result<Session, SchoolError> {
    let client = Client::of(settings)?;
    let client = client.ok_or_else(|| SchoolError::Setting("a code needs client_id and client_secret".into()))?;
    // Exposed: this is the request that it is for, in its body.
    let grant = [("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("device_code", code.expose())];
    let tokens = client.tokens(http, &grant, None, OffsetDateTime::now_utc()).await?;
    Ok(tokens.written())
}

/// The mobile API as one account sees it.
pub(in crate::netschool) struct Door {
    http: Http,
    api: Url,
    client: Option<Client>,
    tokens: Renewal<Tokens>,
}

impl Door {
    pub(in crate::netschool) fn new(
        http: Http,
        settings: &Settings,
        tokens: Tokens,
        keep: Arc<dyn SessionKeeper>,
    ) -> Result<Door, SchoolError> {
        let api = place::root(settings)?.join("api/mobile/");
        let api = api.map_err(|_| SchoolError::Setting("the server's address cannot be extended".into()))?;
        let client = Client::of(settings)?;
        Ok(Door { http, api, client, tokens: Renewal::new(tokens, keep) })
    }

    /// The root of the API.
    pub(super) fn root(&self) -> &Url {
        &self.api
    }

    /// `GET api/mobile/{path}`.
    pub(super) async fn get(
        &self,
        path: &str,
        query: &[(&str, &str)],
        now: OffsetDateTime,
    ) -> Result<Bytes, SchoolError> {
        let mut url = self.address(path)?;
        url.query_pairs_mut().extend_pairs(query);
        self.settle(|tokens| self.ask(Request::get(url.clone()), tokens, now)).await
    }

    /// `POST api/mobile/{path}`, with JSON where there is any.
    pub(super) async fn post(
        &self,
        path: &str,
        query: &[(&str, &str)],
        body: Option<&serde_json::Value>,
        now: OffsetDateTime,
    ) -> Result<Bytes, SchoolError> {
        let mut url = self.address(path)?;
        url.query_pairs_mut().extend_pairs(query);
        let request = || match body {
            Some(body) => Request::post(url.clone()).json(body),
            None => Request::post(url.clone()),
        };
        self.settle(|tokens| self.ask(request(), tokens, now)).await
    }

    /// `GET api/mobile/{path}` for the file `name`; none where the answer is that of tokens that have ended. A file may be
    /// closed in the same words, so nothing is renewed for it: [`Door::live`] asks the session itself.
    pub(super) async fn get_file(
        &self,
        path: &str,
        name: &str,
        arrived: &Arrived,
        now: OffsetDateTime,
    ) -> Result<Option<Content>, SchoolError> {
        let request = signed(Request::get(self.address(path)?), &self.in_time().await?);
        let response = self.http.send_for_file(request, arrived).await?;
        match judge_file(&response, name, now)? {
            Verdict::Ended => Ok(None),
            verdict => verdict.body().map(Some),
        }
    }

    /// Asks what every session is shown, and renews tokens that have ended.
    pub(super) async fn live(&self, now: OffsetDateTime) -> Result<(), SchoolError> {
        self.get("users", &[("v", "2")], now).await.map(drop)
    }

    fn address(&self, path: &str) -> Result<Url, SchoolError> {
        self.api.join(path).map_err(|_| SchoolError::Setting("the API's address cannot be extended".into()))
    }

    /// The tokens that hold; those that have ended are renewed first.
    async fn in_time(&self) -> Result<Tokens, SchoolError> {
        let tokens = self.tokens.current();
        match tokens.ends.is_some_and(|ends| OffsetDateTime::now_utc() > ends - EARLY) {
            true => self.renewed(&tokens).await,
            false => Ok(tokens),
        }
    }

    /// Asks with the tokens that hold. Those that are refused are renewed, once.
    async fn settle<T, S>(&self, ask: impl Fn(Tokens) -> S) -> Result<T, SchoolError>
    where
        S: Future<Output = Result<T, SchoolError>>,
    {
        let tokens = self.in_time().await?;
        match ask(tokens.clone()).await {
            Err(refused @ SchoolError::Refused(_)) => {
                if self.tokens.is_fresh(OffsetDateTime::now_utc()) && self.tokens.current().is_same(&tokens) {
                    return Err(not_for_us(refused));
                }
                let tokens = self.renewed(&tokens).await?;
                ask(tokens).await.map_err(not_for_us)
            }
            outcome => outcome,
        }
    }

    async fn ask(&self, request: Request, tokens: Tokens, now: OffsetDateTime) -> Result<Bytes, SchoolError> {
        judge(&self.http.send(signed(request, &tokens)).await?, now).and_then(Verdict::body)
    }

    /// New tokens in place of `used`.
    async fn renewed(&self, used: &Tokens) -> Result<Tokens, SchoolError> {
        let now = OffsetDateTime::now_utc();
        let (http, client) = (self.http.clone(), self.client.clone());
        let renew = move |ended: Tokens| async move {
            let (Some(client), Some(refresh)) = (client, ended.refresh) else {
                return Err(SchoolError::Refused("the session has ended".into()));
            };
            // Exposed: this is the request that it is for, in its body.
            let grant = [("grant_type", "refresh_token"), ("refresh_token", refresh.expose())];
            client.tokens(&http, &grant, Some(refresh.clone()), now).await
        };
        self.tokens.renew(used, now, renew).await?;
        Ok(self.tokens.current())
    }
}

fn signed(request: Request, tokens: &Tokens) -> Request {
    // Exposed to be sent to the one host that the settings name.
    let bearer = Secret::new(format!("Bearer {}", tokens.access.expose()));
    request.header("accept", "application/json").secret_header("authorization", &bearer)
}
