//! The mobile API under `/mobile/v…/`: what the family calls of the partner API leave out. Every answer has an envelope.

use bytes::Bytes;
use http::{Method, Request};
use serde_json::{Value, json};
use time::{Date, Duration};

use super::ask::{Ask, date, id};
use super::homework::address;
use super::{Refusal, Reply, averages, json as answer};
use crate::mail::Announcement;
use crate::register::{FileRecord, Lesson, Mark, Person, Pupil};
use crate::school::State;

/// Answers a call of the API.
pub(super) fn answered(state: &mut State, request: &Request<Bytes>) -> Reply {
    let ask = Ask::of(state, request)?;
    let path: Vec<&str> = request.uri().path().split('/').filter(|part| !part.is_empty()).collect();
    match (request.method(), path.as_slice()) {
        (&Method::GET, [_, _, "persons", person, "schools", school, "notifications"]) => {
            notifications(&ask, person, school)
        }
        (&Method::GET, [_, _, "persons", person, "schools", school, "groups", group, "diary"]) => {
            diary(&ask, person, school, group)
        }
        (&Method::GET, [_, _, "persons", person, "groups", group, "periods", period, "periodMarks"]) => {
            period_marks(&ask, person, group, period)
        }
        _ => Err(Refusal::unknown("Resource")),
    }
}

fn enveloped(mut fields: Value) -> Reply {
    if let Some(object) = fields.as_object_mut() {
        object.insert("type".to_owned(), json!("Success"));
        object.insert("description".to_owned(), json!("Запрос выполнен"));
        object.insert("mobileSubscriptionStatus".to_owned(), json!("NotActive"));
    }
    Ok(answer(&fields))
}

fn pupil_at(ask: &Ask<'_>, person: &str, school: &str) -> Result<Pupil, Refusal> {
    let pupil = ask.pupil(person)?;
    if pupil.school == id("school", school)? { Ok(pupil) } else { Err(Refusal::not_owner()) }
}

/// `persons/{p}/schools/{s}/notifications`: what was announced, the latest first.
fn notifications(ask: &Ask<'_>, person: &str, school: &str) -> Reply {
    let pupil = pupil_at(ask, person, school)?;
    let heard = ask.register.announcements_to(&ask.account, ask.now).into_iter();
    let own = heard.filter(|said| said.school == pupil.school && said.class.is_none_or(|of| of == pupil.class));
    let posts: Vec<Value> = own.map(|said| post(ask, said)).collect();
    enveloped(json!({ "unreadCount": posts.len(), "postList": posts }))
}

fn post(ask: &Ask<'_>, said: &Announcement) -> Value {
    let author = ask.register.persons.get(&said.author);
    let files: Vec<Value> =
        said.files.iter().filter_map(|id| ask.register.files.get(id)).map(|of| file(ask, of)).collect();
    json!({
        "id": said.id, "eventKey": format!("post-{}", said.id), "topicEventKey": null, "topicLogoUrl": null,
        "eventUrl": null, "title": said.title, "subtitle": null, "text": said.text,
        "createdDateTime": said.at.unix_timestamp(), "isReaded": "false", "isNew": true, "commentsCount": 0,
        "authorFirstName": author.map(|person| person.first), "authorMiddleName": author.map(|person| person.middle),
        "authorLastName": author.map(|person| person.last), "authorName": author.map(Person::short_name),
        "authorImageUrl": "", "type": "Post", "previewUrl": null, "attachmentFiles": files,
    })
}

fn file(ask: &Ask<'_>, file: &FileRecord) -> Value {
    json!({
        "extension": file.extension.to_lowercase(), "fileId": file.id.to_string(), "fileName": file.name,
        "fileLink": address(ask, file),
    })
}

/// `persons/{p}/schools/{s}/groups/{g}/diary?id&loadType`: the asked week, the one before and the one after.
fn diary(ask: &Ask<'_>, person: &str, school: &str, group: &str) -> Reply {
    let pupil = pupil_at(ask, person, school)?;
    if pupil.class != ask.group(group)?.id {
        return Err(Refusal::not_owner());
    }
    let asked = match ask.param("id") {
        Some(text) => date("id", text)?.date,
        None => ask.now.date(),
    };
    let monday = asked - Duration::days(i64::from(asked.weekday().number_days_from_monday()));
    let weeks: Vec<Value> = (-1..=1).map(|nth| week(ask, &pupil, monday + Duration::weeks(nth))).collect();
    enveloped(json!({ "weeks": weeks }))
}

/// `persons/{p}/groups/{g}/periods/{per}/periodMarks`: a term's averages, subject by subject, with a decimal point.
fn period_marks(ask: &Ask<'_>, person: &str, group: &str, period: &str) -> Reply {
    let pupil = ask.pupil(person)?;
    let period = ask.period(period)?;
    if pupil.class != ask.group(group)?.id || period.group != pupil.class {
        return Err(Refusal::not_owner());
    }
    let told = averages::of_term(ask, &pupil, &period).into_iter();
    let subjects: Vec<Value> = told.map(|average| averages_of(ask, &average)).collect();
    enveloped(json!({
        "periodNumber": period.number, "periodMarks": subjects, "rating": null, "askTeacher": null,
    }))
}

fn averages_of(ask: &Ask<'_>, average: &averages::OfTerm) -> Value {
    let name = ask.register.subjects.get(&average.subject).map(|subject| subject.name);
    json!({
        "subject": { "id": average.subject, "name": name, "knowledgeArea": "", "subjectMood": "Good" },
        "averageMarks": {
            "averageMark": average.plain, "averageMarkByImportantWork": null,
            "weightedAverageMark": average.weighted, "averageMarkTrend": "NotSet",
            "weightedAverageMarkTrend": "NotSet", "averagemarkByImportantWorkTrend": "NotSet",
            "averageMarkMood": "NotSet", "indicator": null,
        },
        "summativeMarks": null, "recentMarks": [], "finalMark": null, "rankingPlace": null,
    })
}

fn week(ask: &Ask<'_>, pupil: &Pupil, monday: Date) -> Value {
    let days: Vec<Value> = (0..7)
        .map(|nth| monday + Duration::days(nth))
        .map(|day| {
            let lessons = ask.register.lessons_of_pupil(pupil, day, day);
            let lessons: Vec<Value> = lessons.into_iter().map(|of| lesson(ask, pupil, of)).collect();
            json!({
                "date": stamp(day, "00:00:00"), "hasImportantWork": false, "dayHomeworksProgress": null,
                "lessons": lessons, "messengerEntryPoint": null,
            })
        })
        .collect();
    json!({
        "id": monday.to_string(), "homeworksCount": 0, "firstWeekDayDate": stamp(monday, "00:00:00"),
        "lastWeekDayDate": stamp(monday + Duration::days(6), "00:00:00"), "days": days,
    })
}

/// Local, with a Z that is not meant.
fn stamp(day: Date, time: &str) -> String {
    format!("{day}T{time}Z")
}

fn lesson(ask: &Ask<'_>, pupil: &Pupil, lesson: &Lesson) -> Value {
    let register = &*ask.register;
    let teacher = register.persons.get(&lesson.teacher);
    let marks = || register.marks_at_lesson(pupil.person, lesson.id).filter(|mark| mark.value(ask.now).is_some());
    let said = marks().find(|mark| mark.comment.is_some());
    let subject = register.subjects.get(&lesson.subject).map(|subject| subject.name);
    let works: Vec<Value> = marks()
        .map(|mark| {
            json!({
                "workId": mark.work,
                "marks": [{ "id": mark.id, "value": mark.value(ask.now), "mood": "NotSet" }],
            })
        })
        .collect();
    json!({
        "id": lesson.id, "number": lesson.number, "place": lesson.room, "isCanceled": lesson.cancelled,
        "startDateTime": format!("{}T{}Z", lesson.date, lesson.begins.time()),
        "endDateTime": format!("{}T{}Z", lesson.date, lesson.ends.time()), "theme": lesson.topic,
        "subject": { "id": lesson.subject, "name": subject, "knowledgeArea": "", "subjectMood": null },
        "importantWorks": [], "homework": null, "hasAttachment": false, "workMarks": works, "isEmpty": null,
        "comment": said.map(|mark| comment(mark, teacher)),
        "teacher": teacher.map(|person| json!({
            "personId": 0, "firstName": person.first, "middleName": person.middle, "lastName": person.last,
            "avatarUrl": null,
        })),
        "group": { "id": lesson.group, "parentId": null, "name": "", "parentName": null },
    })
}

/// What a teacher said beside a mark stands at the lesson here.
fn comment(mark: &Mark, teacher: Option<&Person>) -> Value {
    json!({
        "author": teacher.map(|person| json!({
            "firstName": person.first, "middleName": person.middle, "lastName": person.last,
        })),
        "date": mark.set_at.unix_timestamp(), "text": mark.comment,
    })
}
