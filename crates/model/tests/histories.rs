//! Whole histories of a class register, edit by edit, against what the teacher really did.
//!
//! A `Register` is the school: every mark in it has an identity of its own that no answer shows. A
//! step edits it, hands out new ids to some or all rows, moves the window by a week, and answers: shuffled,
//! with repeats. The truth is what became of each identity between what the family last saw and now. The
//! drafts must be exactly that, no more and no less.
//!
//! Some histories have no one truth, and are defined or left out:
//!
//! - *Deleted and entered again in the same cell* between two answers: no answer can tell it from a
//!   correction, and for the family it is one. Defined as one change (`Edit::Reenter`).
//! - *Two edits in one cell while ids are new*: "5 4" became "3" says neither which one went nor which one
//!   was corrected. One edit for each cell and step where its ids may be new; where ids are kept, any number.
//! - *An exchange*, where one mark takes the other's content while that one takes its: the cell reads the same, and
//!   `diff` says so. A mark is not altered to what another one of its cell said before, when both are edited.
//! - *Moved to another cell under a new id*: nothing connects the two. Only marks that keep their id move.

// Helpers of a test are tests as well, which clippy.toml cannot see.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use peremena_model::diff::{Difference, diff};
use peremena_model::{Item, Kind, Mark, SchoolYear, Scope, Span, StudentId, What};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use time::{Date, Duration, Time, UtcOffset};

const FIRST_DAY: Date = time::macros::date!(2025 - 09 - 01);
const WEEKS: u16 = 4;
const MOST_IN_CELL: usize = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Cell {
    subject: u8,
    day: u16,
    number: i32,
}

/// What a mark says to a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    value: u8,
    comment: u8,
    work: Option<u8>,
    weight: Option<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    id: u32,
    cell: Cell,
    said: Said,
    /// Topic, moment of entry, references.
    aside: u8,
}

impl Entry {
    fn date(&self) -> Date {
        FIRST_DAY + Duration::days(i64::from(self.cell.day))
    }

    fn item(&self, identity: u32) -> Item {
        Item::Mark(Mark {
            id: self.id.to_string(),
            subject: ["Алгебра", "Физика", "История"][usize::from(self.cell.subject)].into(),
            value: ["5", "4", "4-", "2", "н"][usize::from(self.said.value)].into(),
            weight: self.said.weight.map(f64::from),
            lesson_date: Some(self.date()),
            set_at: Some(
                // Every mark was entered at a minute of its own.
                self.date().with_time(Time::from_hms(8, 0, 0).unwrap()).assume_offset(UtcOffset::UTC)
                    + Duration::minutes(i64::from(identity)),
            ),
            work_type: self.said.work.map(|work| ["Ответ", "Диктант"][usize::from(work)].into()),
            comment: ["", "Молодец", "Переписать"]
                .get(usize::from(self.said.comment))
                .filter(|text| !text.is_empty())
                .map(|text| (*text).into()),
            lesson: Some(format!("lesson-{}", self.aside)),
            lesson_number: Some(self.cell.number),
            work: None,
            topic: (self.aside > 2).then(|| format!("topic-{}", self.aside)),
            counts: Some(self.aside.is_multiple_of(2)),
        })
    }
}

/// The rule of what is told, said once more and independently of the code under test.
fn is_told(old: &Entry, new: &Entry) -> bool {
    let both = |old: Option<u8>, new: Option<u8>| old.is_some() && new.is_some() && old != new;
    old.said.value != new.said.value
        || old.said.comment != new.said.comment
        || both(old.said.work, new.said.work)
        || both(old.said.weight, new.said.weight)
        || (old.cell.subject, old.cell.day) != (new.cell.subject, new.cell.day)
}

/// What a draft says, apart from ids and from what nobody is told.
type Fact = (u8, Option<(Cell, Said)>, Option<(Cell, Said)>);

fn fact(what: What, old: Option<&Entry>, new: Option<&Entry>) -> Fact {
    let content = |entry: &Entry| (entry.cell, entry.said);
    (what as u8, old.map(content), new.map(content))
}

#[derive(Clone, Debug)]
enum Edit {
    Add { cell: Cell, said: Said },
    Alter { pick: prop::sample::Index, said: Said },
    AlterAside { pick: prop::sample::Index, aside: u8 },
    Delete { pick: prop::sample::Index },
    Reenter { pick: prop::sample::Index, said: Said },
    Move { pick: prop::sample::Index, cell: Cell },
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Ids {
    Kept,
    /// New ones for the rows whose bit is set.
    Some(u64),
    All,
}

#[derive(Clone, Debug)]
struct Step {
    edits: Vec<Edit>,
    ids: Ids,
    /// Weeks by which the window moves.
    shift: i16,
    order: u64,
    repeats: Vec<prop::sample::Index>,
}

fn cell() -> impl Strategy<Value = Cell> {
    (0..3u8, 0..WEEKS * 7, 1..3i32).prop_map(|(subject, day, number)| Cell { subject, day, number })
}

fn said() -> impl Strategy<Value = Said> {
    (0..5u8, 0..3u8, prop::option::of(0..2u8), prop::option::of(1..3u8))
        .prop_map(|(value, comment, work, weight)| Said { value, comment, work, weight })
}

fn edit() -> impl Strategy<Value = Edit> {
    let pick = any::<prop::sample::Index>;
    prop_oneof![
        4 => (cell(), said()).prop_map(|(cell, said)| Edit::Add { cell, said }),
        3 => (pick(), said()).prop_map(|(pick, said)| Edit::Alter { pick, said }),
        1 => (pick(), 0..6u8).prop_map(|(pick, aside)| Edit::AlterAside { pick, aside }),
        2 => pick().prop_map(|pick| Edit::Delete { pick }),
        1 => (pick(), said()).prop_map(|(pick, said)| Edit::Reenter { pick, said }),
        1 => (pick(), cell()).prop_map(|(pick, cell)| Edit::Move { pick, cell }),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let ids = prop_oneof![
        3 => Just(Ids::Kept),
        1 => any::<u64>().prop_map(Ids::Some),
        1 => Just(Ids::All),
    ];
    let shift = prop_oneof![4 => Just(0i16), 1 => Just(1), 1 => Just(-1)];
    (vec(edit(), 0..10), ids, shift, any::<u64>(), vec(any::<prop::sample::Index>(), 0..4))
        .prop_map(|(edits, ids, shift, order, repeats)| Step { edits, ids, shift, order, repeats })
}

/// Few days and many marks, so that cells fill up.
fn opening() -> impl Strategy<Value = Vec<(Cell, Said)>> {
    vec((cell(), said()), 0..40)
}

#[derive(Default)]
struct Register {
    /// By identity.
    entries: BTreeMap<u32, Entry>,
    next_identity: u32,
    next_id: u32,
    /// What the family last saw, by identity.
    seen: BTreeMap<u32, Entry>,
    /// What the app keeps.
    store: BTreeMap<String, Item>,
    /// First week of the window, which is two weeks long.
    week: u16,
}

impl Register {
    fn new_id(&mut self) -> u32 {
        self.next_id += 1;
        self.next_id
    }

    fn add(&mut self, cell: Cell, said: Said) {
        let in_cell = self.entries.values().filter(|entry| entry.cell == cell).count();
        if in_cell < MOST_IN_CELL {
            let id = self.new_id();
            self.next_identity += 1;
            self.entries.insert(self.next_identity, Entry { id, cell, said, aside: 0 });
        }
    }

    fn span(&self) -> Span {
        let first = FIRST_DAY + Duration::weeks(i64::from(self.week));
        Span::new(first, first + Duration::days(13)).unwrap()
    }

    fn is_open(&self, cell: Cell) -> bool {
        (self.week * 7..self.week * 7 + 14).contains(&cell.day)
    }

    fn scope(&self) -> Scope {
        Scope {
            student: StudentId::from_text("amina"),
            kind: Kind::Mark,
            year: SchoolYear(2025),
            span: Some(self.span()),
            whole: true,
        }
    }

    /// Whether the family knows the entry under the id that it still has.
    fn is_known(&self, identity: u32) -> bool {
        match (self.entries.get(&identity), self.seen.get(&identity)) {
            (Some(entry), Some(seen)) => entry.id == seen.id,
            _ => false,
        }
    }

    fn edit(&mut self, step: &Step) {
        self.week = self.week.saturating_add_signed(step.shift).min(WEEKS - 2);
        if step.ids != Ids::Kept {
            for (at, identity) in self.entries.keys().copied().collect::<Vec<_>>().into_iter().enumerate() {
                let renew = match step.ids {
                    Ids::Some(mask) => mask >> (at % 64) & 1 == 1,
                    Ids::Kept | Ids::All => true,
                };
                if renew {
                    let id = self.new_id();
                    let entry = self.entries.get_mut(&identity).unwrap();
                    entry.id = id;
                    entry.aside = (entry.aside + 1) % 6;
                }
            }
        }
        let before = self.entries.clone();
        // Cells that take no further edit, and those that took some which leave room for others.
        let (mut closed, mut shared) = (BTreeSet::new(), BTreeSet::new());
        for edit in &step.edits {
            let open: Vec<u32> = before
                .iter()
                .filter(|(identity, entry)| self.is_open(entry.cell) && self.entries.contains_key(identity))
                .map(|(identity, _)| *identity)
                .collect();
            let pick = |pick: &prop::sample::Index| (!open.is_empty()).then(|| *pick.get(&open));
            match edit {
                Edit::Add { cell, said } => {
                    if self.is_open(*cell) && !shared.contains(cell) && closed.insert(*cell) {
                        self.add(*cell, *said);
                    }
                }
                Edit::Alter { pick: at, said } => {
                    let Some(identity) = pick(at) else { continue };
                    let cell = self.entries[&identity].cell;
                    let said_before = |said| before.values().any(|it| it.cell == cell && it.said == said);
                    if self.all_known(cell) && !said_before(*said) && !closed.contains(&cell) {
                        shared.insert(cell);
                    } else if shared.contains(&cell) || !closed.insert(cell) {
                        continue;
                    }
                    self.entries.get_mut(&identity).unwrap().said = *said;
                }
                Edit::AlterAside { pick: at, aside } => {
                    let Some(identity) = pick(at) else { continue };
                    self.entries.get_mut(&identity).unwrap().aside = *aside;
                }
                Edit::Delete { pick: at } => {
                    let Some(identity) = pick(at) else { continue };
                    let cell = self.entries[&identity].cell;
                    if self.all_known(cell) && !closed.contains(&cell) {
                        shared.insert(cell);
                    } else if shared.contains(&cell) || !closed.insert(cell) {
                        continue;
                    }
                    self.entries.remove(&identity);
                }
                Edit::Reenter { pick: at, said } => {
                    let Some(identity) = pick(at) else { continue };
                    let cell = self.entries[&identity].cell;
                    if !shared.contains(&cell) && closed.insert(cell) {
                        let id = self.new_id();
                        let entry = self.entries.get_mut(&identity).unwrap();
                        (entry.id, entry.said) = (id, *said);
                    }
                }
                Edit::Move { pick: at, cell: to } => {
                    let Some(identity) = pick(at) else { continue };
                    let from = self.entries[&identity].cell;
                    let busy = |cell| shared.contains(cell) || closed.contains(cell);
                    if self.is_known(identity)
                        && self.is_open(*to)
                        && from != *to
                        && !busy(&from)
                        && !busy(to)
                        && self.entries.values().filter(|entry| entry.cell == *to).count() < MOST_IN_CELL
                    {
                        closed.extend([from, *to]);
                        self.entries.get_mut(&identity).unwrap().cell = *to;
                    }
                }
            }
        }
    }

    /// Whether the family knows every entry of the cell under the id that it still has.
    fn all_known(&self, cell: Cell) -> bool {
        self.entries.iter().filter(|(_, entry)| entry.cell == cell).all(|(identity, _)| self.is_known(*identity))
    }

    fn truth(&self) -> Vec<Fact> {
        let mut facts = Vec::new();
        for (identity, new) in self.entries.iter().filter(|(_, entry)| self.is_open(entry.cell)) {
            match self.seen.get(identity) {
                None => facts.push(fact(What::Added, None, Some(new))),
                Some(old) if is_told(old, new) => facts.push(fact(What::Changed, Some(old), Some(new))),
                Some(_) => {}
            }
        }
        for (identity, old) in self.seen.iter().filter(|(_, entry)| self.is_open(entry.cell)) {
            if !self.entries.contains_key(identity) {
                facts.push(fact(What::Removed, Some(old), None));
            }
        }
        facts.sort();
        facts
    }

    fn answer(&self, order: u64, repeats: &[prop::sample::Index]) -> Vec<Item> {
        let mut items: Vec<Item> = self
            .entries
            .iter()
            .filter(|(_, entry)| self.is_open(entry.cell))
            .map(|(identity, entry)| entry.item(*identity))
            .collect();
        if !items.is_empty() {
            items.extend(repeats.iter().map(|at| at.get(&items).clone()).collect::<Vec<_>>());
        }
        shuffle(&mut items, order);
        items
    }

    /// What the app hands to `diff`.
    fn stored(&self, answer: &[Item]) -> Vec<Item> {
        let named: BTreeSet<&str> = answer.iter().map(Item::id).collect();
        let span = self.span();
        self.store
            .values()
            .filter(|item| named.contains(item.id()) || item.date().is_some_and(|date| span.contains(date)))
            .cloned()
            .collect()
    }

    fn apply(&mut self, difference: &Difference) {
        for id in &difference.drop {
            assert!(self.store.remove(id).is_some(), "only what is stored is dropped");
        }
        for item in &difference.put {
            self.store.insert(item.id().to_owned(), item.clone());
        }
        let span = self.span();
        self.seen.retain(|_, entry| !span.contains(entry.date()));
        for (identity, entry) in self.entries.iter().filter(|(_, entry)| span.contains(entry.date())) {
            self.seen.insert(*identity, *entry);
        }
    }
}

/// The order of a server that has none.
fn shuffle<T>(items: &mut [T], mut seed: u64) {
    for last in (1..items.len()).rev() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        items.swap(last, (seed >> 33) as usize % (last + 1));
    }
}

/// What the drafts say, read off their items alone.
fn facts(difference: &Difference) -> Vec<Fact> {
    let read = |item: &Item| {
        let Item::Mark(mark) = item else { panic!("no mark") };
        let subject = ["Алгебра", "Физика", "История"].iter().position(|it| *it == mark.subject).unwrap();
        let value = ["5", "4", "4-", "2", "н"].iter().position(|it| *it == mark.value).unwrap();
        let comment = ["", "Молодец", "Переписать"]
            .iter()
            .position(|it| *it == mark.comment.as_deref().unwrap_or_default())
            .unwrap();
        let work = |work: &String| ["Ответ", "Диктант"].iter().position(|it| it == work).unwrap() as u8;
        let cell = Cell {
            subject: subject as u8,
            day: (mark.lesson_date.unwrap() - FIRST_DAY).whole_days() as u16,
            number: mark.lesson_number.unwrap(),
        };
        let said = Said {
            value: value as u8,
            comment: comment as u8,
            work: mark.work_type.as_ref().map(work),
            weight: mark.weight.map(|weight| weight as u8),
        };
        (cell, said)
    };
    let mut facts: Vec<Fact> = difference
        .drafts
        .iter()
        .map(|draft| (draft.what as u8, draft.old.as_ref().map(read), draft.new.as_ref().map(read)))
        .collect();
    facts.sort();
    facts
}

fn opened(opening: &[(Cell, Said)]) -> Register {
    let mut register = Register::default();
    for (cell, said) in opening {
        register.add(*cell, *said);
    }
    register
}

proptest! {
    #![proptest_config(common::cases(2_000))]

    #[test]
    fn a_history_is_told_as_it_happened(opening in opening(), steps in vec(step(), 1..8)) {
        let mut register = opened(&opening);
        for step in &steps {
            register.edit(step);
            let truth = register.truth();
            let answer = register.answer(step.order, &step.repeats);
            let old = register.stored(&answer);
            let scope = register.scope();
            let difference = diff(&old, &answer, &scope);
            prop_assert_eq!(facts(&difference), truth);

            // The order and the repeats of the answer mean nothing, nor does the order of the store.
            let (mut plain, mut reordered) = (register.answer(step.order ^ 77, &[]), old.clone());
            shuffle(&mut reordered, step.order ^ 99);
            prop_assert_eq!(&diff(&reordered, &plain, &scope), &difference);

            // Whatever is dropped is gone or goes on under another id, and once.
            let mut gone: Vec<&str> = difference
                .drafts
                .iter()
                .filter(|draft| draft.what == What::Removed)
                .filter_map(|draft| draft.item().map(Item::id))
                .chain(difference.renamed.iter().map(|(old, _)| old.as_str()))
                .collect();
            let mut dropped: Vec<&str> = difference.drop.iter().map(String::as_str).collect();
            gone.sort_unstable();
            dropped.sort_unstable();
            prop_assert_eq!(gone, dropped);
            for (_, new) in &difference.renamed {
                prop_assert!(difference.put.iter().any(|item| item.id() == new));
            }

            // What is kept of the scope is what was answered; what lies outside of it is untouched.
            let outside = |register: &Register| -> Vec<Item> {
                let span = register.span();
                register.store.values().filter(|it| !span.contains(it.date().unwrap())).cloned().collect()
            };
            let kept_outside = outside(&register);
            register.apply(&difference);
            prop_assert_eq!(outside(&register), kept_outside);
            let mut kept = register.stored(&[]);
            kept.sort_by(|a, b| a.id().cmp(b.id()));
            plain.sort_by(|a, b| a.id().cmp(b.id()));
            prop_assert_eq!(kept, plain);

            // The same answer again is nothing.
            prop_assert!(diff(&register.stored(&answer), &answer, &scope).is_empty());
        }
    }

    /// The server restores a backup: the same numbers, given to other rows.
    #[test]
    fn rows_numbered_anew_are_no_news(
        opening in vec((cell(), said()), 1..60),
        turn in 1..60usize,
        order in any::<u64>(),
    ) {
        let mut register = opened(&opening);
        register.edit(&Step { edits: vec![], ids: Ids::Kept, shift: 0, order, repeats: vec![] });
        let first = register.answer(order, &[]);
        register.apply(&diff(&[], &first, &register.scope()));
        let open: Vec<u32> =
            register.entries.iter().filter(|(_, it)| register.is_open(it.cell)).map(|(identity, _)| *identity).collect();
        let mut ids: Vec<u32> = open.iter().map(|identity| register.entries[identity].id).collect();
        // Half of the time a turn of the same numbers, else numbers that overlap with them in part.
        if order.is_multiple_of(2) && !ids.is_empty() {
            let turn = turn % ids.len();
            ids.rotate_left(turn);
        } else {
            ids.iter_mut().for_each(|id| *id += turn as u32);
        }
        for (identity, id) in open.iter().zip(ids) {
            register.entries.get_mut(identity).unwrap().id = id;
        }
        let answer = register.answer(order ^ 1, &[]);
        let old = register.stored(&answer);
        let difference = diff(&old, &answer, &register.scope());
        prop_assert_eq!(facts(&difference), vec![]);
        register.apply(&difference);
        prop_assert!(diff(&register.stored(&answer), &answer, &register.scope()).is_empty());
    }

    /// A feed lists some of the marks, new and old, and never speaks for the others.
    #[test]
    fn a_feed_tells_what_it_lists(
        opening in opening(),
        steps in vec((vec(edit(), 0..6), any::<u64>(), any::<u64>(), any::<u64>()), 1..8),
    ) {
        let mut register = opened(&opening);
        let first = register.answer(0, &[]);
        register.apply(&diff(&[], &first, &register.scope()));
        for (edits, listed, renewed, order) in &steps {
            for edit in edits {
                let all: Vec<u32> = register.seen.keys().copied().collect();
                match edit {
                    Edit::Add { cell, said } if register.is_open(*cell) => register.add(*cell, *said),
                    Edit::Alter { pick, said } if !all.is_empty() => {
                        register.entries.get_mut(pick.get(&all)).unwrap().said = *said;
                    }
                    _ => {}
                }
            }
            let listed: Vec<u32> = register
                .entries
                .iter()
                .filter(|(_, entry)| register.is_open(entry.cell))
                .map(|(identity, _)| *identity)
                .enumerate()
                .filter(|(at, _)| listed >> (at % 64) & 1 == 1)
                .map(|(_, identity)| identity)
                .collect();
            // New ids only for marks that say what they said: under a new id and with a new content, a mark of a
            // feed is another mark.
            for (at, identity) in listed.iter().enumerate() {
                let said = |entry: &Entry| entry.said;
                let unaltered = register.seen.get(identity).map(said) == register.entries.get(identity).map(said);
                if unaltered && renewed >> (at % 64) & 3 == 3 {
                    let id = register.new_id();
                    register.entries.get_mut(identity).unwrap().id = id;
                }
            }
            let mut truth: Vec<Fact> = listed
                .iter()
                .filter_map(|identity| {
                    let new = &register.entries[identity];
                    match register.seen.get(identity) {
                        None => Some(fact(What::Added, None, Some(new))),
                        Some(old) if is_told(old, new) => Some(fact(What::Changed, Some(old), Some(new))),
                        Some(_) => None,
                    }
                })
                .collect();
            truth.sort();
            let mut answer: Vec<Item> = listed.iter().map(|it| register.entries[it].item(*it)).collect();
            shuffle(&mut answer, *order);
            let scope = Scope { whole: false, ..register.scope() };
            let difference = diff(&register.stored(&answer), &answer, &scope);
            prop_assert_eq!(facts(&difference), truth);
            for id in &difference.drop {
                prop_assert!(register.store.remove(id).is_some());
            }
            for item in &difference.put {
                register.store.insert(item.id().to_owned(), item.clone());
            }
            for identity in &listed {
                register.seen.insert(*identity, register.entries[identity]);
            }
            prop_assert!(diff(&register.stored(&answer), &answer, &scope).is_empty());
            prop_assert_eq!(register.store.len(), register.seen.len());
        }
    }
}

#[test]
fn the_harness_sees_every_kind_of_fact() {
    // A harness whose edits were all refused would prove nothing.
    let mut counts = [0usize; 3];
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..100 {
        let case = (opening(), vec(step(), 1..8)).new_tree(&mut runner).unwrap().current();
        let mut register = opened(&case.0);
        for (at, step) in case.1.iter().enumerate() {
            register.edit(step);
            for fact in register.truth() {
                counts[usize::from(fact.0)] += usize::from(at > 0);
            }
            let answer = register.answer(0, &[]);
            let difference = diff(&register.stored(&answer), &answer, &register.scope());
            register.apply(&difference);
        }
    }
    assert!(counts.iter().all(|count| *count > 100), "{counts:?}");
}
