//! The summary sheet.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Filling, MarkChip, StudentView, Tint};

requests! {
    /// The summary sheet of a child.
    pub struct TermsRequest {
        /// Whose.
        pub student: String,
    }
}

views! {
    /// The summary sheet of a child's school year.
    pub struct TermsView {
        /// Whose.
        pub student: StudentView,
        /// Terms, then the year, then exams and the final mark where there are any.
        pub columns: Vec<SheetColumn>,
        /// One row for each subject, as the school sorts them.
        pub subjects: Vec<SheetRow>,
        /// How far the current term is.
        pub progress: Option<TermProgress>,
        /// Where marks, averages and what the school says do not go together, and why.
        pub notes: Vec<SheetNote>,
        /// What there is to show.
        pub filling: Filling,
    }

    /// A column of the summary sheet.
    pub struct SheetColumn {
        /// Id of the term, "year", "exam", "final".
        pub id: String,
        /// "2 четверть".
        pub name: String,
        /// "2".
        pub short: String,
        /// "5 ноября – 30 декабря".
        pub dates: Option<String>,
        /// Whether today is in it.
        pub current: bool,
    }

    /// A row of the summary sheet.
    pub struct SheetRow {
        /// The subject as the school writes it.
        pub subject: String,
        /// One for each column.
        pub cells: Vec<SheetCell>,
    }

    /// A cell of the summary sheet.
    pub struct SheetCell {
        /// The mark that stands there.
        pub mark: Option<MarkChip>,
        /// "4,38", of the marks that are here; none where not all of the term's are.
        pub average: Option<String>,
        /// The school's own: "4,4".
        pub official: Option<String>,
        /// The mark that the average would give today, where none stands there yet.
        pub would: Option<String>,
        /// Colour family of what it would give.
        pub tint: Tint,
        /// Everything at once, for a screen reader: "средний 4,38, по данным школы 4,4".
        pub label: String,
    }

    /// How far the current term is.
    pub struct TermProgress {
        /// "2 четверть".
        pub title: String,
        /// How much is over, 0 to 1.
        pub share: f64,
        /// "Неделя 3 из 8, до конца 39 дней".
        pub text: String,
    }

    /// An explanation of a cell.
    pub struct SheetNote {
        /// The subject.
        pub subject: String,
        /// The term.
        pub term: String,
        /// "Школа пишет 4,00: она считает без веса оценок, с весом выходит 4,50."
        pub text: String,
    }
}
