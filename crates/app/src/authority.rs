//! The one authority that an account may be told to trust beside those of the system: a root of the Russian national CA,
//! say. It comes from a file, or from among those that the machine itself holds. Off by default, seen in the settings, and
//! of that account alone. One that the *system* trusts every account trusts anyway: that is said beside it.

use base64::{Engine, engine::general_purpose::STANDARD};
use peremena_model::AccountId;
use peremena_notify::Arg;
use peremena_school::{
    Authority, HeldAuthority, LONGEST_AUTHORITY_FILE, NotTaken, Settings, ShownAuthority, SystemStore,
};
use peremena_vault::AccountRecord;
use time::Date;

use crate::{
    App, AppError,
    connect::settings_of,
    views::{
        AuthorityView, ErrorView, SettingsView, SystemAuthoritiesRequest, SystemAuthoritiesView, SystemAuthorityView,
        TrustAuthorityRequest, TrustRequest,
    },
};

/// No more are shown: nobody compares the fingerprints of a hundred.
const MOST: usize = 40;

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn system_authorities(
        &self,
        request: SystemAuthoritiesRequest,
    ) -> Result<SystemAuthoritiesView, ErrorView> {
        let held =
            self.authorities_of(SystemStore::default(), request.added).await.map_err(|error| self.said(&error))?;
        let rows = held.iter().filter_map(|held| {
            let AuthorityView { name, fingerprint, validity } = self.shown_view(held.authority.shown()?);
            let certificate = STANDARD.encode(held.authority.der()?);
            Some(SystemAuthorityView { name, fingerprint, validity, trusted: held.trusted, certificate })
        });
        Ok(SystemAuthoritiesView { authorities: rows.collect() })
    }

    /// The authorities that this machine holds and that an account may be told to trust: those that call themselves the
    /// Russian national root and, with `added`, whatever else its owner has added. Each is kept as a file would be, once
    /// [`App::trust`] is given its certificate.
    ///
    /// # Errors
    /// [`AppError::Request`] on a phone that takes none.
    pub async fn authorities_of(&self, store: SystemStore, added: bool) -> Result<Vec<HeldAuthority>, AppError> {
        own_ones_count()?;
        let now = self.now();
        let read = tokio::task::spawn_blocking(move || store.read(now)).await;
        let mut held = read.map_err(|_| AppError::Request("error-request"))?;
        held.retain(|it| it.authority.is_national() || (added && it.added));
        held.truncate(MOST);
        Ok(held)
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn trust_authority(&self, request: TrustAuthorityRequest) -> Result<SettingsView, ErrorView> {
        let account = AccountId::from_text(request.account);
        let trusted = async {
            let file = request.certificate.as_deref().map(from_base64).transpose()?;
            self.trust(&account, file.as_deref()).await
        };
        trusted.await.map_err(|error| self.said(&error))?;
        self.settings(crate::views::Nothing {}).await
    }

    /// Has an account trust the authority whose certificate stands in `file` (PEM or DER), or, without one, nothing more
    /// than the system does. It holds from the next request on, for that account alone.
    ///
    /// # Errors
    /// [`AppError::Request`] where there is no such account, or the file is not one certificate of an authority that is
    /// valid now; those of the file.
    pub async fn trust(&self, account: &AccountId, file: Option<&[u8]>) -> Result<(), AppError> {
        let authority = file.map(|file| self.read_authority(file)).transpose()?;
        let profile = self.own_profile().await?;
        let accounts = profile.vault.accounts().await?;
        let record = accounts.into_iter().find(|record| record.id == *account);
        let record = record.ok_or(AppError::Request("error-request"))?;
        let settings = Settings { authority, ..settings_of(&record) };
        let settings_json = serde_json::to_string(&settings).map_err(|_| AppError::Request("error-request"))?;
        profile.vault.put_account(&AccountRecord { settings_json, ..record }, None).await?;
        self.emit(crate::views::AppEvent::Status);
        Ok(())
    }

    /// What a sign-in is to trust: the file that was brought, else what the account trusts that is signed in to again.
    pub(crate) async fn authority_of(&self, trust: &TrustRequest) -> Result<Option<Authority>, AppError> {
        if let Some(file) = trust.certificate.as_deref().filter(|file| !file.is_empty()) {
            return self.read_authority(&from_base64(file)?).map(Some);
        }
        let (Some(again), Ok(profile)) = (&trust.again, self.own_profile().await) else { return Ok(None) };
        let accounts = profile.vault.accounts().await?;
        let known = accounts.iter().find(|record| record.id.as_str() == again);
        Ok(known.and_then(|record| settings_of(record).authority))
    }

    pub(crate) fn authority_view(&self, settings: &Settings) -> Option<AuthorityView> {
        Some(self.shown_view(settings.authority.as_ref()?.shown()?))
    }

    fn shown_view(&self, shown: ShownAuthority) -> AuthorityView {
        let (words, now) = (self.words(), self.now());
        let id = if shown.ends < now { "authority-expired" } else { "authority-until" };
        let day = date(&words, shown.ends.date());
        AuthorityView {
            name: shown.name,
            fingerprint: shown.fingerprint,
            validity: words.say_with(id, &[("day", Arg::Text(&day))]),
        }
    }

    fn read_authority(&self, file: &[u8]) -> Result<Authority, AppError> {
        own_ones_count()?;
        Authority::read(file, self.now()).map_err(|why| match why {
            NotTaken::NoCertificate => AppError::Request("error-authority-none"),
            NotTaken::Several(names) if names.is_empty() => AppError::Request("error-authority-none"),
            NotTaken::Several(names) => AppError::SeveralAuthorities(names),
            NotTaken::PrivateKey => AppError::Request("error-authority-key"),
            NotTaken::NoAuthority => AppError::Request("error-authority-other"),
            NotTaken::Expired => AppError::Request("error-authority-expired"),
            NotTaken::NotYet => AppError::Request("error-authority-early"),
        })
    }
}

/// Where the phone checks certificates, it takes none of ours.
fn own_ones_count() -> Result<(), AppError> {
    if cfg!(target_os = "android") { Err(AppError::Request("error-authority-here")) } else { Ok(()) }
}

/// "27 февраля 2032", always with the year.
fn date(words: &peremena_notify::Words, date: Date) -> String {
    let (day, year) = (date.day().to_string(), date.year().to_string());
    let month = words.say(&format!("month-{}", u8::from(date.month())));
    words.say_with(
        "day-month-year",
        &[("day", Arg::Text(&day)), ("month", Arg::Text(&month)), ("year", Arg::Text(&year))],
    )
}

fn from_base64(text: &str) -> Result<Vec<u8>, AppError> {
    let unreadable = AppError::Request("error-authority-none");
    if text.len() > LONGEST_AUTHORITY_FILE * 2 {
        return Err(unreadable);
    }
    STANDARD.decode(text).map_err(|_| unreadable)
}

#[cfg(test)]
mod tests;
