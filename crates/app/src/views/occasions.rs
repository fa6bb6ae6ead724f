//! Events, announcements, messages and remarks.

use peremena_model::Kind;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DayLabel, FileRow, Filling, LackView, StudentView};

requests! {
    /// Events, announcements, messages or remarks of a child.
    pub struct OccasionsRequest {
        /// Whose.
        pub student: String,
        /// One of the four; none for the first that the system gives.
        pub kind: Option<Kind>,
    }
}

views! {
    /// Events, announcements, messages or remarks of a child.
    pub struct OccasionsView {
        /// Whose.
        pub student: StudentView,
        /// The four kinds, with how much there is of each.
        pub kinds: Vec<OccasionKind>,
        /// The kind that is shown.
        pub kind: Kind,
        /// What is still to come, the nearest first: events only.
        pub ahead: Vec<OccasionRow>,
        /// What was, the latest first.
        pub past: Vec<OccasionRow>,
        /// What there is to show.
        pub filling: Filling,
        /// Why there is nothing, where the system or the school is why.
        pub lacks: Option<LackView>,
    }

    /// One of the four kinds.
    pub struct OccasionKind {
        /// The kind.
        pub kind: Kind,
        /// "События".
        pub name: String,
        /// How much there is.
        pub count: u32,
    }

    /// One of them.
    pub struct OccasionRow {
        /// Id.
        pub id: String,
        /// The day.
        pub day: DayLabel,
        /// "18:00".
        pub time: Option<String>,
        /// "Родительское собрание".
        pub title: String,
        /// The text, plain.
        pub text: Option<String>,
        /// Who wrote it, or where it is.
        pub about: Option<String>,
        /// Its files.
        pub files: Vec<FileRow>,
        /// Not read at the school yet.
        pub unread: bool,
    }
}
