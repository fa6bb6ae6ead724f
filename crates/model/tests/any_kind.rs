//! What holds for every kind, whatever a school sends: two heaps of items, compared.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use peremena_model::diff::diff;
use peremena_model::{
    Absence, AbsenceStatus, Announcement, Attachment, Event, Holiday, Homework, Item, Kind, Lesson, LessonStatus, Mark,
    Message, OfficialAverage, PlannedTest, Remark, SchoolInfo, SchoolYear, Scope, Span, StudentId, Term, TermKind,
    TermMark, TermMarkOf, Visit, What,
};
use proptest::collection::vec;
use proptest::prelude::*;
use time::macros::date;
use time::{Date, Duration, OffsetDateTime, Time};

/// What an item is made of: few choices for each part, so that slots collide.
type Seed = [u8; 7];

/// Names of other items; they change whenever ids do.
fn item(kind: Kind, id: &str, seed: Seed, references: &str) -> Item {
    let [a, b, c, d, e, f, g] = seed;
    let id = id.to_owned();
    let day: Date = date!(2025 - 09 - 01) + Duration::days(i64::from(a % 6));
    let at: OffsetDateTime =
        day.with_time(Time::from_hms(b % 2 * 9, 0, 0).unwrap()).assume_utc() + Duration::minutes(i64::from(c % 2));
    let text = |n: u8| ["x", "y", "z w"][usize::from(n % 3)].to_owned();
    let perhaps = |n: u8| (!n.is_multiple_of(4)).then(|| text(n));
    let reference = |n: u8| (!n.is_multiple_of(3)).then(|| format!("{references}{}", n % 5));
    let file = |n: u8| Attachment { id: format!("{references}{n}"), name: text(n), size: None };
    match kind {
        Kind::Lesson => Item::Lesson(Lesson {
            id,
            date: day,
            number: (!b.is_multiple_of(4)).then(|| i32::from(b % 3)),
            starts_at: (!c.is_multiple_of(3)).then_some(at),
            ends_at: None,
            subject: text(d),
            teacher: perhaps(e),
            room: perhaps(f),
            topic: perhaps(g),
            status: [LessonStatus::Planned, LessonStatus::Held, LessonStatus::Cancelled][usize::from(g % 3)],
        }),
        Kind::Mark => Item::Mark(Mark {
            id,
            subject: text(b),
            value: text(c),
            weight: (!d.is_multiple_of(3)).then(|| f64::from(d % 3)),
            lesson_date: (!a.is_multiple_of(5)).then_some(day),
            set_at: (!e.is_multiple_of(3)).then_some(at),
            work_type: perhaps(e),
            comment: perhaps(f),
            lesson: reference(g),
            lesson_number: (!g.is_multiple_of(4)).then(|| i32::from(g % 2)),
            work: reference(f),
            topic: perhaps(g),
            counts: None,
        }),
        Kind::TermMark => Item::TermMark(TermMark {
            id,
            subject: text(a),
            value: text(b),
            of: [TermMarkOf::Term, TermMarkOf::Year][usize::from(c % 2)],
            term: reference(d),
            term_number: (!e.is_multiple_of(3)).then(|| i32::from(e % 3)),
            set_at: None,
        }),
        Kind::Homework => Item::Homework(Homework {
            id,
            subject: text(b),
            text: text(c),
            due: day,
            set_at: (!d.is_multiple_of(2)).then_some(at),
            set_in_lesson: reference(e),
            lesson: reference(f),
            done: Some(g.is_multiple_of(2)),
            attachments: (0..g % 3).map(file).collect(),
        }),
        Kind::Absence => Item::Absence(Absence {
            id,
            date: day,
            lesson: reference(b),
            lesson_number: (!c.is_multiple_of(3)).then(|| i32::from(c % 3)),
            subject: perhaps(d),
            status: [AbsenceStatus::Absent, AbsenceStatus::Other][usize::from(e % 2)],
            word: perhaps(f),
            comment: perhaps(g),
        }),
        Kind::Remark => Item::Remark(Remark {
            id,
            date: day,
            subject: perhaps(b),
            lesson: reference(c),
            text: text(d),
            author: perhaps(e),
        }),
        Kind::Test => Item::Test(PlannedTest {
            id,
            date: day,
            subject: text(b),
            work_type: perhaps(c),
            topic: perhaps(d),
            lesson: reference(e),
        }),
        Kind::Event => Item::Event(Event {
            id,
            date: day,
            starts_at: (!b.is_multiple_of(2)).then_some(at),
            title: text(d),
            text: perhaps(e),
            place: perhaps(f),
        }),
        Kind::Announcement => Item::Announcement(Announcement {
            id,
            at,
            title: text(d),
            text: text(e),
            author: perhaps(f),
            attachments: (0..g % 3).map(file).collect(),
        }),
        Kind::Message => Item::Message(Message {
            id,
            at,
            subject: text(d),
            text: text(e),
            from: text(f),
            to: vec![],
            read: Some(g.is_multiple_of(2)),
            attachments: vec![],
        }),
        Kind::Visit => Item::Visit(Visit { id, at, entered: d.is_multiple_of(2), place: perhaps(e) }),
        Kind::Term => Item::Term(Term {
            id,
            name: text(b),
            kind: [TermKind::Quarter, TermKind::Year][usize::from(c % 2)],
            number: i32::from(d % 4),
            from: day,
            to: day,
        }),
        Kind::Holiday => Item::Holiday(Holiday { id, name: text(b), from: day, to: day }),
        Kind::Average => Item::Average(OfficialAverage {
            id,
            subject: text(a),
            term: reference(b),
            value: f64::from(c) / 8.0,
            weighted: d.is_multiple_of(2),
        }),
        Kind::SchoolInfo => Item::SchoolInfo(SchoolInfo { id, school: perhaps(b), ..SchoolInfo::default() }),
    }
}

fn kind() -> impl Strategy<Value = Kind> {
    prop::sample::select(Kind::ALL)
}

fn told_kind() -> impl Strategy<Value = Kind> {
    let told: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| kind.is_told()).collect();
    prop::sample::select(told)
}

/// Ids and what they are made of; ids overlap with those of another heap.
fn heap() -> impl Strategy<Value = Vec<(u8, Seed)>> {
    vec((0..40u8, any::<Seed>()), 0..25)
}

fn made(kind: Kind, heap: &[(u8, Seed)]) -> Vec<Item> {
    let unique: BTreeMap<u8, Seed> = heap.iter().copied().collect();
    unique.iter().map(|(id, seed)| item(kind, &id.to_string(), *seed, "r")).collect()
}

fn scope(kind: Kind, whole: bool) -> Scope {
    Scope {
        student: StudentId::from_text("amina"),
        kind,
        year: SchoolYear(2025),
        // Four of the six days that items have.
        span: (!kind.is_undated()).then(|| Span::new(date!(2025 - 09 - 02), date!(2025 - 09 - 05)).unwrap()),
        whole,
    }
}

fn inside(item: &Item, scope: &Scope) -> bool {
    scope.kind.is_undated() || matches!((item.date(), scope.span), (Some(date), Some(span)) if span.contains(date))
}

fn by_id(items: &[Item]) -> BTreeMap<String, Item> {
    items.iter().map(|item| (item.id().to_owned(), item.clone())).collect()
}

proptest! {
    #![proptest_config(common::cases(3_000))]

    #[test]
    fn the_store_becomes_what_was_answered(kind in kind(), old in heap(), new in heap(), whole: bool) {
        let (old, new, scope) = (made(kind, &old), made(kind, &new), scope(kind, whole));
        let difference = diff(&old, &new, &scope);
        let before = by_id(&old);
        let mut after = before.clone();
        for id in &difference.drop {
            prop_assert!(after.remove(id).is_some());
        }
        for item in &difference.put {
            prop_assert_ne!(before.get(item.id()), Some(item), "what is the same is not written");
            after.insert(item.id().to_owned(), item.clone());
        }
        let answered = by_id(&new);
        for (id, item) in &answered {
            prop_assert_eq!(after.get(id), Some(item));
        }
        let renamed: BTreeMap<&String, &String> = difference.renamed.iter().map(|(old, new)| (old, new)).collect();
        prop_assert_eq!(renamed.len(), difference.renamed.len(), "an item goes on under one id");
        for (id, item) in before.iter().filter(|(id, _)| !answered.contains_key(*id)) {
            match after.get(id) {
                Some(kept) => {
                    prop_assert!(!whole || !inside(item, &scope), "what is gone is gone");
                    prop_assert_eq!(kept, item);
                }
                // Nothing that was not spoken for goes, unless it lives on under another id.
                None => prop_assert!(
                    (whole && inside(item, &scope)) || renamed.contains_key(id)
                ),
            }
        }

        // And then there is nothing left to do.
        let stored: Vec<Item> = after.values().cloned().collect();
        prop_assert!(diff(&stored, &new, &scope).is_empty());
    }

    #[test]
    fn the_drafts_fit_what_is_written(kind in kind(), old in heap(), new in heap(), whole: bool) {
        let (old, new, scope) = (made(kind, &old), made(kind, &new), scope(kind, whole));
        let difference = diff(&old, &new, &scope);
        if !kind.is_told() {
            prop_assert!(difference.drafts.is_empty());
        }
        let (before, answered) = (by_id(&old), by_id(&new));
        let (mut olds, mut news) = (BTreeSet::new(), BTreeSet::new());
        for draft in &difference.drafts {
            match draft.what {
                What::Added => prop_assert!(draft.old.is_none() && draft.new.is_some()),
                What::Changed => prop_assert!(draft.old.is_some() && draft.new.is_some()),
                What::Removed => {
                    prop_assert!(draft.old.is_some() && draft.new.is_none());
                    prop_assert!(whole && inside(draft.old.as_ref().unwrap(), &scope));
                }
            }
            if let Some(item) = &draft.old {
                prop_assert_eq!(before.get(item.id()), Some(item));
                prop_assert!(olds.insert(item.id().to_owned()), "told twice");
            }
            if let Some(item) = &draft.new {
                prop_assert_eq!(answered.get(item.id()), Some(item));
                prop_assert!(news.insert(item.id().to_owned()), "told twice");
                prop_assert!(difference.put.contains(item));
            }
        }
    }

    /// Whatever came or went was told, so that the log adds up to the store.
    #[test]
    fn the_drafts_add_up(kind in told_kind(), old in heap(), new in heap(), whole: bool) {
        let (mut old, new, scope) = (made(kind, &old), made(kind, &new), scope(kind, whole));
        // A row outside of the span whose number the server gave to another one is overwritten and
        // not gone: it comes back when its days are asked for.
        old.retain(|item| !whole || inside(item, &scope));
        let difference = diff(&old, &new, &scope);
        let count = |what| difference.drafts.iter().filter(|draft| draft.what == what).count();
        let dropped = |item: &&Item| difference.drop.iter().any(|id| id == item.id());
        let named = by_id(&new);
        let kept = old.iter().filter(|item| !named.contains_key(item.id()) && !dropped(item)).count();
        prop_assert_eq!(old.len() + count(What::Added), new.len() + kept + count(What::Removed));
    }

    #[test]
    fn order_means_nothing(kind in kind(), old in heap(), new in heap(), whole: bool, turn: usize) {
        let (mut old, mut new, scope) = (made(kind, &old), made(kind, &new), scope(kind, whole));
        let difference = diff(&old, &new, &scope);
        let repeats: Vec<Item> = new.iter().step_by(3).cloned().collect();
        old.reverse();
        if !new.is_empty() {
            let turn = turn % new.len();
            new.rotate_left(turn);
        }
        new.extend(repeats);
        prop_assert_eq!(diff(&old, &new, &scope), difference);
    }

    #[test]
    fn new_ids_for_all_are_no_news(kind in kind(), heap in heap(), some: u64) {
        let scope = scope(kind, true);
        let unique: BTreeMap<u8, Seed> = heap.into_iter().collect();
        let make = |new: bool| -> Vec<Item> {
            unique
                .iter()
                .map(|(id, seed)| match (new, some >> (id % 64) & 1 == 1) {
                    (true, true) => item(kind, &format!("n{id}"), *seed, "s"),
                    (true, false) => item(kind, &id.to_string(), *seed, "s"),
                    (false, _) => item(kind, &id.to_string(), *seed, "r"),
                })
                .filter(|item| inside(item, &scope))
                .collect()
        };
        let difference = diff(&make(false), &make(true), &scope);
        prop_assert_eq!(&difference.drafts, &vec![]);
        prop_assert!(difference.put.len() <= make(true).len());
        // An average goes by its term, and nobody is told of one.
        let goes_on = |id: &String| difference.renamed.iter().any(|(old, _)| old == id);
        prop_assert!(kind == Kind::Average || difference.drop.iter().all(goes_on));
    }
}
