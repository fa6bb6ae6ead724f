//! ЭлЖур (eljur.ru): schools of many regions, at the vendor's server and at servers of regions.
//!
//! What is known of it, and how surely: docs/systems/eljur.md. Sections (§) are those of the project's reference.

mod api;
mod door;
mod judge;
mod map;
mod place;
mod reference;
mod regions;
mod session;
mod sign_in;
#[cfg(test)]
mod tests;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use peremena_model::{Attachment, Kind, KindSet};

use crate::{
    Capabilities, Credentials, FileAt, HostRule, Http, Matter, SchoolApi, SchoolError, SchoolParts, SchoolSystem,
    Session, SessionKeeper, SettingForm, SettingSpec, Settings, SignInWay, Why, settings::spec,
};

pub use regions::{Region, regions};

/// ЭлЖур.
#[derive(Clone, Copy, Debug, Default)]
pub struct Eljur;

/// The server: the vendor's, a school's ("school9.eljur.ru"), or a region's (see [`regions`]).
const HOST: SettingSpec = spec("host", "api.eljur.ru", false);
/// What the methods lie under: "apiv3", or "api", which the vendor documents (§1).
const API: SettingSpec = spec("api", "apiv3", false);
/// The school's name in addresses: "school9"; every call brings it (§2).
const VENDOR: SettingSpec = spec("vendor", "", false);
/// The developer key that ЭлЖур gives on request; nobody's is shipped (§2).
const DEVKEY: SettingSpec = spec("devkey", "", true);
/// Whole hours that the school's clock is ahead of UTC; the region's where not set.
const UTC_OFFSET: SettingSpec = spec("utc_offset", "", false);
/// "yes" where the family wants a session that ends to be renewed without being asked. The password itself is kept then.
const KEEP_PASSWORD: SettingSpec = spec("keep_password", "", false);
/// "yes" where letters and notices are to be told whole, at the price that the school sees them as read (§6).
const READ_LETTERS: SettingSpec = spec("read_letters", "", false);

static SETTINGS: [SettingSpec; 7] = [HOST, VENDOR, DEVKEY, API, UTC_OFFSET, KEEP_PASSWORD, READ_LETTERS];

/// What the system gives. It has no plans of tests, events, remarks, visits or list of holidays (§6, §8).
fn kinds() -> KindSet {
    KindSet::of(&[
        Kind::Lesson,
        Kind::Mark,
        Kind::TermMark,
        Kind::Homework,
        Kind::Absence,
        Kind::Announcement,
        Kind::Message,
        Kind::Term,
        Kind::Average,
        Kind::SchoolInfo,
    ])
}

#[async_trait]
impl SchoolSystem for Eljur {
    fn word(&self) -> &'static str {
        "eljur"
    }

    fn name(&self) -> &'static str {
        "ЭлЖур"
    }

    fn settings(&self) -> &'static [SettingSpec] {
        &SETTINGS
    }

    fn form_of(&self, setting: &str) -> SettingForm {
        match setting {
            _ if setting == HOST.name => {
                let own = [(HOST.default, "eljur.ru")];
                let regions = regions().iter().map(|region| (region.host, region.name));
                SettingForm::OneOf(own.into_iter().chain(regions).collect())
            }
            _ if setting == KEEP_PASSWORD.name || setting == READ_LETTERS.name => SettingForm::Switch("yes"),
            _ => SettingForm::Text,
        }
    }

    fn capabilities(&self) -> Capabilities {
        // Of past years the lists of days are told (§5); terms and their marks are those of one year.
        Capabilities {
            kinds: kinds(),
            glance: false,
            homework_done: false,
            write_messages: true,
            past_years: true,
            files: false,
            school: SchoolParts { class_teacher: true, guardians: true, ..SchoolParts::default() },
        }
    }

    fn why(&self, matter: Matter) -> Why {
        match matter {
            // `is_control` of a lesson: what it means is not known (§5).
            Matter::Test => Why::NoShape,
            Matter::File => Why::ByLink,
            _ => Why::NoCall,
        }
    }

    fn hosts(&self, settings: &Settings) -> Result<Vec<HostRule>, SchoolError> {
        Ok(HostRule::of(&place::root(settings)?).into_iter().collect())
    }

    fn file_at(&self, _settings: &Settings, file: &Attachment) -> FileAt {
        FileAt::by_link(file)
    }

    fn ways_in(&self, settings: &Settings) -> Result<Vec<SignInWay>, SchoolError> {
        sign_in::ways_in(settings)
    }

    async fn sign_in(
        &self,
        settings: &Settings,
        credentials: Credentials,
        http: &Http,
    ) -> Result<Session, SchoolError> {
        match credentials {
            Credentials::Password { login, password, school } => {
                sign_in::by_password(settings, login, password, school.as_deref(), http).await
            }
            Credentials::Token(secret) => sign_in::by_token(settings, &secret, http).await,
            Credentials::Caught(secret) => sign_in::by_return(settings, &secret, http).await,
        }
    }

    fn connect(
        &self,
        settings: &Settings,
        session: Session,
        keep: Arc<dyn SessionKeeper>,
        http: Http,
    ) -> Result<Box<dyn SchoolApi>, SchoolError> {
        let place = place::Place::of(settings)?;
        let door = door::Door::new(http, place, &session, keep)?;
        Ok(Box::new(api::FamilyApi::new(door, settings.is_on(&READ_LETTERS))))
    }
}
