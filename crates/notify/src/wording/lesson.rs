//! What a change of the timetable says.

use peremena_model::{Change, Item, Lesson, LessonStatus, What};
use time::Date;

use crate::{Arg, Words, dates};

/// What became of a lesson, the weightiest of it: that it is off, that it is elsewhere in the week or the day, that
/// another stands in, that the room is another.
pub(super) fn line(words: &Words, change: &Change, lesson: &Lesson, day: &str, today: Date) -> String {
    let old = match &change.old {
        Some(Item::Lesson(old)) if change.what == What::Changed => Some(old),
        _ => None,
    };
    let number = lesson.number.map(|number| number.to_string()).unwrap_or_default();
    let time = lesson.starts_at.map(|at| dates::clock(at.time())).unwrap_or_default();
    let teacher = lesson.teacher.as_deref().unwrap_or_default();
    let room = lesson.room.as_deref().unwrap_or_default();
    let old_day = old.map(|old| dates::near_day(words, old.date, today)).unwrap_or_default();
    let old_subject = old.map(|old| old.subject.as_str()).unwrap_or_default();
    let args = [
        ("day", Arg::Text(day)),
        ("number", Arg::Text(&number)),
        ("time", Arg::Text(&time)),
        ("teacher", Arg::Text(teacher)),
        ("room", Arg::Text(room)),
        ("old-day", Arg::Text(&old_day)),
        ("old", Arg::Text(old_subject)),
    ];
    let id = match (change.what, old) {
        (What::Added, _) => "notice-lesson-added",
        (What::Removed, _) => "notice-lesson-removed",
        (What::Changed, None) => "notice-lesson-changed",
        (What::Changed, Some(old)) => changed(old, lesson),
    };
    // "Завтра, 3-й урок: отменён", where the school numbers its lessons.
    let numbered = format!("{id}-number");
    words.say_with(if number.is_empty() || !words.has(&numbered) { id } else { &numbered }, &args)
}

fn changed(old: &Lesson, new: &Lesson) -> &'static str {
    let other = |old: &Option<String>, new: &Option<String>| new.is_some() && old != new;
    match new.status {
        LessonStatus::Cancelled => "notice-lesson-cancelled",
        _ if old.date != new.date => "notice-lesson-moved-day",
        LessonStatus::Planned | LessonStatus::Held if old.status == LessonStatus::Cancelled => "notice-lesson-held",
        _ if old.subject != new.subject => "notice-lesson-instead",
        LessonStatus::Substituted if new.teacher.is_some() => "notice-lesson-substituted-teacher",
        LessonStatus::Substituted => "notice-lesson-substituted",
        _ if new.starts_at.is_some() && old.starts_at != new.starts_at => "notice-lesson-moved-time",
        _ if new.number.is_some() && old.number != new.number => "notice-lesson-moved-hour",
        LessonStatus::Moved => "notice-lesson-moved",
        _ if other(&old.teacher, &new.teacher) => "notice-lesson-teacher",
        _ if other(&old.room, &new.room) => "notice-lesson-room",
        LessonStatus::Planned | LessonStatus::Held => "notice-lesson-changed",
    }
}
