//! Subjects with their marks, and one subject.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Filling, MarkChip, StudentView, TermChoice, Tint};

requests! {
    /// Marks of a term.
    pub struct MarksRequest {
        /// Whose.
        pub student: String,
        /// Id of a term, "year" for the whole year; none for the current term.
        pub term: Option<String>,
    }

    /// One subject.
    pub struct SubjectRequest {
        /// Whose.
        pub student: String,
        /// The subject as the school writes it.
        pub subject: String,
        /// As in [`MarksRequest`].
        pub term: Option<String>,
        /// Id of a mark that is to be there: where it is outside the term that was asked for, the term that holds it is
        /// shown.
        pub mark: Option<String>,
    }
}

views! {
    /// Marks of a term.
    pub struct MarksView {
        /// Whose.
        pub student: StudentView,
        /// Terms to choose from, the whole year last.
        pub terms: Vec<TermChoice>,
        /// Subjects, as the school sorts them.
        pub subjects: Vec<SubjectRow>,
        /// What there is to show.
        pub filling: Filling,
    }

    /// One subject in the list.
    pub struct SubjectRow {
        /// The subject as the school writes it.
        pub subject: String,
        /// Marks, oldest first.
        pub marks: Vec<MarkChip>,
        /// "4,38": weighted where the school gives weights.
        pub average: Option<String>,
        /// Colour family of the average.
        pub tint: Tint,
        /// "4,4 по данным школы".
        pub official: Option<String>,
        /// Mark of the term, or of the year.
        pub term_mark: Option<MarkChip>,
    }

    /// One subject.
    pub struct SubjectView {
        /// Whose.
        pub student: StudentView,
        /// The subject as the school writes it.
        pub subject: String,
        /// "Гаджиева С. К. · 2 четверть".
        pub caption: String,
        /// Terms to choose from.
        pub terms: Vec<TermChoice>,
        /// "4,38".
        pub average: Option<String>,
        /// "средний с учётом веса, 11 оценок".
        pub average_text: String,
        /// "4,4 по данным школы".
        pub official: Option<String>,
        /// "0,14 за две недели".
        pub trend_text: Option<String>,
        /// 1 up, −1 down, 0 the same.
        pub trend: i8,
        /// Points of the plot, oldest first.
        pub points: Vec<TrendPoint>,
        /// How many of each value.
        pub distribution: Vec<DistributionBar>,
        /// What is needed for the next mark up.
        pub need: Option<NeedView>,
        /// Every mark, newest first.
        pub marks: Vec<MarkEntry>,
        /// Its tests whose time for a mark is over, without one, newest first.
        pub unmarked: Vec<UnmarkedTest>,
        /// Marks of terms and year.
        pub term_marks: Vec<TermMarkEntry>,
        /// What there is to show.
        pub filling: Filling,
    }

    /// One point of the plot.
    pub struct TrendPoint {
        /// Place on the axis of time, 0 to 1.
        pub x: f64,
        /// The mark, 1 to 5.
        pub value: f64,
        /// The average after it.
        pub average: f64,
        /// Colour family.
        pub tint: Tint,
        /// For a screen reader.
        pub label: String,
    }

    /// How many of a value.
    pub struct DistributionBar {
        /// "5".
        pub value: String,
        /// How many.
        pub count: u32,
        /// Share of the largest, 0 to 1.
        pub share: f64,
        /// Colour family.
        pub tint: Tint,
    }

    /// What is needed for a mark.
    pub struct NeedView {
        /// The mark.
        pub value: String,
        /// Colour family.
        pub tint: Tint,
        /// "До пятёрки за четверть".
        pub title: String,
        /// "две пятёрки, уроков осталось 14".
        pub text: String,
    }

    /// One mark of a subject.
    pub struct MarkEntry {
        /// The mark.
        pub chip: MarkChip,
        /// "Контрольная работа".
        pub title: String,
        /// "20 ноября, линейная функция".
        pub subtitle: String,
        /// Comment of the teacher.
        pub comment: Option<String>,
        /// "+0,11".
        pub influence: Option<String>,
        /// 1 up, −1 down, 0 none.
        pub influence_sign: i8,
        /// Its corrections, newest first: "исправлено 18 ноября: 3 → 4".
        pub history: Vec<String>,
    }

    /// A test that the school has given no mark for.
    pub struct UnmarkedTest {
        /// Its id.
        pub id: String,
        /// "Самостоятельная работа".
        pub title: String,
        /// "12 ноября, оценки нет 8 дней".
        pub text: String,
        /// Where it stands in the diary.
        pub route: String,
    }

    /// A mark of a term or the year.
    pub struct TermMarkEntry {
        /// "1 четверть".
        pub title: String,
        /// The mark.
        pub chip: MarkChip,
    }
}
