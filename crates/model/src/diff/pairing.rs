//! Pairing what ids could not pair.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::Hash;

use time::{OffsetDateTime, Time};

use super::{order_of_ids, slot, told};
use crate::Item;

/// One thing, as it was and as it is.
pub(super) struct Pair<'a> {
    pub(super) old: &'a Item,
    pub(super) new: &'a Item,
}

/// What is not paired yet.
#[derive(Default)]
pub(super) struct Sides<'a> {
    pub(super) old: Vec<&'a Item>,
    pub(super) new: Vec<&'a Item>,
}

/// Pairs within slots.
pub(super) fn by_slot<'a>(rest: Sides<'a>, pairs: &mut Vec<Pair<'a>>) -> Sides<'a> {
    by_key(rest, pairs, |item| Some(slot::of(item)), |_| true)
}

/// Pairs within the looser slots, where that is safe. `terms_live_on`: see [`terms_live_on`].
pub(super) fn by_looser_slot<'a>(rest: Sides<'a>, pairs: &mut Vec<Pair<'a>>, terms_live_on: bool) -> Sides<'a> {
    by_key(rest, pairs, slot::looser, |side| {
        let blind = |items: &[&Item]| !items.iter().any(|item| slot::is_exact(item));
        let one_is_blind = blind(&side.old) || blind(&side.new);
        match side.old.first() {
            // One lesson gone, one come at the same hour: the one stands in for the other. Of more,
            // nobody can say which.
            Some(Item::Lesson(_)) => side.old.len() == 1 && side.new.len() == 1,
            Some(Item::TermMark(_)) => one_is_blind && !terms_live_on,
            // Only where one of the answers did not know the numbers of lessons at all.
            _ => one_is_blind,
        }
    })
}

/// Whether any term goes on under its id. Then ids of terms were not re-issued, and a final mark
/// of another term is another mark.
pub(super) fn terms_live_on(old: &[&Item], new: &[&Item]) -> bool {
    let before: HashSet<&str> = old.iter().filter_map(|item| term(item)).collect();
    new.iter().filter_map(|item| term(item)).any(|term| before.contains(term))
}

fn term(item: &Item) -> Option<&str> {
    match item {
        Item::TermMark(mark) => mark.term.as_deref(),
        _ => None,
    }
}

/// Pairs only what is the same beyond doubt: see "What a feed may do" in [`super`].
pub(super) fn by_twin<'a>(rest: Sides<'a>, pairs: &mut Vec<Pair<'a>>) -> Sides<'a> {
    by_key(
        rest,
        pairs,
        |item| {
            let moment = match item {
                Item::Mark(mark) => Some(mark.set_at.filter(|at| at.time() != Time::MIDNIGHT)?),
                _ => None,
            };
            Some((slot::of(item), told::content(item), moment))
        },
        |_| true,
    )
}

/// Pairs what has the same key, where `may` allows it for all that share the key.
fn by_key<'a, K: Eq + Hash>(
    rest: Sides<'a>,
    pairs: &mut Vec<Pair<'a>>,
    key: impl Fn(&'a Item) -> Option<K>,
    may: impl Fn(&Sides<'a>) -> bool,
) -> Sides<'a> {
    let mut left = Sides::default();
    if rest.old.is_empty() || rest.new.is_empty() {
        return rest;
    }
    let mut shared: HashMap<K, Sides<'a>> = HashMap::with_capacity(rest.old.len());
    for old in rest.old {
        match key(old) {
            Some(key) => shared.entry(key).or_default().old.push(old),
            None => left.old.push(old),
        }
    }
    for new in rest.new {
        match key(new) {
            Some(key) => shared.entry(key).or_default().new.push(new),
            None => left.new.push(new),
        }
    }
    for (_, side) in shared {
        let side = if !side.old.is_empty() && !side.new.is_empty() && may(&side) { within(side, pairs) } else { side };
        left.old.extend(side.old);
        left.new.extend(side.new);
    }
    left
}

/// Above this many comparisons a slot is no slot, and its order must do.
const MOST_COMPARISONS: usize = 4096;

/// Pairs the items of one slot: equals, then what says nothing else, then the same kind of work, then by order of entry.
fn within<'a>(mut side: Sides<'a>, pairs: &mut Vec<Pair<'a>>) -> Sides<'a> {
    if side.old.len() > 1 || side.new.len() > 1 {
        // An order that the answer's own order has no part in.
        side.old.sort_by(|a, b| order_of_entry(a).cmp(&order_of_entry(b)));
        side.new.sort_by(|a, b| order_of_entry(a).cmp(&order_of_entry(b)));
        side = by_equal(side, pairs, |item| Some(told::content(item)));
        side = by_nothing_else_said(side, pairs);
        side = by_equal(side, pairs, work_type);
    }
    let mut old = side.old.into_iter();
    let mut new = side.new.into_iter();
    loop {
        match (old.next(), new.next()) {
            (Some(old), Some(new)) => pairs.push(Pair { old, new }),
            (was, is) => {
                return Sides { old: was.into_iter().chain(old).collect(), new: is.into_iter().chain(new).collect() };
            }
        }
    }
}

fn by_equal<'a, K: Eq + Hash>(
    side: Sides<'a>,
    pairs: &mut Vec<Pair<'a>>,
    key: impl Fn(&'a Item) -> Option<K>,
) -> Sides<'a> {
    let mut waiting: HashMap<K, VecDeque<&'a Item>> = HashMap::new();
    let mut left = Sides::default();
    for old in &side.old {
        if let Some(key) = key(old) {
            waiting.entry(key).or_default().push_back(old);
        }
    }
    let mut paired = HashSet::new();
    for new in side.new {
        match key(new).and_then(|key| waiting.get_mut(&key)?.pop_front()) {
            Some(old) => {
                paired.insert(old.id());
                pairs.push(Pair { old, new });
            }
            None => left.new.push(new),
        }
    }
    left.old.extend(side.old.into_iter().filter(|item| !paired.contains(item.id())));
    left
}

fn by_nothing_else_said<'a>(mut side: Sides<'a>, pairs: &mut Vec<Pair<'a>>) -> Sides<'a> {
    if side.old.len().saturating_mul(side.new.len()) > MOST_COMPARISONS {
        return side;
    }
    let mut left = Vec::new();
    for new in std::mem::take(&mut side.new) {
        match side.old.iter().position(|old| !told::differs(old, new)) {
            Some(at) => pairs.push(Pair { old: side.old.remove(at), new }),
            None => left.push(new),
        }
    }
    side.new = left;
    side
}

fn work_type(item: &Item) -> Option<&str> {
    match item {
        Item::Mark(mark) => mark.work_type.as_deref(),
        Item::Test(test) => test.work_type.as_deref(),
        _ => None,
    }
}

fn order_of_entry(item: &Item) -> (Option<OffsetDateTime>, (usize, &str)) {
    let at = match item {
        Item::Mark(mark) => mark.set_at,
        Item::TermMark(mark) => mark.set_at,
        Item::Homework(homework) => homework.set_at,
        _ => None,
    };
    (at, order_of_ids(item.id()))
}
