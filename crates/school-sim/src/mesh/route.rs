//! Which call a path and a method mean.

use bytes::Bytes;
use http::{Method, Request};

use super::ask::{Ask, account, own_profile, tokens};
use super::{
    Refusal, Reply, attendance, calendar, class, esia, events, feed, homework, identity, lesson, marks, oauth, rating,
    signin, subject_marks, web,
};
use crate::school::State;

pub(super) fn answer(state: &mut State, request: &Request<Bytes>) -> Reply {
    let path: Vec<&str> = request.uri().path().split('/').filter(|part| !part.is_empty()).collect();
    match path.as_slice() {
        ["sps", rest @ ..] => return oauth::answer(state, request, rest),
        ["aas", rest @ ..] => return esia::answer(state, request, rest),
        ["v3", "auth" | "token", ..] | ["v2", "token", ..] | ["lms", ..] | ["diary", ..] => {
            return signin::answer(state, request, &path);
        }
        ["v1", "roles", ..] => return web::roles(),
        _ => {}
    }
    let (account, token) = account(state, request)?;
    if path.as_slice() == ["acl", "api", "users", "profile_info"] {
        state.mesh.inactive.remove(&token);
        return identity::profile_info(&account);
    }
    if state.mesh.inactive.contains(&token) {
        return Err(Refusal::new(401, "UNAUTHORIZED", "Сессия не активна"));
    }
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let mut ask = Ask::new(state, account, request);
    match path.as_slice() {
        ["family", "mobile", "v1", rest @ ..] | ["api", "family", "mobile" | "web", "v1", rest @ ..] => {
            if header("x-mes-subsystem").is_none() {
                return Err(Refusal::new(400, "BAD_REQUEST", "x-mes-subsystem is not given"));
            }
            // Another id in its place is another's profile.
            let own = own_profile(&ask.account).to_string();
            if header("profile-id").is_some_and(|given| given != own) {
                return Err(Refusal::forbidden());
            }
            family(&mut ask, request.method(), rest)
        }
        ["api", "eventcalendar", "v1", "api", "events"] => {
            let role = if ask.account.is_pupil() { "student" } else { "parent" };
            if header("x-mes-role") != Some(role) {
                return Err(Refusal::new(401, "UNAUTHORIZED", "Роль не указана"));
            }
            events::events(&ask)
        }
        ["api", "pass" | "food", ..] if tokens(request).len() > 1 => {
            Err(Refusal::new(401, "UNAUTHORIZED", "Found multiple bearer tokens in the request"))
        }
        ["api", "pass", "entrances", "v1", "visit_durations"] => attendance::visit_durations(&ask),
        ["api", "ej", "rating", "v1", "rank", what] => rating::answer(&ask, what),
        ["core", "api", "profiles"] => class::members(&ask),
        ["core", "api", "academic_years"] => calendar::academic_years(&ask),
        _ => web::answer(&ask, request, path.as_slice()),
    }
}

fn family(ask: &mut Ask<'_>, method: &Method, path: &[&str]) -> Reply {
    match (method, path) {
        (&Method::POST, ["homeworks", id, "done"]) => return homework::tick(ask, id, true),
        (&Method::DELETE, ["homeworks", id, "done"]) => return homework::tick(ask, id, false),
        (&Method::GET, _) => {}
        _ => return Err(Refusal::unknown()),
    }
    match path {
        ["profile"] => identity::profile(ask),
        ["schedule", "short"] => lesson::short(ask),
        ["lesson_schedule_items", id] => lesson::item(ask, id),
        ["homeworks"] => homework::all(ask),
        ["homeworks", "short"] => homework::short(ask),
        ["marks"] => marks::of_days(ask),
        ["subject_marks"] => subject_marks::all(ask),
        ["subject_marks", "short"] => subject_marks::short(ask),
        ["subject_marks", "for_subject"] => subject_marks::of_subject(ask),
        ["subjects", "list"] => class::subjects(ask),
        ["attendance"] => attendance::attendance(ask),
        ["visits"] => attendance::visits(ask),
        ["status"] => attendance::status(ask),
        ["periods_schedules"] => calendar::days(ask),
        ["notifications", "search"] => feed::notifications(ask),
        ["school_info"] => class::school_info(ask),
        ["programs", "parallel_curriculum", _] => class::curriculum(ask),
        ["day_balance_info"] => web::balance(ask),
        _ => Err(Refusal::unknown()),
    }
}
