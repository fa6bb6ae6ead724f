//! Where an account's server is, whose key asks, and what time it is there.

use time::{UtcOffset, macros::offset};
use url::Url;

use super::{API, DEVKEY, HOST, UTC_OFFSET, VENDOR, regions};
use crate::{SchoolError, Secret, Settings, settings};

/// All that a call needs but the token.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) root: Url,
    api: String,
    pub(super) devkey: Secret,
    /// None where the settings leave it out: the session may say.
    pub(super) vendor: Option<String>,
    pub(super) zone: UtcOffset,
}

impl Place {
    pub(super) fn of(settings: &Settings) -> Result<Place, SchoolError> {
        let devkey = settings.get(&DEVKEY).map(str::trim).filter(|key| !key.is_empty());
        let devkey = devkey.ok_or_else(|| SchoolError::Setting("the developer key (devkey) is missing".into()))?;
        let api = settings.get(&API).unwrap_or_default().trim().trim_matches('/');
        if !is_word(api) {
            return Err(SchoolError::Setting("api is not a path of one word".into()));
        }
        Ok(Place {
            root: root(settings)?,
            api: api.to_owned(),
            devkey: Secret::new(devkey),
            vendor: vendor(settings)?,
            zone: zone(settings)?,
        })
    }

    /// The address of a method.
    pub(super) fn method(&self, name: &str) -> Url {
        let mut url = self.root.clone();
        url.set_path(&format!("/{}/{name}", self.api));
        url
    }

    /// What a session remembers of the server that gave it.
    pub(super) fn origin(&self) -> String {
        self.root.origin().ascii_serialization()
    }
}

/// The root of the server: the base where there is one, else the host that is set.
pub(super) fn root(settings: &Settings) -> Result<Url, SchoolError> {
    settings.at_host(&HOST, "/")
}

/// The host as it is set, without what people copy along.
pub(super) fn host(settings: &Settings) -> &str {
    settings::host(settings.get(&HOST).unwrap_or_default())
}

/// The vendor that is set, else the one that stands for all schools of the region, else the one in the school's own host.
fn vendor(settings: &Settings) -> Result<Option<String>, SchoolError> {
    match settings.get(&VENDOR).map(str::trim).filter(|vendor| !vendor.is_empty()) {
        Some(named) => named_vendor(named).map(Some),
        None => {
            let host = host(settings).to_ascii_lowercase();
            let of_school = host.strip_suffix(".eljur.ru").filter(|name| *name != "api" && is_word(name));
            let of_region = regions::of_host(&host).and_then(|region| region.vendor);
            Ok(of_region.or(of_school).map(str::to_owned))
        }
    }
}

/// "school9", also as the address of the school's own page.
pub(super) fn named_vendor(text: &str) -> Result<String, SchoolError> {
    let text = text.trim().trim_end_matches('/').to_ascii_lowercase();
    let text = text.strip_prefix("https://").unwrap_or(&text);
    let text = text.strip_suffix(".eljur.ru").unwrap_or(text);
    if is_word(text) {
        Ok(text.to_owned())
    } else {
        Err(SchoolError::Setting("vendor is not the school's name in addresses".into()))
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// The school's clock: what is set, else the region's, else Moscow's. The server names none (§7).
fn zone(settings: &Settings) -> Result<UtcOffset, SchoolError> {
    if let Some(zone) = settings.zone(&UTC_OFFSET)? {
        return Ok(zone);
    }
    let by_base = || settings.base.as_ref().and_then(Url::host_str).and_then(regions::of_host);
    let region = regions::of_host(host(settings)).or_else(by_base);
    Ok(region.and_then(regions::Region::zone).unwrap_or(offset!(+3)))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn settings(values: &[(&str, &str)]) -> Settings {
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let key = [("devkey".to_owned(), "key".to_owned())];
        Settings { values: key.into_iter().chain(values).collect(), ..Settings::default() }
    }

    #[rstest]
    #[case::documented(&[], "https://api.eljur.ru/apiv3/getrules")]
    #[case::older(&[("api", "api")], "https://api.eljur.ru/api/getrules")]
    #[case::school(&[("host", "school9.eljur.ru")], "https://school9.eljur.ru/apiv3/getrules")]
    #[case::region(&[("host", "https://edu.gounn.ru/")], "https://edu.gounn.ru/apiv3/getrules")]
    fn methods_lie_where_the_settings_say(#[case] values: &[(&str, &str)], #[case] address: &str) {
        assert_eq!(Place::of(&settings(values)).unwrap().method("getrules").as_str(), address);
    }

    #[rstest]
    #[case::none(&[], None)]
    #[case::set(&[("vendor", " School9 ")], Some("school9"))]
    #[case::address(&[("vendor", "https://school9.eljur.ru/")], Some("school9"))]
    #[case::own_host(&[("host", "school9.eljur.ru")], Some("school9"))]
    #[case::region(&[("host", "edu.gounn.ru")], Some("edu"))]
    #[case::set_beats_region(&[("host", "edu.gounn.ru"), ("vendor", "school9")], Some("school9"))]
    fn the_vendor_is_the_one_that_is_set(#[case] values: &[(&str, &str)], #[case] vendor: Option<&str>) {
        assert_eq!(Place::of(&settings(values)).unwrap().vendor.as_deref(), vendor);
    }

    #[rstest]
    #[case::plain_http(&[("host", "http://school9.eljur.ru")])]
    #[case::path(&[("host", "api.eljur.ru/apiv3")])]
    #[case::vendor(&[("vendor", "Школа № 9")])]
    #[case::api(&[("api", "api/../x")])]
    #[case::clock(&[("utc_offset", "Москва")])]
    #[case::no_key(&[("devkey", " ")])]
    fn a_setting_that_is_none_is_told(#[case] values: &[(&str, &str)]) {
        assert!(matches!(Place::of(&settings(values)), Err(SchoolError::Setting(_))));
    }

    #[rstest]
    #[case(&[("host", "cop.admhmao.ru")], 5)]
    #[case(&[("host", "cop.admhmao.ru"), ("utc_offset", "+7")], 7)]
    #[case(&[], 3)]
    fn the_clock_is_the_regions_unless_set(#[case] values: &[(&str, &str)], #[case] hours: i8) {
        assert_eq!(Place::of(&settings(values)).unwrap().zone.whole_hours(), hours);
    }
}
