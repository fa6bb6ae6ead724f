//! The feed of notifications (§12): not what was entered, but for which days something was.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
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
        all.insert((at.unix_timestamp_nanos(), day.to_string(), text.map(|text| text.owned())));
    }
    feed.newest = feed.notes.iter().map(|note| note.at).max();
    feed.print = print_of(&all);
    feed
}

/// One text for the same entries in every release and on every device: it is kept, and compared by the next.
fn print_of(entries: &BTreeSet<(i128, String, [Option<String>; 4])>) -> String {
    let mut print = Sha256::new();
    // Length before text: no two lists of texts run together into one.
    let mut put = |text: &str| {
        print.update((text.len() as u64).to_le_bytes());
        print.update(text);
    };
    for (at, day, texts) in entries {
        put(&at.to_string());
        put(day);
        for text in texts {
            put(if text.is_some() { "+" } else { "-" });
            put(text.as_deref().unwrap_or_default());
        }
    }
    hex::encode(print.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_print_is_the_same_in_every_release() {
        let entry = |mark: Option<&str>| {
            let texts = [Some("create_mark".to_owned()), None, mark.map(str::to_owned), Some(String::new())];
            (1_789_300_000_000_000_000, "2026-09-14".to_owned(), texts)
        };
        let print = |mark| print_of(&BTreeSet::from([entry(mark)]));
        assert_eq!(print(Some("5")), "1e29182a9624b24f6d3ef4d99309ff5025296ba4783b4caabb5bca062a6ca403");
        assert_ne!(print(None), print(Some("")));
        assert_ne!(print(Some("5")), print(Some("4")));
    }
}
