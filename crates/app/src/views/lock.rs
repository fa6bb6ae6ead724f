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
        /// Whether a finger on the system's reader opens it too. The fingers are those that the system knows then.
        pub finger: Option<bool>,
    }
}

words! {
    /// What the system has for fingerprints.
    pub enum FingerOffer {
        /// No reader, or nobody who speaks for one.
        Absent,
        /// A reader, and no finger that it knows.
        NoneEnrolled,
        /// A reader that knows other fingers than when they were let open the lock: it is to be switched on anew.
        Others,
        /// A reader that knows a finger.
        Ready,
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
        /// How it stands with the finger, where one opens it too.
        pub finger: Option<FingerView>,
    }

    /// The finger, on the lock screen.
    pub struct FingerView {
        /// What is to be done with it; none where there is nothing to say.
        pub text: Option<String>,
        /// Whether the reader can be asked: it waits for nobody now.
        pub may_ask: bool,
    }

    /// The finger, in the settings of the lock.
    pub struct FingerSettingsView {
        /// True where a finger opens the lock too.
        pub on: bool,
        /// What the system has for it.
        pub offer: FingerOffer,
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
