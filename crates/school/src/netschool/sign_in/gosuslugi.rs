//! The way in through Госуслуги: the region's page, and what comes back from it.

use std::collections::HashSet;

use serde::Deserialize;
use time::OffsetDateTime;

use super::handshake::{self, UserRole, family_role_of, role_of};
use crate::{
    Catch, HostRule, Http, SchoolError, Secret, Session, Settings, SignInPage,
    file::is_plain,
    http::Request,
    lenient::{Flag, List, Maybe, Text, elements, parsed},
    netschool::{HOST, SCHOOL, place, session::WebSession, web::judge},
    renewal::Renewable,
};

/// The parameter with which somebody comes back from Госуслуги.
const RETURNED: &str = "loginState";

/// The page of Госуслуги: it begins at the region's server and leads back there.
pub(in crate::netschool) fn page(root: &url::Url) -> Result<SignInPage, SchoolError> {
    Ok(SignInPage {
        start: handshake::at(root, "webapi/sso/esia/crosslogin")?,
        hosts: HostRule::of(root).into_iter().chain([HostRule::Below("gosuslugi.ru".to_owned())]).collect(),
        needs: vec![HOST.name],
        catch: vec![Catch::Returned { to: root.clone(), parameter: RETURNED.to_owned() }],
    })
}

/// `account-info`: whom the site knows the citizen as.
#[derive(Default, Deserialize)]
#[serde(default)]
struct AccountInfo<'a> {
    #[serde(borrow)]
    users: List<User<'a>>,
}

/// One user of one school.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct User<'a> {
    #[serde(borrow)]
    id: Text<'a>,
    #[serde(borrow)]
    organization_id: Text<'a>,
    #[serde(borrow)]
    organization_name: Text<'a>,
    #[serde(borrow)]
    school_name: Text<'a>,
    /// "Лугова И. О. (Школа № 9)"
    #[serde(borrow)]
    display_name: Text<'a>,
    #[serde(borrow)]
    name: Text<'a>,
    is_staff: Flag,
    #[serde(borrow)]
    roles: List<UserRole<'a>>,
}

elements!(User);

fn in_brackets(name: &str) -> Option<&str> {
    let (_, school) = name.split_once('(')?;
    let school = school.trim_end();
    Some(school.strip_suffix(')').unwrap_or(school).trim())
}

impl User<'_> {
    /// Whether it sees a child: by its roles, else by whether it works there.
    fn is_of_a_family(&self) -> bool {
        match self.roles.items.is_empty() {
            true => self.is_staff.0 != Some(true),
            false => family_role_of(&self.roles.items).is_some(),
        }
    }

    /// The school's name, without the person's.
    fn school(&self) -> Option<&str> {
        let told = self.organization_name.get().or(self.school_name.get());
        told.or_else(|| [&self.display_name, &self.name].into_iter().filter_map(Text::get).find_map(in_brackets))
    }

    /// By its id where that is a number, else by a part of its name: «Школа № 9» is not the school 9. `wanted`: in small
    /// letters.
    fn is_at(&self, wanted: &str) -> bool {
        match wanted.bytes().all(|byte| byte.is_ascii_digit()) {
            true => self.organization_id.get().is_some_and(|id| id == wanted),
            false => self.school().is_some_and(|school| school.to_lowercase().contains(wanted)),
        }
    }

    /// By its whole name.
    fn is_exactly_at(&self, wanted: &str) -> bool {
        self.school().is_some_and(|school| school.to_lowercase() == wanted)
    }

    /// As it is told to somebody who has to choose: "501 (Школа № 9)".
    fn named(&self) -> String {
        match (self.organization_id.get(), self.school()) {
            (Some(id), Some(school)) => format!("{id} ({school})"),
            (id, school) => id.or(school).unwrap_or("?").to_owned(),
        }
    }
}

/// The user that is signed in as: one that sees a child; of several the one at the school that is set. Two of one school
/// are the same to whoever chooses: the first is taken.
fn chosen<'l, 'a>(users: &'l [User<'a>], settings: &Settings) -> Result<&'l User<'a>, SchoolError> {
    let known: Vec<&User<'_>> = users.iter().filter(|user| user.id.get().is_some()).collect();
    let of_family: Vec<&User<'_>> = known.iter().copied().filter(|user| user.is_of_a_family()).collect();
    let mut users = if of_family.is_empty() { known } else { of_family };
    if let Some(wanted) = settings.get(&SCHOOL) {
        let wanted = wanted.trim().to_lowercase();
        // One that is alone need not say where it is.
        let is_alone = matches!(users.as_slice(), [one] if one.named() == "?");
        users.retain(|user| is_alone || user.is_at(&wanted));
        if users.is_empty() {
            return Err(SchoolError::Setting("nobody of this account goes to that school (school)".into()));
        }
        // «Школа № 1» is a part of «Школа № 12» too.
        if users.iter().any(|user| user.is_exactly_at(&wanted)) {
            users.retain(|user| user.is_exactly_at(&wanted));
        }
    }
    let Some(first) = users.first().copied() else {
        return Err(SchoolError::Refused("the Госуслуги account is not linked to this school".into()));
    };
    let mut seen = HashSet::new();
    let schools: Vec<String> =
        users.iter().map(|user| user.named()).filter(|school| seen.insert(school.clone())).collect();
    match schools.as_slice() {
        [_] => Ok(first),
        several => {
            let several = several.join(", ");
            Err(SchoolError::Setting(format!(
                "the account is linked to several schools: set school to one of {several}"
            )))
        }
    }
}

/// Somebody came back from Госуслуги: the value that stands for it in the address is turned into a session. It is good
/// once, so the role is named at once, where there are several.
pub(in crate::netschool) async fn by_state(
    settings: &Settings,
    state: &Secret,
    http: &Http,
) -> Result<Session, SchoolError> {
    // Exposed to be looked at: it is a word of letters, digits and dashes, whatever the window has caught.
    if !is_plain(state.expose()) {
        return Err(SchoolError::Refused("this is not the way back from Госуслуги".into()));
    }
    let root = place::root(settings)?;
    let now = OffsetDateTime::now_utc();
    let mut session = WebSession::default();
    let response =
        http.send(handshake::dressed(Request::get(handshake::at(&root, "webapi/logindata")?), &root, &session)).await?;
    session.take_cookies(&response);
    let mut url = handshake::at(&root, "webapi/sso/esia/account-info")?;
    // Exposed in a URL: the protocol has no other place for it. It is good once.
    url.query_pairs_mut().append_pair(RETURNED, state.expose());
    let response = http.send(handshake::dressed(Request::get(url), &root, &session)).await?;
    session.take_cookies(&response);
    let body = judge(&response, now).and_then(|verdict| verdict.body())?;
    let mut room = None;
    let (info, _) = parsed::<Maybe<AccountInfo<'_>>>(&body, &mut room)?;
    let users = info.0.unwrap_or_default().users;
    let user = chosen(&users.items, settings)?;
    let role = Some(&user.roles.items).filter(|roles| roles.len() > 1).and_then(|roles| role_of(roles));
    // Exposed: this is the request that it is for.
    let scope = user.id.get().unwrap_or_default();
    let mut form = vec![("loginType", "8"), ("lscope", scope), ("idp", "esia"), ("loginState", state.expose())];
    form.extend(role.as_deref().map(|role| ("rolegroup", role)));
    let url = handshake::at(&root, "webapi/auth/login")?;
    let response = http.send(handshake::dressed(Request::post(url).form(&form), &root, &session)).await?;
    let (session, wanted) = handshake::outcome(&response, session, now)?;
    if wanted.is_some() && role.is_none() {
        // A session that waits for a choice shows nothing, and a second attempt takes another way through Госуслуги.
        handshake::leave(http, &root, &session).await;
        return Err(SchoolError::Refused("the site wants a role chosen that it has not named".into()));
    }
    Ok(session.written())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const TWO: &str = r#"[
        {"id": "1_501", "organizationId": 501, "displayName": "Лугова И. О. (Школа № 9)", "roles": [{"name": "Родитель", "id": 2}]},
        {"id": "1_502", "organizationId": 502, "organizationName": "Лицей № 3", "roles": [{"name": "Родитель", "id": 2}]}
    ]"#;
    const ALIKE: &str = r#"[
        {"id": "a", "organizationId": 1, "organizationName": "Школа № 12 (корпус 2)"},
        {"id": "b", "organizationId": 2, "displayName": "Лугов И. (Школа № 1)"},
        {"id": "c", "organizationId": 1, "organizationName": "Школа № 12 (корпус 2)"}
    ]"#;
    const STAFF_FIRST: &str = r#"[
        {"id": "1_501", "organizationId": 501, "isStaff": true, "roles": [{"id": 1, "name": "Учитель"}]},
        {"id": "1_502", "organizationId": 502, "isStaff": true, "roles": [{"id": 1, "name": "Учитель"}, {"id": 2, "name": "Родитель"}]}
    ]"#;
    const UNSAID: &str = r#"[{"id": "1", "isStaff": true}, {"id": "2", "isStaff": false}]"#;

    #[rstest]
    #[case(
        TWO,
        None,
        Err(
            "Setting(\"the account is linked to several schools: set school to one of 501 (Школа № 9), 502 (Лицей № 3)\")"
        )
    )]
    #[case(TWO, Some("501"), Ok("1_501"))]
    #[case(TWO, Some("лицей"), Ok("1_502"))]
    #[case(TWO, Some("9"), Err("Setting(\"nobody of this account goes to that school (school)\")"))]
    #[case(TWO, Some("Гимназия"), Err("Setting(\"nobody of this account goes to that school (school)\")"))]
    #[case(ALIKE, Some("Школа № 1"), Ok("b"))]
    #[case(ALIKE, Some("№ 12"), Ok("a"))]
    #[case(
        ALIKE,
        Some("школа"),
        Err(
            "Setting(\"the account is linked to several schools: set school to one of 1 (Школа № 12 (корпус 2)), 2 (Школа № 1)\")"
        )
    )]
    #[case(STAFF_FIRST, None, Ok("1_502"))]
    #[case(UNSAID, None, Ok("2"))]
    #[case(r#"[{"id": "7"}]"#, Some("501"), Ok("7"))]
    #[case("[]", None, Err("Refused(\"the Госуслуги account is not linked to this school\")"))]
    fn whoever_sees_a_child_at_the_school_that_is_set_is_taken(
        #[case] users: &str,
        #[case] school: Option<&str>,
        #[case] expected: Result<&str, &str>,
    ) {
        let users: List<User<'_>> = serde_json::from_str(users).unwrap();
        let values = school.iter().map(|school| ("school".to_owned(), (*school).to_owned())).collect();
        let settings = Settings { values, ..Settings::default() };
        let found = chosen(&users.items, &settings).map(|user| user.id.get().unwrap_or_default().to_owned());
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(found.map_err(|error| format!("{error:?}")), expected);
    }
}
