//! What can be set for an account.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::UtcOffset;
use url::Url;

use crate::{Authority, SchoolError};

/// One thing that can be set for an account of a system.
#[derive(Clone, Copy, Debug)]
pub struct SettingSpec {
    /// Its name: "api_host", "client_id".
    pub name: &'static str,
    /// What holds where nothing is set; empty where there is no default.
    pub default: &'static str,
    /// Whether it is a vendor's secret: hidden when typed, kept in the encrypted file only, never shown.
    pub secret: bool,
}

/// A setting by name, default, and whether it is a secret.
pub(crate) const fn spec(name: &'static str, default: &'static str, secret: bool) -> SettingSpec {
    SettingSpec { name, default, secret }
}

/// How a form asks for a setting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SettingForm {
    /// A line of text.
    #[default]
    Text,
    /// One of the values that are known, each with its name; another may be typed.
    OneOf(Vec<(&'static str, &'static str)>),
    /// Yes or no: on is this value, off is nothing.
    Switch(&'static str),
}

/// The settings of one account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Replaces scheme, host and port of every host of the system; paths stay as they are. For a
    /// simulated school, or a region of its own. Plain http for loopback only.
    pub base: Option<Url>,
    /// What was set, by [`SettingSpec::name`].
    pub values: BTreeMap<String, String>,
    /// An authority that this account trusts beside those of the system; none by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<Authority>,
}

impl Settings {
    /// Settings with another base.
    ///
    /// # Errors
    /// Where `base` is neither https nor http on loopback.
    pub fn with_base(base: Url) -> Result<Self, SchoolError> {
        let loopback = match base.host() {
            Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
            Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
            Some(url::Host::Domain(name)) => name == "localhost",
            None => false,
        };
        if base.scheme() == "https" || (base.scheme() == "http" && loopback) {
            Ok(Self { base: Some(base), ..Self::default() })
        } else {
            Err(SchoolError::Setting("the address must begin with https://".into()))
        }
    }

    /// What is set under `spec`'s name, else its default; none where both are empty.
    pub fn get<'a>(&'a self, spec: &'a SettingSpec) -> Option<&'a str> {
        self.values.get(spec.name).map(String::as_str).or(Some(spec.default)).filter(|value| !value.is_empty())
    }

    /// Whether a switch ([`SettingForm::Switch`]) is on.
    pub(crate) fn is_on(&self, spec: &SettingSpec) -> bool {
        self.get(spec).is_some_and(|word| matches!(word.trim(), "yes" | "true" | "1"))
    }

    /// The clock that is set in whole hours ahead of UTC: "3", "+7".
    ///
    /// # Errors
    /// Where what is set is no number of hours that a clock can be ahead.
    pub(crate) fn zone(&self, spec: &SettingSpec) -> Result<Option<UtcOffset>, SchoolError> {
        let Some(hours) = self.get(spec) else { return Ok(None) };
        let hours = hours.trim().trim_start_matches('+').parse().ok().filter(|hours| (-12..=14).contains(hours));
        let zone = hours.and_then(|hours| UtcOffset::from_hms(hours, 0, 0).ok());
        zone.map(Some).ok_or_else(|| SchoolError::Setting(format!("{} is not a number of hours", spec.name)))
    }

    /// `path` at the host that is set, as people copy it, moved to the base where there is one.
    ///
    /// # Errors
    /// Where what is set is no host.
    pub(crate) fn at_host(&self, spec: &SettingSpec, path: &str) -> Result<Url, SchoolError> {
        let host = host(self.get(spec).unwrap_or_default());
        if host.is_empty() || host.contains(['/', '?', '#', '@', ' ', '\\']) {
            return Err(SchoolError::Setting(format!("{} is not a host", spec.name)));
        }
        self.rebased(&format!("https://{host}{path}"))
    }

    /// `address` (an absolute URL of the system) with scheme, host and port of [`Settings::base`].
    ///
    /// # Errors
    /// Where `address` is not a URL.
    pub fn rebased(&self, address: &str) -> Result<Url, SchoolError> {
        let mut url = Url::parse(address).map_err(|_| SchoolError::Setting(format!("not an address: {address}")))?;
        if let Some(base) = &self.base {
            // http → https and back is allowed for these two "special" schemes; the host is valid since base's is.
            let moved = url.set_scheme(base.scheme()).is_ok()
                && url.set_host(base.host_str()).is_ok()
                && url.set_port(base.port()).is_ok();
            if !moved {
                return Err(SchoolError::Setting(format!("not an address: {base}")));
            }
        }
        Ok(url)
    }
}

/// The host in what people copy: "https://edu.example.ru/" → "edu.example.ru".
pub(crate) fn host(written: &str) -> &str {
    let host = written.trim().trim_end_matches('/');
    host.strip_prefix("https://").unwrap_or(host)
}

/// The account's name for good, where one system has several servers: users of two of them may have one number.
pub(crate) fn account_of(root: &Url, user: &str) -> String {
    let host = root.host_str().unwrap_or_default();
    match root.port() {
        Some(port) => format!("{user}@{host}:{port}"),
        None => format!("{user}@{host}"),
    }
}
