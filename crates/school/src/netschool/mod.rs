//! «Сетевой город. Образование» (NetSchool): the diary of many regions, each on a server of its own.
//!
//! Two APIs over one diary: the site's own (`webapi`), opened by a login and a password, and the mobile one, opened by
//! tokens. What is known of them, and how surely: docs/systems/netschool.md.

mod directory;
mod hash;
mod map;
mod mobile;
mod place;
mod reference;
mod regions;
mod session;
mod sign_in;
#[cfg(test)]
mod tests;
mod web;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use peremena_model::{Attachment, Kind, KindSet};

use crate::{
    Capabilities, Credentials, FileAt, HostRule, Http, PasswordForm, RegionChoice, SchoolApi, SchoolChoice,
    SchoolError, SchoolParts, SchoolSystem, Session, SessionKeeper, SettingForm, SettingSpec, Settings, SignInWay,
    file::is_plain, settings::spec,
};

pub use regions::{Region, regions};

/// «Сетевой город. Образование».
#[derive(Clone, Copy, Debug, Default)]
pub struct NetSchool;

/// The region's server, "sgo.example.ru" or "sgo.example.ru:444": see [`regions`].
const HOST: SettingSpec = spec("host", "", false);
/// Whole hours that the school's clock is ahead of UTC; the region's where not set.
const UTC_OFFSET: SettingSpec = spec("utc_offset", "", false);
/// "yes" where the family wants a session that has ended to be renewed without being asked.
const KEEP_PASSWORD: SettingSpec = spec("keep_password", "", false);
/// The school, by its id or a part of its name, where a Госуслуги account is linked to several.
const SCHOOL: SettingSpec = spec("school", "", false);
/// Host that gives tokens of the mobile API.
const IDENTITY_HOST: SettingSpec = spec("identity_host", "identity.ir-tech.ru", false);
/// A client id for the mobile API; the vendor's is not shipped.
const CLIENT_ID: SettingSpec = spec("client_id", "", false);
/// Its secret.
const CLIENT_SECRET: SettingSpec = spec("client_secret", "", true);

static SETTINGS: [SettingSpec; 7] = [HOST, UTC_OFFSET, KEEP_PASSWORD, SCHOOL, IDENTITY_HOST, CLIENT_ID, CLIENT_SECRET];

/// What the site's API gives. Attendance is an asynchronous report there, and is not asked for.
fn web_kinds() -> KindSet {
    KindSet::of(&[
        Kind::Lesson,
        Kind::Mark,
        Kind::Homework,
        Kind::Test,
        Kind::Announcement,
        Kind::Message,
        Kind::Term,
        Kind::TermMark,
        Kind::SchoolInfo,
    ])
}

/// What the mobile API gives.
fn mobile_kinds() -> KindSet {
    web_kinds().iter().chain([Kind::Absence, Kind::Average]).collect()
}

#[async_trait]
impl SchoolSystem for NetSchool {
    fn word(&self) -> &'static str {
        "netschool"
    }

    fn name(&self) -> &'static str {
        "Сетевой город. Образование"
    }

    fn settings(&self) -> &'static [SettingSpec] {
        &SETTINGS
    }

    fn form_of(&self, setting: &str) -> SettingForm {
        match setting {
            _ if setting == HOST.name => {
                SettingForm::OneOf(regions().iter().map(|region| (region.host, region.name)).collect())
            }
            _ if setting == KEEP_PASSWORD.name => SettingForm::Switch("yes"),
            _ => SettingForm::Text,
        }
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            kinds: mobile_kinds(),
            glance: false,
            homework_done: false,
            // Over the site's API.
            write_messages: true,
            past_years: true,
            files: true,
            // Address and telephone over the site's API.
            school: SchoolParts { class_teacher: false, ..SchoolParts::ALL },
        }
    }

    fn kinds_with(&self, session: &Session) -> Option<KindSet> {
        session::Tokens::read(session).is_none().then(web_kinds)
    }

    fn gives_by_session(&self) -> bool {
        true
    }

    fn hosts(&self, settings: &Settings) -> Result<Vec<HostRule>, SchoolError> {
        place::hosts(settings)
    }

    fn ways_in(&self, settings: &Settings) -> Result<Vec<SignInWay>, SchoolError> {
        let mut ways = vec![SignInWay::Password(PasswordForm { needs: vec![HOST.name], school: true })];
        // Госуслуги lead back to the region's own server: before that is known there is no page.
        if settings.base.is_some() || settings.get(&HOST).is_some() {
            ways.push(SignInWay::Page(sign_in::page(&place::root(settings)?)?));
        }
        ways.push(SignInWay::Token);
        Ok(ways)
    }

    fn file_at(&self, _settings: &Settings, file: &Attachment) -> FileAt {
        if is_plain(&file.id) { FileAt::School } else { FileAt::Unknown }
    }

    fn directory(&self, settings: &Settings) -> Option<HostRule> {
        HostRule::of(&directory::address(settings).ok()?)
    }

    async fn regions(&self, settings: &Settings, http: &Http) -> Result<Vec<RegionChoice>, SchoolError> {
        directory::regions(settings, http).await
    }

    async fn schools(&self, settings: &Settings, part: &str, http: &Http) -> Result<Vec<SchoolChoice>, SchoolError> {
        sign_in::schools(settings, part, http).await
    }

    async fn sign_in(
        &self,
        settings: &Settings,
        credentials: Credentials,
        http: &Http,
    ) -> Result<Session, SchoolError> {
        match credentials {
            Credentials::Password { login, password, school } => {
                sign_in::by_password(settings, &login, &password, school.as_deref(), http).await
            }
            Credentials::Token(secret) => sign_in::by_token(settings, &secret, http).await,
            Credentials::Caught(secret) => sign_in::by_state(settings, &secret, http).await,
        }
    }

    fn connect(
        &self,
        settings: &Settings,
        session: Session,
        keep: Arc<dyn SessionKeeper>,
        http: Http,
    ) -> Result<Box<dyn SchoolApi>, SchoolError> {
        let zone = place::zone(settings)?;
        if let Some(tokens) = session::Tokens::read(&session) {
            let door = mobile::Door::new(http, settings, tokens, keep)?;
            return Ok(Box::new(mobile::MobileApi::new(door, zone)));
        }
        let session = session::WebSession::read(&session)
            .ok_or_else(|| SchoolError::Refused("the session holds nothing to sign in with".into()))?;
        let door = web::Door::new(http, place::root(settings)?, session, keep);
        Ok(Box::new(web::WebApi::new(door, zone)))
    }
}
