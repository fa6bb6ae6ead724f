//! What an answer does to the store. Pure.
//!
//! Rules 1 to 5 of the pass meet here: the comparison itself is `model::diff`, what was covered before
//! is `model::Coverage`; this page decides which of the differences are news, and what is held.

use std::collections::{BTreeSet, HashMap, HashSet};

use peremena_model::{
    Asked, Change, ChangeId, Coverage, Item, Kind, Mark, SchoolYear, StudentId, What,
    diff::{diff, differs},
    suspicious,
};
use peremena_school::Part;
use serde::{Deserialize, Serialize};
use time::{Date, Duration, OffsetDateTime};

/// A suspiciously empty answer that is not believed yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// When it was first seen.
    #[serde(with = "time::serde::rfc3339")]
    pub since: OffsetDateTime,
    /// How many syncs have seen it.
    pub times: u32,
}

impl Hold {
    /// After this many syncs, and this long, emptiness is believed.
    const TIMES: u32 = 3;
    const LENGTH: Duration = Duration::minutes(30);

    fn believed(&self, now: OffsetDateTime) -> bool {
        self.times >= Self::TIMES && now - self.since >= Self::LENGTH
    }
}

/// What the store has that the answers are compared with.
#[derive(Clone, Debug, Default)]
pub struct Stored {
    /// Items of the scopes, and those that the answers name.
    pub items: Vec<Item>,
    /// What was covered before.
    pub coverage: HashMap<Kind, Coverage>,
    /// What is held.
    pub holds: HashMap<Kind, Hold>,
}

/// What is to be written.
#[derive(Clone, Debug, Default)]
pub struct Weighed {
    /// Items to write.
    pub put: Vec<Item>,
    /// Items to take out.
    pub drop: Vec<(Kind, String)>,
    /// Items that go on under another id.
    pub renamed: Vec<(Kind, String, String)>,
    /// What the log should say.
    pub changes: Vec<Change>,
    /// Coverage that is another than before.
    pub coverage: Vec<(Kind, Coverage)>,
    /// Holds to write, or (none) to let go.
    pub holds: Vec<(Kind, Option<Hold>)>,
    /// Kinds whose answer is not believed: nothing of it is written.
    pub held: Vec<Kind>,
}

/// The kinds whose answer has suspiciously little: they are to be asked again before they are weighed.
pub fn suspects(parts: &[Part], stored: &Stored) -> Vec<Kind> {
    parts
        .iter()
        .filter(|part| part.scope.whole && part.scope.kind != Kind::Average)
        .filter(|part| suspicious(in_scope(part, &stored.items), part.items.len()))
        .map(|part| part.scope.kind)
        .collect()
}

fn in_scope(part: &Part, items: &[Item]) -> usize {
    items
        .iter()
        .filter(|item| item.kind() == part.scope.kind)
        .filter(|item| match (part.scope.span, item.date()) {
            (Some(span), Some(date)) => span.contains(date),
            _ => true,
        })
        .count()
}

/// Weighs the answers of one child and school year.
///
/// `live`: true for the sync's own window, false for browsing and back-fill.
pub fn weigh(
    student: &StudentId,
    year: SchoolYear,
    parts: &[Part],
    stored: &Stored,
    live: bool,
    now: OffsetDateTime,
) -> Weighed {
    let mut weighed = Weighed::default();
    for (place, part) in parts.iter().enumerate() {
        let kind = part.scope.kind;
        // An answer for somebody else or another year is no answer: children are never mixed.
        if part.scope.student != *student || part.scope.year != year {
            continue;
        }
        if !may_be_believed(part, stored, now, &mut weighed) {
            continue;
        }
        // What another part of the answer names has moved there: it is not gone from here.
        let elsewhere = named_by_others(parts, place, kind);
        let is_here = |item: &&Item| item.kind() == kind && !elsewhere.contains(item.id());
        let old: Vec<Item> = stored.items.iter().filter(is_here).cloned().collect();
        let difference = diff(&old, &part.items, &part.scope);
        // A timetable grows with the calendar: a day that comes into the window is not news by its lessons.
        let asked = Asked { span: part.scope.span, live: live && kind != Kind::Lesson };
        // As it was before the answer, whatever other part of it was weighed already.
        let known = stored.coverage.get(&kind).cloned().unwrap_or_default();
        let days_with_lessons: HashSet<Date> =
            if kind == Kind::Lesson { old.iter().filter_map(Item::date).collect() } else { HashSet::new() };
        for draft in difference.drafts {
            let Some(item) = draft.new.as_ref().or(draft.old.as_ref()) else { continue };
            if draft.what == What::Added {
                let published =
                    kind == Kind::Lesson && item.date().is_some_and(|date| !days_with_lessons.contains(&date));
                // A plan is for what is to come: works of the past that a register shows late are none.
                let over = kind == Kind::Test && item.date().is_some_and(|date| date < now.date());
                if published || over || known.baseline(kind, item.date(), &asked) {
                    continue;
                }
            }
            // An item of ours always can be written.
            let says = draft.new.as_ref().and_then(|item| serde_json::to_string(item).ok()).unwrap_or_default();
            let at = now.unix_timestamp_nanos();
            let id = ChangeId::of(student, kind.word(), item.id(), draft.what.word(), &says, at);
            weighed.changes.push(Change {
                id,
                at: now,
                student: student.clone(),
                kind,
                what: draft.what,
                old: draft.old,
                new: draft.new,
            });
        }
        weighed.put.extend(difference.put);
        weighed.drop.extend(difference.drop.into_iter().map(|id| (kind, id)));
        weighed.renamed.extend(difference.renamed.into_iter().map(|(old, new)| (kind, old, new)));
        // A list of the latest speaks for its own days. Of a kind that is answered whole too, it does not: there a late
        // entry far back would call days covered of which nothing was seen.
        let covered = match (part.scope.whole, comes_as_a_list(kind)) {
            (true, _) => Some(asked),
            (false, true) => Some(asked.since(part.items.iter().filter_map(Item::date).min())),
            (false, false) => None,
        };
        if let Some(covered) = covered {
            let so_far = weighed.coverage.iter().position(|(of, _)| *of == kind);
            let mut coverage = so_far.map_or(known, |at| weighed.coverage.swap_remove(at).1);
            coverage.cover(&covered);
            if stored.coverage.get(&kind) != Some(&coverage) {
                weighed.coverage.push((kind, coverage));
            }
        }
    }
    weighed
}

/// Puts the comments that are stored beside marks that were answered without
/// ([`peremena_school::Answer::comments_taken_back`]).
pub fn keep_comments(parts: &mut [Part], stored: &Stored, taken_back: &BTreeSet<String>) {
    let known: HashMap<&str, &str> = stored
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Mark(mark) => Some((mark.id.as_str(), mark.comment.as_deref()?)),
            _ => None,
        })
        .filter(|(id, _)| !taken_back.contains(*id))
        .collect();
    for item in parts.iter_mut().flat_map(|part| &mut part.items) {
        if let Item::Mark(mark) = item
            && mark.comment.is_none()
        {
            mark.comment = known.get(mark.id.as_str()).map(|comment| (*comment).to_owned());
        }
    }
}

impl Weighed {
    /// Takes back what is no news ([`peremena_school::Answer::old_news`]): it is written all the same.
    pub fn leave_untold(&mut self, old_news: &BTreeSet<(Kind, String)>) {
        if old_news.is_empty() {
            return;
        }
        self.changes.retain(|change| {
            let named = change.item().is_some_and(|item| old_news.contains(&(change.kind, item.id().to_owned())));
            !named || !says_nothing_new(change)
        });
    }
}

/// Whether a change is no more than what is known already: a remark that is there, a comment beside a mark.
fn says_nothing_new(change: &Change) -> bool {
    match (change.what, &change.old, &change.new) {
        (What::Added, None, Some(Item::Remark(_))) => true,
        (What::Changed, Some(Item::Mark(old)), Some(new @ Item::Mark(mark))) => {
            let commented = Mark { comment: mark.comment.clone(), ..old.clone() };
            !differs(&Item::Mark(commented), new)
        }
        _ => false,
    }
}

/// The ids that parts of this kind other than this one name, and this one does not.
fn named_by_others(parts: &[Part], place: usize, kind: Kind) -> HashSet<&str> {
    let ids = |mine: bool| {
        let parts =
            parts.iter().enumerate().filter(move |(at, part)| (*at == place) == mine && part.scope.kind == kind);
        parts.flat_map(|(_, part)| part.items.iter().map(Item::id))
    };
    let own: HashSet<&str> = ids(true).collect();
    ids(false).filter(|id| !own.contains(id)).collect()
}

/// Kinds that some systems only give as a list of the latest, without saying from when on it is whole.
fn comes_as_a_list(kind: Kind) -> bool {
    matches!(kind, Kind::Announcement | Kind::Message | Kind::Event | Kind::Visit | Kind::Remark)
}

/// Rule 4: an answer that is suspiciously empty is held until it has stood for a while.
fn may_be_believed(part: &Part, stored: &Stored, now: OffsetDateTime, weighed: &mut Weighed) -> bool {
    let kind = part.scope.kind;
    // Averages go with their term: none in its first week is what they should be.
    if !part.scope.whole || kind == Kind::Average {
        return true;
    }
    let before = stored.holds.get(&kind);
    if !suspicious(in_scope(part, &stored.items), part.items.len()) {
        if before.is_some() {
            weighed.holds.push((kind, None));
        }
        return true;
    }
    let hold = Hold {
        since: before.map_or(now, |hold| hold.since),
        times: before.map_or(1, |hold| hold.times.saturating_add(1)),
    };
    if hold.believed(now) {
        weighed.holds.push((kind, None));
        return true;
    }
    weighed.held.push(kind);
    weighed.holds.push((kind, Some(hold)));
    false
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-20 10:00 +3);

    #[rstest]
    #[case::stood_long_enough(3, 30, true)]
    #[case::seen_twice(2, 300, false)]
    #[case::not_long(300, 29, false)]
    fn emptiness_is_believed_after_three_looks_and_half_an_hour(
        #[case] times: u32,
        #[case] minutes: i64,
        #[case] believed: bool,
    ) {
        let hold = Hold { since: NOW - Duration::minutes(minutes), times };
        assert_eq!(hold.believed(NOW), believed);
    }
}
