//! МЭШ (Moscow) and «Моя школа» (Moscow region, Kaluga): one platform at two sets of hosts.
//!
//! What is known of it, and how surely: docs/systems/mesh.md and docs/systems/my-school.md.

mod api;
mod door;
mod ids;
mod judge;
mod map;
mod place;
mod reference;
mod sign_in;
#[cfg(test)]
mod tests;
mod token;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use peremena_model::{Attachment, Kind, KindSet};
use time::{UtcOffset, macros::offset};

pub use place::Platform;
pub use place::{MESH, MY_SCHOOL};

use crate::{
    Capabilities, Credentials, FileAt, HostRule, Http, Matter, SchoolApi, SchoolError, SchoolParts, SchoolSystem,
    Session, SessionKeeper, SettingSpec, Settings, SignInWay, Why,
};

/// Moscow's clock: both systems run by it, Kaluga included.
const ZONE: UtcOffset = offset!(+3);

impl Platform {
    fn kinds(&self) -> KindSet {
        let both = [
            Kind::Lesson,
            Kind::Mark,
            Kind::TermMark,
            Kind::Homework,
            Kind::Absence,
            Kind::Test,
            Kind::Event,
            Kind::Term,
            Kind::Holiday,
            Kind::Average,
            Kind::SchoolInfo,
        ];
        both.into_iter().chain(self.passes.map(|_| Kind::Visit)).collect()
    }
}

#[async_trait]
impl SchoolSystem for Platform {
    fn word(&self) -> &'static str {
        self.word
    }

    fn name(&self) -> &'static str {
        self.name
    }

    fn serves(&self) -> &'static [&'static str] {
        self.regions
    }

    fn settings(&self) -> &'static [SettingSpec] {
        self.settings
    }

    fn capabilities(&self) -> Capabilities {
        // Of past years the lists of days are told (§6, §7, §8.1); terms and final marks are those of the current one
        // (§8.3).
        Capabilities {
            kinds: self.kinds(),
            glance: true,
            homework_done: true,
            write_messages: false,
            past_years: true,
            files: false,
            school: SchoolParts::ALL,
        }
    }

    fn why(&self, matter: Matter) -> Why {
        match matter {
            // The feed of announcements wants a key of the vendor's, and is known of Moscow alone (§12).
            Matter::Announcement if self.word == MESH.word => Why::VendorKey,
            Matter::File => Why::ByLink,
            _ => Why::NoCall,
        }
    }

    fn hosts(&self, settings: &Settings) -> Result<Vec<HostRule>, SchoolError> {
        sign_in::api_hosts(self, settings)
    }

    fn file_at(&self, _settings: &Settings, file: &Attachment) -> FileAt {
        FileAt::by_link(file)
    }

    fn ways_in(&self, settings: &Settings) -> Result<Vec<SignInWay>, SchoolError> {
        sign_in::ways_in(self, settings)
    }

    async fn sign_in(
        &self,
        settings: &Settings,
        credentials: Credentials,
        http: &Http,
    ) -> Result<Session, SchoolError> {
        let places = self.places(settings)?;
        match credentials {
            Credentials::Caught(secret) | Credentials::Token(secret) => sign_in::by_token(&places, &secret, http).await,
            Credentials::Password { login, password, school: _ } => {
                sign_in::by_password(self, &places, &login, &password, http).await
            }
        }
    }

    fn connect(
        &self,
        settings: &Settings,
        session: Session,
        keep: Arc<dyn SessionKeeper>,
        http: Http,
    ) -> Result<Box<dyn SchoolApi>, SchoolError> {
        let door = door::Door::new(http, self.places(settings)?, &session, keep)?;
        Ok(Box::new(api::FamilyApi::new(door, self.kinds())))
    }
}
