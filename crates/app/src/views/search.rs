//! What was found.

use peremena_model::StudentId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

requests! {
    /// A question of one or more words.
    pub struct SearchRequest {
        /// The words, in any form: all of them must be there. The last may be unfinished.
        pub query: String,
        /// Of one child; none for all.
        #[ts(type = "string | null")]
        pub student: Option<StudentId>,
        /// Of one kind; none for all.
        pub kind: Option<FoundKind>,
    }
}

words! {
    /// The kinds of things that can be found.
    #[derive(PartialOrd, Ord, Hash)]
    pub enum FoundKind {
        /// A subject: its page.
        Subject,
        /// A teacher, a head of school, a parent.
        Person,
        /// A child with its class and school, the school with its address.
        School,
        /// A term, or holidays.
        Term,
        /// A mark of a term or of the year.
        TermMark,
        /// A homework, also of the family's own.
        Homework,
        /// A mark with its work, topic and comment.
        Mark,
        /// A lesson by its topic and teacher.
        Lesson,
        /// A test ahead.
        Test,
        /// An absence.
        Absence,
        /// A remark.
        Remark,
        /// An event.
        Event,
        /// An announcement.
        Announcement,
        /// A message.
        Message,
    }
}

views! {
    /// What was found.
    pub struct SearchView {
        /// Subjects, people and what else has no day first, then the latest first; at most 60.
        pub hits: Vec<SearchHit>,
        /// "Найдено 12", "Ничего не нашлось"; none where nothing was asked.
        pub words: Option<String>,
        /// How much was found, of all kinds.
        pub total: u32,
        /// Whether more was found, of the chosen kind, than is shown.
        pub more: bool,
        /// Kinds in which something was found, with how much.
        pub kinds: Vec<FoundKindCount>,
    }

    /// A kind in which something was found.
    pub struct FoundKindCount {
        /// The kind.
        pub kind: FoundKind,
        /// "Домашние задания".
        pub name: String,
        /// How much was found.
        pub count: u32,
    }

    /// One thing that was found.
    pub struct SearchHit {
        /// Unique among the hits.
        pub key: String,
        /// Its kind.
        pub kind: FoundKind,
        /// Whose.
        pub student: StudentId,
        /// Short name of the child.
        pub student_name: String,
        /// Index of the child's colour.
        pub colour: u8,
        /// "Алгебра", with what was found in it.
        pub title: Vec<Fragment>,
        /// The text around what was found.
        pub text: Vec<Fragment>,
        /// "20 ноября".
        pub day: Option<String>,
        /// Where it opens: a route of the UI.
        pub route: String,
    }

    /// A piece of text.
    pub struct Fragment {
        /// The piece.
        pub text: String,
        /// Whether it is what was searched for.
        pub hit: bool,
    }
}
