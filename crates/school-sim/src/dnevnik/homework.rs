//! Homework, tasks, works, and the files that go with them.

use bytes::Bytes;
use http::{HeaderValue, Request, Response, header};
use serde::Serialize;
use serde_json::{Value, json};
use time::Date;

use super::ask::{Ask, date, id};
use super::dates::{Day, Moment};
use super::wire::{Twin, WireLesson, WireSubject, WireTask, WireWork};
use super::{Refusal, Reply, json as answer, signin};
use crate::ids::{task_id, task_parts};
use crate::register::{FileRecord, Pupil, Register, Work};
use crate::school::State;

/// The task that a pupil has from a work.
pub(super) fn task<'a>(register: &'a Register, work: &Work, pupil: &Pupil) -> WireTask<'a> {
    let id = task_id(work.id, pupil.number);
    WireTask {
        id,
        id_str: Twin(id),
        person: pupil.person,
        person_str: Twin(pupil.person),
        work: work.id,
        work_str: Twin(work.id),
        status: register.started_tasks.get(&id).map_or("New", String::as_str),
        target_date: Day(work.target),
    }
}

/// `persons/{p}/school/{s}/homeworks`
pub(super) fn of_person(ask: &Ask<'_>, person: &str, school: &str) -> Reply {
    let pupil = ask.pupil(person)?;
    let school = ask.school(school)?;
    let (from, to) = ask.range_param("startDate", "endDate")?;
    let pupils = Vec::from_iter((pupil.school == school.id).then_some(pupil));
    Ok(homeworks(ask, &homework_of(ask, &pupils, from, to)))
}

/// `users/me/school/{s}/homeworks`: a pupil's own; for a parent, that of all children at the school.
pub(super) fn of_school(ask: &Ask<'_>, school: &str) -> Reply {
    let school = ask.school(school)?;
    let (from, to) = ask.range_param("startDate", "endDate")?;
    let pupils: Vec<Pupil> = ask.pupils().into_iter().filter(|pupil| pupil.school == school.id).collect();
    Ok(homeworks(ask, &homework_of(ask, &pupils, from, to)))
}

/// `users/me/school/homeworks?homeworkId=…`
pub(super) fn by_ids(ask: &Ask<'_>) -> Reply {
    let mut found = Vec::new();
    for id in ask.ids("homeworkId")? {
        let work = ask.work(id)?;
        found.extend(ask.pupils_in(work.group).into_iter().map(|pupil| (work, pupil)));
    }
    Ok(homeworks(ask, &found))
}

fn homework_of<'a>(ask: &'a Ask<'_>, pupils: &[Pupil], from: Date, to: Date) -> Vec<(&'a Work, Pupil)> {
    let mut found: Vec<(&Work, Pupil)> = Vec::new();
    for pupil in pupils {
        for lesson in ask.register.lessons_of_pupil(pupil, from, to) {
            let works = ask.register.works_of_lesson(lesson.id);
            let works = works.filter(|work| work.homework && ask.shows(work, pupil.person));
            found.extend(works.map(|work| (work, pupil.clone())));
        }
    }
    found
}

fn homeworks(ask: &Ask<'_>, found: &[(&Work, Pupil)]) -> Response<Bytes> {
    #[derive(Serialize)]
    struct Homeworks<'a> {
        works: Vec<WireWork<'a>>,
        subjects: Vec<WireSubject<'a>>,
        lessons: Vec<WireLesson<'a>>,
        files: Vec<Value>,
        teachers: Vec<Value>,
    }
    let register = &*ask.register;
    let mut works: Vec<(&Work, Vec<WireTask<'_>>)> = Vec::new();
    for (work, pupil) in found {
        let task = task(register, work, pupil);
        match works.iter_mut().find(|(known, _)| known.id == work.id) {
            Some((_, tasks)) => tasks.push(task),
            None => works.push((*work, vec![task])),
        }
    }
    let unique = |mut ids: Vec<i64>| {
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    let subjects = unique(works.iter().map(|(work, _)| work.subject).collect());
    let lessons = unique(works.iter().filter_map(|(work, _)| work.lesson).collect());
    let teachers = unique(works.iter().map(|(work, _)| work.created_by).collect());
    let files: Vec<i64> = works.iter().flat_map(|(work, _)| work.files.iter().copied()).collect();
    let shown = |lesson: i64| -> Vec<i64> {
        works.iter().filter(|(work, _)| work.lesson == Some(lesson)).map(|(work, _)| work.id).collect()
    };
    answer(&Homeworks {
        subjects: subjects.iter().filter_map(|id| register.subjects.get(id)).map(WireSubject::new).collect(),
        lessons: lessons
            .iter()
            .filter_map(|id| register.lessons.get(id))
            .map(|lesson| WireLesson::new(lesson, shown(lesson.id), ask.now))
            .collect(),
        files: files.iter().filter_map(|id| register.files.get(id)).map(|found| file(ask, found)).collect(),
        teachers: teachers
            .iter()
            .filter_map(|id| register.persons.get(id))
            .map(|person| {
                json!({
                    "id": person.id, "id_str": person.id.to_string(), "firstName": person.first, "lastName": person.last,
                    "middleName": person.middle, "shortName": person.short_name(),
                })
            })
            .collect(),
        works: works.into_iter().map(|(work, tasks)| WireWork::new(register, work, tasks)).collect(),
    })
}

fn file(ask: &Ask<'_>, file: &FileRecord) -> Value {
    let group = if file.extension == "JPG" { "Image" } else { "Document" };
    let owner = ask.register.persons.get(&file.owner);
    json!({
        "id": file.id, "id_str": file.id.to_string(), "name": file.name, "typeGroup": group, "type": file.extension,
        "pageUrl": null, "downloadUrl": address(ask, file),
        "user": owner.map(|person| json!({"id": person.user, "shortName": person.short_name()})),
        "size": file.size, "vote": 0, "uploadedDate": Moment(file.uploaded_at), "storageType": "Local",
    })
}

/// Where a file is. No source tells the real host, nor what it wants: over loopback the school itself gives it to whoever
/// is signed in, in process another host of the platform to whoever has the address.
pub(super) fn address(ask: &Ask<'_>, file: &FileRecord) -> String {
    match &ask.origin {
        Some(origin) => format!("{origin}/get?id={}", file.id),
        None => format!("https://files.dnevnik.ru/get?id={}&key={}", file.id, key(file.id)),
    }
}

/// What an address holds that opens a file by itself.
fn key(file: i64) -> String {
    format!("{:x}", file.wrapping_mul(0x9e37_79b9_7f4a).rotate_left(17))
}

/// `GET /get?id=…` on the host of the files: for a session's cookie, a token or the address's own key, as bytes of the
/// promised size.
pub(super) fn download(state: &State, request: &Request<Bytes>) -> Reply {
    let query = super::ask::query(request);
    let asked = |of: &str| query.iter().find(|(name, _)| name == of).map_or("", |(_, value)| value.as_str());
    let opens = || asked("id").parse().is_ok_and(|id| asked("key") == key(id));
    if !opens() && signin::login_of(state, request).is_none() {
        return Err(Refusal::new(http::StatusCode::UNAUTHORIZED, "tokenRequired", "Sign in first"));
    }
    let asked = asked("id");
    let file = state.register.files.get(&id("id", asked)?).ok_or_else(|| Refusal::unknown("File"))?;
    let (magic, kind): (&[u8], _) = match file.extension.as_str() {
        "JPG" => (&[0xff, 0xd8, 0xff, 0xe0], "image/jpeg"),
        "DOCX" => (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        _ => (b"%PDF-1.4\n", "application/pdf"),
    };
    let mut body = magic.to_vec();
    let size = usize::try_from(file.size).unwrap_or(0);
    let filling = file.id.to_string();
    body.extend(filling.bytes().cycle().take(size.saturating_sub(body.len())));
    let mut answer = Response::new(Bytes::from(body));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    Ok(answer)
}

/// `works/{w}`
pub(super) fn work(ask: &Ask<'_>, work: &str) -> Reply {
    let work = ask.work(id("work", work)?)?;
    Ok(answer(&with_tasks(ask, work)))
}

/// `POST works/many`
pub(super) fn many_works(ask: &Ask<'_>) -> Reply {
    let works: Vec<&Work> = ask.body_ids()?.into_iter().map(|id| ask.work(id)).collect::<Result<_, _>>()?;
    Ok(answer(&works.into_iter().map(|work| with_tasks(ask, work)).collect::<Vec<_>>()))
}

/// `lessons/{l}/works` and `works?lesson=`
pub(super) fn lesson_works(ask: &Ask<'_>, lesson: i64) -> Reply {
    let lesson = ask.lesson(lesson)?;
    let pupils = ask.pupils_in(lesson.group);
    let works = ask.register.works_of_lesson(lesson.id);
    let works = works.filter(|work| pupils.iter().any(|pupil| ask.shows(work, pupil.person)));
    Ok(answer(&works.map(|work| with_tasks(ask, work)).collect::<Vec<_>>()))
}

fn with_tasks<'a>(ask: &'a Ask<'_>, work: &'a Work) -> WireWork<'a> {
    let pupils = ask.pupils_in(work.group);
    let tasks = pupils.iter().filter(|_| work.homework).map(|pupil| task(ask.register, work, pupil)).collect();
    WireWork::new(ask.register, work, tasks)
}

/// `tasks/{t}`
pub(super) fn task_by_id(ask: &Ask<'_>, text: &str) -> Reply {
    let (work, number) = task_parts(id("task", text)?).ok_or_else(|| Refusal::unknown("Task"))?;
    let work = ask.work(work).map_err(|_| Refusal::unknown("Task"))?;
    let pupil = ask.register.pupils.values().find(|pupil| pupil.number == number && pupil.belongs_to(work.group));
    let pupil = pupil.filter(|_| work.homework).ok_or_else(|| Refusal::unknown("Task"))?;
    let pupil = ask.pupil_by_id(pupil.person)?;
    Ok(answer(&task(ask.register, work, &pupil)))
}

/// `lessons/{l}/tasks` and `tasks?lessons=`
pub(super) fn lesson_tasks(ask: &Ask<'_>, lessons: &[i64]) -> Reply {
    let mut tasks = Vec::new();
    for lesson in lessons {
        let lesson = ask.lesson(*lesson)?;
        for work in ask.register.works_of_lesson(lesson.id).filter(|work| work.homework && work.is_known(ask.now)) {
            tasks.extend(ask.pupils_in(work.group).iter().map(|pupil| task(ask.register, work, pupil)));
        }
    }
    Ok(answer(&tasks))
}

/// `works/{w}/tasks?persons=`
pub(super) fn work_tasks(ask: &Ask<'_>, work: &str) -> Reply {
    let work = ask.work(id("work", work)?)?;
    let asked = ask.ids("persons")?;
    let pupils = ask.pupils_in(work.group);
    let pupils = pupils.iter().filter(|pupil| work.homework && (asked.is_empty() || asked.contains(&pupil.person)));
    Ok(answer(&pupils.map(|pupil| task(ask.register, work, pupil)).collect::<Vec<_>>()))
}

/// `persons/{p}/tasks?subject&from&to&pageNumber&pageSize`
pub(super) fn person_tasks(ask: &Ask<'_>, person: &str) -> Reply {
    let pupil = ask.pupil(person)?;
    let subject = ask.param("subject").map(|text| id("subject", text)).transpose()?;
    let (from, to) = ask.range_param("from", "to")?;
    let number = |name: &str, otherwise: usize| ask.param(name).and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let (page, size) = (number("pageNumber", 1).max(1), number("pageSize", 1_000));
    let found = homework_of(ask, std::slice::from_ref(&pupil), from, to);
    let tasks = found.iter().filter(|(work, _)| subject.is_none_or(|subject| work.subject == subject));
    let tasks = tasks.skip((page - 1).saturating_mul(size)).take(size);
    Ok(answer(&tasks.map(|(work, _)| task(ask.register, work, &pupil)).collect::<Vec<_>>()))
}

/// `persons/{p}/undone` and `tasks/{p}/undone`: homework not begun, due from today on.
pub(super) fn undone(ask: &Ask<'_>, person: &str) -> Reply {
    let pupil = ask.pupil(person)?;
    let today = super::wire::today(ask.register, pupil.school, ask.now);
    let found = homework_of(ask, std::slice::from_ref(&pupil), today, ask.register.year.last_day());
    let tasks = found.iter().map(|(work, _)| task(ask.register, work, &pupil)).filter(|task| task.status == "New");
    Ok(answer(&tasks.collect::<Vec<_>>()))
}

/// `POST works/{w}/persons/{p}/status {"action":"StartWorking"}`
pub(super) fn start_task(ask: &mut Ask<'_>, work: &str, person: &str) -> Reply {
    let pupil = ask.pupil(person)?;
    let work = ask.work(id("work", work)?)?.clone();
    let body: Value = serde_json::from_slice(ask.body).map_err(|_| Refusal::parameter("action"))?;
    if body.get("action").and_then(Value::as_str) != Some("StartWorking") || !work.homework {
        return Err(Refusal::parameter("action"));
    }
    ask.register.started_tasks.insert(task_id(work.id, pupil.number), "InWork".to_owned());
    Ok(answer(&task(ask.register, &work, &pupil)))
}

/// The day a feed or a list begins with; today when none is asked.
pub(super) fn day_param(ask: &Ask<'_>, name: &str, school: i64) -> Result<Date, Refusal> {
    match ask.param(name) {
        Some(text) => Ok(date(name, text)?.date),
        None => Ok(super::wire::today(ask.register, school, ask.now)),
    }
}
