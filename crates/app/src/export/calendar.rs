//! Timetable, tests, events and homework as a calendar (RFC 5545).
//!
//! A lesson stands at its moment: the school's clock and its distance from UTC are in what the school sends, its zone
//! has no name there. So times are written in UTC, which every calendar shows by the reader's own clock; what has a day
//! and no time is a whole day.

use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property, Todo, TodoStatus};
use peremena_model::{Item, LessonStatus, Student};
use time::{Date, OffsetDateTime, UtcOffset, format_description::BorrowedFormatItem, macros::format_description};
use url::form_urlencoded;

use crate::facts::HomeworkFact;

const MOMENT: &[BorrowedFormatItem<'_>] = format_description!("[year][month][day]T[hour][minute][second]Z");
/// By this a calendar is known as one of ours.
pub(crate) const MAKER: &str = "-//Peremena//Peremena//RU";

const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year][month][day]");

/// The calendar and its number of entries. `stamp`: the moment of the data.
pub(crate) fn calendar(
    student: &Student,
    items: &[Item],
    homework: &[HomeworkFact],
    stamp: OffsetDateTime,
) -> (Vec<u8>, usize) {
    let mut calendar = Calendar::empty();
    calendar.append_property(("VERSION", "2.0"));
    calendar.append_property(("PRODID", MAKER));
    calendar.append_property(("CALSCALE", "GREGORIAN"));
    calendar.name(&text(&student.name));
    let mut count = 0;
    for event in items.iter().filter_map(|item| event(student, item, stamp)) {
        calendar.push(event);
        count += 1;
    }
    for work in homework {
        calendar.push(todo(student, work, stamp));
        count += 1;
    }
    (calendar.to_string().into_bytes(), count)
}

fn event(student: &Student, item: &Item, stamp: OffsetDateTime) -> Option<Event> {
    let mut event = Event::new();
    entry(&mut event, student, item.kind().word(), item.id(), stamp);
    match item {
        Item::Lesson(lesson) => {
            // A lesson without its hours would fill the day.
            let starts = lesson.starts_at?;
            event.append_property(moment("DTSTART", starts));
            if let Some(ends) = lesson.ends_at.filter(|ends| *ends > starts) {
                event.append_property(moment("DTEND", ends));
            }
            event.summary(&text(&lesson.subject));
            describe(&mut event, &[&lesson.topic, &lesson.teacher]);
            if let Some(room) = &lesson.room {
                event.location(&text(room));
            }
            event.status(match lesson.status {
                LessonStatus::Cancelled => EventStatus::Cancelled,
                LessonStatus::Planned | LessonStatus::Held | LessonStatus::Substituted | LessonStatus::Moved => {
                    EventStatus::Confirmed
                }
            });
        }
        Item::Test(test) => {
            event.append_property(day("DTSTART", test.date));
            let work = test.work_type.as_deref().unwrap_or_default();
            event.summary(text(&format!("{}: {work}", test.subject)).trim_end_matches([':', ' ']));
            describe(&mut event, &[&test.topic]);
        }
        Item::Event(happening) => {
            event.append_property(match happening.starts_at {
                Some(starts) => moment("DTSTART", starts),
                None => day("DTSTART", happening.date),
            });
            event.summary(&text(&happening.title));
            describe(&mut event, &[&happening.text]);
            if let Some(place) = &happening.place {
                event.location(&text(place));
            }
        }
        _ => return None,
    }
    Some(event)
}

fn todo(student: &Student, work: &HomeworkFact, stamp: OffsetDateTime) -> Todo {
    let mut todo = Todo::new();
    entry(&mut todo, student, "homework", &work.id, stamp);
    todo.append_property(day("DUE", work.due));
    todo.summary(&text(&work.subject));
    describe(&mut todo, &[&Some(work.text.clone())]);
    todo.status(if work.done == Some(true) { TodoStatus::Completed } else { TodoStatus::NeedsAction });
    todo
}

/// What every entry has. The id is the same in every export, so that a calendar that reads it again renews its entries.
fn entry(component: &mut impl Component, student: &Student, kind: &str, id: &str, stamp: OffsetDateTime) {
    let id: String = form_urlencoded::byte_serialize(id.as_bytes()).collect();
    component.uid(&format!("{kind}-{}-{id}@app.peremena", student.id.as_str()));
    component.append_property(moment("DTSTAMP", stamp));
}

fn describe(component: &mut impl Component, parts: &[&Option<String>]) {
    let parts: Vec<String> = parts.iter().filter_map(|part| part.as_deref()).map(text).collect();
    let whole = parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("\n");
    if !whole.is_empty() {
        component.description(&whole);
    }
}

/// A text of the school's, without the control characters that no calendar may have. The library escapes the rest.
fn text(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines.chars().filter(|letter| *letter == '\n' || !letter.is_control()).collect()
}

fn moment(name: &str, at: OffsetDateTime) -> Property {
    Property::new(name, at.to_offset(UtcOffset::UTC).format(MOMENT).unwrap_or_default())
}

fn day(name: &str, date: Date) -> Property {
    let mut day = Property::new(name, date.format(DAY).unwrap_or_default());
    day.add_parameter("VALUE", "DATE");
    day
}
