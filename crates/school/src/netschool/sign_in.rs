//! Ways into «Сетевой город» (docs/systems/netschool.md, "Signing in").

mod gosuslugi;
mod handshake;
mod pasted;

use std::collections::HashSet;

use time::OffsetDateTime;

pub(super) use gosuslugi::{by_state, page};
pub(super) use handshake::{Denied, at, dressed, handshake, leave};
pub(super) use pasted::by_token;

use super::{
    CLIENT_ID, CLIENT_SECRET, KEEP_PASSWORD,
    hash::Hashed,
    mobile, place,
    session::{Kept, WebSession},
    web::judge,
    wire,
};
use crate::{
    Http, SchoolChoice, SchoolError, Secret, Session, Settings,
    http::Request,
    lenient::{List, Text, parsed},
    renewal::Renewable,
};

/// The schools whose names hold `part`.
pub(super) async fn schools(settings: &Settings, part: &str, http: &Http) -> Result<Vec<SchoolChoice>, SchoolError> {
    let mut url = handshake::at(&place::root(settings)?, "webapi/schools/search")?;
    // Newer servers refuse an empty name; this letter stands in nearly every name ("Учреждение").
    let part = if part.trim().is_empty() { "У" } else { part.trim() };
    url.query_pairs_mut().append_pair("name", part);
    let response = http.send(Request::get(url).header("accept", "application/json")).await?;
    let body = judge(&response, OffsetDateTime::now_utc()).and_then(|verdict| verdict.body())?;
    let mut room = None;
    let (list, broken) = parsed::<List<wire::SchoolFound<'_>>>(&body, &mut room)?;
    let mut found: Vec<SchoolChoice> = Vec::new();
    let mut seen = HashSet::new();
    for school in &list.items {
        let (Some(id), Some(name)) = (school.id.0, school.short_name.owned().or_else(|| school.name.owned())) else {
            continue;
        };
        let place = school.address_string.owned().or_else(|| school.address.owned()).or_else(|| school.name.owned());
        if seen.insert(id) {
            found.push(SchoolChoice { id: id.to_string(), place: place.filter(|place| *place != name), name });
        }
    }
    // Schools that cannot be read are no proof that there is none of this name.
    if found.is_empty() && (broken > 0 || list.skipped > 0 || !list.items.is_empty()) {
        return Err(SchoolError::Strange("schools that cannot be read".into()));
    }
    Ok(found)
}

/// The id of the school that the family named: an id is taken as it is, a name must be one school's.
async fn school_id(settings: &Settings, school: Option<&str>, http: &Http) -> Result<String, SchoolError> {
    let named = school.unwrap_or_default().trim();
    if !named.is_empty() && named.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(named.to_owned());
    }
    let found = schools(settings, named, http).await?;
    let exact: Vec<&SchoolChoice> = found.iter().filter(|school| school.name == named).collect();
    match (exact.as_slice(), found.as_slice()) {
        ([one], _) => Ok(one.id.clone()),
        ([], [one]) => Ok(one.id.clone()),
        (_, []) => Err(SchoolError::Setting("no school of this name".into())),
        _ => Err(SchoolError::Setting("several schools have this name: choose one by its id".into())),
    }
}

/// One attempt with a password. With a client of the mobile API the session of the site is only the way to its code.
pub(super) async fn by_password(
    settings: &Settings,
    login: &str,
    password: &Secret,
    school: Option<&str>,
    http: &Http,
) -> Result<Session, SchoolError> {
    let root = place::root(settings)?;
    let password = Hashed::of(password)
        .ok_or_else(|| SchoolError::Refused("the password has signs that this system does not know".into()))?;
    let school = school_id(settings, school, http).await?;
    let kept = Kept { login: login.to_owned(), password, school };
    let mut session = handshake(http, &root, &kept).await?;
    if settings.get(&CLIENT_ID).is_some() && settings.get(&CLIENT_SECRET).is_some() {
        let code = code_for(http, &root, &session).await;
        handshake::leave(http, &root, &session).await;
        return mobile::by_code(settings, &code?, http).await;
    }
    let keep = settings.is_on(&KEEP_PASSWORD);
    session.kept = keep.then_some(kept);
    Ok(session.written())
}

/// The one-time code with which whoever is signed in to the site opens the mobile API.
async fn code_for(http: &Http, root: &url::Url, session: &WebSession) -> Result<Secret, SchoolError> {
    #[derive(Default, serde::Deserialize)]
    #[serde(default, rename_all = "camelCase")]
    struct Given<'a> {
        #[serde(borrow)]
        user_code: Text<'a>,
    }
    let url = handshake::at(root, "webapi/mysettings/mobile/pincode")?;
    let response = http.send(handshake::dressed(Request::get(url), root, session)).await?;
    let body = judge(&response, OffsetDateTime::now_utc()).and_then(|verdict| verdict.body())?;
    let mut room = None;
    let (given, _) = parsed::<Given<'_>>(&body, &mut room)?;
    given.user_code.get().map(Secret::new).ok_or_else(|| SchoolError::Forbidden("no code for the mobile API".into()))
}
