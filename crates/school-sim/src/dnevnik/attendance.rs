//! The attendance log.

use time::Date;

use super::ask::{Ask, id};
use super::wire::WireLogEntry;
use super::{Reply, json};
use crate::register::Pupil;

fn entries<'a>(ask: &'a Ask<'_>, pupil: &Pupil, from: Date, to: Date, subject: Option<i64>) -> Vec<WireLogEntry<'a>> {
    let lessons = ask.register.lessons_of_pupil(pupil, from, to).into_iter();
    let lessons = lessons.filter(|lesson| subject.is_none_or(|subject| lesson.subject == subject));
    let entries = lessons.filter_map(|lesson| ask.register.log.get(&(pupil.person, lesson.id)));
    entries.filter(|entry| entry.at <= ask.now).map(WireLogEntry::new).collect()
}

/// `persons/{p}/lesson-log-entries?startDate&endDate`
pub(super) fn of_person(ask: &Ask<'_>, person: &str) -> Reply {
    let pupil = ask.pupil(person)?;
    let (from, to) = ask.range_param("startDate", "endDate")?;
    Ok(json(&entries(ask, &pupil, from, to, None)))
}

/// `lesson-log-entries/person/{p}/subject/{s}?from&to`
pub(super) fn of_subject(ask: &Ask<'_>, person: &str, subject: &str) -> Reply {
    let pupil = ask.pupil(person)?;
    let subject = id("subject", subject)?;
    let (from, to) = ask.range_param("from", "to")?;
    Ok(json(&entries(ask, &pupil, from, to, Some(subject))))
}

/// `lesson-log-entries/group/{g}?subject&from&to`: a family's own.
pub(super) fn of_group(ask: &Ask<'_>, group: &str) -> Reply {
    let group = ask.group(group)?;
    let subject = ask.id_param("subject")?;
    let (from, to) = ask.range_param("from", "to")?;
    let pupils = ask.pupils_in(group.id);
    let found = pupils.iter().flat_map(|pupil| entries(ask, pupil, from, to, Some(subject)));
    Ok(json(&found.collect::<Vec<_>>()))
}

/// `lesson-log-entries?lessons=` and `lessons/{l}/log-entries`: a family's own.
pub(super) fn of_lessons(ask: &Ask<'_>, lessons: &[i64]) -> Reply {
    let mut found = Vec::new();
    for lesson in lessons {
        let lesson = ask.lesson(*lesson)?.id;
        let entries = ask.account.pupils.iter().filter_map(|person| ask.register.log.get(&(*person, lesson)));
        found.extend(entries.filter(|entry| entry.at <= ask.now).map(WireLogEntry::new));
    }
    Ok(json(&found))
}

/// `lesson-log-entries/lesson/{l}/person/{p}`: one entry; null when nothing was recorded.
pub(super) fn of_person_at_lesson(ask: &Ask<'_>, lesson: &str, person: &str) -> Reply {
    let pupil = ask.pupil(person)?;
    let lesson = ask.lesson(id("lesson", lesson)?)?;
    let entry = ask.register.log.get(&(pupil.person, lesson.id)).filter(|entry| entry.at <= ask.now);
    Ok(json(&entry.map(WireLogEntry::new)))
}

/// `lesson-log-entries/statuses`
pub(super) fn statuses() -> Reply {
    Ok(json(&["Attend", "Absent", "Ill", "Late", "Pass"]))
}
