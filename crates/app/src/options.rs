//! The settings.

use std::collections::BTreeMap;

use peremena_model::{AccountId, SchoolYear, StudentId};
use peremena_notify::{Arg, Language};
use peremena_school::{SettingSpec, Settings, registry};
use peremena_vault::{AccountRecord, OwnTask};

use crate::{
    App, AppError,
    connect::settings_of,
    diary::parse_date,
    family::{age, until},
    lacks::lack_view,
    profile::{KeyKept, Profile},
    views::{
        AccountView, AppEvent, ChangeSettingsRequest, ErrorView, Nothing, SendTicksRequest, SettingsView, TickRequest,
    },
};

/// The settings that may be shown. What the system does not name is taken for a secret.
pub(crate) fn open_settings(specs: &[SettingSpec], settings: Settings) -> BTreeMap<String, String> {
    let shown = |name: &str| specs.iter().any(|spec| spec.name == name && !spec.secret);
    settings.values.into_iter().filter(|(name, _)| shown(name)).collect()
}

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn settings(&self, _: Nothing) -> Result<SettingsView, ErrorView> {
        self.settings_view().await.map_err(|error| self.said(&error))
    }

    pub(crate) async fn settings_view(&self) -> Result<SettingsView, AppError> {
        let (words, now, appearance) = (self.words(), self.now(), self.appearance());
        let profile = self.profile().await.ok();
        let mut accounts = Vec::new();
        if let Some(profile) = &profile {
            let family = self.load_family(profile).await?;
            for account in &family.accounts {
                let students: Vec<_> = family
                    .records
                    .iter()
                    .filter(|record| record.student.account == account.id)
                    .map(|record| family.student_view(record, &words, now))
                    .collect();
                let sources: Vec<_> = family.status.iter().filter(|status| status.account == account.id).collect();
                let last = sources.iter().filter_map(|status| status.last_success).max();
                let next = sources.iter().filter_map(|status| status.next_try).filter(|next| *next > now).min();
                accounts.push(AccountView {
                    account: account.id.clone(),
                    system: registry::system(&account.system)
                        .map_or(account.system.as_str(), |it| it.name())
                        .to_owned(),
                    system_word: account.system.clone(),
                    base: settings_of(account).base.map(|base| base.to_string()),
                    settings: open_settings(
                        registry::system(&account.system).map(|system| system.settings()).unwrap_or_default(),
                        settings_of(account),
                    ),
                    authority: self.authority_view(&settings_of(account)),
                    sends_ticks: match takes_ticks(account) {
                        true => Some(profile.vault.sends_ticks(account).await?),
                        false => None,
                    },
                    lacks: family
                        .lacks(account)
                        .into_iter()
                        .map(|lack| {
                            let system =
                                registry::system(&account.system).map_or(account.system.as_str(), |it| it.name());
                            lack_view(&words, system, lack)
                        })
                        .collect(),
                    name: account.name.clone(),
                    trouble: students.iter().find_map(|student| student.trouble.clone()),
                    students,
                    status_text: match (last, next) {
                        (Some(last), Some(next)) => {
                            let (last, next) = (age(&words, last, now), until(&words, next, now));
                            words
                                .say_with("status-line-next", &[("last", Arg::Text(&last)), ("next", Arg::Text(&next))])
                        }
                        (Some(last), None) => {
                            words.say_with("status-line", &[("last", Arg::Text(&age(&words, last, now)))])
                        }
                        (None, _) => words.say("status-never"),
                    },
                });
            }
        }
        Ok(SettingsView {
            // One that was chosen and is no more is spoken in another: that one is what is chosen now.
            language: appearance.language.as_ref().map_or("system", |_| self.language().tag()).to_owned(),
            language_in_use: self.language().tag().to_owned(),
            theme: appearance.theme,
            stay_in_tray: appearance.stay_in_tray,
            start_with_system: self.inner.host.starts_with_system(),
            secure_screen: self.inner.host.secures_screen(),
            accounts,
            key_words: words.say(profile.as_ref().map_or(KeyKept::Keyring, |profile| profile.key).words()),
            passphrase: profile.as_ref().and_then(|profile| match profile.key {
                KeyKept::Passphrase => Some(true),
                KeyKept::Keyring => Some(false),
                KeyKept::Device | KeyKept::Nowhere => None,
            }),
            demo: profile.is_some_and(|profile| profile.key == KeyKept::Nowhere),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn change_settings(&self, request: ChangeSettingsRequest) -> Result<SettingsView, ErrorView> {
        let changed = async {
            let mut appearance = self.appearance();
            if let Some(language) = &request.language {
                let known = || Language::of_tag(language).ok_or(AppError::Request("error-request"));
                appearance.language = if language == "system" { None } else { Some(known()?.tag().to_owned()) };
            }
            appearance.theme = request.theme.unwrap_or(appearance.theme);
            appearance.stay_in_tray = request.stay_in_tray.unwrap_or(appearance.stay_in_tray);
            if let Some(on) = request.start_with_system {
                self.inner.host.start_with_system(on)?;
            }
            if let Some(on) = request.secure_screen {
                self.inner.host.secure_screen(on)?;
            }
            if appearance != self.appearance() {
                self.set_appearance(appearance);
                self.emit(AppEvent::Family);
            }
            self.settings_view().await
        };
        changed.await.map_err(|error: AppError| self.said(&error))
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn tick(&self, request: TickRequest) -> Result<Nothing, ErrorView> {
        let ticked = async {
            let profile = self.profile().await?;
            let student = StudentId::from_text(request.student);
            let year = SchoolYear::of(parse_date(&request.due)?);
            self.put_tick(&profile, &student, &request.homework, year, request.done).await?;
            self.emit(AppEvent::Changed { students: vec![student] });
            Ok(Nothing {})
        };
        ticked.await.map_err(|error: AppError| self.said(&error))
    }

    /// Writes a tick at once; where the family wants the school told, the pulse sends it a moment later.
    pub(crate) async fn put_tick(
        &self,
        profile: &Profile,
        student: &StudentId,
        homework: &str,
        year: SchoolYear,
        done: bool,
    ) -> Result<(), AppError> {
        let send = !OwnTask::is_own(homework) && tells_of_ticks(profile, student).await?;
        if profile.vault.put_done(student, homework, year, done, self.now(), send).await? {
            self.inner.pulse.notify_one();
        }
        Ok(())
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn send_ticks(&self, request: SendTicksRequest) -> Result<SettingsView, ErrorView> {
        let chosen = async {
            let profile = self.profile().await?;
            let account = AccountId::from_text(request.account);
            if !profile.vault.accounts().await?.iter().any(|known| known.id == account) {
                return Err(AppError::Request("error-request"));
            }
            profile.vault.choose_ticks(&account, Some(request.on)).await?;
            self.settings_view().await
        };
        chosen.await.map_err(|error: AppError| self.said(&error))
    }
}

/// Whether the school of a child is told of ticks: its system takes them, and the family wants it.
async fn tells_of_ticks(profile: &Profile, student: &StudentId) -> Result<bool, AppError> {
    let vault = &profile.vault;
    let child = vault.students().await?.into_iter().find(|record| record.student.id == *student);
    let Some(child) = child else { return Ok(false) };
    let account = vault.accounts().await?.into_iter().find(|it| it.id == child.student.account);
    match account.filter(takes_ticks) {
        Some(account) => Ok(vault.sends_ticks(&account).await?),
        None => Ok(false),
    }
}

/// Whether the system of an account takes ticks at all.
pub(crate) fn takes_ticks(account: &AccountRecord) -> bool {
    registry::system(&account.system).is_some_and(|system| system.capabilities().homework_done)
}

#[cfg(test)]
mod tests {
    use peremena_notify::Words;
    use peremena_school::Settings;

    use super::*;
    use crate::{testing::app_at, views::ErrorCode};

    #[tokio::test]
    async fn every_language_that_there_is_can_be_chosen_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let app = app_at(folder.path(), None);
        let wish = |tag: &str| ChangeSettingsRequest { language: Some(tag.to_owned()), ..Default::default() };
        for language in Language::all() {
            let view = app.change_settings(wish(language.tag())).await.unwrap();
            assert_eq!([view.language, view.language_in_use], [language.tag(), language.tag()]);
            assert_eq!(app.say("today"), Words::of(language).say("today"));
            assert_eq!(app.change_settings(wish("qaa")).await.unwrap_err().code, ErrorCode::Request);
            let later = app_at(folder.path(), None).settings(Nothing {}).await.unwrap();
            assert_eq!([later.language, later.language_in_use], [language.tag(), language.tag()]);
        }
        let view = app.change_settings(wish("system")).await.unwrap();
        assert_eq!([view.language, view.language_in_use], ["system", "ru"]);
    }

    #[tokio::test]
    async fn a_language_that_was_chosen_and_is_no_more_gives_way_to_another() {
        let folder = tempfile::tempdir().unwrap();
        let profile = folder.path().join("profile");
        std::fs::create_dir(&profile).unwrap();
        std::fs::write(profile.join("appearance.json"), r#"{ "language": "qaa" }"#).unwrap();
        let view = app_at(folder.path(), None).settings(Nothing {}).await.unwrap();
        assert_eq!([view.language, view.language_in_use], ["en", "en"]);
    }

    #[test]
    fn what_a_form_is_filled_with_holds_no_secret() {
        let set = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let values = [("client_id", "family"), ("client_secret", "s3cret"), ("of_another_version", "s3cret")];
        let settings = Settings { values: values.map(set).into(), ..Settings::default() };
        let specs = registry::system("dnevnik-ru").map(|system| system.settings()).unwrap_or_default();
        assert_eq!(open_settings(specs, settings.clone()), BTreeMap::from([set(("client_id", "family"))]));
        assert!(open_settings(&[], settings).is_empty(), "of a system that this program does not know");
    }
}
