//! What one call of a sync reads and a later call of the same sync needs too: asked for once, and handed over.
//!
//! A sync asks who is signed in, then of each child for the terms and for the rest, within a hundred seconds, over a
//! connection of its own. So nothing is handed over that is older, and no later sync finds it. Where nothing was left, or
//! too long ago, the school is asked.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// A sync does not last longer.
const AGE: Duration = Duration::from_secs(100);

/// What was left, by whose it is: of one child, also where it is a page of the account, which each child reads for itself.
pub(crate) struct Handed<K, V>(Mutex<HashMap<K, (V, Instant)>>);

impl<K, V> Default for Handed<K, V> {
    fn default() -> Handed<K, V> {
        Handed(Mutex::default())
    }
}

impl<K: Eq + Hash, V> Handed<K, V> {
    fn left(&self) -> MutexGuard<'_, HashMap<K, (V, Instant)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leaves it, in place of what was left before.
    pub(crate) fn leave(&self, whose: K, what: V) {
        self.left().insert(whose, (what, Instant::now()));
    }

    /// Takes it: whoever comes after that asks the school.
    pub(crate) fn take(&self, whose: &K) -> Option<V> {
        self.left().remove(whose).filter(|(_, at)| is_young(*at)).map(|(what, _)| what)
    }
}

fn is_young(at: Instant) -> bool {
    at.elapsed() < AGE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_is_taken_once_and_by_nobody_else() {
        let pages = Handed::default();
        pages.leave("Амина", 1);
        assert_eq!(pages.take(&"Тимур"), None);
        assert_eq!((pages.take(&"Амина"), pages.take(&"Амина")), (Some(1), None));
        pages.leave("Амина", 2);
        pages.leave("Амина", 3);
        assert_eq!(pages.take(&"Амина"), Some(3));
    }

    #[test]
    fn what_an_earlier_sync_left_is_not_handed_over() {
        let now = Instant::now();
        for (name, age, handed) in [("Амина", AGE, None), ("Тимур", AGE - Duration::from_secs(60), Some(1))] {
            let pages = Handed::default();
            pages.left().insert(name, (1, now.checked_sub(age).unwrap()));
            assert_eq!(pages.take(&name), handed);
        }
    }
}
