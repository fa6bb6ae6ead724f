//! The mobile API under `/api/mobile/`, and the tokens that open it.

use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use serde_json::{Value, json};
use time::{Date, Duration, OffsetDateTime};

use super::diary::{Assignment, assignments, file_name, subject, type_id};
use super::people::{full_name, year_id};
use super::sign_in::{name_of, school_of, user_of};
use super::{
    Ask, BAD_REQUEST, FORBIDDEN, NOT_FOUND, Refusal, Reply, UNAUTHORIZED, data, diary, find, form, is_post, mail,
    query, sign_in, wire,
};
use crate::act::Attendance;
use crate::curriculum::HOMEWORK;
use crate::register::{Lesson, Mark, Period, Pupil, Summed};
use crate::school::State;
use crate::works::counts_as;

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
        ["classmeetings"] => class_meetings(&ask),
        ["classmeetings", id] => class_meeting(&ask, id),
        ["assignments"] => listed(&ask),
        ["assignments", "for-current-term"] => of_term(&ask),
        ["assignments", id] => one(&ask, id),
        ["attachments"] => attachments(&ask),
        ["attachments", id] => diary::file(&ask, id),
        ["totals"] => totals(&ask),
        ["analytics", "subject-performance"] => performance(&ask),
        ["announcements"] => announcements(&ask),
        ["mail", "messages"] if !is_post(request) => letters(&ask),
        ["mail", "messages"] => mail::send(&mut ask),
        ["mail", "messages", "unread-count"] => unread(&ask),
        ["mail", "messages", id, "read"] => mail::read(&mut ask, id),
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

/// `classmeetings`: several children at once.
fn class_meetings(ask: &Ask<'_>) -> Reply {
    let (from, to) = (ask.date("startDate")?, ask.date("endDate")?);
    let mut found = Vec::new();
    for id in ask.all("studentIds") {
        let pupil = ask.pupil_of(id)?;
        let lessons = ask.register.lessons_of_pupil(pupil, from, to);
        found.extend(lessons.into_iter().filter(|lesson| !lesson.cancelled).map(|lesson| meeting(ask, pupil, lesson)));
    }
    list(found)
}

fn class_meeting(ask: &Ask<'_>, id: &str) -> Reply {
    let pupil = ask.pupil()?;
    let lesson = wire::LESSON.read(id).and_then(|id| ask.register.lessons.get(&id)).ok_or(NOT_FOUND)?;
    if pupil.belongs_to(lesson.group) { Ok(data(&meeting(ask, pupil, lesson))) } else { Err(FORBIDDEN) }
}

/// The word of the journal for an absence.
fn absence(status: Attendance) -> &'static str {
    match status {
        Attendance::Absent => "ОТ",
        Attendance::Ill => "Б",
        Attendance::Late => "ОП",
        Attendance::Pass => "УП",
    }
}

fn meeting(ask: &Ask<'_>, pupil: &Pupil, lesson: &Lesson) -> Value {
    let hours = ask.register.schools.get(&pupil.school).map_or(3, |school| school.hours_from_utc);
    let list = assignments(ask.register, pupil, lesson, ask.now);
    let entry = ask.register.log.get(&(pupil.person, lesson.id)).filter(|entry| entry.at <= ask.now);
    let teacher = ask.register.persons.get(&lesson.teacher);
    let teachers: Vec<Value> =
        teacher.map(|person| wire::named(wire::PERSON.of(person.id), &person.short_name())).into_iter().collect();
    json!({
        "classmeetingId": wire::LESSON.of(lesson.id), "studentId": wire::PERSON.of(pupil.person),
        "assignmentId": list.iter().map(|one| one.id).collect::<Vec<_>>(), "order": lesson.number,
        "scheduleTimeNumber": lesson.number, "scheduleTimeRelay": 1, "subjectName": subject(ask.register, lesson),
        "subjectId": wire::SUBJECT.of(lesson.subject), "subjectGroupId": wire::GROUP.of(lesson.group),
        "day": wire::midnight(lesson.date), "startTime": wire::moment(lesson.begins, hours),
        "endTime": wire::moment(lesson.ends, hours), "teachers": teachers, "lessonTheme": lesson.topic,
        "roomName": lesson.room, "attachmentsExists": list.iter().any(|one| has_files(one)),
        "resultsExists": list.iter().any(|one| one.mark.is_some()),
        "attendance": entry.map(|entry| absence(entry.status)), "distanceMeetingId": 0, "addEducation": false,
        "extraActivity": false,
    })
}

fn has_files(one: &Assignment<'_>) -> bool {
    one.work.is_some_and(|work| !work.files.is_empty())
}

fn assignment(ask: &Ask<'_>, pupil: &Pupil, one: &Assignment<'_>) -> Value {
    let hours = ask.register.schools.get(&pupil.school).map_or(3, |school| school.hours_from_utc);
    let (number, debt) = one.standing(ask.now).unwrap_or((None, false));
    let day = wire::day(one.lesson.date);
    let given = one.work.map_or(one.lesson.begins, |work| work.set_at);
    json!({
        "classmeetingId": wire::LESSON.of(one.lesson.id), "assignmentId": one.id, "assignmentName": one.name,
        "description": null, "result": number, "classAssignment": !one.homework, "duty": debt,
        "comment": one.mark.and_then(|mark| mark.comment.clone()), "assignmentTypeId": type_id(one.kind),
        "assignmentTypeAbbr": one.kind.abbreviation, "assignmentTypeName": one.kind.name, "weight": one.weight(),
        "attachmentsExists": has_files(one), "hasTextAnswer": false, "hasFileAnswers": false, "answerFilesCount": 0,
        "canAnswer": false, "subjectId": wire::SUBJECT.of(one.lesson.subject),
        "subjectName": subject(ask.register, one.lesson), "dueDate": day,
        "assignmentDate": format!("{}Z", wire::fraction(given, 0, "1234567")),
        "resultDate": one.mark.map(|mark| wire::moment(mark.set_at, hours)), "extraActivity": false,
    })
}

/// `assignments`: by their own ids (50 at most) or by lessons (20 at most).
fn listed(ask: &Ask<'_>) -> Reply {
    let pupil = ask.pupil()?;
    let ids: Vec<&str> = ask.all("assignmentId").collect();
    let lessons: Vec<&str> = ask.all("classmeetingId").collect();
    if ids.len() > 50 || lessons.len() > 20 {
        return Err(Refusal(StatusCode::TOO_MANY_REQUESTS, "Слишком много заданий"));
    }
    let mut found = Vec::new();
    for id in ids {
        let id = id.parse().map_err(|_| BAD_REQUEST)?;
        found.extend(diary::find(ask, pupil, id).map(|one| assignment(ask, pupil, &one)));
    }
    for id in lessons {
        let lesson = wire::LESSON.read(id).and_then(|id| ask.register.lessons.get(&id)).ok_or(NOT_FOUND)?;
        if !pupil.belongs_to(lesson.group) {
            return Err(FORBIDDEN);
        }
        let list = assignments(ask.register, pupil, lesson, ask.now);
        found.extend(list.iter().map(|one| assignment(ask, pupil, one)));
    }
    list(found)
}

fn one(ask: &Ask<'_>, id: &str) -> Reply {
    let pupil = ask.pupil()?;
    let one = diary::find(ask, pupil, id.parse().map_err(|_| BAD_REQUEST)?).ok_or(NOT_FOUND)?;
    Ok(data(&assignment(ask, pupil, &one)))
}

fn current<'a>(ask: &'a Ask<'_>, pupil: &Pupil) -> Option<&'a Period> {
    let today = ask.now.date();
    ask.register.periods_of_group(pupil.class).filter(|period| period.start <= today).last()
}

fn of_term(ask: &Ask<'_>) -> Reply {
    let pupil = ask.pupil()?;
    let only_homework = ask.param("onlyHomeWorks") == Some("true");
    let without_marks = ask.param("withoutMarks") == Some("true");
    let (from, to) = current(ask, pupil).map_or(diary::this_week(ask.now), |term| (term.start, term.finish));
    let mut found = Vec::new();
    for lesson in ask.register.lessons_of_pupil(pupil, from, to) {
        for one in assignments(ask.register, pupil, lesson, ask.now) {
            let left_out = (only_homework && one.kind.name != HOMEWORK) || (without_marks && one.mark.is_some());
            if !left_out && one.work.is_some() {
                found.push(assignment(ask, pupil, &one));
            }
        }
    }
    list(found)
}

fn attachments(ask: &Ask<'_>) -> Reply {
    let pupil = match ask.param("studentId") {
        Some(id) => ask.pupil_of(id)?,
        None => ask.pupils().next().ok_or(NOT_FOUND)?,
    };
    let mut found = Vec::new();
    for id in ask.all("assignmentId") {
        let Some(one) = diary::find(ask, pupil, id.parse().map_err(|_| BAD_REQUEST)?) else { continue };
        for file in one.work.map(|work| work.files.as_slice()).unwrap_or_default() {
            found.push(json!({
                "classMeetingId": wire::LESSON.of(one.lesson.id), "assignmentId": one.id,
                "attachmentId": wire::FILE.of(*file), "fileName": file_name(ask, *file), "description": null,
            }));
        }
    }
    list(found)
}

/// The marks of a pupil in a subject for lessons of some days, and their plain average.
fn marks_in<'a>(ask: &'a Ask<'_>, pupil: &Pupil, subject: i64, from: Date, to: Date) -> (Vec<&'a Mark>, Option<f64>) {
    let lessons = ask.register.lessons_of_pupil(pupil, from, to).into_iter().filter(|lesson| lesson.subject == subject);
    let marks: Vec<&Mark> = lessons
        .flat_map(|lesson| ask.register.marks_at_lesson(pupil.person, lesson.id))
        .filter(|mark| mark.value(ask.now).and_then(counts_as).is_some())
        .collect();
    let sum: f64 = marks.iter().filter_map(|mark| mark.value(ask.now).and_then(counts_as)).sum();
    let average = (!marks.is_empty()).then(|| (sum / marks.len() as f64 * 100.0).round() / 100.0);
    (marks, average)
}

/// The value that sums up a term or the year.
fn summed(ask: &Ask<'_>, pupil: &Pupil, subject: i64, what: Summed, now: OffsetDateTime) -> Option<String> {
    let work = ask
        .register
        .works
        .values()
        .find(|work| work.group == pupil.class && work.subject == subject && work.summed == Some(what))?;
    let mark = ask.register.marks_of_work(work.id).filter(|mark| mark.person == pupil.person);
    mark.filter_map(|mark| mark.value(now)).map(str::to_owned).last()
}

/// `totals`: terms in no order, the year twice, as has been seen.
fn totals(ask: &Ask<'_>) -> Reply {
    let (pupil, subjects) = learnt(ask)?;
    let mut found = Vec::new();
    for (subject, _) in subjects {
        let mut terms: Vec<Value> = ask
            .register
            .periods_of_group(pupil.class)
            .filter(|period| period.start <= ask.now.date())
            .map(|period| {
                let mark = summed(ask, pupil, subject, Summed::Term(period.number), ask.now);
                let (_, average) = marks_in(ask, pupil, subject, period.start, period.finish);
                json!({
                    "term": wire::named(wire::PERIOD.of(period.id), &(period.number + 1).to_string()), "mark": mark,
                    "markCode": if mark.is_some() { "PointSystem" } else { "NotExamined" }, "avgMark": average,
                })
            })
            .collect();
        terms.reverse();
        let year = json!({
            "period": { "id": 1, "periodName": "Годовая", "periodType": "Year" },
            "mark": summed(ask, pupil, subject, Summed::Year, ask.now),
        });
        found.push(json!({
            "subjectId": wire::SUBJECT.of(subject), "termTotals": terms, "yearTotals": [year, year],
        }));
    }
    list(found)
}

fn performance(ask: &Ask<'_>) -> Reply {
    let (pupil, subjects) = learnt(ask)?;
    let asked = ask.param("subjectId").and_then(|id| wire::SUBJECT.read(id)).ok_or(BAD_REQUEST)?;
    let (_, name) = subjects.into_iter().find(|(id, _)| *id == asked).ok_or(NOT_FOUND)?;
    let term = match ask.param("termId").and_then(|id| wire::PERIOD.read(id)) {
        Some(id) => ask.register.periods.get(&id).filter(|period| period.group == pupil.class),
        None => current(ask, pupil),
    };
    let term = term.ok_or(NOT_FOUND)?;
    let (marks, average) = marks_in(ask, pupil, asked, term.start, term.finish);
    let results: Vec<Value> = marks
        .iter()
        .filter_map(|mark| {
            let lesson = ask.register.lessons.get(&mark.lesson?)?;
            let number = mark.value(ask.now).and_then(counts_as)?;
            Some(json!({
                "date": wire::day(lesson.date), "assignmentId": wire::WORK.of(mark.work),
                "classMeetingId": wire::LESSON.of(lesson.id), "classMeetingDate": wire::day(lesson.date),
                "result": number, "duty": false, "comment": mark.comment, "weight": 10,
            }))
        })
        .collect();
    Ok(data(&json!({
        "subject": wire::named(wire::SUBJECT.of(asked), name),
        "term": wire::named(wire::PERIOD.of(term.id), &(term.number + 1).to_string()), "averageMark": average,
        "classAverageMark": average, "maxMark": 5, "classmeetingsStats": { "passed": 0, "scheduled": 0 },
        "teachers": [], "markStats": [], "results": results, "attendance": [],
    })))
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
    let me = ask.account.person;
    let own = if ask.account.is_pupil() { wire::PERSON.of(me) } else { user_of(ask.register, &ask.account) };
    if ask.param("userId") != Some(own.to_string().as_str()) {
        return Err(FORBIDDEN);
    }
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
