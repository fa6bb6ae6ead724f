//! How an account's school is reached.

use std::sync::Arc;

use peremena_school::{Http, SchoolError, SchoolSystem, Session, SessionKeeper, Settings, Traffic, registry};
use peremena_sync::{Connect, Connected};
use peremena_vault::AccountRecord;

/// Over the network, by the settings of the account.
pub(crate) struct OverNetwork;

/// The settings that an account was signed in with.
pub(crate) fn settings_of(account: &AccountRecord) -> Settings {
    serde_json::from_str(&account.settings_json).unwrap_or_default()
}

/// The system that `word` names.
pub(crate) fn system(word: &str) -> Result<&'static dyn SchoolSystem, SchoolError> {
    registry::system(word).ok_or_else(|| SchoolError::Setting(format!("no such system: {word}")))
}

/// The way to the servers of an account with these settings, trusting what it was told to trust. The one place in which
/// this room makes one.
///
/// # Errors
/// Where the settings make no sense.
pub(crate) fn http_for(
    system: &dyn SchoolSystem,
    settings: &Settings,
    traffic: Arc<Traffic>,
) -> Result<Http, SchoolError> {
    Ok(Http::new(system.hosts(settings)?, traffic).trusting(settings.authority.as_ref()))
}

/// The way to a system's own list of its servers ([`SchoolSystem::directory`]), and nowhere else; none where it has none.
pub(crate) fn http_of_directory(system: &dyn SchoolSystem, settings: &Settings) -> Option<Http> {
    Some(Http::new(vec![system.directory(settings)?], Arc::new(Traffic::default())))
}

impl Connect for OverNetwork {
    fn connect(
        &self,
        account: &AccountRecord,
        session: Session,
        keep: Arc<dyn SessionKeeper>,
    ) -> Result<Connected, SchoolError> {
        let system = system(&account.system)?;
        let settings = settings_of(account);
        let traffic = Arc::new(Traffic::default());
        let http = http_for(system, &settings, traffic.clone())?;
        Ok(Connected { api: system.connect(&settings, session, keep, http)?, traffic })
    }
}
