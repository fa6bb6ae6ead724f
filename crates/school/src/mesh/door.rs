//! One request, with one token.
//!
//! A token is sent once in each request and never in two places: the door's book and the meals refuse a request in
//! which they find two (§2). Where the session has ended, it is renewed once, however many tasks find out at the same
//! time, and kept before it is used.

use std::sync::Arc;

use bytes::Bytes;
use serde::Deserialize;
use time::{Duration, OffsetDateTime};
use tokio::sync::Mutex;
use url::Url;

use super::{
    ids::{Pupil, Role},
    judge::{Unanswered, judge},
    place::{Base, Places},
    token::{self, Keys},
};
use crate::{
    Http, SchoolError, Secret, Session, SessionKeeper,
    http::Request,
    lenient::{Maybe, Text, read},
    renewal::{Renewable, Renewal, is_refusal, not_for_us},
};

/// A token that ends within this is renewed while it lives, where nothing else can renew it.
const SOON: Duration = Duration::hours(2);

/// How long to leave a renewal that gave the same token.
const PAUSE: Duration = Duration::minutes(30);

/// Which of the APIs is asked, as its headers differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Api {
    /// `family/web/v1`: the bearer alone and `x-mes-subsystem` are enough (§2).
    Web,
    /// `family/mobile/v1`: the token stands in `auth-token`, and nowhere else.
    Mobile,
    /// The event calendar, which wants to know the role.
    Events,
    /// The book of the school's door.
    Passes,
}

/// What a call does. Whichever it is may be made twice: a tick that is set again is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Get,
    Post,
    Delete,
}

/// One call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call<'a> {
    pub(super) api: Api,
    /// Below the API's root: ids and dates only.
    pub(super) path: &'a str,
    pub(super) query: &'a [(&'a str, &'a str)],
    /// For whom; none before anybody is known.
    pub(super) pupil: Option<&'a Pupil>,
}

/// The way to one signed-in account.
pub(super) struct Door {
    http: Http,
    pub(super) places: Places,
    keys: Renewal<Keys>,
    /// Held while a token is activated.
    activating: Mutex<()>,
    /// When a renewal of a token that still lives last gave nothing new; held while one is made.
    tried: Mutex<Option<OffsetDateTime>>,
}

impl Door {
    pub(super) fn new(
        http: Http,
        places: Places,
        session: &Session,
        keep: Arc<dyn SessionKeeper>,
    ) -> Result<Door, SchoolError> {
        let keys = Keys::of(session).ok_or_else(|| SchoolError::Refused("the session holds no token".into()))?;
        let (activating, tried) = (Mutex::default(), Mutex::default());
        Ok(Door { http, places, keys: Renewal::new(keys, keep), activating, tried })
    }

    pub(super) async fn get(&self, call: Call<'_>, now: OffsetDateTime) -> Result<Bytes, Unanswered> {
        self.send(Verb::Get, call, now).await
    }

    /// Asks once; where the session has ended, once more with a renewed one.
    pub(super) async fn send(&self, verb: Verb, call: Call<'_>, now: OffsetDateTime) -> Result<Bytes, Unanswered> {
        let used = self.activated(now).await.map_err(Unanswered::Any)?;
        match self.ask(verb, call, &used.access, now).await {
            Err(Unanswered::Call(refused @ SchoolError::Refused(_))) => {
                if self.keys.is_fresh(now) && self.keys.current().is_same(&used) {
                    return Err(not_for_us(refused).into());
                }
                let role = call.pupil.map(|pupil| pupil.role);
                let fresh = self.renewed(&used, role, refused, now).await.map_err(Unanswered::Any)?;
                self.ask(verb, call, &fresh.access, now).await.map_err(|unanswered| match unanswered {
                    Unanswered::Call(error) => not_for_us(error).into(),
                    any => any,
                })
            }
            outcome => outcome,
        }
    }

    async fn ask(&self, verb: Verb, call: Call<'_>, token: &Secret, now: OffsetDateTime) -> Result<Bytes, Unanswered> {
        let mut url = self.address(call);
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(call.query);
        }
        let request = match verb {
            Verb::Get => Request::get(url),
            Verb::Post => Request::post(url),
            Verb::Delete => Request::delete(url),
        };
        judge(self.http.send(dressed(request, call, token)).await?, self.places.platform.domains, now)
    }

    fn address(&self, call: Call<'_>) -> Url {
        let web = self.places.platform.web;
        match call.api {
            Api::Web => self.places.url(web, &format!("/api/family/web/v1/{}", call.path)),
            Api::Mobile => self.places.url(Base::Api, &format!("/family/mobile/v1/{}", call.path)),
            Api::Events => self.places.url(web, &format!("/api/eventcalendar/v1/api/{}", call.path)),
            Api::Passes => {
                let base = self.places.platform.passes.unwrap_or(web);
                self.places.url(base, &format!("/api/pass/entrances/v1/{}", call.path))
            }
        }
    }

    /// Tokens in place of those that were refused. Whoever comes second finds the new ones already there.
    async fn renewed(
        &self,
        refused: &Keys,
        role: Option<Role>,
        why: SchoolError,
        now: OffsetDateTime,
    ) -> Result<Keys, SchoolError> {
        let renewable = refused.refresh.is_some();
        match self.replace(refused, role, now).await {
            Ok(()) => {}
            // The renewal's own refusal says less than what led to it.
            Err(SchoolError::Refused(_)) => return Err(why),
            // Without a refresh token any refusal is the end; with one, a page in between proves nothing.
            Err(SchoolError::Forbidden(_) | SchoolError::Strange(_)) if !renewable => return Err(why),
            Err(error) => return Err(error),
        }
        if self.keys.current().is_same(refused) {
            return Err(why);
        }
        self.activated(now).await
    }

    /// Renews a token that ends soon and that no refresh token stands behind. What comes of it is no matter: the
    /// token still lives.
    pub(super) async fn before_it_ends(&self, role: Role, now: OffsetDateTime) {
        let mut tried = self.tried.lock().await;
        let keys = self.keys.current();
        let left = token::ends(&keys.access).map(|ends| ends - now);
        let due = left.is_some_and(|left| left.is_positive() && left < SOON) && keys.refresh.is_none();
        if !due || tried.is_some_and(|tried| (now - tried).abs() < PAUSE) {
            return;
        }
        if self.replace(&keys, Some(role), now).await.is_err() || self.keys.current().is_same(&keys) {
            *tried = Some(now);
        }
    }

    async fn replace(&self, used: &Keys, role: Option<Role>, now: OffsetDateTime) -> Result<(), SchoolError> {
        let (http, places) = (self.http.clone(), self.places.clone());
        let renew = move |ended: Keys| async move { renew(&http, &places, &ended, role, now).await };
        self.keys.renew(used, now, renew).await
    }

    /// Tokens that are known to be active: one that was renewed is activated; where that has failed, at the next call
    /// again. They are handed over, for what is current a moment later may be another task's that is not active yet.
    async fn activated(&self, now: OffsetDateTime) -> Result<Keys, SchoolError> {
        let keys = self.keys.current();
        if keys.active {
            return Ok(keys);
        }
        let _turn = self.activating.lock().await;
        let keys = self.keys.current();
        if keys.active {
            return Ok(keys);
        }
        match activate(&self.http, &self.places, &keys.access, now).await {
            // It was given a moment ago: the session lives, whatever this call says.
            Err(error @ SchoolError::Refused(_)) => return Err(not_for_us(error)),
            // What a server says that is there, the next call shows.
            Ok(()) | Err(SchoolError::Forbidden(_) | SchoolError::Strange(_)) => {}
            Err(error) => return Err(error),
        }
        let activate = |held: &mut Keys| {
            held.active |= held.is_same(&keys);
            // Nothing of it is kept.
            false
        };
        self.keys.change(activate).await;
        Ok(Keys { active: true, ..keys })
    }
}

/// A request with the headers of its API and one token.
fn dressed(request: Request, call: Call<'_>, token: &Secret) -> Request {
    // Exposed to be written behind a word into one header.
    let bearer = || Secret::new(format!("Bearer {}", token.expose()));
    let request = request.header("accept", "application/json");
    let request = match call.api {
        Api::Web => request.secret_header("authorization", &bearer()).header("x-mes-subsystem", "familyweb"),
        Api::Mobile => request
            .secret_header("auth-token", token)
            .header("x-mes-subsystem", "familymp")
            .header("client-type", "diary-mobile"),
        Api::Events | Api::Passes => {
            request.secret_header("authorization", &bearer()).header("x-mes-subsystem", "familymp")
        }
    };
    let Some(pupil) = call.pupil else { return request };
    let request = request.header("x-mes-role", pupil.role.word()).header("x-mes-roleid", pupil.role.number());
    match call.api {
        Api::Web | Api::Mobile => {
            request.header("profile-id", &pupil.profile.0.to_string()).header("profile-type", pupil.role.word())
        }
        Api::Events | Api::Passes => request,
    }
}

/// New tokens: for the refresh token (§3.5, v3), or for the token itself while it lives (v2).
pub(super) async fn renew(
    http: &Http,
    places: &Places,
    keys: &Keys,
    role: Option<Role>,
    now: OffsetDateTime,
) -> Result<Keys, SchoolError> {
    if let Some(refresh) = &keys.refresh {
        return by_refresh_token(http, places, refresh, now).await;
    }
    let mut url = places.url(Base::School, "/v2/token/refresh");
    // Roles: 1 a student, 2 a parent. Subsystem 2 is the family's.
    url.query_pairs_mut().append_pair("roleId", role.map_or("2", Role::number)).append_pair("subsystem", "2");
    // Exposed to be written behind a word into one header.
    let bearer = Secret::new(format!("Bearer {}", keys.access.expose()));
    let request = Request::get(url).secret_header("authorization", &bearer);
    let body = judge(http.send(request).await?, places.platform.domains, now)?;
    let text = String::from_utf8_lossy(&body);
    let access = text.trim().trim_matches('"');
    if access.is_empty() || access.len() > 16 * 1024 || !access.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(SchoolError::Strange("a renewal without a token".into()));
    }
    let access = Secret::new(access);
    let active = access == keys.access;
    Ok(Keys { access, refresh: None, active })
}

/// `POST v3/token/refresh`: the refresh token may be another one afterwards.
pub(super) async fn by_refresh_token(
    http: &Http,
    places: &Places,
    refresh: &Secret,
    now: OffsetDateTime,
) -> Result<Keys, SchoolError> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Given<'a> {
        #[serde(borrow)]
        access_token: Text<'a>,
        #[serde(borrow)]
        refresh_token: Text<'a>,
    }
    let url = places.url(places.platform.refresh, "/v3/token/refresh");
    // Exposed: this is the request that it is for, in its body.
    let request = Request::post(url).form(&[("refresh_token", refresh.expose())]);
    let response = http.send(request).await?;
    if is_refusal(&response) {
        return Err(SchoolError::Refused("the session cannot be renewed any more".into()));
    }
    let body = judge(response, places.platform.domains, now).map_err(|unanswered| not_a_refusal(unanswered.into()))?;
    let mut room = None;
    let (given, _) = read::<Maybe<Given<'_>>>(&body, &mut room).map_err(|_| SchoolError::Strange("no JSON".into()))?;
    let given = given.0.unwrap_or_default();
    let access = given.access_token.get().ok_or_else(|| SchoolError::Strange("a renewal without a token".into()))?;
    let next = given.refresh_token.get().map_or_else(|| refresh.clone(), Secret::new);
    Ok(Keys { access: Secret::new(access), refresh: Some(next), active: false })
}

/// A page in between, or a redirect to the sign-in's: whatever it says, the token was not looked at.
fn not_a_refusal(error: SchoolError) -> SchoolError {
    match error {
        SchoolError::Refused(_) => SchoolError::Strange("a page for a browser".into()),
        other => other,
    }
}

/// A new token opens nothing until its profiles have been asked for (§3.2).
pub(super) async fn activate(
    http: &Http,
    places: &Places,
    token: &Secret,
    now: OffsetDateTime,
) -> Result<(), SchoolError> {
    let url = places.url(places.platform.profiles, "/acl/api/users/profile_info");
    let request = Request::get(url)
        .header("accept", "application/json")
        .header("partner-source-id", "MOBILE")
        .secret_header("auth-token", token);
    judge(http.send(request).await?, places.platform.domains, now)?;
    Ok(())
}
