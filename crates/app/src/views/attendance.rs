//! Lessons missed and begun late.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DayLabel, Filling, LackView, MarkChip, StudentView, TermChoice};

requests! {
    /// Attendance of a child.
    pub struct AttendanceRequest {
        /// Whose.
        pub student: String,
        /// Id of a term, "year" for the whole year; none for the current term.
        pub term: Option<String>,
    }
}

views! {
    /// Attendance of a child in a term.
    pub struct AttendanceView {
        /// Whose.
        pub student: StudentView,
        /// Terms to choose from, the whole year last.
        pub terms: Vec<TermChoice>,
        /// "Пропущено 5 уроков".
        pub missed_text: String,
        /// "Опозданий: 2. Опоздание — не пропуск"; none where there are none.
        pub late_text: Option<String>,
        /// "Загружено не всё …": where not all days of the term were looked at yet.
        pub partial_text: Option<String>,
        /// Missed lessons by reason, the most frequent first.
        pub reasons: Vec<AttendanceBar>,
        /// Missed lessons by subject, the most frequent first.
        pub subjects: Vec<AttendanceBar>,
        /// Term by term.
        pub totals: Vec<AttendanceTotal>,
        /// Month by month.
        pub months: Vec<AttendanceMonth>,
        /// Day by day, the latest first.
        pub entries: Vec<AttendanceEntry>,
        /// Remarks of teachers, the latest first.
        pub remarks: Vec<RemarkRow>,
        /// What there is to show.
        pub filling: Filling,
        /// Why there is nothing, where the system or the school is why.
        pub lacks: Option<LackView>,
    }

    /// How often something was the case.
    pub struct AttendanceBar {
        /// "Алгебра", "по болезни".
        pub name: String,
        /// Missed lessons.
        pub missed: u32,
        /// Lessons begun late.
        pub late: u32,
        /// Share of the largest, 0 to 1.
        pub share: f64,
        /// "2 урока, 1 опоздание".
        pub text: String,
    }

    /// Attendance of one term in a line.
    pub struct AttendanceTotal {
        /// "1 четверть".
        pub title: String,
        /// "пропущено 5 уроков, из них по болезни 3".
        pub text: String,
    }

    /// A month of the calendar.
    pub struct AttendanceMonth {
        /// "Ноябрь".
        pub title: String,
        /// Weeks of seven days from Monday; none before the first and after the last day of the month.
        pub weeks: Vec<Vec<Option<AttendanceDay>>>,
    }

    /// A day of the calendar.
    pub struct AttendanceDay {
        /// `YYYY-MM-DD`, for addresses.
        pub date: String,
        /// "18".
        pub number: String,
        /// How much of the day was missed: 0 nothing, 1 a lesson, 2 up to half, 3 more.
        pub level: u8,
        /// What is written in the day: the number of missed lessons, or the letter for late.
        pub sign: Option<String>,
        /// Whether there were or will be lessons.
        pub lessons: bool,
        /// Whether it is today.
        pub today: bool,
        /// "18 ноября: пропущено 2 урока из 6, болезнь"; none where there is nothing to say.
        pub text: Option<String>,
    }

    /// One lesson that was missed or begun late, or a whole day of them.
    pub struct AttendanceEntry {
        /// Id of the absence.
        pub id: String,
        /// The day.
        pub day: DayLabel,
        /// "Алгебра, 3-й урок", "Весь день, 6 уроков".
        pub title: String,
        /// "болезнь, справка".
        pub text: String,
        /// The letter of the class register.
        pub chip: MarkChip,
        /// Id of the lesson, for its address.
        pub lesson: Option<String>,
    }

    /// A remark of a teacher.
    pub struct RemarkRow {
        /// Id.
        pub id: String,
        /// The day.
        pub day: DayLabel,
        /// "История · Алиев Р. М."
        pub about: String,
        /// What it says.
        pub text: String,
    }
}
