//! Who is who: identities, years, terms, the school, and what is said.

use std::collections::{BTreeMap, HashSet};

use peremena_model::{Announcement, Attachment, Message, SchoolInfo, SchoolYear, Span, SubjectTeacher, Term};
use time::{Date, UtcOffset};

use super::{diary::attachments, plain};
use crate::{
    Enrolment, Identity,
    lenient::{List, Moment, OneOrMany, Text},
    netschool::{reference, wire},
    people::{familiar, mark_one, signed_in_parent},
    term_names::{put_in_order, read_name},
};

/// Names of the ids in [`Enrolment::ids`].
pub(in crate::netschool) mod ids {
    /// The school.
    pub(in crate::netschool) const SCHOOL: &str = "school";
    /// The user of the account: mail is his.
    pub(in crate::netschool) const USER: &str = "user";
    /// The user's name, where that is a parent.
    pub(in crate::netschool) const PARENT: &str = "parent";
    /// There for the one child with whom the account's mail stands.
    pub(in crate::netschool) const MAIL: &str = "mail";
}

/// The identity, and the students' ids whose class is not told.
pub(in crate::netschool) fn identity(
    init: &wire::DiaryInit<'_>,
    context: &wire::Context<'_>,
    classes: &BTreeMap<String, String>,
) -> Option<Identity> {
    let user = context.user.0.as_ref();
    let user_id = user.and_then(|user| user.id.owned()).or_else(|| super::diary::id_text(context.user_id))?;
    let organization = context.organization.0.as_ref();
    let school_id =
        super::diary::id_text(context.school_id).or_else(|| organization.and_then(|school| school.id.owned()));
    let school = organization.and_then(|school| school.name.owned()).or_else(|| context.organization_name.owned());
    let listed: Vec<&wire::Student<'_>> = match &init.students {
        OneOrMany::One(by_index) => by_index.values().filter_map(|student| student.0.as_ref()).collect(),
        OneOrMany::Many(list) => list.items.iter().collect(),
        OneOrMany::Neither => Vec::new(),
    };
    let mut students: Vec<Enrolment> = Vec::new();
    for student in listed {
        let (Some(id), Some(name)) = (student.student_id.0, student.nick_name.get().or(student.name.get())) else {
            continue;
        };
        let person = id.to_string();
        if students.iter().any(|known| known.person == person) {
            continue;
        }
        let mut ids: BTreeMap<String, String> = [(ids::USER.to_owned(), user_id.clone())].into();
        ids.extend(school_id.iter().map(|id| (ids::SCHOOL.to_owned(), id.clone())));
        students.push(Enrolment {
            class: student
                .class_name
                .owned()
                .or_else(|| student.group_name.owned())
                .or_else(|| classes.get(&person).cloned()),
            name: familiar(name),
            school: school.clone(),
            person,
            ids,
        });
    }
    mark_one(&mut students, ids::MAIL);
    let pupil = |role: &&Text<'_>| {
        role.get()
            .map(str::to_lowercase)
            .is_some_and(|role| ["student", "учени", "обучающ"].iter().any(|word| role.contains(word)))
    };
    let is_student = context.roles.items.iter().any(|role| pupil(&role))
        || matches!(students.as_slice(), [one] if one.person == user_id);
    let name = user.and_then(|user| user.name.owned()).unwrap_or_default();
    if !is_student {
        mark_parent(&mut students, &name);
    }
    Some(Identity { user: user_id, name, is_student, students })
}

/// The identity as the mobile API tells it. School and class of a parent's children are asked for one by one.
pub(in crate::netschool) fn mobile_identity(users: &List<wire::MobileUser<'_>>) -> Option<Identity> {
    let user = users.items.first()?;
    let user_id = super::diary::id_text(user.id)?;
    let active = user.organizations.items.iter().find(|school| school.is_active.0 == Some(true));
    let school = active.or(user.organizations.items.first()).and_then(|school| school.organization.0.as_ref());
    let enrolment = |person: String, name: &str, class: Option<String>| {
        let mut ids: BTreeMap<String, String> = [(ids::USER.to_owned(), user_id.clone())].into();
        ids.extend(school.and_then(|school| school.id.owned()).map(|id| (ids::SCHOOL.to_owned(), id)));
        Enrolment { name: familiar(name), class, school: school.and_then(|school| school.name.owned()), person, ids }
    };
    let name = user.nick_name.owned().unwrap_or_default();
    let mut students: Vec<Enrolment> = Vec::new();
    for child in &user.children.items {
        let id = super::diary::id_text(child.id).or_else(|| super::diary::id_text(child.student_id));
        let named = child.nick_name.get().or(child.name.get()).or(child.first_name.get());
        if let (Some(id), Some(named)) = (id, named)
            && students.iter().all(|known| known.person != id)
        {
            students.push(enrolment(id, named, child.class_name.owned()));
        }
    }
    // Nobody's parent: the pupil. Children that cannot be read do not make one of their parent.
    let is_student = students.is_empty();
    if is_student && (!user.children.items.is_empty() || user.children.skipped > 0) {
        return None;
    }
    if is_student {
        students.push(enrolment(user_id.clone(), &name, None));
    } else {
        mark_parent(&mut students, &name);
    }
    mark_one(&mut students, ids::MAIL);
    Some(Identity { user: user_id, name, is_student, students })
}

/// Leaves the parent's name with the children: it is all that is told of their parents.
fn mark_parent(students: &mut [Enrolment], name: &str) {
    for student in students {
        student.ids.insert(ids::PARENT.to_owned(), name.to_owned());
    }
}

/// A school year with the calendar year in which it begins.
pub(in crate::netschool) fn year(year: &wire::Year<'_>) -> Option<(i32, reference::Year)> {
    let global = year.global_year.0.as_ref();
    let day = |own: Moment, global: Option<Moment>| own.day(UtcOffset::UTC).or_else(|| global?.day(UtcOffset::UTC));
    let from = day(year.start_date, global.map(|year| year.start_date));
    let to = day(year.end_date, global.map(|year| year.end_date));
    let named = || {
        let name = year.name.get()?;
        let digits = name.find(|sign: char| sign.is_ascii_digit()).and_then(|at| name.get(at..at + 4))?;
        digits.parse().ok()
    };
    let begins = from.map(|from| SchoolYear::of(from).0).or_else(named)?;
    Some((begins, reference::Year { id: year.id.0?, from, to }))
}

/// The days of a school year that a server knows: outside of them it answers with an error.
pub(in crate::netschool) fn year_of(year: &reference::Year, span: Span) -> Option<Span> {
    span.and(Span::new(year.from.unwrap_or(span.from()), year.to.unwrap_or(span.to()))?)
}

/// The terms of a year, in order; those that repeat each other's days (children in several classes) once.
pub(in crate::netschool) fn terms(list: &List<wire::Term<'_>>, year: SchoolYear, zone: UtcOffset) -> (Vec<Term>, u32) {
    let mut skipped = list.skipped;
    let mut found: Vec<(Date, Date, String, String)> = Vec::new();
    for term in &list.items {
        let name = term.name.owned().or_else(|| term.term_name.owned());
        let days = (term.start_date.day(zone), term.end_date.day(zone));
        let (Some(id), Some(name), (Some(from), Some(to))) = (term.id.owned(), name, days) else {
            skipped += 1;
            continue;
        };
        let known = found.iter().any(|(start, _, of, called)| *of == id || (*start == from && *called == name));
        if from <= to && SchoolYear::of(from) == year && !known {
            found.push((from, to, id, name));
        }
    }
    let mut terms: Vec<Term> = Vec::new();
    for (from, to, id, name) in found {
        let (kind, number) = read_name(&name);
        terms.push(Term { id, kind, number: number.unwrap_or_default(), name, from, to });
    }
    put_in_order(&mut terms);
    (terms, skipped)
}

/// The school's card, with who teaches what as far as it is known.
pub(in crate::netschool) fn school_info(
    card: Option<&wire::SchoolCard<'_>>,
    student: &Enrolment,
    class: Option<String>,
    school: Option<String>,
    teachers: Vec<SubjectTeacher>,
    subjects: Vec<String>,
    zone: UtcOffset,
) -> SchoolInfo {
    let common = card.and_then(|card| card.common_info.0.as_ref());
    let contact = card.and_then(|card| card.contact_info.0.as_ref());
    SchoolInfo {
        id: "school".into(),
        school: common.and_then(|info| info.full_school_name.owned().or_else(|| info.school_name.owned())).or(school),
        address: contact.and_then(|info| info.post_address.owned().or_else(|| info.juridical_address.owned())),
        phone: contact.and_then(|info| info.phones.owned()),
        email: contact.and_then(|info| info.email.owned()),
        site: contact.and_then(|info| info.web.owned()),
        head: card.and_then(|card| card.management_info.0.as_ref()).and_then(|info| info.director.owned()),
        class,
        class_teacher: None,
        teachers,
        subjects,
        guardians: signed_in_parent(student.ids.get(ids::PARENT)),
        utc_offset_hours: Some(i32::from(zone.whole_hours())),
    }
}

/// One thing that was announced; none where it has no day.
pub(super) fn said(
    id: Option<String>,
    title: Option<String>,
    html: Option<&str>,
    posted: Moment,
    author: Option<&wire::Named<'_>>,
    files: Vec<Attachment>,
    zone: UtcOffset,
) -> Option<Announcement> {
    let at = posted.local(zone)?;
    let title = title.unwrap_or_default();
    Some(Announcement {
        // Some servers give none: the moment and the heading tell two apart.
        id: id.unwrap_or_else(|| format!("{}/{title}", at.unix_timestamp())),
        at,
        title,
        text: html.map(plain).unwrap_or_default(),
        author: author
            .and_then(|author| author.fio.owned().or_else(|| author.nick_name.owned()).or_else(|| author.name.owned())),
        attachments: files,
    })
}

/// Announcements of the span, each once, the oldest first.
pub(in crate::netschool) fn announcements(
    list: &List<wire::Announcement<'_>>,
    span: Span,
    zone: UtcOffset,
) -> (Vec<Announcement>, u32) {
    let read = list.items.iter().map(|one| {
        let files = attachments(&one.attachments);
        said(one.id.owned(), one.name.owned(), one.description.get(), one.post_date, one.author.0.as_ref(), files, zone)
    });
    let (found, skipped) = once(read, span);
    (found, skipped + list.skipped)
}

/// Those that can be read, of the span, each once, the oldest first; and how many cannot be read.
pub(super) fn once(list: impl Iterator<Item = Option<Announcement>>, span: Span) -> (Vec<Announcement>, u32) {
    let mut skipped = 0;
    let mut seen = HashSet::new();
    let mut found: Vec<Announcement> = Vec::new();
    for one in list {
        match one {
            Some(one) if span.contains(one.at.date()) && seen.insert(one.id.clone()) => found.push(one),
            Some(_) => {}
            None => skipped += 1,
        }
    }
    found.sort_by(|one, other| (one.at, &one.id).cmp(&(other.at, &other.id)));
    (found, skipped)
}

/// Letters of the registry, which has no texts: to ask for one marks it as read.
pub(in crate::netschool) fn letters(
    pages: &[wire::Registry<'_>],
    unread: Option<&[i64]>,
    span: Span,
    zone: UtcOffset,
) -> (Vec<Message>, u32) {
    let mut skipped = 0;
    let mut seen = HashSet::new();
    let mut found: Vec<Message> = Vec::new();
    for page in pages {
        skipped += page.rows.skipped;
        for row in &page.rows.items {
            let (Some(id), Some(at)) = (row.id.0, row.sent.local(zone)) else {
                skipped += 1;
                continue;
            };
            if !span.contains(at.date()) || !seen.insert(id) {
                continue;
            }
            found.push(Message {
                id: id.to_string(),
                at,
                subject: row.subject.owned().unwrap_or_default(),
                text: String::new(),
                from: row.author.owned().unwrap_or_default(),
                to: names(&row.to_names),
                read: unread.map(|unread| !unread.contains(&id)),
                attachments: Vec::new(),
            });
        }
    }
    found.sort_by(|one, other| (one.at, &one.id).cmp(&(other.at, &other.id)));
    (found, skipped)
}

/// "Лугова И. О.; Рощина А. П."
pub(super) fn names(text: &Text<'_>) -> Vec<String> {
    let names = text.get().unwrap_or_default().split(';').map(str::trim).filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}
