//! The kinds of things a school tells a family.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// The kinds of things a school tells a family.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind {
            $($(#[$doc])* $name,)*
        }

        impl Kind {
            /// Every kind there is.
            pub const ALL: &'static [Kind] = &[$(Kind::$name,)*];

            /// The word for the kind in the store, in JSON and in links.
            pub fn word(self) -> &'static str {
                match self {
                    $(Kind::$name => $word,)*
                }
            }

            /// The kind that `word` names.
            pub fn from_word(word: &str) -> Option<Kind> {
                match word {
                    $($word => Some(Kind::$name),)*
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    /// A lesson of the timetable.
    Lesson = "lesson",
    /// A current mark.
    Mark = "mark",
    /// A mark for a term, the year or an exam.
    TermMark = "term_mark",
    /// Homework, as it is due.
    Homework = "homework",
    /// An absence, a lateness.
    Absence = "absence",
    /// A remark of a teacher.
    Remark = "remark",
    /// A test that is planned.
    Test = "test",
    /// A school event.
    Event = "event",
    /// An announcement.
    Announcement = "announcement",
    /// A message of the system's own mail.
    Message = "message",
    /// A passing of the school's door.
    Visit = "visit",
    /// A quarter, half-year, trimester, module or year.
    Term = "term",
    /// School holidays.
    Holiday = "holiday",
    /// An average that the school itself computed.
    Average = "average",
    /// School, class, teachers, guardians.
    SchoolInfo = "school_info",
}

impl Kind {
    /// Kinds whose items have no day: they are asked for and compared a whole school year at a time.
    pub fn is_undated(self) -> bool {
        match self {
            Kind::TermMark | Kind::Term | Kind::Holiday | Kind::Average | Kind::SchoolInfo => true,
            Kind::Lesson
            | Kind::Mark
            | Kind::Homework
            | Kind::Absence
            | Kind::Remark
            | Kind::Test
            | Kind::Event
            | Kind::Announcement
            | Kind::Message
            | Kind::Visit => false,
        }
    }

    /// Kinds whose changes are written to the change log; the others are only kept up to date.
    pub fn is_told(self) -> bool {
        match self {
            Kind::Lesson
            | Kind::Mark
            | Kind::TermMark
            | Kind::Homework
            | Kind::Absence
            | Kind::Remark
            | Kind::Test
            | Kind::Event
            | Kind::Announcement
            | Kind::Message
            | Kind::Visit => true,
            Kind::Term | Kind::Holiday | Kind::Average | Kind::SchoolInfo => false,
        }
    }
}

/// A set of kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KindSet(u32);

impl KindSet {
    /// The set of the given kinds.
    pub fn of(kinds: &[Kind]) -> Self {
        kinds.iter().copied().collect()
    }

    /// Whether `kind` is in the set.
    pub fn has(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u32) != 0
    }

    /// The kinds that are in both.
    pub fn and(self, other: KindSet) -> KindSet {
        KindSet(self.0 & other.0)
    }

    /// Whether no kind is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The kinds in the set, in the order of [`Kind::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Kind> {
        Kind::ALL.iter().copied().filter(move |&kind| self.has(kind))
    }
}

impl FromIterator<Kind> for KindSet {
    fn from_iter<T: IntoIterator<Item = Kind>>(kinds: T) -> Self {
        KindSet(kinds.into_iter().fold(0, |set, kind| set | 1 << kind as u32))
    }
}
