//! Who is signed in: passwords, the way back from Госуслуги, tokens.

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use serde_json::json;
use time::Duration;

use super::{NO_ACCESS, Pairs, Refusal, Reply, data, find, pairs, result, wire};
use crate::people::PARENT;
use crate::register::{Account, Register, SchoolRecord};
use crate::school::State;

/// How long a token lives.
const LIFE: Duration = Duration::days(90);

/// A developer key that the vendor has taken back.
const TAKEN_BACK: &str = "taken-back";

/// The school's name in addresses: "school12".
pub(super) fn vendor(school: &SchoolRecord) -> String {
    let number: String = school.name.chars().filter(char::is_ascii_digit).collect();
    format!("school{number}")
}

fn school_of<'a>(register: &'a Register, account: &Account) -> Option<&'a SchoolRecord> {
    let pupil = account.pupils.first().and_then(|person| register.pupils.get(person))?;
    register.schools.get(&pupil.school)
}

pub(super) fn vendor_of(register: &Register, account: &Account) -> String {
    school_of(register, account).map(vendor).unwrap_or_default()
}

/// The key and the school, which every call must bring.
fn known(state: &State, asked: &Pairs) -> Result<String, Refusal> {
    if find(asked, "devkey").is_none_or(|key| key == TAKEN_BACK) {
        return Err(NO_ACCESS);
    }
    let named = find(asked, "vendor").unwrap_or_default();
    let school = state.register.schools.values().find(|school| vendor(school) == named);
    school.map(vendor).ok_or(Refusal(500, "Неизвестный домен"))
}

/// `auth`: a form, or, as some clients do, a query.
pub(super) fn auth(state: &mut State, request: &Request<Bytes>) -> Reply {
    let asked = pairs(request);
    let vendor = known(state, &asked)?;
    let wrong = Refusal(400, "Неправильный логин или пароль");
    let (login, password) = (find(&asked, "login").unwrap_or_default(), find(&asked, "password").unwrap_or_default());
    let token = state.sign_in(login, password).ok_or(wrong.clone())?;
    let account = state.register.accounts.iter().find(|account| account.login == login);
    if account.is_none_or(|account| vendor_of(&state.register, account) != vendor) {
        return Err(wrong);
    }
    let ends = state.settings.clock.now() + LIFE;
    state.eljur.ends.insert(token.clone(), ends);
    result(json!({ "token": token, "expires": wire::moment(ends, 3) }))
}

/// The account that a call speaks for.
pub(super) fn account(state: &State, asked: &Pairs) -> Result<Account, Refusal> {
    let vendor = known(state, asked)?;
    let token = find(asked, "auth_token").ok_or(NO_ACCESS)?;
    if state.eljur.ends.get(token).is_some_and(|ends| *ends <= state.settings.clock.now()) {
        return Err(NO_ACCESS);
    }
    let login = state.holder(token).ok_or(NO_ACCESS)?;
    let account = state.register.accounts.iter().find(|account| account.login == login).cloned();
    account.filter(|account| vendor_of(&state.register, account) == vendor).ok_or(NO_ACCESS)
}

/// Where Госуслуги lead back to, without the pages in between: the parent is let in.
pub(super) fn esia(state: &mut State) -> Response<Bytes> {
    let number = state.eljur.returned.len();
    let returned = format!("e30.returned{number}.c2ln");
    state.eljur.returned.insert(returned.clone(), PARENT.login);
    let mut answer = Response::new(Bytes::new());
    *answer.status_mut() = StatusCode::FOUND;
    if let Ok(to) = HeaderValue::from_str(&format!("/journal-app?v_token={returned}")) {
        answer.headers_mut().insert(header::LOCATION, to);
    }
    answer
}

/// `getusersvendors`: not wrapped as the others are. One token for each school.
pub(super) fn users_vendors(state: &mut State, request: &Request<Bytes>) -> Response<Bytes> {
    let asked = pairs(request);
    let login = find(&asked, "v_token").and_then(|returned| state.eljur.returned.remove(returned));
    let account =
        login.and_then(|login| state.register.accounts.iter().find(|account| account.login == login).cloned());
    let Some(account) = account else {
        let mut answer = data(&json!({ "error": "Неверный токен", "result": false }));
        *answer.status_mut() = StatusCode::BAD_REQUEST;
        return answer;
    };
    let token = state.sessions.issue(state.settings.seed, account.login);
    let ends = state.settings.clock.now() + LIFE;
    state.eljur.ends.insert(token.clone(), ends);
    let person = state.register.persons.get(&account.person).map(wire::full_name);
    let school = school_of(&state.register, &account);
    data(&json!({ "result": [{
        "token": token, "expires": wire::moment(ends, 3), "login": account.login, "user_title": person,
        "vendor": school.map(vendor), "vendor_id": "123", "vendor_title": school.map(|school| school.name),
    }] }))
}
