//! A month of the diary.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Filling, MarkChip, StudentView};

requests! {
    /// A month of the diary.
    pub struct MonthRequest {
        /// Whose.
        pub student: String,
        /// Any day of the month, `YYYY-MM-DD`; none for this month.
        pub date: Option<String>,
    }
}

views! {
    /// A month of the diary, from what is here.
    pub struct MonthView {
        /// Whose.
        pub student: StudentView,
        /// "Ноябрь 2026".
        pub title: String,
        /// "116 уроков, 21 оценка, 3 урока пропущено": of what there is any.
        pub summary: String,
        /// "Часть дней ещё не загружена …".
        pub partial_text: Option<String>,
        /// The columns, Monday first.
        pub weekdays: Vec<MonthWeekday>,
        /// Weeks of seven days; none where a day is of another month.
        pub weeks: Vec<Vec<Option<MonthDay>>>,
        /// A day of the month before.
        pub previous: String,
        /// A day of the month after.
        pub next: String,
        /// The day to which the views of a day and a week lead from here.
        pub open_on: String,
        /// Whether it is the current month.
        pub this_month: bool,
        /// What there is to show.
        pub filling: Filling,
    }

    /// A column of a month.
    pub struct MonthWeekday {
        /// "пн".
        pub short: String,
        /// "Понедельник".
        pub name: String,
    }

    /// A day of a month.
    pub struct MonthDay {
        /// `YYYY-MM-DD`.
        pub date: String,
        /// "20".
        pub number: String,
        /// Whether it is today.
        pub today: bool,
        /// What there is to show.
        pub filling: Filling,
        /// "Осенние каникулы": where it is one of them.
        pub holiday: Option<String>,
        /// "6 уроков"; none where there are none.
        pub lessons: Option<String>,
        /// The first marks of the day, in the order of its lessons.
        pub marks: Vec<MarkChip>,
        /// How many marks there are beside those.
        pub marks_more: u32,
        /// How many marks there are in all, in figures; none where there are none.
        pub marks_count: Option<String>,
        /// Subjects of the tests planned for the day.
        pub tests: Vec<String>,
        /// "3 задания", with how many are done; none where nothing is due.
        pub homework: Option<String>,
        /// How many assignments are due, in figures; none where none are.
        pub homework_count: Option<String>,
        /// Missed lessons.
        pub missed: u32,
        /// Lessons begun late.
        pub late: u32,
        /// All of it, for a screen reader: "20 ноября, пятница: 6 уроков, оценки 5, 4".
        pub label: String,
    }
}
