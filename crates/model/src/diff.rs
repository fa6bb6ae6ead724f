//! Two answers of one scope, compared.
//!
//! Promise: over any sequence of edits at the school (add, alter, delete, reorder, duplicate,
//! re-issue of ids, shift of the week) the drafts are exactly what happened.
//!
//! Who is who is settled in this order, and the first that fits wins:
//!
//! 1. **The id.** Unless the answer contradicts its own ids (see `ids_lie`): some servers number
//!    their rows anew, and then id 7 is another child's play.
//! 2. **The slot** (`slot`): a mark's cell in the class register, a lesson's hour, a homework's subject
//!    and day. Servers re-issue ids, and systems without ids have only this. Within a slot: equal
//!    content first, then the same kind of work, then the order of entry. So a mark that the
//!    teacher deleted and entered again is one correction and not a removal and an addition.
//! 3. Nothing: then it was added, or it is gone.
//!
//! References to other items (a mark's lesson, a homework's lesson) are never content: they change whenever ids do.
//!
//! # What a feed may do
//! An answer that is not whole (a list of the latest) says nothing about what it leaves out. A new
//! id in a slot that already holds something is then an addition: "5/5" in one cell is common in
//! Russian schools, and a second five taken for the first one would be lost. Only an exact twin, all
//! content equal, goes on under the new id, and two marks are twins only where both say the same
//! minute of entry. If that errs, the next whole answer lists both and tells the one that was held
//! back: late, but never lost. The same holds for stored items outside the span of a whole answer.
//!
//! # For connectors that make ids themselves
//! Make them of the slot, the content and an ordinal among equals, not of the position in the cell.
//! With positions, deleting the first of "5 4" reads as "5 became 4, and 4 is gone".

mod pairing;
mod slot;
mod told;

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::{Item, Scope, What};
use pairing::{Pair, Sides};

/// A change before it has a time and an id.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What happened.
    pub what: What,
    /// As it was.
    pub old: Option<Item>,
    /// As it is.
    pub new: Option<Item>,
}

impl Draft {
    /// The item as it is, or as it last was.
    pub fn item(&self) -> Option<&Item> {
        self.new.as_ref().or(self.old.as_ref())
    }
}

/// What to do to the store, and what of it is a change.
///
/// All of it is in an order of its own, which does not depend on the order of the answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// Items to write: new ones, and those that say anything else than before.
    pub put: Vec<Item>,
    /// Ids of stored items to take out: gone ones, and those that go on under another id. Never an id of `put`.
    pub drop: Vec<String>,
    /// Items that go on under another id: (old id, new id). Done ticks and the log follow them. All at
    /// once: where a server numbered its rows anew, the new id of one is the old id of another.
    pub renamed: Vec<(String, String)>,
    /// What the log should say. Items that only differ in what nobody needs to be told are in `put` alone.
    pub drafts: Vec<Draft>,
}

impl Difference {
    /// True where the store is as the school says: nothing is to be written at all.
    pub fn is_empty(&self) -> bool {
        self.put.is_empty() && self.drop.is_empty() && self.drafts.is_empty()
    }
}

/// Compares what is stored with what was answered.
///
/// `old`: the stored items of the scope, and any others whose ids the answer names. `new`: the
/// answer, as it came: duplicated and reordered items are allowed; of several items with one id the
/// first is believed. Items of another kind than the scope's are passed over.
///
/// Items of the answer that lie outside the span are written and compared like the others. Nothing
/// outside the span is ever removed, and nothing at all where the answer is not whole.
pub fn diff(old: &[Item], new: &[Item], scope: &Scope) -> Difference {
    let old = first_of_each_id(old, scope);
    let new = first_of_each_id(new, scope);
    let named: HashSet<&str> = new.iter().map(|item| item.id()).collect();
    let gone_if_missing = |item: &Item| scope.whole && in_span(item, scope);

    let terms_live_on = pairing::terms_live_on(&old, &new);

    let (mut pairs, mut rest) = pair_by_id(old, new, scope);

    // What may be gone is matched freely; what the answer does not speak for, only by twins.
    let (missing, untouchable) = std::mem::take(&mut rest.old).into_iter().partition(|item| gone_if_missing(item));
    rest.old = missing;
    rest = pairing::by_slot(rest, &mut pairs);
    rest = pairing::by_looser_slot(rest, &mut pairs, terms_live_on);
    let gone = std::mem::take(&mut rest.old);
    rest.old = untouchable;
    rest = pairing::by_twin(rest, &mut pairs);
    let added = rest.new;

    // Sorted while they are references: items are large, and most of a comparison finds none to write.
    let mut put: Vec<&Item> = added.clone();
    let mut drop: Vec<&str> = gone.iter().map(|item| item.id()).collect();
    let mut renamed: Vec<(&str, &str)> = Vec::new();
    let mut told: Vec<(What, Option<&Item>, Option<&Item>)> = Vec::new();
    told.extend(gone.iter().map(|item| (What::Removed, Some(*item), None)));
    told.extend(added.iter().map(|item| (What::Added, None, Some(*item))));
    for Pair { old, new } in pairs.into_iter().filter(|pair| pair.old != pair.new) {
        put.push(new);
        if old.id() != new.id() {
            drop.push(old.id());
            renamed.push((old.id(), new.id()));
        }
        if told::differs(old, new) {
            told.push((What::Changed, Some(old), Some(new)));
        }
    }
    drop.retain(|id| !named.contains(id));
    if !scope.kind.is_told() {
        told.clear();
    }

    put.sort_by_key(|item| order_of_ids(item.id()));
    drop.sort_by_key(|id| order_of_ids(id));
    renamed.sort_by_key(|(old, _)| order_of_ids(old));
    told.sort_by_key(|(what, old, new)| {
        let item = new.or(*old);
        (item.and_then(Item::date), item.map(|item| order_of_ids(item.id())), *what as u8)
    });
    Difference {
        put: put.into_iter().cloned().collect(),
        drop: drop.into_iter().map(str::to_owned).collect(),
        renamed: renamed.into_iter().map(|(old, new)| (old.to_owned(), new.to_owned())).collect(),
        drafts: told.into_iter().map(|(what, old, new)| Draft { what, old: old.cloned(), new: new.cloned() }).collect(),
    }
}

/// Whether a family is told that `new` stands where `old` stood.
pub fn differs(old: &Item, new: &Item) -> bool {
    told::differs(old, new)
}

fn in_span(item: &Item, scope: &Scope) -> bool {
    if scope.kind.is_undated() {
        return true;
    }
    matches!((scope.span, item.date()), (Some(span), Some(date)) if span.contains(date))
}

fn first_of_each_id<'a>(items: &'a [Item], scope: &Scope) -> Vec<&'a Item> {
    let mut seen = HashSet::with_capacity(items.len());
    items.iter().filter(|item| item.kind() == scope.kind && seen.insert(item.id())).collect()
}

fn pair_by_id<'a>(old: Vec<&'a Item>, new: Vec<&'a Item>, scope: &Scope) -> (Vec<Pair<'a>>, Sides<'a>) {
    let mut unmatched: HashMap<&str, &Item> = old.iter().map(|item| (item.id(), *item)).collect();
    let mut pairs = Vec::with_capacity(new.len());
    let mut rest = Sides::default();
    for new in new {
        match unmatched.remove(new.id()) {
            Some(old) => pairs.push(Pair { old, new }),
            None => rest.new.push(new),
        }
    }
    rest.old.extend(old.into_iter().filter(|item| unmatched.contains_key(item.id())));

    // A feed leaves out too much to judge its ids by what else it holds.
    if scope.whole {
        let mut elsewhere = Vec::new();
        pairs.retain(|pair| {
            if pair.old == pair.new {
                return true;
            }
            let (was, is) = (place(pair.old), place(pair.new));
            if was != is {
                elsewhere.push((Pair { old: pair.old, new: pair.new }, was, is));
            }
            was == is
        });
        let lie = ids_lie(&elsewhere, &rest);
        for (pair, ..) in elsewhere {
            if lie {
                rest.old.push(pair.old);
                rest.new.push(pair.new);
            } else {
                pairs.push(pair);
            }
        }
    }
    (pairs, rest)
}

/// A fingerprint of where an item stands and of what it says there.
fn place(item: &Item) -> u64 {
    let mut print = DefaultHasher::new();
    (slot::of(item), told::content(item)).hash(&mut print);
    print.finish()
}

/// Whether the server numbered its rows anew within the old numbers.
///
/// The sign of it is a pair of one id whose two contents both live on elsewhere: the old one in
/// this answer, in its old slot, and the new one in the store, in its new slot, with nobody else to
/// pair with. When at least half of the pairs that differ are like that, the rows were numbered and not edited.
///
/// The price: two marks of one cell whose values a teacher exchanged in one go are taken for
/// unchanged. The cell reads the same to a family.
fn ids_lie(elsewhere: &[(Pair<'_>, u64, u64)], rest: &Sides<'_>) -> bool {
    if elsewhere.is_empty() {
        return false;
    }
    #[derive(Default)]
    struct Count {
        old: usize,
        new: usize,
    }
    let mut counts: HashMap<u64, Count> = HashMap::with_capacity(elsewhere.len());
    for (_, was, is) in elsewhere {
        counts.entry(*was).or_default().old += 1;
        counts.entry(*is).or_default().new += 1;
    }
    for item in &rest.old {
        counts.entry(place(item)).or_default().old += 1;
    }
    for item in &rest.new {
        counts.entry(place(item)).or_default().new += 1;
    }
    let crossed = |(_, was, is): &&(Pair<'_>, u64, u64)| {
        counts.get(was).is_some_and(|count| count.new >= count.old)
            && counts.get(is).is_some_and(|count| count.old >= count.new)
    };
    elsewhere.iter().filter(crossed).count() * 2 >= elsewhere.len()
}

/// Numbers by size and other ids by their letters: the order in which most servers gave them.
fn order_of_ids(id: &str) -> (usize, &str) {
    (id.len(), id)
}

#[cfg(test)]
mod tests;
