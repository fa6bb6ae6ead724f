//! The school systems as a sign-in form offers them, and the schools of one.

use std::{sync::Arc, time::Duration};

use peremena_notify::Words;
use peremena_school::{SchoolError, SchoolSystem, SettingForm, Settings, SignInWay, Traffic, registry};

use crate::{
    App, AppError,
    accounts::settings_from,
    connect::{http_for, http_of_directory, system},
    views::{
        ChoiceView, ErrorView, FindSchoolsRequest, Nothing, RegionsFoundView, SchoolFoundView, SchoolsFoundView,
        SignInPageRequest, SystemSettingView, SystemView, SystemsView, WaysView,
    },
};

/// How long somebody who types waits for the list of schools.
const PATIENCE: Duration = Duration::from_secs(15);

/// More nobody reads: the name is typed further.
const MOST: usize = 50;

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn systems(&self, _: Nothing) -> Result<SystemsView, ErrorView> {
        let words = self.words();
        Ok(SystemsView { systems: registry::systems().iter().map(|it| system_view(*it, &words)).collect() })
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn ways_in(&self, request: SignInPageRequest) -> Result<WaysView, ErrorView> {
        let view = || {
            let system = system(&request.system).map_err(|_| AppError::Request("error-unknown-system"))?;
            // An address that is being typed is not one yet: then the ways are those without it.
            let settings = settings_from(request.base.as_deref(), request.settings.clone()).unwrap_or_default();
            let ways = system.ways_in(&settings).or_else(|_| system.ways_in(&Settings::default()));
            Ok(ways_view(&ways.unwrap_or_default()))
        };
        view().map_err(|error: AppError| self.said(&error))
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn find_schools(&self, request: FindSchoolsRequest) -> Result<SchoolsFoundView, ErrorView> {
        let found = async {
            let system = system(&request.system).map_err(|_| AppError::Request("error-unknown-system"))?;
            let mut settings = settings_from(request.base.as_deref(), request.settings)?;
            settings.authority = self.authority_of(&request.trust).await?;
            let http = http_for(system, &settings, Arc::new(Traffic::default()))?;
            let asked = system.schools(&settings, &request.part, &http);
            let late = |_| SchoolError::Unreachable("no answer in time".into());
            Ok(tokio::time::timeout(PATIENCE, asked).await.map_err(late)??)
        };
        let found = found.await.map_err(|error: AppError| self.said(&error))?;
        let schools = found.into_iter().take(MOST);
        Ok(SchoolsFoundView {
            schools: schools.map(|it| SchoolFoundView { id: it.id, name: it.name, place: it.place }).collect(),
        })
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn find_regions(&self, request: SignInPageRequest) -> Result<RegionsFoundView, ErrorView> {
        let found = async {
            let system = system(&request.system).map_err(|_| AppError::Request("error-unknown-system"))?;
            let settings = settings_from(request.base.as_deref(), request.settings)?;
            let Some(http) = http_of_directory(system, &settings) else { return Ok(Vec::new()) };
            let asked = system.regions(&settings, &http);
            let late = |_| SchoolError::Unreachable("no answer in time".into());
            Ok(tokio::time::timeout(PATIENCE, asked).await.map_err(late)??)
        };
        let found = found.await.map_err(|error: AppError| self.said(&error))?;
        let regions = found.into_iter().map(|region| ChoiceView { value: region.host, name: region.name });
        Ok(RegionsFoundView { regions: regions.collect() })
    }
}

fn ways_view(ways: &[SignInWay]) -> WaysView {
    let page = ways.iter().find_map(|way| match way {
        SignInWay::Page(page) => Some(page),
        SignInWay::Password(_) | SignInWay::Token => None,
    });
    WaysView {
        page: page.is_some(),
        page_needs: page.map(|page| page.needs.iter().map(|name| (*name).to_owned()).collect()).unwrap_or_default(),
        password: ways.iter().any(|way| matches!(way, SignInWay::Password(_))),
        token: ways.iter().any(|way| matches!(way, SignInWay::Token)),
    }
}

fn system_view(system: &dyn SchoolSystem, words: &Words) -> SystemView {
    // Without settings of an account every way that the system has at all is offered.
    let ways = system.ways_in(&Settings::default()).unwrap_or_default();
    let form = ways.iter().find_map(|way| match way {
        SignInWay::Password(form) => Some(form),
        SignInWay::Page(_) | SignInWay::Token => None,
    });
    let offered = ways_view(&ways);
    let needed = |name: &str| form.is_some_and(|form| form.needs.contains(&name));
    SystemView {
        word: system.word().to_owned(),
        name: system.name().to_owned(),
        serves: system.serves().iter().map(|region| (*region).to_owned()).collect(),
        page: offered.page,
        password: offered.password,
        token: offered.token,
        password_words: words.say(&format!("password-words-{}", system.word())),
        school: form.is_some_and(|form| form.school),
        directory: system.directory(&Settings::default()).is_some(),
        settings: system
            .settings()
            .iter()
            .map(|spec| {
                let (choices, switch) = match system.form_of(spec.name) {
                    SettingForm::Text => (Vec::new(), None),
                    SettingForm::OneOf(choices) => (choices, None),
                    SettingForm::Switch(on) => (Vec::new(), Some(on.to_owned())),
                };
                let choice = |(value, name): (&str, &str)| ChoiceView { value: value.into(), name: name.into() };
                SystemSettingView {
                    name: spec.name.to_owned(),
                    default: spec.default.to_owned(),
                    secret: spec.secret,
                    needed: needed(spec.name),
                    choices: choices.into_iter().map(choice).collect(),
                    switch,
                }
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::*;
    use crate::testing::Home;

    #[tokio::test]
    async fn a_form_is_told_what_a_system_needs() {
        let home = Home::new().await;
        let systems = home.app.systems(Nothing {}).await.unwrap().systems;
        let net = systems.iter().find(|system| system.word == "netschool").unwrap();
        assert!(net.school && net.password);
        let setting = |name: &str| net.settings.iter().find(|setting| setting.name == name).unwrap();
        assert!(setting("host").needed && setting("host").choices.iter().any(|it| it.name == "Самарская область"));
        assert_eq!(setting("keep_password").switch.as_deref(), Some("yes"));
        for system in &systems {
            assert!(!system.password_words.contains("password-words"), "{} has no words", system.word);
        }
    }

    /// Whoever knows the region alone finds the system by it: it stands with the system, or among the servers to choose from.
    #[tokio::test]
    async fn every_region_that_is_known_leads_to_its_system() {
        let home = Home::new().await;
        let systems = home.app.systems(Nothing {}).await.unwrap().systems;
        let leads = |system: &SystemView, region: &str| {
            let mut choices = system.settings.iter().flat_map(|setting| setting.choices.iter());
            system.serves.iter().any(|name| name == region) || choices.any(|choice| choice.name == region)
        };
        let known: [(&str, &[&str]); 7] = [
            ("Москва", &["mesh"]),
            ("Московская область", &["my-school"]),
            // Some of its schools are here, some there.
            ("Калужская область", &["my-school", "netschool"]),
            ("Санкт-Петербург", &["petersburg"]),
            ("Самарская область", &["netschool"]),
            ("Нижегородская область", &["eljur"]),
            ("Лесная область", &[]),
        ];
        for (region, words) in known {
            let found = systems.iter().filter(|system| leads(system, region)).map(|system| system.word.as_str());
            assert_eq!(found.collect::<Vec<_>>(), words, "{region}");
        }
    }

    /// Госуслуги stand on a region's own page: they are offered once the region is known.
    #[tokio::test]
    async fn the_page_of_a_region_is_offered_once_the_region_is_known() {
        let home = Home::new().await;
        for (system, host) in [("netschool", "asurso.ru"), ("eljur", "edu.gounn.ru")] {
            let ask = async |settings: &[(&str, &str)], base: Option<&str>| {
                let settings = settings.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
                let base = base.map(str::to_owned);
                let request = SignInPageRequest { system: system.into(), base, settings, ..Default::default() };
                home.app.ways_in(request).await.unwrap()
            };
            let before = ask(&[], None).await;
            assert!(!before.page && before.password && before.token, "{system}");
            let known = ask(&[("host", host)], None).await;
            assert!(known.page && known.password && known.token, "{system}");
            assert!(known.page_needs.contains(&"host".to_owned()), "{system}: {:?}", known.page_needs);
            for (settings, base) in [(&[("host", "no host/at all")][..], None), (&[], Some("http://school.example"))] {
                assert!(!ask(settings, base).await.page, "{system}: {settings:?} {base:?}");
            }
        }
    }

    /// What a form asks for is called by a word, in every language: `words.test.ts` holds that each key has one.
    #[tokio::test]
    async fn every_setting_of_a_system_has_a_label() {
        let labels = include_str!("../../../ui/src/lib/settings.ts");
        let home = Home::new().await;
        for system in home.app.systems(Nothing {}).await.unwrap().systems {
            for setting in system.settings {
                let (name, word) = (&setting.name, &system.word);
                assert!(labels.contains(&format!("\n  {name}: () => t('")), "`{name}` of {word} has no label");
            }
        }
    }

    #[tokio::test]
    async fn the_command_line_names_every_system() {
        let page = include_str!("../../../docs/cli.md");
        for system in registry::systems() {
            assert!(page.contains(&format!("`{}`", system.word())), "{} is not in docs/cli.md", system.word());
        }
    }

    #[tokio::test]
    async fn an_address_that_is_none_is_said_so() {
        let home = Home::new().await;
        let request = FindSchoolsRequest {
            system: "netschool".into(),
            base: Some("http://school.example".into()),
            ..FindSchoolsRequest::default()
        };
        let error = home.app.find_schools(request).await.unwrap_err();
        assert_eq!(error.message, "Адрес должен начинаться с https://");
    }
}
