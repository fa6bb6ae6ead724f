//! The event calendar: lessons, planned tests, events, who missed what, and which mark and homework stand in which
//! lesson (§6.1).

use std::collections::{BTreeMap, HashSet};

use peremena_model::{Event, Lesson, LessonStatus, PlannedTest, Span};

use super::wire;
use crate::{lenient::Text, mesh::ZONE};

/// All that the calendar tells of one student.
#[derive(Debug, Default)]
pub(in crate::mesh) struct Calendar {
    pub(in crate::mesh) lessons: Vec<Lesson>,
    pub(in crate::mesh) events: Vec<Event>,
    pub(in crate::mesh) tests: Vec<PlannedTest>,
    pub(in crate::mesh) missed: Vec<Missed>,
    /// One for each of `lessons`, in no order.
    pub(in crate::mesh) taught: Vec<Taught>,
    /// By id of the mark.
    pub(in crate::mesh) lesson_of_mark: BTreeMap<i64, Place>,
    /// By `homework_entry_id`.
    pub(in crate::mesh) lesson_of_entry: BTreeMap<i64, Place>,
    pub(in crate::mesh) skipped: u32,
}

/// The lesson in which something stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::mesh) struct Place {
    pub(in crate::mesh) lesson: String,
    pub(in crate::mesh) topic: Option<String>,
}

/// Where to learn who takes a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::mesh) struct Taught {
    pub(in crate::mesh) lesson: String,
    pub(in crate::mesh) date: time::Date,
    /// Group and subject, which one teacher has.
    pub(in crate::mesh) course: Option<(i64, i64)>,
    /// Whether somebody else stands in.
    pub(in crate::mesh) replaced: bool,
    /// Id and kind of the timetable's item.
    pub(in crate::mesh) item: Option<i64>,
    pub(in crate::mesh) source: String,
}

/// A lesson that was missed, as the calendar has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::mesh) struct Missed {
    pub(in crate::mesh) lesson: String,
    pub(in crate::mesh) date: time::Date,
    pub(in crate::mesh) subject: String,
    /// Of the timetable's item: how the list of absences names the lesson.
    pub(in crate::mesh) item: String,
    pub(in crate::mesh) reason: Option<i32>,
}

/// Sources whose items are lessons.
fn is_lesson(event: &wire::Event<'_>) -> bool {
    let taught = matches!(event.source.get(), Some("PLAN" | "EC" | "AE"));
    // An old answer without a word for the source has subjects in lessons alone.
    (taught || event.source.get().is_none()) && event.subject_name.get().is_some()
}

/// The id of a lesson: the timetable's own. Lessons beside the plan may have numbers of their own.
fn lesson_id(event: &wire::Event<'_>) -> Option<(String, String)> {
    let item = event.source_id.owned().or_else(|| event.id.0.map(|id| format!("i{id}")))?;
    let id = match event.source.get() {
        Some("PLAN") | None => item.clone(),
        Some(source) => format!("{source}-{item}"),
    };
    Some((id, item))
}

/// Reads the events of one answer, or of several that lie side by side.
pub(in crate::mesh) fn calendar(events: &[wire::Event<'_>], span: Span) -> Calendar {
    let mut calendar = Calendar::default();
    let mut seen = HashSet::new();
    for event in events {
        let Some(start) = event.start_at.local(ZONE) else {
            calendar.skipped += 1;
            continue;
        };
        let date = start.date();
        if !span.contains(date) {
            continue;
        }
        calendar.skipped += event.marks.skipped;
        let taken = if is_lesson(event) {
            calendar.lesson(event, start, &mut seen)
        } else {
            calendar.event(event, start, &mut seen)
        };
        if taken.is_none() {
            calendar.skipped += 1;
        }
    }
    calendar.lessons.sort_by(|one, other| (one.starts_at, &one.id).cmp(&(other.starts_at, &other.id)));
    calendar
}

impl Calendar {
    fn lesson(
        &mut self,
        event: &wire::Event<'_>,
        start: time::OffsetDateTime,
        seen: &mut HashSet<String>,
    ) -> Option<()> {
        let (id, item) = lesson_id(event)?;
        if !seen.insert(id.clone()) {
            return Some(());
        }
        let date = start.date();
        let subject = event.subject_name.owned()?;
        let topic = event.lesson_theme.owned().or_else(|| event.lesson_name.owned());
        let place = Place { lesson: id.clone(), topic: topic.clone() };
        for mark in event.marks.items.iter().filter_map(|mark| mark.id.0) {
            keep_first(&mut self.lesson_of_mark, mark, &place);
        }
        let entries = event.homework.0.iter().flat_map(|homework| &homework.entries.items);
        for entry in entries.filter_map(|entry| entry.homework_entry_id.0) {
            keep_first(&mut self.lesson_of_entry, entry, &place);
        }
        self.taught.push(Taught {
            lesson: id.clone(),
            date,
            course: event.group_id.0.zip(event.subject_id.0),
            replaced: event.replaced.0 == Some(true),
            item: item.parse().ok(),
            source: event.source.get().unwrap_or("PLAN").to_owned(),
        });
        let reason = event.nonattendance_reason_id.0.or(event.absence_reason_id.0);
        if event.is_missed_lesson.0 == Some(true) || reason.is_some() {
            self.missed.push(Missed { lesson: id.clone(), date, subject: subject.clone(), item, reason });
        }
        if matches!(event.course_lesson_type.get(), Some("THEMATIC_TEST" | "MODULE_TEST")) {
            self.tests.push(PlannedTest {
                id: id.clone(),
                date,
                subject: subject.clone(),
                work_type: None,
                topic: topic.clone(),
                lesson: Some(id.clone()),
            });
        }
        self.lessons.push(Lesson {
            id,
            date,
            // The calendar has hours and no numbers.
            number: None,
            starts_at: Some(start),
            ends_at: event.finish_at.local(ZONE),
            subject,
            // Told by the page of each lesson alone (§6.3).
            teacher: None,
            room: room(event),
            topic,
            status: status(event),
        });
        Some(())
    }

    fn event(
        &mut self,
        event: &wire::Event<'_>,
        start: time::OffsetDateTime,
        seen: &mut HashSet<String>,
    ) -> Option<()> {
        let source = event.source.get().unwrap_or("EVENT");
        let number = event.id.0.map(|id| id.to_string()).or_else(|| event.source_id.owned())?;
        let title = event.title.owned().or_else(|| event.lesson_name.owned()).or_else(|| event.subject_name.owned())?;
        let id = format!("{source}-{number}");
        if !seen.insert(id.clone()) {
            return Some(());
        }
        let place = [&event.place_name, &event.place, &event.address, &event.room_name];
        self.events.push(Event {
            id,
            date: start.date(),
            starts_at: (event.is_all_day.0 != Some(true)).then_some(start),
            title,
            text: event.description.owned(),
            place: place.into_iter().find_map(Text::owned),
        });
        Some(())
    }
}

/// A server that repeats itself may name two lessons: the one with the lesser id stands, in whatever order they come.
fn keep_first(places: &mut BTreeMap<i64, Place>, id: i64, place: &Place) {
    let known = places.entry(id).or_insert_with(|| place.clone());
    if place < known {
        *known = place.clone();
    }
}

/// «214», else «Актовый зал»; with the building where one is named.
fn room(event: &wire::Event<'_>) -> Option<String> {
    let room = event.room_number.get().or(event.room_name.get());
    let parts: Vec<&str> = [room, event.building_name.get()].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn status(event: &wire::Event<'_>) -> LessonStatus {
    if event.cancelled.0 == Some(true) {
        LessonStatus::Cancelled
    } else if event.replaced.0 == Some(true) {
        LessonStatus::Substituted
    } else {
        LessonStatus::Planned
    }
}
