//! Where an item stands in the school's own books: what stays when ids do not.

use time::{Date, OffsetDateTime};

use crate::{Item, Lesson, TermKind, TermMark, TermMarkOf};

/// A place that normally holds one item, and never many.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Slot<'a> {
    Hour { date: Date, hour: Hour },
    Lesson { date: Date, hour: Hour, subject: &'a str },
    Cell { date: Option<Date>, number: Option<i32>, subject: &'a str },
    Final { subject: &'a str, of: TermMarkOf, term: WhichTerm<'a> },
    Due { date: Date, subject: &'a str },
    Missed { date: Date, number: Option<i32>, subject: Option<&'a str> },
    Remark { date: Date, subject: Option<&'a str>, author: Option<&'a str> },
    Test { date: Date, subject: &'a str },
    Event { date: Date, title: &'a str },
    Said { at: OffsetDateTime, title: &'a str, from: &'a str },
    Passed { at: OffsetDateTime, entered: bool },
    Term { kind: u8, number: i32 },
    Holiday { from: Date, name: &'a str },
    Average { subject: &'a str, term: Option<&'a str>, weighted: bool },
    School,
}

/// The hour of a lesson: its number, or where the school gives none, its beginning.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Hour {
    Number(i32),
    Begins(OffsetDateTime),
    Unknown,
}

/// The term of a final mark: its number in the year, or where the school gives none, its id.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum WhichTerm<'a> {
    Number(i32),
    Id(&'a str),
    Any,
}

fn hour(lesson: &Lesson) -> Hour {
    match (lesson.number, lesson.starts_at) {
        (Some(number), _) => Hour::Number(number),
        (None, Some(at)) => Hour::Begins(at),
        (None, None) => Hour::Unknown,
    }
}

fn term(mark: &TermMark) -> WhichTerm<'_> {
    match (mark.term_number, &mark.term) {
        (Some(number), _) => WhichTerm::Number(number),
        (None, Some(id)) => WhichTerm::Id(id),
        (None, None) => WhichTerm::Any,
    }
}

fn term_kind(kind: TermKind) -> u8 {
    kind as u8
}

/// The slot of an item.
pub(super) fn of(item: &Item) -> Slot<'_> {
    match item {
        Item::Lesson(it) => Slot::Lesson { date: it.date, hour: hour(it), subject: it.subject.trim() },
        Item::Mark(it) => Slot::Cell { date: item.date(), number: it.lesson_number, subject: it.subject.trim() },
        Item::TermMark(it) => Slot::Final { subject: it.subject.trim(), of: it.of, term: term(it) },
        Item::Homework(it) => Slot::Due { date: it.due, subject: it.subject.trim() },
        Item::Absence(it) => {
            Slot::Missed { date: it.date, number: it.lesson_number, subject: it.subject.as_deref().map(str::trim) }
        }
        Item::Remark(it) => {
            Slot::Remark { date: it.date, subject: it.subject.as_deref(), author: it.author.as_deref() }
        }
        Item::Test(it) => Slot::Test { date: it.date, subject: it.subject.trim() },
        Item::Event(it) => Slot::Event { date: it.date, title: it.title.trim() },
        Item::Announcement(it) => Slot::Said { at: it.at, title: it.title.trim(), from: "" },
        Item::Message(it) => Slot::Said { at: it.at, title: it.subject.trim(), from: it.from.trim() },
        Item::Visit(it) => Slot::Passed { at: it.at, entered: it.entered },
        Item::Term(it) => Slot::Term { kind: term_kind(it.kind), number: it.number },
        Item::Holiday(it) => Slot::Holiday { from: it.from, name: it.name.trim() },
        Item::Average(it) => {
            Slot::Average { subject: it.subject.trim(), term: it.term.as_deref(), weighted: it.weighted }
        }
        Item::SchoolInfo(_) => Slot::School,
    }
}

/// The slot without the part that one of two answers may not know; none for the kinds whose slot has no such part.
pub(super) fn looser(item: &Item) -> Option<Slot<'_>> {
    match item {
        // Another subject at the same hour: a substitution.
        Item::Lesson(it) => Some(Slot::Hour { date: it.date, hour: hour(it) }),
        Item::Mark(it) => Some(Slot::Cell { date: item.date(), number: None, subject: it.subject.trim() }),
        Item::TermMark(it) => Some(Slot::Final { subject: it.subject.trim(), of: it.of, term: WhichTerm::Any }),
        Item::Absence(it) => {
            Some(Slot::Missed { date: it.date, number: None, subject: it.subject.as_deref().map(str::trim) })
        }
        Item::Homework(_)
        | Item::Remark(_)
        | Item::Test(_)
        | Item::Event(_)
        | Item::Announcement(_)
        | Item::Message(_)
        | Item::Visit(_)
        | Item::Term(_)
        | Item::Holiday(_)
        | Item::Average(_)
        | Item::SchoolInfo(_) => None,
    }
}

/// Whether the part that [`looser`] leaves out is known.
pub(super) fn is_exact(item: &Item) -> bool {
    match item {
        Item::Mark(it) => it.lesson_number.is_some(),
        Item::TermMark(it) => it.term_number.is_some(),
        Item::Absence(it) => it.lesson_number.is_some(),
        Item::Lesson(_)
        | Item::Homework(_)
        | Item::Remark(_)
        | Item::Test(_)
        | Item::Event(_)
        | Item::Announcement(_)
        | Item::Message(_)
        | Item::Visit(_)
        | Item::Term(_)
        | Item::Holiday(_)
        | Item::Average(_)
        | Item::SchoolInfo(_) => true,
    }
}
