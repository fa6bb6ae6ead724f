//! Signing in to the site: the salt, the cut hash, roles, and the way out.

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use md5::{Digest, Md5};
use serde_json::{Value, json};
use time::Duration;

use super::desk::{IDLE, STRIKES, Salt, Sitting};
use super::{Pairs, Refusal, Reply, UNAUTHORIZED, data, find, form, is_post, page, query, wire};
use crate::people::SIDOROV;
use crate::register::{Account, Register};
use crate::school::State;
use crate::sessions::Sessions;

const COOKIE: &str = "NSSESSIONID";

/// The roles of somebody who works at the school and has a child there.
const STAFF: (i64, &str) = (1, "Учитель");
const PARENT: (i64, &str) = (2, "Родитель");
const STUDENT: (i64, &str) = (3, "Ученик");

/// Answers what needs no sign-in; none for all else.
pub(super) fn answer(state: &mut State, request: &Request<Bytes>, path: &[&str]) -> Option<Reply> {
    Some(match path {
        ["logindata"] => Ok(login_data(state, request)),
        ["schools", "search"] => schools(state, request),
        ["auth", "getdata"] if is_post(request) => Ok(get_data(state, request)),
        ["login"] | ["auth", "login"] if is_post(request) => log_in(state, request),
        ["auth", "logout"] if is_post(request) => log_out(state, request),
        ["auth", "login-state"] if is_post(request) => Ok(data(&json!(format!("state-{}", state.netschool.next())))),
        ["sso", "esia", "crosslogin"] => Ok(esia_page("")),
        ["sso", "esia", "simulated"] if is_post(request) => Ok(esia_back(state, request)),
        ["sso", "esia", "account-info"] => account_info(state, request),
        _ => return None,
    })
}

/// Pages of the years before the API: the warning of a second sign-in, and the old way out.
pub(super) fn old_pages(state: &mut State, request: &Request<Bytes>, path: &[&str]) -> Reply {
    match path {
        ["securitywarning.asp"] if is_post(request) && find(&form(request), "WarnType") == Some("2") => {
            Ok(page("<p>Вы вошли</p>"))
        }
        ["logout.asp"] if is_post(request) => log_out(state, request),
        _ => Err(super::NOT_FOUND),
    }
}

fn login_data(state: &mut State, request: &Request<Bytes>) -> Response<Bytes> {
    let mut answer = data(&json!({
        "productName": "Сетевой город. Образование", "version": "5.47.0.100", "schoolLogin": true, "emLogin": false,
        "esiaLogin": true, "esiaLoginPage": "", "esiaMainAuth": false, "esiaButton": true, "signatureLogin": false,
        "cacheVer": "abc", "windowsAuth": false, "enableSms": false, "esaLogin": false, "esaLoginPage": "",
    }));
    give_cookie(state, request, &mut answer);
    answer
}

/// Needs a name of one sign at least on a newer server, except for the one published client that sends none.
fn schools(state: &State, request: &Request<Bytes>) -> Reply {
    let asked = query(request);
    let name = find(&asked, "name").unwrap_or_default().to_lowercase();
    let found = state.register.schools.values().filter(|school| {
        name.is_empty() || school.name.to_lowercase().contains(&name) || school.full_name.to_lowercase().contains(&name)
    });
    let found: Vec<Value> = found
        .zip(77..)
        .map(|(school, city)| {
            json!({
                "provinceId": 0, "cityId": city, "inn": "0000000000", "ogrn": "0000000000000", "address": null,
                "addressString": format!("{}, ул. Школьная, д. 1", school.city), "shortName": school.name,
                "id": wire::SCHOOL.of(school.id), "name": format!("{} (г. {})", school.name, school.city),
            })
        })
        .collect();
    Ok(data(&json!(found)))
}

fn get_data(state: &mut State, request: &Request<Bytes>) -> Response<Bytes> {
    let number = state.netschool.next();
    let salt = Salt {
        salt: (3_000_003 + number * 97).to_string(),
        lt: (1_000_001 + number).to_string(),
        ver: (2_000_002 + number).to_string(),
    };
    let mut answer = data(&json!({ "lt": salt.lt, "ver": salt.ver, "salt": salt.salt }));
    let cookie = give_cookie(state, request, &mut answer);
    state.netschool.salts.insert(cookie, salt);
    answer
}

fn log_in(state: &mut State, request: &Request<Bytes>) -> Reply {
    let form = form(request);
    let login = match find(&form, "loginType") {
        Some("8") => by_state(state, &form)?,
        _ => by_password(state, request, &form)?,
    };
    let role = find(&form, "rolegroup").and_then(|role| role.parse::<i64>().ok());
    let number = state.settings.seed;
    let at = state.sessions.issue(number, login);
    let mut answer = Response::new(Bytes::new());
    let cookie = give_cookie(state, request, &mut answer);
    let roles = roles(&state.register, login);
    let chosen = roles.len() < 2 || role.is_some_and(|role| roles.iter().any(|(id, _)| *id == role));
    let seen = state.settings.clock.now();
    state.netschool.sittings.insert(at.clone(), Sitting { login, cookie, seen, chosen });
    *answer.body_mut() = signed_in(state, login, &at, &roles, chosen).to_string().into();
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    Ok(answer)
}

/// One attempt: the salt is used up, whatever comes of it.
fn by_password(state: &mut State, request: &Request<Bytes>, form: &Pairs) -> Result<&'static str, Refusal> {
    state.sessions.attempts.attempts += 1;
    let refused = Refusal(StatusCode::CONFLICT, "Неправильный пароль или имя пользователя");
    let wanted = find(form, "un").unwrap_or_default();
    let now = state.settings.clock.now();
    let outcome = match state.netschool.strikes.get(wanted) {
        Some((strikes, at)) if *strikes >= STRIKES && now - *at < Duration::minutes(1) => Err(Refusal(
            StatusCode::CONFLICT,
            "Вы совершили 3 неудачные попытки входа. Следующая попытка может быть совершена не ранее чем через минуту",
        )),
        _ => matches(state, request, form, wanted).ok_or(refused),
    };
    match outcome {
        Ok(login) => {
            state.netschool.strikes.remove(wanted);
            Ok(login)
        }
        Err(refusal) => {
            state.sessions.attempts.refused += 1;
            let (strikes, _) = state.netschool.strikes.get(wanted).copied().unwrap_or((0, now));
            state.netschool.strikes.insert(wanted.to_owned(), (strikes + 1, now));
            Err(refusal)
        }
    }
}

fn matches(state: &mut State, request: &Request<Bytes>, form: &Pairs, wanted: &str) -> Option<&'static str> {
    let salt = state.netschool.salts.remove(&cookie_of(request)?)?;
    let echoed = find(form, "lt") == Some(&salt.lt) && find(form, "ver") == Some(&salt.ver);
    let account = state.register.accounts.iter().find(|account| account.login == wanted)?;
    let password = state.netschool.passwords.get(account.login).map_or(account.password, String::as_str);
    let whole = hashed(password, &salt.salt)?;
    let cut = whole.get(..password.chars().count().min(whole.len()))?;
    let school = find(form, "scid").and_then(|school| wire::SCHOOL.read(school));
    let learns = account.pupils.iter().filter_map(|pupil| state.register.pupils.get(pupil));
    let here = learns.into_iter().any(|pupil| Some(pupil.school) == school);
    // The mobile sign-in sends the whole hash alone.
    let cut_fits = find(form, "pw").map_or(find(form, "mobile").is_some(), |pw| pw == cut);
    (echoed && here && cut_fits && find(form, "pw2") == Some(&whole)).then_some(account.login)
}

/// md5(salt + md5(password in windows-1251)), lower case.
fn hashed(password: &str, salt: &str) -> Option<String> {
    let (password, _, unmappable) = encoding_rs::WINDOWS_1251.encode(password);
    let inner = hex(&Md5::digest(&password));
    (!unmappable).then(|| hex(&Md5::digest(format!("{salt}{inner}"))))
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn by_state(state: &mut State, form: &Pairs) -> Result<&'static str, Refusal> {
    let refused = Refusal(StatusCode::CONFLICT, "Пользователь не найден");
    let login_state = find(form, "loginState").unwrap_or_default();
    let login = state.netschool.states.remove(login_state).ok_or(refused.clone())?;
    let scope = account_scope(&state.register, login);
    if find(form, "lscope") == scope.as_deref() { Ok(login) } else { Err(refused) }
}

/// Госуслуги, as far as they are played: they ask for the school's own login and password.
fn esia_page(words: &str) -> Response<Bytes> {
    page(&format!(
        "<h1>Госуслуги учебной школы</h1><p>{words}</p><form method=\"post\" action=\"/webapi/sso/esia/simulated\">\
         <input name=\"login\"><input name=\"password\" type=\"password\"><button>Войти</button></form>"
    ))
}

/// The way back: a redirect to the site, which says who it was.
fn esia_back(state: &mut State, request: &Request<Bytes>) -> Response<Bytes> {
    let form = form(request);
    let named = |name: &str| find(&form, name).unwrap_or_default();
    let login = named("login");
    if state.sign_in(login, named("password")).is_none() {
        return esia_page("Неверный логин или пароль");
    }
    let mut answer = Response::new(Bytes::new());
    *answer.status_mut() = StatusCode::FOUND;
    if let Ok(to) = HeaderValue::from_str(&format!("/authorize/login?esia=1&loginState=e51a-{login}")) {
        answer.headers_mut().insert(header::LOCATION, to);
    }
    answer
}

/// Who came back from Госуслуги: `loginState` is `e51a-<login>`.
fn account_info(state: &mut State, request: &Request<Bytes>) -> Reply {
    let asked = query(request);
    let login_state = find(&asked, "loginState").unwrap_or_default().to_owned();
    let wanted = login_state.strip_prefix("e51a-").unwrap_or_default();
    let account = state.register.accounts.iter().find(|account| account.login == wanted).cloned();
    let mut users = Vec::new();
    if let Some(account) = account {
        let roles: Vec<Value> =
            roles(&state.register, account.login).iter().map(|(id, name)| wire::named(*id, name)).collect();
        let user = user_of(&state.register, &account);
        if account.login == SIDOROV.login {
            // Where he works has an account of its own, in which no child is seen.
            users.push(json!({
                "id": format!("{user}_900"), "userId": user, "organizationId": 900,
                "displayName": format!("{} (Школа № 9)", name_of(&state.register, &account)), "funcType": "School",
                "isStaff": true, "binded": true, "mustVerifyLoginPass": false, "emId": null,
                "roles": [wire::named(STAFF.0, STAFF.1)],
            }));
        }
        users.push(json!({
            "id": account_scope(&state.register, account.login), "userId": user,
            "organizationId": school_of(&state.register, &account), "displayName": name_of(&state.register, &account),
            "funcType": "School", "isStaff": false, "binded": true, "mustVerifyLoginPass": false, "emId": null,
            "roles": roles,
        }));
        state.netschool.states.insert(login_state, account.login);
    }
    Ok(data(&json!({ "permissionGranted": true, "trusted": true, "users": users })))
}

fn account_scope(register: &Register, login: &str) -> Option<String> {
    let account = register.accounts.iter().find(|account| account.login == login)?;
    Some(format!("{}_{}", user_of(register, account), school_of(register, account)))
}

fn roles(register: &Register, login: &str) -> Vec<(i64, &'static str)> {
    let pupil = register.accounts.iter().any(|account| account.login == login && account.is_pupil());
    if pupil {
        vec![STUDENT]
    } else if login == SIDOROV.login {
        vec![STAFF, PARENT]
    } else {
        vec![PARENT]
    }
}

fn signed_in(state: &State, login: &str, at: &str, roles: &[(i64, &str)], chosen: bool) -> Value {
    let register = &state.register;
    let Some(account) = register.accounts.iter().find(|account| account.login == login) else { return Value::Null };
    let school = school_of(register, account);
    let school_name = register.schools.get(&wire::SCHOOL.back(school)).map_or("", |school| school.name);
    let user = user_of(register, account);
    let label = Sessions::label(state.settings.seed, at);
    let roles: Vec<Value> = roles
        .iter()
        .map(|(id, name)| json!({ "userId": user, "schoolId": school, "role": wire::named(*id, name) }))
        .collect();
    json!({
        "at": at, "code": null, "timeOut": IDLE.whole_milliseconds() as i64, "accessToken": label,
        "refreshToken": null, "tokenType": "Bearer",
        "entryPoint": if chosen { "/app/school/main/" } else { "/app/choose-session-role/" }, "errorMessage": null,
        "requestData": { "warnType": "1" },
        "accountInfo": {
            "user": wire::named(user, &name_of(register, account)), "active": true, "canLogin": true,
            "storeTokens": true, "loginTime": "2026-09-01T08:00:00.1234567", "activeToken": null,
            "secureActiveToken": null, "accessToken": null, "currentOrganization": wire::named(school, school_name),
            "organizations": [wire::named(school, school_name)], "userRoles": roles,
        },
    })
}

fn log_out(state: &mut State, request: &Request<Bytes>) -> Reply {
    let at = token_of(state, request, &form(request)).ok_or(UNAUTHORIZED)?;
    state.netschool.leave(&at);
    Ok(data(&json!({})))
}

/// Who asks, and by which token: the header, or a cookie that a sign-in has made good. Idling ends it.
pub(super) fn sitting(state: &mut State, request: &Request<Bytes>) -> Result<(Account, String), Refusal> {
    let at = token_of(state, request, &Pairs::new()).ok_or(UNAUTHORIZED)?;
    let now = state.settings.clock.now();
    let living = state.holder(&at).filter(|_| !state.netschool.left.contains(&at));
    let sitting = state.netschool.sittings.get_mut(&at).filter(|sitting| sitting.login == living.unwrap_or_default());
    let sitting = sitting.ok_or(UNAUTHORIZED)?;
    if now - sitting.seen > IDLE {
        state.netschool.leave(&at);
        return Err(UNAUTHORIZED);
    }
    // A token with somebody else's cookie is nobody's.
    if cookie_of(request).is_some_and(|cookie| cookie != sitting.cookie) {
        return Err(UNAUTHORIZED);
    }
    if !sitting.chosen {
        return Err(super::FORBIDDEN);
    }
    sitting.seen = now;
    let login = sitting.login;
    let account = state.register.accounts.iter().find(|account| account.login == login).cloned();
    account.map(|account| (account, at)).ok_or(UNAUTHORIZED)
}

fn token_of(state: &State, request: &Request<Bytes>, form: &Pairs) -> Option<String> {
    let header = request.headers().get("at").and_then(|at| at.to_str().ok()).filter(|at| !at.is_empty());
    header.or_else(|| find(form, "at")).map(str::to_owned).or_else(|| {
        let cookie = cookie_of(request)?;
        let sittings = state.netschool.sittings.iter();
        sittings.filter(|(_, sitting)| sitting.cookie == cookie).map(|(at, _)| at.clone()).next_back()
    })
}

fn cookie_of(request: &Request<Bytes>) -> Option<String> {
    let lines = request.headers().get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(';')).find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == COOKIE).then(|| value.to_owned())
    })
}

/// The cookie that the client has, or a new one.
fn give_cookie(state: &mut State, request: &Request<Bytes>, answer: &mut Response<Bytes>) -> String {
    if let Some(cookie) = cookie_of(request) {
        return cookie;
    }
    let number = state.netschool.next();
    let cookie = Sessions::label(state.settings.seed, &format!("cookie {number}"));
    if let Ok(line) = HeaderValue::from_str(&format!("{COOKIE}={cookie}; Path=/; HttpOnly")) {
        answer.headers_mut().append(header::SET_COOKIE, line);
    }
    cookie
}

/// The account's user id.
pub(super) fn user_of(register: &Register, account: &Account) -> i64 {
    register.persons.get(&account.person).map_or(0, |person| wire::PERSON.of(person.user))
}

pub(super) fn school_of(register: &Register, account: &Account) -> i64 {
    let pupil = account.pupils.first().and_then(|pupil| register.pupils.get(pupil));
    pupil.map_or(0, |pupil| wire::SCHOOL.of(pupil.school))
}

pub(super) fn name_of(register: &Register, account: &Account) -> String {
    register.persons.get(&account.person).map(|person| person.short_name()).unwrap_or_default()
}
