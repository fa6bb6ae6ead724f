//! What leaves this device, and what is kept where: read from the settings that requests are made with, not told by
//! heart, so that it cannot differ from them.

use peremena_notify::{Arg, Words};
use peremena_school::{HostRule, SchoolSystem, Settings, SignInWay, registry};
use peremena_vault::AccountRecord;

use crate::{
    App, AppError,
    connect::settings_of,
    family::{Family, short_name},
    options::takes_ticks,
    profile::{KeyKept, Profile, Standing},
    views::{ErrorView, HelpView, KeptPlace, Nothing, SourceHosts},
};

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn help(&self, _: Nothing) -> Result<HelpView, ErrorView> {
        self.help_view().await.map_err(|error| self.said(&error))
    }

    async fn help_view(&self) -> Result<HelpView, AppError> {
        let words = self.words();
        let profile = match self.profile().await {
            // Before the first sign-in there is no file, and there are questions already.
            Err(AppError::Closed) if self.is_fresh().await => return Ok(self.help_without_diary()),
            profile => profile?,
        };
        let family = self.load_family(&profile).await?;
        let demo = profile.key == KeyKept::Nowhere;
        // The demo school answers in this process.
        let mut sources = Vec::new();
        for account in family.accounts.iter().filter(|_| !demo) {
            let ticks = takes_ticks(account) && profile.vault.sends_ticks(account).await?;
            sources.push(SourceHosts {
                ticks_text: ticks.then(|| words.say("help-ticks")),
                ..hosts(&words, &family, account)
            });
        }
        Ok(HelpView {
            sources,
            places: if demo { Vec::new() } else { self.places(&words, &profile).await? },
            key_words: Some(words.say(profile.key.words())),
            demo,
            stays_in_tray: self.stays_in_tray(),
        })
    }

    async fn is_fresh(&self) -> bool {
        matches!(*self.inner.standing.read().await, Standing::Fresh)
    }

    fn help_without_diary(&self) -> HelpView {
        let (sources, places) = (Vec::new(), Vec::new());
        HelpView { sources, places, key_words: None, demo: false, stays_in_tray: self.stays_in_tray() }
    }

    async fn places(&self, words: &Words, profile: &Profile) -> Result<Vec<KeptPlace>, AppError> {
        let place = |what: &str, path: String, how: &str, open: bool| KeptPlace {
            what: words.say(what),
            path,
            how: words.say(how),
            open,
        };
        let diary = self.inner.config.profile.display().to_string();
        let mut places = vec![place("place-diary", diary, "place-encrypted", false)];
        for folder in self.copies_folders(&profile.vault).await? {
            places.push(place("place-copies", folder.display().to_string(), "place-copies-encrypted", false));
        }
        for file in self.kept_calendars(profile).await? {
            places.push(place("place-calendar", file.display().to_string(), "place-open", true));
        }
        Ok(places)
    }
}

fn hosts(words: &Words, family: &Family, account: &AccountRecord) -> SourceHosts {
    let settings = settings_of(account);
    let system = registry::system(&account.system);
    let of_account = family.records.iter().filter(|record| record.student.account == account.id);
    SourceHosts {
        system: system.map_or(account.system.as_str(), |system| system.name()).to_owned(),
        name: account.name.clone(),
        children: of_account.map(short_name).collect(),
        hosts: system
            .and_then(|system| system.hosts(&settings).ok())
            .unwrap_or_default()
            .iter()
            .map(|it| host(words, it))
            .collect(),
        sign_in_hosts: system.map(|system| page_hosts(words, system, &settings)).unwrap_or_default(),
        ticks_text: None,
    }
}

fn page_hosts(words: &Words, system: &dyn SchoolSystem, settings: &Settings) -> Vec<String> {
    let ways = system.ways_in(settings).unwrap_or_default();
    let page = ways.iter().find_map(|way| match way {
        SignInWay::Page(page) => Some(page),
        SignInWay::Password(_) | SignInWay::Token => None,
    });
    page.map(|page| page.hosts.iter().map(|rule| host(words, rule)).collect()).unwrap_or_default()
}

fn host(words: &Words, rule: &HostRule) -> String {
    match rule {
        // The port of https is where everybody looks anyway.
        HostRule::Exactly(name, None | Some(443)) => name.clone(),
        HostRule::Exactly(name, Some(port)) => format!("{name}:{port}"),
        HostRule::Below(domain) => words.say_with("host-below", &[("host", Arg::Text(domain))]),
    }
}

#[cfg(test)]
mod tests;
