//! What is told of whom, how and when.

use peremena_model::StudentId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

requests! {
    /// What is told, to change; none leaves as it is.
    pub struct ChangeNoticesRequest {
        /// Cells of the table of children and topics.
        pub switches: Vec<NoticeCellSwitch>,
        /// Whether the notices of a child hide values.
        pub hiding: Vec<HidingSwitch>,
        /// What else is chosen for single children.
        pub children: Vec<ChildNoticesSwitch>,
        /// Whether the notices of all children hide values for whom nothing else was chosen.
        pub hide_values: Option<bool>,
        /// Whether any notice sounds.
        pub sound: Option<bool>,
        /// Quiet hours.
        pub quiet: Option<QuietHoursRequest>,
        /// Whether what comes in the hours of school waits for their end.
        pub school_hours: Option<bool>,
        /// Digests at chosen times, in place of notices at once.
        pub digests: Option<DigestTimesRequest>,
        /// When the reminder of homework for tomorrow comes: "19:00", from noon on.
        pub undone_at: Option<String>,
    }

    /// Quiet hours, chosen.
    pub struct QuietHoursRequest {
        /// On or off.
        pub on: bool,
        /// "21:00".
        pub from: String,
        /// "07:00"; before `from` where they go over midnight.
        pub to: String,
    }

    /// Digests, chosen.
    pub struct DigestTimesRequest {
        /// On or off.
        pub on: bool,
        /// "07:30"; none for no digest in the morning.
        pub morning: Option<String>,
        /// "19:00"; none for no digest in the evening.
        pub evening: Option<String>,
    }
}

/// One cell of the table of children and topics.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct NoticeCellSwitch {
    /// Of which child; none for all of them.
    #[serde(default)]
    #[ts(type = "string | null")]
    pub student: Option<StudentId>,
    /// Of which topic.
    pub topic: NoticeTopic,
    /// Told or not; none leaves it.
    #[serde(default)]
    pub on: Option<bool>,
    /// With a sound or without; none leaves it.
    #[serde(default)]
    pub sound: Option<bool>,
}

/// Whether the notices of one child hide values.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct HidingSwitch {
    /// Whose.
    #[ts(type = "string")]
    pub student: StudentId,
    /// Hidden or shown; none for what holds for all.
    #[serde(default)]
    pub hide: Option<bool>,
}

/// How the notices of one child sound and when they wait, chosen.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ChildNoticesSwitch {
    /// Whose.
    #[ts(type = "string")]
    pub student: StudentId,
    /// Whether none of them sounds; none leaves it.
    #[serde(default)]
    pub silent: Option<bool>,
    /// Quiet hours; none leaves them.
    #[serde(default)]
    pub quiet: Option<ChildQuietRequest>,
}

/// The quiet hours of one child, chosen.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ChildQuietRequest {
    /// Whose hours they are.
    pub choice: QuietChoice,
    /// "21:00", where they are the child's own.
    #[serde(default)]
    pub from: String,
    /// "07:00".
    #[serde(default)]
    pub to: String,
}

words! {
    /// Which quiet hours hold for a child.
    pub enum QuietChoice {
        /// Those of all.
        LikeAll,
        /// Its own.
        Own,
        /// None at all.
        None,
    }
}

words! {
    /// What a family can be told about: a row of the table.
    pub enum NoticeTopic {
        /// Marks.
        Mark,
        /// Marks of terms and of the year.
        TermMark,
        /// Homework.
        Homework,
        /// Homework for tomorrow that is not done.
        Undone,
        /// Absences and lateness.
        Absence,
        /// Remarks and comments.
        Remark,
        /// Lessons cancelled, moved, substituted.
        Lesson,
        /// Tests ahead.
        Test,
        /// Events.
        Event,
        /// Announcements.
        Announcement,
        /// Messages.
        Message,
        /// The school's door.
        Visit,
    }
}

views! {
    /// What is told of whom, how and when.
    pub struct NoticesView {
        /// The rows of the table.
        pub topics: Vec<NoticeTopicView>,
        /// Its columns.
        pub children: Vec<NoticeChildView>,
        /// Whether any notice sounds.
        pub sound: bool,
        /// Whether the notices of all children hide values for whom nothing else was chosen.
        pub hide_values: bool,
        /// Quiet hours.
        pub quiet: QuietHoursView,
        /// Whether what comes in the hours of school waits for their end.
        pub school_hours: bool,
        /// Digests at chosen times, in place of notices at once.
        pub digests: DigestTimesView,
        /// When the reminder of homework for tomorrow comes: "19:00".
        pub undone_at: String,
        /// "Из-за тихих часов напомним в 18:45"; none where it comes when it was chosen.
        pub undone_text: Option<String>,
        /// "Ждут 3 изменения, расскажем завтра в 07:00".
        pub waiting: Option<String>,
    }

    /// A row of the table of what is told.
    pub struct NoticeTopicView {
        /// Topic.
        pub topic: NoticeTopic,
        /// "Оценки: новые, исправленные, убранные".
        pub name: String,
    }

    /// A column of the table of what is told.
    pub struct NoticeChildView {
        /// Whose.
        pub student: StudentId,
        /// Short name.
        pub name: String,
        /// Index of the child's colour.
        pub colour: u8,
        /// One for each topic, in the order of the rows.
        pub cells: Vec<NoticeCellView>,
        /// Whether the notices of this child hide values.
        pub hide_values: bool,
        /// What that means, in words.
        pub hide_text: String,
        /// Hidden or shown as it was chosen for this child; none where it is as for all.
        pub hide_chosen: Option<bool>,
        /// Whether no notice of this child sounds, whatever its topic.
        pub silent: bool,
        /// Quiet hours of this child.
        pub quiet: ChildQuietView,
    }

    /// Quiet hours of one child.
    pub struct ChildQuietView {
        /// Which hold.
        pub choice: QuietChoice,
        /// "21:00": the child's own, or what they begin with.
        pub from: String,
        /// "07:00".
        pub to: String,
        /// What the child's choice means, in words, where it means something.
        pub text: Option<String>,
    }

    /// A cell of the table of what is told.
    pub struct NoticeCellView {
        /// Topic.
        pub topic: NoticeTopic,
        /// Told or not.
        pub on: bool,
        /// With a sound or without.
        pub sound: bool,
    }

    /// Quiet hours.
    pub struct QuietHoursView {
        /// On or off.
        pub on: bool,
        /// "21:00": as chosen, or what they begin with.
        pub from: String,
        /// "07:00".
        pub to: String,
        /// What they mean, in words, where they are on.
        pub text: Option<String>,
    }

    /// Digests at chosen times.
    pub struct DigestTimesView {
        /// On or off.
        pub on: bool,
        /// "07:30": as chosen, or what it begins with; none where there is no digest in the morning.
        pub morning: Option<String>,
        /// "19:00"; none where there is no digest in the evening.
        pub evening: Option<String>,
        /// What they mean, in words, where they are on.
        pub text: Option<String>,
    }
}

macro_rules! topics {
    ($($name:ident),* $(,)?) => {
        impl From<peremena_notify::Topic> for NoticeTopic {
            fn from(topic: peremena_notify::Topic) -> Self {
                match topic {
                    $(peremena_notify::Topic::$name => NoticeTopic::$name,)*
                }
            }
        }

        impl From<NoticeTopic> for peremena_notify::Topic {
            fn from(topic: NoticeTopic) -> Self {
                match topic {
                    $(NoticeTopic::$name => peremena_notify::Topic::$name,)*
                }
            }
        }
    };
}

topics! {
    Mark, TermMark, Homework, Undone, Absence, Remark, Lesson, Test, Event, Announcement, Message, Visit,
}
