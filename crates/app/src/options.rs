//! The settings.

use peremena_model::{SchoolYear, StudentId};
use peremena_notify::{Arg, Rules, Topic};
use peremena_school::registry;

use crate::{
    App, AppError,
    connect::settings_of,
    diary::parse_date,
    family::age,
    profile::KeyKept,
    views::{
        AccountView, AppEvent, ChangeSettingsRequest, ErrorView, Nothing, NoticeKindView, SettingsView, TickRequest,
    },
};

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn settings(&self, _: Nothing) -> Result<SettingsView, ErrorView> {
        self.settings_view().await.map_err(|error| self.said(&error))
    }

    async fn settings_view(&self) -> Result<SettingsView, AppError> {
        let (words, now, appearance) = (self.words(), self.now(), self.appearance());
        let profile = self.profile().await.ok();
        let rules = match &profile {
            Some(profile) => self.rules(profile).await?,
            None => Rules::default(),
        };
        let mut accounts = Vec::new();
        let mut hide_values = rules.hide_values;
        if let Some(profile) = &profile {
            let family = self.load_family(profile).await?;
            // One switch for all stands where all of them do.
            if !family.records.is_empty() {
                hide_values =
                    family.records.iter().all(|record| rules.hides(&record.student.id, family.is_student(record)));
            }
            for account in &family.accounts {
                let students: Vec<_> = family
                    .records
                    .iter()
                    .filter(|record| record.student.account == account.id)
                    .map(|record| family.student_view(record, &words, now))
                    .collect();
                let last = family
                    .status
                    .iter()
                    .filter(|status| status.account == account.id)
                    .filter_map(|status| status.last_success)
                    .max();
                accounts.push(AccountView {
                    account: account.id.clone(),
                    system: registry::system(&account.system)
                        .map_or(account.system.as_str(), |it| it.name())
                        .to_owned(),
                    system_word: account.system.clone(),
                    base: settings_of(account).base.map(|base| base.to_string()),
                    name: account.name.clone(),
                    trouble: students.iter().find_map(|student| student.trouble.clone()),
                    students,
                    status_text: match last {
                        Some(last) => words.say_with("status-line", &[("last", Arg::Text(&age(&words, last, now)))]),
                        None => words.say("status-never"),
                    },
                });
            }
        }
        Ok(SettingsView {
            language: appearance.language.clone().unwrap_or_else(|| "system".to_owned()),
            language_in_use: self.language().tag().to_owned(),
            theme: appearance.theme,
            notices: Rules::SWITCHES
                .iter()
                .filter_map(|kind| Some((*kind, Topic::of_kind(*kind)?)))
                .map(|(kind, topic)| NoticeKindView {
                    kind,
                    name: words.say(&format!("notice-kind-{}", topic.word())),
                    on: rules.tells_all(topic, false),
                })
                .collect(),
            hide_values,
            stay_in_tray: appearance.stay_in_tray,
            accounts,
            key_words: words.say(match profile.as_ref().map(|profile| profile.key) {
                Some(KeyKept::Passphrase) => "key-passphrase",
                Some(KeyKept::Nowhere) => "key-memory",
                Some(KeyKept::Keyring) | None => "key-keyring",
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
                appearance.language = match language.as_str() {
                    "ru" | "en" => Some(language.clone()),
                    "system" => None,
                    _ => return Err(AppError::Request("error-request")),
                };
            }
            appearance.theme = request.theme.unwrap_or(appearance.theme);
            appearance.stay_in_tray = request.stay_in_tray.unwrap_or(appearance.stay_in_tray);
            if appearance != self.appearance() {
                self.set_appearance(appearance);
                self.emit(AppEvent::Family);
            }
            if !request.notices.is_empty() || request.hide_values.is_some() {
                let profile = self.profile().await?;
                let mut rules = self.rules(&profile).await?;
                for switch in &request.notices {
                    let topic = Topic::of_kind(switch.kind).ok_or(AppError::Request("error-request"))?;
                    rules.switch_all(topic, switch.on);
                }
                if let Some(hide) = request.hide_values {
                    rules.hide_values = hide;
                    for record in profile.vault.students().await? {
                        rules.children.entry(record.student.id.as_str().to_owned()).or_default().hide_values =
                            Some(hide);
                    }
                }
                self.keep_rules(&profile, rules).await?;
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
            profile.vault.put_done(&student, &request.homework, year, request.done, self.now()).await?;
            self.emit(AppEvent::Changed { students: vec![student] });
            Ok(Nothing {})
        };
        ticked.await.map_err(|error: AppError| self.said(&error))
    }
}
