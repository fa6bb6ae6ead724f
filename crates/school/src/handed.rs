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

/// What was left, by whose it is: a child, or the account.
pub(crate) struct Handed<K, V>(Mutex<HashMap<K, (V, Instant)>>);

impl<K, V> Default for Handed<K, V> {
    fn default() -> Handed<K, V> {
        Handed(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Handed<K, V> {
    fn left(&self) -> MutexGuard<'_, HashMap<K, (V, Instant)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leaves it, in place of what was left before.
    pub(crate) fn leave(&self, whose: K, what: V) {
        self.left().insert(whose, (what, Instant::now()));
    }

    /// Takes it: whoever comes after that asks the school. For what may change within a sync, as marks do.
    pub(crate) fn take(&self, whose: &K) -> Option<V> {
        self.left().remove(whose).filter(|(_, at)| is_young(*at)).map(|(what, _)| what)
    }
}

impl<V: Clone> Handed<(), V> {
    /// What the account's children all read of it.
    pub(crate) fn of_account(&self) -> Option<V> {
        self.left().get(&()).filter(|(_, at)| is_young(*at)).map(|(what, _)| what.clone())
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
        let pages: Handed<(), u8> = Handed::default();
        let before = Instant::now().checked_sub(AGE);
        let Some(before) = before else { return };
        pages.left().insert((), (1, before));
        assert_eq!((pages.of_account(), pages.take(&())), (None, None));
        pages.leave((), 2);
        assert_eq!((pages.of_account(), pages.of_account()), (Some(2), Some(2)));
    }
}
