//! Week by week, weekday by weekday.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Filling, MarkChip, StudentView, TermChoice, TestRow, Tint};

requests! {
    /// The analytics of a child.
    pub struct AnalyticsRequest {
        /// Whose.
        pub student: String,
        /// Id of a term, "year" for the whole year; none for the current term.
        pub term: Option<String>,
    }
}

views! {
    /// What a child's term adds up to.
    pub struct AnalyticsView {
        /// Whose.
        pub student: StudentView,
        /// Terms to choose from, the whole year last.
        pub terms: Vec<TermChoice>,
        /// The weeks of the term in which something was, up to this one, the latest first.
        pub weeks: Vec<AnalyticsWeek>,
        /// The weekdays with lessons, Monday first.
        pub weekdays: Vec<WeekdayLoad>,
        /// "Больше всего — в среду"; none where no day stands out.
        pub heaviest_text: Option<String>,
        /// Tests ahead, the nearest first.
        pub tests: Vec<TestRow>,
        /// "Загружено не всё …": where not all days of the term were looked at yet.
        pub partial_text: Option<String>,
        /// What there is to show.
        pub filling: Filling,
    }

    /// A week.
    pub struct AnalyticsWeek {
        /// Its Monday.
        pub from: String,
        /// "16–21 ноября".
        pub title: String,
        /// "16.11": under its column.
        pub short: String,
        /// "12 оценок, 31 урок, 14 заданий".
        pub text: String,
        /// "4,38": of the week's marks, weighted where the school gives weights.
        pub average: Option<String>,
        /// Colour family of the average.
        pub tint: Tint,
        /// How high the average stands between the lowest mark and the highest, 0 to 1.
        pub height: Option<f64>,
        /// Every subject that had a lesson, a mark or homework, as the school sorts them.
        pub subjects: Vec<WeekSubject>,
    }

    /// One subject in a week.
    pub struct WeekSubject {
        /// The subject as the school writes it.
        pub subject: String,
        /// Its marks of the week, oldest first.
        pub marks: Vec<MarkChip>,
        /// "4,5"; none where nothing counts.
        pub average: Option<String>,
        /// Colour family of the average.
        pub tint: Tint,
        /// "3 урока, 2 задания, пропущен 1 урок".
        pub text: String,
    }

    /// A weekday, on the average of the term.
    pub struct WeekdayLoad {
        /// "Понедельник".
        pub name: String,
        /// Share of the heaviest, 0 to 1: lessons and homework together.
        pub share: f64,
        /// "уроков 6, заданий 4,5".
        pub text: String,
    }
}
