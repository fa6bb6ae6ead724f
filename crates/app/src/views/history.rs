//! Earlier terms and years: how far they are, and what is drawn of it.

use peremena_model::StudentId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

words! {
    /// Where the fetching of earlier terms and years stands.
    pub enum HistoryState {
        /// Nobody has asked for it, or it was called off; there is something to fetch.
        Idle,
        /// It is under way.
        Running,
        /// It is wanted, and waits.
        Paused,
        /// All is here that can be had.
        Done,
    }
}

requests! {
    /// A child whose earlier terms and years are wanted, or no more.
    pub struct HistoryRequest {
        /// Whose.
        pub student: String,
    }
}

views! {
    /// The earlier terms and years of every child.
    pub struct HistoriesView {
        /// Child after child, in the family's order.
        pub children: Vec<HistoryView>,
    }

    /// The earlier terms and years of one child.
    pub struct HistoryView {
        /// Whose.
        pub student: StudentId,
        /// Short name.
        pub name: String,
        /// One letter for the avatar.
        pub initial: String,
        /// Index of the child's colour, 0 to 5.
        pub colour: u8,
        /// Where it stands.
        pub state: HistoryState,
        /// "Загружено с сентября 2021 года"; "Март 2024: загружаем"; why it waits.
        pub text: String,
        /// "14 месяцев из 30"; none where it is done.
        pub progress: Option<String>,
        /// The share that is here, 0 to 1.
        pub share: f64,
        /// What the system does not give, or what could not be had; none while that is not known.
        pub end: Option<String>,
    }
}
