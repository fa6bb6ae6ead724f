//! Which call a path and a method mean.

use bytes::Bytes;
use http::{Method, Request, StatusCode};

use super::ask::{Ask, id, segments};
use super::{Refusal, Reply, attendance, averages, feed, homework, identity, marks, schedule, schools, signin};
use crate::school::State;

/// Answers a call of the API.
pub(super) fn answer(state: &mut State, request: &Request<Bytes>) -> Reply {
    let parts = segments(request);
    let lower: Vec<String> = parts.iter().map(|part| part.to_lowercase()).collect();
    let path: Vec<&str> = lower.iter().map(String::as_str).collect();
    match (request.method(), path.as_slice()) {
        (&Method::POST, ["authorizations", "bycredentials"]) => return signin::by_credentials(state, request),
        (&Method::POST, ["authorizations"]) => return signin::by_refresh_token(state, request),
        _ => {}
    }
    let mut ask = Ask::of(state, request)?;
    match *request.method() {
        Method::GET => get(&ask, &path),
        Method::POST => post(&mut ask, &path),
        Method::PUT | Method::DELETE => match path.as_slice() {
            ["lessons", _, "log-entries"] => Err(Refusal::forbidden()),
            _ => Err(not_supported()),
        },
        _ => Err(not_supported()),
    }
}

fn not_supported() -> Refusal {
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "methodNotSupported", "Method is not supported")
}

fn get(ask: &Ask<'_>, path: &[&str]) -> Reply {
    match path {
        ["users" | "user" | "person", rest @ ..] => users(ask, path, rest),
        ["persons", rest @ ..] => persons(ask, rest),
        ["edu-groups" | "edu-group", rest @ ..] => groups(ask, rest),
        ["schools" | "school-rating" | "work-types", ..] => school_calls(ask, path),
        ["lesson-log-entries", rest @ ..] => log(ask, rest),
        ["lessons", rest @ ..] => lessons(ask, rest),
        ["works" | "tasks" | "marks" | "periods", ..] => works(ask, path),
        // What only a teacher may ask.
        ["teacher", _, "students"] => Err(Refusal::forbidden()),
        _ => Err(Refusal::unknown("Resource")),
    }
}

fn users(ask: &Ask<'_>, path: &[&str], rest: &[&str]) -> Reply {
    match rest {
        ["me", "children"] => identity::my_children(ask),
        ["me", "childrenrelatives"] => identity::children_relatives(ask),
        ["me", "classmates"] => identity::classmates(ask),
        ["me", "feed"] => feed::feed(ask),
        ["me", "organizations"] => identity::organizations(ask, None),
        ["me", "organizations", organization] => identity::organizations(ask, Some(organization)),
        ["me", "school", "homeworks"] => homework::by_ids(ask),
        ["me", "school", school, "homeworks"] => homework::of_school(ask, school),
        [user, "children"] => identity::children_of(ask, user),
        [_, ..] if path.first() != Some(&"users") => Err(Refusal::unknown("Resource")),
        [user] => identity::user(ask, user),
        [user, "context"] => identity::context(ask, user),
        [user, "relatives"] => identity::relatives(ask, user),
        [user, "roles"] => identity::roles(ask, user),
        [user, "schools"] => identity::user_schools(ask, user),
        [user, "edu-groups"] => identity::user_groups(ask, user),
        [user, "school-memberships"] => identity::user_memberships(ask, user),
        [user, "education"] => identity::education(ask, user),
        [user, "friends" | "groups"] => identity::nothing(ask, user),
        _ => Err(Refusal::unknown("Resource")),
    }
}

fn persons(ask: &Ask<'_>, rest: &[&str]) -> Reply {
    match rest {
        [] => schools::members_by_query(ask),
        [person] => identity::person(ask, person),
        [person, "edu-groups"] => identity::person_groups(ask, person, None, false),
        [person, "all-edu-groups"] | [person, "edu-groups", "all"] => identity::person_groups(ask, person, None, true),
        [person, "schools", school, "edu-groups"] => identity::person_groups(ask, person, Some(school), false),
        [person, "school-memberships"] => identity::person_memberships(ask, person),
        [person, "groups", group, "schedules"] => schedule::schedules(ask, person, group),
        [person, "group", group, "recentmarks"] => marks::recent(ask, person, group),
        [person, "school", school, "homeworks"] => homework::of_person(ask, person, school),
        [person, "lesson-log-entries"] => attendance::of_person(ask, person),
        [person, "tasks"] => homework::person_tasks(ask, person),
        [person, "undone"] => homework::undone(ask, person),
        [person, "schools", school, "marks", from, to] => marks::at_school(ask, person, school, from, to),
        [person, "edu-groups", group, "marks", from, to] => marks::in_group(ask, person, group, from, to),
        [person, "subjects", subject, "marks", from, to] => marks::of_subject(ask, person, subject, from, to),
        [person, "marks", day] => marks::by_grading_date(ask, person, day),
        [person, "lessons", lesson, "marks"] => marks::of_person_at_lesson(ask, person, lesson),
        [person, "works", work, "marks"] => marks::of_person_for_work(ask, person, work),
        [person, "reporting-periods", period, "avg-mark"] => averages::of_person(ask, person, period, None),
        [person, "reporting-periods", period, "subjects", subject, "avg-mark"] => {
            averages::of_person(ask, person, period, Some(subject))
        }
        [person, "edu-groups", group, "final-marks"] => averages::finals_of_person(ask, person, group),
        [person, "edu-groups", group, "allfinalmarks"] => averages::all_finals(ask, person, group),
        _ => Err(Refusal::unknown("Resource")),
    }
}

fn groups(ask: &Ask<'_>, rest: &[&str]) -> Reply {
    match rest {
        [] => schools::many_groups(ask),
        ["students"] => Err(Refusal::forbidden()),
        [group] => schools::group(ask, group),
        [group, "persons" | "students"] => schools::members(ask, group),
        [group, "parallel"] => schools::parallel(ask, group),
        [group, "classteacher"] => schools::class_teacher(ask, group),
        [group, "teachers"] => schools::group_teachers(ask, group),
        [group, "subjects"] => schools::group_subjects(ask, group),
        [group, "timetables"] => schools::group_timetables(ask, group),
        [group, "reporting-periods"] => schools::reporting_periods(ask, group),
        [group, "reporting-periods-group"] => schools::reporting_periods_group(ask, group),
        [group, "reporting-periods", period, "avg-marks", day] => averages::of_group_in_period(ask, group, period, day),
        [group, "avg-marks", from, to] => averages::of_group(ask, group, from, to),
        [group, "wa-marks", from, to] => averages::weighted(ask, group, from, to),
        [group, "final-marks"] => averages::finals_of_group(ask, group, None),
        [group, "subjects", subject, "final-marks"] => averages::finals_of_group(ask, group, Some(subject)),
        [group, "marks", from, to] => marks::of_group(ask, group, None, from, to),
        [group, "subjects", subject, "marks", from, to] => marks::of_group(ask, group, Some(subject), from, to),
        [group, "lessons", from, to] => schedule::group_lessons(ask, group, None, from, to),
        [group, "subjects", subject, "lessons", from, to] => {
            schedule::group_lessons(ask, group, Some(subject), from, to)
        }
        [group, "criteria-marks-totals"] | [group, "subject", _, "criteria-marks-totals"] => {
            schools::no_criteria(ask, group)
        }
        _ => Err(Refusal::unknown("Resource")),
    }
}

fn school_calls(ask: &Ask<'_>, path: &[&str]) -> Reply {
    match path {
        ["schools"] => schools::many_schools(ask),
        ["schools", "person-schools"] => schools::person_schools(ask),
        ["schools", "cities"] => schools::cities(ask),
        ["schools", school] => schools::school(ask, school),
        ["schools", school, "parameters"] => schools::parameters(ask, school),
        ["schools", school, "subjects"] => schools::school_subjects(ask, school),
        ["schools", school, "edu-groups"] => schools::school_groups(ask, school),
        ["schools", school, "teachers"] => schools::school_teachers(ask, school),
        ["schools", school, "timetables"] => schools::school_timetables(ask, school),
        ["schools", school, "membership"] => schools::membership(ask, school),
        ["school-rating", "from", _, "to", _] => schools::rating(ask),
        ["work-types", school] => schools::work_types(ask, school),
        _ => Err(Refusal::unknown("Resource")),
    }
}

fn log(ask: &Ask<'_>, rest: &[&str]) -> Reply {
    match rest {
        [] => attendance::of_lessons(ask, &ask.ids("lessons")?),
        ["statuses"] => attendance::statuses(),
        ["lesson", lesson, "person", person] => attendance::of_person_at_lesson(ask, lesson, person),
        ["group", group] => attendance::of_group(ask, group),
        ["person", person, "subject", subject] => attendance::of_subject(ask, person, subject),
        _ => Err(Refusal::unknown("Resource")),
    }
}

fn lessons(ask: &Ask<'_>, rest: &[&str]) -> Reply {
    match rest {
        [lesson] => schedule::lesson(ask, lesson),
        [lesson, "works"] => homework::lesson_works(ask, id("lesson", lesson)?),
        [lesson, "tasks"] => homework::lesson_tasks(ask, &[id("lesson", lesson)?]),
        [lesson, "marks"] => marks::of_lesson(ask, lesson),
        [lesson, "log-entries"] => attendance::of_lessons(ask, &[id("lesson", lesson)?]),
        // The same place holds a lesson's id or a date.
        [place, "persons", person, "marks"] if place.contains('-') => marks::by_lesson_date(ask, place, person),
        [lesson, "persons", person, "marks"] => marks::of_person_at_lesson(ask, person, lesson),
        _ => Err(Refusal::unknown("Resource")),
    }
}

fn works(ask: &Ask<'_>, path: &[&str]) -> Reply {
    match path {
        ["works"] => homework::lesson_works(ask, ask.id_param("lesson")?),
        ["works", work] => homework::work(ask, work),
        ["works", work, "tasks"] => homework::work_tasks(ask, work),
        ["works", work, "marks"] => marks::of_work(ask, work),
        ["works", work, "marks", "histogram"] => marks::histogram_of_work(ask, work),
        ["tasks"] => homework::lesson_tasks(ask, &ask.ids("lessons")?),
        ["tasks", task] => homework::task_by_id(ask, task),
        ["tasks", person, "undone"] => homework::undone(ask, person),
        ["marks", "values"] => marks::values(),
        ["marks", "values", "type", kind] => marks::values_of_type(kind),
        ["marks", mark] => marks::one(ask, mark),
        ["periods", period, "subjects", subject, "groups", group, "marks", "histogram"] => {
            marks::histogram_of_period(ask, period, subject, group)
        }
        _ => Err(Refusal::unknown("Resource")),
    }
}

fn post(ask: &mut Ask<'_>, path: &[&str]) -> Reply {
    match path {
        ["lessons", "many"] => schedule::many_lessons(ask),
        ["lessons", "marks"] | ["lessons", "many", "marks"] => marks::of_many_lessons(ask),
        ["works", "many"] => homework::many_works(ask),
        ["works", work, "persons", person, "status"] => homework::start_task(ask, work, person),
        ["users", "many"] => identity::many_users(ask),
        ["works"] | ["lessons", _, "log-entries"] | ["events", _, "invite"] => Err(Refusal::forbidden()),
        _ => Err(not_supported()),
    }
}
