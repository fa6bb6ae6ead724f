//! What the rest says: tests, remarks, events, announcements, messages, the school's door.

use peremena_model::{Announcement, Change, Event, Item, Message, PlannedTest, Remark, Visit, What};

use super::{LONGEST, hidden, shortened};
use crate::{Arg, Words, dates};

pub(super) fn test(words: &Words, change: &Change, test: &PlannedTest, day: &str) -> String {
    let work = test.work_type.clone().unwrap_or_else(|| words.say("notice-test-unnamed"));
    let topic = shortened(test.topic.as_deref().unwrap_or_default(), LONGEST);
    let args = [("day", Arg::Text(day)), ("work", Arg::Text(&work)), ("topic", Arg::Text(&topic))];
    let moved = match &change.old {
        Some(Item::Test(old)) => old.date != test.date,
        _ => false,
    };
    let id = match change.what {
        What::Added if topic.is_empty() => "notice-test-added",
        What::Added => "notice-test-added-topic",
        What::Changed if moved => "notice-test-moved",
        What::Changed if topic.is_empty() => "notice-test-changed",
        What::Changed => "notice-test-changed-topic",
        What::Removed => "notice-test-removed",
    };
    words.say_with(id, &args)
}

pub(super) fn remark(words: &Words, change: &Change, remark: &Remark, hide_values: bool) -> String {
    let text = shortened(&remark.text, LONGEST);
    let id = format!("notice-remark-{}", change.what.word());
    words.say_with(&hidden(&id, hide_values), &[("text", Arg::Text(&text))])
}

pub(super) fn event(words: &Words, change: &Change, event: &Event, day: &str) -> String {
    let text = shortened(&event.title, LONGEST);
    let time = event.starts_at.map(|at| dates::clock(at.time())).unwrap_or_default();
    let args = [("day", Arg::Text(day)), ("time", Arg::Text(&time)), ("text", Arg::Text(&text))];
    let at = if time.is_empty() { "" } else { "-time" };
    words.say_with(&format!("notice-event-{}{at}", change.what.word()), &args)
}

pub(super) fn announcement(words: &Words, change: &Change, announcement: &Announcement) -> String {
    let title = if announcement.title.trim().is_empty() { &announcement.text } else { &announcement.title };
    let text = shortened(title, LONGEST);
    words.say_with(&format!("notice-announcement-{}", change.what.word()), &[("text", Arg::Text(&text))])
}

pub(super) fn message(words: &Words, change: &Change, message: &Message, hide_values: bool) -> String {
    let subject = if message.subject.trim().is_empty() { &message.text } else { &message.subject };
    let text = shortened(subject, LONGEST);
    let args = [("from", Arg::Text(message.from.trim())), ("text", Arg::Text(&text))];
    words.say_with(&hidden(&format!("notice-message-{}", change.what.word()), hide_values), &args)
}

pub(super) fn visit(words: &Words, visit: &Visit, day: &str, hide_values: bool) -> String {
    let time = dates::clock(visit.at.time());
    let id = if visit.entered { "notice-visit-in" } else { "notice-visit-out" };
    let args = [("day", Arg::Text(day)), ("time", Arg::Text(&time))];
    words.say_with(if hide_values { "notice-visit-hidden" } else { id }, &args)
}
