//! Ways into ЭлЖур (§3): a password, the way back from Госуслуги, a pasted token.

use serde::Deserialize;
use time::OffsetDateTime;
use url::Url;

use super::{
    DEVKEY, HOST, KEEP_PASSWORD, VENDOR,
    judge::{Unanswered, judge},
    place::{self, Place, named_vendor},
    session::{Kept, Keys},
    wire::{Answered, VendorToken},
};
use crate::{
    Catch, HostRule, Http, PasswordForm, SchoolError, Secret, Session, Settings, SignInPage, SignInWay,
    http::Request,
    lenient::{List, Maybe, Moment, Text, parsed},
    renewal::Renewable,
};

/// The parameter with which somebody comes back from Госуслуги (§3.2).
const RETURNED: &str = "v_token";

/// A password and a token are taken everywhere; the page of Госуслуги is known of regions' servers alone (§3.2), so it
/// is offered where one is set.
pub(super) fn ways_in(settings: &Settings) -> Result<Vec<SignInWay>, SchoolError> {
    let host = place::host(settings);
    let of_region = settings.values.contains_key(HOST.name) && !host.is_empty() && !host.ends_with("eljur.ru");
    let mut ways = Vec::new();
    if of_region {
        ways.push(SignInWay::Page(page(&place::root(settings)?)?));
    }
    ways.push(SignInWay::Password(PasswordForm { needs: vec![HOST.name, VENDOR.name, DEVKEY.name], school: false }));
    ways.push(SignInWay::Token);
    Ok(ways)
}

fn page(root: &Url) -> Result<SignInPage, SchoolError> {
    let at = |path: &str| root.join(path).map_err(|_| SchoolError::Setting("host cannot be extended".into()));
    let end = Catch::Redirect { to: at("journal-app")?, parameter: RETURNED.to_owned(), state: None };
    Ok(SignInPage {
        start: at("journal-esia-region-action?flow=v2")?,
        hosts: HostRule::of(root).into_iter().chain([HostRule::Below("gosuslugi.ru".to_owned())]).collect(),
        // The school's own name is told by the answer, where the account is linked to one.
        needs: vec![HOST.name, DEVKEY.name],
        catch: vec![end],
    })
}

/// One attempt with a password that a person has just typed. `school` is the vendor, where the form asks for a school.
pub(super) async fn by_password(
    settings: &Settings,
    login: String,
    password: Secret,
    school: Option<&str>,
    http: &Http,
) -> Result<Session, SchoolError> {
    let place = Place::of(settings)?;
    let school = school.map(str::trim).filter(|school| !school.is_empty());
    let vendor = match school {
        Some(school) => named_vendor(school)?,
        None => vendor_of(&place)?,
    };
    let kept = Kept { login, password };
    let keys = attempt(http, &place, &vendor, &kept, OffsetDateTime::now_utc()).await.map_err(for_people)?;
    Ok(Keys { kept: settings.is_on(&KEEP_PASSWORD).then_some(kept), ..keys }.written())
}

fn vendor_of(place: &Place) -> Result<String, SchoolError> {
    place.vendor.clone().ok_or_else(|| SchoolError::Setting("the school (vendor) is missing".into()))
}

/// What a refused sign-in means (§3.1).
fn for_people(unanswered: Unanswered) -> SchoolError {
    match unanswered {
        Unanswered::Wrong(_) => SchoolError::Refused("wrong login or password".into()),
        // Nobody is signed in yet: only the key can be what is refused.
        Unanswered::Denied(_) => SchoolError::Setting("the server refuses the developer key (devkey)".into()),
        Unanswered::Failed(_) => SchoolError::Setting("the server does not know this school (vendor)".into()),
        Unanswered::Other(error) => error,
    }
}

/// Signs in again with a kept password. Nobody is there to read words, and the next attempt by itself may be the one
/// that locks the account: whatever is not plainly the server's own trouble is a refusal for good.
pub(super) async fn again(
    http: &Http,
    place: &Place,
    vendor: &str,
    kept: &Kept,
    now: OffsetDateTime,
) -> Result<Keys, SchoolError> {
    attempt(http, place, vendor, kept, now).await.map_err(|unanswered| match unanswered {
        Unanswered::Wrong(_) => SchoolError::Refused("the kept password is not accepted".into()),
        Unanswered::Denied(_) => SchoolError::Refused("the server refuses the developer key (devkey)".into()),
        // The vendor was known when the password was kept.
        Unanswered::Failed(outage) => SchoolError::OutOfOrder(outage),
        Unanswered::Other(SchoolError::Strange(_)) => SchoolError::Refused("the sign-in is not answered".into()),
        Unanswered::Other(error) => error,
    })
}

/// `POST auth` (§3.1): a form, so that the password stands in no address.
async fn attempt(
    http: &Http,
    place: &Place,
    vendor: &str,
    kept: &Kept,
    now: OffsetDateTime,
) -> Result<Keys, Unanswered> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Given<'a> {
        #[serde(borrow)]
        token: Text<'a>,
        expires: Moment,
    }
    // Exposed: this is the request that they are for, in its body.
    let (password, devkey) = (kept.password.expose(), place.devkey.expose());
    let form = [
        ("login", kept.login.as_str()),
        ("password", password),
        ("vendor", vendor),
        ("devkey", devkey),
        ("out_format", "json"),
    ];
    let request = Request::post(place.method("auth")).header("accept", "application/json").form(&form);
    let response = http.send(request).await?;
    let body = judge(&response, &[password, devkey, kept.login.as_str()], now)?;
    let mut room = None;
    let (given, _) = parsed::<Answered<Given<'_>>>(&body, &mut room)?;
    let given = given.result();
    let token = given.token.get().filter(|token| is_token(token)).map(Secret::new);
    let token = token.ok_or_else(|| SchoolError::Strange("a sign-in without a token".into()))?;
    let ends = given.expires.local(place.zone);
    Ok(Keys { token, origin: place.origin(), vendor: vendor.to_owned(), ends, kept: None })
}

/// A pasted token is believed to be of the server and the school that are set; a pasted address with `v_token=` is the
/// way back from Госуслуги.
pub(super) async fn by_token(settings: &Settings, pasted: &Secret, http: &Http) -> Result<Session, SchoolError> {
    // Exposed to be told apart; what is cut out of it goes into the session and nowhere else.
    let text = pasted.expose().trim();
    let returned = text.split(['?', '&', '#']).find_map(|pair| pair.strip_prefix(RETURNED)?.strip_prefix('='));
    if let Some(returned) = returned {
        return by_return(settings, &Secret::new(returned), http).await;
    }
    let place = Place::of(settings)?;
    let token = text.strip_prefix("auth_token=").unwrap_or(text).trim_matches('"');
    if !is_token(token) {
        return Err(SchoolError::Refused("this is not a token".into()));
    }
    let vendor = vendor_of(&place)?;
    Ok(Keys { token: Secret::new(token), origin: place.origin(), vendor, ends: None, kept: None }.written())
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Somebody came back from Госуслуги: what stands for it is changed for tokens, one for each school (§3.2).
///
/// An account is one school's: of several the one is taken that the settings name.
pub(super) async fn by_return(settings: &Settings, returned: &Secret, http: &Http) -> Result<Session, SchoolError> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Given<'a> {
        #[serde(borrow)]
        result: List<VendorToken<'a>>,
    }
    let place = Place::of(settings)?;
    // Exposed in a URL: the protocol has no other place for it (docs/privacy.md).
    let returned = returned.expose().trim();
    if !is_token(returned) {
        return Err(SchoolError::Refused("this is not a token".into()));
    }
    let mut url = place.method("getusersvendors");
    url.query_pairs_mut().extend_pairs([("out_format", "json"), (RETURNED, returned), ("auth_token", "true")]);
    let response = http.send(Request::get(url).header("accept", "application/json")).await?;
    // This call alone has no envelope, in failure either.
    if matches!(response.status, 400 | 401 | 403) && !response.is_html() {
        return Err(SchoolError::Refused("Госуслуги's answer is not accepted".into()));
    }
    if !response.is_success() || response.is_html() {
        let judged = judge(&response, &[returned], OffsetDateTime::now_utc());
        return Err(judged.err().map_or_else(|| SchoolError::Strange("no list of schools".into()), SchoolError::from));
    }
    let mut room = None;
    let (given, _) = parsed::<Maybe<Given<'_>>>(&response.body, &mut room)?;
    let given = given.0.unwrap_or_default();
    if !given.result.given {
        return Err(SchoolError::Refused("Госуслуги's answer is not accepted".into()));
    }
    let (vendor, token) = chosen(&given.result.items, settings)?;
    let keys = token.token.get().filter(|token| is_token(token)).map(|secret| Keys {
        token: Secret::new(secret),
        origin: place.origin(),
        vendor,
        ends: token.expires.local(place.zone),
        kept: None,
    });
    keys.map(|keys| keys.written()).ok_or_else(|| SchoolError::Strange("a school without a token".into()))
}

/// The school whose token is taken, with its vendor.
fn chosen<'l, 'a>(
    list: &'l [VendorToken<'a>],
    settings: &Settings,
) -> Result<(String, &'l VendorToken<'a>), SchoolError> {
    let schools = list.iter().filter_map(|school| Some((named_vendor(school.vendor.get()?).ok()?, school)));
    let mut schools: Vec<(String, &VendorToken<'_>)> = schools.collect();
    // Only what the family itself has set: a region's own vendor stands for all schools.
    if let Some(wanted) = settings.get(&VENDOR) {
        let wanted = named_vendor(wanted)?;
        let found = schools.into_iter().find(|(vendor, _)| *vendor == wanted);
        return found.ok_or_else(|| SchoolError::Setting("nobody of this account goes to that school (vendor)".into()));
    }
    match (schools.len(), schools.pop()) {
        (1, Some(one)) => Ok(one),
        (0, _) | (_, None) => Err(SchoolError::Refused("this account is linked to no school here".into())),
        (_, Some(last)) => {
            let names: Vec<String> = schools.into_iter().map(|(vendor, _)| vendor).chain([last.0]).collect();
            let names = names.join(", ");
            Err(SchoolError::Setting(format!("the account is linked to several schools: set vendor to one of {names}")))
        }
    }
}
