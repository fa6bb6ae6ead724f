//! Where an account's servers are, and what time it is there.

use time::UtcOffset;
use url::Url;

use super::{HOST, IDENTITY_HOST, UTC_OFFSET, regions};
use crate::{HostRule, SchoolError, Settings, settings};

/// The root of the region's site: the base where there is one, else the host that is set.
pub(super) fn root(settings: &Settings) -> Result<Url, SchoolError> {
    match (&settings.base, settings.get(&HOST)) {
        // A family that gives an address need not name a host as well.
        (Some(base), None) => {
            let mut root = base.clone();
            root.set_path("/");
            root.set_query(None);
            root.set_fragment(None);
            Ok(root)
        }
        _ => settings.at_host(&HOST, "/"),
    }
}

/// The root of the server that gives tokens of the mobile API.
pub(super) fn identity(settings: &Settings) -> Result<Url, SchoolError> {
    settings.at_host(&IDENTITY_HOST, "/")
}

/// Hosts that the connector asks.
pub(super) fn hosts(settings: &Settings) -> Result<Vec<HostRule>, SchoolError> {
    let roots = [root(settings)?, identity(settings)?];
    let mut rules: Vec<HostRule> = roots.iter().filter_map(HostRule::of).collect();
    rules.dedup();
    Ok(rules)
}

/// The school's clock: what is set, else the region's, else Moscow's. The servers name none (docs/systems/netschool.md).
pub(super) fn zone(settings: &Settings) -> Result<UtcOffset, SchoolError> {
    if let Some(zone) = settings.zone(&UTC_OFFSET)? {
        return Ok(zone);
    }
    let host = settings::host(settings.get(&HOST).unwrap_or_default());
    let by_base = || settings.base.as_ref().and_then(Url::host_str).and_then(regions::zone_of);
    let moscow = UtcOffset::from_hms(3, 0, 0).unwrap_or(UtcOffset::UTC);
    Ok(regions::zone_of(host).or_else(by_base).unwrap_or(moscow))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn settings(values: &[(&str, &str)]) -> Settings {
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Settings { values, ..Settings::default() }
    }

    #[rstest]
    #[case::region(&[("host", "school.sgo41.ru")], 12)]
    #[case::port(&[("host", "https://edu.admoblkaluga.ru:444/")], 3)]
    #[case::own(&[("host", "sgo.example.ru")], 3)]
    #[case::kaliningrad(&[("host", "sgo.example.ru"), ("utc_offset", "2")], 2)]
    #[case::set_beats_region(&[("host", "school.sgo41.ru"), ("utc_offset", "+11")], 11)]
    fn the_clock_is_the_regions_unless_set(#[case] values: &[(&str, &str)], #[case] hours: i8) {
        assert_eq!(zone(&settings(values)).unwrap().whole_hours(), hours);
    }

    #[rstest]
    #[case(&[])]
    #[case(&[("host", "http://sgo.example.ru")])]
    #[case(&[("host", "sgo.example.ru/webapi")])]
    fn an_address_that_is_none_is_told(#[case] values: &[(&str, &str)]) {
        assert!(matches!(root(&settings(values)), Err(SchoolError::Setting(_))));
    }

    #[test]
    fn every_region_has_an_address() {
        for region in regions::regions() {
            let root = root(&settings(&[("host", region.host)])).unwrap();
            assert_eq!(root.scheme(), "https", "{}", region.name);
        }
    }
}
