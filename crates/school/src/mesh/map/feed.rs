//! The feed of notifications (§12): not what was entered, but for which days something was.

use std::{
    collections::BTreeSet,
    hash::{DefaultHasher, Hash, Hasher},
};

use time::{Date, OffsetDateTime};

use super::wire;
use crate::{
    lenient::List,
    mesh::{ZONE, ids::StudentNo},
};

/// What the feed says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::mesh) struct Feed {
    /// In no order.
    pub(in crate::mesh) notes: Vec<Note>,
    /// The same for the same entries, in whatever order and however often they come.
    pub(in crate::mesh) print: String,
    pub(in crate::mesh) newest: Option<OffsetDateTime>,
}

/// One entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mesh) struct Note {
    pub(in crate::mesh) at: OffsetDateTime,
    /// The lesson's for a mark; the day it is due for homework.
    pub(in crate::mesh) day: Date,
    pub(in crate::mesh) homework: bool,
}

/// Reads `notifications/search`. Words that nobody has seen tell by their dates what they are of.
pub(in crate::mesh) fn feed(list: &List<wire::Notification<'_>>, student: StudentNo) -> Feed {
    let mut feed = Feed::default();
    let mut all = BTreeSet::new();
    for note in &list.items {
        if note.student_profile_id.0.is_some_and(|of| of != student.0) {
            continue;
        }
        let moments = [note.updated_at, note.datetime, note.created_at];
        let Some(at) = moments.into_iter().filter_map(|moment| moment.local(ZONE)).max() else { continue };
        let homework = note.new_date_prepared_for.day(ZONE);
        let (Some(day), homework) = (note.lesson_date.day(ZONE).or(homework), homework.is_some()) else { continue };
        feed.notes.push(Note { at, day, homework });
        let text = [&note.event_type, &note.subject_name, &note.new_mark_value, &note.new_hw_description];
        all.insert((at, day, text.map(|text| text.owned())));
    }
    feed.newest = feed.notes.iter().map(|note| note.at).max();
    let mut hasher = DefaultHasher::new();
    all.hash(&mut hasher);
    feed.print = format!("{:016x}", hasher.finish());
    feed
}
