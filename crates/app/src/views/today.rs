//! Now and next, what changed, what is due.

use peremena_model::StudentId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DayLabel, FeedEntry, Filling, HomeworkRow, LessonRow, LooseMark, StudentView};

requests! {
    /// Today.
    pub struct TodayRequest {
        /// One child; none for the whole family.
        #[ts(type = "string | null")]
        pub student: Option<StudentId>,
    }
}

words! {
    /// Where in the day we are.
    pub enum DayPhase {
        /// Before the first lesson.
        Before,
        /// In a lesson.
        Lesson,
        /// In a break.
        Break,
        /// After the last lesson.
        After,
    }
}

views! {
    /// Today, for one child or all.
    pub struct TodayView {
        /// One for each child.
        pub sections: Vec<TodaySection>,
    }

    /// Today of one child.
    pub struct TodaySection {
        /// Whose.
        pub student: StudentView,
        /// The day.
        pub day: DayLabel,
        /// What there is to show of the day.
        pub filling: Filling,
        /// For a day without lessons: "Осенние каникулы до 4 ноября".
        pub words: Option<String>,
        /// Now and next; none on a day without lessons.
        pub now: Option<NowView>,
        /// Today's lessons.
        pub lessons: Vec<LessonRow>,
        /// Today's marks and absences that belong to none of them.
        pub loose: Vec<LooseMark>,
        /// What changed, newest first, unread first; at most six.
        pub news: Vec<FeedEntry>,
        /// Homework for the next school day.
        pub next_day: Option<NextDayView>,
        /// Tests ahead.
        pub tests: Vec<TestRow>,
    }

    /// Now and next.
    pub struct NowView {
        /// Where in the day.
        pub phase: DayPhase,
        /// "Сейчас, третий урок · ещё 17 минут".
        pub caption: String,
        /// The subject of now, or of next.
        pub subject: Option<String>,
        /// "кабинет 214".
        pub room: Option<String>,
        /// How much of the lesson is over, 0 to 1.
        pub progress: Option<f64>,
        /// "Потом история, 11:15, кабинет 301".
        pub next: Option<String>,
        /// "Замена: Юсупова П. М."
        pub warning: Option<String>,
    }

    /// Homework for the next school day.
    pub struct NextDayView {
        /// The day.
        pub day: DayLabel,
        /// "На завтра", "На понедельник".
        pub title: String,
        /// "сделано 1 из 4".
        pub done_text: String,
        /// One for each lesson that has homework.
        pub homework: Vec<HomeworkRow>,
        /// Subjects of lessons with nothing set yet.
        pub nothing_set: Vec<String>,
    }

    /// A test ahead.
    pub struct TestRow {
        /// Id.
        pub id: String,
        /// Day.
        pub day: DayLabel,
        /// Subject.
        pub subject: String,
        /// "Контрольная работа".
        pub title: String,
        /// Topic.
        pub topic: Option<String>,
    }
}
