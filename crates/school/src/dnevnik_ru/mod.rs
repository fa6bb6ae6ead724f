//! Дневник.ру: the diary of many regions, and of «Дневник-ОО» of Dagestan, which is the same platform.
//!
//! What is known of it, and how surely: docs/systems/dnevnik-ru.md.

mod api;
mod door;
mod map;
mod reference;
mod sign_in;
#[cfg(test)]
mod tests;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use peremena_model::{Attachment, Kind, KindSet};

use crate::{
    Capabilities, Credentials, FileAt, HostRule, Http, Matter, SchoolApi, SchoolError, SchoolParts, SchoolSystem,
    Secret, Session, SessionKeeper, SettingSpec, Settings, SignInWay, Why, file::is_plain, settings::spec,
};

/// Дневник.ру.
#[derive(Clone, Copy, Debug, Default)]
pub struct DnevnikRu;

/// Host of the API.
const API_HOST: SettingSpec = spec("api_host", "api.dnevnik.ru", false);
/// Host of the sign-in.
const LOGIN_HOST: SettingSpec = spec("login_host", "login.dnevnik.ru", false);
/// Host of the web site.
const SITE_HOST: SettingSpec = spec("site_host", "dnevnik.ru", false);
/// A client id of the family's own; the vendor's are not shipped.
const CLIENT_ID: SettingSpec = spec("client_id", "", false);
/// Its secret.
const CLIENT_SECRET: SettingSpec = spec("client_secret", "", true);
/// The address registered with the client id.
const REDIRECT_URI: SettingSpec = spec("redirect_uri", "", false);
/// What the client asks to see: as much as a diary needs.
const SCOPES: SettingSpec = spec("scopes", "CommonInfo,EducationalInfo,FriendsAndRelatives", false);

/// The version of the mobile API that is asked (§1): the newest that a client of dnevnik.ru was seen with.
const MOBILE_API: SettingSpec = spec("mobile_api", "v8.5", false);

static SETTINGS: [SettingSpec; 8] =
    [API_HOST, LOGIN_HOST, SITE_HOST, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, SCOPES, MOBILE_API];

fn mobile_version(settings: &Settings) -> Result<&str, SchoolError> {
    let version = settings.get(&MOBILE_API).unwrap_or(MOBILE_API.default).trim();
    let fits = |sign: u8| sign.is_ascii_alphanumeric() || sign == b'.';
    if !version.is_empty() && !version.contains("..") && version.bytes().all(fits) {
        Ok(version)
    } else {
        Err(SchoolError::Setting("mobile_api is no version".into()))
    }
}

/// Name of the token among the values of a session.
const TOKEN: &str = "access_token";

/// Name of another value, where the token is a cookie that the site's sign-in has set: the cookie's name.
const COOKIE: &str = "cookie";

fn kinds() -> KindSet {
    KindSet::of(&[
        Kind::Lesson,
        Kind::Mark,
        Kind::TermMark,
        Kind::Homework,
        Kind::Absence,
        Kind::Test,
        Kind::Term,
        Kind::Holiday,
        Kind::Average,
        Kind::SchoolInfo,
        // Of the mobile API, where the account opens it.
        Kind::Announcement,
        Kind::Remark,
    ])
}

#[async_trait]
impl SchoolSystem for DnevnikRu {
    fn word(&self) -> &'static str {
        "dnevnik-ru"
    }

    fn name(&self) -> &'static str {
        "Дневник.ру"
    }

    fn settings(&self) -> &'static [SettingSpec] {
        &SETTINGS
    }

    fn capabilities(&self) -> Capabilities {
        // `POST works/{w}/persons/{p}/status` knows one action, "StartWorking": nothing can be ticked off by it.
        Capabilities {
            kinds: kinds(),
            glance: true,
            homework_done: false,
            write_messages: false,
            past_years: true,
            files: true,
            school: SchoolParts::ALL,
        }
    }

    fn why(&self, matter: Matter) -> Why {
        match matter {
            // A chat, over XMPP, with a password of its own.
            Matter::Message | Matter::Writing => Why::Apart,
            _ => Why::NoCall,
        }
    }

    /// Of the mobile API, which not every token opens.
    fn may_refuse(&self, matter: Matter) -> bool {
        matches!(matter, Matter::Announcement | Matter::Remark)
    }

    fn hosts(&self, settings: &Settings) -> Result<Vec<HostRule>, SchoolError> {
        sign_in::api_hosts(settings)
    }

    fn ways_in(&self, settings: &Settings) -> Result<Vec<SignInWay>, SchoolError> {
        sign_in::ways_in(settings)
    }

    /// An id alone: the address is told when the file is asked for.
    fn file_at(&self, _settings: &Settings, file: &Attachment) -> FileAt {
        if is_plain(&file.id) { FileAt::School } else { FileAt::Unknown }
    }

    async fn sign_in(
        &self,
        settings: &Settings,
        credentials: Credentials,
        http: &Http,
    ) -> Result<Session, SchoolError> {
        match credentials {
            Credentials::Caught(secret) => sign_in::by_page(settings, &secret),
            Credentials::Token(secret) => sign_in::by_token(&secret),
            Credentials::Password { login, password, school: _ } => {
                sign_in::by_password(settings, &login, &password, http).await
            }
        }
    }

    fn connect(
        &self,
        settings: &Settings,
        session: Session,
        _keep: Arc<dyn SessionKeeper>,
        http: Http,
    ) -> Result<Box<dyn SchoolApi>, SchoolError> {
        let api = settings.at_host(&API_HOST, "/v2/")?;
        let token = session
            .values
            .get(TOKEN)
            .filter(|token| !token.is_empty())
            .ok_or_else(|| SchoolError::Refused("the session holds no token".into()))?;
        let site = match sign_in::site_cookie(&session, token) {
            Some(cookie) => Some(door::Site { root: settings.at_host(&SITE_HOST, "/api/v2/marks/")?, cookie }),
            None => None,
        };
        let token = Secret::new(token.as_str());
        let mobile = settings.at_host(&API_HOST, &format!("/mobile/{}/", mobile_version(settings)?))?;
        let platform = sign_in::platform(settings)?;
        Ok(Box::new(api::DnevnikApi::new(door::Door { http, api, mobile, platform, token, site })))
    }
}
