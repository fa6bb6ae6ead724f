//! The mobile API under `/api/mobile/`, and the tokens that open it.

mod lessons;
pub(super) mod totals;

use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use serde_json::{Value, json};
use time::Duration;

use super::diary::{self, file_name};
use super::people::{full_name, year_id};
use super::sign_in::{name_of, school_of, user_of};
use super::{
    Ask, BAD_REQUEST, NOT_FOUND, Refusal, Reply, UNAUTHORIZED, data, find, form, is_post, mail, query, sign_in, wire,
};
use crate::register::Pupil;
use crate::school::State;

/// How long a token opens the door.
const LIVES: Duration = Duration::hours(1);

/// `mysettings/mobile/pincode`: a one-time code for whoever is signed in to the site.
pub(super) fn pincode(state: &mut State, request: &Request<Bytes>) -> Reply {
    let (account, _) = sign_in::sitting(state, request)?;
    let code = (123_456 + state.netschool.next() * 7).to_string();
    state.netschool.codes.insert(code.clone(), account.login);
    Ok(data(&json!({ "userCode": code })))
}

/// `connect/token`: a code is good once, and so is a refresh token.
pub(super) fn token(state: &mut State, request: &Request<Bytes>) -> Reply {
    let form = form(request);
    let refused = |error: &str| {
        let mut answer = data(&json!({ "error": error }));
        *answer.status_mut() = StatusCode::BAD_REQUEST;
        answer
    };
    let named = |name: &str| find(&form, name).unwrap_or_default();
    if named("client_id").is_empty() || named("client_secret").is_empty() {
        return Ok(refused("invalid_client"));
    }
    let login = match named("grant_type") {
        "refresh_token" => {
            let refresh = named("refresh_token");
            let unused = state.netschool.refresh.remove(refresh);
            refresh.strip_prefix('r').filter(|_| unused).and_then(|token| state.holder(token))
        }
        "urn:ietf:params:oauth:grant-type:device_code" => state.netschool.codes.remove(named("device_code")),
        _ => return Ok(refused("unsupported_grant_type")),
    };
    let Some(login) = login else { return Ok(refused("invalid_grant")) };
    let access = state.sessions.issue(state.settings.seed, login);
    let refresh = format!("r{access}");
    state.netschool.refresh.insert(refresh.clone());
    state.netschool.access.insert(access.clone(), state.settings.clock.now() + LIVES);
    Ok(data(&json!({
        "access_token": access, "refresh_token": refresh, "expires_in": LIVES.whole_seconds(), "id_token": "x",
        "scope": "openid offline_access", "token_type": "Bearer",
    })))
}

/// A call by somebody who has a token.
pub(super) fn answer(state: &mut State, request: &Request<Bytes>, path: &[&str]) -> Reply {
    let bearer = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = bearer.and_then(|value| value.strip_prefix("Bearer ")).ok_or(UNAUTHORIZED)?;
    let now = state.settings.clock.now();
    let living = state.netschool.access.get(token).is_some_and(|end| now < *end);
    let login = state.holder(token).filter(|_| living).ok_or(UNAUTHORIZED)?;
    let account = state.register.accounts.iter().find(|account| account.login == login).cloned().ok_or(UNAUTHORIZED)?;
    let mut ask = Ask { register: &mut state.register, account, now, query: query(request), body: request.body() };
    match path {
        ["users"] => users(&ask),
        ["students"] => students(&ask),
        ["education"] => education(&ask),
        ["subjects"] => subjects(&ask),
        ["terms"] => terms(&ask),
        ["classmeetings"] => lessons::class_meetings(&ask),
        ["classmeetings", id] => lessons::class_meeting(&ask, id),
        ["assignments"] => lessons::listed(&ask),
        ["assignments", "for-current-term"] => lessons::of_term(&ask),
        ["assignments", id] => lessons::one(&ask, id),
        ["attachments"] => lessons::attachments(&ask),
        ["attachments", id] => diary::file(&ask, id),
        ["totals"] => totals::totals(&ask),
        ["analytics", "subject-performance"] => totals::performance(&ask),
        ["announcements"] => announcements(&ask),
        ["mail", "messages"] if !is_post(request) => letters(&ask),
        ["mail", "messages"] => mail::is_own(&ask).and_then(|()| mail::send(&mut ask, mail::Shape::Mobile)),
        ["mail", "messages", "unread-count"] => unread(&ask),
        ["mail", "messages", id, "read"] if is_post(request) => {
            mail::is_own(&ask).and_then(|()| mail::opened(&mut ask, id))
        }
        ["address-book"] => mail::address_book(&ask),
        _ => Err(NOT_FOUND),
    }
}

fn list(items: Vec<Value>) -> Reply {
    Ok(data(&Value::Array(items)))
}

fn class_name(ask: &Ask<'_>, pupil: &Pupil) -> String {
    ask.register.groups.get(&pupil.class).map(|class| class.name.clone()).unwrap_or_default()
}

/// `users?v=2`: a pupil's own account has no children.
fn users(ask: &Ask<'_>) -> Reply {
    let children: Vec<Value> = ask
        .pupils()
        .filter(|_| !ask.account.is_pupil())
        .filter_map(|pupil| Some((pupil, ask.register.persons.get(&pupil.person)?)))
        .map(|(pupil, person)| {
            json!({
                "id": wire::PERSON.of(person.id), "nickName": format!("{} {}", person.last, person.first),
                "className": class_name(ask, pupil),
            })
        })
        .collect();
    let classes: Vec<Value> = ask
        .pupils()
        .filter(|_| ask.account.is_pupil())
        .map(|pupil| json!({ "className": class_name(ask, pupil) }))
        .collect();
    let id =
        if ask.account.is_pupil() { wire::PERSON.of(ask.account.person) } else { user_of(ask.register, &ask.account) };
    let school = school_of(ask.register, &ask.account);
    let school_name = ask.register.schools.get(&wire::SCHOOL.back(school)).map_or("", |school| school.name);
    list(vec![json!({
        "id": id, "nickName": name_of(ask.register, &ask.account),
        "organizations": [{ "isActive": true, "organization": wire::named(school, school_name), "classes": classes }],
        "children": children,
    })])
}

fn students(ask: &Ask<'_>) -> Reply {
    let persons = ask.account.pupils.iter().filter_map(|person| ask.register.persons.get(person));
    let students = persons
        .map(|person| {
            json!({
                "studentId": wire::PERSON.of(person.id), "name": format!("{} {}", person.last, person.first),
                "shortName": person.short_name(),
            })
        })
        .collect();
    list(students)
}

fn education(ask: &Ask<'_>) -> Reply {
    let pupil = ask.pupil()?;
    let first = ask.register.year.0;
    let school = ask.register.schools.get(&pupil.school).ok_or(NOT_FOUND)?;
    list(vec![json!({
        "schoolyear": {
            "id": year_id(ask), "name": format!("{first}/{}", first + 1), "startDate": format!("{first}-09-01T00:00:00"),
            "endDate": format!("{}-08-31T00:00:00", first + 1),
        },
        "school": wire::named(wire::SCHOOL.of(school.id), school.name),
        "class": { "id": wire::GROUP.of(pupil.class), "name": class_name(ask, pupil), "isFree": false },
        "isAddSchool": false,
    })])
}

/// A pupil, and the subjects' ids and names.
type Learnt<'a> = (&'a Pupil, Vec<(i64, &'static str)>);

/// The pupil's subjects; a call that names another year is a mistake.
fn learnt<'a>(ask: &'a Ask<'_>) -> Result<Learnt<'a>, Refusal> {
    let pupil = ask.pupil()?;
    if ask.param("schoolYearId").is_some_and(|year| year != year_id(ask).to_string()) {
        return Err(BAD_REQUEST);
    }
    let class = ask.register.groups.get(&pupil.class).ok_or(NOT_FOUND)?;
    let subjects = class.subjects.iter().filter_map(|id| ask.register.subjects.get(id));
    Ok((pupil, subjects.map(|subject| (subject.id, subject.name)).collect()))
}

fn subjects(ask: &Ask<'_>) -> Reply {
    let (_, subjects) = learnt(ask)?;
    let subjects = subjects
        .into_iter()
        .zip(1..)
        .map(|((id, name), order)| {
            json!({ "id": wire::SUBJECT.of(id), "name": name, "order": order, "federalCurriculum": true })
        })
        .collect();
    list(subjects)
}

fn terms(ask: &Ask<'_>) -> Reply {
    let (pupil, _) = learnt(ask)?;
    let terms = ask.register.periods_of_group(pupil.class).map(|period| {
        json!({
            "id": wire::PERIOD.of(period.id), "name": period.name, "startDate": wire::midnight(period.start),
            "endDate": wire::midnight(period.finish),
        })
    });
    list(terms.collect())
}

/// Those of one child, where it is named: the child's school and class.
fn announcements(ask: &Ask<'_>) -> Reply {
    let pupil = ask.pupil()?;
    let heard = ask
        .register
        .announcements_to(&ask.account, ask.now)
        .into_iter()
        .filter(|said| said.school == pupil.school && said.class.is_none_or(|class| class == pupil.class));
    let heard = heard
        .map(|said| {
            let author = ask.register.persons.get(&said.author).map(full_name).unwrap_or_default();
            let files: Vec<Value> = said
                .files
                .iter()
                .map(|file| json!({ "id": wire::FILE.of(*file), "name": file_name(ask, *file) }))
                .collect();
            json!({
                "announcementId": wire::ANNOUNCEMENT.of(said.id), "title": said.title,
                "description": wire::html(&said.text), "postDate": wire::fraction(said.at, mail::hours(ask), "857"),
                "author": wire::named(wire::PERSON.of(said.author), &author), "attachments": files,
            })
        })
        .collect();
    list(heard)
}

/// `mail/messages`: with texts, without marking anything as read.
fn letters(ask: &Ask<'_>) -> Reply {
    mail::is_own(ask)?;
    let number = |name: &str| ask.param(name).and_then(|text| text.parse::<usize>().ok()).filter(|number| *number > 0);
    let (page, size) = (number("page").ok_or(BAD_REQUEST)?, number("pageSize").ok_or(BAD_REQUEST)?);
    let found = mail::folder(ask, ask.param("boxType").unwrap_or("inbox"));
    let total = found.len();
    let items: Vec<Value> =
        found.into_iter().skip((page - 1) * size).take(size).map(|letter| mail::whole(ask, letter)).collect();
    Ok(data(&json!({ "page": page, "totalItems": total, "items": items })))
}

fn unread(ask: &Ask<'_>) -> Reply {
    let me = ask.account.person;
    let letters = ask.register.inbox_of(me, ask.now);
    let count = letters.iter().filter(|letter| !letter.read_by.contains(&me)).count();
    Ok(Response::new(Bytes::from(count.to_string())))
}
