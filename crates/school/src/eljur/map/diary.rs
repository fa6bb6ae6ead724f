//! Days: lessons, and the homework, marks and absences in them.
//!
//! Nothing of a day but homework has an id (§5; `lesson_id` is the journal's, one for all lessons of a course). A lesson
//! is named by day, number, subject and group.

use std::collections::{BTreeMap, HashSet};

use peremena_model::{Absence, Attachment, Homework, Lesson, LessonStatus, Mark};
use time::Date;

use super::{View, dates, marks, plain};
use crate::eljur::wire::{self, Keyed};

/// All that the answers hold of one student.
#[derive(Debug, Default)]
pub(in crate::eljur) struct Journal {
    pub(in crate::eljur) lessons: Vec<Lesson>,
    pub(in crate::eljur) marks: Vec<Mark>,
    pub(in crate::eljur) absences: Vec<Absence>,
    pub(in crate::eljur) homework: Vec<Homework>,
    pub(in crate::eljur) skipped: u32,
}

/// Where a thing stands in its day.
pub(super) struct Place<'a> {
    /// The lesson's id.
    pub(super) id: &'a str,
    pub(super) date: Date,
    pub(super) number: Option<i32>,
    pub(super) subject: &'a str,
    pub(super) topic: Option<&'a str>,
}

/// Reads the days of one student, as they came in one answer or in several.
pub(in crate::eljur) fn journal(answers: &[&Keyed<wire::Day<'_>>], view: &View) -> Journal {
    let mut journal = Journal::default();
    let mut read = HashSet::new();
    for answer in answers {
        journal.skipped += answer.skipped;
        for (key, day) in &answer.entries {
            let date = key.as_deref().and_then(dates::day).or_else(|| day.name.get().and_then(dates::day));
            match date {
                Some(date) if !view.span.contains(date) || !read.insert(date) => {}
                Some(date) => journal.day(day, date, view),
                None => journal.skipped += 1,
            }
        }
    }
    journal.lessons.sort_by(|one, other| {
        (one.date, one.starts_at, one.number, &one.id).cmp(&(other.date, other.starts_at, other.number, &other.id))
    });
    journal.homework.sort_by(|one, other| (one.due, &one.id).cmp(&(other.due, &other.id)));
    journal.once_each_homework();
    journal
}

/// What orders lessons of one name, so that the answer's own order has a part only in those that look alike.
fn looks<'l>(lesson: &'l wire::Lesson<'_>) -> [Option<&'l str>; 4] {
    [lesson.starttime.get(), lesson.teacher.get(), lesson.room.get(), lesson.topic.get()]
}

impl Journal {
    fn day(&mut self, day: &wire::Day<'_>, date: Date, view: &View) {
        self.skipped += day.items.skipped + day.items_extday.skipped;
        let mut by_id: BTreeMap<String, Vec<(Option<i32>, &wire::Lesson<'_>)>> = BTreeMap::new();
        for (key, lesson) in &day.items.entries {
            // A gap in the timetable has no subject.
            let Some(subject) = lesson.name.get() else { continue };
            let number = lesson.num.0.or_else(|| key.as_deref()?.trim().parse().ok());
            let mut id = format!("{date}/{}/{subject}", number.map(|number| number.to_string()).unwrap_or_default());
            if let Some(group) = lesson.grp.get() {
                id = format!("{id}/{group}");
            }
            by_id.entry(id).or_default().push((number, lesson));
        }
        for lesson in day.items_extday.values() {
            let Some(subject) = lesson.name.get() else { continue };
            // Clubs have no numbers: the hour tells two of them apart.
            let id = format!("{date}/+{}/{subject}", lesson.starttime.get().unwrap_or_default());
            by_id.entry(id).or_default().push((None, lesson));
        }
        for (id, mut alike) in by_id {
            alike.sort_by_key(|(_, lesson)| looks(lesson));
            // Where a list has no numbers and no hours, two lessons of a day look alike, and each has its marks: one is
            // only what is repeated to the letter.
            let mut once: Vec<(Option<i32>, &wire::Lesson<'_>)> = Vec::new();
            for lesson in alike {
                if !once.contains(&lesson) {
                    once.push(lesson);
                }
            }
            for (nth, (number, lesson)) in (1..).zip(once) {
                let id = if nth == 1 { id.clone() } else { format!("{id}/{nth}") };
                self.lesson(lesson, &id, date, number, view);
            }
        }
    }

    fn lesson(&mut self, lesson: &wire::Lesson<'_>, id: &str, date: Date, number: Option<i32>, view: &View) {
        let subject = lesson.name.get().unwrap_or_default();
        let place = Place { id, date, number, subject, topic: lesson.topic.get() };
        let at = |hour: Option<&str>| hour.and_then(dates::hour).map(|time| view.at(date, time));
        self.lessons.push(Lesson {
            id: id.to_owned(),
            date,
            number,
            starts_at: at(lesson.starttime.get()),
            ends_at: at(lesson.endtime.get()),
            subject: subject.to_owned(),
            teacher: lesson.teacher.owned(),
            room: lesson.room.owned(),
            topic: lesson.topic.owned(),
            status: LessonStatus::Planned,
        });
        self.skipped += lesson.assessments.skipped + lesson.homework.skipped + lesson.files.skipped;
        let (marks, absences) = marks::read(&lesson.assessments, &place);
        self.marks.extend(marks);
        self.absences.extend(absences);
        self.homework_of(lesson, &place);
    }

    /// Homework, with the files that name it. Files of a homework that is not there stand for one without words.
    fn homework_of(&mut self, lesson: &wire::Lesson<'_>, place: &Place<'_>) {
        let mut files: BTreeMap<&str, Vec<Attachment>> = BTreeMap::new();
        for file in lesson.files.values() {
            if let Some(file_read) = attachment(file) {
                files.entry(file.toid.get().unwrap_or_default()).or_default().push(file_read);
            }
        }
        let mut nameless = 0;
        let mut found: Vec<(String, String)> = Vec::new();
        for (key, homework) in &lesson.homework.entries {
            let id = homework.id.owned().or_else(|| key.clone()).unwrap_or_else(|| {
                nameless += 1;
                format!("{}/{nameless}", place.id)
            });
            found.push((id, homework.value.get().map(plain).unwrap_or_default()));
        }
        if let ([(id, _)], Some(unnamed)) = (found.as_slice(), files.remove("")) {
            files.entry(lesson_key(&lesson.homework, id)).or_default().extend(unnamed);
        }
        let orphans = files.keys().filter(|id| found.iter().all(|(known, _)| known != *id));
        let orphans: Vec<(String, String)> = orphans.map(|id| ((*id).to_owned(), String::new())).collect();
        for (id, text) in found.into_iter().chain(orphans) {
            let mut attachments = files.remove(id.as_str()).unwrap_or_default();
            attachments.sort();
            attachments.dedup();
            if text.is_empty() && attachments.is_empty() {
                continue;
            }
            self.homework.push(Homework {
                // One that stands on several days is one for each, named alike whichever days were asked for.
                id: format!("{id}/{}", place.date),
                subject: place.subject.to_owned(),
                text,
                due: place.date,
                set_at: None,
                set_in_lesson: None,
                lesson: Some(place.id.to_owned()),
                done: None,
                attachments,
            });
        }
    }

    /// A homework may stand in both lessons of a pair: it is one.
    fn once_each_homework(&mut self) {
        let mut seen = HashSet::new();
        self.homework.retain(|homework| seen.insert(homework.id.clone()));
    }
}

/// The id as it is borrowed from the answer; homework that came without one has no key to be borrowed.
fn lesson_key<'l>(homework: &'l Keyed<wire::Homework<'_>>, id: &str) -> &'l str {
    let own = homework.entries.iter().find_map(|(key, homework)| homework.id.get().or(key.as_deref()));
    own.filter(|own| *own == id).unwrap_or_default()
}

/// A file with an address and a name. There are no ids of files (§5).
pub(super) fn attachment(file: &wire::File<'_>) -> Option<Attachment> {
    let (link, name) = (file.link.get()?, file.filename.get());
    let name = name.or_else(|| link.rsplit('/').next().filter(|name| !name.is_empty())).unwrap_or(link);
    Some(Attachment { id: link.to_owned(), name: name.to_owned(), size: None })
}
