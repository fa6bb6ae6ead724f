//! What changed, and what became of the notice about it.

use peremena_model::{ChangeId, Kind, StudentId, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DayLabel, Filling, MarkChip};

requests! {
    /// What changed.
    pub struct FeedRequest {
        /// One child; none for all.
        #[ts(type = "string | null")]
        pub student: Option<StudentId>,
        /// One kind; none for all.
        pub kind: Option<Kind>,
        /// All down to this place ([`FeedView::more`]) and a page beyond it; none for the first page.
        pub down_to: Option<String>,
        /// The same down to this change, whatever its place.
        #[ts(type = "string | null")]
        pub change: Option<ChangeId>,
    }

    /// Changes that were seen.
    pub struct SeeRequest {
        /// These.
        #[ts(type = "string[]")]
        pub changes: Vec<ChangeId>,
        /// Or all of this child.
        #[ts(type = "string | null")]
        pub all_of: Option<StudentId>,
        /// Or all there are.
        pub all: bool,
        /// What was read all at once last is unread again, whatever else is named.
        pub undo: bool,
    }
}

words! {
    /// What became of the notice about a change.
    pub enum ToldState {
        /// Shown by itself.
        Told,
        /// Shown in a digest.
        Digest,
        /// It waits for a moment.
        Held,
        /// It is not told.
        NotTold,
        /// It is to be shown and was not yet.
        Waiting,
    }
}

views! {
    /// What changed.
    pub struct FeedView {
        /// Newest first.
        pub days: Vec<FeedDay>,
        /// The place in the log at which this ends, to ask for more; none where there is no more. What comes later on top
        /// does not move it.
        pub more: Option<String>,
        /// Unread in this choice.
        pub unread: u32,
        /// Kinds that can be chosen.
        pub kinds: Vec<KindChoice>,
        /// What there is to show.
        pub filling: Filling,
    }

    /// A kind that can be chosen.
    pub struct KindChoice {
        /// Kind.
        pub kind: Kind,
        /// "Оценки".
        pub name: String,
    }

    /// One day of the feed.
    pub struct FeedDay {
        /// The day.
        pub label: DayLabel,
        /// Its changes, newest first.
        pub entries: Vec<FeedEntry>,
        /// Reminders of that day, newest first.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        #[ts(optional, as = "Option<Vec<FeedReminder>>")]
        pub reminders: Vec<FeedReminder>,
    }

    /// One change.
    pub struct FeedEntry {
        /// Id of the change.
        pub id: ChangeId,
        /// Whose.
        pub student: StudentId,
        /// Short name of the child.
        pub student_name: String,
        /// Index of the child's colour.
        pub colour: u8,
        /// Kind.
        pub kind: Kind,
        /// What happened.
        pub what: What,
        /// "Алгебра".
        pub title: String,
        /// "Исправлено: было 3, диктант 17 ноября".
        pub text: String,
        /// "10:31", "вчера".
        pub when: String,
        /// The mark, where it is one.
        pub chip: Option<MarkChip>,
        /// Not yet seen.
        pub unread: bool,
        /// What became of its notice; none where there is nothing known of one, and on the screen of today.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub told: Option<ToldView>,
        /// Where it opens: a route of the UI.
        pub route: String,
    }

    /// What became of the notice about a change.
    pub struct ToldView {
        /// What became of it.
        pub state: ToldState,
        /// "Уведомление в 07:00, в сводке после тихих часов", "Без уведомления: выключено в настройках".
        pub text: String,
    }

    /// A reminder that was shown, or that nobody could show in its evening.
    pub struct FeedReminder {
        /// Id of its notice.
        pub id: String,
        /// Whose.
        pub student: StudentId,
        /// Short name of the child.
        pub student_name: String,
        /// Index of the child's colour.
        pub colour: u8,
        /// "На завтра не сделано 2 задания".
        pub title: String,
        /// What is not done, a line for each.
        pub text: String,
        /// "19:00".
        pub when: String,
        /// What became of it.
        pub told: ToldView,
        /// Where it opens: a route of the UI.
        pub route: String,
    }
}
