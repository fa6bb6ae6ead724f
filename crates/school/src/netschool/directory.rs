//! The vendor's directory of regions (docs/systems/netschool.md, "Signing in"): asked for at a wish, without an account.

use serde::Deserialize;
use time::OffsetDateTime;
use url::Url;

use super::web::judge;
use crate::{
    Http, RegionChoice, SchoolError, Settings,
    http::Request,
    lenient::{Flag, List, Text, elements, parsed},
};

const ADDRESS: &str = "https://mobile.ir-tech.ru/api/v1/mobile/parent/end-points";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Directory<'a> {
    #[serde(borrow)]
    items: List<EndPoint<'a>>,
}

/// A region, with the address of its mobile API.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct EndPoint<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    url: Text<'a>,
    demo: Flag,
}

elements!(EndPoint);

/// Where the directory lies.
pub(super) fn address(settings: &Settings) -> Result<Url, SchoolError> {
    settings.rebased(ADDRESS)
}

/// Its regions by name, each once; no demonstrations, and none whose server takes plain http alone.
pub(super) async fn regions(settings: &Settings, http: &Http) -> Result<Vec<RegionChoice>, SchoolError> {
    let request = Request::get(address(settings)?).header("accept", "application/json");
    let response = http.send(request).await?;
    let body = judge(&response, OffsetDateTime::now_utc()).and_then(|verdict| verdict.body())?;
    let mut room = None;
    let (directory, _) = parsed::<Directory<'_>>(&body, &mut room)?;
    if !directory.items.given {
        return Err(SchoolError::Strange("a directory without a list".into()));
    }
    let mut found: Vec<RegionChoice> = directory.items.items.iter().filter_map(region).collect();
    found.sort();
    found.dedup();
    // Two servers of one name are told apart by where they stand.
    let twice = |one: &RegionChoice| found.iter().filter(|other| other.name == one.name).count() > 1;
    let told = |region: &RegionChoice| match twice(region) {
        true => RegionChoice { name: format!("{} ({})", region.name, region.host), host: region.host.clone() },
        false => region.clone(),
    };
    Ok(found.iter().map(told).collect())
}

fn region(point: &EndPoint<'_>) -> Option<RegionChoice> {
    let name = point.name.get()?.trim();
    let lower = name.to_lowercase();
    if name.is_empty() || point.demo.0 == Some(true) || lower.contains("demo") || lower.contains("демо") {
        return None;
    }
    let url = Url::parse(point.url.get()?).ok().filter(|url| url.scheme() == "https")?;
    // A server whose API lies deeper is not one that the account's settings can name.
    if url.path().trim_matches('/') != "api/mobile" {
        return None;
    }
    let host = url.host_str()?;
    let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    Some(RegionChoice { name: name.to_owned(), host })
}
