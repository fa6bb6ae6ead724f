//! What a family can be told about: the rows of the table of switches.

use peremena_model::{Change, Item, Kind, What};

macro_rules! topics {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// What a family can be told about: the rows of the table of switches. Not the same as [`Kind`]: what is not
        /// done for tomorrow is no item of the school, and a teacher's comment on a mark belongs to the remarks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Topic {
            $($(#[$doc])* $name,)*
        }

        impl Topic {
            /// Every topic, in the order in which a table shows them.
            pub const ALL: &'static [Topic] = &[$(Topic::$name,)*];

            /// The word for it in the kept rules. Where it is a kind, the kind's own: older rules have those.
            pub fn word(self) -> &'static str {
                match self {
                    $(Topic::$name => $word,)*
                }
            }
        }
    };
}

topics! {
    /// Marks: new, corrected, removed.
    Mark = "mark",
    /// Marks of terms and of the year.
    TermMark = "term_mark",
    /// Homework: new, changed.
    Homework = "homework",
    /// Homework for tomorrow that is not done, once in the evening.
    Undone = "undone",
    /// Absences and lateness.
    Absence = "absence",
    /// Remarks, and a teacher's comment on a mark.
    Remark = "remark",
    /// Lessons: cancelled, moved, substituted.
    Lesson = "lesson",
    /// Tests ahead.
    Test = "test",
    /// Events of the school.
    Event = "event",
    /// Announcements.
    Announcement = "announcement",
    /// Messages.
    Message = "message",
    /// Coming into the school and going out.
    Visit = "visit",
}

impl Topic {
    /// What `change` is about; none for what is only kept up to date.
    pub fn of(change: &Change) -> Option<Topic> {
        match change.kind {
            Kind::Mark if is_comment(change) => Some(Topic::Remark),
            kind => Topic::of_kind(kind),
        }
    }

    /// The topic of most changes of `kind`.
    pub fn of_kind(kind: Kind) -> Option<Topic> {
        match kind {
            Kind::Mark => Some(Topic::Mark),
            Kind::TermMark => Some(Topic::TermMark),
            Kind::Homework => Some(Topic::Homework),
            Kind::Absence => Some(Topic::Absence),
            Kind::Remark => Some(Topic::Remark),
            Kind::Lesson => Some(Topic::Lesson),
            Kind::Test => Some(Topic::Test),
            Kind::Event => Some(Topic::Event),
            Kind::Announcement => Some(Topic::Announcement),
            Kind::Message => Some(Topic::Message),
            Kind::Visit => Some(Topic::Visit),
            Kind::Term | Kind::Holiday | Kind::Average | Kind::SchoolInfo => None,
        }
    }

    /// Whether it is told where nobody has chosen. A student knows when the door was passed.
    pub fn told_by_itself(self, is_student: bool) -> bool {
        !(is_student && self == Topic::Visit)
    }
}

/// Whether all that is new about a mark is what the teacher wrote to it.
pub(crate) fn is_comment(change: &Change) -> bool {
    let (What::Changed, Some(Item::Mark(old)), Some(Item::Mark(new))) = (change.what, &change.old, &change.new) else {
        return false;
    };
    let said = |comment: &Option<String>| comment.as_deref().unwrap_or_default().trim().to_owned();
    let comment = said(&new.comment);
    old.value == new.value
        && old.subject == new.subject
        && old.lesson_date == new.lesson_date
        && old.weight == new.weight
        && !comment.is_empty()
        && comment != said(&old.comment)
}
