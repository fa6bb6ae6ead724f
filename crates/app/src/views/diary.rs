//! Weeks and days of the diary.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DayLabel, Filling, HomeworkRow, MarkChip, StudentView, TestRow};

requests! {
    /// A week of the diary.
    pub struct DiaryRequest {
        /// Whose.
        pub student: String,
        /// Any day of the week, `YYYY-MM-DD`; none for the week of the next school day.
        pub date: Option<String>,
    }
}

views! {
    /// One lesson in the diary.
    pub struct LessonRow {
        /// Id.
        pub id: String,
        /// Number; "0" is a number.
        pub number: Option<String>,
        /// "08:30".
        pub starts: Option<String>,
        /// "09:15".
        pub ends: Option<String>,
        /// Subject.
        pub subject: String,
        /// Teacher.
        pub teacher: Option<String>,
        /// Room.
        pub room: Option<String>,
        /// Topic.
        pub topic: Option<String>,
        /// True where it does not take place.
        pub cancelled: bool,
        /// "замена", "отменён", "перенесён": with what it was before, where known.
        pub notice: Option<String>,
        /// Homework due in it.
        pub homework: Vec<HomeworkRow>,
        /// Its marks.
        pub marks: Vec<MarkChip>,
        /// Absence or lateness.
        pub absence: Option<MarkChip>,
        /// Whether it is going on now.
        pub now: bool,
        /// Nothing to do before it: "Окно, 3-й урок". Between lessons only.
        pub gap: Option<String>,
    }

    /// One week of the diary.
    pub struct DiaryView {
        /// Whose.
        pub student: StudentView,
        /// "16–21 ноября".
        pub title: String,
        /// "Неделя 11, вторая четверть".
        pub note: Option<String>,
        /// Monday to Saturday; Sunday where it has something.
        pub days: Vec<DayView>,
        /// The day on which a phone opens.
        pub open_on: String,
        /// A day of the week before.
        pub previous: String,
        /// A day of the week after.
        pub next: String,
        /// Whether it is the current week.
        pub this_week: bool,
        /// "Средний за неделю 4,3".
        pub average_text: Option<String>,
        /// "Пропущено уроков: 1".
        pub missed_text: Option<String>,
        /// What there is to show.
        pub filling: Filling,
    }

    /// One day of the diary.
    pub struct DayView {
        /// The day.
        pub label: DayLabel,
        /// What there is to show.
        pub filling: Filling,
        /// For a day without lessons, in words.
        pub words: Option<String>,
        /// Its lessons.
        pub lessons: Vec<LessonRow>,
        /// Homework that belongs to no lesson of the day.
        pub homework: Vec<HomeworkRow>,
        /// Marks and absences that belong to no lesson of the day.
        pub loose: Vec<LooseMark>,
        /// Tests that are planned for it.
        pub tests: Vec<TestRow>,
        /// Number of marks, for the week strip.
        pub marks: u32,
    }

    /// A mark or an absence of a lesson that the timetable does not have.
    pub struct LooseMark {
        /// Subject; none where the school names none.
        pub subject: Option<String>,
        /// "Контрольная работа".
        pub text: Option<String>,
        /// The mark.
        pub chip: MarkChip,
        /// Where it opens: a route of the UI; none where it has no page.
        pub route: Option<String>,
    }
}
