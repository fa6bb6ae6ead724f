//! «Петербургское образование» (dnevnik2.petersburgedu.ru): the diary of St Petersburg's schools.
//!
//! What is known of it, and how surely: docs/systems/petersburg.md. Sections (§) are those of the project's reference.

mod api;
mod door;
mod judge;
mod map;
mod reference;
mod session;
mod sign_in;
#[cfg(test)]
mod tests;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use peremena_model::{Kind, KindSet};
use time::{UtcOffset, macros::offset};

use crate::{
    Capabilities, Credentials, HostRule, Http, Matter, SchoolApi, SchoolError, SchoolParts, SchoolSystem, Session,
    SessionKeeper, SettingForm, SettingSpec, Settings, SignInWay, Why, settings::spec,
};

/// «Петербургское образование».
#[derive(Clone, Copy, Debug, Default)]
pub struct Petersburg;

/// The one server (§1).
const HOST: SettingSpec = spec("host", "dnevnik2.petersburgedu.ru", false);
/// "yes" where the family wants a session that ends to be renewed without being asked. The password itself is kept then.
const KEEP_PASSWORD: SettingSpec = spec("keep_password", "", false);

static SETTINGS: [SettingSpec; 2] = [HOST, KEEP_PASSWORD];

/// The clock of the city, which the server's own times are of (§8).
const ZONE: UtcOffset = offset!(+3);

/// What the system gives. It has no plans of tests, averages, letters, events or list of holidays (§7, §9); the shape of
/// its announcements is not known.
fn kinds() -> KindSet {
    KindSet::of(&[
        Kind::Lesson,
        Kind::Mark,
        Kind::TermMark,
        Kind::Homework,
        Kind::Absence,
        Kind::Remark,
        Kind::Visit,
        Kind::Term,
        Kind::SchoolInfo,
    ])
}

#[async_trait]
impl SchoolSystem for Petersburg {
    fn word(&self) -> &'static str {
        "petersburg"
    }

    fn name(&self) -> &'static str {
        "Петербургское образование"
    }

    fn serves(&self) -> &'static [&'static str] {
        &["Санкт-Петербург"]
    }

    fn settings(&self) -> &'static [SettingSpec] {
        &SETTINGS
    }

    fn form_of(&self, setting: &str) -> SettingForm {
        if setting == KEEP_PASSWORD.name { SettingForm::Switch("yes") } else { SettingForm::Text }
    }

    fn names_user(&self, user: &str) -> bool {
        !map::is_named_by_child(user)
    }

    fn capabilities(&self) -> Capabilities {
        // Of past years the lists of days are told (§5, §6, §7), if the server still has them of this education.
        Capabilities {
            kinds: kinds(),
            glance: false,
            homework_done: false,
            write_messages: false,
            past_years: true,
            files: false,
            school: SchoolParts { class_teacher: true, guardians: true, ..SchoolParts::default() },
        }
    }

    fn why(&self, matter: Matter) -> Why {
        match matter {
            // They exist; nobody has published one (§9).
            Matter::Announcement | Matter::File => Why::NoShape,
            Matter::Average => Why::Reckoned,
            _ => Why::NoCall,
        }
    }

    fn hosts(&self, settings: &Settings) -> Result<Vec<HostRule>, SchoolError> {
        Ok(HostRule::of(&settings.at_host(&HOST, "/")?).into_iter().collect())
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
            Credentials::Password { login, password, .. } => {
                sign_in::by_password(settings, login, password, http).await
            }
            Credentials::Caught(token) | Credentials::Token(token) => sign_in::by_token(settings, &token),
        }
    }

    fn connect(
        &self,
        settings: &Settings,
        session: Session,
        keep: Arc<dyn SessionKeeper>,
        http: Http,
    ) -> Result<Box<dyn SchoolApi>, SchoolError> {
        let door = door::Door::new(http, settings.at_host(&HOST, "/")?, &session, keep)?;
        Ok(Box::new(api::FamilyApi::new(door)))
    }
}
