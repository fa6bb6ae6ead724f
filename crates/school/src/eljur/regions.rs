//! Regions whose servers are known: what a family picks from. Others type their own.

use time::UtcOffset;

/// A region with a server of this system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// The name as families know it.
    pub name: &'static str,
    /// Value of the setting "host".
    pub host: &'static str,
    /// Whole hours that its clocks are ahead of UTC.
    pub utc_offset: i8,
    /// The vendor that stands for all of its schools, where one is known to.
    pub vendor: Option<&'static str>,
}

const fn region(name: &'static str, host: &'static str, utc_offset: i8, vendor: Option<&'static str>) -> Region {
    Region { name, host, utc_offset, vendor }
}

/// The regions reported to use this system still in autumn 2026 (§1), by name. Six others had moved away by then.
pub fn regions() -> &'static [Region] {
    const REGIONS: &[Region] = &[
        region("Курганская область", "eschool.gov45.ru", 5, None),
        region("Нижегородская область", "edu.gounn.ru", 3, Some("edu")),
        region("Республика Крым", "edu.rk.gov.ru", 3, None),
        region("Севастополь", "riso.sev.gov.ru", 3, None),
        region("Ханты-Мансийский автономный округ — Югра", "cop.admhmao.ru", 5, None),
    ];
    REGIONS
}

/// The region that has this host.
pub(super) fn of_host(host: &str) -> Option<&'static Region> {
    regions().iter().find(|region| region.host.eq_ignore_ascii_case(host))
}

impl Region {
    /// Its clock.
    pub(super) fn zone(&self) -> Option<UtcOffset> {
        UtcOffset::from_hms(self.utc_offset, 0, 0).ok()
    }
}
