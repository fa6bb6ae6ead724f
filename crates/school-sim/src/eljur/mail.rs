//! Letters, and what hangs on the school's board.

use serde_json::{Value, json};

use super::{Ask, BAD_REQUEST, Refusal, Reply, days, result, wire};
use crate::mail::{Announcement, Message};

const NOT_FOUND: Refusal = Refusal(400, "Сообщение не найдено");

/// `getmessages?folder=inbox|sent`: the latest first.
pub(super) fn messages(ask: &Ask<'_>) -> Reply {
    let me = ask.account.person;
    let sent = match ask.param("folder") {
        Some("inbox") | None => false,
        Some("sent") => true,
        Some(_) => return Err(BAD_REQUEST),
    };
    let mut found = if sent { ask.register.sent_by(me, ask.now) } else { ask.register.inbox_of(me, ask.now) };
    let unread = found.iter().filter(|letter| !letter.read_by.contains(&me)).count();
    if ask.is_on("unreadonly") {
        found.retain(|letter| !letter.read_by.contains(&me));
    }
    let total = found.len();
    let messages: Vec<Value> = ask.page(found)?.into_iter().map(|letter| row(ask, letter, sent)).collect();
    // The total is text here and a number beside it, as has been seen.
    result(json!({
        "total": total.to_string(), "total_unread": if sent { 0 } else { unread }, "count": messages.len(),
        "messages": messages,
    }))
}

fn row(ask: &Ask<'_>, letter: &Message, sent: bool) -> Value {
    let mut row = json!({
        "id": wire::MESSAGE.text(letter.id), "subject": letter.subject, "short_text": wire::short(&letter.text),
        "date": wire::moment(letter.at, ask.own_hours()), "unread": !letter.read_by.contains(&ask.account.person),
        "with_files": !letter.files.is_empty(), "with_resources": false,
    });
    if let Some(fields) = row.as_object_mut() {
        if sent {
            let to = letter.to.iter().map(|person| wire::person(ask.register.persons.get(person)));
            fields.insert("users_to".to_owned(), to.collect());
        } else {
            fields.insert("user_from".to_owned(), wire::person(ask.register.persons.get(&letter.from)));
        }
    }
    row
}

/// `getmessageinfo?id=`: whoever asks has read it.
pub(super) fn message(ask: &mut Ask<'_>) -> Reply {
    let me = ask.account.person;
    let id = ask.param("id").and_then(|id| wire::MESSAGE.read(id)).ok_or(BAD_REQUEST)?;
    let letter = ask.register.messages.get_mut(&id).filter(|letter| letter.to.contains(&me) || letter.from == me);
    let letter = letter.ok_or(NOT_FOUND)?;
    letter.read_by.insert(me);
    let letter = letter.clone();
    let to: Vec<Value> = letter.to.iter().map(|person| wire::person(ask.register.persons.get(person))).collect();
    result(json!({ "message": {
        "id": wire::MESSAGE.text(letter.id), "subject": letter.subject, "text": letter.text,
        "short_text": wire::short(&letter.text), "date": wire::moment(letter.at, ask.own_hours()),
        "user_from": wire::person(ask.register.persons.get(&letter.from)), "user_to": to,
        "files": files(ask, &letter.files), "resources": [],
    } }))
}

fn files(ask: &Ask<'_>, ids: &[i64]) -> Vec<Value> {
    let files = ids.iter().filter_map(|id| ask.register.files.get(id));
    files.map(|file| json!({ "filename": days::name(file), "link": days::link(file.id) })).collect()
}

/// `getmessagereceivers`: the teachers of the school.
pub(super) fn receivers(ask: &Ask<'_>) -> Reply {
    let school = ask.pupils()?.first().and_then(|pupil| ask.register.schools.get(&pupil.school));
    let teachers = school.map(|school| school.teachers.as_slice()).unwrap_or_default();
    let users: Vec<Value> = teachers.iter().map(|person| wire::person(ask.register.persons.get(person))).collect();
    result(json!({ "groups": [{ "key": "teachers", "name": "Учителя", "users": users }] }))
}

/// `sendmessage`: a form; receivers are joined by commas.
pub(super) fn send(ask: &mut Ask<'_>) -> Reply {
    let text = |name: &str| ask.param(name).unwrap_or_default().to_owned();
    let to: Option<Vec<i64>> = text("users_to").split(',').map(|id| wire::PERSON.read(id)).collect();
    let known = |person: &i64| ask.register.persons.contains_key(person);
    let to = to.filter(|to| to.iter().all(known)).ok_or(BAD_REQUEST)?;
    let (subject, text) = (text("subject"), text("text"));
    if text.is_empty() {
        return Err(Refusal(400, "Введите текст сообщения"));
    }
    ask.register.send(ask.account.person, to, subject, text, Vec::new(), ask.now);
    result(json!({}))
}

fn notice_fields(ask: &Ask<'_>, said: &Announcement) -> Value {
    let author = ask.register.persons.get(&said.author);
    let class = said.class.and_then(|class| ask.register.groups.get(&class)).map(|class| class.name.clone());
    let day = said.at.to_offset(crate::calendar::offset(ask.own_hours())).date();
    json!({
        "id": wire::ANNOUNCEMENT.of(said.id), "subject": said.title, "short_text": wire::short(&said.text),
        "date": wire::date(day), "date_actual_before": null, "users_to": class.unwrap_or_else(|| "Вся школа".to_owned()),
        "user_from": wire::person(author), "user_from_string": author.map(crate::register::Person::short_name),
        "unread": true, "with_files": !said.files.is_empty(), "with_resources": false,
    })
}

/// `getboardnotices`: the latest first.
pub(super) fn notices(ask: &Ask<'_>) -> Reply {
    let found = ask.register.announcements_to(&ask.account, ask.now);
    let total = found.len();
    let notices: Vec<Value> = ask.page(found)?.into_iter().map(|said| notice_fields(ask, said)).collect();
    result(json!({ "total": total, "total_unread": total, "count": notices.len(), "notices": notices }))
}

/// `getboardnoticeinfo?id=`
pub(super) fn notice(ask: &Ask<'_>) -> Reply {
    let id = ask.param("id").and_then(|id| wire::ANNOUNCEMENT.read(id)).ok_or(BAD_REQUEST)?;
    let found = ask.register.announcements_to(&ask.account, ask.now);
    let said = found.into_iter().find(|said| said.id == id).ok_or(NOT_FOUND)?;
    let mut told = notice_fields(ask, said);
    if let Some(fields) = told.as_object_mut() {
        fields.insert("text".to_owned(), json!(said.text));
        fields.insert("files".to_owned(), Value::Array(files(ask, &said.files)));
    }
    result(json!({ "notice": told }))
}
