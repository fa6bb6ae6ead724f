//! Announcements, and the school's mail.

use serde_json::{Value, json};

use super::diary::{attached, file_name};
use super::people::full_name;
use super::sign_in::{school_of, user_of};
use super::{Ask, BAD_REQUEST, FORBIDDEN, NOT_FOUND, Refusal, Reply, data, wire};
use crate::mail::Message;
use crate::register::{Person, Pupil};

pub(super) fn hours(ask: &Ask<'_>) -> i8 {
    let school = wire::SCHOOL.back(school_of(ask.register, &ask.account));
    ask.register.schools.get(&school).map_or(3, |school| school.hours_from_utc)
}

pub(super) fn short_name(ask: &Ask<'_>, person: i64) -> String {
    ask.register.persons.get(&person).map(|person| person.short_name()).unwrap_or_default()
}

/// `announcements?take=`: all of them for −1.
pub(super) fn announcements(ask: &Ask<'_>) -> Reply {
    let take = ask.param("take").and_then(|take| take.parse::<i64>().ok()).unwrap_or(-1);
    let take = usize::try_from(take).unwrap_or(usize::MAX);
    let heard: Vec<Value> = ask
        .register
        .announcements_to(&ask.account, ask.now)
        .into_iter()
        .take(take)
        .map(|said| {
            let author = ask.register.persons.get(&said.author);
            let files: Vec<Value> = said.files.iter().map(|file| attached(ask, *file)).collect();
            json!({
                "id": wire::ANNOUNCEMENT.of(said.id), "name": said.title, "description": wire::html(&said.text),
                "postDate": wire::fraction(said.at, hours(ask), "857"), "deleteDate": null, "em": null,
                "recipientInfo": null,
                "author": {
                    "id": wire::PERSON.of(said.author), "fio": author.map(full_name).unwrap_or_default(),
                    "nickName": short_name(ask, said.author),
                },
                "attachments": files,
            })
        })
        .collect();
    Ok(data(&json!(heard)))
}

/// Over the site the account's box is asked for under the id of a child of his, as the published client does.
fn of_child<'s>(ask: &'s Ask<'_>) -> Result<&'s Pupil, Refusal> {
    ask.pupil_of(ask.param("userId").ok_or(BAD_REQUEST)?)
}

/// Over the mobile API under the account's own; a pupil's is that of the person.
pub(super) fn is_own(ask: &Ask<'_>) -> Result<(), Refusal> {
    let me = ask.account.person;
    let own = if ask.account.is_pupil() { wire::PERSON.of(me) } else { user_of(ask.register, &ask.account) };
    if ask.param("userId").ok_or(BAD_REQUEST)? == own.to_string() { Ok(()) } else { Err(FORBIDDEN) }
}

fn letters<'a>(ask: &'a Ask<'_>, folder: &str) -> Vec<&'a Message> {
    match folder.to_lowercase().as_str() {
        "inbox" => ask.register.inbox_of(ask.account.person, ask.now),
        "sent" => ask.register.sent_by(ask.account.person, ask.now),
        _ => Vec::new(),
    }
}

pub(super) fn folder<'a>(ask: &'a Ask<'_>, folder: &str) -> Vec<&'a Message> {
    letters(ask, folder)
}

/// `mail/registry`: pages from 1.
pub(super) fn registry(ask: &Ask<'_>) -> Reply {
    let body = ask.json()?;
    let chosen = body.pointer("/filterContext/selectedData").and_then(Value::as_array).ok_or(BAD_REQUEST)?;
    let folder = chosen.iter().find(|one| one.get("filterId").and_then(Value::as_str) == Some("MailBox"));
    let folder = folder.and_then(|one| one.get("filterValue")).and_then(Value::as_str).ok_or(BAD_REQUEST)?;
    let number = |name: &str| body.get(name).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
    let page = number("page").filter(|page| *page > 0).ok_or(BAD_REQUEST)?;
    let size = number("pageSize").filter(|size| (1..=100).contains(size)).ok_or(BAD_REQUEST)?;
    let sought = body.pointer("/search/text").and_then(Value::as_str).unwrap_or_default().to_lowercase();
    let mut found = letters(ask, folder);
    found.retain(|letter| letter.subject.to_lowercase().contains(&sought));
    if body.pointer("/order/ascending").and_then(Value::as_bool) == Some(true) {
        found.reverse();
    }
    let total = found.len();
    let rows: Vec<Value> = found
        .into_iter()
        .skip((page - 1) * size)
        .take(size)
        .map(|letter| {
            json!({
                "id": wire::MESSAGE.of(letter.id), "subject": letter.subject, "author": short_name(ask, letter.from),
                "sent": wire::fraction(letter.at, hours(ask), "99"), "toNames": null,
            })
        })
        .collect();
    Ok(data(&json!({ "rows": rows, "page": page, "totalItems": total })))
}

/// `mail/messages/unread`
pub(super) fn unread(ask: &Ask<'_>) -> Reply {
    of_child(ask)?;
    let me = ask.account.person;
    let letters = ask.register.inbox_of(me, ask.now);
    let unread = letters.iter().filter(|letter| !letter.read_by.contains(&me));
    Ok(data(&json!(unread.map(|letter| wire::MESSAGE.of(letter.id)).collect::<Vec<_>>())))
}

/// `mail/messages/{id}/read` of the site.
pub(super) fn read(ask: &mut Ask<'_>, id: &str) -> Reply {
    of_child(ask)?;
    opened(ask, id)
}

/// A letter; whoever asks has read it.
pub(super) fn opened(ask: &mut Ask<'_>, id: &str) -> Reply {
    let me = ask.account.person;
    let id = wire::MESSAGE.read(id).ok_or(BAD_REQUEST)?;
    let letter = ask.register.messages.get_mut(&id).filter(|letter| letter.to.contains(&me) || letter.from == me);
    let letter = letter.ok_or(NOT_FOUND)?;
    letter.read_by.insert(me);
    let letter = letter.clone();
    Ok(data(&whole(ask, &letter)))
}

/// A letter with its text.
pub(super) fn whole(ask: &Ask<'_>, letter: &Message) -> Value {
    let me = ask.account.person;
    let to: Vec<String> = letter.to.iter().map(|person| short_name(ask, *person)).collect();
    let files: Vec<Value> =
        letter.files.iter().map(|file| wire::named(wire::FILE.of(*file), &file_name(ask, *file))).collect();
    json!({
        "id": wire::MESSAGE.of(letter.id), "subject": letter.subject, "text": letter.text,
        "sent": wire::fraction(letter.at, hours(ask), "99"),
        "author": wire::named(wire::PERSON.of(letter.from), &short_name(ask, letter.from)), "toNames": to.join("; "),
        "read": letter.read_by.contains(&me), "mailBox": "Inbox", "noReply": false, "canReplyAll": true,
        "canForward": true, "fileAttachments": files,
    })
}

/// One who may be written to; ids are opaque texts.
fn recipient(person: &Person) -> Value {
    json!({ "id": format!("VT0{}==", wire::PERSON.of(person.id)), "name": full_name(person), "organizationName": null })
}

/// `mail/recipients`: a group of people at a time. The head of the school stands for its administrator.
pub(super) fn recipients(ask: &Ask<'_>) -> Reply {
    let pupil = of_child(ask)?;
    let named = |name: &str, value: &str| ask.param(name) == Some(value);
    let school = school_of(ask.register, &ask.account).to_string();
    if !named("funcType", "2") || !named("orgType", "1") || !named("organizationId", &school) {
        return Err(BAD_REQUEST);
    }
    let class = ask.register.groups.get(&pupil.class).ok_or(NOT_FOUND)?;
    let staff = staff(ask);
    let (leaders, teachers) = staff.split_at(staff.len().min(2));
    let group: Vec<i64> = match ask.param("group") {
        Some("1") => leaders.iter().take(1).copied().collect(),
        Some("2") => leaders.iter().skip(1).copied().collect(),
        Some("3") => vec![class.class_teacher],
        Some("4") => teachers.to_vec(),
        Some("7") => class.members.iter().copied().filter(|member| *member != pupil.person).collect(),
        _ => return Err(BAD_REQUEST),
    };
    let group = group.iter().filter_map(|person| ask.register.persons.get(person));
    Ok(data(&group.map(recipient).collect()))
}

/// The head of the school, the head teacher (the last two of its list), and then those who teach.
fn staff(ask: &Ask<'_>) -> Vec<i64> {
    let school = wire::SCHOOL.back(school_of(ask.register, &ask.account));
    let all = ask.register.schools.get(&school).map(|school| school.teachers.as_slice()).unwrap_or_default();
    let (teachers, leaders) = all.split_at(all.len().saturating_sub(2));
    leaders.iter().rev().chain(teachers).copied().collect()
}

/// `address-book`, over the mobile API: all who work at the school, in a group of a group.
pub(super) fn address_book(ask: &Ask<'_>) -> Reply {
    is_own(ask)?;
    if ask.param("orgId") != Some(school_of(ask.register, &ask.account).to_string().as_str()) {
        return Err(FORBIDDEN);
    }
    let staff: Vec<Value> =
        staff(ask).iter().filter_map(|person| ask.register.persons.get(person)).map(recipient).collect();
    let teachers = json!({ "name": "Учителя", "recipients": staff, "subGroups": [] });
    Ok(data(&json!([{ "name": "Школа", "recipients": [], "subGroups": [teachers] }])))
}

/// In which of the published shapes a letter is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// `mail/messages` of the site: `fileAttachmentGuids`, receivers as texts, and whether it is a draft.
    Site,
    /// `mail/messages/send` of the site: `fileAttachments`, receivers as objects.
    OldSite,
    /// `mail/messages` of the mobile API, whose clients disagree about the files.
    Mobile,
}

/// A letter that the account writes.
pub(super) fn send(ask: &mut Ask<'_>, shape: Shape) -> Reply {
    let body = ask.json()?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned).ok_or(BAD_REQUEST);
    let lists = |name: &str| body.get(name).is_some_and(Value::is_array);
    let fits = match shape {
        Shape::Site => lists("fileAttachmentGuids") && body.get("draft") == Some(&json!(false)),
        Shape::OldSite => lists("fileAttachments"),
        Shape::Mobile => lists("fileAttachmentIds") || lists("attachmentIds"),
    };
    let fits = fits && lists("cc") && lists("bcc") && body.get("notify").is_some_and(Value::is_boolean);
    let to = body.get("to").and_then(Value::as_array).filter(|_| fits).ok_or(BAD_REQUEST)?;
    let read = |one: &Value| -> Option<i64> {
        let id = if shape == Shape::OldSite { one.get("id")?.as_str() } else { one.as_str() };
        let person = wire::PERSON.read(id?.strip_prefix("VT0")?.trim_end_matches('='))?;
        ask.register.persons.contains_key(&person).then_some(person)
    };
    let to: Option<Vec<i64>> = to.iter().map(read).collect();
    let to = to.filter(|to| !to.is_empty()).ok_or(BAD_REQUEST)?;
    let id = ask.register.send(ask.account.person, to, text("subject")?, text("text")?, Vec::new(), ask.now);
    Ok(data(&json!({ "messageId": wire::MESSAGE.of(id) })))
}

/// `mail/messages/mark-as`
pub(super) fn mark(ask: &mut Ask<'_>) -> Reply {
    let body = ask.json()?;
    let me = ask.account.person;
    let ids = body.get("messageId").and_then(Value::as_array).cloned().unwrap_or_default();
    let read = body.get("read").and_then(Value::as_bool).unwrap_or(true);
    for id in ids.iter().filter_map(Value::as_i64) {
        let letter = ask.register.messages.get_mut(&wire::MESSAGE.back(id)).filter(|letter| letter.to.contains(&me));
        let letter = letter.ok_or(NOT_FOUND)?;
        if read {
            letter.read_by.insert(me);
        } else {
            letter.read_by.remove(&me);
        }
    }
    Ok(data(&json!({})))
}
