//! The sign-in to the site: cookie, salt, cut hash, and a role where one must be chosen.

use serde_json::{Map, Value};
use time::OffsetDateTime;
use url::Url;

use crate::{
    Http, SchoolError, Secret,
    html::{clean, names_works},
    http::{Request, Response},
    lenient::{List, Maybe, Text, parsed},
    netschool::{
        session::{Kept, WebSession},
        web::judge,
        wire,
    },
};

/// `path` below the site's root.
pub(in crate::netschool) fn at(root: &Url, path: &str) -> Result<Url, SchoolError> {
    root.join(path).map_err(|_| SchoolError::Setting("the server's address cannot be extended".into()))
}

/// A request with all that the site wants to see: who asks, and that no browser does.
pub(in crate::netschool) fn dressed(request: Request, root: &Url, session: &WebSession) -> Request {
    let mut request = request
        .header("accept", "application/json")
        .header("referer", root.as_str())
        .header("x-requested-with", "XMLHttpRequest");
    if let Some(token) = &session.at {
        request = request.secret_header("at", token);
    }
    if let Some(cookies) = session.cookie_header() {
        request = request.secret_header("cookie", &cookies);
    }
    request
}

/// Why a sign-in came to nothing.
#[derive(Debug)]
pub(in crate::netschool) enum Denied {
    /// The server does not let this password in; its words.
    Password(String),
    /// The sign-in was sent, and what came is no session and no word of this system.
    Unclear(SchoolError),
    /// Anything else.
    Other(SchoolError),
}

impl From<SchoolError> for Denied {
    fn from(error: SchoolError) -> Denied {
        Denied::Other(error)
    }
}

/// For a password that a person has just typed, the words tell what to do.
impl From<Denied> for SchoolError {
    fn from(denied: Denied) -> SchoolError {
        match denied {
            Denied::Password(words) => conflict(&words),
            Denied::Unclear(error) | Denied::Other(error) => error,
        }
    }
}

impl Denied {
    /// For a password that is kept: whatever the words are, nobody is there to read them, and the next attempt of
    /// itself may be the one that locks the account.
    pub(in crate::netschool) fn for_good(self) -> SchoolError {
        match self {
            Denied::Password(words) => refused(&words),
            Denied::Unclear(_) => refused(""),
            Denied::Other(error) => error,
        }
    }
}

/// Signs in. One attempt; a second, with the role that the first asked for, where somebody has several.
pub(in crate::netschool) async fn handshake(http: &Http, root: &Url, kept: &Kept) -> Result<WebSession, Denied> {
    let (session, role) = attempt(http, root, kept, None).await?;
    let Some(role) = role else { return Ok(session) };
    leave(http, root, &session).await;
    let (session, _) = attempt(http, root, kept, Some(&role)).await?;
    Ok(session)
}

async fn attempt(
    http: &Http,
    root: &Url,
    kept: &Kept,
    role: Option<&str>,
) -> Result<(WebSession, Option<String>), Denied> {
    let now = OffsetDateTime::now_utc();
    let mut session = WebSession::default();
    let response = http.send(dressed(Request::get(at(root, "webapi/logindata")?), root, &session)).await?;
    session.take_cookies(&response);
    let body = judge(&response, now).and_then(|verdict| verdict.body())?;
    takes_passwords(&body)?;

    let response = http.send(dressed(Request::post(at(root, "webapi/auth/getdata")?), root, &session)).await?;
    session.take_cookies(&response);
    let body = judge(&response, now).and_then(|verdict| verdict.body())?;
    let mut echoed = texts(&body)?;
    let salt = echoed.iter().position(|(name, _)| name == "salt").map(|place| echoed.swap_remove(place).1);
    let salt = salt.ok_or_else(|| SchoolError::OutOfOrder("the server gives no salt".into()))?;

    let (pw2, pw) = kept.password.salted(&salt);
    // Exposed: this is the request that they are for, and the salt is good for this one alone.
    let mut form = vec![
        ("loginType", "1"),
        ("scid", kept.school.as_str()),
        ("un", kept.login.as_str()),
        ("pw", pw.expose()),
        ("pw2", pw2.expose()),
    ];
    // Whatever else the server gave is given back unchanged: "lt", "ver".
    form.extend(echoed.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    form.extend(role.map(|role| ("rolegroup", role)));
    let response = http.send(dressed(Request::post(at(root, "webapi/login")?).form(&form), root, &session)).await?;
    let (mut session, wanted) = outcome(&response, session, now)?;
    session.ver = echoed.into_iter().find(|(name, _)| name == "ver").map(|(_, value)| value);
    Ok((session, wanted.filter(|_| role.is_none())))
}

/// Whether the server takes a password at all.
fn takes_passwords(body: &[u8]) -> Result<(), SchoolError> {
    #[derive(Default, serde::Deserialize)]
    #[serde(default, rename_all = "camelCase")]
    struct Ways {
        school_login: crate::lenient::Flag,
        esia_main_auth: crate::lenient::Flag,
    }
    let mut room = None;
    let (ways, _) = parsed::<Maybe<Ways>>(body, &mut room)?;
    let ways = ways.0.unwrap_or_default();
    if ways.school_login.0 == Some(false) || ways.esia_main_auth.0 == Some(true) {
        return Err(SchoolError::Refused("this server is entered through Госуслуги only".into()));
    }
    Ok(())
}

/// An object's fields as texts, numbers included.
fn texts(body: &[u8]) -> Result<Vec<(String, String)>, SchoolError> {
    let mut room = None;
    let (fields, _) = parsed::<Map<String, Value>>(body, &mut room)?;
    let text = |value: Value| match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    Ok(fields.into_iter().filter_map(|(name, value)| Some((name, text(value)?))).collect())
}

/// What the sign-in answered: a session, with the role to ask for where one must be chosen.
pub(in crate::netschool) fn outcome(
    response: &Response,
    mut session: WebSession,
    now: OffsetDateTime,
) -> Result<(WebSession, Option<String>), Denied> {
    #[derive(Default, serde::Deserialize)]
    #[serde(default, rename_all = "camelCase")]
    struct Answered<'a> {
        #[serde(borrow)]
        at: Text<'a>,
        #[serde(borrow)]
        entry_point: Text<'a>,
        #[serde(borrow)]
        error_message: Text<'a>,
        #[serde(borrow)]
        message: Text<'a>,
        #[serde(borrow)]
        account_info: Maybe<AccountInfo<'a>>,
    }
    #[derive(Default, serde::Deserialize)]
    #[serde(default, rename_all = "camelCase")]
    struct AccountInfo<'a> {
        #[serde(borrow)]
        user_roles: List<UserRole<'a>>,
    }
    let mut room = None;
    if response.status == 409 {
        let answered =
            parsed::<Maybe<Answered<'_>>>(&response.body, &mut room).ok().and_then(|(answered, _)| answered.0);
        let message = answered.and_then(|answered| answered.message.owned()).unwrap_or_default();
        return Err(Denied::Password(message));
    }
    let unclear = |error| match error {
        SchoolError::Strange(_) | SchoolError::Forbidden(_) => Denied::Unclear(error),
        error => Denied::Other(error),
    };
    let body = judge(response, now).and_then(|verdict| verdict.body()).map_err(unclear)?;
    session.take_cookies(response);
    let (answered, _) = parsed::<Maybe<Answered<'_>>>(&body, &mut room).map_err(unclear)?;
    let answered = answered.0.unwrap_or_default();
    let Some(token) = answered.at.get() else {
        let message = answered.message.get().or(answered.error_message.get());
        return Err(match message {
            Some(message) => Denied::Password(message.to_owned()),
            None => Denied::Unclear(SchoolError::Strange("a sign-in without a session".into())),
        });
    };
    session.at = Some(Secret::new(token));
    let choose = answered.entry_point.get().is_some_and(|page| page.contains("choose-session-role"));
    let roles = answered.account_info.0.unwrap_or_default().user_roles;
    Ok((session, if choose { role_of(&roles.items) } else { None }))
}

/// A role, bare or wrapped.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct UserRole<'a> {
    #[serde(borrow)]
    role: Maybe<wire::Named<'a>>,
    #[serde(borrow)]
    id: Text<'a>,
    #[serde(borrow)]
    name: Text<'a>,
}
crate::lenient::elements!(UserRole);

/// The role that sees a child: a parent's, else a pupil's, else the first.
pub(super) fn role_of(roles: &[UserRole<'_>]) -> Option<String> {
    family_role_of(roles).or_else(|| Some(named_roles(roles).first()?.0.clone()))
}

/// The same, where one of them is known to see a child.
pub(super) fn family_role_of(roles: &[UserRole<'_>]) -> Option<String> {
    let roles = named_roles(roles);
    let named = |words: &[&str]| roles.iter().find(|(_, name)| words.iter().any(|word| name.contains(word)));
    let found = named(&["родител", "parent"]).or_else(|| named(&["учени", "обучающ", "student"]));
    found.map(|(id, _)| id.clone())
}

/// Ids, and names in small letters.
fn named_roles(roles: &[UserRole<'_>]) -> Vec<(String, String)> {
    let read = |role: &UserRole<'_>| {
        let inner = role.role.0.as_ref();
        let id = inner.and_then(|inner| inner.id.owned()).or_else(|| role.id.owned())?;
        let name = inner.and_then(|inner| inner.name.get()).or(role.name.get()).unwrap_or_default();
        Some((id, name.to_lowercase()))
    };
    roles.iter().filter_map(read).collect()
}

/// What a refused sign-in means; only its text tells (words: docs/systems/netschool.md, "Errors").
fn conflict(message: &str) -> SchoolError {
    let lower = message.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(&["неудачные попытки", "следующая попытка", "не ранее чем", "заблокир", "превышен", "слишком много", "капч"])
    {
        return SchoolError::Limited { retry_after: None };
    }
    if names_works(message) {
        return SchoolError::OutOfOrder(clean(message).into());
    }
    // Anything else, an empty text included, may mean the password: it must not be tried again.
    refused(message)
}

fn refused(message: &str) -> SchoolError {
    let text = clean(message);
    SchoolError::Refused(if text.is_empty() { "the sign-in is refused".into() } else { text })
}

/// Ends a session politely: otherwise the next sign-in is told that somebody else is at work. Best effort.
pub(in crate::netschool) async fn leave(http: &Http, root: &Url, session: &WebSession) {
    let Some(token) = &session.at else { return };
    let Ok(url) = at(root, "webapi/auth/logout") else { return };
    let left = http.send(dressed(Request::post(url), root, session)).await;
    if left.is_ok_and(|left| left.status == 404)
        && let Ok(url) = at(root, "asp/logout.asp")
    {
        // Exposed: a server older than 5.29 takes it in the body.
        let form = [("at", token.expose()), ("ver", session.ver.as_deref().unwrap_or_default())];
        // Nobody can do anything about a failure.
        drop(http.send(dressed(Request::post(url).form(&form), root, session)).await);
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Неправильный пароль или имя пользователя", "refused")]
    #[case("", "refused")]
    #[case("Ошибка входа в систему", "refused")]
    #[case(
        "Вы совершили 3 неудачные попытки входа. Следующая попытка может быть совершена не ранее чем через минуту",
        "wait"
    )]
    #[case("Учётная запись заблокирована", "wait")]
    #[case("Ведутся технические работы", "out of order")]
    #[case("На сервере проводятся технические  работы", "out of order")]
    #[case("В связи с проведением технических работ вход закрыт", "out of order")]
    #[case("Учётная запись временно недоступна", "refused")]
    // Who may help is not what is wrong.
    #[case("Неверный пароль. Обратитесь к техническому администратору школы", "refused")]
    fn refusals_are_told_apart(#[case] message: &str, #[case] expected: &str) {
        let word = match conflict(message) {
            SchoolError::Refused(_) => "refused",
            SchoolError::Limited { .. } => "wait",
            SchoolError::OutOfOrder(_) => "out of order",
            other => panic!("{other:?}"),
        };
        assert_eq!(word, expected);
    }

    #[rstest]
    #[case(Denied::Password("Учётная запись заблокирована".into()), true)]
    #[case(Denied::Password("Ведутся технические работы".into()), true)]
    #[case(Denied::Unclear(SchoolError::Strange("a page for a browser".into())), true)]
    #[case(Denied::Other(SchoolError::Unreachable("no connection".into())), false)]
    #[case(Denied::Other(SchoolError::OutOfOrder("status 503".into())), false)]
    fn a_kept_password_is_refused_for_good_in_any_words(#[case] denied: Denied, #[case] for_good: bool) {
        assert_eq!(matches!(denied.for_good(), SchoolError::Refused(_)), for_good);
    }

    #[rstest]
    #[case(r#"[{"role":{"id":1,"name":"Учитель"}},{"role":{"id":2,"name":"Родитель"}}]"#, Some("2"))]
    #[case(r#"[{"id":1,"name":"Завуч"},{"id":"7","name":"Ученик"}]"#, Some("7"))]
    #[case(r#"[{"role":{"id":9,"name":null}}]"#, Some("9"))]
    #[case("[]", None)]
    fn the_role_that_sees_a_child_is_chosen(#[case] roles: &str, #[case] id: Option<&str>) {
        let roles: List<UserRole<'_>> = serde_json::from_str(roles).unwrap();
        assert_eq!(role_of(&roles.items).as_deref(), id);
    }
}
