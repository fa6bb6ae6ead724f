//! What of an item a family is told, kind by kind. All else is kept up to date in silence.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::{
    Absence, AbsenceStatus, Announcement, Attachment, Event, Homework, Item, Lesson, LessonStatus, Mark, Message,
    PlannedTest, Remark, TermMark,
};

/// Whether `new` says anything to a family that `old` did not.
pub(super) fn differs(old: &Item, new: &Item) -> bool {
    match (old, new) {
        (Item::Lesson(old), Item::Lesson(new)) => lesson(old, new),
        (Item::Mark(old), Item::Mark(new)) => mark(old, new),
        (Item::TermMark(old), Item::TermMark(new)) => term_mark(old, new),
        (Item::Homework(old), Item::Homework(new)) => homework(old, new),
        (Item::Absence(old), Item::Absence(new)) => absence(old, new),
        (Item::Remark(old), Item::Remark(new)) => remark(old, new),
        (Item::Test(old), Item::Test(new)) => test(old, new),
        (Item::Event(old), Item::Event(new)) => event(old, new),
        (Item::Announcement(old), Item::Announcement(new)) => announcement(old, new),
        (Item::Message(old), Item::Message(new)) => message(old, new),
        // Passing a door is told, but what is corrected of it is not. The other kinds are never told, and two kinds
        // are never compared.
        _ => false,
    }
}

fn lesson(old: &Lesson, new: &Lesson) -> bool {
    old.date != new.date
        || words_differ(&old.subject, &new.subject)
        || unusual(old.status) != unusual(new.status)
        || both_differ(old.number, new.number)
        || both_differ(old.starts_at, new.starts_at)
        || both_differ(old.ends_at, new.ends_at)
        || both_say_otherwise(&old.teacher, &new.teacher)
        || both_say_otherwise(&old.room, &new.room)
}

fn mark(old: &Mark, new: &Mark) -> bool {
    words_differ(&old.value, &new.value)
        || words_differ(&old.subject, &new.subject)
        || words_differ(said(&old.comment), said(&new.comment))
        || old.lesson_date != new.lesson_date
        // A table of weights or of kinds of work that failed once is no news, nor is its return.
        || both_differ(old.weight, new.weight)
        || both_say_otherwise(&old.work_type, &new.work_type)
}

fn term_mark(old: &TermMark, new: &TermMark) -> bool {
    words_differ(&old.value, &new.value)
}

fn homework(old: &Homework, new: &Homework) -> bool {
    old.due != new.due
        || words_differ(&old.subject, &new.subject)
        || words_differ(&old.text, &new.text)
        || files_differ(&old.attachments, &new.attachments)
}

fn absence(old: &Absence, new: &Absence) -> bool {
    old.status != new.status
        || (old.status == AbsenceStatus::Other && words_differ(said(&old.word), said(&new.word)))
        || words_differ(said(&old.comment), said(&new.comment))
        || old.date != new.date
        || both_differ(old.lesson_number, new.lesson_number)
        || both_say_otherwise(&old.subject, &new.subject)
}

fn remark(old: &Remark, new: &Remark) -> bool {
    old.date != new.date || words_differ(&old.text, &new.text)
}

fn test(old: &PlannedTest, new: &PlannedTest) -> bool {
    old.date != new.date
        || words_differ(&old.subject, &new.subject)
        || both_say_otherwise(&old.work_type, &new.work_type)
        // The topic that becomes known is what one learns for; one that is left out is no news.
        || (!said(&new.topic).trim().is_empty() && words_differ(said(&old.topic), said(&new.topic)))
}

fn event(old: &Event, new: &Event) -> bool {
    old.date != new.date
        || old.starts_at != new.starts_at
        || words_differ(&old.title, &new.title)
        || words_differ(said(&old.text), said(&new.text))
        || words_differ(said(&old.place), said(&new.place))
}

fn announcement(old: &Announcement, new: &Announcement) -> bool {
    old.at != new.at
        || words_differ(&old.title, &new.title)
        || words_differ(&old.text, &new.text)
        || files_differ(&old.attachments, &new.attachments)
}

fn message(old: &Message, new: &Message) -> bool {
    words_differ(&old.text, &new.text)
}

/// A lesson that took place as planned is no news.
fn unusual(status: LessonStatus) -> Option<LessonStatus> {
    match status {
        LessonStatus::Planned | LessonStatus::Held => None,
        LessonStatus::Cancelled | LessonStatus::Substituted | LessonStatus::Moved => Some(status),
    }
}

fn both_differ<T: PartialEq>(old: Option<T>, new: Option<T>) -> bool {
    matches!((old, new), (Some(old), Some(new)) if old != new)
}

fn both_say_otherwise(old: &Option<String>, new: &Option<String>) -> bool {
    matches!((old, new), (Some(old), Some(new)) if words_differ(old, new))
}

fn said(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or_default()
}

/// Servers re-wrap texts; only the words count.
fn words_differ(old: &str, new: &str) -> bool {
    old != new && !old.split_whitespace().eq(new.split_whitespace())
}

fn files_differ(old: &[Attachment], new: &[Attachment]) -> bool {
    old.len() != new.len() || names(old) != names(new)
}

/// Names in an order of their own: ids and addresses of files are re-issued, and their order is the server's.
fn names(files: &[Attachment]) -> Vec<&str> {
    let mut names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    names.sort_unstable();
    names
}

/// A fingerprint of everything that [`differs`] looks at. Items of one fingerprint never differ; items that do
/// not differ may have two, where one of them leaves something unsaid.
pub(super) fn content(item: &Item) -> u64 {
    let mut print = DefaultHasher::new();
    match item {
        Item::Lesson(it) => {
            words(&it.subject, &mut print);
            option(&it.teacher, &mut print);
            option(&it.room, &mut print);
            (it.date, it.number, it.starts_at, it.ends_at, unusual(it.status).map(|status| status as u8))
                .hash(&mut print);
        }
        Item::Mark(it) => {
            words(&it.value, &mut print);
            words(&it.subject, &mut print);
            words(said(&it.comment), &mut print);
            option(&it.work_type, &mut print);
            (it.lesson_date, it.weight.map(f64::to_bits)).hash(&mut print);
        }
        Item::TermMark(it) => words(&it.value, &mut print),
        Item::Homework(it) => {
            words(&it.subject, &mut print);
            words(&it.text, &mut print);
            (it.due, names(&it.attachments)).hash(&mut print);
        }
        Item::Absence(it) => {
            let word = if it.status == AbsenceStatus::Other { said(&it.word) } else { "" };
            words(word, &mut print);
            words(said(&it.comment), &mut print);
            option(&it.subject, &mut print);
            (it.status, it.date, it.lesson_number).hash(&mut print);
        }
        Item::Remark(it) => {
            words(&it.text, &mut print);
            it.date.hash(&mut print);
        }
        Item::Test(it) => {
            words(&it.subject, &mut print);
            option(&it.work_type, &mut print);
            words(said(&it.topic), &mut print);
            it.date.hash(&mut print);
        }
        Item::Event(it) => {
            words(&it.title, &mut print);
            words(said(&it.text), &mut print);
            words(said(&it.place), &mut print);
            (it.date, it.starts_at).hash(&mut print);
        }
        Item::Announcement(it) => {
            words(&it.title, &mut print);
            words(&it.text, &mut print);
            (it.at, names(&it.attachments)).hash(&mut print);
        }
        Item::Message(it) => words(&it.text, &mut print),
        Item::Visit(_) | Item::Term(_) | Item::Holiday(_) | Item::Average(_) | Item::SchoolInfo(_) => {}
    }
    print.finish()
}

fn words(text: &str, print: &mut DefaultHasher) {
    for word in text.split_whitespace() {
        word.hash(print);
    }
    // An end, so that the words of two fields cannot trade places.
    0u64.hash(print);
}

fn option(text: &Option<String>, print: &mut DefaultHasher) {
    text.is_some().hash(print);
    words(said(text), print);
}
