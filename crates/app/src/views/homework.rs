//! Homework by the day it is for.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DayLabel, Filling, HomeworkRow, StudentView};

requests! {
    /// Homework of a child.
    pub struct HomeworkRequest {
        /// Whose.
        pub student: String,
        /// Of this subject only, as the school writes it.
        pub subject: Option<String>,
        /// How many weeks before this one are shown too.
        pub weeks_back: u32,
    }

    /// A homework of the family's own.
    pub struct PutTaskRequest {
        /// Whose.
        pub student: String,
        /// Its id; none for a new one.
        pub id: Option<String>,
        /// Subject, or whatever the family calls it.
        pub subject: String,
        /// What is to be done.
        pub text: String,
        /// The day it is for, `YYYY-MM-DD`.
        pub due: String,
    }

    /// One homework of the family's own.
    pub struct TaskRequest {
        /// Whose.
        pub student: String,
        /// Its id.
        pub id: String,
    }
}

views! {
    /// Homework of a child.
    pub struct HomeworkView {
        /// Whose.
        pub student: StudentView,
        /// "Не сделано 4, из них просрочено 1".
        pub summary: String,
        /// Subjects that have homework, by name: what can be chosen.
        pub subjects: Vec<String>,
        /// Not done, and its day is over.
        pub overdue: Vec<TaskRow>,
        /// From today on, the nearest day first.
        pub days: Vec<HomeworkDay>,
        /// The weeks before that were asked for, the latest day first.
        pub past: Vec<HomeworkDay>,
        /// How many weeks back to ask for what is earlier; none where there is nothing earlier.
        pub older: Option<u32>,
        /// The day that a new task is for, unless somebody says another: the next school day.
        pub next_day: String,
        /// Days that a new task can be for.
        pub days_ahead: Vec<DayLabel>,
        /// The subjects of the class, to choose from for a new task.
        pub class_subjects: Vec<String>,
        /// What there is to show.
        pub filling: Filling,
    }

    /// What is for one day.
    pub struct HomeworkDay {
        /// The day.
        pub label: DayLabel,
        /// "На завтра", "На понедельник".
        pub title: String,
        /// "сделано 1 из 4".
        pub done_text: String,
        /// What is not done first.
        pub homework: Vec<TaskRow>,
        /// Subjects of lessons of the next school day with nothing set yet.
        pub nothing_set: Vec<String>,
    }

    /// One homework, and where it comes from.
    pub struct TaskRow {
        /// The homework.
        pub row: HomeworkRow,
        /// Written down by the family: to be changed and taken out here.
        pub own: bool,
        /// The day it is for.
        pub due: DayLabel,
        /// "на вчера", where its day is over; "задано 18 ноября", where the school says so.
        pub note: Option<String>,
    }
}
