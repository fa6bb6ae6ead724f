//! Tokens: how they come, how they are renewed, and how a request carries one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use time::{Duration, OffsetDateTime};
use url::Url;

use crate::{
    Http, SchoolError, Secret, Session, SessionKeeper, Settings,
    http::Request,
    lenient::{Int, Maybe, Text},
    netschool::{
        CLIENT_ID, CLIENT_SECRET, place,
        session::Tokens,
        web::{Verdict, judge, mapped},
    },
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
        if matches!(response.status, 400 | 401) {
            return Err(SchoolError::Refused("the mobile API gives no token".into()));
        }
        let body = judge(&response, now).and_then(|verdict| verdict.body())?;
        let mut room = None;
        let (given, _) = mapped::<Maybe<Given<'_>>>(&body, &mut room)?;
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
    tokens: Mutex<Tokens>,
    /// Held while a token is renewed, with why it was refused: of two tasks one renews, and a refusal is final.
    renewing: tokio::sync::Mutex<Option<SchoolError>>,
    keep: Arc<dyn SessionKeeper>,
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
        Ok(Door { http, api, client, tokens: Mutex::new(tokens), renewing: tokio::sync::Mutex::default(), keep })
    }

    /// The root of the API.
    pub(super) fn root(&self) -> &Url {
        &self.api
    }

    fn tokens(&self) -> MutexGuard<'_, Tokens> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `GET api/mobile/{path}`. A token that has ended is renewed first; one that is refused, once.
    pub(super) async fn get(
        &self,
        path: &str,
        query: &[(&str, &str)],
        now: OffsetDateTime,
    ) -> Result<Bytes, SchoolError> {
        let mut url =
            self.api.join(path).map_err(|_| SchoolError::Setting("the API's address cannot be extended".into()))?;
        url.query_pairs_mut().extend_pairs(query);
        let mut renewed = false;
        loop {
            let Tokens { access, ends, .. } = self.tokens().clone();
            if !renewed && ends.is_some_and(|ends| OffsetDateTime::now_utc() > ends - EARLY) {
                renewed = true;
                self.renew(&access).await?;
                continue;
            }
            // Exposed to be sent to the one host that the settings name.
            let bearer = Secret::new(format!("Bearer {}", access.expose()));
            let request =
                Request::get(url.clone()).header("accept", "application/json").secret_header("authorization", &bearer);
            let response = self.http.send(request).await?;
            let verdict = judge(&response, now)?;
            if matches!(verdict, Verdict::Ended) && !renewed {
                renewed = true;
                self.renew(&access).await?;
                continue;
            }
            return verdict.body();
        }
    }

    /// Puts a new token in place of `used`, unless another task has done so; it is kept before it is used.
    async fn renew(&self, used: &Secret) -> Result<(), SchoolError> {
        let mut refused = self.renewing.lock().await;
        let Tokens { access, refresh, .. } = self.tokens().clone();
        if access != *used {
            return Ok(());
        }
        if let Some(error) = refused.as_ref() {
            return Err(error.clone());
        }
        let (Some(client), Some(refresh)) = (&self.client, refresh) else {
            return Err(SchoolError::Refused("the session has ended".into()));
        };
        // Exposed: this is the request that it is for, in its body.
        let grant = [("grant_type", "refresh_token"), ("refresh_token", refresh.expose())];
        match client.tokens(&self.http, &grant, Some(refresh.clone()), OffsetDateTime::now_utc()).await {
            Ok(tokens) => {
                let session = tokens.written();
                self.keep.keep(&session).await;
                *self.tokens() = tokens;
                Ok(())
            }
            Err(error) => {
                if matches!(error, SchoolError::Refused(_)) {
                    *refused = Some(error.clone());
                }
                Err(error)
            }
        }
    }
}
