//! A notice, ready to be shown.

use peremena_model::{Change, ChangeId, StudentId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::{Date, OffsetDateTime};

/// Why several changes are told in one notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Together {
    /// Quiet hours held them.
    Quiet,
    /// The child was at school.
    School,
    /// The family chose to be told at certain times.
    Digest,
    /// They could not be told in time: the app was not running, or there was nobody to show them.
    Late,
    /// They came all at once.
    Flood,
}

impl Together {
    /// The word for it in messages.
    pub fn word(self) -> &'static str {
        match self {
            Together::Quiet => "quiet",
            Together::School => "school",
            Together::Digest => "digest",
            Together::Late => "late",
            Together::Flood => "flood",
        }
    }
}

/// How much a notice may disturb.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// It can wait: a passing of the door, an announcement.
    Low,
    /// As everything else.
    #[default]
    Normal,
}

/// What can be done about a notice without opening it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// What it tells counts as seen.
    Seen,
    /// The homework that it tells is ticked.
    Done,
}

impl Action {
    /// Every action, as they stand in a row.
    pub const ALL: &'static [Action] = &[Action::Seen, Action::Done];

    /// Its key at the notification server.
    pub fn key(self) -> &'static str {
        match self {
            Action::Seen => "seen",
            Action::Done => "done",
        }
    }

    /// The action of this key.
    pub fn of_key(key: &str) -> Option<Action> {
        Action::ALL.iter().copied().find(|action| action.key() == key)
    }
}

/// An action with its name in the language of the notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The action.
    pub action: Action,
    /// What stands on its button.
    pub label: String,
}

/// A homework that [`Action::Done`] ticks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueWork {
    /// Whose.
    pub student: StudentId,
    /// Its id.
    pub homework: String,
    /// Its day, which names the school year.
    pub due: Date,
}

/// A notice, ready to be shown: one change, a digest of several, or a reminder of what is not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Made from the ids of its changes: shown again after a crash, it replaces itself.
    pub id: String,
    /// First line.
    pub title: String,
    /// The rest.
    pub body: String,
    /// Where a click leads: `peremena://open/…`.
    pub link: String,
    /// The changes that it tells; none for a reminder.
    pub members: Vec<ChangeId>,
    /// The child, where it is about one.
    #[serde(default)]
    pub student: Option<StudentId>,
    /// The children whose changes a digest tells. Older versions did not note them.
    #[serde(default)]
    pub children: Vec<StudentId>,
    /// Why it is a digest; none where it is none.
    #[serde(default)]
    pub together: Option<Together>,
    /// Whether it sounds.
    #[serde(default = "yes")]
    pub sound: bool,
    /// How much it may disturb.
    #[serde(default)]
    pub urgency: Urgency,
    /// What it is about: a topic's word, or "digest".
    #[serde(default)]
    pub category: String,
    /// What can be done about it.
    #[serde(default)]
    pub offers: Vec<Offer>,
    /// What [`Action::Done`] ticks, where that is no change of its own.
    #[serde(default)]
    pub work: Vec<DueWork>,
    /// Whether its words may hold what a family hides: a mark, say. Where nobody noted it, they may.
    #[serde(default = "yes")]
    pub says_values: bool,
    /// From then on it says nothing true any more and is not shown.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub until: Option<OffsetDateTime>,
}

fn yes() -> bool {
    true
}

impl Notice {
    /// The id for a notice of these changes.
    pub fn id_of(members: &[ChangeId]) -> String {
        let mut sorted: Vec<&str> = members.iter().map(ChangeId::as_str).collect();
        sorted.sort_unstable();
        hashed(&sorted)
    }

    /// The id for the reminder of one evening and child: there is only one.
    pub fn id_of_evening(student: &StudentId, evening: Date) -> String {
        hashed(&["undone", student.as_str(), &evening.to_string()])
    }

    /// What the app says of itself: nothing of any child is in it.
    pub fn of_the_app(word: &str, title: String, body: String) -> Notice {
        Notice {
            id: hashed(&["app", word]),
            title,
            body,
            link: "peremena://open/today".to_owned(),
            members: Vec::new(),
            student: None,
            children: Vec::new(),
            together: None,
            sound: false,
            urgency: Urgency::default(),
            category: String::new(),
            offers: Vec::new(),
            work: Vec::new(),
            says_values: false,
            until: None,
        }
    }

    /// Whether it may tell something of this child.
    pub fn is_about(&self, student: &StudentId) -> bool {
        match &self.student {
            Some(only) => only == student,
            None => self.children.is_empty() || self.children.contains(student),
        }
    }

    /// The number by which the system's notification server replaces: never 0, which means "a new one".
    pub fn number(&self) -> u32 {
        let digest = Sha256::digest(self.id.as_bytes());
        let number = digest.iter().take(4).fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
        number.max(1)
    }
}

fn hashed(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hex::encode(hash.finalize().iter().take(10).copied().collect::<Vec<u8>>())
}

/// The link that opens the item of a change.
pub fn link_to_change(change: &Change) -> String {
    format!("peremena://open/change/{}", change.id)
}

/// The link that opens the feed: of one child, or of all.
pub fn link_to_feed(student: Option<&StudentId>) -> String {
    match student {
        Some(student) => format!("peremena://open/feed/{student}"),
        None => "peremena://open/feed".to_owned(),
    }
}

/// The link that opens a day of a child's diary.
pub fn link_to_day(student: &StudentId, day: Date) -> String {
    format!("peremena://open/diary/{student}/{day}")
}
