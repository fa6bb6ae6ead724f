//! How the way from the schools to the family does: what is drawn of it.

use peremena_model::StudentId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Freshness, TroubleView};

words! {
    /// How one link of the way does.
    pub enum CheckState {
        /// As it should.
        Good,
        /// It works, but not as one may think.
        Mind,
        /// It does not work.
        Bad,
    }
}

views! {
    /// How each source does.
    pub struct HealthView {
        /// Child after child, in the family's order.
        pub sources: Vec<SourceView>,
    }

    /// How what is known of one child is kept up to date.
    pub struct SourceView {
        /// Whose.
        pub student: StudentId,
        /// Short name.
        pub name: String,
        /// One letter for the avatar.
        pub initial: String,
        /// Index of the child's colour, 0 to 5.
        pub colour: u8,
        /// Name of the system.
        pub system: String,
        /// How fresh the data is.
        pub freshness: Freshness,
        /// "Последний раз удалось: сегодня в 10:31"; "Ещё ни разу не удалось".
        pub last: String,
        /// "Следующий раз: через 3 минуты"; none where nothing is planned.
        pub next: Option<String>,
        /// "Школа ответила за 0,8 с"; none where it has not.
        pub took: Option<String>,
        /// What is wrong.
        pub trouble: Option<TroubleView>,
    }

    /// What came of looking at every link of the way.
    pub struct CheckView {
        /// "Всё работает", "Есть о чём подумать", "Что-то не работает".
        pub words: String,
        /// The worst of the links.
        pub state: CheckState,
        /// The links, in the order of the way.
        pub steps: Vec<CheckStepView>,
    }

    /// One link of the way.
    pub struct CheckStepView {
        /// How it does.
        pub state: CheckState,
        /// "Дневник на устройстве".
        pub title: String,
        /// What was seen.
        pub text: String,
        /// One thing to do, where there is one.
        pub todo: Option<String>,
    }

    /// A report of a problem, to be read before it is given to anybody.
    pub struct ReportView {
        /// Plain text without names, addresses, ids and marks.
        pub text: String,
        /// Whether it can be saved as a file here; else it is copied.
        pub can_save: bool,
    }

    /// A report that was saved.
    pub struct ReportSavedView {
        /// "Сохранено: /home/…/peremena-report-2026-11-22.txt".
        pub words: String,
    }
}
