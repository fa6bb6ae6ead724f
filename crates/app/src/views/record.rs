//! Whether the school's record of a child is complete and in time.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Filling, StudentView};

requests! {
    /// The record of a child.
    pub struct RecordRequest {
        /// Whose.
        pub student: String,
        /// Limits to keep for all children; none leaves them as they are.
        pub limits: Option<RecordLimits>,
    }

    /// How much time a school has.
    pub struct RecordLimits {
        /// Minutes after the end of a day's last lesson in which its homework is entered.
        pub homework_minutes: u32,
        /// Days after a work in which its mark is entered.
        pub mark_days: u32,
    }
}

words! {
    /// The limits by the names of their fields in [`RecordLimits`].
    pub enum RecordLimitOf {
        /// Minutes for homework.
        HomeworkMinutes,
        /// Days for marks.
        MarkDays,
    }

    /// How complete a kind of data is.
    pub enum RecordState {
        /// All of it is there.
        Filled,
        /// Something is missing.
        Partly,
        /// Nothing is there.
        Missing,
        /// The system has no such thing, or its connection here does not give it.
        NotGiven,
        /// Its time has not come.
        NotYet,
    }
}

views! {
    /// The record of a child.
    pub struct RecordView {
        /// Whose.
        pub student: StudentView,
        /// "Заполнено 8 из 11".
        pub summary: String,
        /// "По тому, что загружено: с 5 ноября"; none where nothing is.
        pub since_text: Option<String>,
        /// The eleven kinds of data that must reach a family.
        pub kinds: Vec<RecordKind>,
        /// Homework, marks, tests: in time or late.
        pub timeliness: Vec<RecordTimeliness>,
        /// The limits in use: what is sent back with one of them changed.
        pub limits: RecordLimits,
        /// What there is to show.
        pub filling: Filling,
    }

    /// One kind of data.
    pub struct RecordKind {
        /// "Текущие оценки".
        pub title: String,
        /// How complete it is.
        pub state: RecordState,
        /// "83 оценки по 14 предметам".
        pub text: String,
    }

    /// Something that has a limit.
    pub struct RecordTimeliness {
        /// "Домашние задания".
        pub title: String,
        /// "Вовремя 24 из 26", "Школа не сообщает, когда".
        pub text: String,
        /// Whether all that could be judged was in time.
        pub good: bool,
        /// The limit that it is held to, where one can be chosen here.
        pub limit: Option<RecordLimit>,
        /// What came late or not at all, the latest first; at most 20.
        pub late: Vec<RecordLate>,
    }

    /// A limit to choose.
    pub struct RecordLimit {
        /// Which of [`RecordLimits`].
        pub of: RecordLimitOf,
        /// "Срок для задания после последнего урока".
        pub label: String,
        /// The limit in use.
        pub chosen: u32,
        /// What can be chosen, the shortest first; the limit in use is among them.
        pub choices: Vec<RecordLimitChoice>,
    }

    /// One length of a limit.
    pub struct RecordLimitChoice {
        /// In minutes or days, as the limit is.
        pub value: u32,
        /// "30 минут", "7 дней".
        pub text: String,
    }

    /// Something that came late.
    pub struct RecordLate {
        /// "Алгебра".
        pub subject: String,
        /// "на 20 ноября, позже на 3 часа".
        pub text: String,
        /// Where it opens: a route of the UI.
        pub route: String,
    }
}
