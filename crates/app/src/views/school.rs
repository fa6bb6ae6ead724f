//! School and class.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Filling, StudentView};

requests! {
    /// The school of a child.
    pub struct SchoolRequest {
        /// Whose.
        pub student: String,
    }
}

views! {
    /// The school of a child.
    pub struct SchoolView {
        /// Whose.
        pub student: StudentView,
        /// Name, address, telephone and what else the school says of itself.
        pub school: Vec<SchoolFact>,
        /// Class and class teacher.
        pub class: Vec<SchoolFact>,
        /// Teachers by name.
        pub teachers: Vec<TeacherRow>,
        /// Whether the teachers are those of the timetable, since the school lists none.
        pub teachers_of_lessons: bool,
        /// Parents whom the school has linked to the child.
        pub guardians: Vec<SchoolFact>,
        /// Terms and holidays, in the order of their days.
        pub dates: Vec<SchoolDates>,
        /// "До каникул 12 дней"; none where there are none ahead.
        pub next_holiday: Option<String>,
        /// What there is to show.
        pub filling: Filling,
    }

    /// A fact with its name.
    pub struct SchoolFact {
        /// "Адрес".
        pub label: String,
        /// As the school writes it.
        pub value: String,
    }

    /// A teacher.
    pub struct TeacherRow {
        /// As the school writes it.
        pub name: String,
        /// What is taught.
        pub subjects: Vec<String>,
    }

    /// A term or holidays.
    pub struct SchoolDates {
        /// "2 четверть".
        pub name: String,
        /// "5 ноября – 30 декабря".
        pub dates: String,
        /// Whether they are holidays.
        pub holiday: bool,
        /// Whether today is in it.
        pub current: bool,
    }
}
