//! The app lock.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Typed;

requests! {
    /// The PIN or password of the lock.
    pub struct EnterLockRequest {
        /// What was typed.
        pub typed: Typed,
    }

    /// The lock to be; none leaves as it is.
    pub struct ChangeLockRequest {
        /// The PIN or password that is set; needed where one is.
        pub current: Option<Typed>,
        /// Another one.
        pub new: Option<Typed>,
        /// True to have no lock any more.
        pub remove: bool,
        /// After how many minutes without a touch the window is locked.
        pub after_minutes: Option<u32>,
        /// Whether the key is dropped too while the window is locked: nothing is told then.
        pub strict: Option<bool>,
    }
}

views! {
    /// What a window is to know of the lock.
    pub struct LockStateView {
        /// True where it is a PIN of digits.
        pub digits: bool,
        /// True where nothing is told while the window is locked.
        pub strict: bool,
        /// That nobody may guess for a while, and how long; none where one may.
        pub wait_text: Option<String>,
        /// Whether so many guesses were wrong that the diary may be set aside instead.
        pub may_set_aside: bool,
    }

    /// The lock in the settings.
    pub struct LockView {
        /// True where there is one.
        pub on: bool,
        /// True where it is a PIN of digits.
        pub digits: bool,
        /// After how many minutes it locks.
        pub after_minutes: u32,
        /// The minutes that can be chosen, with their words.
        pub choices: Vec<LockAfterView>,
        /// Whether the key is dropped too.
        pub strict: bool,
        /// True where the file is kept with a passphrase: a strict lock asks for that.
        pub passphrase: bool,
    }

    /// A time after which it locks.
    pub struct LockAfterView {
        /// Minutes.
        pub minutes: u32,
        /// In words.
        pub name: String,
    }
}
